#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flows/dispute_run.hpp"
#include "flows/dun.hpp"
#include "store/verify.hpp"
#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

using flows::customer;
using flows::day;
using flows::eur;
using flows::item;
using flows::statement;
using testing::HasSubstr;

/// 2026-02-02, a Monday: 300.00 and 100.00 are late, dunned every 14 days in three levels.
class Disputes : public testing::Test {
 protected:
  void SetUp() override {
    auto& procedure = service.desk.config->procedures["standard"];
    procedure.name = "standard";
    procedure.interval_days = 14;
    procedure.dispute_mode = model::DisputeMode::undisputed_part;
    procedure.levels.resize(3);
    for (int i = 0; i < 3; ++i) procedure.levels[static_cast<std::size_t>(i)].days = 5 + 14 * i;
    Customer late = customer("100001");
    late.dunning_procedure = "standard";
    service.desk.book.post_receivables(
        "erp", {late},
        {item("90000001", "100001", 30'000), item("90000002", "100001", 10'000),
         item("80000001", "100001", -5'000)});
    service.desk.book.post_bank("bank0", statement(0, 0), {});
    at("2026-02-02");
  }
  void TearDown() override {
    const auto broken =
        service.desk.book.read([](soci::session& sql) { return store::broken_invariants(sql, 9); });
    for (const store::Broken& b : broken) ADD_FAILURE() << b.what;
  }
  void at(std::string_view today) {
    service.desk.clock.time =
        store::at_second(std::int64_t{86'400} * days_between(day("2026-01-01"), day(today)));
    now_ = day(today);
  }
  Spoken as(const std::string& actor, std::vector<std::string> path, const std::string& body) {
    service.actor = "unix:" + actor;
    path.insert(path.begin(), "disputes");
    return service.post(std::move(path), body);
  }
  Spoken open(const std::string& items, const std::string& reason = "price") {
    service.actor = "unix:anna";
    return service.post({"disputes"}, R"({"customer":"100001","items":)" + items +
                                          R"(,"reason":")" + reason + "\"}");
  }
  /// Opened by anna over 120.00 of 90000001, given to bert.
  void opened() {
    ASSERT_EQ(open(R"([{"item":"90000001","amount":"120.00"}])").status, 200);
    ASSERT_EQ(as("anna", {"1", "assign"}, R"({"owner":"bert"})").status, 200);
  }
  void resolved(const std::string& resolution, const std::string& more = {}) {
    const Spoken done =
        as("bert", {"1", "resolve"},
           R"({"resolution":")" + resolution + R"(","reason":"looked into it")" + more + "}");
    ASSERT_EQ(done.status, 200) << done.text;
  }
  json::object shown() { return service.get({"disputes", "1"}).object(); }
  std::string text(const char* field) { return std::string(shown().at(field).as_string()); }
  json::object run() {
    const auto outcome =
        flows::run_disputes(service.desk.environment(), now_, false, flows::RunControl{.run = 5});
    return json::parse(outcome.result_json).as_object();
  }
  /// Settles so much of items with one payment of their sum.
  void settle(std::vector<std::pair<const char*, std::int64_t>> shares) {
    const std::string name = "B" + std::to_string(++payments_);
    std::int64_t sum = 0;
    for (const auto& [number, minor] : shares) sum += minor;
    service.desk.book.post_bank("bank " + name, statement(balance_, balance_ + sum),
                                {store::transaction(sum, name)});
    balance_ += sum;
    service.desk.book.write([&](soci::session& sql) {
      store::NewDecision d;
      d.transaction = service.desk.book.transaction_id(name);
      d.run = model::RunId{1};
      d.state = model::TransactionState::applied;
      d.customer = service.desk.book.customer_id("100001");
      d.unapplied = eur(0);
      d.rule = "test";
      d.evidence_json = "[]";
      d.value_date = now_;
      for (const auto& [number, minor] : shares) {
        store::NewAllocation& a = d.allocations.emplace_back();
        a.item = service.desk.book.item_id(number);
        a.paid = eur(minor);
        a.discount = eur(0);
      }
      store::add_decision(sql, d, service.desk.clock.now());
    });
  }
  /// Levels by item of the notice that a run of this day proposes and sends: "90000001=1:180.00".
  std::string dunned(std::string_view today) {
    at(today);
    service.desk.book.post_bank("bank " + std::string(today), statement(balance_, balance_, today),
                                {});
    flows::run_dunning(service.desk.environment(), {.procedure = "standard", .run_date = now_},
                       flows::RunControl{.run = ++runs_});
    const auto proposed = service.get({"dunning", "notices"}, {{"state", "proposed"}}).lines();
    if (proposed.empty()) return "nothing";
    const std::string id = std::to_string(proposed[0].at("id").as_int64());
    service.actor = "unix:anna";
    service.post({"dunning", "notices", id, "approve"});
    service.post({"dunning", "notices", id, "send"});
    service.post({"dunning", "notices", id, "sent"}, R"({"receipt":"R"})");
    std::string told;
    const json::object notice = service.get({"dunning", "notices", id}).object();
    for (const json::value& i : notice.at("items").as_array())
      told += (told.empty() ? "" : " ") + std::string(i.at("number").as_string()) + "=" +
              std::to_string(i.at("level").as_int64()) + ":" +
              std::string(i.at("amount").as_string());
    return told;
  }
  Service service;

 private:
  Date now_;
  std::int64_t balance_ = 0, payments_ = 0, runs_ = 10;
};

TEST_F(Disputes, ACaseGoesFromItsOpeningToTheCreditMemo) {
  opened();
  EXPECT_EQ(service.audit(), "unix:anna dispute.assign dispute 1");
  EXPECT_EQ(text("due_on"), "2026-02-16") << "10 business days";
  EXPECT_EQ(as("bert", {"1", "wait"}, R"({"for":"customer","reason":"photos"})").status, 200);
  EXPECT_FALSE(shown().contains("due_on")) << "the clock stands";
  EXPECT_EQ(as("bert", {"1", "resume"}, "{}").object().at("state"), "in_progress");
  resolved("credit");
  EXPECT_EQ(as("anna", {"1", "approve"}, "{}").status, 403) << "she opened it";
  EXPECT_EQ(as("bert", {"1", "approve"}, "{}").status, 403) << "he resolved it";
  EXPECT_EQ(as("cleo", {"1", "approve"}, "{}").object().at("approved"), true);
  EXPECT_EQ(as("dora", {"1", "approve"}, "{}").status, 409) << "it is approved";
  EXPECT_EQ(text("disputed"), "120.00") << "until the credit memo is there";
  service.desk.book.tamper(
      "INSERT INTO item_reference (value_key, kind, item_id) SELECT '90000001', 'billing', id FROM "
      "item WHERE number = '80000001'");
  settle({{"90000001", 30'000}, {"80000001", -5'000}});
  EXPECT_EQ(run().at("closed"), 1);
  EXPECT_EQ(text("state"), "closed");
  EXPECT_EQ(text("credited"), "50.00");
  EXPECT_EQ(text("paid"), "70.00");
  EXPECT_EQ(service.get({"disputes"}, {{"state", "open"}}).lines().size(), 0u);
  EXPECT_EQ(shown().at("history").as_array().size(), 8u) << service.get({"disputes", "1"}).text;
}

TEST_F(Disputes, EvidenceStandsWithWhoBroughtIt) {
  opened();
  const Spoken added =
      as("bert", {"1", "evidence"}, R"({"kind":"price_list","reference":"list of May, page 3"})");
  EXPECT_EQ(added.status, 200) << added.text;
  EXPECT_EQ(service.audit(), "unix:bert dispute.evidence dispute 1");
  const json::object evidence = shown().at("evidence").as_array().at(0).as_object();
  EXPECT_EQ(evidence.at("reference"), "list of May, page 3");
  EXPECT_EQ(evidence.at("actor"), "unix:bert");
  const Spoken nowhere = as("bert", {"1", "evidence"}, R"({"kind":"contract"})");
  EXPECT_EQ(nowhere.status, 400);
  EXPECT_THAT(nowhere.error(), HasSubstr("say where the evidence is to be found"));
  EXPECT_EQ(as("bert", {"1", "evidence"}, R"({"kind":"hearsay","reference":"x"})").status, 400);
  as("bert", {"1", "void"}, R"({"reason":"mistaken"})");
  EXPECT_EQ(as("bert", {"1", "evidence"}, R"({"kind":"contract","reference":"x"})").status, 409);
  EXPECT_TRUE(service.get({"disputes"}, {{"deductions", "true"}}).lines().empty())
      << "nobody has kept anything back";
}

TEST_F(Disputes, OneOpenCaseForAnItemAndReasonAndNoMoreThanIsOpen) {
  opened();
  const Spoken again = open(R"(["90000001"])");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.error(), HasSubstr("already, in dispute 1"));
  const Spoken beyond = open(R"([{"item":"90000001","amount":"180.01"}])", "damage");
  EXPECT_EQ(beyond.status, 400);
  EXPECT_THAT(beyond.error(), HasSubstr("up to the 180.00 EUR that are open and not disputed"));
  const Spoken rest = open(R"(["90000001","90000002"])", "damage");
  EXPECT_EQ(rest.object().at("disputed"), "280.00");
  EXPECT_EQ(open(R"(["90000001"])", "tax").status, 409) << "all of it is disputed";
}

TEST_F(Disputes, WhatMakesNoSenseIsRefusedAndLeavesNothing) {
  const std::string before = service.desk.book.dump();
  for (const auto& [body, status, says] :
       {std::tuple<std::string, int, std::string>{
            R"({"customer":"100001","items":["90000001"],"reason":"prize"})", 400, "price"},
        {R"({"customer":"100001","items":[],"reason":"price"})", 400, "name them"},
        {R"({"customer":"100001","items":["9"],"reason":"price"})", 404, "no open item '9'"},
        {R"({"customer":"9","items":["90000001"],"reason":"price"})", 404, "customer '9'"},
        {R"({"customer":"100001","items":["80000001"],"reason":"price"})", 409, "is a credit"},
        {R"({"customer":"100001","items":["90000001","90000001"],"reason":"price"})", 400, "twice"},
        {R"({"customer":"100001","items":[{"amount":"1"}],"reason":"price"})", 400, "'items'"},
        {R"({"customer":"100001","items":[{"item":"90000001","amount":"0"}],"reason":"price"})",
         400, "above 0"}}) {
    const Spoken answer = service.post({"disputes"}, body);
    EXPECT_EQ(answer.status, status) << body << answer.text;
    EXPECT_THAT(answer.error(), HasSubstr(says));
  }
  EXPECT_EQ(service.desk.book.dump(), before);
}

TEST_F(Disputes, TheStateSaysWhatCanBeDone) {
  open(R"(["90000001"])");
  const Spoken early = as("bert", {"1", "resolve"}, R"({"resolution":"credit","reason":"x"})");
  EXPECT_EQ(early.status, 409);
  EXPECT_THAT(early.error(), HasSubstr("what can be done: assign, void"));
  EXPECT_EQ(as("bert", {"9", "void"}, R"({"reason":"x"})").status, 404);
  EXPECT_EQ(as("bert", {"1", "void"}, "{}").status, 400) << "a reason is needed";
  EXPECT_EQ(as("bert", {"1", "void"}, R"({"reason":"mistaken"})").object().at("disputed"), "0.00");
  EXPECT_EQ(as("bert", {"1", "reopen"}, R"({"reason":"x"})").status, 409);
  EXPECT_EQ(open(R"(["90000001"])").status, 200) << "a new one may be opened";
}

TEST_F(Disputes, OfALargeOneTwoOthersMustApproveTheCredit) {
  service.desk.config->disputes.third_person_beyond["EUR"] = eur(10'000);
  opened();
  resolved("write_off");
  EXPECT_EQ(as("cleo", {"1", "approve"}, "{}").object().at("approved"), false);
  EXPECT_EQ(as("cleo", {"1", "approve"}, "{}").status, 403);
  EXPECT_EQ(as("dora", {"1", "approve"}, "{}").object().at("approved"), true);
}

TEST_F(Disputes, ARejectedResolutionGoesBackToItsOwner) {
  opened();
  resolved("partial", R"(,"amount":"50.00")");
  EXPECT_EQ(as("cleo", {"1", "approve"}, "{}").object().at("disputed"), "50.00");
  EXPECT_EQ(text("released"), "70.00");
  const Spoken back = as("dora", {"1", "reject"}, R"({"reason":"no proof"})");
  EXPECT_EQ(back.object().at("state"), "in_progress");
  EXPECT_EQ(back.object().at("disputed"), "120.00");
  EXPECT_FALSE(shown().contains("resolution"));
  EXPECT_EQ(
      as("bert", {"1", "resolve"}, R"({"resolution":"partial","amount":"120.00","reason":"x"})")
          .status,
      400)
      << "all of it is no part";
}

TEST_F(Disputes, DunningGoesOnAtTheItemsLevelOneIntervalAfterTheCustomerLost) {
  EXPECT_EQ(dunned("2026-02-02"), "80000001=1:-50.00 90000001=1:300.00 90000002=1:100.00");
  opened();
  EXPECT_EQ(dunned("2026-02-16"), "80000001=2:-50.00 90000001=2:180.00 90000002=2:100.00");
  at("2026-02-20");
  resolved("customer_pays");
  EXPECT_EQ(text("state"), "closed");
  EXPECT_EQ(dunned("2026-03-02"), "80000001=3:-50.00 90000001=3:180.00 90000002=3:100.00")
      << "the 120.00 that were disputed are left out for 14 days from the closing";
  service.desk.config->procedures["standard"].levels[2].always = true;
  EXPECT_EQ(dunned("2026-03-16"), "80000001=3:-50.00 90000001=3:300.00 90000002=3:100.00");
}

TEST_F(Disputes, AWholeItemStaysOutAndComesBackAtItsLevelOnTheDay) {
  service.desk.config->procedures["standard"].dispute_mode = model::DisputeMode::whole;
  EXPECT_EQ(dunned("2026-02-02"), "80000001=1:-50.00 90000001=1:300.00 90000002=1:100.00");
  opened();
  resolved("customer_pays");
  // Closed on 2026-02-02: the 15th is a day too early, the 16th isn't.
  EXPECT_EQ(dunned("2026-02-15"), "nothing");
  EXPECT_EQ(dunned("2026-02-16"), "80000001=2:-50.00 90000001=2:300.00 90000002=2:100.00");
}

TEST_F(Disputes, AClosedOneIsReopenedOverWhatIsStillOpen) {
  opened();
  resolved("customer_pays");
  settle({{"90000001", 25'000}});
  at("2026-03-04");
  const Spoken reopened = as("bert", {"1", "reopen"}, R"({"reason":"new photos"})");
  EXPECT_EQ(reopened.object().at("disputed"), "50.00") << reopened.text;
  EXPECT_EQ(reopened.object().at("state"), "reopened");
  EXPECT_EQ(as("bert", {"1", "assign"}, R"({"owner":"cleo"})").object().at("state"), "assigned");
  resolved("customer_pays");
  at("2026-04-04");
  const Spoken late = as("bert", {"1", "reopen"}, R"({"reason":"again"})");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.error(), HasSubstr("until 2026-04-03"));
}

TEST_F(Disputes, WhatIsLateGoesUpTheChainOnceAStepAndOntoTheWorklist) {
  opened();
  at("2026-02-16");
  EXPECT_EQ(run().at("escalated"), 0) << "the tenth business day";
  at("2026-02-17");
  EXPECT_EQ(run().at("escalated"), 1);
  EXPECT_EQ(text("escalated_to"), "team_lead");
  EXPECT_EQ(run().at("escalated"), 0);
  const auto worklist = service.get({"worklist"}).lines();
  EXPECT_EQ(worklist.at(0).at("late_disputes"), 1);
  EXPECT_THAT(json::serialize(worklist.at(0).at("terms")), HasSubstr("late_disputes"));
  at("2026-02-24");
  EXPECT_EQ(run().at("escalated"), 1);
  EXPECT_EQ(text("escalated_to"), "sales");
  EXPECT_EQ(service.get({"disputes"}).lines().at(0).at("late"), true);
}

TEST_F(Disputes, ADryRunChangesNothing) {
  opened();
  settle({{"90000001", 30'000}});
  const std::string before = service.desk.book.dump();
  const auto outcome = flows::run_disputes(service.desk.environment(), day("2026-02-03"), true,
                                           flows::RunControl{.run = 5});
  EXPECT_FALSE(outcome.changed);
  EXPECT_THAT(outcome.result_json, HasSubstr(R"("closed":1)"));
  EXPECT_EQ(service.desk.book.dump(), before);
}

TEST_F(Disputes, VerifyFindsAmountsAndStatesThatDontFollowFromTheirFacts) {
  opened();
  const auto broken = [&] {
    std::string all;
    for (const store::Broken& b : service.desk.book.read(
             [](soci::session& sql) { return store::broken_invariants(sql, 9); }))
      all += std::to_string(b.invariant) + " " + b.what + "\n";
    return all;
  };
  for (const auto& [damage, repair, says] :
       {std::tuple<const char*, const char*, const char*>{
            "UPDATE dispute_item SET disputed_minor = 12001",
            "UPDATE dispute_item SET disputed_minor = 12000", "what became of them comes to 12001"},
        {"UPDATE dispute_change SET minor = 11999", "UPDATE dispute_change SET minor = 12000",
         "don't follow from its changes"},
        {"UPDATE dispute_item SET seen_open_minor = 11999",
         "UPDATE dispute_item SET seen_open_minor = 30000", "11999 were open"},
        {"UPDATE dispute SET state = 'closed'", "UPDATE dispute SET state = 'assigned'",
         "dispute 1 is closed"},
        {"UPDATE dunning_hold SET amount_minor = 1", "UPDATE dunning_hold SET amount_minor = 12000",
         "its hold 1"}}) {
    service.desk.book.tamper(damage);
    EXPECT_THAT(broken(), HasSubstr(says)) << damage;
    EXPECT_THAT(broken(), testing::StartsWith("8 ")) << damage;
    service.desk.book.tamper(repair);
    EXPECT_EQ(broken(), "") << damage;
  }
}

TEST_F(Disputes, TheHoldOfACaseIsNotEndedByHand) {
  opened();
  const Spoken ended = service.post({"dunning", "holds", "1", "end"});
  EXPECT_EQ(ended.status, 409);
  EXPECT_THAT(ended.error(), HasSubstr("belongs to dispute 1"));
}

}  // namespace
}  // namespace saldo::api
