#include "connect/child.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <semaphore>
#include <thread>

#include "launching.hpp"
#include "saldo/record_fields.hpp"

namespace saldo::connect {
namespace {

std::string lines(int count) {
  std::string text = "ECHO\n";
  for (int i = 0; i < count; ++i)
    text += "2024-05-17;EUR;" + std::to_string(i) + ";Rechnung " + std::to_string(i) + "\n";
  return text;
}

TEST(Child, GivesEveryRecordOfADocumentOnceAndInOrder) {
  class InOrder : public Document {
   public:
    using Document::Document;
    Result<void> records(std::string_view batch) override {
      wire::RecordReader reader(batch);
      while (const saldo_record* record = reader.next())
        if (record->kind == SALDO_RECORD_TRANSACTION)
          taken.push_back(read_record<Transaction>(*record));
      return {};
    }
    std::vector<Transaction> taken;
  };
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  constexpr int kLines = 20'000;  // more than two parts of the document
  InOrder document(lines(kLines));
  const Outcome outcome = child->decode({"a.txt", "text/plain", 0}, document);
  ASSERT_TRUE(outcome.ok()) << outcome.failure.to_string();
  ASSERT_EQ(document.taken.size(), std::size_t{kLines});
  for (int i = 0; i < kLines; ++i) {
    const Transaction& t = document.taken[static_cast<std::size_t>(i)];
    ASSERT_EQ(t.index, i + 1);
    ASSERT_EQ(t.amount->minor, i);
    ASSERT_EQ(t.remittance.at(0), "Rechnung " + std::to_string(i));
  }
  EXPECT_EQ(document.taken[7].at.line, 9u);
  EXPECT_TRUE(told.heard("decoded 20000 lines"));
  ASSERT_EQ(told.metrics.size(), 1u);
  EXPECT_EQ(told.metrics[0].first, "lines");
  EXPECT_EQ(told.metrics[0].second, kLines);
}

TEST(Child, DecodesOneDocumentAfterAnother) {
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  for (int i = 0; i < 5; ++i) {
    Document document(lines(10));
    ASSERT_TRUE(child->decode({"a.txt", "", 0}, document).ok());
    EXPECT_EQ(document.records_taken, 11u);
  }
}

TEST(Child, SaysWhereADocumentIsWrongAndWhatHangsOnIt) {
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  Document document("ECHO\n2024-05-17;EUR;1;ok\nnonsense\n");
  const Outcome outcome = child->decode({"b.txt", "", 0}, document);
  EXPECT_EQ(outcome.verdict, Verdict::rejected);
  EXPECT_EQ(outcome.failure.file, "b.txt");
  EXPECT_EQ(outcome.failure.line, 3u);
  EXPECT_EQ(outcome.failure.offset, 25u);
  EXPECT_EQ(outcome.failure.rule, "echo.fields");
  EXPECT_EQ(outcome.failure.expected, "4");
  EXPECT_EQ(outcome.failure.found, "fewer");
  EXPECT_EQ(outcome.failure.held, (Money{1234, Currency::parse("EUR")}));
  EXPECT_FALSE(outcome.child_lost());
}

TEST(Child, DropsTheRecordsOfAFailedDecodeBeforeTheNextOne) {
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  Document bad("ECHO\n2024-05-17;EUR;1;ok\nnonsense\n");
  EXPECT_FALSE(child->decode({"b.txt", "", 0}, bad).ok());
  Document good(lines(1));
  EXPECT_TRUE(child->decode({"a.txt", "", 0}, good).ok());
  EXPECT_EQ(good.records_taken, 2u);
}

TEST(Child, EndsADecodeWhoseRecordsAreRefusedWithTheReasonOfTheRefusal) {
  class Refusing : public Document {
   public:
    using Document::Document;
    Result<void> records(std::string_view) override {
      ++asked;
      return Failure{.message = "the book is closed", .rule = "book.open"};
    }
    int asked = 0;
  };
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  Refusing refusing(lines(5000));
  const Outcome outcome = child->decode({"a.txt", "", 0}, refusing);
  EXPECT_EQ(outcome.verdict, Verdict::rejected);
  EXPECT_EQ(outcome.failure.message, "the book is closed");
  EXPECT_EQ(outcome.failure.rule, "book.open");
  EXPECT_EQ(refusing.asked, 1);
  Document next(lines(1));
  EXPECT_TRUE(child->decode({"a.txt", "", 0}, next).ok());
}

TEST(Child, EndsADecodeWhoseDocumentCannotBeRead) {
  class Unreadable : public Document {
   public:
    using Document::Document;
    Result<std::size_t> read(std::span<char>) override {
      return Failure{.kind = FailureKind::unavailable, .message = "the disk is away"};
    }
  };
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  Unreadable unreadable("");
  const Outcome outcome = child->decode({"a.txt", "", 0}, unreadable);
  EXPECT_EQ(outcome.verdict, Verdict::retry);
  EXPECT_EQ(outcome.failure.message, "the disk is away");
}

TEST(Child, TurnsAnExceptionOfOurOwnIntoAFailedCall) {
  class Throwing : public Document {
   public:
    using Document::Document;
    Result<void> records(std::string_view) override { throw std::runtime_error("disk full"); }
  };
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  Throwing throwing(lines(5));
  const Outcome outcome = child->decode({"a.txt", "", 0}, throwing);
  EXPECT_EQ(outcome.verdict, Verdict::bug);
  EXPECT_EQ(outcome.failure.message, "disk full");
}

TEST(Child, IdentifiesWhatItKnowsAndNothingElse) {
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  int score = -1;
  EXPECT_TRUE(child->identify("ECHO\n1", "a.txt", score).ok());
  EXPECT_EQ(score, 90);
  EXPECT_TRUE(child->identify("<xml/>", "a.xml", score).ok());
  EXPECT_EQ(score, 0);
}

TEST(Child, SaysThatADecoderIsNoSource) {
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  NoRequests none;
  const Outcome outcome = child->pull("", none);
  EXPECT_EQ(outcome.verdict, Verdict::unsupported);
  EXPECT_THAT(outcome.failure.message, testing::HasSubstr("saldo.source/1"));
  EXPECT_TRUE(child->check().ok());
}

/// Cancels from another thread as soon as the call has begun.
class CancelledOnceBegun : public Document {
 public:
  explicit CancelledOnceBegun(Child& child)
      : Document(""), other_([this, &child] {
          begun_.acquire();
          child.cancel("the daemon stops");
        }) {}
  ~CancelledOnceBegun() override {
    begun_.release();
    other_.join();
  }
  void progress(std::uint64_t, std::uint64_t) override { begun_.release(); }

 private:
  std::counting_semaphore<> begun_{0};
  std::thread other_;
};

TEST(Child, IsStoppedByCancelFromAnotherThread) {
  for (const char* mode : {"obedient", "progress"}) {
    Told told;
    Launch launch = launch_of("evil", "evil");
    launch.options = {{"mode", mode}};
    const auto child = started(launch, told);
    {
      CancelledOnceBegun document(*child);
      const Outcome outcome = child->decode({"a.txt", "", 0}, document);
      EXPECT_EQ(outcome.verdict, Verdict::cancelled);
      EXPECT_FALSE(outcome.child_lost());
    }
    // It was cancelled for good: nothing more is asked of it.
    EXPECT_EQ(child->check().verdict, Verdict::cancelled);
  }
}

TEST(Child, IsEndedWhenItDoesNotStopInTime) {
  Told told;
  Launch launch = launch_of("evil", "evil");
  launch.options = {{"mode", "deaf"}};
  launch.limits.cancel_grace = std::chrono::milliseconds(50);
  launch.limits.term_grace = std::chrono::milliseconds(50);
  const auto child = started(launch, told);
  CancelledOnceBegun document(*child);
  const Outcome outcome = child->decode({"a.txt", "", 0}, document);
  EXPECT_EQ(outcome.verdict, Verdict::hung);
  EXPECT_THAT(outcome.failure.message, testing::HasSubstr("did not stop"));
  EXPECT_THAT(outcome.crash_report, testing::HasSubstr("ended by SIGKILL"));
}

TEST(Child, ShowsWhatAPluginPrintsAsCleanLines) {
  Told told;
  Launch launch = launch_of("evil", "evil");
  launch.options = {{"mode", "print"}, {"when", "check"}};
  {
    const auto child = started(launch, told);
    EXPECT_TRUE(child->check().ok());
  }
  ASSERT_EQ(told.lines.size(), 2u);
  EXPECT_EQ(told.lines[0].text, "a line");
  EXPECT_EQ(told.lines[1].text, "forged  [31mred\xEF\xBF\xBD and unfinished");
}

TEST(Child, ShowsTwoHundredLinesOfAFloodAndCountsTheRest) {
  for (const char* mode : {"log flood", "print flood"}) {
    Told told;
    Launch launch = launch_of("evil", "evil");
    launch.options = {{"mode", mode}};
    const auto child = started(launch, told);
    Document document("");
    EXPECT_TRUE(child->decode({"a.txt", "", 0}, document).ok());
    EXPECT_GE(told.lines.size(), 200u);
    EXPECT_LT(told.lines.size(), 10'000u);
    EXPECT_TRUE(told.heard("lines suppressed")) << mode;
  }
}

}  // namespace
}  // namespace saldo::connect
