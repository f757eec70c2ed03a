#include "flows/stage.hpp"

#include <gtest/gtest.h>

#include <random>

#include "unit/check/temporary_folder.hpp"

namespace saldo::flows {
namespace {

using check::TemporaryFolder;

std::vector<std::string> batches(std::uint64_t bytes, std::size_t longest, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<std::string> all;
  for (std::uint64_t made = 0; made < bytes; made += all.back().size())
    all.emplace_back(1 + random() % longest, static_cast<char>('a' + random() % 26));
  return all;
}

std::vector<std::string> replayed(const Stage& stage) {
  std::vector<std::string> all;
  stage.replay([&](std::string_view batch) { all.emplace_back(batch); }).value();
  return all;
}

void expect_round_trip(const std::vector<std::string>& all) {
  const TemporaryFolder folder;
  Stage stage(folder.path());
  for (const std::string& batch : all) stage.add(batch).value();
  EXPECT_TRUE(replayed(stage) == all);
  EXPECT_TRUE(replayed(stage) == all) << "a second time";
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "the spool file has no name";
}

TEST(Stage, AnEmptyOneGivesNothingBack) { expect_round_trip({}); }

TEST(Stage, GivesBackInOrderWhatFitsIntoMemory) { expect_round_trip(batches(100'000, 5'000, 1)); }

TEST(Stage, GivesBackInOrderWhatHadToBeSpooled) {
  expect_round_trip(batches(20u << 20, 300'000, 2));
}

TEST(Stage, GivesBackBatchesThatAreLongerThanOneReadOfTheSpool) {
  expect_round_trip(batches(24u << 20, 5u << 20, 3));
}

TEST(Stage, GivesBackEmptyBatches) {
  std::vector<std::string> all = {"", "a", ""};
  all.emplace_back(9u << 20, 'x');
  all.emplace_back("");
  all.emplace_back("z");
  expect_round_trip(all);
}

TEST(Stage, SpoolsOnlyBeyondEightMebibytes) {
  Stage stage("/nonexistent/folder");
  const std::string batch((8u << 20) - 4, 'x');  // with its size, 8 MiB exactly
  ASSERT_TRUE(stage.add(batch));
  EXPECT_EQ(stage.bytes(), 8u << 20);
  const auto spooled = stage.add("x");
  ASSERT_FALSE(spooled);
  EXPECT_EQ(spooled.error().kind, FailureKind::unavailable);
  EXPECT_EQ(spooled.error().file, "/nonexistent/folder");
}

TEST(Stage, CountsItsBytesInMemoryAndSpool) {
  const TemporaryFolder folder;
  Stage stage(folder.path());
  std::uint64_t expected = 0;
  for (const std::string& batch : batches(10u << 20, 300'000, 4)) {
    stage.add(batch).value();
    expected += batch.size() + sizeof(std::uint32_t);
    ASSERT_EQ(stage.bytes(), expected);
  }
}

TEST(Stage, AFailureOfTheReaderEndsTheReplay) {
  const TemporaryFolder folder;
  Stage stage(folder.path());
  for (const char* batch : {"a", "b", "c"}) stage.add(batch).value();
  std::string seen;
  EXPECT_THROW(static_cast<void>(stage.replay([&](std::string_view batch) {
                 seen += batch;
                 if (batch == "b") throw std::runtime_error("enough");
               })),
               std::runtime_error);
  EXPECT_EQ(seen, "ab");
}

}  // namespace
}  // namespace saldo::flows
