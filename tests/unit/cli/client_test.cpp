#include <gmock/gmock.h>

#include "fake_daemon.hpp"
#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Client : public testing::Test {
 protected:
  Ran ask(std::vector<std::string> words) {
    return saldo(std::move(words), {{"SALDO_SOCKET", daemon.path()}});
  }
  std::vector<std::string> targets() const {
    std::vector<std::string> found;
    for (const Asked& asked : daemon.asked()) found.push_back(asked.method + ' ' + asked.target);
    return found;
  }
  Folder folder;
  FakeDaemon daemon{folder.path("saldo.sock")};
};

TEST(NoDaemon, NamesTheSocketAndWhatToDo) {
  const Folder folder;
  const Ran ran = saldo({"health", "--socket", folder.path("none.sock")});
  EXPECT_EQ(ran.code, 3);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr(folder.path("none.sock")));
  EXPECT_THAT(ran.err, HasSubstr("systemctl start saldod"));
}

TEST(NoDaemon, RefusesASocketPathLongerThanLinuxAllows) {
  EXPECT_EQ(saldo({"health", "--socket", "/" + std::string(200, 'x')}).code, 3);
}

TEST_F(Client, TakesTheSocketOfTheOptionBeforeThatOfTheEnvironment) {
  daemon.on("GET /v1/health", R"({"component":"daemon","state":"ok"})"
                              "\n");
  EXPECT_EQ(saldo({"--socket", daemon.path(), "health"}, {{"SALDO_SOCKET", "/nowhere"}}).code, 0);
  EXPECT_EQ(saldo({"health", "--socket", daemon.path()}, {{"SALDO_SOCKET", "/nowhere"}}).code, 0);
}

TEST_F(Client, IsNotWellWhenOneComponentIsNot) {
  daemon.on("GET /v1/health", R"({"component":"daemon","state":"ok","detail":"running"}
{"component":"connector:bank","state":"failed","detail":"directory is gone"}
)");
  const Ran ran = ask({"health"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("directory is gone"));
}

TEST_F(Client, GivesTheExitCodeThatBelongsToAnError) {
  const auto code_of = [&](int status) {
    daemon.on("GET /v1/runs/5", {{status, R"({"error":{"message":"the reason"}})"}});
    const Ran ran = ask({"runs", "5"});
    EXPECT_THAT(ran.err, HasSubstr("the reason"));
    return ran.code;
  };
  EXPECT_EQ(code_of(400), 2);
  EXPECT_EQ(code_of(403), 4);
  EXPECT_EQ(code_of(404), 1);
  EXPECT_EQ(code_of(409), 1);
  EXPECT_EQ(code_of(500), 1);
  EXPECT_EQ(code_of(503), 1);
}

TEST_F(Client, CallsAnUnknownJobWrongUsage) {
  daemon.on("POST /v1/jobs/nightly/run", {{404, R"({"error":{"message":"no job 'nightly'"}})"}});
  const Ran ran = ask({"run", "nightly"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("no job 'nightly'"));
}

TEST_F(Client, ShowsThePlaceThatAnErrorNames) {
  daemon.on("GET /v1/runs/5", {{400, R"({"error":{"message":"bad","file":"a.xml","line":7}})"}});
  EXPECT_THAT(ask({"runs", "5"}).err, HasSubstr("a.xml:7: bad"));
}

TEST_F(Client, DoesNotTakeHalfAnAnswerForAWhole) {
  daemon.on("GET /v1/runs?limit=50", {{200, "{\"id\":1}\n{\"id\":2}\n", /*cut_off=*/true}});
  const Ran ran = ask({"runs"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("incomplete"));
}

TEST_F(Client, StartsAJobWithWhatWasAsked) {
  daemon.on("POST /v1/jobs/dunning/run", R"({"run":9})");
  daemon.on("GET /v1/runs/9", R"({"id":9,"job":"dunning","state":"queued"})");
  const Ran ran = ask({"run", "dunning", "--as-of", "2026-03-31", "--idempotency-key", "k1"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(daemon.asked().front().body, R"({"as_of":"2026-03-31","idempotency_key":"k1"})");
  EXPECT_EQ(ran.out, R"({"id":9,"job":"dunning","state":"queued"})"
                     "\n");
}

TEST_F(Client, WaitsUntilARunHasEnded) {
  daemon.on("POST /v1/jobs/match/run", R"({"run":9})");
  daemon.on("GET /v1/runs/9?wait_ms=1", R"({"id":9,"job":"match","state":"queued"})");
  daemon.on("GET /v1/runs/9?wait_ms=10000",
            {{200, R"({"id":9,"job":"match","state":"running","progress_done":1})"},
             {200, R"({"id":9,"job":"match","state":"done"})"}});
  const Ran ran = ask({"run", "match", "--wait"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, R"({"id":9,"job":"match","state":"done"})"
                     "\n");
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(Client, FailsWithTheReasonWhenARunFailed) {
  daemon.on("POST /v1/connectors/bank/sync", R"({"run":3})");
  daemon.on("POST /v1/connectors/erp/sync", R"({"run":4})");
  daemon.on("GET /v1/runs/3?wait_ms=1",
            R"({"id":3,"job":"bank","state":"failed","error":"the directory is gone"})");
  daemon.on("GET /v1/runs/4?wait_ms=1", R"({"id":4,"job":"erp","state":"done"})");
  const Ran ran = ask({"sync", "bank", "erp", "--wait"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("run 3 (bank) failed: the directory is gone"));
  EXPECT_THAT(ran.out, HasSubstr(R"("id":4)"));
}

TEST_F(Client, ADryRunWaitsAndShowsItsResult) {
  daemon.on("POST /v1/jobs/dunning/run", R"({"run":9})");
  daemon.on("GET /v1/runs/9?wait_ms=1",
            R"({"id":9,"job":"dunning","state":"done","result":{"notices":2,"fees":"5.00"}})");
  const Ran ran = ask({"run", "dunning", "--dry-run"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(daemon.asked().front().body, R"({"dry_run":true})");
  EXPECT_EQ(ran.out, R"({"notices":2,"fees":"5.00"})"
                     "\n");
}

TEST_F(Client, SyncsAllConnectorsThatHaveASource) {
  daemon.on("GET /v1/connectors",
            "{\"name\":\"bank\",\"source\":true}\n{\"name\":\"mail\",\"source\":false}\n");
  daemon.on("POST /v1/connectors/bank/sync", R"({"run":3})");
  daemon.on("GET /v1/runs/3", R"({"id":3,"state":"queued"})");
  EXPECT_EQ(ask({"sync", "--all"}).code, 0);
  EXPECT_THAT(targets(),
              ElementsAre("GET /v1/connectors", "POST /v1/connectors/bank/sync", "GET /v1/runs/3"));
}

TEST_F(Client, SyncsNothingByAccident) {
  EXPECT_EQ(ask({"sync"}).code, 2);
  EXPECT_EQ(ask({"sync", "bank", "--all"}).code, 2);
  EXPECT_THAT(targets(), IsEmpty());
}

TEST_F(Client, NamesTheViewThatWasProbablyMeant) {
  daemon.on("GET /v1/views", "{\"name\":\"items\"}\n{\"name\":\"aging\"}\n");
  const Ran ran = ask({"export", "agin"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'aging'?"));
}

TEST_F(Client, ExportsToAFileThatAppearsWhole) {
  daemon.on("GET /v1/export/items?as_of=2026-03-31", "{\"number\":\"1\"}\n{\"number\":\"2\"}\n");
  const std::string out = folder.path("items.csv");
  const Ran ran =
      ask({"export", "items", "--as-of", "2026-03-31", "--format", "csv", "--out", out});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_EQ(folder.get("items.csv"), "number\n1\n2\n");
}

TEST_F(Client, ExportWritesASpreadsheet) {
  daemon.on("GET /v1/export/items", "{\"number\":\"0090000001\",\"open_amount\":\"-12.30\"}\n");
  const std::string out = folder.path("items.xlsx");
  const Ran ran = ask({"export", "items", "--format", "xlsx", "--out", out});
  EXPECT_EQ(ran.code, 0) << ran.err;
  const std::string open = "python3 -B -m zipfile -e '" + out + "' '" + folder.path("opened") + "'";
  ASSERT_EQ(std::system(open.c_str()), 0);
  const std::string sheet = folder.get("opened/xl/worksheets/sheet1.xml");
  EXPECT_THAT(sheet, HasSubstr("<t>0090000001</t>"));
  EXPECT_THAT(sheet, HasSubstr("<v>-12.3</v>"));
}

TEST_F(Client, LeavesAnEarlierExportAloneWhenThisOneBreaks) {
  folder.put("items.jsonl", "yesterday\n");
  daemon.on("GET /v1/export/items", {{200, "{\"number\":\"1\"}\n", /*cut_off=*/true}});
  EXPECT_EQ(ask({"export", "items", "--out", folder.path("items.jsonl")}).code, 1);
  EXPECT_EQ(folder.get("items.jsonl"), "yesterday\n");
  EXPECT_THAT(folder.names(), testing::UnorderedElementsAre("items.jsonl", "saldo.sock"));
}

TEST_F(Client, ExportsOnlyRowsThatMeetEveryCondition) {
  daemon.on("GET /v1/export/cash-application",
            R"({"status":"applied","customer":{"number":"7"}}
{"status":"proposed","customer":{"number":"7"}}
{"status":"proposed","customer":{"number":"8"}}
)");
  const Ran ran = ask(
      {"export", "cash-application", "--where", "status=proposed", "--where", "customer.number=7"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.out, R"({"status":"proposed","customer":{"number":"7"}})"
                     "\n");
}

TEST_F(Client, SaysThatNoRowHasTheFieldOfACondition) {
  daemon.on("GET /v1/export/items", "{\"number\":\"1\"}\n");
  const Ran ran = ask({"export", "items", "--where", "numbr=1"});
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("'numbr'"));
}

TEST_F(Client, FailsWhenTheBookDoesNotHold) {
  daemon.on("POST /v1/verify",
            R"({"holds":false,"broken":["item 4: open amount"],"gaps":[],"documents":90})");
  const Ran ran = ask({"verify"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, HasSubstr("item 4: open amount"));
  daemon.on("POST /v1/verify", R"({"holds":true,"broken":[],"gaps":["a gap"],"documents":90})");
  EXPECT_EQ(ask({"verify"}).code, 0);
}

TEST_F(Client, CancelsARun) {
  daemon.on("POST /v1/runs/4/cancel", R"({"run":4})");
  daemon.on("GET /v1/runs/4", R"({"id":4,"state":"cancelled"})");
  const Ran ran = ask({"cancel", "4"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, HasSubstr("cancelled"));
  EXPECT_EQ(ask({"cancel", "four"}).code, 2);
}

TEST_F(Client, CopiesABackupBytewise) {
  std::string bytes;
  for (int i = 0; i < 1000; ++i) bytes += static_cast<char>(i * 7);
  daemon.on("POST /v1/backup", bytes);
  EXPECT_EQ(ask({"backup", folder.path("copy.tar")}).code, 0);
  EXPECT_EQ(folder.get("copy.tar"), bytes);
  const auto mode = std::filesystem::status(folder.path("copy.tar")).permissions();
  EXPECT_EQ(mode & std::filesystem::perms::others_all, std::filesystem::perms::none);
}

}  // namespace
}  // namespace saldo::cli
