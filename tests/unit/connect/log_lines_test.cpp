#include "connect/log_lines.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace saldo::connect {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct Lines : testing::Test {
  LogLines log{[this](unsigned, std::string_view line) { written.emplace_back(line); }};
  std::vector<std::string> written;
  LogLines::Time now = LogLines::Time{} + 1h;
};

TEST_F(Lines, AreJoinedHoweverTheyAreCut) {
  log.feed("on", now);
  log.feed("e\ntwo\n\nth", now);
  EXPECT_THAT(written, ElementsAre("one", "two"));
  log.feed("ree", now);
  log.flush(now);
  EXPECT_THAT(written, ElementsAre("one", "two", "three"));
}

TEST_F(Lines, AreCutAt4096Bytes) {
  log.feed(std::string(5000, 'x') + "\n", now);
  ASSERT_EQ(written.size(), 2u);
  EXPECT_EQ(written[0].size(), 4096u);
  EXPECT_EQ(written[1].size(), 904u);
}

TEST_F(Lines, HoldNoControlCharactersAndNoBrokenText) {
  log.line(1, "a\x1b[0m\tb\xc3(\xc2\x85", now);
  EXPECT_THAT(written, ElementsAre("a [0m b\xEF\xBF\xBD( "));
}

TEST_F(Lines, OverTheBudgetAreCountedAndToldAsOne) {
  for (int i = 0; i < 300; ++i) log.line(1, "x", now);
  EXPECT_EQ(written.size(), 200u);
  log.line(1, "later", now + 20ms);
  ASSERT_EQ(written.size(), 202u);
  EXPECT_THAT(written[200], HasSubstr("100 lines suppressed"));
  EXPECT_EQ(written[201], "later");
}

TEST_F(Lines, ComeBackAtFiftyASecond) {
  for (int i = 0; i < 200; ++i) log.line(1, "x", now);
  written.clear();
  for (int i = 0; i < 100; ++i) log.line(1, "y", now + 1s);
  EXPECT_EQ(written.size(), 50u);
}

TEST_F(Lines, TheLastTwentyAreKept) {
  for (int i = 0; i < 500; ++i) log.line(1, std::to_string(i), now);
  EXPECT_EQ(log.last().size(), 20u);
  EXPECT_EQ(log.last().front(), "480");
  EXPECT_EQ(log.last().back(), "499");
}

}  // namespace
}  // namespace saldo::connect
