#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "launching.hpp"
#include "wire/frame.hpp"

namespace saldo::connect {
namespace {

struct Misdeed {
  const char* mode;
  Verdict verdict;
  const char* message;  ///< a part of it
  const char* ending;   ///< of the process, in the crash report; "" when it goes on
};

std::ostream& operator<<(std::ostream& out, const Misdeed& m) { return out << m.mode; }

/// ISOLATION.md, chapter 6: what goes wrong, and what it counts as.
constexpr Misdeed kMisdeeds[] = {
    {"segfault", Verdict::crashed, "ended by SIGSEGV during decode 'a.txt'", "SIGSEGV"},
    {"recursion", Verdict::crashed, "ended by SIGSEGV during decode 'a.txt'", "signal SEGV"},
    {"abort", Verdict::crashed, "ended by SIGABRT during decode 'a.txt'", "SIGABRT"},
    {"exit", Verdict::crashed, "ended with exit code 0 during decode 'a.txt'", "exit code 0"},
    {"exception", Verdict::bug, "an exception that is not a std::exception", ""},
    {"unknown status", Verdict::bug, "unknown status 4711", ""},
    {"memory", Verdict::limit, "out of memory", ""},
    {"mute", Verdict::ok, "", ""},
    {"loop", Verdict::hung, "no sign of life", "SIGTERM"},
    {"sleep", Verdict::hung, "no sign of life", "SIGTERM"},
    {"oversized frame", Verdict::misbehaved, "type 5 with 2147483648 bytes", "SIGKILL"},
    {"unknown frame", Verdict::misbehaved, "type 999", "SIGKILL"},
    {"wrong call id", Verdict::misbehaved, "type 17", "SIGKILL"},
    {"garbage records", Verdict::misbehaved, "not well formed", "SIGKILL"},
    {"bad text", Verdict::misbehaved, "field 1 is not UTF-8", "SIGKILL"},
    {"records from nowhere", Verdict::misbehaved, "beyond the memory for them: 8 bytes in slot 3",
     "SIGKILL"},
    {"records without end", Verdict::misbehaved,
     "beyond the memory for them: 1048577 bytes in slot 2", "SIGKILL"},
    {"close", Verdict::misbehaved, "closed its connection", "SIGKILL"},
    {"exec", Verdict::crashed, "ended by SIGSYS", "SIGSYS"},
    {"ptrace", Verdict::crashed, "ended by SIGSYS", "SIGSYS"},
};

class EvilPlugin : public testing::TestWithParam<Misdeed> {};

Launch evil(const std::string& mode) {
  Launch launch = launch_of("evil", "evil");
  launch.options = {{"mode", mode}};
  if (mode == "loop" || mode == "sleep") launch.limits.silence = std::chrono::milliseconds(1000);
  launch.limits.cancel_grace = std::chrono::milliseconds(50);
  return launch;
}

TEST_P(EvilPlugin, CostsOneChildAndNothingElse) {
  const Misdeed& misdeed = GetParam();
  const std::string mode = misdeed.mode;
  if (kSanitized &&
      (mode == "segfault" || mode == "recursion" || mode == "memory" || mode == "ptrace"))
    GTEST_SKIP() << "a sanitizer handles this itself";
  Told told;
  {
    const auto child = started(evil(mode), told);
    Document document("");
    const Outcome outcome = child->decode({"a.txt", "", 0}, document);
    EXPECT_EQ(outcome.verdict, misdeed.verdict) << to_string(outcome.verdict);
    EXPECT_THAT(outcome.failure.message, testing::HasSubstr(misdeed.message));
    if (outcome.child_lost()) {
      EXPECT_THAT(outcome.failure.message, testing::StartsWith("test-evil (evil)"));
      EXPECT_THAT(outcome.crash_report, testing::HasSubstr(misdeed.ending));
      EXPECT_EQ(child->check().verdict, Verdict::crashed);
    } else {
      EXPECT_TRUE(child->check().ok());
    }
  }
  const auto fresh = started(launch_of("echo", "lines"), told);
  Document document("ECHO\n2024-05-17;EUR;1;ok\n");
  EXPECT_TRUE(fresh->decode({"a.txt", "", 0}, document).ok());
  EXPECT_EQ(document.records_taken, 2u);
}

INSTANTIATE_TEST_SUITE_P(EachMisdeed, EvilPlugin, testing::ValuesIn(kMisdeeds));

/// A document without end.
class Endless : public NoRequests {
 public:
  Result<std::size_t> read(std::span<char> buffer) override {
    ++parts;
    return buffer.size();
  }
  int parts = 0;
};

TEST(EvilPluginGreed, WhoAsksWithoutTakingTheAnswersWaits) {
  Told told;
  Launch launch = evil("greedy and deaf");
  launch.options.emplace_back("number", "400000");
  launch.limits.silence = std::chrono::milliseconds(500);
  const auto child = started(launch, told);
  Endless document;
  EXPECT_EQ(child->decode({"a.txt", "", 0}, document).verdict, Verdict::hung);
  EXPECT_LT(document.parts, 200'000);
}

TEST(EvilPluginGreed, WhoTakesAllThatItAskedForGetsAll) {
  Told told;
  Launch launch = evil("greedy");
  launch.options.emplace_back("number", "600");
  const auto child = started(launch, told);
  Endless document;
  const Outcome outcome = child->decode({"a.txt", "", 0}, document);
  EXPECT_TRUE(outcome.ok()) << outcome.failure.message;
  EXPECT_GE(document.parts, 600);
}

/// Whatever the daemon makes of what it read last, it doesn't take it for what it has checked.
class Suspicious : public NoRequests {
 public:
  Result<void> records(std::string_view batch) override {
    EXPECT_EQ(wire::find_flaw(batch), "");
    return {};
  }
};

TEST(EvilPlugin, ThatChangesRecordsWhileTheyAreReadIsNeverBelieved) {
  Told told;
  const auto child = started(evil("fickle records"), told);
  Suspicious document;
  const Verdict verdict = child->decode({"a.txt", "", 0}, document).verdict;
  EXPECT_TRUE(verdict == Verdict::ok || verdict == Verdict::misbehaved) << to_string(verdict);
}

TEST(EvilPluginReport, HoldsTheBacktraceThatTheChildWrote) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer writes its own report";
  Told told;
  const auto child = started(evil("segfault"), told);
  Document document("");
  const Outcome outcome = child->decode({"a.txt", "", 0}, document);
  EXPECT_THAT(outcome.crash_report, testing::HasSubstr("fatal signal SEGV at address 0x0"));
  EXPECT_THAT(outcome.crash_report, testing::HasSubstr("saldo-plugin-host"));
  EXPECT_THAT(outcome.crash_report, testing::HasSubstr("plugin: org.saldo.test.evil 1.0.0"));
}

TEST(EvilPlugin, IsFoundOutInEveryKindOfCall) {
  for (const char* when : {"identify", "check", "decode"}) {
    Launch launch = evil("abort");
    launch.options.emplace_back("when", when);
    Told told;
    const auto child = started(launch, told);
    int score = 0;
    Document document("");
    Outcome outcome = child->identify("", "", score);
    if (outcome.ok()) outcome = child->check();
    if (outcome.ok()) outcome = child->decode({"a.txt", "", 0}, document);
    EXPECT_EQ(outcome.verdict, Verdict::crashed);
    EXPECT_THAT(outcome.failure.message, testing::HasSubstr(std::string("during ") + when));
  }
}

TEST(EvilPlugin, CannotKeepItsScoreOutOfRange) {
  Told told;
  const auto child = started(evil(""), told);
  int score = 0;
  EXPECT_TRUE(child->identify("", "", score).ok());
  EXPECT_EQ(score, 100);
}

TEST(EvilPlugin, ThatCrashesInDestroyIsTold) {
  Launch launch = evil("abort");
  launch.options.emplace_back("when", "destroy");
  Told told;
  started(launch, told).reset();
  EXPECT_TRUE(told.heard("SIGABRT during destroy"));
}

TEST(EvilPlugin, ThatHangsInDestroyIsEnded) {
  Launch launch = evil("sleep");
  launch.options.emplace_back("when", "destroy");
  Told told;
  started(launch, told).reset();
  EXPECT_TRUE(told.heard("did not stop during destroy"));
}

TEST(EvilPlugin, MaySendWhatTheTablePermitsAndNothingElse) {
  for (int type = 0; type <= wire::kFrameTypeLast + 1; ++type) {
    Launch launch = evil("frame");
    launch.options.emplace_back("number", std::to_string(type));
    Told told;
    const auto child = started(launch, told);
    Document document("");
    const Outcome outcome = child->decode({"a.txt", "", 0}, document);
    // An empty body is right for a request to read, a part and the end of a document within, and a
    // Beat.
    const bool permitted = type == 6 || type == 9 || type == 10 || type == 17;
    EXPECT_EQ(outcome.verdict, permitted ? Verdict::ok : Verdict::misbehaved) << "type " << type;
  }
}

}  // namespace
}  // namespace saldo::connect
