#include "flows/review.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/reconcile.hpp"
#include "store/review.hpp"
#include "store/verify.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

constexpr const char* kIban = "DE75512108001245126199";

/// A person at a book where two payments wait: one without a word, one for two customers.
class Review : public testing::Test {
 protected:
  void SetUp() override {
    Item discounted = item("90000003", "100001", 10'000);
    discounted.terms = {{14, "2.000"}, {30, "0"}};
    desk.book.post_receivables(
        "erp", {customer("100001"), customer("100002", "Beispiel AG")},
        {item("90000001", "100001", 12'300), item("90000002", "100001", 5'000), discounted,
         item("90000004", "100002", 7'000)});
    Transaction named = transaction(12'300, "NAMED"), silent = transaction(5'000, "SILENT"),
                large = transaction(40'000, "LARGE");
    silent.remittance = {"thank you"};
    silent.counterparty_iban = kIban;
    large.remittance = {"for several"};
    large.counterparty_name = "Muster Einkauf";
    desk.book.post_bank("bank", statement(0, 57'300), {named, silent, large});
    reconcile();
  }
  void reconcile() {
    RunControl control{.run = ++run_};
    ASSERT_EQ(run_reconcile(desk.environment(), {}, control).end, RunOutcome::End::done);
  }
  ReviewAct act(const std::string& reference, const std::string& reason = "by phone",
                const std::string& actor = "unix:anna") {
    const std::int64_t version = desk.book.read([&](soci::session& sql) {
      return store::newest_decision(sql, desk.book.transaction_id(reference));
    });
    return {.transaction = reference, .version = version, .actor = actor, .reason = reason};
  }
  std::string state(const std::string& reference) {
    return desk.book.text("SELECT state FROM bank_transaction WHERE bank_reference = '" +
                          reference + "'");
  }
  std::int64_t open(const std::string& number) {
    return desk.book.number("SELECT open_minor FROM item WHERE number = '" + number + "'");
  }
  std::string refusal(const std::function<void()>& work, FailureKind kind) {
    try {
      work();
    } catch (const FailureException& e) {
      EXPECT_EQ(e.failure.kind, kind) << e.failure.message;
      return e.failure.message;
    }
    ADD_FAILURE() << "it was done";
    return {};
  }
  void expect_that_the_book_holds() {
    const auto broken =
        desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); });
    EXPECT_TRUE(broken.empty()) << broken.front().what;
  }
  void TearDown() override { expect_that_the_book_holds(); }

  Desk desk;
  std::int64_t run_ = 6;
};

TEST_F(Review, ListsWhatWaitsWithTheLargestMoneyFirst) {
  std::vector<std::string> references;
  desk.book.read([&](soci::session& sql) {
    store::list_waiting(sql, {}, [&](json::object& row) {
      references.emplace_back(row.at("bank_reference").as_string());
      EXPECT_LE(row.at("proposals").as_array().size(), 3u);
    });
  });
  EXPECT_EQ(references, (std::vector<std::string>{"LARGE", "SILENT"}));
}

TEST_F(Review, AnAcceptedProposalSettlesItsItems) {
  ASSERT_EQ(state("SILENT"), "proposed");
  const json::object done = accept_proposal(desk.environment(), act("SILENT", ""), 1);
  EXPECT_EQ(done.at("state"), "applied");
  EXPECT_EQ(state("SILENT"), "applied");
  EXPECT_EQ(open("90000002"), 0);
  EXPECT_EQ(desk.book.text("SELECT actor || ' ' || rule FROM decision ORDER BY id DESC LIMIT 1"),
            "unix:anna review.accept");
  EXPECT_EQ(desk.book.text("SELECT actor || ' ' || action FROM audit_entry ORDER BY id DESC LIMIT "
                           "1"),
            "unix:anna review.accept");
}

TEST_F(Review, AProposalThatTheBookHasOvertakenIsRefused) {
  const ReviewAct seen = act("SILENT");
  settle_items(desk.environment(), act("LARGE"), {{"90000002", "20.00", {}}}, "100001");
  EXPECT_THAT(refusal([&] { accept_proposal(desk.environment(), seen, 1); }, FailureKind::conflict),
              HasSubstr("50.00 EUR were open on item 90000002 when this was proposed, now 30.00"));
  EXPECT_EQ(open("90000002"), 3'000);
  EXPECT_EQ(state("SILENT"), "proposed");
}

TEST_F(Review, WhoHasSeenAnOlderDecisionIsRefused) {
  ReviewAct late = act("SILENT");
  accept_proposal(desk.environment(), act("SILENT"), 1);
  EXPECT_THAT(refusal([&] { accept_proposal(desk.environment(), late, 1); }, FailureKind::conflict),
              HasSubstr("decided on anew"));
  EXPECT_EQ(desk.book.count("allocation"), 2);
}

TEST_F(Review, ChosenItemsHaveToComeToThePayment) {
  EXPECT_THAT(refusal(
                  [&] {
                    settle_items(desk.environment(), act("LARGE"), {{"90000004", {}, {}}}, "");
                  },
                  FailureKind::invalid),
              HasSubstr("330.00 EUR of the payment would be left over"));
  EXPECT_THAT(refusal(
                  [&] {
                    settle_items(desk.environment(), act("SILENT"), {{"90000004", {}, {}}}, "");
                  },
                  FailureKind::invalid),
              HasSubstr("more than the 50.00 EUR that are left"));
  settle_items(desk.environment(), act("SILENT"), {{"90000002", {}, {}}}, "");
  EXPECT_EQ(open("90000002"), 0);
}

TEST_F(Review, APaymentIsSplitOverCustomersWithADiscountAndARest) {
  const json::object done =
      settle_items(desk.environment(), act("LARGE"),
                   {{"90000003", "98.00", "2.00"}, {"1000/90000004", "50.00", {}}}, "100002");
  EXPECT_EQ(done.at("unapplied"), "252.00");
  EXPECT_EQ(done.at("customer"), "100002");
  EXPECT_EQ(open("90000003"), 0);
  EXPECT_EQ(open("90000004"), 2'000);
  EXPECT_EQ(desk.book.number("SELECT SUM(discount_minor) FROM allocation"), 200);
  // What is left can be settled later.
  settle_items(desk.environment(), act("LARGE"), {{"90000004", {}, {}}}, "100002");
  EXPECT_EQ(open("90000004"), 0);
}

TEST_F(Review, APersonGrantsNoMoreDiscountThanTheTermsHave) {
  EXPECT_THAT(refusal(
                  [&] {
                    settle_items(desk.environment(), act("LARGE"), {{"90000003", "95.00", "5.00"}},
                                 "100001");
                  },
                  FailureKind::invalid),
              HasSubstr("grant a discount of 2.00 EUR at most, not 5.00 EUR"));
  EXPECT_THAT(refusal(
                  [&] {
                    settle_items(desk.environment(), act("LARGE"), {{"90000004", "69.00", "1.00"}},
                                 "100001");
                  },
                  FailureKind::invalid),
              HasSubstr("0.00 EUR at most"));
}

TEST_F(Review, NothingIsSettledBeyondWhatIsOpenOrTwice) {
  EXPECT_THAT(
      refusal(
          [&] {
            settle_items(desk.environment(), act("LARGE"), {{"90000004", "70.01", {}}}, "100001");
          },
          FailureKind::invalid),
      HasSubstr("70.01 EUR can't settle item 90000004, on which 70.00 EUR are open"));
  EXPECT_THAT(refusal(
                  [&] {
                    settle_items(desk.environment(), act("LARGE"),
                                 {{"90000004", "1.00", {}}, {"90000004", "1.00", {}}}, "100001");
                  },
                  FailureKind::invalid),
              HasSubstr("named twice"));
  EXPECT_THAT(
      refusal(
          [&] {
            settle_items(desk.environment(), act("LARGE"), {{"90000001", "1.00", {}}}, "100001");
          },
          FailureKind::not_found),
      HasSubstr("nothing is open on an item '90000001'"));
}

TEST_F(Review, WhatIsParkedStaysOnTheAccountUntilAPersonSettlesIt) {
  park_payment(desk.environment(), act("LARGE"), "100001");
  EXPECT_EQ(state("LARGE"), "unapplied");
  reconcile();
  EXPECT_EQ(state("LARGE"), "unapplied");
  std::size_t waiting = 0, with_parked = 0;
  desk.book.read([&](soci::session& sql) {
    store::list_waiting(sql, {}, [&](json::object&) { ++waiting; });
    store::list_waiting(sql, {.with_parked = true}, [&](json::object&) { ++with_parked; });
  });
  EXPECT_EQ(waiting + 1, with_parked);
}

TEST_F(Review, ADecisionIsTakenBackByCounterPostings) {
  ASSERT_EQ(state("NAMED"), "applied");
  const json::object done = undo_decision(desk.environment(), act("NAMED"));
  EXPECT_EQ(done.at("undone"), 1);
  EXPECT_EQ(open("90000001"), 12'300);
  EXPECT_EQ(desk.book.text("SELECT state FROM item WHERE number = '90000001'"), "open");
  EXPECT_EQ(desk.book.count("allocation"), 2) << "history is kept";
  EXPECT_EQ(desk.book.count("allocation WHERE reverses_id IS NOT NULL AND value_day = (SELECT "
                            "value_day FROM allocation WHERE reverses_id IS NULL)"),
            1);
  EXPECT_EQ(state("NAMED"), "proposed") << "what it looks like now is proposed";
  reconcile();
  EXPECT_EQ(state("NAMED"), "proposed") << "a run doesn't overrule a person";
  accept_proposal(desk.environment(), act("NAMED"), 1);
  EXPECT_EQ(open("90000001"), 0);
  undo_decision(desk.environment(), act("NAMED"));
  EXPECT_EQ(open("90000001"), 12'300);
  EXPECT_THAT(
      refusal([&] { undo_decision(desk.environment(), act("NAMED")); }, FailureKind::conflict),
      HasSubstr("nothing to undo"));
}

TEST_F(Review, WhatIsNotCustomersMoneyCanBecomeSoAgain) {
  mark_not_ar(desk.environment(), act("LARGE", "tax refund"));
  EXPECT_EQ(state("LARGE"), "not_ar");
  undo_decision(desk.environment(), act("LARGE"));
  EXPECT_NE(state("LARGE"), "not_ar");
  EXPECT_EQ(desk.book.number("SELECT unapplied_minor FROM bank_transaction WHERE bank_reference = "
                             "'LARGE'"),
            40'000);
}

TEST_F(Review, OverridingTakesAReason) {
  const ReviewAct without = act("LARGE", " ");
  const Environment e = desk.environment();
  for (const auto& work : std::vector<std::function<void()>>{
           [&] {
             settle_items(e, without, {{"90000004", {}, {}}}, "100001");
           },
           [&] { park_payment(e, without, "100001"); }, [&] { mark_not_ar(e, without); },
           [&] { undo_decision(e, act("NAMED", "")); }})
    EXPECT_THAT(refusal(work, FailureKind::invalid), HasSubstr("reason"));
  EXPECT_EQ(desk.book.count("decision WHERE actor IS NOT NULL"), 0);
}

TEST_F(Review, APayerIsLearntOnAPersonsWordAndForgottenAgain) {
  ReviewAct confirmed = act("LARGE");
  confirmed.learn = true;
  park_payment(desk.environment(), confirmed, "100002");
  EXPECT_EQ(desk.book.text("SELECT value || ' ' || learnt_by FROM learnt_payer WHERE kind = "
                           "'alias'"),
            "Muster Einkauf unix:anna");
  ReviewAct account = act("SILENT");
  account.learn = true;
  accept_proposal(desk.environment(), account, 1);
  EXPECT_EQ(desk.book.count("customer_iban WHERE provenance = 'learnt'"), 1);
  const std::int64_t id = desk.book.number("SELECT id FROM learnt_payer WHERE kind = 'iban'");
  withdraw_learnt(desk.environment(), id, "it was a bank clerk's", "unix:berta");
  EXPECT_EQ(desk.book.count("customer_iban WHERE provenance = 'learnt'"), 0);
  EXPECT_EQ(desk.book.text("SELECT withdrawn_by FROM learnt_payer WHERE kind = 'iban'"),
            "unix:berta");
  EXPECT_THAT(refusal([&] { withdraw_learnt(desk.environment(), id, "again", "unix:berta"); },
                      FailureKind::conflict),
              HasSubstr("was withdrawn by unix:berta"));
}

TEST_F(Review, UndoingADecisionForgetsWhatItTaught) {
  ReviewAct account = act("SILENT");
  account.learn = true;
  accept_proposal(desk.environment(), account, 1);
  EXPECT_EQ(undo_decision(desk.environment(), act("SILENT")).at("withdrawn"), 1);
  EXPECT_EQ(desk.book.count("customer_iban WHERE provenance = 'learnt'"), 0);
}

TEST_F(Review, AnAccountOfAnotherCustomerIsNotLearnt) {
  Customer owner = customer("100003", "Dritte GmbH");
  owner.ibans = {kIban};
  desk.book.post_receivables("erp-2", {owner});
  ReviewAct account = act("SILENT");
  account.learn = true;
  EXPECT_THAT(
      refusal([&] { park_payment(desk.environment(), account, "100001"); }, FailureKind::conflict),
      HasSubstr("another customer's by master data"));
  EXPECT_EQ(state("SILENT"), "proposed");
}

/// The policy wants a second person from 100.00 EUR on.
class SecondPerson : public Review {
 protected:
  void SetUp() override {
    Review::SetUp();
    auto policy = std::make_shared<model::CashPolicy>();
    policy->defaults.second_person_from = {{"EUR", eur(10'000)}};
    desk.config->jobs.resize(1);
    desk.config->jobs[0].name = "cash";
    desk.config->jobs[0].kind = "reconcile";
    desk.config->jobs[0].policy = policy;
    ReviewAct account = act("SILENT");
    account.learn = true;
    accept_proposal(desk.environment(), account, 1);
    desk.book.post_receivables("erp-3", {}, {item("90000005", "100001", 30'000)});
    Transaction large = transaction(30'000, "FIRST", "2026-01-06");
    large.remittance = {"thank you"};
    large.counterparty_iban = kIban;
    desk.book.post_bank("bank-2", statement(57'300, 87'300, "2026-01-06"), {large});
    reconcile();
  }
};

TEST_F(SecondPerson, LooksAtTheFirstLargePaymentFromALearntAccount) {
  EXPECT_EQ(state("FIRST"), "proposed");
  EXPECT_THAT(desk.book.text("SELECT reason FROM decision ORDER BY id DESC LIMIT 1"),
              HasSubstr("SECOND_PERSON"));
  EXPECT_THAT(
      refusal([&] { accept_proposal(desk.environment(), act("FIRST"), 1); }, FailureKind::denied),
      HasSubstr("takes another person"));
  EXPECT_EQ(state("FIRST"), "proposed");
  accept_proposal(desk.environment(), act("FIRST", "", "unix:berta"), 1);
  EXPECT_EQ(desk.book.text("SELECT confirmed_by FROM learnt_payer WHERE kind = 'iban'"),
            "unix:berta");
}

TEST_F(SecondPerson, IsNotNeededAgain) {
  accept_proposal(desk.environment(), act("FIRST", "", "unix:berta"), 1);
  desk.book.post_receivables("erp-4", {}, {item("90000006", "100001", 31'000)});
  Transaction next = transaction(31'000, "NEXT", "2026-01-07");
  next.remittance = {"thank you"};
  next.counterparty_iban = kIban;
  desk.book.post_bank("bank-3", statement(87'300, 118'300, "2026-01-07"), {next});
  reconcile();
  EXPECT_EQ(state("NEXT"), "applied");
}

}  // namespace
}  // namespace saldo::flows
