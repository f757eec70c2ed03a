#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <map>
#include <thread>

#include "launching.hpp"

namespace saldo::connect {
namespace {

namespace fs = std::filesystem;

class GrantedDirectory : public testing::Test {
 protected:
  GrantedDirectory() {
    std::string name = (fs::temp_directory_path() / "saldo-files-XXXXXX").string();
    top_ = ::mkdtemp(name.data());
    granted_ = top_ / "granted";
    fs::create_directory(granted_);
    put(top_ / "secret.txt", "secret");
  }
  ~GrantedDirectory() override { fs::remove_all(top_); }

  static void put(const fs::path& path, const std::string& content) {
    std::ofstream(path) << content;
  }
  static std::string content(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::unique_ptr<Child> child(const std::string& component,
                               std::vector<std::pair<std::string, std::string>> options = {}) {
    Launch launch = launch_of("echo", component);
    launch.directories = {{"directory", granted_}};
    launch.options = std::move(options);
    return started(launch, told_);
  }

  Told told_;
  fs::path top_, granted_;
};

/// Takes documents and checkpoints.
class Archive : public NoRequests {
 public:
  Result<void> begin_document(const DocumentOffer& offer) override {
    key_ = offer.key;
    documents[key_].clear();
    return {};
  }
  Result<void> write_document(std::string_view bytes) override {
    documents[key_] += bytes;
    return {};
  }
  Result<void> finish_document() override {
    ++finished;
    if (full) return Failure{.kind = FailureKind::unavailable, .message = "the archive is full"};
    return {};
  }
  Result<void> checkpoint(std::string_view at) override {
    cursor = at;
    return {};
  }
  std::map<std::string, std::string> documents;
  std::string cursor;
  int finished = 0;
  bool full = false;

 private:
  std::string key_;
};

TEST_F(GrantedDirectory, ItsFilesAreHandedOverWhole) {
  put(granted_ / "a.txt", "alpha");
  put(granted_ / "ü.txt", std::string(700'000, 'x'));
  fs::create_directory(granted_ / "folder");
  Archive archive;
  const Outcome outcome = child("inbox")->pull("c", archive);
  ASSERT_TRUE(outcome.ok()) << outcome.failure.to_string();
  EXPECT_EQ(archive.documents["a.txt"], "alpha");
  EXPECT_EQ(archive.documents["ü.txt"], std::string(700'000, 'x'));
  EXPECT_EQ(archive.finished, 2);
  EXPECT_EQ(archive.cursor, "c+2");
}

TEST_F(GrantedDirectory, AFailedFinishReachesThePlugin) {
  put(granted_ / "a.txt", "alpha");
  Archive archive;
  archive.full = true;
  const Outcome outcome = child("inbox")->pull("", archive);
  EXPECT_EQ(outcome.verdict, Verdict::retry);
  EXPECT_EQ(outcome.failure.message, "the archive is full");
  EXPECT_EQ(archive.cursor, "");
}

TEST_F(GrantedDirectory, AFileWhoseNameIsNotUtf8IsToldAndPassedOver) {
  put(granted_ / "m\xfcller.txt", "x");
  put(granted_ / "a.txt", "alpha");
  Archive archive;
  EXPECT_TRUE(child("inbox")->pull("", archive).ok());
  EXPECT_EQ(archive.documents.size(), 1u);
  EXPECT_TRUE(told_.heard("name is not UTF-8"));
}

TEST_F(GrantedDirectory, AcknowledgedFilesMoveAndNothingIsReplaced) {
  const auto inbox = child("inbox");
  for (const char* text : {"one", "two", "three"}) {
    put(granted_ / "a.txt", text);
    ASSERT_TRUE(inbox->acknowledge("a.txt", true).ok());
  }
  EXPECT_FALSE(fs::exists(granted_ / "a.txt"));
  EXPECT_EQ(content(granted_ / "done/a.txt"), "one");
  EXPECT_EQ(content(granted_ / "done/a.2.txt"), "two");
  EXPECT_EQ(content(granted_ / "done/a.3.txt"), "three");
}

TEST_F(GrantedDirectory, MovingMakesTheFoldersOfTheTarget) {
  put(granted_ / "a.txt", "alpha");
  const auto inbox = child("inbox", {{"target", "done/2024/05/a.txt"}});
  const Outcome outcome = inbox->acknowledge("a.txt", true);
  ASSERT_TRUE(outcome.ok()) << outcome.failure.to_string();
  EXPECT_EQ(content(granted_ / "done/2024/05/a.txt"), "alpha");
}

TEST_F(GrantedDirectory, AVanishedFileIsNamed) {
  const Outcome outcome = child("inbox")->acknowledge("gone.txt", true);
  EXPECT_EQ(outcome.verdict, Verdict::rejected);
  EXPECT_THAT(outcome.failure.message, testing::HasSubstr("'gone.txt'"));
  EXPECT_THAT(outcome.failure.message, testing::HasSubstr("No such file"));
}

TEST_F(GrantedDirectory, NoNameLeadsOutOfIt) {
  fs::create_symlink(top_ / "secret.txt", granted_ / "link.txt");
  fs::create_symlink(top_, granted_ / "way-out");
  fs::create_directory(granted_ / "folder");
  const std::string names[] = {
      "../secret.txt",     "folder/../../secret.txt",       "link.txt", "way-out/secret.txt",
      top_ / "secret.txt", "/proc/self/fd/6/../secret.txt", "..",       ""};
  for (const std::string& name : names) {
    Archive archive;
    const Outcome outcome = child("inbox", {{"open", name}})->pull("", archive);
    EXPECT_EQ(outcome.verdict, Verdict::rejected) << name;
    EXPECT_EQ(archive.documents[name], "") << name;
  }
}

TEST_F(GrantedDirectory, NothingMovesOutOfIt) {
  fs::create_symlink(top_, granted_ / "way-out");
  put(granted_ / "a.txt", "alpha");
  for (const std::string target : {"../stolen.txt", "way-out/stolen.txt", "new/../../stolen.txt",
                                   "/tmp/stolen.txt", "..", "new/.."}) {
    const auto inbox = child("inbox", {{"target", target}});
    EXPECT_EQ(inbox->acknowledge("a.txt", true).verdict, Verdict::rejected) << target;
  }
  EXPECT_EQ(child("inbox")->acknowledge("../secret.txt", true).verdict, Verdict::rejected);
  EXPECT_TRUE(fs::exists(granted_ / "a.txt"));
  EXPECT_TRUE(fs::exists(top_ / "secret.txt"));
  EXPECT_FALSE(fs::exists(top_ / "stolen.txt"));
}

TEST_F(GrantedDirectory, ADeliveryIsWrittenWholeUnderItsName) {
  const auto outbox = child("outbox");
  std::string receipt;
  const std::string body(3'000'000, 'b');
  const Outcome outcome =
      outbox->deliver("key-1", "letters/l.pdf", "application/pdf", body, receipt);
  ASSERT_TRUE(outcome.ok()) << outcome.failure.to_string();
  EXPECT_EQ(receipt, "receipt for key-1");
  EXPECT_EQ(content(granted_ / "letters/l.pdf"), body);
  EXPECT_EQ(std::distance(fs::directory_iterator(granted_ / "letters"), {}), 1);
  ASSERT_TRUE(outbox->deliver("key-2", "letters/l.pdf", "", "second", receipt).ok());
  EXPECT_EQ(content(granted_ / "letters/l.pdf"), "second");
}

TEST_F(GrantedDirectory, ADeliveryMayBeBegunAndFinishedLaterOrNever) {
  const auto first = child("outbox");
  auto second = child("outbox");
  std::string receipt;
  const std::string body(1'000'000, 'b');
  first->begin_delivery({"key-1", "a.pdf", "application/pdf", body});
  second->begin_delivery({"key-2", "b.pdf", "application/pdf", body});
  ASSERT_TRUE(first->finish_delivery(receipt).ok());
  EXPECT_EQ(receipt, "receipt for key-1");
  EXPECT_EQ(content(granted_ / "a.pdf"), body);
  second.reset();
  ASSERT_TRUE(first->deliver("key-3", "c.pdf", "", "third", receipt).ok());
  EXPECT_EQ(content(granted_ / "c.pdf"), "third");
}

TEST_F(GrantedDirectory, ADeliveryStepsOverWhatACrashLeftBehind) {
  put(granted_ / ".l.pdf.part", "half");
  std::string receipt;
  ASSERT_TRUE(child("outbox")->deliver("k", "l.pdf", "", "whole", receipt).ok());
  EXPECT_EQ(content(granted_ / "l.pdf"), "whole");
  EXPECT_FALSE(fs::exists(granted_ / ".l.pdf.part"));
}

TEST_F(GrantedDirectory, NothingIsWrittenOutsideOfIt) {
  fs::create_symlink(top_ / "secret.txt", granted_ / "link.txt");
  std::string receipt;
  const auto outbox = child("outbox");
  EXPECT_EQ(outbox->deliver("k", "../secret.txt", "", "x", receipt).verdict, Verdict::rejected);
  // Replacing a link is fine; writing through it isn't.
  EXPECT_TRUE(outbox->deliver("k", "link.txt", "", "x", receipt).ok());
  EXPECT_EQ(content(top_ / "secret.txt"), "secret");
}

TEST_F(GrantedDirectory, AFolderThatMayNotBeWrittenIsAMatterOfConfiguration) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  ::chmod(granted_.c_str(), 0500);
  std::string receipt;
  const Outcome outcome = child("outbox")->deliver("k", "l.pdf", "", "x", receipt);
  ::chmod(granted_.c_str(), 0700);
  EXPECT_EQ(outcome.verdict, Verdict::config);
  EXPECT_THAT(outcome.failure.message, testing::HasSubstr("give the user that saldo runs as"));
}

TEST_F(GrantedDirectory, WaitTellsWhatCameSinceItsFolderWasListed) {
  const auto inbox = child("inbox");
  Archive archive;
  ASSERT_TRUE(inbox->pull("", archive).ok());
  bool changed = true;
  ASSERT_TRUE(inbox->wait(std::chrono::milliseconds(0), changed).ok());
  EXPECT_FALSE(changed);
  put(granted_ / "a.txt", "alpha");
  ASSERT_TRUE(inbox->wait(std::chrono::hours(1), changed).ok());
  EXPECT_TRUE(changed);
  ASSERT_TRUE(inbox->wait(std::chrono::milliseconds(0), changed).ok());
  EXPECT_FALSE(changed);
}

TEST_F(GrantedDirectory, AWaitLongerThanTheSilenceLimitIsNoHang) {
  Launch launch = launch_of("echo", "inbox");
  launch.directories = {{"directory", granted_}};
  launch.limits.silence = std::chrono::milliseconds(1500);
  const auto inbox = started(launch, told_);
  bool changed = true;
  const Outcome outcome = inbox->wait(std::chrono::milliseconds(2000), changed);
  EXPECT_TRUE(outcome.ok()) << outcome.failure.to_string();
  EXPECT_FALSE(changed);
}

TEST_F(GrantedDirectory, AWaitEndsAtOnceWhenItIsCancelled) {
  const auto inbox = child("inbox");
  std::thread other([&] { inbox->cancel("the daemon stops"); });
  bool changed = true;
  const Outcome outcome = inbox->wait(std::chrono::hours(1), changed);
  other.join();
  EXPECT_EQ(outcome.verdict, Verdict::cancelled);
}

TEST_F(GrantedDirectory, WithoutAGrantThereAreNoFiles) {
  const auto child = Child::start(launch_of("echo", "inbox"), told_.observer(), test_host());
  ASSERT_FALSE(child);
  EXPECT_THAT(child.error().message, testing::HasSubstr("doesn't offer saldo.files/1"));
}

}  // namespace
}  // namespace saldo::connect
