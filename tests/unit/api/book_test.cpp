#include <gtest/gtest.h>

#include "store/exports.hpp"
#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

TEST(BookRoutes, AViewIsExportedLineByLine) {
  Service service;
  service.desk.book.post_receivables("erp", {flows::customer("100001")},
                                     {flows::item("1", "100001", 500)});
  const Spoken answer = service.get({"export", "items"});
  EXPECT_EQ(answer.media_type, "application/x-ndjson");
  ASSERT_EQ(answer.lines().size(), 1u);
  EXPECT_EQ(answer.lines()[0].at("open_amount"), "5.00");
  EXPECT_TRUE(answer.ended);
  EXPECT_TRUE(service.get({"export", "items"}, {{"as_of", "2025-11-30"}}).lines().empty());
}

TEST(BookRoutes, EveryViewThatIsListedCanBeExported) {
  Service service;
  const auto listed = service.get({"views"}).lines();
  EXPECT_EQ(listed.size(), store::views().size());
  for (const json::object& view : listed) {
    const Spoken answer = service.get({"export", std::string(view.at("name").as_string())});
    EXPECT_EQ(answer.status, 200) << json::serialize(view);
    EXPECT_TRUE(answer.ended);
  }
}

TEST(BookRoutes, WhatCannotBeExportedIsRefused) {
  Service service;
  const Spoken unknown = service.get({"export", "itmes"});
  EXPECT_EQ(unknown.status, 404);
  EXPECT_NE(unknown.error().find("'itmes'"), std::string::npos);
  for (const char* as_of : {"", "yesterday", "2026-02-30", "20260201"})
    EXPECT_EQ(service.get({"export", "items"}, {{"as_of", as_of}}).status, 400) << as_of;
}

TEST(BookRoutes, AStateThatProposalsDontHaveIsRefusedRatherThanFoundNowhere) {
  Service service;
  const Spoken wrong = service.get({"proposals"}, {{"state", "faild"}});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.error(),
            "there is no state 'faild'; use awaiting, proposed, sent, confirmed, failed or void");
  for (const char* known : {"", "awaiting", "proposed", "sent", "confirmed", "failed", "void"})
    EXPECT_EQ(service.get({"proposals"}, {{"state", known}}).status, 200) << known;
}

TEST(BookRoutes, VerifyTellsWhatIsBroken) {
  Service service;
  const store::Document document = service.desk.deliver("a.xml", "the bytes");
  json::object result = service.post({"verify"}).object();
  EXPECT_EQ(result.at("holds"), true);
  EXPECT_EQ(result.at("documents"), 1);
  std::filesystem::remove(service.desk.archive().path_of(document.sha256));
  result = service.post({"verify"}).object();
  EXPECT_EQ(result.at("holds"), false);
  EXPECT_EQ(result.at("broken").as_array().size(), 1u);
}

TEST(BookRoutes, HealthHasALineForDaemonConnectorsAndJobs) {
  Service service;
  const auto state = [&] {
    std::string all;
    for (const json::object& line : service.get({"health"}).lines())
      all += std::string(line.at("component").as_string()) + "=" +
             std::string(line.at("state").as_string()) + ":" +
             std::string(line.at("detail").as_string()) + " ";
    return all;
  };
  EXPECT_EQ(state(), "daemon=ok:running connector:bank=ok:not run yet job:cash=ok:not run yet ");
  service.post({"jobs", "cash", "run"});
  EXPECT_EQ(state(), "daemon=ok:running connector:bank=ok:not run yet job:cash=ok:queued ");
  service.desk.book.write(
      [](soci::session& sql) { store::fail_run(sql, 1, "no such bank", {}, store::at_second(3)); });
  EXPECT_EQ(state(),
            "daemon=ok:running connector:bank=ok:not run yet job:cash=failed:no such bank ");
}

TEST(BookRoutes, HealthHasALineForEachReceiver) {
  Service service;
  service.receivers = {{"inner", std::string("127.0.0.1:8443")},
                       {"outer", Failure{.message = "no address 10.0.0.1"}}};
  const auto lines = service.get({"health"}).lines();
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(json::serialize(lines[3]),
            R"({"component":"receiver:inner","state":"ok","detail":"listens at 127.0.0.1:8443"})");
  EXPECT_EQ(json::serialize(lines[4]),
            R"({"component":"receiver:outer","state":"failed","detail":"no address 10.0.0.1"})");
}

}  // namespace
}  // namespace saldo::api
