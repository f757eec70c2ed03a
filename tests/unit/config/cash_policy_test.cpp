#include "config/cash_policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/company.hpp"

namespace saldo::config {
namespace {

using model::CashStage;
using testing::ElementsAre;

const std::string kGood = R"(customer_groups:
  keys: { customers: ["0000100001"] }
  north: { countries: [SE, NO] }
defaults:
  post_up_to: { EUR: 1000.00 }
  second_person_from: 500.00 EUR
  stages:
    partial: { post: true, up_to: { EUR: 100.00 } }
    subset: { post: true, items_max: 4, accident_limit_ppm: 5000 }
  tolerances:
    - { direction: under, amount: 1.00 EUR, percent: 0.5, reason: SMALL }
  budgets: { EUR: { amount: 50.00, days: 90 } }
rules:
  - { name: keys of one, company_codes: ["1000"], customer_groups: [keys], stages: { subset: { post: false } } }
  - { name: north, customer_groups: [north], discount_grace_days: 5 }
)";

std::string with(std::string from, const std::string& to) {
  std::string yaml = kGood;
  const auto at = yaml.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return yaml.replace(at, from.size(), to);
}

std::vector<std::string> faults(const std::string& yaml) {
  std::vector<std::string> all;
  for (const Failure& f : load_cash_policy_text(yaml, "p.yaml", {"1000", "2000"}).faults)
    all.push_back(f.to_string());
  return all;
}

TEST(CashPolicy, SaysWhatCountsForWhom) {
  const auto loaded = load_cash_policy_text(kGood, "p.yaml");
  ASSERT_TRUE(loaded.policy) << loaded.faults.front().to_string();
  const model::CashPolicy& p = *loaded.policy;
  EXPECT_EQ(p.scope_of({"1000", "0000100001", "DE"})->name, "keys of one");
  EXPECT_EQ(p.scope_of({"2000", "0000100001", "DE"}), nullptr) << "another company code";
  EXPECT_EQ(p.scope_of({"2000", "5", "NO"})->name, "north");
  EXPECT_FALSE(p.scopes[0].rules.at(CashStage::subset).post);
  EXPECT_EQ(p.scopes[1].rules.discount_grace_days, 5);
  EXPECT_EQ(p.scopes[1].rules.post_up_to, p.defaults.post_up_to) << "rules begin at the defaults";
  EXPECT_EQ(p.defaults.write_offs.at("EUR").budget.to_string(), "50.00");
  EXPECT_EQ(p.defaults.write_offs.at("EUR").under->reason, "SMALL");
}

TEST(CashPolicy, StatesFormsOfNumbers) {
  const auto loaded =
      load_cash_policy_text("number_forms: [\"SI27-#####\", \"FV/####/##/2027\"]\n", "p.yaml");
  ASSERT_TRUE(loaded.policy) << loaded.faults.front().to_string();
  EXPECT_THAT(loaded.policy->number_forms, ElementsAre("SI27-#####", "FV/####/##/2027"));
  EXPECT_NE(loaded.policy->version, load_cash_policy_text("{}", "p.yaml").policy->version);
  const auto told = faults("number_forms: [\"##\", \"si-####\"]\n");
  ASSERT_EQ(told.size(), 2u);
  EXPECT_NE(told[0].find("p.yaml:1:"), std::string::npos) << told[0];
  EXPECT_NE(told[0].find("'##' is no form of a number"), std::string::npos) << told[0];
}

TEST(CashPolicy, BoundsAreForTheirCurrencyAndEitherSign) {
  const auto loaded = load_cash_policy_text(kGood, "p.yaml");
  const model::CashRules& r = loaded.policy->defaults;
  const auto money = [](std::int64_t minor, const char* currency) {
    return Money{minor, Currency::parse(currency)};
  };
  EXPECT_TRUE(r.may_post(CashStage::partial, money(10'000, "EUR")));
  EXPECT_FALSE(r.may_post(CashStage::partial, money(10'001, "EUR")));
  EXPECT_FALSE(r.may_post(CashStage::partial, money(-10'001, "EUR")));
  EXPECT_TRUE(r.may_post(CashStage::invoice_number, money(100'000, "EUR")));
  EXPECT_FALSE(r.may_post(CashStage::invoice_number, money(100'001, "EUR")));
  EXPECT_TRUE(r.may_post(CashStage::invoice_number, money(100'001, "USD")));
}

TEST(CashPolicy, ItsVersionIsThatOfWhatItSaysNotOfHowItIsWritten) {
  const auto version = [](const std::string& yaml) {
    return load_cash_policy_text(yaml, "p.yaml").policy.value().version;
  };
  EXPECT_EQ(version(kGood), version("# a remark\n" + kGood));
  EXPECT_EQ(version(kGood), version(with("post: true, up_to", "up_to")));
  EXPECT_NE(version(kGood), version(with("items_max: 4", "items_max: 3")));
}

TEST(CashPolicy, TheEffectiveYamlLoadsAsTheSamePolicy) {
  const auto first = load_cash_policy_text(kGood, "p.yaml").policy.value();
  const auto again = load_cash_policy_text(first.yaml, "p.yaml");
  ASSERT_TRUE(again.policy) << again.faults.front().to_string();
  EXPECT_EQ(again.policy->version, first.version);
}

struct Broken {
  const char* from;
  const char* to;
  const char* fault;
};

class CashPolicyRefuses : public testing::TestWithParam<Broken> {};

TEST_P(CashPolicyRefuses, WithThePlaceAndTheRemedy) {
  EXPECT_THAT(faults(with(GetParam().from, GetParam().to)),
              ElementsAre(testing::HasSubstr(GetParam().fault)));
}

const Broken kBroken[] = {
    {"items_max: 4", "item_max: 4",
     "p.yaml:9:27: unknown key 'item_max'; did you mean 'items_max'?"},
    {"    subset: { post: true, items", "    subsets: { post: true, items",
     "unknown key 'subsets'; did you mean 'subset'?"},
    {"items_max: 4", "items_max: 40", "'items_max' must be a whole number from 2 to 8, not '40'"},
    {"post_up_to: { EUR: 1000.00 }", "post_up_to: 1000.00", "must be an amount with its currency"},
    {"accident_limit_ppm: 5000", "accident_limit_ppm: 0",
     "stage 'subset' can never post: 'accident_limit_ppm' is 0"},
    {"partial: { post: true, up_to: { EUR: 100.00 } }",
     "partial: { post: true, up_to: { EUR: 0.00 } }",
     "stage 'partial' can never post in EUR: 'up_to' is 0"},
    {"up_to: { EUR: 100.00 }", "up_to: { EUR: 1000.01 }",
     "posts up to 1000.01 EUR, but 'post_up_to' ends at 1000.00, so it never counts"},
    {"partial: { post: true,", "partial: { post: false,",
     "stage 'partial' doesn't post, so 'up_to' never counts"},
    {"customer_groups: [keys], stages", "customer_groups: [keys, kes], stages",
     "there is no customer group 'kes'; did you mean 'keys'?"},
    {"company_codes: [\"1000\"]", "company_codes: [\"1001\"]",
     "there is no company code '1001'; did you mean '1000'?"},
    {"name: north,", "name: keys of one,", "two rules are called 'keys of one'"},
    {"customer_groups: [north], disc",
     "customer_groups: [north, keys], company_codes: [\"1000\"], "
     "name_: x, disc",
     "unknown key 'name_'"},
    {"    - { direction: under, amount: 1.00 EUR, percent: 0.5, reason: SMALL }\n",
     "    - { direction: under, amount: 1.00 EUR, reason: SMALL }\n"
     "    - { direction: under, percent: 2, currency: EUR, reason: OTHER }\n",
     "p.yaml:12:7: this tolerance overlaps another one of EUR for what is paid too little"},
    {"  budgets: { EUR: { amount: 50.00, days: 90 } }\n", "",
     "the tolerances of EUR can never post: there is no budget for them"},
    {"amount: 1.00 EUR", "amount: 51.00 EUR",
     "a tolerance of 51.00 EUR is beyond its budget of 50.00"},
    {", reason: SMALL", "", "has no 'reason', which it needs"},
};
INSTANTIATE_TEST_SUITE_P(Values, CashPolicyRefuses, testing::ValuesIn(kBroken));

TEST(CashPolicyLint, FindsTheRuleThatIsNeverReached) {
  EXPECT_THAT(faults(kGood + "  - { name: late, company_codes: [\"2000\"], customer_groups: "
                             "[north], advice_days: 3 }\n"),
              ElementsAre(testing::HasSubstr(
                  "rule 'late' is never reached: whoever it is for, rule 'north' before it is for, "
                  "too; put the narrower one first")));
}

TEST(CashPolicyLint, FindsAllFaultsAtOnce) {
  EXPECT_EQ(
      faults(kGood + "  - { name: all, advice_day: 3 }\n  - { name: x, company_codes: [\"9\"], "
                     "stages: { group: { pots: true } } }\n")
          .size(),
      5u);
}

TEST(CashPolicy, IsCheckedWithTheConfigurationThatNamesIt) {
  const Company company;
  const std::string config = R"(store: { url: "sqlite:saldo.db" }
archive: { path: documents }
api: { socket: saldo.sock }
plugins: { path: [plugins] }
jobs:
  - { name: cash, kind: reconcile, policy: cash-policy.yaml }
)";
  EXPECT_THAT(company.faults(config), testing::SizeIs(1)) << "there is no such file";
  company.write("cash-policy.yaml", with("items_max: 4", "items: 4"));
  EXPECT_THAT(company.faults(config),
              ElementsAre(testing::HasSubstr("cash-policy.yaml:9:27: unknown key 'items'")));
  company.write("cash-policy.yaml", kGood);
  const Config loaded = company.good(config);
  ASSERT_NE(loaded.jobs.at(0).policy, nullptr);
  EXPECT_EQ(loaded.jobs[0].policy->scopes.size(), 2u);
}

TEST(CashPolicy, TheExampleIsGood) {
  const auto loaded = load_cash_policy(SALDO_SOURCE_DIR "/configs/cash-policy.yaml", {"1000"});
  for (const Failure& fault : loaded.faults) ADD_FAILURE() << fault.to_string();
  EXPECT_EQ(loaded.policy.value().scopes.size(), 1u);
}

TEST(CashPolicy, RatesComeFromATableBesideIt) {
  const Company company;
  company.write("rates.csv", "date,from,to,rate\n2026-05-29,USD,EUR,0.9227\n");
  const std::string yaml = "exchange_rates: { file: rates.csv, valid_days: 5 }\n";
  const auto loaded = load_cash_policy_text(yaml, company.root / "p.yaml");
  ASSERT_TRUE(loaded.policy) << loaded.faults.front().to_string();
  ASSERT_EQ(loaded.policy->rates.size(), 1u);
  company.write("rates.csv", "2026-05-29,USD,EUR,0.9227\n2026-05-30,USD,EUR,0\n2026-05-31,USD\n");
  EXPECT_EQ(load_cash_policy_text(yaml, company.root / "p.yaml").faults.size(), 2u);
}

}  // namespace
}  // namespace saldo::config
