#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saldo/plugin.h"
#include "unit/files/fake_host.hpp"

extern "C" const saldo_plugin* files_entry(void);

namespace saldo::testing_files {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kSecond = 1'000'000'000;

/// The connector on a fake host, called as the real host calls it.
class Connector {
 public:
  explicit Connector(FakeHost& host) : host_(host) {
    error.struct_size = sizeof error;
    created = plugin_->create(host_.raw(), to_abi("files"), &instance_, &error);
    if (created != SALDO_OK) return;
    source_ =
        static_cast<const saldo_source*>(plugin_->extension(instance_, to_abi(SALDO_EXT_SOURCE)));
    check_ =
        static_cast<const saldo_check*>(plugin_->extension(instance_, to_abi(SALDO_EXT_CHECK)));
  }
  ~Connector() { plugin_->destroy(instance_); }
  Connector(const Connector&) = delete;
  Connector& operator=(const Connector&) = delete;

  std::uint32_t pull() {
    host_.begin_call();
    return source_->pull(instance_, to_abi(""), &error);
  }
  std::uint32_t posted(const char* key) {
    return source_->acknowledge(instance_, to_abi(key), SALDO_ACK_POSTED, &error);
  }
  std::uint32_t quarantined(const char* key) {
    return source_->acknowledge(instance_, to_abi(key), SALDO_ACK_QUARANTINED, &error);
  }
  bool wait(std::int64_t seconds) {
    std::uint32_t changed = 0;
    EXPECT_EQ(
        source_->wait(instance_, static_cast<std::uint64_t>(seconds) * 1000, &changed, &error),
        SALDO_OK)
        << error.message;
    return changed != 0;
  }
  std::uint32_t check() { return check_->check(instance_, &error); }

  saldo_error error{};
  std::uint32_t created = SALDO_E_BUG;

 private:
  FakeHost& host_;
  const saldo_plugin* plugin_ = files_entry();
  saldo_instance* instance_ = nullptr;
  const saldo_source* source_ = nullptr;
  const saldo_check* check_ = nullptr;
};

class Files : public ::testing::Test {
 protected:
  /// A file that was written long ago.
  void put_old(const std::string& name, const std::string& bytes = "x") {
    host.put(name, bytes, host.now_ns - 3600 * kSecond);
  }
  std::vector<std::string> pulled() {
    Connector connector(host);
    EXPECT_EQ(connector.created, SALDO_OK) << connector.error.message;
    EXPECT_EQ(connector.pull(), SALDO_OK) << connector.error.message;
    return host.keys();
  }
  FakeHost host;
};

TEST_F(Files, AreHandedOverInOrderOfTheirNames) {
  put_old("b.xml", "bytes of b");
  put_old("a.xml", "bytes of a");
  EXPECT_THAT(pulled(), ElementsAre("a.xml", "b.xml"));
  EXPECT_EQ(host.delivered[0].bytes, "bytes of a");
  EXPECT_EQ(host.open_files, 0);
}

TEST_F(Files, AreTakenByThePattern) {
  host.options["pattern"] = "*.{xml,sta}";
  for (const char* name : {"a.xml", "b.sta", "c.csv"}) put_old(name);
  EXPECT_THAT(pulled(), ElementsAre("a.xml", "b.sta"));
}

TEST_F(Files, ThatAreHiddenOrUnfinishedStay) {
  for (const char* name : {".hidden", "a.part", "b.tmp", "c.filepart", "d.xml"}) put_old(name);
  EXPECT_THAT(pulled(), ElementsAre("d.xml"));
}

TEST_F(Files, OfSubFoldersAreTakenOnlyWhenAsked) {
  for (const char* name : {"a.xml", "es/b.xml", "done/c.xml", "failed/d.xml", ".git/e.xml"})
    put_old(name);
  EXPECT_THAT(pulled(), ElementsAre("a.xml"));
  host.delivered.clear();
  host.options["recursive"] = "true";
  EXPECT_THAT(pulled(), ElementsAre("a.xml", "es/b.xml"));
}

TEST_F(Files, AreStreamedInPiecesOf256KiB) {
  put_old("large", std::string((1 << 20) + 5, 'x'));
  pulled();
  EXPECT_EQ(host.delivered[0].bytes.size(), (1u << 20) + 5);
  EXPECT_EQ(host.delivered[0].largest_piece, 256u << 10);
}

TEST_F(Files, ThatAreEmptyAreHandedOverToo) {
  put_old("empty.xml", "");
  EXPECT_THAT(pulled(), ElementsAre("empty.xml"));
}

TEST_F(Files, WrittenJustNowAreTakenOnceTheyHaveSettled) {
  host.put("a.xml", "x", host.now_ns);
  const std::int64_t start = host.now_ns;
  EXPECT_THAT(pulled(), ElementsAre("a.xml"));
  EXPECT_EQ(host.now_ns - start, 2 * kSecond);
}

TEST_F(Files, ThatNeedLongToSettleAreLeftForTheNextPull) {
  host.options["settled_for"] = "10m";
  host.put("a.xml", "x", host.now_ns);
  const std::int64_t start = host.now_ns;
  EXPECT_THAT(pulled(), IsEmpty());
  EXPECT_EQ(host.now_ns, start);
}

TEST_F(Files, ThatKeepGrowingAreNotWaitedForForEver) {
  host.put("a.xml", "x", host.now_ns);
  for (int i = 1; i < 100; ++i)
    host.events.emplace(host.now_ns + i * kSecond, [this] {
      host.put("a.xml", host.files["a.xml"].bytes + "x", host.now_ns);
    });
  EXPECT_THAT(pulled(), IsEmpty());
}

TEST_F(Files, FromTheFutureMustStandStillWhileTheSourceLooks) {
  host.put("a.xml", "x", host.now_ns + 86'400 * kSecond);
  const std::int64_t start = host.now_ns;
  EXPECT_THAT(pulled(), ElementsAre("a.xml"));
  EXPECT_EQ(host.now_ns - start, 2 * kSecond);
}

TEST_F(Files, WithOldTimesThatGrowAreNotSettled) {
  put_old("a.xml", "x");
  Connector connector(host);
  EXPECT_TRUE(connector.wait(10));
  put_old("a.xml", "xy");  // cp --preserve keeps the old time while it writes
  const std::int64_t start = host.now_ns;
  EXPECT_TRUE(connector.wait(10));
  EXPECT_EQ(host.now_ns - start, 2 * kSecond);
}

TEST_F(Files, WithAMarkerAreTakenAtOnceAndOnlyThen) {
  host.options["done_marker"] = ".ok";
  put_old("a.xml");
  host.put("b.xml", "x", host.now_ns);
  host.put("b.xml.ok", "", host.now_ns);
  const std::int64_t start = host.now_ns;
  EXPECT_THAT(pulled(), ElementsAre("b.xml"));
  EXPECT_EQ(host.now_ns, start);
}

TEST_F(Files, ThatMayNotBeReadAreReportedOnceAPullAndLeft) {
  host.put("a.xml", "x", host.now_ns);  // makes the pull look twice
  put_old("b.xml");
  host.files["b.xml"].readable = false;
  EXPECT_THAT(pulled(), ElementsAre("a.xml"));
  EXPECT_THAT(host.warnings, ElementsAre(HasSubstr("b.xml")));
}

TEST_F(Files, ThatAreDamagedDoNotStopTheOthers) {
  for (const char* name : {"a.xml", "b.xml", "c.xml"}) put_old(name);
  host.damaged = "b.xml";
  EXPECT_THAT(pulled(), ElementsAre("a.xml", "c.xml"));
  EXPECT_THAT(host.warnings, ElementsAre(HasSubstr("input/output error")));
  EXPECT_EQ(host.open_files, 0);
}

TEST_F(Files, ThatBreakOffHalfwayEndThePullAndAreNamed) {
  for (const char* name : {"a.xml", "b.xml", "c.xml"}) put_old(name, std::string(300 << 10, 'x'));
  host.damaged = "b.xml";
  host.damaged_from = 256 << 10;
  Connector connector(host);
  EXPECT_EQ(connector.pull(), SALDO_E_RETRY);
  EXPECT_THAT(connector.error.message, HasSubstr("b.xml"));
  EXPECT_THAT(host.keys(), ElementsAre("a.xml"));
  EXPECT_EQ(host.open_files, 0);
  host.damaged.clear();
  EXPECT_EQ(connector.pull(), SALDO_OK);
  EXPECT_THAT(host.keys(), ElementsAre("a.xml", "a.xml", "b.xml", "c.xml"));
}

TEST_F(Files, ThatGrowWhileTheyAreReadAreTakenNextTime) {
  put_old("a.xml");
  host.after_read = [this](const std::string& name) {
    host.put(name, host.files[name].bytes + "y", host.now_ns);
  };
  Connector connector(host);
  EXPECT_EQ(connector.pull(), SALDO_E_RETRY);
  EXPECT_EQ(connector.error.retry_after_ms, 2000u);
  EXPECT_THAT(host.keys(), IsEmpty());
  host.after_read = nullptr;
  EXPECT_EQ(connector.pull(), SALDO_OK);
  EXPECT_EQ(host.delivered.back().bytes, "xyy");
}

TEST_F(Files, ThatAreRewrittenWithTheSameLengthWhileTheyAreReadAreNotFinished) {
  put_old("a.xml", "old");
  host.after_read = [this](const std::string& name) { host.put(name, "new", host.now_ns); };
  EXPECT_EQ(Connector(host).pull(), SALDO_E_RETRY);
  EXPECT_THAT(host.keys(), IsEmpty());
}

TEST_F(Files, StayWhereTheyAreWhenTheArchiveIsFull) {
  put_old("a.xml");
  host.archive_full = true;
  Connector connector(host);
  EXPECT_EQ(connector.pull(), SALDO_E_RETRY);
  EXPECT_TRUE(host.has("a.xml"));
}

TEST_F(Files, MoveToDoneWithTheirFolderAndMarkerWhenPosted) {
  host.options["recursive"] = "true";
  host.options["done_marker"] = ".ok";
  put_old("es/a.xml");
  put_old("es/a.xml.ok");
  Connector connector(host);
  connector.pull();
  EXPECT_EQ(connector.posted("es/a.xml"), SALDO_OK);
  EXPECT_TRUE(host.has("done/es/a.xml"));
  EXPECT_TRUE(host.has("done/es/a.xml.ok"));
  EXPECT_EQ(host.files.size(), 2u);
}

TEST_F(Files, MoveToFailedWhenQuarantined) {
  host.options["failed"] = "refused/today/";
  put_old("a.xml");
  Connector connector(host);
  connector.pull();
  EXPECT_EQ(connector.quarantined("a.xml"), SALDO_OK);
  EXPECT_TRUE(host.has("refused/today/a.xml"));
}

TEST_F(Files, MayBeAcknowledgedAgainAndAgain) {
  put_old("a.xml");
  Connector connector(host);
  connector.pull();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(connector.posted("a.xml"), SALDO_OK);
  EXPECT_EQ(connector.posted("never-seen.xml"), SALDO_OK);
  host.missing_folders.insert("es");
  EXPECT_EQ(connector.posted("es/never-seen.xml"), SALDO_OK);
  EXPECT_EQ(host.files.size(), 1u);
}

TEST_F(Files, AreTakenAndMovedByAHostThatCannotFindASingleFile) {
  host.can_find = false;
  host.options["recursive"] = "true";
  put_old("es/a.xml");
  Connector connector(host);
  connector.pull();
  EXPECT_EQ(connector.posted("es/a.xml"), SALDO_OK);
  EXPECT_TRUE(host.has("done/es/a.xml"));
  host.missing_folders.insert("es");
  EXPECT_EQ(connector.posted("es/a.xml"), SALDO_OK);
  EXPECT_EQ(host.finds, 0);
}

TEST_F(Files, CostOneLookAtTheFolderHoweverManyTheyAre) {
  for (char c = 'a'; c <= 'z'; ++c) put_old(std::string(1, c));
  Connector connector(host);
  connector.pull();
  for (char c = 'a'; c <= 'z'; ++c) connector.posted(std::string(1, c).c_str());
  EXPECT_EQ(host.lists, 1);
}

TEST_F(Files, AreMovedByANewInstanceToo) {
  put_old("a.xml");
  EXPECT_EQ(Connector(host).posted("a.xml"), SALDO_OK);
  EXPECT_TRUE(host.has("done/a.xml"));
}

TEST_F(Files, ThatReplacedATakenOneAreNotMovedUnread) {
  put_old("a.xml", "first");
  Connector connector(host);
  connector.pull();
  put_old("a.xml", "second");
  EXPECT_EQ(connector.posted("a.xml"), SALDO_OK);
  EXPECT_TRUE(host.has("a.xml"));
  connector.pull();
  EXPECT_EQ(host.delivered.back().bytes, "second");
  EXPECT_EQ(connector.posted("a.xml"), SALDO_OK);
  EXPECT_FALSE(host.has("a.xml"));
  put_old("a.xml", "the third");
  EXPECT_EQ(connector.posted("a.xml"), SALDO_OK);
  EXPECT_TRUE(host.has("a.xml"));
}

TEST_F(Files, ThatCannotBeMovedAreAnErrorOfTheAcknowledgement) {
  put_old("a.xml");
  Connector connector(host);
  connector.pull();
  host.read_only = true;
  EXPECT_EQ(connector.posted("a.xml"), SALDO_E_CONFIG);
}

TEST_F(Files, ThatArriveEndAWaitOnceTheyHaveSettled) {
  const std::int64_t start = host.now_ns;
  host.events.emplace(start + 10 * kSecond, [this] { host.put("a.xml", "x", host.now_ns); });
  Connector connector(host);
  EXPECT_TRUE(connector.wait(100));
  EXPECT_EQ(host.now_ns - start, 12 * kSecond);
}

TEST_F(Files, ThatNobodyTellsOfAreFoundByPolling) {
  host.tells_changes = false;
  host.options["poll"] = "30s";
  const std::int64_t start = host.now_ns;
  host.events.emplace(start + 10 * kSecond, [this] { host.put("a.xml", "x", host.now_ns); });
  Connector connector(host);
  EXPECT_TRUE(connector.wait(100));
  EXPECT_EQ(host.now_ns - start, 30 * kSecond);
}

TEST_F(Files, ThatWereToldOfAreNotNewsAgain) {
  put_old("a.xml");
  Connector connector(host);
  EXPECT_TRUE(connector.wait(10));
  EXPECT_FALSE(connector.wait(10));
  EXPECT_EQ(connector.pull(), SALDO_OK);
  EXPECT_FALSE(connector.wait(10));  // still there: its acknowledgement failed
  put_old("a.xml", "another");
  EXPECT_TRUE(connector.wait(10));
}

TEST_F(Files, NotThereLeaveTheSourceAsleep) {
  Connector connector(host);
  EXPECT_FALSE(connector.wait(3600));
  EXPECT_LE(host.lists, 62);  // one a minute
  EXPECT_LE(host.waits, 62);
}

TEST_F(Files, CheckNamesTheDirectoryThatIsMissingOrReadOnly) {
  Connector connector(host);
  EXPECT_EQ(connector.check(), SALDO_OK);
  host.read_only = true;
  EXPECT_EQ(connector.check(), SALDO_E_CONFIG);
  EXPECT_THAT(connector.error.message, HasSubstr("read-only file system"));
  host.missing_folders.insert("");
  EXPECT_EQ(connector.check(), SALDO_E_CONFIG);
  EXPECT_THAT(connector.error.message, HasSubstr("no such directory"));
}

TEST_F(Files, RefuseOptionsThatMakeNoSense) {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"pattern", "*.{xml"},
      {"settled_for", "soon"},
      {"settled_for", "-1s"},
      {"settled_for", "99999999999999d"},
      {"poll", "0s"},
      {"recursive", "maybe"},
      {"done", "../elsewhere"},
      {"done", "/done"},
      {"done", ""},
      {"done", "failed"},
      {"failed", ".failed"},
      {"done_marker", "/x"}};
  for (const auto& [option, value] : wrong) {
    FakeHost other;
    other.options[option] = value;
    Connector connector(other);
    EXPECT_EQ(connector.created, SALDO_E_CONFIG) << option << "=" << value;
    EXPECT_THAT(connector.error.message, HasSubstr("option ")) << option << "=" << value;
  }
}

}  // namespace
}  // namespace saldo::testing_files
