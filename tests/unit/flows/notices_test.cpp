#include "flows/notices.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/dun.hpp"
#include "flows/reconcile.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"
#include "store/runs.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class NoticeFlow : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(2);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 40;
    procedure.levels[1].always = true;
    procedure.four_eyes.from_amount["EUR"] = eur(50'000);
    desk.config->procedures["standard"] = procedure;
    Customer small = customer("100001"), large = customer("100002");
    small.dunning_procedure = large.dunning_procedure = "standard";
    desk.book.post_receivables(
        "erp", {small, large},
        {item("90000001", "100001", 30'000), item("90000002", "100002", 90'000)});
    desk.book.post_bank("bank", statement(0, 0), {});
    desk.clock.time = store::at_second(86'400 * 31);  // 2026-02-01
  }
  RunOutcome run(const char* on = "2026-02-01") {
    RunControl control{.run = run_id};
    return run_dunning(desk.environment(), {.procedure = "standard", .run_date = day(on)}, control);
  }
  /// The next run is one that a person asked for.
  void asked_by(const std::string& actor) {
    run_id = desk.book.write([&](soci::session& sql) {
      return store::enqueue(
                 sql, {.job = "dunning", .kind = "dunning", .cause = "demand", .actor = actor},
                 desk.clock.now())
          .id;
    });
  }
  model::NoticeId of(const char* customer_number) {
    return model::NoticeId{desk.book.number(
        "SELECT MAX(n.id) FROM dunning_notice n JOIN customer c ON c.id = n.customer_id WHERE "
        "c.number = '" +
        std::string(customer_number) + "'")};
  }
  std::string state(model::NoticeId id) {
    return desk.book.read([&](soci::session& sql) { return store::notice_life(sql, id).state; });
  }
  std::string approve(model::NoticeId id, const char* actor) {
    try {
      return std::string(approve_notice(desk.environment(), id, actor).at("state").as_string());
    } catch (const FailureException& e) {
      return e.failure.kind == FailureKind::denied ? "denied" : e.failure.message;
    }
  }
  void deliver(const char* customer_number) {
    const model::NoticeId id = of(customer_number);
    approve(id, "unix:bert");
    send_notice(desk.environment(), id, "unix:bert");
    note_sent(desk.environment(), id, "receipt", "unix:bert");
  }
  Desk desk;
  std::int64_t run_id = 7;
};

TEST_F(NoticeFlow, BelowTheLimitOnePersonApprovesAboveItTwo) {
  asked_by("unix:anna");
  run();
  EXPECT_EQ(approve(of("100001"), "unix:anna"), "approved");
  EXPECT_EQ(approve(of("100002"), "unix:anna"), "denied");
  EXPECT_EQ(state(of("100002")), "proposed");
  EXPECT_EQ(approve(of("100002"), "unix:bert"), "approved");
}

TEST_F(NoticeFlow, AScheduledRunAboveTheLimitTakesTwoApprovals) {
  run();
  EXPECT_EQ(approve(of("100002"), "unix:anna"), "proposed");
  EXPECT_EQ(approve(of("100002"), "unix:anna"), "denied");
  EXPECT_EQ(approve(of("100002"), "unix:bert"), "approved");
}

TEST_F(NoticeFlow, AWholeRunIsApprovedAtOnceButNotAgainstTheRule) {
  asked_by("unix:anna");
  run();
  const json::object mine = approve_run(desk.environment(), run_id, "unix:anna");
  EXPECT_EQ(mine.at("approved"), 1);
  EXPECT_EQ(mine.at("denied"), 1);
  const json::object theirs = approve_run(desk.environment(), run_id, "unix:bert");
  EXPECT_EQ(theirs.at("approved"), 1);
  EXPECT_EQ(state(of("100002")), "approved");
}

TEST_F(NoticeFlow, AWholeRunIsVoidedAsFarAsItHasNotGoneOut) {
  run();
  deliver("100001");
  const json::object answer =
      void_run(desk.environment(), run_id, "the bank file was late", "unix:anna");
  EXPECT_EQ(answer.at("voided"), 1);
  EXPECT_EQ(state(of("100001")), "sent");
  EXPECT_EQ(state(of("100002")), "voided");
  EXPECT_EQ(desk.book.text("SELECT action || ' ' || object FROM audit_entry ORDER BY id DESC LIMIT "
                           "1"),
            "dunning.void run 7");
  EXPECT_THROW(void_run(desk.environment(), run_id, "again", "unix:anna"), FailureException);
  EXPECT_THROW(void_run(desk.environment(), run_id, "", "unix:anna"), FailureException);
}

TEST_F(NoticeFlow, EveryActIsAudited) {
  run();
  approve(of("100001"), "unix:anna");
  void_notice(desk.environment(), of("100001"), "agreed by phone", "unix:anna");
  EXPECT_EQ(desk.book.text("SELECT GROUP_CONCAT(actor || ' ' || action, ', ') FROM audit_entry"),
            "unix:anna dunning.approve, unix:anna dunning.void");
  EXPECT_THROW(void_notice(desk.environment(), of("100002"), "", "unix:anna"), FailureException);
}

TEST_F(NoticeFlow, APaymentBetweenApprovalAndSendingRecallsTheNotice) {
  run();
  approve(of("100001"), "unix:anna");
  const model::NoticeId notice = of("100001");
  Transaction paid = transaction(30'000, "B1", "2026-02-02");
  paid.remittance = {"invoice 90000001"};
  desk.book.post_bank("paid", statement(0, 30'000, "2026-02-02"), {paid});
  desk.clock.time = store::at_second(86'400 * 32);
  run_reconcile(desk.environment(), {}, RunControl{.run = 8});
  ASSERT_EQ(desk.book.number("SELECT open_minor FROM item WHERE number = '90000001'"), 0);
  EXPECT_EQ(state(notice), "recalled");
  EXPECT_THROW(send_notice(desk.environment(), notice, "unix:anna"), FailureException);
  EXPECT_EQ(state(of("100002")), "proposed") << "the other customer hasn't paid";
}

TEST_F(NoticeFlow, SendingLooksOnceMore) {
  run();
  approve(of("100001"), "unix:anna");
  desk.book.write([&](soci::session& sql) {
    store::add_hold(sql,
                    {.customer = "100001",
                     .item = "90000001",
                     .kind = store::HoldKind::promise,
                     .period = {day("2026-02-01"), day("2026-02-20")},
                     .reason = "by phone",
                     .actor = "unix:anna"},
                    desk.clock.now());
  });
  const json::object answer = send_notice(desk.environment(), of("100001"), "unix:anna");
  EXPECT_EQ(answer.at("state"), "recalled");
  EXPECT_NE(answer.at("reason").as_string().find("promise"), std::string::npos);
}

TEST_F(NoticeFlow, LevelsAndIntervalsCountFromSendingOnly) {
  run();
  run("2026-03-01");
  EXPECT_EQ(desk.book.number("SELECT MAX(level) FROM dunning_notice"), 1) << "nothing was sent";
  desk.clock.time = store::at_second(86'400 * 60);  // 2026-03-02
  deliver("100001");
  EXPECT_EQ(json::parse(run("2026-03-15").result_json).at("accounts").at("ACCT_INTERVAL"), 1);
  run("2026-03-16");
  EXPECT_EQ(desk.book.number("SELECT MAX(level) FROM dunning_notice"), 2);
}

/// G8: the provider has the letter, and the daemon dies before it notes so.
TEST_F(NoticeFlow, ACrashAfterTheProviderTookItSendsOnceAndCountsOnce) {
  run();
  approve(of("100001"), "unix:anna");
  const model::NoticeId notice = of("100001");
  std::set<std::string> at_provider;
  const auto key = [&] {
    return desk.book.text("SELECT idempotency_key FROM dunning_notice WHERE id = " +
                          std::to_string(model::raw(notice)));
  };
  send_notice(desk.environment(), notice, "mail");
  at_provider.insert(key());
  // After the restart it is found on its way, so it is sent again with the same key.
  EXPECT_EQ(state(notice), "sending");
  at_provider.insert(key());
  EXPECT_EQ(at_provider.size(), 1u);
  note_sent(desk.environment(), notice, "receipt", "mail");
  note_sent(desk.environment(), notice, "receipt", "mail");
  EXPECT_EQ(state(notice), "sent");
  EXPECT_EQ(desk.book.count("dunning_act WHERE act = 'sent'"), 1);
  EXPECT_FALSE(run().changed) << "the interval is running, and the key is known";
}

/// G7: while a run is going on, another one of the same procedure is refused.
TEST_F(NoticeFlow, ASecondRunAtTheSameTimeIsRefused) {
  RunOutcome second;
  int calls = 0;
  RunControl control{.run = 7};
  control.progress = [&](auto, auto) {
    if (calls++ == 0) second = run();
  };
  const RunOutcome first = run_dunning(
      desk.environment(), {.procedure = "standard", .run_date = day("2026-02-01")}, control);
  EXPECT_EQ(first.end, RunOutcome::End::done) << first.error;
  EXPECT_EQ(second.end, RunOutcome::End::failed);
  EXPECT_NE(second.error.find("RUN_REFUSED ALREADY_RUNNING"), std::string::npos) << second.error;
  EXPECT_EQ(run().end, RunOutcome::End::done) << "afterwards it may run again";
}

TEST_F(NoticeFlow, HoldsKeepItemsAndCustomersOut) {
  const auto hold = [&](const char* customer_number, const char* item_number, store::HoldKind kind,
                        std::optional<std::string> amount = {}) {
    desk.book.write([&](soci::session& sql) {
      store::add_hold(sql,
                      {.customer = customer_number,
                       .item = item_number,
                       .kind = kind,
                       .amount = amount,
                       .period = {day("2026-01-15"), day("2026-02-10")},
                       .reason = "test",
                       .actor = "unix:anna"},
                      store::at_second(5));
    });
  };
  hold("100001", "90000001", store::HoldKind::payment_plan);
  hold("100002", "", store::HoldKind::legal);
  const auto outcomes = json::parse(run().result_json).at("accounts");
  EXPECT_EQ(outcomes.at("NOTHING_DUNNABLE"), 1);
  EXPECT_EQ(outcomes.at("LEGAL"), 1);
  EXPECT_EQ(desk.book.count("dunning_outcome WHERE reason = 'PAYMENT_PLAN'"), 1);
  EXPECT_EQ(json::parse(run("2026-02-11").result_json).at("notices"), 2) << "the day after";
}

TEST_F(NoticeFlow, ADisputedPartIsLeftOffWhereTheProcedureSaysSo) {
  desk.config->procedures["standard"].dispute_mode = model::DisputeMode::undisputed_part;
  for (const char* amount : {"100.00", "20.00"})
    desk.book.write([&](soci::session& sql) {
      store::add_hold(sql,
                      {.customer = "100001",
                       .item = "90000001",
                       .kind = store::HoldKind::dispute,
                       .amount = amount,
                       .period = {day("2026-01-15"), {}},
                       .reason = "damaged",
                       .actor = "unix:anna"},
                      store::at_second(5));
    });
  run();
  EXPECT_EQ(desk.book.number("SELECT amount_minor FROM dunning_notice WHERE id = " +
                             std::to_string(model::raw(of("100001")))),
            18'000);
}

TEST_F(NoticeFlow, InterestIsAMemoWithItsSegments) {
  auto& procedure = desk.config->procedures["standard"];
  procedure.levels[0].interest = true;
  procedure.interest = model::InterestTerms{.country = "DE", .compensation = true};
  desk.config->late_rates =
      model::LateRates({{"DE", "b2b", day("2026-01-01"), day("2026-06-30"),
                         model::Percent::from_thousandths(10'270), "BGB § 288 (2)"}},
                       {{"DE", "b2b", day("2014-07-29"), eur(0), eur(4'000), "BGB § 288 (5)"}});
  run();
  const json::object shown =
      desk.book.read([&](soci::session& sql) { return store::show_notice(sql, of("100001")); });
  // 300.00 for the 32 days of January and 1 February at 10.27 %: 2.70115.
  EXPECT_EQ(shown.at("interest"), "2.70");
  EXPECT_EQ(shown.at("compensation"), "40.00");
  EXPECT_EQ(shown.at("amount"), "300.00");
  const json::value& segment = shown.at("items").at(0).at("interest_segments").at(0);
  EXPECT_EQ(segment.at("days"), 32);
  EXPECT_EQ(segment.at("source"), "BGB § 288 (2)");
}

TEST_F(NoticeFlow, WhoWaivesAChargeIsNotWhoApprovesIt) {
  auto& procedure = desk.config->procedures["standard"];
  procedure.levels[0].fee["EUR"] = eur(500);
  procedure.levels[0].interest = true;
  procedure.interest = model::InterestTerms{.country = "DE"};
  desk.config->late_rates =
      model::LateRates({{"DE", "b2b", day("2026-01-01"), day("2026-06-30"),
                         model::Percent::from_thousandths(10'270), "BGB § 288 (2)"}},
                       {});
  run();
  const model::NoticeId id = of("100001");
  const auto waive = [&](const char* charge, const char* reason, const char* actor) {
    try {
      return std::string(
          waive_charge(desk.environment(), id, charge, reason, actor).at("waived").as_string());
    } catch (const FailureException& e) {
      return e.failure.message;
    }
  };
  EXPECT_EQ(waive("fee", "first time late", "unix:anna"), "5.00");
  EXPECT_EQ(waive("interest", "first time late", "unix:anna"), "2.70");
  EXPECT_EQ(waive("fee", "again", "unix:anna"),
            "notice " + std::to_string(model::raw(id)) + " has nothing of the kind to waive");
  EXPECT_EQ(waive("fee", "", "unix:anna"), "a charge is waived with a reason; give one");
  EXPECT_EQ(waive("levy", "x", "unix:anna"),
            "'charge' has to be fee, interest or compensation, not 'levy'");
  const json::object shown =
      desk.book.read([&](soci::session& sql) { return store::show_notice(sql, id); });
  EXPECT_EQ(shown.at("fee"), "0.00");
  EXPECT_EQ(shown.at("interest"), "0.00");
  EXPECT_FALSE(shown.at("items").at(0).as_object().contains("interest_segments"));
  EXPECT_EQ(shown.at("acts").as_array().back().at("reason"),
            "interest of 2.70 EUR: first time late");
  EXPECT_EQ(approve(id, "unix:anna"), "denied") << "she has waived it";
  EXPECT_EQ(approve(id, "unix:bert"), "approved");
  EXPECT_EQ(waive("interest", "late", "unix:bert"),
            "notice " + std::to_string(model::raw(id)) +
                " is approved; only of what is proposed something can be waived");
}

TEST_F(NoticeFlow, AnApprovalOfBeforeAWaiverDoesNotCount) {
  desk.config->procedures["standard"].levels[0].fee["EUR"] = eur(500);
  run();
  const model::NoticeId id = of("100002");  // takes two approvals
  EXPECT_EQ(approve(id, "unix:bert"), "proposed");
  waive_charge(desk.environment(), id, "fee", "agreed", "unix:anna");
  EXPECT_EQ(approve(id, "unix:bert"), "approved") << "with anna, who waived, there are two";
}

TEST_F(NoticeFlow, ExplainsEveryStepAndChangesNothing) {
  run();
  const std::string before = desk.book.dump();
  std::vector<json::object> told;
  explain_dunning(desk.environment(), "standard", "100001", day("2026-02-01"),
                  [&](const json::object& line) { told.push_back(line); });
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].at("outcome"), "NOTICE");
  EXPECT_EQ(told[0].at("level"), 1);
  EXPECT_EQ(told[1].at("item"), "90000001");
  EXPECT_EQ(told[1].at("outcome"), "DUNNED");
  EXPECT_EQ(told[1].at("days_overdue"), 32);
  told.clear();
  desk.config->procedures["standard"].max_bank_age_days = 3;
  explain_dunning(desk.environment(), "standard", "100001", day("2026-02-01"),
                  [&](const json::object& line) { told.push_back(line); });
  EXPECT_EQ(told[0].at("outcome"), "RUN_REFUSED");
  EXPECT_THROW(
      explain_dunning(desk.environment(), "standard", "9", day("2026-02-01"), [](auto&) {}),
      FailureException);
  EXPECT_EQ(desk.book.dump(), before);
}

}  // namespace
}  // namespace saldo::flows
