#include "flows/disputes.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/deductions.hpp"
#include "flows/dispute_run.hpp"
#include "flows/dun.hpp"
#include "flows/reconcile.hpp"
#include "flows/review.hpp"
#include "store/disputes.hpp"
#include "store/exports.hpp"
#include "store/receivables.hpp"
#include "store/review.hpp"
#include "store/verify.hpp"
#include "unit/flows/desk.hpp"

/// Deductions that cash application finds become disputes, once.
namespace saldo::flows {
namespace {

namespace json = boost::json;

class Deductions : public testing::Test {
 protected:
  /// 250.00 are paid on two invoices of 300.00; the advice keeps 40.00 and 10.00 back.
  void SetUp() override {
    auto policy = std::make_shared<model::CashPolicy>();
    policy->defaults.deduction_reasons = {{"BR", "DAMAGE"}};
    desk.config->jobs.push_back({.name = "cash", .kind = "reconcile", .policy = policy});
    Customer payer = customer("100001");
    payer.dunning_procedure = "standard";
    desk.book.post_receivables(
        "erp", {payer}, {item("90000001", "100001", 20'000), item("90000002", "100001", 10'000)});
    Transaction paid = transaction(25'000, "PAID");
    paid.remittance = {"AVIS 0000077 VOM 05.01.2026"};
    desk.book.post_bank("bank", statement(0, 25'000), {paid});
    RemittanceAdvice advice;
    advice.number = "0000077";
    advice.customer = "100001";
    advice.payment_date = day("2026-01-05");
    advice.amount = eur(25'000);
    advice.lines = {{"90000001", eur(16'000), std::nullopt, eur(4'000), "BR"},
                    {"90000002", eur(9'000), std::nullopt, eur(1'000), "XY"}};
    const auto document = desk.deliver("advice.csv", "advice", "advices");
    desk.book.write([&](soci::session& sql) {
      store::ReceivablesWriter(sql, document.id, "advices", at_second(3)).advice(advice);
      store::mark_posted(sql, document.id, {"table", "1"}, {.advices = 1}, at_second(3));
    });
    reconcile();
    ASSERT_EQ(desk.book.text("SELECT rule FROM decision ORDER BY id DESC LIMIT 1"),
              "advice.deduction");
  }
  void TearDown() override {
    const auto broken =
        desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); });
    for (const store::Broken& b : broken) ADD_FAILURE() << b.what;
  }
  void reconcile() {
    ++control.run;
    ASSERT_EQ(run_reconcile(desk.environment(), {}, control).end, RunOutcome::End::done);
  }
  json::object run() {
    ++control.run;
    const auto outcome = run_disputes(desk.environment(), kDay, /*dry_run=*/false, control);
    return json::parse(outcome.result_json).as_object();
  }
  /// "damage BR new 40.00; unknown XY new 10.00"
  std::string told() {
    std::string text;
    desk.book.read([&](soci::session& sql) {
      store::list_disputes(sql, {}, kDay, [&](json::object& row) {
        text += text.empty() ? "" : "; ";
        for (const char* field : {"reason", "customer_reason", "state", "disputed"})
          text += (text.empty() || text.ends_with("; ") ? "" : " ") +
                  std::string(row.at(field).as_string());
      });
    });
    return text;
  }
  void undo() {
    const std::int64_t version = desk.book.read([&](soci::session& sql) {
      return store::newest_decision(sql, desk.book.transaction_id("PAID"));
    });
    undo_decision(desk.environment(), {.transaction = "PAID",
                                       .version = version,
                                       .actor = "unix:anna",
                                       .reason = "wrong customer"});
  }
  const Date kDay = day("2026-02-02");
  Desk desk;
  RunControl control{.run = 6};
};

TEST_F(Deductions, EachOpensADisputeWithTheCustomersCodeExactlyOnce) {
  EXPECT_EQ(run().at("opened"), 2);
  EXPECT_EQ(told(), "damage BR new 40.00; unknown XY new 10.00")
      << "a code that nobody has mapped isn't guessed";
  const std::string before = desk.book.dump();
  EXPECT_EQ(run().at("opened"), 0);
  EXPECT_EQ(desk.book.dump(), before);
  reconcile();
  EXPECT_EQ(run().at("opened"), 0);
}

TEST_F(Deductions, AreNotOpenedAgainWhenTheirCaseHasEnded) {
  run();
  void_dispute(desk.environment(), 1, "agreed by phone", kDay, "unix:anna");
  // As if the cursor had been lost.
  desk.book.tamper("DELETE FROM source_cursor WHERE connector = 'job:disputes'");
  EXPECT_EQ(run().at("opened"), 0);
  EXPECT_EQ(told(), "unknown XY new 10.00; damage BR voided 0.00");
}

TEST_F(Deductions, AreVoidedWhereNobodyHasTouchedThemAndTheDecisionIsUndone) {
  run();
  assign_dispute(desk.environment(), 2, {.owner = "bert"}, kDay, "unix:anna");
  undo();
  EXPECT_EQ(run().at("voided"), 1);
  EXPECT_EQ(told(), "unknown XY assigned 10.00; damage BR voided 0.00")
      << "what somebody works on is theirs to end";
}

TEST_F(Deductions, CountBeforeTheCustomerIsReminded) {
  auto& procedure = desk.config->procedures["standard"];
  procedure.name = "standard";
  procedure.levels.resize(1);
  procedure.levels[0].days = 5;
  ++control.run;
  const auto outcome =
      run_dunning(desk.environment(), {.procedure = "standard", .run_date = kDay}, control);
  EXPECT_EQ(outcome.end, RunOutcome::End::done) << outcome.error;
  EXPECT_EQ(desk.book.count("dunning_notice"), 0);
  EXPECT_EQ(told(), "damage BR new 40.00; unknown XY new 10.00");
}

TEST_F(Deductions, ThatWerePaidMeanwhileOpenNothing) {
  Transaction rest = transaction(5'000, "REST", "2026-01-06");
  rest.remittance = {"90000001 90000002"};
  desk.book.post_bank("more", statement(25'000, 30'000, "2026-01-06"), {rest});
  reconcile();
  ASSERT_EQ(desk.book.number("SELECT SUM(open_minor) FROM item"), 0);
  EXPECT_EQ(run().at("opened"), 0);
  EXPECT_EQ(told(), "");
}

TEST_F(Deductions, AreClosedByTheCreditThatTheErpTells) {
  run();
  desk.book.tamper(
      "INSERT INTO erp_clearing (item_id, settled_minor, currency, cause, cleared_by, cleared_day, "
      "as_of_at, document_id, recorded_at) SELECT id, 4000, 'EUR', 'erp', '80000001', 20480, 1, "
      "document_id, 1 FROM item WHERE number = '90000001'");
  desk.book.tamper("UPDATE item SET open_minor = 0, state = 'cleared' WHERE number = '90000001'");
  desk.book.post_receivables("credit", {}, {item("80000001", "100001", -4'000)});
  EXPECT_EQ(run().at("closed"), 1);
  EXPECT_EQ(desk.book.number("SELECT credited_minor FROM dispute_item WHERE dispute_id = 1"),
            4'000);
}

TEST_F(Deductions, AreCreditedOnlyWhereSomethingShowsThem) {
  desk.config->deductions.evidence[model::DisputeReason::damage] = {
      model::EvidenceKind::proof_of_delivery};
  run();
  assign_dispute(desk.environment(), 1, {.owner = "bert"}, kDay, "unix:anna");
  const auto credit = [&] {
    return resolve_dispute(desk.environment(), 1, {.resolution = "credit", .reason = "broken"},
                           kDay, "unix:bert");
  };
  const auto show = [&](const char* kind) {
    add_dispute_evidence(desk.environment(), 1, {kind, "CMR 4711"}, kDay, "unix:bert");
  };
  const std::string before = desk.book.dump();
  EXPECT_THROW(credit(), FailureException);
  EXPECT_EQ(desk.book.dump(), before) << "nothing of it is left";
  show("correspondence");
  EXPECT_THROW(credit(), FailureException) << "that isn't what the policy wants";
  show("proof_of_delivery");
  EXPECT_EQ(credit().at("state"), "resolved");
  approve_dispute(desk.environment(), 1, kDay, "unix:cleo");
  std::string notes;
  desk.book.read([&](soci::session& sql) {
    return store::export_view(sql, "credit-notes", std::nullopt,
                              [&](json::object& row) { notes += json::serialize(row) + "\n"; });
  });
  EXPECT_EQ(notes, R"({"dispute":1,"customer":"100001","name":"Muster GmbH","company_code":"1000",)"
                   R"("item":"90000001","credit":"40.00","currency":"EUR","resolution":"credit",)"
                   R"("reason":"damage","customer_reason":"BR","resolved_by":"unix:bert",)"
                   R"("approved_by":["unix:cleo"],"evidence":["correspondence: CMR 4711",)"
                   R"("proof_of_delivery: CMR 4711"]})"
                   "\n");
}

TEST_F(Deductions, CanBeContestedAsLongAsTheCustomersWindowIsOpen) {
  desk.config->deductions.window_days = 28;  // from 2026-01-05: until 2026-02-02
  run();
  std::vector<std::string> listed;
  const auto list = [&](Date today) {
    listed.clear();
    desk.book.read([&](soci::session& sql) {
      list_deductions(sql, {.state = "open"}, today, [&](json::object& row) {
        listed.push_back(std::to_string(row.at("dispute").as_int64()) + " " +
                         std::string(row.at("contest_by").as_string()) + " " +
                         std::to_string(row.at("triage").as_int64()));
      });
    });
    return listed;
  };
  EXPECT_EQ(list(kDay), (std::vector<std::string>{"1 2026-02-02 100", "2 2026-02-02 30"}));
  EXPECT_EQ(list(kDay.plus_days(1)),
            (std::vector<std::string>{"1 2026-02-02 0", "2 2026-02-02 0"}));
  const auto lost = [&](std::int64_t id, Date today) {
    assign_dispute(desk.environment(), id, {.owner = "bert"}, today, "unix:anna");
    return resolve_dispute(desk.environment(), id,
                           {.resolution = "customer_pays", .reason = "signed for"}, today,
                           "unix:bert");
  };
  EXPECT_FALSE(lost(1, kDay).contains("because"));
  EXPECT_EQ(lost(2, kDay.plus_days(1)).at("because"),
            "the deduction could be contested until 2026-02-02; the customer may refuse to pay it");
}

}  // namespace
}  // namespace saldo::flows
