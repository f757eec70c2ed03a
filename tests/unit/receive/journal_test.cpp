#include "receive/journal.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>

#include "unit/check/temporary_folder.hpp"

namespace saldo::receive {
namespace {

using check::TemporaryFolder;

const EntryInfo kInfo{.connector = "sap", .sender = "ecc", .media_type = "text/xml"};

std::unique_ptr<Journal> opened(const std::filesystem::path& folder, Position consumed = {}) {
  return Journal::open(folder, consumed).value();
}

/// Appends and returns when it is durable.
Result<void> append(Journal& journal, std::string body) {
  std::promise<Result<void>> done;
  journal.append(kInfo, std::move(body), [&](const Result<void>& r) { done.set_value(r); });
  return done.get_future().get();
}

std::vector<std::string> bodies(const std::vector<Journal::Taken>& taken) {
  std::vector<std::string> all;
  for (const auto& t : taken) all.push_back(t.body);
  return all;
}

using Bodies = std::vector<std::string>;

TEST(Journal, GivesBackInOrderWhatWasAppendedUntilItIsConsumed) {
  const TemporaryFolder folder;
  const auto journal = opened(folder.path());
  for (const char* text : {"one", "two", ""}) ASSERT_TRUE(append(*journal, text));
  EXPECT_EQ(journal->waiting(), 3u);
  const auto taken = journal->take({}).value();
  EXPECT_EQ(bodies(taken), (Bodies{"one", "two", ""}));
  EXPECT_EQ(taken[0].info.connector, "sap");
  EXPECT_EQ(bodies(journal->take({}).value()).size(), 3u) << "nothing was consumed";
  journal->consume(taken[1].position);
  EXPECT_EQ(bodies(journal->take({}).value()), Bodies{""});
  EXPECT_EQ(journal->waiting(), 1u);
}

TEST(Journal, TheNextProcessTakesWhatWasNotConsumed) {
  const TemporaryFolder folder;
  Position consumed;
  {
    const auto journal = opened(folder.path());
    for (const char* text : {"one", "two", "three"}) ASSERT_TRUE(append(*journal, text));
    consumed = journal->take({}).value()[0].position;
  }
  {
    const auto journal = opened(folder.path(), consumed);
    ASSERT_TRUE(append(*journal, "four"));
    const auto taken = journal->take({}).value();
    EXPECT_EQ(bodies(taken), (Bodies{"two", "three", "four"}));
    consumed = taken.back().position;
    EXPECT_EQ(Position::parse(consumed.to_string()), consumed);
  }
  EXPECT_EQ(opened(folder.path(), consumed)->waiting(), 0u);
}

TEST(Journal, AnEntryThatIsNotWholeEndsTheSegment) {
  const TemporaryFolder folder;
  {
    const auto journal = opened(folder.path());
    for (const char* text : {"first", "second"}) ASSERT_TRUE(append(*journal, text));
  }
  const auto file = folder.path() / "1.journal";
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  std::string bytes(4096, '\0');
  stream.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  const auto at = bytes.find("second");
  ASSERT_NE(at, std::string::npos);
  stream.seekp(static_cast<std::streamoff>(at + 2));
  stream.put('X');
  stream.close();
  EXPECT_EQ(bodies(opened(folder.path())->take({}).value()), Bodies{"first"});
}

TEST(Journal, ASegmentIsUsedAgainAndItsFormerLifeIsForgotten) {
  const TemporaryFolder folder;
  const std::string large(20u << 20, 'x');
  auto journal = opened(folder.path());
  Position last;
  for (int i = 0; i < 6; ++i) {  // each fills most of a segment
    ASSERT_TRUE(append(*journal, large + std::to_string(i)));
    const auto taken = journal->take({}).value();
    ASSERT_EQ(taken.size(), 1u);
    EXPECT_EQ(taken[0].body.back(), static_cast<char>('0' + i));
    EXPECT_GT(taken[0].position, last);
    last = taken[0].position;
    journal->consume(last);
  }
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(folder.path()))
    ++files;
  EXPECT_LE(files, 4u);
  journal.reset();
  EXPECT_EQ(opened(folder.path(), last)->waiting(), 0u);
}

TEST(Journal, ABodyLargerThanASegmentGetsOneOfItsOwn) {
  const TemporaryFolder folder;
  const std::string huge(40u << 20, 'y');
  const auto journal = opened(folder.path());
  ASSERT_TRUE(append(*journal, huge));
  const auto taken = journal->take({}).value();
  EXPECT_EQ(taken.at(0).body, huge);
}

TEST(Journal, ASegmentThatAProcessLeftWithoutAnEntryIsNoSecondOneInTheSameFile) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "1.journal") << std::string(1u << 20, '\0');
  const std::string huge(40u << 20, 'y');
  const auto journal = opened(folder.path());
  ASSERT_TRUE(append(*journal, huge));
  ASSERT_TRUE(append(*journal, "small"));
  const auto taken = journal->take({}).value();
  ASSERT_EQ(taken.size(), 1u);
  EXPECT_TRUE(taken[0].body == huge) << "what came next was written over it";
  journal->consume(taken[0].position);
  EXPECT_EQ(bodies(journal->take({}).value()), Bodies{"small"});
}

TEST(Journal, WhatCantBeWrittenIsToldAndTheNextTryMayWork) {
  const TemporaryFolder folder;
  const auto place = folder.path() / "journal";
  const auto journal = opened(place);
  std::filesystem::remove(place);
  std::ofstream(place) << "in the way";
  const auto outcome = append(*journal, "one");
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, FailureKind::unavailable);
  EXPECT_EQ(journal->waiting(), 0u);
  std::filesystem::remove(place);
  std::filesystem::create_directory(place);
  ASSERT_TRUE(append(*journal, "two"));
  EXPECT_EQ(bodies(journal->take({}).value()), Bodies{"two"});
}

}  // namespace
}  // namespace saldo::receive
