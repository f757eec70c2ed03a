#include <gmock/gmock.h>

#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TEST(Arguments, TellsItsVersion) {
  const Ran ran = saldo({"--version"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, testing::MatchesRegex("saldo [0-9]+\\.[0-9]+\\.[0-9]+ \\(plugin ABI .*\n"));
}

TEST(Arguments, RefusesNoVerbAtAll) {
  const Ran ran = saldo({});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("saldo --help"));
}

TEST(Arguments, NamesTheVerbThatWasProbablyMeant) {
  const Ran ran = saldo({"decoed", "statement.xml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("'decoed'"));
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'decode'?"));
}

TEST(Arguments, NamesTheVerbThatWasProbablyMeantBelowAnother) {
  const Ran ran = saldo({"plugin", "chek", "bank.so"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'check'?"));
}

TEST(Arguments, NamesTheOptionThatWasProbablyMeant) {
  const Ran ran = saldo({"submit", "house-bank", "statement.xml", "--wiat"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("'--wiat' is no option of saldo submit"));
  EXPECT_THAT(ran.err, HasSubstr("did you mean '--wait'?"));
}

TEST(Arguments, ListsOptionsWhereNoneIsNear) {
  const Ran ran = saldo({"verify", "--quickly"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("--format"));
}

TEST(Arguments, RefusesAWordTooMany) {
  const Ran ran = saldo({"verify", "everything"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("everything"));
}

TEST(Arguments, RefusesAVerbWithoutItsWords) {
  const Ran ran = saldo({"submit", "house-bank"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("FILE"));
  EXPECT_THAT(ran.err, HasSubstr("saldo submit --help"));
}

TEST(Arguments, RefusesAnUnknownFormat) {
  const Ran ran = saldo({"documents", "--format", "xml"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("xml"));
}

TEST(Arguments, RefusesADayThatTheCalendarDoesNotHave) {
  for (const char* day : {"2026-02-30", "20260301", "2026-03-01T00:00:00", "today"}) {
    const Ran ran = saldo({"run", "dunning", "--as-of", day, "--socket", "/nowhere"});
    EXPECT_EQ(ran.code, 2) << day;
    EXPECT_THAT(ran.err, HasSubstr(day));
  }
}

TEST(Arguments, AFileMayBeCalledLikeAVerb) {
  const Ran ran = saldo({"decode", "runs"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("runs: can't be read"));
}

class EveryVerb : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(EveryVerb, TeachesWithAnExample) {
  std::vector<std::string> words = GetParam();
  std::string line = "saldo";
  for (const std::string& word : words) line += ' ' + word;
  words.emplace_back("--help");
  const Ran ran = saldo(words);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_THAT(ran.out, HasSubstr("Example:\n"));
  EXPECT_THAT(ran.out.substr(ran.out.find("Example:")), HasSubstr(line));
}

INSTANTIATE_TEST_SUITE_P(
    Verbs, EveryVerb,
    testing::Values(std::vector<std::string>{}, std::vector<std::string>{"decode"},
                    std::vector<std::string>{"convert"}, std::vector<std::string>{"submit"},
                    std::vector<std::string>{"sync"}, std::vector<std::string>{"run"},
                    std::vector<std::string>{"runs"}, std::vector<std::string>{"cancel"},
                    std::vector<std::string>{"documents"}, std::vector<std::string>{"quarantine"},
                    std::vector<std::string>{"replay"}, std::vector<std::string>{"export"},
                    std::vector<std::string>{"verify"}, std::vector<std::string>{"plugin", "list"},
                    std::vector<std::string>{"plugin", "info"},
                    std::vector<std::string>{"plugin", "check"},
                    std::vector<std::string>{"plugin", "new"},
                    std::vector<std::string>{"config", "check"},
                    std::vector<std::string>{"config", "show"}, std::vector<std::string>{"backup"},
                    std::vector<std::string>{"restore"}, std::vector<std::string>{"health"}));

}  // namespace
}  // namespace saldo::cli
