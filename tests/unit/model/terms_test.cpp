#include <gtest/gtest.h>

#include "model/payment_terms.hpp"
#include "model/period.hpp"

namespace saldo::model {
namespace {

const Date kBase = Date::parse_iso("2026-01-31");

PaymentTerms terms(const std::vector<Term>& tiers) { return PaymentTerms::from(tiers).value(); }

TEST(PaymentTerms, GiveDueAndDiscountDates) {
  const auto t = terms({{10, "3.000"}, {20, "2"}, {30, "0"}});
  EXPECT_EQ(t.due_date(kBase).to_string(), "2026-03-02");
  ASSERT_EQ(t.discounts.size(), 2u);
  EXPECT_EQ(t.discount_date(kBase, t.discounts[0]).to_string(), "2026-02-10");
  EXPECT_EQ(t.discount_date(kBase, t.discounts[1]).to_string(), "2026-02-20");
}

TEST(PaymentTerms, GrantTheBestDiscountThatIsStillEarned) {
  const auto t = terms({{30, ""}, {20, "2"}, {10, "3"}});
  const auto earned = [&](int day, int grace = 0) {
    const auto tier = t.earned(kBase, kBase.plus_days(day), grace);
    return tier ? tier->percent.to_string() : "none";
  };
  EXPECT_EQ(earned(0), "3.000");
  EXPECT_EQ(earned(10), "3.000");
  EXPECT_EQ(earned(11), "2.000");
  EXPECT_EQ(earned(11, 1), "3.000");
  EXPECT_EQ(earned(20), "2.000");
  EXPECT_EQ(earned(21), "none");
}

TEST(PaymentTerms, AreDueAtOnceWithoutTiersAndWithTheLastDiscountWithoutANetTier) {
  EXPECT_EQ(terms({}).due_date(kBase), kBase);
  EXPECT_EQ(terms({{14, "2"}}).net_days, 14);
}

TEST(PaymentTerms, RefuseWhatContradictsItself) {
  EXPECT_FALSE(PaymentTerms::from({{std::nullopt, "2"}}));
  EXPECT_FALSE(PaymentTerms::from({{-1, ""}}));
  EXPECT_FALSE(PaymentTerms::from({{3651, ""}}));
  EXPECT_FALSE(PaymentTerms::from({{10, "x"}}));
  EXPECT_FALSE(PaymentTerms::from({{30, "0"}, {60, ""}}));
  EXPECT_FALSE(PaymentTerms::from({{40, "2"}, {30, "0"}}));
  EXPECT_FALSE(PaymentTerms::from({{10, "2"}, {20, "2"}, {30, "0"}}));
  EXPECT_EQ(PaymentTerms::from({{30, "0"}, {60, ""}}).error().message,
            "payment terms, tier 2: a second tier without a discount");
}

TEST(Period, IncludesBothEnds) {
  const Period p{kBase, kBase.plus_days(2)};
  EXPECT_FALSE(p.contains(kBase.plus_days(-1)));
  EXPECT_TRUE(p.contains(kBase));
  EXPECT_TRUE(p.contains(kBase.plus_days(2)));
  EXPECT_FALSE(p.contains(kBase.plus_days(3)));
  EXPECT_TRUE((Period{kBase, {}}.contains(kBase.plus_days(9999))));
  EXPECT_FALSE(Period{}.contains(kBase));
}

}  // namespace
}  // namespace saldo::model
