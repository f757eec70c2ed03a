#include "flows/run_ahead.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace saldo::flows {
namespace {

constexpr int kPieces = 1000;

const auto count_up = [](const auto& give) {
  for (int i = 0; i < kPieces; ++i)
    if (!give(i)) return;
};

TEST(RunAhead, TakesEveryPieceInItsOrder) {
  std::vector<int> taken;
  run_ahead<int>(count_up, [&](int piece) { taken.push_back(piece); });
  ASSERT_EQ(taken.size(), std::size_t{kPieces});
  for (int i = 0; i < kPieces; ++i) EXPECT_EQ(taken[static_cast<std::size_t>(i)], i);
}

TEST(RunAhead, NothingMadeIsNothingTaken) {
  run_ahead<int>([](const auto&) {}, [](int) { ADD_FAILURE(); });
}

TEST(RunAhead, AFailureOfTheMakerReachesTheCallerBehindWhatWasMade) {
  std::vector<int> taken;
  const auto make = [](const auto& give) {
    give(1);
    give(2);
    throw std::runtime_error("broken spool");
  };
  try {
    run_ahead<int>(make, [&](int piece) { taken.push_back(piece); });
    ADD_FAILURE() << "it went on";
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "broken spool");
  }
  EXPECT_EQ(taken, (std::vector{1, 2}));
}

TEST(RunAhead, AFailureOfTheTakerEndsTheMaker) {
  bool ended = false;
  const auto make = [&](const auto& give) {
    count_up(give);
    ended = true;
  };
  EXPECT_THROW(run_ahead<int>(make,
                              [](int piece) {
                                if (piece == 3) throw std::runtime_error("disk is full");
                              }),
               std::runtime_error);
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace saldo::flows
