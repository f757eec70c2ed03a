#include "connect/verdict.hpp"

#include <gtest/gtest.h>

namespace saldo::connect {
namespace {

TEST(Verdict, OfAnUnknownStatusIsABugThatNamesIt) {
  wire::Status status;
  status.status = 77;
  const Outcome outcome = outcome_of(status);
  EXPECT_EQ(outcome.verdict, Verdict::bug);
  EXPECT_EQ(outcome.failure.message, "the plugin gave the unknown status 77");
}

TEST(Verdict, KeepsAllFactsOfAnError) {
  wire::Status status;
  status.status = SALDO_E_RETRY;
  status.line = 7;
  status.offset = 99;
  status.retry_after_ms = 1500;
  status.held = {-500, "EUR", 2, {}};
  status.rule = "r";
  status.expected = "10.00";
  status.found = "9.99";
  status.message = "try\nlater";
  const Outcome outcome = outcome_of(status);
  EXPECT_EQ(outcome.verdict, Verdict::retry);
  EXPECT_EQ(outcome.retry_after, std::chrono::milliseconds(1500));
  EXPECT_EQ(outcome.failure.kind, FailureKind::unavailable);
  EXPECT_EQ(outcome.failure.line, 7u);
  EXPECT_EQ(outcome.failure.offset, 99u);
  EXPECT_EQ(outcome.failure.rule, "r");
  EXPECT_EQ(outcome.failure.expected, "10.00");
  EXPECT_EQ(outcome.failure.found, "9.99");
  EXPECT_EQ(outcome.failure.message, "try later");
  EXPECT_EQ(outcome.failure.held, (Money{-500, Currency::parse("EUR")}));
}

TEST(Verdict, OfAFailureOfOursIsTheOneThatThePluginWouldGive) {
  for (const auto kind : {FailureKind::invalid, FailureKind::not_found, FailureKind::conflict,
                          FailureKind::unavailable, FailureKind::denied, FailureKind::cancelled,
                          FailureKind::broken}) {
    const Failure failure{.kind = kind, .message = "why"};
    EXPECT_EQ(outcome_of(failure).verdict, outcome_of(to_wire(failure)).verdict);
    EXPECT_EQ(outcome_of(to_wire(failure)).failure.message, "why");
  }
}

TEST(Verdict, ThatTheChildIsLostIsTrueForItsThreeEndings) {
  for (int i = 0; i <= static_cast<int>(Verdict::misbehaved); ++i) {
    Outcome outcome;
    outcome.verdict = static_cast<Verdict>(i);
    const bool lost = outcome.verdict == Verdict::crashed || outcome.verdict == Verdict::hung ||
                      outcome.verdict == Verdict::misbehaved;
    EXPECT_EQ(outcome.child_lost(), lost) << to_string(outcome.verdict);
  }
}

}  // namespace
}  // namespace saldo::connect
