#include "collect/interest.hpp"

#include <gtest/gtest.h>

#include <random>

/// The worked examples of the interest rules (RULES §6.4) and what must hold for every claim.
namespace saldo::collect {
namespace {

const Currency kEur = Currency::parse("EUR");
Date on(const char* text) { return Date::parse_iso(text); }
Money eur(const char* text) { return Money::parse(text, kEur); }

model::LateRates::Rate half_year(const char* country, const char* from, const char* to,
                                 int thousandths) {
  return {country, "b2b", on(from), on(to), model::Percent::from_thousandths(thousandths), "test"};
}

model::LateRates rates() {
  std::vector<model::LateRates::Rate> all;
  for (const auto& [country, plus] : {std::pair{"DE", 120}, {"ES", 0}, {"PT", 0}}) {
    all.push_back(half_year(country, "2024-07-01", "2024-12-31", 12'250 + plus));
    all.push_back(half_year(country, "2025-01-01", "2025-06-30", 11'150 + plus));
    all.push_back(half_year(country, "2025-07-01", "2025-12-31", 10'150 + plus));
  }
  const model::LateRates::LumpSum forty{"DE", "b2b", on("2014-07-29"), eur("0"), eur("40"), "test"};
  return {all, {forty}};
}

struct Golden {
  const char* name;
  const char* country;
  model::DayBasis basis;
  const char* principal;
  const char* due;
  std::vector<std::pair<const char*, const char*>> paid;
  const char* until;
  const char* interest;
};

class LateInterestGolden : public testing::TestWithParam<Golden> {};

TEST_P(LateInterestGolden, IsTheWorkedFigure) {
  const Golden& g = GetParam();
  LateItem item{.principal = eur(g.principal), .due_date = on(g.due)};
  for (const auto& [day, amount] : g.paid) item.settlements.push_back({on(day), eur(amount)});
  const auto late =
      late_interest(item, {.country = g.country, .basis = g.basis}, rates(), on(g.until));
  ASSERT_TRUE(late.has_value()) << late.error().message;
  EXPECT_EQ(late->interest.to_string(), g.interest);
  EXPECT_EQ(late->contingent.minor, 0);
}

using model::DayBasis;
const Golden kGolden[] = {
    {"DE", "DE", DayBasis::act_365, "10000", "2024-11-15", {}, "2025-02-14", "294.84"},
    {"DEactact", "DE", DayBasis::act_act, "10000", "2024-11-15", {}, "2025-02-14", "294.42"},
    {"DE360", "DE", DayBasis::act_360, "10000", "2024-11-15", {}, "2025-02-14", "298.94"},
    {"ES", "ES", DayBasis::act_365, "10000", "2024-11-15", {}, "2025-02-14", "291.85"},
    {"PTactact", "PT", DayBasis::act_act, "10000", "2024-11-15", {}, "2025-02-14", "291.43"},
    {"ES360", "ES", DayBasis::act_360, "10000", "2024-11-15", {}, "2025-02-14", "295.90"},
    {"ESoneRate", "ES", DayBasis::act_365, "2500", "2025-01-31", {}, "2025-03-17", "34.37"},
    {"DEoverHalfYear", "DE", DayBasis::act_365, "1190", "2025-06-20", {}, "2025-07-20", "10.37"},
    {"DEoneDay", "DE", DayBasis::act_365, "100000", "2025-06-30", {}, "2025-07-01", "28.14"},
    {"PTpartial",
     "PT",
     DayBasis::act_365,
     "10000",
     "2025-03-31",
     {{"2025-07-31", "6000"}, {"2025-05-15", "4000"}},
     "2025-07-31",
     "273.50"},
    {"PTpaidLater",
     "PT",
     DayBasis::act_365,
     "10000",
     "2025-03-31",
     {{"2025-05-15", "4000"}, {"2025-07-31", "6000"}},
     "2025-12-31",
     "273.50"},
    {"PaidOnTime",
     "DE",
     DayBasis::act_365,
     "100",
     "2025-03-31",
     {{"2025-03-31", "100"}},
     "2025-12-31",
     "0.00"},
    {"NotLate", "DE", DayBasis::act_365, "100", "2025-03-31", {}, "2025-03-31", "0.00"},
};
INSTANTIATE_TEST_SUITE_P(Rules, LateInterestGolden, testing::ValuesIn(kGolden),
                         [](const auto& golden) { return golden.param.name; });

TEST(LateInterest, ShowsEverySegmentOfAPartialPayment) {
  const LateItem item{.principal = eur("10000"),
                      .due_date = on("2025-03-31"),
                      .settlements = {{on("2025-05-15"), eur("4000")}}};
  const auto late = late_interest(item, {.country = "PT"}, rates(), on("2025-07-31")).value();
  ASSERT_EQ(late.segments.size(), 3u);
  EXPECT_EQ(late.segments[0].days(), 45);
  EXPECT_EQ(late.segments[1].days(), 46);
  EXPECT_EQ(late.segments[2].days(), 31);
  EXPECT_EQ(late.segments[0].from, on("2025-04-01"));
  EXPECT_EQ(late.segments[1].principal, eur("6000"));
  EXPECT_EQ(late.segments[2].rate.to_string(), "10.150");
}

TEST(LateInterest, CountsTheLeapDay) {
  const LateItem item{.principal = eur("36500"), .due_date = on("2024-02-28")};
  const model::LateRates flat({half_year("ES", "2024-01-01", "2024-06-30", 10'000)}, {});
  const auto until = [&](const char* day) {
    return late_interest(item, {.country = "ES"}, flat, on(day)).value().interest.to_string();
  };
  EXPECT_EQ(until("2024-02-29"), "10.00");
  EXPECT_EQ(until("2024-03-01"), "20.00");
}

TEST(LateInterest, IsNotGuessedBeyondTheKnownRates) {
  const LateItem item{.principal = eur("100"), .due_date = on("2025-12-01")};
  const auto late = late_interest(item, {.country = "DE"}, rates(), on("2026-01-01"));
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().kind, FailureKind::not_found);
  EXPECT_NE(late.error().message.find("2026-01-01"), std::string::npos);
  EXPECT_NE(late.error().message.find("up to 2025-12-31"), std::string::npos);
  EXPECT_TRUE(late_interest(item, {.country = "DE"}, rates(), on("2025-12-31")).has_value());
  EXPECT_FALSE(late_interest(item, {.country = "FR"}, rates(), on("2025-12-31")).has_value());
}

TEST(LateInterest, OnADisputedPartIsContingentForTheDaysOfTheDispute) {
  LateItem item{.principal = eur("10000"), .due_date = on("2025-01-31")};
  item.disputed = eur("2500");
  item.dispute = {on("2025-02-11"), on("2025-03-27")};  // 45 days
  const auto late = late_interest(item, {.country = "ES"}, rates(), on("2025-04-30")).value();
  EXPECT_EQ(late.contingent.to_string(), "34.37");
  item.disputed = {};
  const auto undisputed = late_interest(item, {.country = "ES"}, rates(), on("2025-04-30"));
  EXPECT_EQ(late.interest, undisputed->interest) << "a dispute stops no interest";
  EXPECT_EQ(late.segments, undisputed->segments);
}

TEST(LateInterest, HasTheLumpSumOncePerInvoiceThatIsLateWhereAsked) {
  const LateItem item{.principal = eur("100"), .due_date = on("2025-03-31")};
  const model::InterestTerms with{.country = "DE", .compensation = true};
  EXPECT_EQ(late_interest(item, with, rates(), on("2025-04-01"))->compensation, eur("40"));
  EXPECT_EQ(late_interest(item, with, rates(), on("2025-03-31"))->compensation, eur("0"));
  EXPECT_EQ(late_interest(item, {.country = "DE"}, rates(), on("2025-04-01"))->compensation,
            eur("0"));
}

TEST(LateInterest, GoesOnBehindTheLastDayThatIsCharged) {
  LateItem item{.principal = eur("10000"),
                .due_date = on("2025-03-31"),
                .settlements = {{on("2025-05-15"), eur("4000")}}};
  const model::InterestTerms terms{.country = "PT"};
  item.charged = on("2025-06-30");
  // Of the example in RULES §6.4, what stands behind 30 June: 6,000.00 for 31 days at 10.15 %.
  const auto late = late_interest(item, terms, rates(), on("2025-07-31"));
  EXPECT_EQ(late->interest.to_string(), "51.72");
  ASSERT_EQ(late->segments.size(), 1u);
  EXPECT_EQ(late->segments[0].from, on("2025-07-01"));
  EXPECT_EQ(late->segments[0].principal, eur("6000"));
  EXPECT_TRUE(late_interest(item, terms, rates(), on("2025-06-30"))->segments.empty());
  item.charged = on("2025-03-01");
  EXPECT_EQ(late_interest(item, terms, rates(), on("2025-07-31"))->interest.to_string(), "273.50")
      << "a day before it was due";
}

TEST(LateInterest, NeverRunsBeyond64Bits) {
  const Money largest{std::numeric_limits<std::int64_t>::max(), kEur};
  const model::LateRates flat({half_year("ES", "2000-01-01", "2099-12-31", 100'000)}, {});
  const LateItem item{.principal = largest, .due_date = on("2000-12-31")};
  EXPECT_EQ(late_interest(item, {.country = "ES"}, flat, on("2001-12-31"))->interest, largest);
  EXPECT_THROW(late_interest(item, {.country = "ES"}, flat, on("2003-12-31")).value(), FormatError);
}

/// The same by a loop over days, in rational numbers of one denominator.
std::int64_t day_by_day(const LateItem& item, const model::InterestTerms& terms, Date until) {
  __extension__ using Wide = __int128;
  const auto table = rates();
  Wide sum = 0;
  Money owed = item.principal;
  for (Date day = item.due_date; day <= until; day = day.plus_days(1)) {
    if (day > item.due_date)
      sum += Wide{std::max<std::int64_t>(owed.minor, 0)} *
             table.on(terms.country, "b2b", day)->rate.thousandths() *
             (terms.basis == DayBasis::act_act && day.ymd().year().is_leap() ? 365 : 366);
    for (const Settlement& s : item.settlements)
      if (s.date == day || (day == item.due_date && s.date < day)) owed -= s.amount;
  }
  const Wide whole = Wide{100'000} * 365 * 366;
  return static_cast<std::int64_t>((sum + whole / 2) / whole);
}

TEST(LateInterest, IsTheSumOfItsDays) {
  std::mt19937 random(2025);
  const auto below = [&](unsigned n) { return static_cast<std::int32_t>(random() % n); };
  for (int n = 0; n < 2'000; ++n) {
    LateItem item{.principal = {1 + below(5'000'000), kEur},
                  .due_date = on("2024-07-01").plus_days(below(300))};
    Money left = item.principal;
    for (int i = below(4); i > 0; --i) {
      const Money part{std::min<std::int64_t>(left.minor, below(2'000'000)), kEur};
      item.settlements.push_back({item.due_date.plus_days(below(200) - 20), part});
      left -= part;
    }
    const model::InterestTerms terms{.country = "DE", .basis = static_cast<DayBasis>(below(2))};
    const Date until = item.due_date.plus_days(below(240));
    const auto late = late_interest(item, terms, rates(), until).value();
    ASSERT_EQ(late.interest.minor, day_by_day(item, terms, until)) << n;
    for (std::size_t i = 1; i < late.segments.size(); ++i)
      ASSERT_LT(late.segments[i - 1].to, late.segments[i].from);
  }
}

}  // namespace
}  // namespace saldo::collect
