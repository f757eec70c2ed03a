#include <gmock/gmock.h>

#include "fake_daemon.hpp"
#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Documents : public testing::Test {
 protected:
  Ran ask(std::vector<std::string> words) {
    return saldo(std::move(words), {{"SALDO_SOCKET", daemon.path()}});
  }
  Folder folder;
  FakeDaemon daemon{folder.path("saldo.sock")};
};

TEST_F(Documents, HandsOverTheBytesOfAFile) {
  const std::string file = folder.put("January 1%.sta", std::string(100'000, 'x'));
  daemon.on("POST /v1/connectors/bank/documents?name=January%201%25.sta",
            R"({"document":12,"sha256":"ab","status":"received","known":false,"run":7})");
  const Ran ran = ask({"submit", "bank", file});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr(R"("document":12)"));
  ASSERT_EQ(daemon.asked().size(), 1u);
  EXPECT_EQ(daemon.asked().front().body, std::string(100'000, 'x'));
}

TEST_F(Documents, SaysThatNothingChangedForAKnownDocument) {
  const std::string file = folder.put("a.sta", "x");
  daemon.on("POST /v1/connectors/bank/documents?name=a.sta",
            R"({"document":12,"sha256":"ab","status":"posted","known":true,"run":null})");
  const Ran ran = ask({"submit", "bank", file});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("nothing changed; these bytes are document 12 already (posted)"));
}

TEST_F(Documents, WaitsAndExplainsARefusal) {
  const std::string file = folder.put("a.sta", "x");
  daemon.on("POST /v1/connectors/bank/documents?name=a.sta",
            R"({"document":12,"sha256":"ab","status":"received","known":false,"run":7})");
  daemon.on("GET /v1/runs/7?wait_ms=1", R"({"id":7,"job":"bank","state":"done"})");
  daemon.on("GET /v1/documents/12", R"({"id":12,"name":"a.sta","status":"quarantined"})");
  daemon.on("GET /v1/quarantine/12",
            R"({"document":12,"rule":"statement.balance","message":"the balances are off",)"
            R"("line":4,"expected":"10.00","found":"9.99","refused_at":"2026-01-01T00:00:01Z"})"
            "\n"
            R"({"document":12,"rule":"old","message":"an older refusal",)"
            R"("refused_at":"2026-01-01T00:00:00Z"})"
            "\n");
  const Ran ran = ask({"submit", "bank", file, "--wait"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr(R"("status":"quarantined")"));
  EXPECT_THAT(ran.out, HasSubstr(R"("rule":"statement.balance")"));
  EXPECT_THAT(ran.err, HasSubstr("a.sta:4: the balances are off (statement.balance), "
                                 "expected 10.00, found 9.99"));
}

TEST_F(Documents, WaitsAndIsDoneWhenPosted) {
  const std::string file = folder.put("a.sta", "x");
  daemon.on("POST /v1/connectors/bank/documents?name=a.sta",
            R"({"document":12,"sha256":"ab","status":"received","known":false,"run":7})");
  daemon.on("GET /v1/runs/7?wait_ms=1", R"({"id":7,"job":"bank","state":"done"})");
  daemon.on("GET /v1/documents/12", R"({"id":12,"name":"a.sta","status":"posted"})");
  const Ran ran = ask({"submit", "bank", file, "--wait"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr(R"("status":"posted")"));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(Documents, GoesOnAfterAFileThatCannotBeRead) {
  const std::string file = folder.put("b.sta", "x");
  daemon.on("POST /v1/connectors/bank/documents?name=b.sta",
            R"({"document":13,"sha256":"ab","status":"received","known":false,"run":7})");
  const Ran ran = ask({"submit", "bank", folder.path("missing.sta"), file});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("missing.sta"));
  EXPECT_THAT(ran.out, HasSubstr(R"("document":13)"));
}

TEST_F(Documents, AnUnknownConnectorIsWrongUsage) {
  EXPECT_EQ(ask({"submit", "bnak", folder.put("a.sta", "x")}).code, 2);
}

TEST_F(Documents, GivesTheRawBytesOfADocument) {
  daemon.on("GET /v1/documents/12/raw", std::string("\0\xff\n raw", 7));
  EXPECT_EQ(ask({"documents", "12", "--raw"}).out, std::string("\0\xff\n raw", 7));
  EXPECT_EQ(ask({"documents", "--raw"}).code, 2);
}

TEST_F(Documents, ListsByStatus) {
  daemon.on("GET /v1/documents?status=posted", "{\"id\":1,\"name\":\"a\"}\n");
  EXPECT_EQ(ask({"documents", "--status", "posted"}).out, "{\"id\":1,\"name\":\"a\"}\n");
}

TEST_F(Documents, ReplaysAndGoesOnAfterAConflict) {
  daemon.on("POST /v1/documents/12/replay", {{409, R"({"error":{"message":"12 is posted"}})"}});
  daemon.on("POST /v1/documents/13/replay", R"({"document":13,"run":8})");
  daemon.on("GET /v1/runs/8?wait_ms=1", R"({"id":8,"job":"bank","state":"done"})");
  daemon.on("GET /v1/documents/13", R"({"id":13,"name":"b.sta","status":"posted"})");
  const Ran ran = ask({"replay", "12", "13", "--wait"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("12 is posted"));
  EXPECT_THAT(ran.out, HasSubstr(R"("status":"posted")"));
}

TEST_F(Documents, TextsOfDocumentsDoNotSteerTheTerminal) {
  daemon.on("GET /v1/quarantine", "{\"document\":1,\"message\":\"\\u001b[2J\"}\n");
  const Ran ran = ask({"quarantine", "--format", "table"});
  EXPECT_THAT(ran.out, HasSubstr("[2J"));
  EXPECT_THAT(ran.out, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace saldo::cli
