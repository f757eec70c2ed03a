#include <gtest/gtest.h>

#include "unit/collect/dunning_story.hpp"

/// What a procedure may have beside levels: accounts as one, channels, calendars, areas, the legal
/// stage, effects, approval, interest.
namespace saldo::collect {
namespace {

constexpr const char* kDay = "2025-02-01";
constexpr const char* kDue = "2025-01-01";

model::DunningProcedure account_mode() {
  auto p = golden_procedure();
  p.mode = model::DunningMode::account;
  return p;
}

TEST(DunningAccountMode, PutsEverythingLateOnOneNoticeAtTheAccountsLevel) {
  DunningStory s(account_mode());
  s.account.items.reserve(4);
  s.add("A", 500, kDue);
  s.add("B", 300, "2025-01-20");
  s.add("C", 200, "2025-01-28");  // past its grace, but not at level 1 by its own days
  s.add("D", 900, "2025-03-01");
  EXPECT_EQ(s.told(kDay), "NOTICE L1: A1 B1 C1; 1000.00 + 0.00; D NOT_OVERDUE");
  EXPECT_EQ(s.told("2025-02-15"), "NOTICE L2: A2 B2 C2; 1000.00 + 5.00; D NOT_OVERDUE");
}

TEST(DunningAccountMode, TakesAnItemThatComesLaterToTheLevelThatTheAccountHas) {
  DunningStory s(account_mode());
  s.account.items.reserve(2);
  s.add("A", 500, kDue).previous_level = 2;
  s.add("B", 300, "2025-01-28");
  EXPECT_EQ(s.told(kDay), "NOTICE L2: A2 B2; 800.00 + 5.00");
}

TEST(DunningAccountMode, BeginsAnewWhenTheOldIsPaid) {
  DunningStory s(account_mode());
  s.account.items.reserve(2);
  s.add("A", 500, kDue).previous_level = 3;
  s.add("B", 300, "2025-01-20");
  s.account.items[0].open = eur(0);
  EXPECT_EQ(s.told(kDay), "NOTICE L1: B1; 300.00 + 0.00; A BELOW_CENT");
}

TEST(DunningAccountMode, FallsBackAsOne) {
  DunningStory s(account_mode());
  s.account.items.reserve(2);
  s.add("A", 20, kDue).previous_level = 1;
  s.add("B", 20, kDue).previous_level = 1;
  EXPECT_EQ(s.told(kDay), "NO_CHANGE") << "40 are less than level 2 wants";
}

TEST(DunningLegalStage, HasNoticesOutsideOfLevelsAndMinima) {
  auto procedure = golden_procedure();
  procedure.legal = model::LegalStage{.interval_days = 30, .text = "before-court", .channels = {}};
  DunningStory s(procedure);
  s.account.legal = true;
  s.add("A", 20, kDue).previous_level = 1;
  EXPECT_EQ(s.told(kDay), "NOTICE L3: A3; 20.00 + 0.00");
  EXPECT_TRUE(s.decision.legal);
  EXPECT_EQ(s.decision.text, "before-court");
  EXPECT_EQ(s.told("2025-02-20"), "ACCT_INTERVAL") << "its interval is 30 days";
  EXPECT_EQ(s.told("2025-03-03"), "NOTICE L3: A3; 20.00 + 0.00") << "and it repeats";
}

TEST(DunningLegalStage, StopsAccountsOfProceduresThatHaveNone) {
  DunningStory s;
  s.account.legal = true;
  s.add("A", 500, kDue);
  EXPECT_EQ(s.told(kDay), "LEGAL");
}

model::DunningProcedure by_channels() {
  auto p = golden_procedure();
  p.levels[0].channels = {"email", "letter"};
  p.channel_interval_days = {{"email", 7}, {"letter", 21}};
  p.interval_days = 1;
  return p;
}

TEST(DunningChannels, AreTriedInTheLevelsOrder) {
  DunningStory s(by_channels());
  s.account.channels = {"letter", "email"};
  s.add("A", 500, kDue);
  s.run(kDay);
  EXPECT_EQ(s.decision.channel, "email");
  s.account.channels = {"letter"};
  s.account.items[0].previous_level = 0;
  s.run("2025-02-03");
  EXPECT_EQ(s.decision.channel, "letter");
}

TEST(DunningChannels, ThatDoNotReachTheCustomerStopTheNotice) {
  DunningStory s(by_channels());
  s.account.channels = {"phone"};
  s.add("A", 500, kDue);
  EXPECT_EQ(s.told(kDay), "NO_CHANNEL");
}

TEST(DunningChannels, RestForTheirOwnIntervals) {
  DunningStory s(by_channels());
  s.account.channels = {"letter", "email"};
  s.account.last_by_channel = {{"email", on("2025-01-26")}, {"letter", on("2025-01-05")}};
  s.add("A", 500, kDue);
  s.run("2025-02-01");
  EXPECT_EQ(s.decision.channel, "letter") << "the mail was 6 days ago";
  s.account.last_by_channel["letter"] = on("2025-01-20");
  s.account.items[0].previous_level = 0;
  s.account.last_dunning_date = {};
  EXPECT_EQ(s.told("2025-02-01"), "CHANNEL_INTERVAL");
  EXPECT_NE(s.decision.reason.find("2025-02-02"), std::string::npos) << s.decision.reason;
  EXPECT_EQ(s.told("2025-02-02").substr(0, 9), "NOTICE L1");
  EXPECT_EQ(s.decision.channel, "email");
}

model::Calendar german() {
  model::HolidayRule unity;
  unity.month = 10;
  unity.day = 3;
  return {"DE", {unity}, model::Observed::same_day};
}

DunningDecision with_calendar(const char* due, const char* day, model::DueConvention convention,
                              bool business_days_only = false) {
  auto procedure = golden_procedure();
  procedure.days = {"DE", convention, business_days_only};
  const model::Calendar calendar = german();
  DunningStory s;
  s.add("A", 500, due);
  return decide(s.account, {.procedure = procedure, .calendar = &calendar}, on(day));
}

TEST(DunningCalendar, MovesDueDatesOffWeekendsAndHolidays) {
  using model::DueConvention;
  // Friday 3 October 2025 is a holiday; the next business day is Monday the 6th.
  EXPECT_EQ(with_calendar("2025-10-03", "2025-10-11", DueConvention::none).items[0].days_overdue,
            8);
  EXPECT_EQ(
      with_calendar("2025-10-03", "2025-10-11", DueConvention::following).items[0].days_overdue, 5);
  EXPECT_EQ(with_calendar("2025-08-31", "2025-09-03", DueConvention::modified_following)
                .items[0]
                .days_overdue,
            5);
}

TEST(DunningCalendar, LetsNothingGoOutOnOtherDays) {
  using model::DueConvention;
  const auto holiday = with_calendar("2025-09-01", "2025-10-03", DueConvention::none, true);
  EXPECT_EQ(holiday.outcome, AccountOutcome::acct_not_business_day);
  EXPECT_NE(holiday.reason.find("2025-10-06"), std::string::npos) << holiday.reason;
  EXPECT_EQ(with_calendar("2025-09-01", "2025-10-06", DueConvention::none, true).outcome,
            AccountOutcome::notice);
}

TEST(DunningAreas, AreDunnedApartWithDatesOfTheirOwn) {
  DunningStory s;
  s.account.items.reserve(3);
  s.add("A", 500, kDue).area = "north";
  s.add("B", 300, kDue);
  s.add("C", 200, kDue).area = "north";
  const auto apart = split_by_area(s.account, {{"north", on("2025-01-25")}});
  ASSERT_EQ(apart.size(), 2u);
  EXPECT_EQ(apart[0].area, "");
  EXPECT_EQ(apart[0].items.size(), 1u);
  EXPECT_EQ(apart[1].area, "north");
  EXPECT_EQ(apart[1].items.size(), 2u);
  const auto procedure = golden_procedure();
  const auto rest = decide(apart[0], procedure, on(kDay));
  EXPECT_EQ(rest.outcome, AccountOutcome::notice);
  EXPECT_EQ(rest.amount, eur(300));
  EXPECT_EQ(decide(apart[1], procedure, on(kDay)).outcome, AccountOutcome::acct_interval);
  const auto north = decide(apart[1], procedure, on("2025-02-10"));
  EXPECT_EQ(north.amount, eur(700));
  EXPECT_NE(north.idempotency_basis.find("north"), std::string::npos);
}

TEST(DunningNotices, ListAllThatIsOpenFromALevelOn) {
  auto procedure = golden_procedure();
  procedure.show_all_from_level = 2;
  DunningStory s(procedure);
  s.account.items.reserve(3);
  s.add("A", 500, kDue);
  s.add("B", 300, "2025-05-01");
  s.add("C", 200, "2025-05-01").posting_date = on("2025-04-01");
  s.run(kDay);
  EXPECT_FALSE(s.decision.items[1].shown);
  s.run("2025-02-20");
  EXPECT_EQ(s.decision.level, 2);
  EXPECT_TRUE(s.decision.items[0].shown);
  EXPECT_TRUE(s.decision.items[1].shown);
  EXPECT_FALSE(s.decision.items[2].shown) << "not posted yet";
  EXPECT_EQ(s.decision.amount, eur(500));
}

TEST(DunningNotices, SayWhatTheyBringAbout) {
  auto procedure = golden_procedure();
  procedure.levels[0].effects.delivery_stop = true;
  procedure.levels[0].text = "reminder";
  DunningStory s(procedure);
  s.add("A", 500, kDue);
  s.run(kDay);
  EXPECT_TRUE(s.decision.effects.delivery_stop);
  EXPECT_FALSE(s.decision.effects.credit_block);
  EXPECT_EQ(s.decision.text, "reminder");
}

TEST(DunningNotices, NeedASecondPersonFromALimitOn) {
  auto procedure = golden_procedure();
  procedure.levels[0].needs_approval = false;
  procedure.four_eyes.from_amount["EUR"] = eur(500);
  const auto needs = [&](std::int64_t amount) {
    DunningStory s(procedure);
    s.add("A", amount, kDue);
    s.run(kDay);
    return std::pair(s.decision.needs_approval, s.decision.eyes);
  };
  EXPECT_EQ(needs(499), std::pair(false, 1));
  EXPECT_EQ(needs(500), std::pair(true, 2));
  procedure.four_eyes = {.from_amount = {}, .from_level = 1};
  EXPECT_EQ(needs(20), std::pair(true, 2));
}

const model::LateRates& rates() {
  static const model::LateRates table(
      {{"DE", "b2b", on("2025-01-01"), on("2025-06-30"), model::Percent::from_thousandths(11'270),
        "BGB § 288 (2)"}},
      {{"DE", "b2b", on("2014-07-29"), eur(0), eur(40), "BGB § 288 (5)"}});
  return table;
}

TEST(DunningInterest, StandsOnTheNoticeAsAMemoBesideAmountAndFee) {
  auto procedure = golden_procedure();
  procedure.levels[0].interest = true;
  procedure.interest = model::InterestTerms{.country = "DE", .compensation = true};
  DunningStory s;
  s.account.items.reserve(3);
  s.add("A", 600, kDue).settlements = {{on("2025-01-16"), eur(400)}};
  s.add("B", 500, "2025-05-01");
  s.add("K", -50, kDue);
  const auto d = decide(s.account, {.procedure = procedure, .rates = &rates()}, on(kDay));
  ASSERT_EQ(d.outcome, AccountOutcome::notice);
  EXPECT_EQ(d.amount, eur(550));
  ASSERT_TRUE(d.items[0].interest.has_value());
  // 15 days on 1000.00 and 16 on 600.00 at 11.27 %: 4.631507 + 2.964164.
  EXPECT_EQ(d.interest.to_string(), "7.60");
  EXPECT_EQ(d.items[0].interest->segments.size(), 2u);
  EXPECT_EQ(d.compensation, eur(40));
  EXPECT_FALSE(d.items[1].interest.has_value());
  EXPECT_FALSE(d.items[2].interest.has_value()) << "credits bear none";
}

TEST(DunningInterest, IsNotChargedOnWhatWasChargedForBeingLate) {
  auto procedure = golden_procedure();
  procedure.levels[0].interest = true;
  procedure.interest = model::InterestTerms{.country = "DE", .compensation = true};
  DunningStory s;
  s.account.items.reserve(3);
  s.add("A", 600, kDue);
  s.add("I", 100, kDue).kind = model::ItemKind::interest;
  s.add("C", 100, kDue).kind = model::ItemKind::dunning_charge;
  const auto d = decide(s.account, {.procedure = procedure, .rates = &rates()}, on(kDay));
  EXPECT_EQ(d.amount, eur(800)) << "it is reminded of";
  EXPECT_EQ(d.interest, d.items[0].interest->interest);
  EXPECT_FALSE(d.items[1].interest.has_value());
  EXPECT_FALSE(d.items[2].interest.has_value());
  EXPECT_EQ(d.compensation, eur(40));
}

TEST(DunningInterest, ThatCannotBeComputedIsToldNotGuessed) {
  auto procedure = golden_procedure();
  procedure.levels[0].interest = true;
  procedure.interest = model::InterestTerms{.country = "DE"};
  DunningStory s;
  s.add("A", 600, "2025-06-20");
  const auto d = decide(s.account, {.procedure = procedure, .rates = &rates()}, on("2025-07-20"));
  EXPECT_EQ(d.outcome, AccountOutcome::notice);
  EXPECT_EQ(d.interest.minor, 0);
  EXPECT_FALSE(d.items[0].interest.has_value());
  EXPECT_NE(d.interest_missing.find("2025-07-01"), std::string::npos) << d.interest_missing;
}

TEST(DunningInterest, OfNothingLeavesTheFee) {
  auto procedure = golden_procedure();
  procedure.levels[1].interest = true;
  procedure.interest = model::InterestTerms{.country = "DE"};
  const model::LateRates free({{"DE", "b2b", on("2025-01-01"), on("2025-06-30"), {}, "none"}}, {});
  DunningStory s;
  s.add("A", 600, kDue).previous_level = 1;
  const auto d = decide(s.account, {.procedure = procedure, .rates = &free}, on(kDay));
  EXPECT_EQ(d.interest, eur(0));
  EXPECT_EQ(d.fee, eur(5));
}

}  // namespace
}  // namespace saldo::collect
