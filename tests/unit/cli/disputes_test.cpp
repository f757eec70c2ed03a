#include <gmock/gmock.h>

#include "fake_daemon.hpp"
#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;

class DisputeVerbs : public testing::Test {
 protected:
  Ran ask(std::vector<std::string> words) {
    words.insert(words.begin(), "dispute");
    return saldo(std::move(words), {{"SALDO_SOCKET", daemon.path()}});
  }
  Folder folder;
  FakeDaemon daemon{folder.path("saldo.sock")};
};

TEST_F(DisputeVerbs, OpenTakesItemsWithAndWithoutAmounts) {
  daemon.on("POST /v1/disputes", R"({"dispute":7,"state":"new"})");
  const Ran ran = ask({"open", "100001", "--item", "90000001=120.00", "--item", "90000002",
                       "--reason", "damage", "--their-reason", "Bruch"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"dispute\":7"));
  EXPECT_EQ(daemon.asked().at(0).body,
            R"({"customer":"100001","reason":"damage","customer_reason":"Bruch","items":)"
            R"([{"item":"90000001","amount":"120.00"},"90000002"]})");
}

TEST_F(DisputeVerbs, OpenTeachesWhatIsMissing) {
  const Ran reason = ask({"open", "100001", "--item", "1"});
  EXPECT_EQ(reason.code, 2);
  EXPECT_THAT(reason.err, HasSubstr("--reason"));
  const Ran item = ask({"open", "100001", "--item", "1=", "--reason", "price"});
  EXPECT_EQ(item.code, 2);
  EXPECT_THAT(item.err, HasSubstr("90000001=120.00"));
  EXPECT_EQ(ask({"open", "100001", "--item", "1", "--reason", "prize"}).code, 2);
}

TEST_F(DisputeVerbs, ListPassesItsFiltersOn) {
  daemon.on("GET /v1/disputes?customer=A%2F1&state=open&owner=bert&queue=",
            R"({"dispute":7,"late":true})"
            "\n"
            R"({"dispute":8})"
            "\n");
  const Ran ran =
      ask({"list", "A/1", "--state", "open", "--owner", "bert", "--where", "late=true"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("\"dispute\":7"));
  EXPECT_THAT(ran.out, testing::Not(HasSubstr("\"dispute\":8")));
}

TEST_F(DisputeVerbs, EachActAsksForWhatItNeeds) {
  const std::string answer = R"({"dispute":7,"state":"x"})";
  for (const char* act :
       {"assign", "resume", "wait", "resolve", "approve", "reject", "void", "reopen"})
    daemon.on(std::string("POST /v1/disputes/7/") + act, answer);
  daemon.on("GET /v1/disputes/7", answer);
  for (const auto& [words, body] : {
           std::pair<std::vector<std::string>, std::string>{{"assign", "7", "anna"},
                                                            R"({"owner":"anna"})"},
           {{"resume", "7"}, "{}"},
           {{"wait", "7", "--for", "customer"}, R"({"for":"customer"})"},
           {{"resolve", "7", "--as", "partial", "--amount", "4.00", "--reason", "half came"},
            R"({"resolution":"partial","amount":"4.00","reason":"half came"})"},
           {{"approve", "7"}, "{}"},
           {{"reject", "7", "--reason", "no"}, R"({"reason":"no"})"},
           {{"void", "7", "--reason", "no"}, R"({"reason":"no"})"},
           {{"reopen", "7", "--reason", "no"}, R"({"reason":"no"})"},
       }) {
    const Ran ran = ask(words);
    EXPECT_EQ(ran.code, 0) << words.front() << ran.err;
    EXPECT_EQ(daemon.asked().back().body, body);
  }
  EXPECT_EQ(ask({"show", "7"}).code, 0);
  for (const std::vector<std::string>& words : {std::vector<std::string>{"assign", "7"},
                                                {"wait", "7"},
                                                {"resolve", "7", "--as", "credit"},
                                                {"reject", "7"},
                                                {"void", "7"},
                                                {"reopen", "7"}})
    EXPECT_EQ(ask(words).code, 2) << words.front();
}

TEST_F(DisputeVerbs, ADenialHasACodeOfItsOwn) {
  daemon.on("POST /v1/disputes/7/approve",
            {{403, R"({"error":{"message":"anna opened this dispute"}})"}});
  const Ran ran = ask({"approve", "7"});
  EXPECT_EQ(ran.code, 4);
  EXPECT_THAT(ran.err, HasSubstr("anna opened this dispute"));
}

}  // namespace
}  // namespace saldo::cli
