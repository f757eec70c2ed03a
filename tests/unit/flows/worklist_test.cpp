#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/collections.hpp"
#include "flows/dun.hpp"
#include "store/notice_delivery.hpp"
#include "unit/flows/desk.hpp"

/// What the collector is told of notices that reached nobody.
namespace saldo::flows {
namespace {

namespace json = boost::json;
using testing::SizeIs;

class FailedNotices : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(1);
    procedure.levels[0].days = 5;
    procedure.levels[0].always = true;
    procedure.levels[0].needs_approval = false;
    desk.config->procedures["standard"] = procedure;
    desk.book.post_bank("bank", statement(0, 0), {});
    desk.clock.time = at_second(86'400 * 31);  // 2026-02-01
    Customer buyer = customer("100001");
    buyer.dunning_procedure = "standard";
    desk.book.post_receivables("erp", {buyer}, {item("90000001", "100001", 30'000)});
  }
  /// The notice that a run proposed last.
  model::NoticeId run(const std::string& on) {
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = day(on)},
                RunControl{.run = ++runs});
    return model::NoticeId{desk.book.number("SELECT COALESCE(MAX(id), 0) FROM dunning_notice")};
  }
  void fail(model::NoticeId id, const std::string& reason) {
    desk.book.write(
        [&](soci::session& sql) { store::fail_notice(sql, id, reason, desk.clock.now()); });
  }
  json::object account() {
    std::vector<json::object> rows;
    collector_worklist(desk.environment(), day("2026-02-01"),
                       [&](json::object& row) { rows.push_back(row); });
    EXPECT_THAT(rows, SizeIs(1));
    return rows.at(0);
  }

  Desk desk;
  std::int64_t runs = 0;
};

TEST_F(FailedNotices, StandOnTheWorklistWithTheirReasonUntilAnotherTakesTheirPlace) {
  const auto id = run("2026-02-01");
  EXPECT_FALSE(account().contains("failed_notices")) << "it is on its way";
  fail(id, "550 no such user; no other channel reaches the customer");
  EXPECT_EQ(account().at("failed_notices"), 1);
  EXPECT_EQ(account().at("failed_because"),
            "550 no such user; no other channel reaches the customer");
  // A failed notice isn't proposed again by a run of the same day.
  run("2026-02-01");
  EXPECT_EQ(account().at("failed_notices"), 1);
  run("2026-02-02");
  EXPECT_FALSE(account().contains("failed_notices")) << "its successor waits to be sent";
}

TEST_F(FailedNotices, AreForgottenOnceTheirItemsArePaid) {
  fail(run("2026-02-01"), "550 no such user");
  desk.book.write(
      [](soci::session& sql) { sql << "UPDATE item SET open_minor = 0, state = 'cleared'"; });
  std::vector<json::object> rows;
  collector_worklist(desk.environment(), day("2026-02-01"),
                     [&](json::object& row) { rows.push_back(row); });
  EXPECT_THAT(rows, SizeIs(0));
}

TEST_F(FailedNotices, ACustomerWhomNoChannelOfTheLevelReachesIsToldOf) {
  desk.config->procedures.at("standard").levels[0].channels = {"email"};
  run("2026-02-01");
  EXPECT_EQ(account().at("unreachable"), true);
  desk.config->procedures.at("standard").levels[0].channels.clear();
  run("2026-02-02");
  EXPECT_FALSE(account().contains("unreachable"));
}

}  // namespace
}  // namespace saldo::flows
