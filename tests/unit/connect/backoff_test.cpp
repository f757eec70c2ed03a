#include "connect/backoff.hpp"

#include <gtest/gtest.h>

namespace saldo::connect {
namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t kHighest = 0xFFFFFFFF;

TEST(Backoff, DoublesItsLongestDelayWithEachFailure) {
  EXPECT_EQ(backoff_delay(0, kHighest), 1s);
  EXPECT_EQ(backoff_delay(1, kHighest), 2s);
  EXPECT_EQ(backoff_delay(8, kHighest), 256s);
}

TEST(Backoff, NeverWaitsLongerThanFiveMinutes) {
  EXPECT_EQ(backoff_delay(9, kHighest), 300s);
  EXPECT_EQ(backoff_delay(4'000'000'000u, kHighest), 300s);
}

TEST(Backoff, SpreadsDelaysFromZeroOn) {
  EXPECT_EQ(backoff_delay(9, 0), 0s);
  EXPECT_EQ(backoff_delay(9, 0x80000000u), 150s);
}

TEST(CrashCounter, FailsAtTheFifthCrashInTenMinutes) {
  CrashCounter counter;
  Instant now{};
  for (int i = 0; i < 4; ++i) EXPECT_FALSE(counter.crashed(now += 2min));
  EXPECT_TRUE(counter.crashed(now += 2min));
}

TEST(CrashCounter, ForgetsCrashesOlderThanTenMinutes) {
  CrashCounter counter;
  Instant now{};
  for (int i = 0; i < 50; ++i) EXPECT_FALSE(counter.crashed(now += 151s));
  for (int i = 0; i < 3; ++i) counter.crashed(now += 1s);
  EXPECT_TRUE(counter.crashed(now));
}

TEST(PoisonCounter, SetsAnInputAsideAtItsThirdCrash) {
  PoisonCounter counter;
  EXPECT_FALSE(counter.crashed("a"));
  EXPECT_FALSE(counter.crashed("b"));
  EXPECT_FALSE(counter.crashed("a"));
  EXPECT_FALSE(counter.crashed("b"));
  EXPECT_TRUE(counter.crashed("a"));
}

TEST(PoisonCounter, ForgetsAnInputThatWentThrough) {
  PoisonCounter counter;
  counter.crashed("a");
  counter.crashed("a");
  counter.settled("a");
  EXPECT_FALSE(counter.crashed("a"));
}

}  // namespace
}  // namespace saldo::connect
