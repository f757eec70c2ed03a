#include "flows/credit_change.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/outbox.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

class CreditChange : public testing::Test {
 protected:
  void SetUp() override {
    config::Connector sap{.name = "sap"};
    sap.sink = config::ComponentUse{};
    sap.sink->options["messages"] = "clearing, credit";
    desk.config->connectors.push_back(sap);
    told_limit(3'000'000);
  }
  /// By a document of its own.
  void told_limit(std::int64_t minor) {
    Customer c = customer("100001");
    c.credit_limit = eur(minor);
    desk.book.post_receivables("erp " + std::to_string(++told_), {c, customer("100002")}, {});
  }
  static NewCreditChange change(const std::string& limit = "50000.00") {
    return {.customer = "100001",
            .area = "1000",
            .limit = limit,
            .currency = limit.empty() ? "" : "EUR",
            .blocked = {},
            .reason = "insured up to this",
            .connector = {}};
  }
  std::int64_t propose(const NewCreditChange& c) {
    return propose_credit_change(desk.environment(), c, "unix:anna").at("proposal").as_int64();
  }
  void approve(std::int64_t id, const std::string& actor = "unix:bert") {
    approve_credit_change(desk.environment(), id, actor);
  }
  template <class Act>
  static Failure refusal(Act act) {
    try {
      act();
    } catch (const FailureException& e) {
      return e.failure;
    }
    return {.message = "it was done"};
  }
  std::size_t due() {
    return desk.book.write(
        [](soci::session& sql) { return store::due_messages(sql, "sap", 10).size(); });
  }
  std::string states() {
    return desk.book.text(
        "SELECT COALESCE(GROUP_CONCAT(state, ' '), '') FROM (SELECT state FROM message ORDER BY "
        "id)");
  }

  Desk desk;
  int told_ = 0;
};

TEST_F(CreditChange, GoesOutWhenAnotherPersonHasApprovedIt) {
  const std::int64_t id = propose(change());
  EXPECT_EQ(states(), "awaiting");
  EXPECT_EQ(due(), 0u);
  const Failure own = refusal([&] { approve(id, "unix:anna"); });
  EXPECT_EQ(own.kind, FailureKind::denied);
  EXPECT_EQ(own.rule, "credit.four_eyes");
  EXPECT_EQ(states(), "awaiting");
  approve(id);
  EXPECT_EQ(states(), "proposed");
  EXPECT_EQ(due(), 1u);
  const json::value body = json::parse(desk.book.text("SELECT body FROM message"));
  EXPECT_EQ(body.at("customer"), "100001");
  EXPECT_EQ(body.at("area"), "1000");
  EXPECT_EQ(body.at("limit"), "50000.00");
  EXPECT_EQ(body.at("currency"), "EUR");
  EXPECT_EQ(body.at("limit_before"), "30000.00 EUR");
  EXPECT_FALSE(body.as_object().contains("blocked"));
  EXPECT_EQ(desk.book.text("SELECT GROUP_CONCAT(act || ' ' || actor, ', ') FROM message_act"),
            "propose unix:anna, approve unix:bert");
  EXPECT_EQ(desk.book.text("SELECT GROUP_CONCAT(action, ', ') FROM audit_entry WHERE action LIKE "
                           "'credit%'"),
            "credit.propose, credit.approve");
}

TEST_F(CreditChange, IsApprovedOnce) {
  const std::int64_t id = propose(change());
  approve(id);
  EXPECT_EQ(refusal([&] { approve(id, "unix:carl"); }).rule, "message.state");
  EXPECT_EQ(due(), 1u);
}

TEST_F(CreditChange, OneOfACreditAwaitsApprovalAtATimeAndTheSameIsntSaidTwice) {
  const std::int64_t id = propose(change());
  EXPECT_THAT(refusal([&] { propose(change("60000.00")); }).message, HasSubstr("awaits approval"));
  approve(id);
  EXPECT_THAT(refusal([&] { propose(change()); }).message, HasSubstr("says the same"));
  const std::int64_t next = propose(change("60000.00"));
  EXPECT_EQ(states(), "proposed awaiting") << "what was approved waits for no approval of another";
  approve(next);
  EXPECT_EQ(states(), "void proposed") << "the first had not gone out, and is overtaken";
}

TEST_F(CreditChange, TheSameAgainAfterItWasVoidHasAKeyOfItsOwn) {
  const std::int64_t first = propose(change());
  desk.book.write([&](soci::session& sql) {
    store::void_message(sql, first, "unix:anna", "not yet", desk.clock.now());
  });
  propose(change());
  EXPECT_EQ(states(), "void awaiting");
  EXPECT_EQ(desk.book.number("SELECT COUNT(DISTINCT idempotency_key) FROM message"), 2);
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM message WHERE idempotency_key LIKE 'SK%'"), 2);
}

TEST_F(CreditChange, AnAnswerOfSapDecidesItsState) {
  const std::int64_t id = propose(change());
  approve(id);
  desk.deliver("answer", "an answer");
  desk.book.write([&](soci::session& sql) {
    store::begin_attempt(sql, id);
    store::mark_sent(sql, id, "IDoc", desk.clock.now());
    PaymentStatus status{.level = "message"};
    status.original_end_to_end_id = store::find_message(sql, id)->idempotency_key;
    status.status = "53";
    store::take_answer(sql, 1, status, desk.clock.now());
  });
  EXPECT_EQ(states(), "confirmed");
}

TEST_F(CreditChange, ALimitThatTheErpChangedMeanwhileIsProposedAnew) {
  const std::int64_t id = propose(change());
  told_limit(4'000'000);
  const Failure failure = refusal([&] { approve(id); });
  EXPECT_EQ(failure.rule, "credit.changed");
  EXPECT_THAT(failure.message, HasSubstr("was 30000.00 EUR"));
  EXPECT_THAT(failure.message, HasSubstr("is 40000.00 EUR now"));
  EXPECT_EQ(states(), "awaiting");
}

TEST_F(CreditChange, WhatFailedIsntSentAgainOverALimitThatTheErpChangedSince) {
  const std::int64_t id = propose(change());
  approve(id);
  desk.book.write([&](soci::session& sql) {
    store::begin_attempt(sql, id);
    store::mark_failed(sql, id, "no such area");
  });
  const auto retry = [&] {
    desk.book.write(
        [&](soci::session& sql) { retry_message(sql, id, "unix:bert", desk.clock.now()); });
  };
  told_limit(4'000'000);
  EXPECT_EQ(refusal(retry).rule, "credit.changed");
  EXPECT_EQ(states(), "failed");
  told_limit(3'000'000);
  retry();
  EXPECT_EQ(states(), "void proposed");
}

TEST_F(CreditChange, ABlockAloneNeedsNoLimit) {
  NewCreditChange block = change("");
  block.customer = "100002";
  block.blocked = true;
  propose(block);
  const json::value body = json::parse(desk.book.text("SELECT body FROM message"));
  EXPECT_TRUE(body.at("blocked").as_bool());
  EXPECT_FALSE(body.as_object().contains("limit"));
}

TEST_F(CreditChange, IsRefusedWhereItSaysNothingOrCantBeSaid) {
  const auto with = [](auto change_it) {
    NewCreditChange c = change();
    change_it(c);
    return c;
  };
  const struct {
    NewCreditChange change;
    const char* why;
  } cases[] = {
      {change(""), "say what changes"},
      {change("30000.00"), "already"},
      {change("-1.00"), "below zero"},
      {with([](auto& c) { c.currency = "USD"; }), "is in EUR, not in USD"},
      {with([](auto& c) { c.currency = ""; }), "belong together"},
      {with([](auto& c) { c.customer = "100002"; }), "has told no credit limit"},
      {with([](auto& c) { c.customer = "999"; }), "no customer"},
      {with([](auto& c) { c.reason = ""; }), "reason"},
      {with([](auto& c) { c.connector = "bank"; }), "doesn't tell changes of credit"},
  };
  for (const auto& c : cases)
    EXPECT_THAT(refusal([&] { propose(c.change); }).message, HasSubstr(c.why));
  EXPECT_EQ(states(), "");
}

}  // namespace
}  // namespace saldo::flows
