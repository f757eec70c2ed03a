#include <gmock/gmock.h>

#include "fake_daemon.hpp"
#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;

class DunningVerbs : public testing::Test {
 protected:
  Ran ask(std::vector<std::string> words) {
    words.insert(words.begin(), "dunning");
    return saldo(std::move(words), {{"SALDO_SOCKET", daemon.path()}});
  }
  Folder folder;
  FakeDaemon daemon{folder.path("saldo.sock")};
};

TEST_F(DunningVerbs, ProposeRunsTheOnlyDunningJob) {
  daemon.on("GET /v1/jobs", R"({"name":"cash","kind":"reconcile"}
{"name":"reminders","kind":"dunning"}
)");
  daemon.on("POST /v1/jobs/reminders/run", R"({"run":5})");
  daemon.on("GET /v1/runs/5?wait_ms=1",
            R"({"id":5,"job":"reminders","state":"done","result":{"notices":3}})");
  const Ran ran = ask({"propose", "--dry-run", "--as-of", "2026-03-31"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"notices\":3"));
  EXPECT_THAT(daemon.asked().at(1).body, HasSubstr("2026-03-31"));
}

TEST_F(DunningVerbs, ProposeWantsANameWhereThereAreSeveralJobs) {
  daemon.on("GET /v1/jobs", R"({"name":"a","kind":"dunning"}
{"name":"b","kind":"dunning"}
)");
  const Ran ran = ask({"propose"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--job a"));
}

TEST_F(DunningVerbs, ApproveGoesOnAfterOneThatIsRefused) {
  daemon.on("POST /v1/dunning/notices/17/approve",
            {{403, R"({"error":{"message":"anna started the run"}})"}});
  daemon.on("POST /v1/dunning/notices/18/approve", R"({"notice":18,"state":"approved"})");
  const Ran ran = ask({"approve", "17", "18"});
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, HasSubstr("17: "));
  EXPECT_THAT(ran.err, HasSubstr("anna started the run"));
  EXPECT_THAT(ran.out, HasSubstr("approved"));
}

TEST_F(DunningVerbs, ApproveTellsByItsCodeThatANoticeWasRecalled) {
  daemon.on("POST /v1/dunning/notices/17/approve",
            R"({"notice":17,"state":"recalled","reason":"paid"})");
  EXPECT_EQ(ask({"approve", "17"}).code, 1);
}

TEST_F(DunningVerbs, ApproveTakesNoticesOrARun) {
  EXPECT_EQ(ask({"approve"}).code, 2);
  EXPECT_EQ(ask({"approve", "17", "--run", "5"}).code, 2);
  daemon.on("POST /v1/dunning/runs/5/approve",
            R"({"run":5,"approved":9,"waiting":0,"denied":0,"recalled":0})");
  EXPECT_EQ(ask({"approve", "--run", "5"}).code, 0);
}

TEST_F(DunningVerbs, VoidNeedsAReason) {
  const Ran ran = ask({"void", "17"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--reason"));
}

TEST_F(DunningVerbs, ShowOneOrMany) {
  daemon.on("GET /v1/dunning/notices/17", R"({"id":17,"state":"proposed"})");
  daemon.on("GET /v1/dunning/notices?state=sent", R"({"id":16,"state":"sent"})"
                                                  "\n");
  EXPECT_THAT(ask({"show", "17"}).out, HasSubstr("proposed"));
  EXPECT_THAT(ask({"show", "--state", "sent"}).out, HasSubstr("16"));
}

TEST_F(DunningVerbs, ExplainAsksForACustomerAndADay) {
  daemon.on("GET /v1/dunning/explain/A%2F1?procedure=&as_of=2026-03-31",
            R"({"customer":"A/1","outcome":"ACCT_INTERVAL"})"
            "\n");
  const Ran ran = ask({"explain", "A/1", "--as-of", "2026-03-31"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("ACCT_INTERVAL"));
}

TEST_F(DunningVerbs, HoldAndRelease) {
  daemon.on("POST /v1/dunning/holds", R"({"hold":3,"recalled":0})");
  daemon.on("POST /v1/dunning/holds/3/end", R"({"hold":3,"state":"ended"})");
  EXPECT_EQ(ask({"hold", "100001", "--item", "9", "--kind", "promise", "--to", "2026-04-15",
                 "--reason", "by phone"})
                .code,
            0);
  EXPECT_THAT(daemon.asked().at(0).body, HasSubstr(R"("kind":"promise")"));
  EXPECT_EQ(ask({"release", "3"}).code, 0);
}

}  // namespace
}  // namespace saldo::cli
