#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flows/collections.hpp"
#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

using flows::customer;
using flows::day;
using flows::eur;
using flows::item;
using flows::statement;
using testing::HasSubstr;

/// 2026-02-01: two items of 300.00 and 100.00 are late.
class Collections : public testing::Test {
 protected:
  void SetUp() override {
    service.desk.book.post_receivables(
        "erp", {customer("100001")},
        {item("90000001", "100001", 30'000), item("90000002", "100001", 10'000)});
    service.desk.clock.time = store::at_second(86'400 * 31);
  }
  Spoken promise(const std::string& items, const std::string& more = {}) {
    return service.post({"promises"}, R"({"customer":"100001","items":)" + items +
                                          R"(,"date":"2026-02-10")" + more + "}");
  }
  std::string judged(std::string_view today) {
    const auto outcome =
        flows::run_promises(service.desk.environment(), day(today), false, flows::RunControl{});
    return outcome.result_json;
  }
  /// A payment of this amount on a day, applied to 90000001.
  void pay(std::int64_t minor, std::string_view value_day) {
    service.desk.book.post_bank("bank" + std::string(value_day), statement(0, minor),
                                {store::transaction(minor, "B1")});
    service.desk.book.write([&](soci::session& sql) {
      store::NewDecision d;
      d.transaction = service.desk.book.transaction_id("B1");
      d.run = model::RunId{1};
      d.state = model::TransactionState::applied;
      d.customer = service.desk.book.customer_id("100001");
      d.unapplied = eur(0);
      d.rule = "test";
      d.evidence_json = "[]";
      d.value_date = day(value_day);
      d.allocations.emplace_back();
      d.allocations[0].item = service.desk.book.item_id("90000001");
      d.allocations[0].paid = eur(minor);
      d.allocations[0].discount = eur(0);
      store::add_decision(sql, d, store::at_second(0));
    });
  }
  std::string state_of_the_promise() {
    return std::string(service.get({"promises"}).lines().at(0).at("state").as_string());
  }
  Service service;
};

TEST_F(Collections, APromiseIsKeptByWhatIsPaidInTime) {
  EXPECT_EQ(promise(R"(["90000001"])").object().at("level"), 1);
  EXPECT_EQ(service.audit(), "unix:anna promise.add promise 1");
  EXPECT_EQ(judged("2026-02-05"), R"({"open":1,"kept":0,"partly_kept":0,"broken":0})");
  pay(30'000, "2026-02-10");
  EXPECT_EQ(judged("2026-02-11"), R"({"open":0,"kept":1,"partly_kept":0,"broken":0})");
  const auto listed = service.get({"promises"}).lines();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].at("state"), "kept");
  EXPECT_EQ(listed[0].at("paid"), "300.00");
  EXPECT_EQ(json::serialize(listed[0].at("items")), R"(["90000001"])");
}

TEST_F(Collections, WhatWasPaidTooLateDoesntKeepIt) {
  promise(R"(["90000001"])");
  pay(30'000, "2026-02-11");
  judged("2026-02-12");
  EXPECT_EQ(state_of_the_promise(), "broken");
}

TEST_F(Collections, APartKeepsItPartly) {
  promise(R"(["90000001"])", R"(,"tolerance_days":"3")");
  pay(10'000, "2026-02-13");
  judged("2026-02-13");
  EXPECT_EQ(state_of_the_promise(), "open");
  judged("2026-02-14");
  EXPECT_EQ(state_of_the_promise(), "partly_kept");
  EXPECT_EQ(promise(R"(["90000001"])").object().at("level"), 2) << "the next one on this item";
}

TEST_F(Collections, AnItemHasOnePromiseAtATime) {
  promise(R"(["90000001"])");
  const Spoken second = promise(R"(["90000001","90000002"])");
  EXPECT_EQ(second.status, 409);
  EXPECT_THAT(second.error(), HasSubstr("under promise 1 already"));
  EXPECT_EQ(service.post({"promises", "1", "withdraw"}).status, 400) << "a reason is needed";
  EXPECT_EQ(service.post({"promises", "1", "withdraw"}, R"({"reason":"mistaken"})").status, 200);
  EXPECT_EQ(promise(R"(["90000001","90000002"])").object().at("level"), 2);
}

TEST_F(Collections, APromiseThatMakesNoSenseIsRefused) {
  for (const auto& [body, status, says] :
       {std::tuple<std::string, int, std::string>{
            R"({"customer":"100001","items":["90000001"],"date":"2026-01-31"})", 400, "is over"},
        {R"({"customer":"100001","items":["90000001"]})", 400, "the day by which"},
        {R"({"customer":"100001","items":[],"date":"2026-02-10"})", 400, "name them"},
        {R"({"customer":"100001","items":["9"],"date":"2026-02-10"})", 404, "no open item '9'"},
        {R"({"customer":"9","items":["90000001"],"date":"2026-02-10"})", 404, "customer '9'"},
        {R"({"customer":"100001","items":["90000001"],"date":"2026-02-10","amount":"300.01"})", 400,
         "up to the 300.00 EUR"},
        {R"({"customer":"100001","items":["90000001"],"date":"2026-02-10","tolerance_days":"x"})",
         400, "tolerance_days"},
        {R"({"customer":"100001","items":"90000001","date":"2026-02-10"})", 400, "a list"}}) {
    const Spoken answer = service.post({"promises"}, body);
    EXPECT_EQ(answer.status, status) << body;
    EXPECT_THAT(answer.error(), HasSubstr(says));
  }
}

TEST_F(Collections, AContactIsPutDownWithWhatComesNext) {
  const Spoken added = service.post(
      {"contacts"},
      R"({"customer":"100001","channel":"phone","person":"Ms Alba","outcome":"will look into it",)"
      R"("items":["90000001"],"next_action":"2026-02-03"})");
  EXPECT_EQ(added.status, 200) << added.text;
  const auto listed = service.get({"contacts"}, {{"customer", "100001"}}).lines();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].at("date"), "2026-02-01");
  EXPECT_EQ(listed[0].at("direction"), "out");
  EXPECT_EQ(listed[0].at("actor"), "unix:anna");
  EXPECT_EQ(json::serialize(listed[0].at("items")), R"(["90000001"])");
  EXPECT_EQ(
      service.post({"contacts"}, R"({"customer":"100001","channel":"fax","outcome":"x"})").status,
      400);
  EXPECT_EQ(
      service.post({"contacts"}, R"({"customer":"9","channel":"phone","outcome":"x"})").status,
      404);
}

TEST_F(Collections, TheWorklistSaysWhomToTurnToAndWhy) {
  service.post({"contacts"}, R"({"customer":"100001","channel":"phone","outcome":"call again",)"
                             R"("next_action":"2026-02-03"})");
  const auto today = service.get({"worklist"}).lines();
  ASSERT_EQ(today.size(), 1u);
  EXPECT_EQ(today[0].at("overdue"), "400.00");
  EXPECT_EQ(today[0].at("days_in_arrears"), 32);
  EXPECT_EQ(today[0].at("priority"), 48);
  const auto later = service.get({"worklist"}, {{"as_of", "2026-02-03"}}).lines();
  EXPECT_EQ(later[0].at("priority"), 78);
  promise(R"(["90000001"])");
  EXPECT_EQ(service.get({"worklist"}).lines()[0].at("promised"), "300.00");
  judged("2026-02-11");
  EXPECT_EQ(service.get({"worklist"}).lines()[0].at("broken_promises"), 1);
}

TEST_F(Collections, AStatementTiesOutToTheBook) {
  pay(12'000, "2026-01-20");
  const auto rows =
      service
          .get({"customers", "100001", "statement"}, {{"from", "2026-01-01"}, {"to", "2026-01-31"}})
          .lines();
  std::string told;
  for (const json::object& row : rows) {
    told += std::string(row.at("record").as_string());
    for (const char* field : {"kind", "amount", "balance", "open", "days_overdue", "1_30", "31_60"})
      if (const json::value* value = row.if_contains(field))
        told +=
            " " + (value->is_string() ? std::string(value->as_string()) : json::serialize(*value));
    told += "\n";
  }
  EXPECT_EQ(told,
            "opening 400.00\n"
            "movement payment -120.00 280.00\n"
            "closing 280.00\n"
            "open_item invoice 300.00 180.00 31\n"
            "open_item invoice 100.00 100.00 31\n"
            "aging 0.00 280.00\n");
  EXPECT_EQ(service.get({"customers", "9", "statement"}).status, 404);
  EXPECT_EQ(
      service
          .get({"customers", "100001", "statement"}, {{"from", "2026-02-01"}, {"to", "2026-01-31"}})
          .status,
      400);
}

TEST_F(Collections, AStatementIsAlsoALetter) {
  const Spoken without = service.get({"customers", "100001", "statement"}, {{"format", "pdf"}});
  EXPECT_EQ(without.status, 400);
  EXPECT_THAT(without.error(), HasSubstr("no letterhead"));
  service.desk.config->letterheads["1000"] = {
      .name = "Nordlicht", .address = {}, .footer = {}, .iban = "DE75512108001245126199"};
  service.desk.config->letters.path = SALDO_SOURCE_DIR "/configs/letters";
  const Spoken letter = service.get({"customers", "100001", "statement"}, {{"format", "pdf"}});
  EXPECT_EQ(letter.status, 200) << letter.text;
  EXPECT_EQ(letter.media_type, "application/pdf");
  EXPECT_THAT(letter.text, testing::StartsWith("%PDF-"));
}

}  // namespace
}  // namespace saldo::api
