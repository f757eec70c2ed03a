#include "cash/proposals.hpp"

#include <gtest/gtest.h>

#include "unit/cash/desk.hpp"

namespace saldo::cash {
namespace {

TEST(Proposals, SettleInPartWhatIsPaidShort) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(1000, "RE 90000001 abzgl. Bruchschaden");
  EXPECT_EQ(told(d), "proposed reference.exact rest 10.00");
  EXPECT_EQ(d.reason.substr(0, 57), "10.00 EUR were paid, 12.00 EUR are open on what is named.");
  EXPECT_EQ(told(d.proposals.at(0)), "reference.partial 0090000001=10.00 rest 0.00");
}

TEST(Proposals, LeaveOverWhatIsPaidTooMuch) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const Decision d = desk.pay(1500, "90000001");
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(told(d.proposals.at(0)), "reference.overpaid 0090000001=12.00 rest 3.00");
}

TEST(Proposals, TakeTheDiscountThatTheTermsGrant) {
  Desk desk;
  OpenItem i = Desk::make(desk.a, "0090000001", 20000);
  i.baseline_date = on("2026-05-25");
  i.terms = model::PaymentTerms::from({{10, "2"}, {30, ""}}).value();
  desk.book.add_item(i);
  const Decision d = desk.pay(19600, "90000001");
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(told(d.proposals.at(0)), "reference.discount 0090000001=196.00+4.00 rest 0.00");
  EXPECT_EQ(told(desk.pay(19600, "", kIbanOfA).proposals.at(0)),
            "payer.discount 0090000001=196.00+4.00 rest 0.00");
  Payment late = Desk::payment(19600, "90000001");
  late.value_date = on("2026-06-05");
  EXPECT_EQ(told(decide(late, desk.book).proposals.at(0)),
            "reference.partial 0090000001=196.00 rest 0.00");
}

TEST(Proposals, PayTheOldestFirstAfterCredits) {
  Desk desk;
  std::vector<OpenItem> items{Desk::make(desk.a, "2", 1000), Desk::make(desk.a, "1", 500),
                              Desk::make(desk.a, "3", -200)};
  items[1].due_date = on("2026-05-01");
  const auto fit = best_fit(items, Desk::payment(900, ""), {}, "x");
  ASSERT_TRUE(fit);
  EXPECT_EQ(told(*fit), "x.partial 2=6.00 1=5.00 3=-2.00 rest 0.00");
}

TEST(Proposals, DoNotFitWhatIsNoClaim) {
  Desk desk;
  EXPECT_FALSE(best_fit({}, Desk::payment(900, ""), {}, "x"));
  EXPECT_FALSE(best_fit({Desk::make(desk.a, "3", -200)}, Desk::payment(900, ""), {}, "x"));
}

TEST(Proposals, OfferEverythingThatIsDueAndTheBalance) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 700);
  OpenItem later = Desk::make(desk.a, "0090000003", 50);
  later.due_date = on("2026-07-31");
  desk.book.add_item(later);
  EXPECT_EQ(told(desk.pay(1900, "akonto", kIbanOfA).proposals.at(0)),
            "payer.due_items 0090000001=12.00 0090000002=7.00 rest 0.00");
  EXPECT_EQ(told(desk.pay(1950, "akonto", kIbanOfA).proposals.at(0)),
            "payer.all_items 0090000001=12.00 0090000002=7.00 0090000003=0.50 rest 0.00");
}

TEST(Proposals, AreThreeAtMostAndAllDifferent) {
  std::vector<Proposal> proposals;
  for (const std::int64_t customer : {1, 1, 2, 3, 4})
    add(proposals, on_account(model::CustomerId{customer}, Desk::payment(1, ""), ""));
  ASSERT_EQ(proposals.size(), 3u);
  EXPECT_EQ(proposals[2].customer, model::CustomerId{3});
}

TEST(Decisions, AlwaysAccountForTheWholePayment) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", -300);
  desk.add(desk.b, "0090000003", 900);
  desk.add_cleared(desk.b, "0090000004", 900);
  for (const char* text : {"", "90000001", "90000001 90000002", "90000003", "90000004", "x 12345"})
    for (const char* iban : {kIbanOfA, kIbanOfB, kIbanOfNobody, ""})
      for (const std::int64_t minor : {300, 900, 1200, 1500}) {
        const Decision d = desk.pay(minor, text, iban);
        Money sum = d.unapplied;
        for (const Allocation& a : d.allocations) sum += a.paid;
        EXPECT_EQ(sum, cents(minor)) << told(d);
        EXPECT_EQ(d.allocations.empty(), d.status != Status::applied) << told(d);
        EXPECT_FALSE(d.rule.empty() || d.reason.empty()) << told(d);
        for (const Proposal& p : d.proposals) {
          Money proposed = p.unapplied;
          for (const Allocation& a : p.allocations) proposed += a.paid;
          EXPECT_EQ(proposed, cents(minor)) << told(p);
        }
      }
}

TEST(Proposals, AddTheOnlyItemsThatTakeUpTheRest) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  desk.add(desk.a, "0090000002", 777);
  desk.add(desk.a, "0090000003", 333);
  const Decision d = desk.pay(1977, "90000001 u.a.", kIbanOfA);
  EXPECT_EQ(d.status, Status::proposed);
  EXPECT_EQ(told(d.proposals.at(0)),
            "reference.and_others 0090000001=12.00 0090000002=7.77 rest 0.00");
}

}  // namespace
}  // namespace saldo::cash
