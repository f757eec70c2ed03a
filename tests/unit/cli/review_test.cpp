#include <gmock/gmock.h>

#include "cli/daemon_client.hpp"
#include "fake_daemon.hpp"
#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;

class ReviewVerbs : public testing::Test {
 protected:
  Ran ask(std::vector<std::string> words) {
    return saldo(std::move(words), {{"SALDO_SOCKET", daemon.path()}});
  }
  Folder folder;
  FakeDaemon daemon{folder.path("saldo.sock")};
};

TEST_F(ReviewVerbs, ReviewAloneListsWhatWaits) {
  daemon.on("GET /v1/review?customer=&limit=50", R"({"id":7,"version":88,"amount":"5.00"}
)");
  const Ran ran = ask({"review"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"version\":88"));
  EXPECT_EQ(daemon.asked().size(), 1u);
}

TEST_F(ReviewVerbs, AcceptSendsTheVersionThatWasSeen) {
  daemon.on("POST /v1/review/7/accept", R"({"transaction":"abc","state":"applied"})");
  const Ran ran = ask({"review", "accept", "7", "--version", "88", "--proposal", "2", "--learn"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(daemon.asked().at(0).body, R"({"proposal":2,"version":"88","learn":true})");
}

TEST_F(ReviewVerbs, AcceptWithoutAVersionTakesTheOneThatIsThere) {
  daemon.on("GET /v1/review/7", R"({"id":7,"version":89})");
  daemon.on("POST /v1/review/7/accept",
            {{409, R"({"error":{"message":"the book has moved on"}})"}});
  const Ran ran = ask({"review", "accept", "7"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("the book has moved on"));
  EXPECT_THAT(daemon.asked().at(1).body, HasSubstr(R"("version":"89")"));
}

TEST_F(ReviewVerbs, SplitReadsAmountsAndDiscounts) {
  daemon.on("POST /v1/review/7/settle", R"({"transaction":"abc","state":"applied"})");
  const Ran ran = ask({"review", "split", "7", "A=1/90000001=98.00+2.00", "90000002=-5",
                       "--rest-to", "100001", "--reason", "as agreed", "--version", "1"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_EQ(daemon.asked().at(0).body,
            R"({"items":[{"item":"A=1/90000001","amount":"98.00","discount":"2.00"},)"
            R"({"item":"90000002","amount":"-5"}],"on_account":"100001","version":"1",)"
            R"("reason":"as agreed"})");
  EXPECT_EQ(ask({"review", "split", "7", "90000001", "--reason", "x", "--version", "1"}).code, 2);
}

TEST_F(ReviewVerbs, OverridingWantsAReason) {
  for (const auto& words : std::vector<std::vector<std::string>>{{"review", "choose", "7", "1"},
                                                                 {"review", "park", "7", "1"},
                                                                 {"review", "not-ar", "7"},
                                                                 {"review", "undo", "7"},
                                                                 {"learnt", "withdraw", "3"}}) {
    const Ran ran = ask(words);
    EXPECT_EQ(ran.code, 2);
    EXPECT_THAT(ran.err, HasSubstr("--reason"));
  }
  EXPECT_TRUE(daemon.asked().empty());
}

TEST_F(ReviewVerbs, ExplainTellsSentencesUnlessFiguresAreAskedFor) {
  daemon.on("GET /v1/explain/90000001", R"({"about":"item","text":"Item 90000001 is open."}
{"about":"sum","text":"Open: 5.00 EUR."}
)");
  EXPECT_EQ(ask({"explain", "90000001"}).out, "Item 90000001 is open.\nOpen: 5.00 EUR.\n");
  EXPECT_THAT(ask({"explain", "90000001", "--format", "jsonl"}).out,
              HasSubstr("{\"about\":\"sum\""));
}

TEST_F(ReviewVerbs, APolicyIsCheckedBeforeItIsSent) {
  folder.put("p.yaml", "defaults: { stages: { subsets: { post: false } } }\n");
  const Ran ran = ask(
      {"policy", "backtest", "--from", "2026-01-01", "--to", "2026-01-31", folder.path("p.yaml")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'subset'?"));
  EXPECT_EQ(ask({"policy", "check", folder.path("p.yaml")}).code, 2);
  folder.put("p.yaml", "defaults: { stages: { subset: { post: false } } }\n");
  const Ran good = ask({"policy", "check", folder.path("p.yaml")});
  EXPECT_EQ(good.code, 0);
  EXPECT_THAT(good.out, HasSubstr("good; 0 rules, version "));
  EXPECT_TRUE(daemon.asked().empty());
}

TEST_F(ReviewVerbs, ADunningProcedureIsTriedByTheDaemonWhichHasItsCalendars) {
  folder.put("p.yaml", "dunning: { procedures: { standard: { levels: [{ days: 5 }] } } }\n");
  const Ran check = ask({"policy", "check", folder.path("p.yaml")});
  EXPECT_EQ(check.code, 2);
  EXPECT_THAT(check.err, HasSubstr("saldo policy backtest"));
  EXPECT_TRUE(daemon.asked().empty());
  daemon.on("POST /v1/policy/backtest?from=2026-01-01&to=2026-01-31&file=" +
                url_encoded(folder.path("p.yaml")),
            R"({"total":true,"notices_now":12,"otherwise":3})");
  const Ran ran = ask(
      {"policy", "backtest", "--from", "2026-01-01", "--to", "2026-01-31", folder.path("p.yaml")});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("3 notices would go otherwise; in all there would be 12"));
}

}  // namespace
}  // namespace saldo::cli
