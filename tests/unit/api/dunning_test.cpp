#include <gtest/gtest.h>

#include "flows/dun.hpp"
#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

using flows::customer;
using flows::day;
using flows::eur;
using flows::item;
using flows::statement;

class DunningRoutes : public testing::Test {
 protected:
  void SetUp() override {
    auto& procedure = service.desk.config->procedures["standard"];
    procedure.name = "standard";
    procedure.levels.resize(1);
    procedure.levels[0].days = 5;
    Customer late = customer("100001");
    late.dunning_procedure = "standard";
    service.desk.book.post_receivables("erp", {late}, {item("90000001", "100001", 30'000)});
    service.desk.book.post_bank("bank", statement(0, 0), {});
    service.desk.clock.time = store::at_second(86'400 * 31);
    flows::RunControl control{.run = 7};
    flows::run_dunning(service.desk.environment(),
                       {.procedure = "standard", .run_date = day("2026-02-01")}, control);
  }
  Service service;
};

TEST_F(DunningRoutes, LeadANoticeFromItsProposalToTheReceipt) {
  const auto proposed = service.get({"dunning", "notices"}, {{"state", "proposed"}}).lines();
  ASSERT_EQ(proposed.size(), 1u);
  EXPECT_EQ(proposed[0].at("customer"), "100001");
  const std::string id = std::to_string(proposed[0].at("id").as_int64());
  EXPECT_EQ(service.post({"dunning", "notices", id, "send"}).status, 409);
  EXPECT_EQ(service.post({"dunning", "notices", id, "approve"}).object().at("state"), "approved");
  EXPECT_EQ(service.audit(), "unix:anna dunning.approve notice " + id);
  EXPECT_EQ(service.post({"dunning", "notices", id, "send"}).object().at("state"), "sending");
  const Spoken sent = service.post({"dunning", "notices", id, "sent"}, R"({"receipt":"RR1"})");
  EXPECT_EQ(sent.object().at("state"), "sent");
  const json::object shown = service.get({"dunning", "notices", id}).object();
  EXPECT_EQ(shown.at("receipt"), "RR1");
  EXPECT_EQ(shown.at("sent_on"), "2026-02-01");
  EXPECT_EQ(shown.at("acts").as_array().size(), 3u);
}

TEST_F(DunningRoutes, VoidWithAReason) {
  EXPECT_EQ(service.post({"dunning", "notices", "1", "void"}).status, 400);
  const Spoken voided =
      service.post({"dunning", "notices", "1", "void"}, R"({"reason":"agreed by phone"})");
  EXPECT_EQ(voided.object().at("state"), "voided");
  EXPECT_EQ(service.post({"dunning", "notices", "1", "approve"}).status, 409);
  EXPECT_EQ(service.post({"dunning", "notices", "9", "approve"}).status, 404);
}

TEST_F(DunningRoutes, ExplainACustomer) {
  const auto told =
      service.get({"dunning", "explain", "100001"}, {{"as_of", "2026-01-03"}}).lines();
  ASSERT_EQ(told.size(), 2u);
  EXPECT_EQ(told[0].at("outcome"), "BELOW_MIN");
  EXPECT_EQ(told[1].at("outcome"), "BELOW_FIRST_LEVEL");
  EXPECT_EQ(service.get({"dunning", "explain", "9"}).status, 404);
  EXPECT_EQ(service.get({"dunning", "explain", "100001"}, {{"as_of", "soon"}}).status, 400);
}

TEST_F(DunningRoutes, AHoldRecallsWhatWaits) {
  const Spoken held =
      service.post({"dunning", "holds"},
                   R"({"customer":"100001","item":"90000001","kind":"promise","to":"2026-02-20",)"
                   R"("reason":"by phone"})");
  EXPECT_EQ(held.status, 200) << held.text;
  EXPECT_EQ(held.object().at("recalled"), 1);
  const std::string id = std::to_string(held.object().at("hold").as_int64());
  EXPECT_EQ(service.get({"dunning", "explain", "100001"}).lines().at(1).at("outcome"),
            "PROMISE_ACTIVE");
  EXPECT_EQ(service.post({"dunning", "holds", id, "end"}).status, 200);
  EXPECT_EQ(service.get({"dunning", "explain", "100001"}).lines().at(1).at("outcome"), "DUNNED");
  EXPECT_EQ(service.post({"dunning", "holds"}, R"({"customer":"1","kind":"whim"})").status, 400);
  EXPECT_EQ(service.post({"dunning", "holds"}, R"({"custumer":"1"})").status, 400);
}

}  // namespace
}  // namespace saldo::api
