#include "store/dunning_holds.hpp"

#include <gtest/gtest.h>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

class Holds : public testing::Test {
 protected:
  void SetUp() override {
    book.post_receivables("erp", {customer("100001")}, {item("1", "100001", 300)});
  }
  static NewHold promise() {
    return {.customer = "100001",
            .item = "1",
            .kind = HoldKind::promise,
            .period = {day("2026-02-01"), day("2026-02-15")},
            .reason = "by phone",
            .actor = "unix:anna"};
  }
  std::string refusal(const NewHold& hold) {
    try {
      book.write([&](soci::session& sql) { add_hold(sql, hold, at_second(1)); });
      return {};
    } catch (const FailureException& e) {
      return e.failure.message;
    }
  }
  std::vector<Hold> all() {
    std::vector<Hold> holds;
    book.read([&](soci::session& sql) {
      for_each_hold(sql, [&](const Hold& h) { holds.push_back(h); });
    });
    return holds;
  }
  TestBook book;
};

TEST_F(Holds, AreKeptUntilSomebodyEndsThem) {
  EXPECT_EQ(refusal(promise()), "");
  NewHold dispute = promise();
  dispute.kind = HoldKind::dispute;
  dispute.amount = "1.20";
  dispute.period.to = {};
  EXPECT_EQ(refusal(dispute), "");
  ASSERT_EQ(all().size(), 2u);
  EXPECT_EQ(all()[0].item, book.item_id("1"));
  EXPECT_EQ(all()[0].period, (model::Period{day("2026-02-01"), day("2026-02-15")}));
  EXPECT_EQ(all()[1].amount_minor, 120);
  EXPECT_TRUE(all()[1].period.to.empty());
  const std::int64_t id = all()[0].id;
  book.write([&](soci::session& sql) { end_hold(sql, id, "unix:bert", at_second(2)); });
  EXPECT_EQ(all().size(), 1u);
  EXPECT_THROW(
      book.write([&](soci::session& sql) { end_hold(sql, id, "unix:bert", at_second(3)); }),
      FailureException);
}

TEST_F(Holds, ThatCannotBeAreRefusedWithTheReason) {
  const auto with = [](auto change) {
    NewHold hold = promise();
    change(hold);
    return hold;
  };
  EXPECT_EQ(refusal(with([](NewHold& h) { h.customer = "9"; })), "there is no customer '9'");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.item = "9"; })), "the customer has no open item '9'");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.item = ""; })), "a promise is of an item; name it");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.kind = HoldKind::legal; })),
            "legal is of a customer, not of an item");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.period.to = {}; })),
            "a promise needs the day by which it is to be kept");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.period.to = day("2026-01-31"); })),
            "the hold ends before it begins");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.reason = ""; })), "a hold needs a reason");
  EXPECT_EQ(refusal(with([](NewHold& h) { h.amount = "1.00"; })),
            "only a dispute has an amount, not a promise");
  EXPECT_EQ(refusal(with([](NewHold& h) {
              h.kind = HoldKind::dispute;
              h.amount = "3.01";
            })),
            "the disputed amount must be above 0 and up to the 3.00 that is open, not 3.01");
  EXPECT_TRUE(all().empty());
}

}  // namespace
}  // namespace saldo::store
