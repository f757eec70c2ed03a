#include "model/due_dates.hpp"

#include <gtest/gtest.h>

#include <random>

namespace saldo::model {
namespace {

Date day(const char* iso) { return *iso == '\0' ? Date() : Date::parse_iso(iso); }
std::string text(const std::optional<Date>& d) { return d ? d->to_string() : ""; }

struct Golden {
  const char *what, *baseline, *document;
  int first, second, third;
  int first_percent, second_percent;  // thousandths
  bool credit, has_invoice;
  const char *net, *discount1, *discount2;
};

constexpr Golden kGolden[] = {
    {"three tiers", "2026-01-01", "2025-12-31", 10, 20, 30, 3000, 2000, false, false, "2026-01-31",
     "2026-01-11", "2026-01-21"},
    {"two tiers: the second is net", "2026-01-01", "2026-01-01", 14, 30, 0, 2000, 0, false, false,
     "2026-01-31", "2026-01-15", ""},
    {"one number of days, no discount", "2026-01-01", "2026-01-01", 17, 0, 0, 0, 0, false, false,
     "2026-01-18", "", ""},
    {"one tier with discount is net too", "2026-01-01", "2026-01-01", 10, 0, 0, 2000, 0, false,
     false, "2026-01-11", "2026-01-11", ""},
    {"no days: due at once", "2026-01-01", "2025-12-01", 0, 0, 0, 0, 0, false, false, "2026-01-01",
     "", ""},
    {"discount for paying at once", "2026-01-01", "2026-01-01", 0, 30, 0, 3000, 0, false, false,
     "2026-01-31", "2026-01-01", ""},
    {"no baseline: the document's date", "", "2026-02-27", 2, 0, 0, 0, 0, false, false,
     "2026-03-01", "", ""},
    {"no baseline in a leap year", "", "2028-02-27", 2, 0, 0, 0, 0, false, false, "2028-02-29", "",
     ""},
    {"third only", "2026-12-31", "2026-12-31", 0, 0, 1, 0, 0, false, false, "2027-01-01", "", ""},
    {"a credit of its own is due at once", "2026-01-11", "2026-01-01", 10, 30, 0, 2000, 0, true,
     false, "2026-01-11", "", ""},
    {"a credit of its own without baseline", "", "2026-01-01", 10, 30, 0, 2000, 0, true, false,
     "2026-01-01", "", ""},
    {"a credit for an invoice takes its terms", "2026-01-11", "2026-01-01", 10, 30, 0, 2000, 0,
     true, true, "2026-02-10", "2026-01-21", ""},
    {"a partial payment without terms", "2026-01-12", "2026-02-14", 0, 0, 0, 0, 0, true, true,
     "2026-01-12", "", ""},
};

TEST(DueDates, AreThoseOfTheTable) {
  for (const Golden& g : kGolden) {
    SCOPED_TRACE(g.what);
    const auto dates = due_dates({.baseline = day(g.baseline),
                                  .document_date = day(g.document),
                                  .days = {g.first, g.second, g.third},
                                  .percents = {Percent::from_thousandths(g.first_percent),
                                               Percent::from_thousandths(g.second_percent)},
                                  .credit = g.credit,
                                  .has_invoice = g.has_invoice});
    ASSERT_TRUE(dates) << dates.error().to_string();
    EXPECT_EQ(dates->net.to_string(), g.net);
    EXPECT_EQ(text(dates->first_discount), g.discount1);
    EXPECT_EQ(text(dates->second_discount), g.discount2);
  }
}

TEST(DueDates, AgreeWithPaymentTermsForInvoices) {
  for (const Golden& g : kGolden) {
    if (g.credit || *g.baseline == '\0') continue;
    SCOPED_TRACE(g.what);
    std::vector<Term> tiers;
    const auto percent = [](int p) { return Percent::from_thousandths(p).to_string(); };
    if (g.first_percent != 0) tiers.push_back({g.first, percent(g.first_percent)});
    if (g.second_percent != 0) tiers.push_back({g.second, percent(g.second_percent)});
    const int net = g.third > 0 ? g.third : g.second > 0 ? g.second : g.first;
    tiers.push_back({net, "0"});
    const auto terms = PaymentTerms::from(tiers);
    ASSERT_TRUE(terms) << terms.error().to_string();
    EXPECT_EQ(terms->due_date(day(g.baseline)).to_string(), g.net);
  }
}

TEST(DueDates, AreRefusedWithoutADateOrWithImpossibleDays) {
  EXPECT_FALSE(due_dates({}));
  for (const int days : {-1, 3651}) {
    LineTerms line{.document_date = day("2026-01-01")};
    line.days[1] = days;
    const auto dates = due_dates(line);
    ASSERT_FALSE(dates);
    EXPECT_EQ(dates.error().found, std::to_string(days));
  }
}

Money euros(std::int64_t cents) { return {cents, *Currency::find("EUR")}; }
Instalment share(int thousandths, int days) {
  return {Percent::from_thousandths(thousandths), {.discounts = {}, .net_days = days}};
}

TEST(Instalments, SplitAnInvoiceToTheCent) {
  const auto parts = instalments(euros(10'000), day("2026-01-31"),
                                 {share(33'333, 30), share(33'333, 60), share(33'334, 90)});
  ASSERT_TRUE(parts) << parts.error().to_string();
  ASSERT_EQ(parts->size(), 3u);
  EXPECT_EQ((*parts)[0].amount.to_string(), "33.33");
  EXPECT_EQ((*parts)[0].due.to_string(), "2026-03-02");
  EXPECT_EQ((*parts)[1].amount.to_string(), "33.33");
  EXPECT_EQ((*parts)[2].amount.to_string(), "33.34");
  EXPECT_EQ((*parts)[2].due.to_string(), "2026-05-01");
}

TEST(Instalments, ComeToTheWholeWhateverTheSharesAre) {
  std::mt19937 random(11);
  std::uniform_int_distribution<std::int64_t> amounts(-1'000'000'000, 1'000'000'000);
  for (int i = 0; i < 2'000; ++i) {
    const Money whole = euros(amounts(random));
    const int first = static_cast<int>(random() % 50'000),
              second = static_cast<int>(random() % 50'000);
    const auto parts =
        instalments(whole, day("2026-01-01"),
                    {share(first, 10), share(second, 20), share(100'000 - first - second, 30)});
    ASSERT_TRUE(parts);
    EXPECT_EQ((*parts)[0].amount + (*parts)[1].amount + (*parts)[2].amount, whole);
  }
}

TEST(Instalments, AreRefusedUnlessTheSharesComeToTheWhole) {
  const auto parts = instalments(euros(100), day("2026-01-01"), {share(50'000, 0)});
  ASSERT_FALSE(parts);
  EXPECT_EQ(parts.error().message,
            "the shares of instalments come to 50.000 per cent instead of 100");
  EXPECT_FALSE(instalments(euros(100), day("2026-01-01"), {}));
}

}  // namespace
}  // namespace saldo::model
