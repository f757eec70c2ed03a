#include "flows/backtest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/explain.hpp"
#include "flows/reconcile.hpp"
#include "flows/review.hpp"
#include "store/review.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;
using model::CashStage;
using testing::HasSubstr;

constexpr const char* kIban = "DE75512108001245126199";

/// Two runs over two days: in each, what was open before was settled by then.
class History : public testing::Test {
 protected:
  void SetUp() override {
    desk.clock.time = store::at_second(100);
    Customer payer = customer("100001");
    payer.ibans = {kIban};
    desk.book.post_receivables(
        "erp", {payer, customer("100002", "Beispiel AG")},
        {item("90000001", "100001", 12'300), item("90000002", "100001", 5'017),
         item("90000003", "100001", 7'011), item("90000004", "100001", 9'119)});
    desk.book.post_bank("bank", statement(0, 24'328),
                        {transaction(12'300, "NAMED"), silent(12'028, "SUBSET", "2026-01-05")});
    reconcile();
    desk.book.post_bank("bank-2", statement(24'328, 33'447, "2026-01-06"),
                        {silent(9'119, "SINGLE", "2026-01-06")});
    reconcile();
  }
  static Transaction silent(std::int64_t minor, const std::string& reference,
                            const std::string& day) {
    Transaction t = transaction(minor, reference, day);
    t.remittance = {"thank you"};
    t.counterparty_iban = kIban;
    return t;
  }
  void reconcile() {
    desk.clock.time = store::at_second(100 + 10 * ++run_);
    RunControl control{.run = run_};
    ASSERT_EQ(run_reconcile(desk.environment(), {}, control).end, RunOutcome::End::done);
  }
  std::vector<json::object> tested(const model::CashPolicy& policy, const char* from = "2026-01-01",
                                   const char* to = "2026-01-31") {
    std::vector<json::object> lines;
    backtest(desk.environment(), policy, day(from), day(to),
             [&](const json::object& line) { lines.push_back(line); });
    return lines;
  }
  std::string state(const std::string& reference) {
    return desk.book.text("SELECT state FROM bank_transaction WHERE bank_reference = '" +
                          reference + "'");
  }
  Desk desk;
  std::int64_t run_ = 0;
};

TEST_F(History, GoesTheSameWayUnderTheSamePolicy) {
  for (const char* reference : {"NAMED", "SUBSET", "SINGLE"})
    ASSERT_EQ(state(reference), "applied");
  const auto lines = tested({});
  ASSERT_EQ(lines.size(), 1u) << json::serialize(lines.front());
  EXPECT_EQ(lines[0].at("decisions"), 3);
  EXPECT_EQ(lines[0].at("otherwise"), 0);
}

TEST_F(History, ListsEachPaymentThatWouldGoOtherwiseWithBothOutcomesAndTheMoney) {
  const std::string before = desk.book.dump();
  model::CashPolicy careful;
  careful.defaults.at(CashStage::subset).post = false;
  const auto lines = tested(careful);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].at("amount"), "120.28");
  EXPECT_EQ(lines[0].at("then").at("status"), "applied");
  EXPECT_EQ(lines[0].at("then").at("applied"),
            json::parse(R"([["90000002",5017,0],["90000003",7011,0]])"));
  EXPECT_EQ(lines[0].at("now").at("status"), "proposed");
  EXPECT_EQ(lines[1].at("changes"),
            json::parse(R"([{"then":"applied","now":"proposed","currency":"EUR","count":1,)"
                        R"("amount":"120.28"}])"));
  EXPECT_EQ(desk.book.dump(), before) << "nothing is changed";
}

TEST_F(History, LooksAtThePeriodOnly) {
  model::CashPolicy none;
  for (const CashStage stage : model::all_cash_stages()) none.defaults.at(stage).post = false;
  EXPECT_EQ(tested(none).back().at("otherwise"), 3);
  EXPECT_EQ(tested(none, "2026-01-06").back().at("otherwise"), 1);
  EXPECT_THROW(tested(none, "2026-02-01", "2026-01-01"), FailureException);
}

TEST_F(History, TellsWhatAPersonDecidedOnThePayment) {
  const auto act = [&](const char* reason) {
    return ReviewAct{.transaction = "SUBSET",
                     .version = desk.book.read([&](soci::session& sql) {
                       return store::newest_decision(sql, desk.book.transaction_id("SUBSET"));
                     }),
                     .actor = "unix:anna",
                     .reason = reason};
  };
  undo_decision(desk.environment(), act("was wrong"));
  // Under a policy that doesn't post combinations it would have waited for her from the start.
  settle_items(desk.environment(), act("as she said"), {{"90000002", {}, {}}, {"90000003", {}, {}}},
               "");
  model::CashPolicy careful;
  careful.defaults.at(CashStage::subset).post = false;
  const auto lines = tested(careful);
  EXPECT_TRUE(lines[0].contains("person")) << json::serialize(lines[0]);
  EXPECT_EQ(tested({}).back().at("otherwise"), 0) << "undoing is no decision of a run";
}

TEST_F(History, ARuleOfThePolicyCountsForItsGroupOnly) {
  model::CashPolicy policy;
  policy.groups["keys"].customers = {"100001"};
  policy.scopes.push_back(
      {.name = "keys", .company_codes = {}, .customer_groups = {"keys"}, .rules = {}});
  policy.scopes[0].rules.at(CashStage::single_item).post = false;
  auto lines = tested(policy);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(json::serialize(lines[0]), HasSubstr("\"91.19\""));
  policy.groups["keys"].customers = {"100002"};
  EXPECT_EQ(tested(policy).size(), 1u);
}

class Explained : public History {
 protected:
  std::string told(const std::string& name) {
    std::string all;
    explain(desk.environment(), name, [&](const json::object& line) {
      all += std::string(line.at("about").as_string()) + ": " +
             std::string(line.at("text").as_string()) + "\n";
    });
    return all;
  }
};

TEST_F(Explained, APaymentLeadsFromTheBanksByteToTheOpenAmount) {
  const std::string text = told("NAMED");
  EXPECT_THAT(text, HasSubstr("payment: On 2026-01-05 account DE02120300000000202051 was moved by "
                              "123.00 EUR by 'Muster GmbH', with the text 'RE 90000001 danke'."));
  EXPECT_THAT(text, HasSubstr("stands in 'bank' at byte 200 (line 10); the file's SHA-256 is "));
  EXPECT_THAT(text, HasSubstr("by decoder 'camt' version 1"));
  EXPECT_THAT(text,
              HasSubstr("decided: applied to items of customer 100001 (Muster GmbH). The text "
                        "names our numbers"));
  EXPECT_THAT(text, HasSubstr("bytes 3 to 11 of the text: RE [90000001] danke"));
  EXPECT_THAT(text, HasSubstr("policy: The built-in policy counted; configuration version v1."));
  EXPECT_THAT(text,
              HasSubstr("allocation: Item 90000001 was settled with 123.00 EUR; of its 123.00 "
                        "EUR, 0.00 are open now."));
  EXPECT_THAT(text, HasSubstr("sum: 0.00 EUR of it settle nothing now."));
}

TEST_F(Explained, ACombinationSaysHowLikelyChanceIsAndWhatTheNextBestReadingWas) {
  const std::string text = told("SUBSET");
  EXPECT_THAT(text, HasSubstr("chance: A foreign amount of this size would meet 0.00"));
  EXPECT_THAT(text, HasSubstr("The next best reading: The payer is known, and nothing that is open "
                              "fits"));
  EXPECT_THAT(text, HasSubstr("stronger by 3 stages"));
}

TEST_F(Explained, AnItemSaysHowItsOpenAmountComesAbout) {
  undo_decision(desk.environment(), {.transaction = "NAMED",
                                     .version = desk.book.read([&](soci::session& sql) {
                                       return store::newest_decision(
                                           sql, desk.book.transaction_id("NAMED"));
                                     }),
                                     .actor = "unix:anna",
                                     .reason = "wrong invoice"});
  const std::string text = told("90000001");
  EXPECT_THAT(text, HasSubstr("item: Item 90000001 (invoice) of company code 1000 for customer "
                              "100001 (Muster GmbH) amounts to 123.00 EUR, due on 2025-12-31."));
  EXPECT_THAT(text, HasSubstr("allocation: Settled: 123.00 EUR as of 2026-01-05"));
  EXPECT_THAT(text, HasSubstr("allocation: Taken back: -123.00 EUR"));
  EXPECT_THAT(text, HasSubstr("decided by unix:anna. A person took the decision back"));
  EXPECT_THAT(text, HasSubstr("sum: Open: 123.00 - 123.00 + 123.00 = 123.00 EUR (open)."));
}

TEST_F(Explained, WhatThereIsNotIsSaidToBeNeither) {
  try {
    told("4711-nothing");
    FAIL() << "it was told";
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.kind, FailureKind::not_found);
    EXPECT_THAT(e.failure.message, HasSubstr("neither an item nor a payment"));
  }
}

}  // namespace
}  // namespace saldo::flows
