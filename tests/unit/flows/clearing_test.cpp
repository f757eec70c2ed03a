#include "flows/clearing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/reconcile.hpp"
#include "flows/write_back.hpp"
#include "store/messages.hpp"
#include "unit/flows/desk.hpp"
#include "unit/flows/steps.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;
using testing::ElementsAre;

class ClearingFlow : public testing::Test {
 protected:
  void SetUp() override {
    desk.book.post_receivables(
        "erp", {customer("100001")},
        {item("90000001", "100001", 12'300), item("90000002", "100001", 5'000)});
    Transaction paid = transaction(12'300, "PAID"), stranger = transaction(777, "STRANGER");
    paid.remittance = {"invoice 90000001"};
    stranger.remittance = {"thank you"};
    stranger.counterparty_name = "Nobody We Know";
    desk.book.post_bank("bank", statement(0, 13'077, "2026-01-07"), {paid, stranger});
    run_reconcile(desk.environment(), {}, {.run = 7});
  }

  OutboxTotals propose() {
    OutboxTotals totals;
    desk.book.write([&](soci::session& sql) {
      while (propose_clearing(sql, "sap", desk.clock.now(), totals)) {
      }
    });
    return totals;
  }
  std::string states() {
    return desk.book.text(
        "SELECT COALESCE(GROUP_CONCAT(s, ' '), '') FROM (SELECT kind || ':' || state AS s FROM "
        "message ORDER BY id)");
  }
  /// Counter-posts what settles the payment, as a person who undoes the decision does.
  void undo() {
    desk.book.tamper(
        "INSERT INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, "
        "reason, evidence_json, config_version) SELECT transaction_id, 0, 0, 'unapplied', "
        "customer_id, 'person', 'undone', '[]', 'v1' FROM decision WHERE status = 'applied'");
    desk.book.tamper(
        "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, "
        "discount_minor, write_off_minor, currency, value_day, allocated_at, reverses_id) SELECT "
        "transaction_id, item_id, (SELECT MAX(id) FROM decision), -paid_minor, -discount_minor, "
        "0, currency, value_day, 0, id FROM allocation WHERE reverses_id IS NULL");
  }
  /// Decides as the first decision did, after it was undone.
  void decide_again() {
    desk.book.tamper(
        "INSERT INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, "
        "reason, evidence_json, config_version) SELECT transaction_id, 0, 0, 'applied', "
        "customer_id, 'person', 'again', '[]', 'v1' FROM decision WHERE status = 'applied'");
    desk.book.tamper(
        "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, "
        "discount_minor, write_off_minor, currency, value_day, allocated_at) SELECT "
        "transaction_id, item_id, (SELECT MAX(id) FROM decision), paid_minor, discount_minor, 0, "
        "currency, value_day, 0 FROM allocation WHERE reverses_id IS NULL LIMIT 1");
  }
  /// The first message is handed to the sink, so often.
  void attempt_first(connect::Verdict verdict, int times) {
    for (int i = 0; i < times; ++i)
      desk.book.write([&](soci::session& sql) {
        const store::Message m = store::find_message(sql, 1).value();
        store::begin_attempt(sql, 1);
        settle_message(sql, m, {.verdict = verdict, .failure = {.message = "gone"}}, "",
                       desk.clock.now());
      });
  }
  /// The first message is on its way.
  void send_first() {
    desk.book.write([&](soci::session& sql) {
      store::begin_attempt(sql, 1);
      store::mark_sent(sql, 1, "receipt", desk.clock.now());
    });
  }
  bool answer(const std::string& code, const std::string& number, const std::string& key = "") {
    return desk.book.write([&](soci::session& sql) {
      PaymentStatus status{.level = "message"};
      status.original_message_id = number;
      status.original_end_to_end_id = key;
      status.status = code;
      status.reasons = {{"F5201", "why"}};
      return store::take_answer(sql, 1, status, desk.clock.now());
    });
  }
  std::string text(const std::string& column) {
    return desk.book.text("SELECT " + column + " FROM message WHERE id = 1");
  }

  Desk desk;
};

TEST_F(ClearingFlow, WhatAPaymentClearsIsProposedOnceWithItsLines) {
  EXPECT_EQ(propose().proposed, 1);
  EXPECT_EQ(propose().proposed, 0) << "nothing new was decided";
  EXPECT_EQ(states(), "clearing:proposed");
  const json::value body = json::parse(text("body"));
  EXPECT_EQ(body.at("amount"), "123.00");
  EXPECT_EQ(body.at("customer").as_string().c_str(), text("(SELECT number FROM customer)"));
  EXPECT_EQ(body.at("lines").as_array().size(), 1u);
  EXPECT_EQ(body.at("lines").at(0).at("gross"), "123.00");
  EXPECT_GT(body.at("lines").at(0).at("fiscal_year").as_int64(), 2000);
  EXPECT_EQ(body.at("payment").at("reference"), "PAID");
  EXPECT_EQ(body.at("payment").at("account").as_string().c_str(),
            desk.book.text("SELECT COALESCE(iban, number) FROM bank_account"));
  EXPECT_EQ(body.at("key").as_string().c_str(), text("idempotency_key"));
  EXPECT_EQ(text("number").size(), 16u);
}

TEST_F(ClearingFlow, AnUndoneDecisionVoidsWhatHasNotGoneOut) {
  propose();
  undo();
  const OutboxTotals totals = propose();
  EXPECT_EQ(totals.voided, 1);
  EXPECT_EQ(totals.reversed, 0);
  EXPECT_EQ(states(), "clearing:void");
}

TEST_F(ClearingFlow, AnUndoneDecisionIsTakenBackWhereItsProposalMayHaveArrived) {
  propose();
  send_first();
  undo();
  EXPECT_EQ(propose().reversed, 1);
  EXPECT_EQ(propose().reversed, 0);
  EXPECT_EQ(states(), "clearing:sent clearing_reversal:proposed");
  const json::value body = json::parse(desk.book.text("SELECT body FROM message WHERE id = 2"));
  EXPECT_EQ(body.at("amount"), "-123.00");
  EXPECT_EQ(body.at("reverses").as_string().c_str(), text("idempotency_key"));
}

TEST_F(ClearingFlow, WhatTakesBackWaitsForWhatItTakesBack) {
  propose();
  desk.book.write([](soci::session& sql) { store::begin_attempt(sql, 1); });
  undo();
  propose();
  const auto due = [&] {
    return desk.book.read([](soci::session& sql) {
      std::vector<std::int64_t> ids;
      for (const auto& m : store::due_messages(sql, "sap", 10)) ids.push_back(m.id);
      return ids;
    });
  };
  EXPECT_THAT(due(), ElementsAre(1)) << "it may have arrived, so it is delivered first";
  send_first();
  EXPECT_THAT(due(), ElementsAre(2));
}

TEST_F(ClearingFlow, AnswersFindTheirProposalByKeyOrNumber) {
  propose();
  send_first();
  EXPECT_FALSE(answer("64", text("number"))) << "on its way";
  EXPECT_FALSE(answer("53", "0000000000000001")) << "not ours, and kept";
  EXPECT_TRUE(answer("51", "0000000000000001", text("idempotency_key")));
  EXPECT_EQ(text("state || ' ' || answer_code || ' ' || answer_text"), "failed 51 why");
  EXPECT_TRUE(answer("53", text("number"))) << "processed again in SAP";
  EXPECT_EQ(text("state"), "confirmed");
  EXPECT_FALSE(answer("51", text("number"))) << "what is posted stays posted";
  EXPECT_EQ(text("state"), "confirmed");
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM message_answer"), 5);
}

TEST_F(ClearingFlow, AnAnswerBeforeTheReceiptHolds) {
  propose();
  EXPECT_TRUE(answer("53", text("number")));
  send_first();
  EXPECT_EQ(text("state || ' ' || receipt"), "confirmed receipt");
}

TEST_F(ClearingFlow, WhatFailedIsSentAgainUnderAKeyOfItsOwn) {
  propose();
  EXPECT_THROW(
      desk.book.write([&](soci::session& sql) { retry_message(sql, 1, "anna", desk.clock.now()); }),
      FailureException);
  send_first();
  answer("51", text("number"));
  const auto next = desk.book.write(
      [&](soci::session& sql) { return retry_message(sql, 1, "anna", desk.clock.now()); });
  EXPECT_EQ(states(), "clearing:void clearing:proposed");
  EXPECT_EQ(desk.book.number("SELECT COUNT(DISTINCT idempotency_key) + COUNT(DISTINCT number) "
                             "FROM message"),
            4);
  EXPECT_EQ(desk.book.number("SELECT replaces_id FROM message WHERE id = " + std::to_string(next)),
            1);
  EXPECT_EQ(propose().proposed, 0) << "it stands for the decision";
}

/// Somebody in SAP processes the refused IDoc again, while its successor is on its way.
TEST_F(ClearingFlow, WhatIsPostedAlthoughItIsVoidIsShownUntilSomebodyHasSeenToIt) {
  propose();
  send_first();
  answer("51", text("number"));
  desk.book.write([&](soci::session& sql) { retry_message(sql, 1, "anna", desk.clock.now()); });
  const auto health = [&] {
    return desk.book.read([](soci::session& sql) { return store::message_health(sql, "sap"); });
  };
  EXPECT_EQ(health().failed, 0);
  EXPECT_FALSE(answer("51", text("number"))) << "void, and refused: nothing is wrong";
  EXPECT_TRUE(answer("53", text("number")));
  EXPECT_EQ(states(), "clearing:void clearing:proposed");
  EXPECT_EQ(health().failed, 1);
  EXPECT_THAT(health().error, testing::HasSubstr("proposal 1: it was posted there although"));
  desk.book.write([&](soci::session& sql) {
    store::void_message(sql, 1, "anna", "reversed in SAP", desk.clock.now());
  });
  EXPECT_EQ(health().failed, 0);
  EXPECT_FALSE(answer("53", text("number"))) << "it was told already";
  EXPECT_EQ(health().failed, 0);
  EXPECT_EQ(desk.book.text("SELECT reason FROM message_act WHERE message_id = 1 ORDER BY id DESC "
                           "LIMIT 1"),
            "reversed in SAP");
  EXPECT_THROW(desk.book.write([&](soci::session& sql) {
    store::void_message(sql, 1, "anna", "once more", desk.clock.now());
  }),
               FailureException);
}

TEST_F(ClearingFlow, WhatTheReceiverMayHaveAlreadyIsRetriedUnderItsKey) {
  propose();
  const std::string key = text("idempotency_key");
  desk.book.write([&](soci::session& sql) {
    const store::Message m = store::find_message(sql, 1).value();
    store::begin_attempt(sql, 1);
    EXPECT_EQ(settle_message(sql, m,
                             {.verdict = connect::Verdict::rejected,
                              .failure = {.message = "conflict", .rule = "message.in_doubt"}},
                             "", desk.clock.now()),
              SettledMessage::failed);
  });
  EXPECT_EQ(states(), "clearing:failed");
  undo();
  EXPECT_EQ(propose().reversed, 1) << "it may stand there";
  EXPECT_EQ(desk.book.write([&](soci::session& sql) {
    return retry_message(sql, 1, "anna", desk.clock.now());
  }),
            1);
  EXPECT_EQ(text("state || ' ' || idempotency_key"), "proposed " + key);
}

TEST_F(ClearingFlow, WhatIsOnItsWayCantBeVoided) {
  propose();
  send_first();
  EXPECT_THROW(desk.book.write([&](soci::session& sql) {
    store::void_message(sql, 1, "anna", "no", desk.clock.now());
  }),
               FailureException);
  EXPECT_EQ(states(), "clearing:sent");
}

TEST_F(ClearingFlow, AProposalThatWasRefusedNeedsNoReversal) {
  propose();
  send_first();
  undo();
  propose();
  answer("51", text("number"));
  desk.book.write(
      [&](soci::session& sql) { store::void_needless_reversals(sql, "sap", desk.clock.now()); });
  EXPECT_EQ(states(), "clearing:void clearing_reversal:void");
}

TEST_F(ClearingFlow, ARefusedProposalCantBeSentAgainOnceItsDecisionIsUndone) {
  propose();
  send_first();
  undo();
  propose();
  answer("51", text("number"));
  desk.book.write(
      [&](soci::session& sql) { store::void_needless_reversals(sql, "sap", desk.clock.now()); });
  EXPECT_THROW(
      desk.book.write([&](soci::session& sql) { retry_message(sql, 1, "anna", desk.clock.now()); }),
      FailureException);
  decide_again();
  EXPECT_EQ(propose().proposed, 1) << "decided again, it is told again";
}

TEST_F(ClearingFlow, WhatAPersonTookBackByHandIsntTakenBackAgainAndIsToldAnew) {
  propose();
  send_first();
  undo();
  propose();
  desk.book.write([&](soci::session& sql) {
    store::begin_attempt(sql, 2);
    store::mark_failed(sql, 2, "an FI document is reversed in SAP");
    store::void_message(sql, 2, "anna", "reversed in SAP", desk.clock.now());
  });
  decide_again();
  EXPECT_EQ(propose().proposed, 1);
  EXPECT_EQ(states(), "clearing:sent clearing_reversal:void clearing:proposed");
}

TEST_F(ClearingFlow, AReversalThatAPersonVoidedDoesntStopTheNextDecision) {
  propose();
  send_first();
  undo();
  propose();
  desk.book.write([&](soci::session& sql) {
    store::void_message(sql, 2, "anna", "reversed in SAP", desk.clock.now());
  });
  desk.book.tamper(
      "INSERT INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, "
      "reason, evidence_json, config_version) SELECT transaction_id, 0, 0, 'unapplied', "
      "customer_id, 'person', 'looked at', '[]', 'v1' FROM decision WHERE status = 'applied'");
  const OutboxTotals totals = propose();
  EXPECT_EQ(totals.reversed + totals.proposed + totals.voided, 0);
  EXPECT_EQ(states(), "clearing:sent clearing_reversal:void");
}

TEST_F(ClearingFlow, WhatTheSinkCouldNotBeStartedForHasSurelyNotGoneOut) {
  config::Connector sap{.name = "sap"};
  sap.sink = config::ComponentUse{};
  const RunOutcome outcome = run_write_back(desk.environment(), sap, false, {.run = 8});
  EXPECT_NE(outcome.end, RunOutcome::End::done);
  EXPECT_EQ(states(), "clearing:proposed");
  EXPECT_EQ(desk.book.number("SELECT attempts FROM message"), 0);
  undo();
  EXPECT_EQ(propose().voided, 1) << "there is nothing to take back";
}

TEST_F(ClearingFlow, TwoConnectorsAreToldUnderKeysOfTheirOwn) {
  propose();
  OutboxTotals totals;
  desk.book.write(
      [&](soci::session& sql) { propose_clearing(sql, "other", desk.clock.now(), totals); });
  EXPECT_EQ(totals.proposed, 1);
  EXPECT_EQ(desk.book.number("SELECT COUNT(DISTINCT idempotency_key) FROM message"), 2);
}

TEST_F(ClearingFlow, HowMuchIsReadFollowsFromWhatIsNewRatherThanFromWhatWasEverDecided) {
  const auto first = desk.book.number("SELECT MIN(transaction_id) FROM decision");
  desk.book.tamper(
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT "
      "INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, reason, "
      "evidence_json, config_version) SELECT " +
      std::to_string(first) + " + i, 0, 0, 'unapplied', NULL, 'person', 'old', '[]', 'v1' FROM n");
  const auto newest = desk.book.number("SELECT MAX(id) FROM decision");
  const auto work = desk.book.read([&](soci::session& sql) {
    return hundreds_of_steps(sql, [&] {
      std::int64_t last = 0;
      EXPECT_EQ(store::decided_behind(sql, newest - 3, 200, last).size(), 3u);
      EXPECT_EQ(last, newest);
      EXPECT_EQ(store::decided_behind(sql, 0, 2, last).size(), 2u);
    });
  });
  EXPECT_LT(work, 20);
}

TEST_F(ClearingFlow, OutagesDontCountAmongTheCrashesAfterWhichAMessageIsGivenUp) {
  propose();
  attempt_first(connect::Verdict::retry, 7);
  attempt_first(connect::Verdict::crashed, 4);
  EXPECT_EQ(text("state"), "proposed");
  attempt_first(connect::Verdict::crashed, 1);
  EXPECT_EQ(text("state"), "failed");
}

TEST_F(ClearingFlow, WhatBroughtTheSinkDownMayHaveArrivedAndKeepsItsKey) {
  propose();
  const std::string key = text("idempotency_key");
  attempt_first(connect::Verdict::crashed, 5);
  EXPECT_EQ(text("state"), "failed");
  undo();
  EXPECT_EQ(propose().reversed, 1);
  const auto void_needless = [&] {
    desk.book.write(
        [&](soci::session& sql) { store::void_needless_reversals(sql, "sap", desk.clock.now()); });
  };
  void_needless();
  EXPECT_EQ(states(), "clearing:failed clearing_reversal:proposed") << "nobody knows";
  desk.book.write(
      [&](soci::session& sql) { EXPECT_EQ(retry_message(sql, 1, "anna", desk.clock.now()), 1); });
  EXPECT_EQ(text("state || ' ' || idempotency_key"), "proposed " + key)
      << "the other side takes it for a repetition where it has arrived";
  attempt_first(connect::Verdict::crashed, 1);
  desk.book.write([&](soci::session& sql) {
    store::void_message(sql, 1, "anna", "isn't in SAP", desk.clock.now());
  });
  void_needless();
  EXPECT_EQ(states(), "clearing:void clearing_reversal:void") << "a person has looked";
}

TEST_F(ClearingFlow, WhatThePluginGaveUpOnByItsOwnFaultMayHaveArrived) {
  propose();
  attempt_first(connect::Verdict::bug, 1);
  EXPECT_EQ(text("state"), "failed");
  undo();
  EXPECT_EQ(propose().reversed, 1);
}

}  // namespace
}  // namespace saldo::flows
