#include "flows/reconcile.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <thread>

#include "store/receivables.hpp"
#include "store/verify.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class ReconcileFlow : public testing::Test {
 protected:
  void SetUp() override {
    Customer payer = customer("100001");
    payer.ibans = {"DE75512108001245126199"};
    desk.book.post_receivables(
        "erp", {payer}, {item("90000001", "100001", 12'300), item("90000002", "100001", 5'000)});
    Transaction named = transaction(12'300, "NAMED"), stranger = transaction(777, "STRANGER"),
                fee = transaction(-990, "FEE", "2026-01-07");
    named.counterparty_iban = "DE75512108001245126199";
    stranger.remittance = {"thank you"};
    stranger.counterparty_name = "Nobody We Know";
    desk.book.post_bank("bank", statement(0, 12'087, "2026-01-07"), {named, stranger, fee});
  }
  RunOutcome run(const ReconcileOptions& options = {}) {
    ++control.run;
    return run_reconcile(desk.environment(), options, control);
  }
  std::string state(const std::string& reference) {
    return desk.book.text("SELECT state FROM bank_transaction WHERE bank_reference = '" +
                          reference + "'");
  }
  Desk desk;
  RunControl control{.run = 6};
};

TEST_F(ReconcileFlow, DecidesOnEveryTransactionAndTheBookHolds) {
  const RunOutcome outcome = run();
  EXPECT_EQ(outcome.end, RunOutcome::End::done) << outcome.error;
  EXPECT_TRUE(outcome.changed);
  EXPECT_EQ(state("NAMED"), "applied");
  EXPECT_EQ(state("STRANGER"), "suspense");
  EXPECT_EQ(state("FEE"), "not_ar");
  EXPECT_EQ(desk.book.text("SELECT state FROM item WHERE number = '90000001'"), "cleared");
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM decision WHERE run_id = 7 AND config_version = "
                             "'v1'"),
            3);
  const auto broken =
      desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); });
  EXPECT_TRUE(broken.empty()) << broken.front().what;
}

TEST_F(ReconcileFlow, KeepsTheProofOfADecision) {
  run();
  const std::string id = std::to_string(model::raw(desk.book.transaction_id("NAMED")));
  const std::string evidence =
      desk.book.text("SELECT evidence_json FROM decision WHERE transaction_id = " + id);
  bool number = false;
  const json::value parsed = json::parse(evidence);
  for (const json::value& e : parsed.as_array())
    number = number || (e.at("kind") == "invoice_number" && e.at("value") == "90000001");
  EXPECT_TRUE(number) << evidence;
  EXPECT_EQ(desk.book.text("SELECT rule FROM decision WHERE transaction_id = " + id),
            "reference.exact");
}

TEST_F(ReconcileFlow, TellsCountsAndMoney) {
  const json::value result = json::parse(run().result_json);
  EXPECT_EQ(result.at("transactions"), 3);
  EXPECT_EQ(result.at("applied"), json::parse(R"({"EUR":{"count":1,"amount":"123.00"}})"));
  EXPECT_EQ(result.at("suspense"), json::parse(R"({"EUR":{"count":1,"amount":"7.77"}})"));
  EXPECT_EQ(result.at("not_ar"), json::parse(R"({"EUR":{"count":1,"amount":"-9.90"}})"));
  EXPECT_FALSE(result.as_object().contains("dry_run"));
}

TEST_F(ReconcileFlow, ASecondRunWithoutNewsChangesNothing) {
  run();
  const std::string before = desk.book.dump();
  const RunOutcome again = run();
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(json::parse(again.result_json).at("transactions"), 1) << "only what is undecided";
  EXPECT_EQ(desk.book.dump(), before);
}

TEST_F(ReconcileFlow, WhatWasUndecidedIsLookedAtAgainWhenItemsArrive) {
  run();
  desk.book.post_receivables("later", {customer("100009", "Nobody We Know")},
                             {item("90000777", "100009", 777)});
  desk.book.tamper(
      "UPDATE bank_transaction SET remittance = 'Invoice 90000777' WHERE "
      "bank_reference = 'STRANGER'");
  EXPECT_TRUE(run().changed);
  EXPECT_EQ(state("STRANGER"), "applied");
}

TEST_F(ReconcileFlow, ADryRunTellsTheSameAndChangesNothing) {
  const std::string before = desk.book.dump();
  const RunOutcome dry = run({.dry_run = true});
  EXPECT_EQ(dry.end, RunOutcome::End::done);
  EXPECT_FALSE(dry.changed);
  EXPECT_EQ(desk.book.dump(), before);
  json::value told = json::parse(dry.result_json);
  EXPECT_EQ(told.at("dry_run"), true);
  ASSERT_EQ(told.at("payments").as_array().size(), 3u);
  EXPECT_EQ(told.at("payments").at(0).at("amount"), "123.00") << "the largest money first";
  EXPECT_EQ(told.at("payments").at(0).at("applied"), json::parse(R"([["90000001",12300,0]])"));
  for (const char* of_dry_runs : {"dry_run", "payments", "payments_left_out"})
    told.as_object().erase(of_dry_runs);
  EXPECT_EQ(told, json::parse(run().result_json));
}

TEST_F(ReconcileFlow, LooksOnlyAtWhatWasBookedUpToTheDay) {
  EXPECT_TRUE(run({.as_of = day("2026-01-06")}).changed);
  EXPECT_EQ(state("NAMED"), "applied");
  EXPECT_EQ(state("FEE"), "new");
  EXPECT_FALSE(run({.as_of = day("2025-12-31")}).changed);
}

TEST_F(ReconcileFlow, AStopKeepsWhatWasDecidedAndLosesNothing) {
  std::stop_source stop;
  stop.request_stop();
  control.stop = stop.get_token();
  const RunOutcome stopped = run();
  EXPECT_EQ(stopped.end, RunOutcome::End::cancelled);
  EXPECT_EQ(desk.book.count("decision"), 0);
  control.stop = {};
  EXPECT_EQ(run().end, RunOutcome::End::done);
  EXPECT_EQ(desk.book.count("decision"), 3);
}

TEST_F(ReconcileFlow, TellsItsProgress) {
  std::vector<std::pair<std::int64_t, std::int64_t>> seen;
  control.progress = [&](std::int64_t done, std::int64_t total) { seen.emplace_back(done, total); };
  run();
  ASSERT_FALSE(seen.empty());
  EXPECT_EQ(seen.back(), (std::pair<std::int64_t, std::int64_t>{3, 3}));
}

TEST_F(ReconcileFlow, OnePaymentCannotSettleAnItemThatAnotherJustSettled) {
  Transaction again = transaction(12'300, "AGAIN", "2026-01-07");
  again.counterparty_iban = "DE75512108001245126199";
  desk.book.post_bank("more", statement(12'087, 24'387, "2026-01-08"), {again});
  run();
  EXPECT_EQ(desk.book.count("allocation"), 1);
  EXPECT_NE(state("AGAIN"), "applied");
}

TEST_F(ReconcileFlow, TwoRunsAtOnceDecideOnEachPaymentOnce) {
  constexpr int kPayments = 120;
  std::vector<Item> items;
  std::vector<Transaction> payments;
  for (int i = 0; i < kPayments; ++i) {
    items.push_back(item(std::to_string(70'000'000 + i), "100001", 1'000 + i % 7));
    payments.push_back(transaction(1'000 + i % 7, "P" + std::to_string(i), "2026-01-08"));
    // Most name their own item, some that of another payment, some none.
    const int named = i % 5 == 4 ? i - 1 : i;
    payments.back().remittance = {i % 3 == 0 ? "thank you"
                                             : "RE " + std::to_string(70'000'000 + named)};
    payments.back().counterparty_iban = "DE75512108001245126199";
  }
  std::int64_t sum = 12'087;
  for (const Transaction& t : payments) sum += t.amount->minor;
  desk.book.post_receivables("more-items", {}, items);
  desk.book.post_bank("more", statement(12'087, sum, "2026-01-08"), payments);
  std::vector<std::jthread> runs;
  for (const std::int64_t id : {21, 22})
    runs.emplace_back([&, id] {
      const RunControl own{.run = id};
      EXPECT_EQ(run_reconcile(desk.environment(), {}, own).end, RunOutcome::End::done);
    });
  runs.clear();
  EXPECT_EQ(
      desk.book.count("(SELECT transaction_id FROM decision WHERE status = 'applied' GROUP BY "
                      "transaction_id HAVING COUNT(*) > 1)"),
      0);
  EXPECT_GT(desk.book.count("decision WHERE status = 'applied'"), kPayments / 4);
  const auto broken =
      desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); });
  EXPECT_TRUE(broken.empty()) << broken.front().what;
}

/// A direct debit of 8 January that settles 90000002, and what its return of a later day leaves.
class ReturnFlow : public ReconcileFlow {
 protected:
  void SetUp() override {
    ReconcileFlow::SetUp();
    Transaction debit = transaction(5'000, "DEBIT", "2026-01-08");
    debit.remittance = {"90000002"};
    debit.end_to_end_id = "COLL-1";
    debit.mandate_id = "M-1";
    desk.book.post_bank("debit", statement(12'087, 17'087, "2026-01-08"), {debit});
  }
  void take_back(std::int64_t minor, const std::string& code = "AM04") {
    Transaction back = transaction(-minor, "BACK", "2026-01-12");
    back.remittance = {"RUECKLASTSCHRIFT"};
    back.end_to_end_id = "COLL-1";
    back.instructed = eur(5'000);
    back.return_code = code;
    desk.book.post_bank("return", statement(17'087, 17'087 - minor, "2026-01-12"), {back});
  }
  std::string item_2() {
    return desk.book.text(
        "SELECT open_minor || '|' || state || '|' || due_day FROM item WHERE number = '90000002'");
  }
  void expect_whole() {
    const auto broken =
        desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); });
    EXPECT_TRUE(broken.empty()) << broken.front().what;
  }
};

TEST_F(ReturnFlow, ReopensTheItemAsItWasAndKeepsTheFeeApart) {
  const std::string before = item_2();
  run();
  EXPECT_EQ(item_2().substr(0, 9), "0|cleared");
  take_back(5'350);
  run();
  EXPECT_EQ(item_2(), before);
  EXPECT_EQ(state("DEBIT"), "returned");
  EXPECT_EQ(state("BACK"), "returned");
  EXPECT_EQ(desk.book.number("SELECT unapplied_minor FROM bank_transaction WHERE bank_reference = "
                             "'BACK'"),
            -350);
  expect_whole();
}

TEST_F(ReturnFlow, InOneRunThePaymentAfterTheReturnSettlesTheItemAgain) {
  take_back(5'000);
  Transaction paid = transaction(5'000, "TRANSFER", "2026-01-14");
  paid.remittance = {"Invoice 90000002"};
  desk.book.post_bank("later", statement(12'087, 17'087, "2026-01-14"), {paid});
  run();
  EXPECT_EQ(state("DEBIT"), "returned");
  EXPECT_EQ(state("TRANSFER"), "applied");
  EXPECT_EQ(item_2().substr(0, 9), "0|cleared");
  expect_whole();
}

TEST_F(ReturnFlow, TakesBackAPaymentThatStillWaits) {
  desk.book.tamper(
      "UPDATE bank_transaction SET remittance = 'thanks' WHERE bank_reference = "
      "'DEBIT'");
  take_back(5'000);
  run();
  EXPECT_EQ(state("DEBIT"), "returned");
  EXPECT_EQ(state("BACK"), "returned");
  EXPECT_EQ(desk.book.count("decision WHERE transaction_id = (SELECT id FROM bank_transaction "
                            "WHERE bank_reference = 'DEBIT')"),
            1)
      << "what was decided on it is told";
  expect_whole();
}

TEST_F(ReturnFlow, HoldsTheReturnOfAPaymentNeverSeen) {
  desk.book.tamper(
      "UPDATE bank_transaction SET end_to_end_id = 'OTHER', mandate_id = 'OTHER' "
      "WHERE bank_reference = 'DEBIT'");
  take_back(5'000);
  run();
  EXPECT_EQ(state("BACK"), "suspense");
  EXPECT_EQ(state("DEBIT"), "applied");
  expect_whole();
}

TEST_F(ReturnFlow, ASuccessInAFileOfReturnsReversesNothing) {
  // OCA/account-payment#519: reason 0000 says that all went well.
  run();
  take_back(5'000, "0000");
  run();
  EXPECT_EQ(state("DEBIT"), "applied");
  EXPECT_EQ(state("BACK"), "not_ar");
}

/// An advice of these lines, as a decoder gives it.
RemittanceAdvice advice(const std::string& number, std::int64_t minor,
                        const std::vector<std::pair<std::string, std::int64_t>>& lines) {
  RemittanceAdvice a;
  a.number = number;
  a.customer = "100001";
  a.payment_date = day("2026-01-05");
  a.amount = eur(minor);
  for (const auto& [document, paid] : lines)
    a.lines.push_back({document, eur(paid), std::nullopt, std::nullopt, {}});
  return a;
}

TEST_F(ReconcileFlow, AnAdviceThatComesAfterThePaymentSettlesIt) {
  Transaction announced = transaction(17'300, "ANNOUNCED", "2026-01-08");
  announced.remittance = {"AVIS 0000077 VOM 05.01.2026"};
  desk.book.post_bank("more", statement(12'087, 29'387, "2026-01-08"), {announced});
  desk.book.tamper("DELETE FROM bank_transaction WHERE bank_reference = 'NAMED'");
  run();
  EXPECT_EQ(state("ANNOUNCED"), "proposed");
  const auto document = desk.deliver("advice.csv", "advice", "advices");
  desk.book.write([&](soci::session& sql) {
    store::ReceivablesWriter(sql, document.id, "advices", at_second(3))
        .advice(advice("0000077", 17'300, {{"90000001", 12'300}, {"90000002", 5'000}}));
  });
  EXPECT_TRUE(run().changed);
  EXPECT_EQ(state("ANNOUNCED"), "applied");
  EXPECT_EQ(desk.book.text("SELECT rule FROM decision ORDER BY id DESC LIMIT 1"), "advice.exact");
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM remittance_advice WHERE transaction_id = "
                             "(SELECT id FROM bank_transaction WHERE bank_reference = "
                             "'ANNOUNCED')"),
            1);
  EXPECT_FALSE(run().changed);
}

TEST_F(ReconcileFlow, AnAccountIsLearntFromAProvedPaymentAndUsedForTheNext) {
  const std::string iban = "BE68539007547034";
  desk.book.post_receivables("later", {customer("100009", "Nobody We Know")},
                             {item("90000777", "100009", 777), item("90000778", "100009", 888)});
  Transaction named = transaction(777, "LEARN", "2026-01-08"),
              silent = transaction(888, "USE", "2026-01-08");
  named.remittance = {"Invoice 90000777"};
  silent.remittance = {"thank you"};
  named.counterparty_name = silent.counterparty_name = "NOBODY WE KNOW";
  named.counterparty_iban = silent.counterparty_iban = iban;
  desk.book.post_bank("more", statement(12'087, 13'752, "2026-01-08"), {named, silent});
  run();
  EXPECT_EQ(state("LEARN"), "applied");
  EXPECT_EQ(state("USE"), "applied");
  EXPECT_EQ(desk.book.text("SELECT provenance FROM customer_iban WHERE iban = '" + iban + "'"),
            "learnt");
}

}  // namespace
}  // namespace saldo::flows
