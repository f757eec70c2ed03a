#include <gtest/gtest.h>

#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

TEST(RunRoutes, AJobIsQueuedForWhoAsked) {
  Service service;
  const Spoken answer = service.post({"jobs", "cash", "run"}, R"({"as_of":"2026-01-31"})");
  ASSERT_EQ(answer.status, 200) << answer.text;
  EXPECT_EQ(answer.object().at("run"), 1);
  const json::object run = service.get({"runs", "1"}).object();
  EXPECT_EQ(run.at("job"), "cash");
  EXPECT_EQ(run.at("state"), "queued");
  EXPECT_EQ(run.at("cause"), "demand");
  EXPECT_EQ(run.at("actor"), "unix:anna");
  EXPECT_EQ(service.desk.book.text("SELECT arguments_json FROM job_run"),
            R"({"as_of":"2026-01-31"})");
  EXPECT_EQ(service.audit(), "unix:anna job.run job cash");
  EXPECT_EQ(service.desk.book.text("SELECT detail_json FROM audit_entry"),
            R"({"run":1,"arguments":{"as_of":"2026-01-31"}})");
}

TEST(RunRoutes, AskingTwiceBeforeItStartsIsAskingOnce) {
  Service service;
  for (const char* body : {"", "{}", R"({"dry_run":false})"})
    EXPECT_EQ(service.post({"jobs", "cash", "run"}, body).object().at("run"), 1) << body;
  EXPECT_EQ(service.post({"jobs", "cash", "run"}, R"({"dry_run":true})").object().at("run"), 2);
}

TEST(RunRoutes, AnIdempotencyKeyGivesTheSameRun) {
  Service service;
  const std::string body = R"({"idempotency_key":"k1"})";
  const auto first = service.post({"jobs", "cash", "run"}, body).object().at("run");
  service.jobs.cancel(1, "x");
  EXPECT_EQ(service.post({"jobs", "cash", "run"}, body).object().at("run"), first);
}

TEST(RunRoutes, WhatARunDoesNotUnderstandIsRefusedByName) {
  Service service;
  const Spoken answer = service.post({"jobs", "cash", "run"}, R"({"dryrun":true})");
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.error().find("'dryrun'"), std::string::npos);
  EXPECT_NE(answer.error().find("dry_run"), std::string::npos);
  EXPECT_EQ(service.desk.book.count("job_run"), 0);
  EXPECT_EQ(service.audit(), "nothing");
}

TEST(RunRoutes, ABodyThatMakesNoSenseIsRefused) {
  Service service;
  for (const std::string& body :
       {std::string("{"), std::string("[]"), std::string("7"), std::string("\"x\""),
        std::string(R"({"dry_run":"yes"})"), std::string(R"({"as_of":"31.01.2026"})"),
        std::string(R"({"as_of":20260131})"), std::string(R"({"idempotency_key":7})"),
        "{\"as_of\":\"" + std::string(70'000, '1') + "\"}"}) {
    const Spoken answer = service.post({"jobs", "cash", "run"}, body);
    EXPECT_EQ(answer.status, 400) << body.substr(0, 40) << ": " << answer.text;
    EXPECT_FALSE(answer.error().empty());
  }
  EXPECT_EQ(service.desk.book.count("job_run"), 0);
}

TEST(RunRoutes, UnknownJobsConnectorsAndRunsAreNotFound) {
  Service service;
  EXPECT_EQ(service.post({"jobs", "cahs", "run"}).status, 404);
  EXPECT_EQ(service.post({"connectors", "nobody", "sync"}).status, 404);
  EXPECT_EQ(service.get({"runs", "7"}).status, 404);
  EXPECT_EQ(service.get({"runs", "7"}).error(), "there is no run 7");
  EXPECT_EQ(service.post({"runs", "7", "cancel"}).status, 404);
  EXPECT_EQ(service.post({"runs", "7", "cancel"}).error(), "there is no run 7");
  EXPECT_EQ(service.audit(), "nothing");
}

TEST(RunRoutes, AConnectorWithoutASourceCannotBeSynced) {
  Service service;
  EXPECT_EQ(service.post({"connectors", "bank", "sync"}).status, 400);
  EXPECT_EQ(service.audit(), "nothing");
}

TEST(RunRoutes, ANumberHasToBeOne) {
  Service service;
  for (const char* id : {"", "x", "1x", " 1", "1.0", "0x1", "99999999999999999999"}) {
    const Spoken answer = service.get({"runs", id});
    EXPECT_EQ(answer.status, 400) << id;
    EXPECT_NE(answer.error().find("is not a number"), std::string::npos) << answer.error();
  }
  EXPECT_EQ(service.get({"runs", "-1"}).status, 404);
}

TEST(RunRoutes, AListIsAsLongAsIsAskedFor) {
  Service service;
  for (const char* on : {"2026-01-01", "2026-01-02", "2026-01-03"})
    service.post({"jobs", "cash", "run"}, R"({"as_of":")" + std::string(on) + "\"}");
  EXPECT_EQ(service.get({"runs"}).lines().size(), 3u);
  EXPECT_EQ(service.get({"runs"}, {{"limit", "2"}}).lines().size(), 2u);
  EXPECT_EQ(service.get({"runs"}, {{"limit", "2"}}).lines().at(0).at("id"), 3);
  for (const char* limit : {"0", "-1", "x", "", "4294967297", "5000000000"})
    EXPECT_EQ(service.get({"runs"}, {{"limit", limit}}).status, 400) << limit;
}

TEST(RunRoutes, AQueuedRunCanBeCancelledOnce) {
  Service service;
  service.post({"jobs", "cash", "run"});
  EXPECT_EQ(service.post({"runs", "1", "cancel"}).status, 200);
  EXPECT_EQ(service.audit(), "unix:anna run.cancel run 1");
  EXPECT_EQ(service.get({"runs", "1"}).object().at("error"), "cancelled by unix:anna");
  const Spoken again = service.post({"runs", "1", "cancel"});
  EXPECT_EQ(again.status, 409);
  EXPECT_NE(again.error().find("has ended already"), std::string::npos);
}

TEST(RunRoutes, WaitingEndsWithItsTime) {
  Service service;
  service.post({"jobs", "cash", "run"});
  EXPECT_EQ(service.get({"runs", "1"}, {{"wait_ms", "1"}}).object().at("state"), "queued");
  EXPECT_EQ(service.get({"runs", "1"}, {{"wait_ms", "-5"}}).status, 200);
  EXPECT_EQ(service.get({"runs", "1"}, {{"wait_ms", "soon"}}).status, 400);
}

TEST(RunRoutes, JobsAndConnectorsAreListed) {
  Service service;
  EXPECT_EQ(service.get({"jobs"}).text, "{\"name\":\"cash\",\"kind\":\"reconcile\"}\n");
  EXPECT_EQ(service.get({"connectors"}).text, "{\"name\":\"bank\",\"source\":false}\n");
}

}  // namespace
}  // namespace saldo::api
