#include <gmock/gmock.h>

#include "company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;

Money money(const char* amount, const char* currency) {
  return Money::parse(amount, Currency::parse(currency));
}

TEST(Procedure, ReadsWhatFinanceWrote) {
  const Company company;
  const auto p = company.good(kGood).procedures.at("standard");
  EXPECT_EQ(p.name, "standard");
  EXPECT_EQ(p.interval_days, 14);
  EXPECT_EQ(p.account_min_arrears, 5);
  EXPECT_EQ(p.item_grace, 3);
  EXPECT_TRUE(p.progressive);
  EXPECT_EQ(p.credit_mode, model::CreditMode::net);
  EXPECT_EQ(p.dispute_mode, model::DisputeMode::whole);
  EXPECT_EQ(p.max_bank_age_days, 4);
  EXPECT_TRUE(p.require_no_gap);
  ASSERT_EQ(p.levels.size(), 3u);
  EXPECT_EQ(p.levels[0].days, 5);
  EXPECT_TRUE(p.levels[0].min_amount.empty());
  EXPECT_EQ(p.levels[1].min_amount.at("EUR"), money("50.00", "EUR"));
  EXPECT_EQ(p.levels[1].min_amount.at("JPY"), money("6000", "JPY"));
  EXPECT_EQ(p.levels[1].fee.at("EUR"), money("5.00", "EUR"));
  EXPECT_FALSE(p.levels[1].always);
  ASSERT_TRUE(p.levels[2].min_percent.has_value());
  EXPECT_EQ(p.levels[2].min_percent->to_string(), "10.000");
  EXPECT_TRUE(p.check().has_value());
  EXPECT_EQ(p.levels[2].fee.at("EUR"), money("10.00", "EUR"));
  EXPECT_TRUE(p.levels[2].always);
}

TEST(Procedure, HasAVersionThatOnlyItsOwnRulesChange) {
  const Company company;
  const auto version = [&](const std::string& yaml) {
    return company.good(yaml).procedures.at("standard").version;
  };
  EXPECT_EQ(version(with("level: warning", "level: info")), version(kGood));
  EXPECT_EQ(version(with("EUR: \"50.00\"", "EUR: 50")), version(kGood));
  EXPECT_NE(version(with("EUR: \"50.00\"", "EUR: 51")), version(kGood));
}

TEST(Procedure, ReadsHowDisputesAndUnappliedMoneyCount) {
  const Company company;
  const auto p = company
                     .good(with("      credit_mode: net\n",
                                "      dispute_mode: undisputed_part\n"
                                "      unapplied_hold_percent: 2.5\n"))
                     .procedures.at("standard");
  EXPECT_EQ(p.credit_mode, model::CreditMode::sap_like);
  EXPECT_EQ(p.dispute_mode, model::DisputeMode::undisputed_part);
  EXPECT_EQ(p.unapplied_hold.value().to_string(), "2.500");
}

struct Broken {
  const char* from;
  const char* to;
  const char* fault;
};

class ProcedureRefuses : public testing::TestWithParam<Broken> {};

TEST_P(ProcedureRefuses, WithThePlaceTheValueAndTheRemedy) {
  const Company company;
  EXPECT_THAT(company.faults(with(GetParam().from, GetParam().to)), ElementsAre(GetParam().fault));
}

const Broken kBroken[] = {
    {"      interval_days: 14\n", "",
     "saldo.yaml:17:7: dunning procedure 'standard' has no 'interval_days', which it needs"},
    {"interval_days: 14", "interval_days: 0",
     "saldo.yaml:17:22: 'interval_days' must be a whole number from 1 to 3650, not '0'"},
    {"item_grace_days: 3", "item_grace: 3",
     "saldo.yaml:19:7: unknown key 'item_grace'; did you mean 'item_grace_days'?"},
    {"credit_mode: net", "credit_mode: netto",
     "saldo.yaml:20:20: 'credit_mode' can't be 'netto'; did you mean 'net'?"},
    {"max_age_days: 4", "max_age_days: never",
     "saldo.yaml:21:34: 'max_age_days' must be a whole number from 1 to 3650, not 'never'"},
    {"{ days: 20,", "{ days: 5,",
     "saldo.yaml:24:11: level 2 begins after 5 days, which is not later than level 1 with 5; put "
     "the levels in ascending order"},
    {"- { days: 5 }", "- { always: false }",
     "saldo.yaml:23:11: a dunning level has no 'days', which it needs"},
    {"EUR: \"50.00\"", "EUR: \"50,00\"",
     "saldo.yaml:24:42: 'min_amount': amount '50,00' is not a decimal number; write 1234.50 EUR or "
     "{ EUR: 1234.50 }"},
    {"EUR: \"50.00\"", "EUR: \"50.001\"",
     "saldo.yaml:24:42: 'min_amount': amount '50.001' has more decimals than its currency; write "
     "1234.50 EUR or { EUR: 1234.50 }"},
    {"EUR: \"50.00\"", "EUX: \"50.00\"",
     "saldo.yaml:24:42: 'min_amount': currency 'EUX' is not an ISO 4217 code; write 1234.50 EUR or "
     "{ EUR: 1234.50 }"},
    {"JPY: 6000", "JPY: 60.50",
     "saldo.yaml:24:56: 'min_amount': amount '60.50' has more decimals than its currency; write "
     "1234.50 EUR or { EUR: 1234.50 }"},
    {"fee: 5.00 EUR", "fee: 5.00",
     "saldo.yaml:24:69: 'fee' must be an amount with its currency, such as 5.00 EUR or { EUR: "
     "5.00, "
     "SEK: 50.00 }, not '5.00'"},
    {"fee: 5.00 EUR", "fee: -5.00 EUR",
     "saldo.yaml:24:69: 'fee' must not be negative, but is '-5.00'"},
    {"min_percent: 10", "min_percent: 10 %",
     "saldo.yaml:25:36: 'min_percent' must be a number above 0 and up to 100, with up to three "
     "decimals, not '10 %'"},
    {"min_percent: 10", "min_percent: 100.001",
     "saldo.yaml:25:36: 'min_percent' must be a number above 0 and up to 100, with up to three "
     "decimals, not '100.001'"},
    {"min_percent: 10", "min_percent: 0",
     "saldo.yaml:25:36: 'min_percent' must be a number above 0 and up to 100, with up to three "
     "decimals, not '0'"},
};
INSTANTIATE_TEST_SUITE_P(Values, ProcedureRefuses, testing::ValuesIn(kBroken));

/// kGood's folder with a calendar and rates beside the plugins.
class ProcedureLint : public testing::Test {
 protected:
  void SetUp() override {
    company.write("lib/saldo/plugins/bank/plugin.yaml", Company::kBank);
    company.write("lib/saldo/plugins/bank/bank.so", "");
    company.write("lib/saldo/plugins/files/plugin.yaml", Company::kFiles);
    company.write("lib/saldo/plugins/files/files.so", "");
    company.write("share/saldo/calendars/DE.yaml",
                  "name: DE\nsummary: s\nsource: s\nholidays: [{ name: A, date: \"05-01\" }]\n");
    company.write("share/saldo/rates/late_interest.csv",
                  "country,regime,from,to,rate,source\n"
                  "DE,b2b,2025-01-01,2025-06-30,11.27,BGB\n");
  }
  Loaded load(const std::string& yaml) const {
    return load_text(yaml, company.root / "saldo.yaml", company.root / "lib/saldo/plugins");
  }
  std::vector<std::string> faults(const std::string& yaml) const {
    return company.texts(load(yaml).faults);
  }
  /// kGood with these lines in its procedure and this third level.
  static std::string rich(const std::string& lines,
                          const std::string& level = "        - { days: 40 }\n") {
    std::string text = with("      credit_mode: net\n", "      credit_mode: net\n" + lines);
    const std::string third =
        "        - { days: 40, min_percent: 10, fee: { EUR: 10 }, always: true }\n";
    return text.replace(text.find(third), third.size(), level);
  }
  const Company company;
};

const char* const kRich =
    "      mode: account\n"
    "      days: { calendar: DE, due_date: following, business_days_only: true }\n"
    "      channel_interval_days: { email: 7 }\n"
    "      show_all_from_level: 3\n"
    "      four_eyes: { from_amount: 1000.00 EUR, from_level: 2 }\n"
    "      interest: { country: DE, basis: act_act, compensation: true }\n"
    "      legal: { interval_days: 30, channels: [letter] }\n";
const char* const kRichLevel =
    "        - { days: 40, channels: [email, letter], interest: true, needs_approval: false, "
    "effects: [credit_block, hand_over] }\n";

TEST_F(ProcedureLint, TakesEverythingThatAProcedureCanSay) {
  const auto loaded = load(rich(kRich, kRichLevel));
  ASSERT_TRUE(loaded.config) << loaded.faults.front().to_string();
  const auto& p = loaded.config->procedures.at("standard");
  EXPECT_EQ(p.mode, model::DunningMode::account);
  EXPECT_EQ(p.days.calendar, "DE");
  EXPECT_EQ(p.days.due_date, model::DueConvention::following);
  EXPECT_TRUE(p.days.business_days_only);
  EXPECT_EQ(p.channel_interval_days.at("email"), 7);
  EXPECT_EQ(p.show_all_from_level, 3);
  EXPECT_EQ(p.four_eyes.from_amount.at("EUR"), money("1000.00", "EUR"));
  EXPECT_EQ(p.four_eyes.from_level, 2);
  EXPECT_EQ(p.interest->basis, model::DayBasis::act_act);
  EXPECT_EQ(p.legal->interval_days, 30);
  const auto& level = p.level(3);
  EXPECT_THAT(level.channels, ElementsAre("email", "letter"));
  EXPECT_TRUE(level.interest);
  EXPECT_FALSE(level.needs_approval);
  EXPECT_TRUE(level.effects.credit_block);
  EXPECT_FALSE(level.effects.delivery_stop);
  EXPECT_TRUE(level.effects.hand_over);
  EXPECT_TRUE(p.check().has_value());
}

TEST_F(ProcedureLint, ReadsBackWhatItShows) {
  const auto loaded = load(rich(kRich, kRichLevel));
  ASSERT_TRUE(loaded.config);
  const auto again = load(loaded.config->masked_yaml);
  ASSERT_TRUE(again.config) << again.faults.front().to_string();
  EXPECT_EQ(again.config->digest, loaded.config->digest);
}

TEST_F(ProcedureLint, FindsLevelsThatNothingReaches) {
  std::string text = rich("      progressive: false\n");
  text.replace(text.find("item_grace_days: 3"), 18, "item_grace_days: 19");
  EXPECT_THAT(faults(text),
              ElementsAre("saldo.yaml:24:11: level 1 is never reached: what is dunned at all is 20 "
                          "days late at least, and then level 2 has been reached, too; shorten the "
                          "grace or drop the level"));
  EXPECT_THAT(faults(rich("",
                          "        - { days: 40, effects: [hand_over] }\n"
                          "        - { days: 60 }\n")),
              ElementsAre("saldo.yaml:25:11: level 3 hands over to collection, so level 4 is never "
                          "reached; hand over at the last level"));
  EXPECT_THAT(faults(rich("      show_all_from_level: 4\n")),
              ElementsAre("saldo.yaml:21:28: 'show_all_from_level' begins at level 4, but there "
                          "are only 3 levels, so it never does"));
}

TEST_F(ProcedureLint, FindsALevelWithoutAText) {
  EXPECT_THAT(faults(rich("", "        - { days: 40, text: last }\n")),
              ElementsAre("saldo.yaml:23:11: level 1 has no 'text', which other levels have; name "
                          "its letter",
                          "saldo.yaml:24:11: level 2 has no 'text', which other levels have; name "
                          "its letter"));
}

TEST_F(ProcedureLint, FindsALetterThatTheLanguageForAllLacks) {
  company.write("share/saldo/letters/en/soft.txt", "subject: S\n---\nPay\n");
  std::string text = rich("", "        - { days: 40, text: hard }\n");
  text.replace(text.find("- { days: 5 }"), 13, "- { days: 5, text: soft }");
  text.replace(text.find("- { days: 20,"), 13, "- { days: 20, text: soft,");
  const auto found = faults(text);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0], testing::StartsWith(
                            "saldo.yaml:25:11: level 3 has the letter 'hard', which isn't there in "
                            "'en', the language for whom has no letter in the own; write "));
  EXPECT_THAT(found[0], testing::EndsWith("share/saldo/letters/en/hard.txt"));
}

TEST_F(ProcedureLint, FindsNamesThatDoNotExistAndSettingsThatNothingUses) {
  EXPECT_THAT(faults(rich("      days: { calendar: DEE }\n")),
              ElementsAre("saldo.yaml:21:13: there is no calendar 'DEE'; did you mean 'DE'?"));
  EXPECT_THAT(
      faults(rich("      interest: { country: FR }\n", "        - { days: 40, interest: true }\n")),
      ElementsAre("saldo.yaml:21:17: no late-payment rates of 'FR' for 'b2b' are known; "
                  "there are DE"));
  EXPECT_THAT(faults(rich("      interest: { country: DE }\n")),
              ElementsAre("saldo.yaml:21:17: no level shows the interest; add interest: true to "
                          "one"));
  EXPECT_THAT(faults(rich("", "        - { days: 40, interest: true }\n")),
              ElementsAre("saldo.yaml:25:11: level 3 shows interest, but the procedure doesn't say "
                          "which; add interest: { country: DE }"));
  EXPECT_THAT(faults(rich("      channel_interval_days: { phone: 7 }\n")),
              ElementsAre("saldo.yaml:21:30: no level uses the channel 'phone', so its interval "
                          "never counts; add it to a level's channels"));
}

TEST(Procedure, HasOneToNineLevels) {
  const Company company;
  const auto start = kGood.find("        - { days: 5 }");
  const auto levels = kGood.substr(start, kGood.find("company_codes") - start);
  EXPECT_THAT(company.faults(with(levels, "        []\n")),
              ElementsAre("saldo.yaml:23:9: a dunning procedure has 1 to 9 levels, not 0"));
  std::string ten;
  for (int days = 1; days <= 10; ++days)
    ten += "        - { days: " + std::to_string(days) + " }\n";
  EXPECT_THAT(company.faults(with(levels, ten)),
              ElementsAre("saldo.yaml:23:9: a dunning procedure has 1 to 9 levels, not 10"));
}

TEST(Procedure, MayDemandAFreshBalanceCheck) {
  const Company company;
  const auto p =
      company
          .good(with("      credit_mode: net\n",
                     "      credit_mode: net\n      balance_check: { max_age_days: 2 }\n"))
          .procedures.at("standard");
  EXPECT_EQ(p.max_balance_check_age_days, 2);
  EXPECT_EQ(company.good(kGood).procedures.at("standard").max_balance_check_age_days, 0);
}

}  // namespace
}  // namespace saldo::config
