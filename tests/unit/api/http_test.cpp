#include "api/http.hpp"

#include <gtest/gtest.h>

#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

TEST(Http, EveryKindOfFailureHasItsStatus) {
  EXPECT_EQ(status_of(FailureKind::invalid), 400);
  EXPECT_EQ(status_of(FailureKind::denied), 403);
  EXPECT_EQ(status_of(FailureKind::not_found), 404);
  EXPECT_EQ(status_of(FailureKind::conflict), 409);
  EXPECT_EQ(status_of(FailureKind::unavailable), 503);
  EXPECT_EQ(status_of(FailureKind::cancelled), 503);
  EXPECT_EQ(status_of(FailureKind::broken), 500);
}

TEST(Http, AnErrorSaysWhatIsKnownAndNothingElse) {
  EXPECT_EQ(json::serialize(error_body({.message = "no"})), R"({"error":{"message":"no"}})");
  EXPECT_EQ(
      json::serialize(error_body({.message = "no", .file = "a.xml", .line = 7, .rule = "x.y"})),
      R"({"error":{"message":"no","file":"a.xml","line":7,"rule":"x.y"}})");
}

TEST(Http, ABodyIsReadWholeOrRefused) {
  Spoken exchange;
  exchange.body = "twelve bytes";
  EXPECT_EQ(exchange.read_all(12), "twelve bytes");
  Spoken longer;
  longer.body = "thirteen bytes";
  EXPECT_THROW(longer.read_all(12), FailureException);
}

TEST(Routes, APathThatIsNotThereIsNotFound) {
  Service service;
  for (const auto& path :
       std::vector<std::vector<std::string>>{{}, {"nothing"}, {"runs", "1", "x"}, {"run"}}) {
    const Spoken answer = service.get(path);
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.error(), "there is nothing at this path");
    EXPECT_EQ(answer.answers, 1);
  }
}

TEST(Routes, AnotherMethodIsNotFound) {
  Service service;
  EXPECT_EQ(service.post({"runs"}).status, 404);
  EXPECT_EQ(service.get({"jobs", "cash", "run"}).status, 404);
  EXPECT_EQ(service.ask("DELETE", {"documents", "1"}).status, 404);
}

TEST(Routes, MetricsStandOutsideOfTheVersion) {
  Service service;
  Spoken exchange;
  exchange.method = "GET";
  exchange.path = {"metrics"};
  route(service.application(), exchange);
  EXPECT_EQ(exchange.status, 200);
  EXPECT_EQ(exchange.media_type, "text/plain; version=0.0.4");
  EXPECT_EQ(exchange.text, "saldo_up 1\n");
}

TEST(Routes, AFailureAfterTheAnswerHasBegunCutsItOff) {
  Service service;
  const std::string bytes(1 << 20, 'x');
  const store::Document document = service.desk.deliver("a.xml", bytes);
  const auto file = service.desk.archive().path_of(document.sha256);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
  const Spoken answer = service.get({"documents", "1", "raw"});
  EXPECT_EQ(answer.answers, 1);
  EXPECT_FALSE(answer.ended) << "a client must see that the answer isn't whole";
}

TEST(Routes, ABookThatFailsIsAnAnswerToo) {
  Service service;
  service.desk.book.tamper("ALTER TABLE job_run RENAME TO elsewhere");
  const Spoken answer = service.get({"runs", "1"});
  EXPECT_EQ(answer.status, 500);
  EXPECT_NE(answer.error().find("job_run"), std::string::npos);
}

}  // namespace
}  // namespace saldo::api
