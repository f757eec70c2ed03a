#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "connect/transfer.hpp"
#include "saldo/plugin.h"
#include "support/sshd.hpp"

namespace saldo::connect {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Requests to Debian's own SFTP server.
class Sftp : public testing::Test {
 protected:
  Origin origin() const {
    return {.option = "server",
            .url = server.url(),
            .user = server.user(),
            .key = server.key(),
            .host_key = server.host_key()};
  }
  static std::unique_ptr<Transfers> open(Origin origin) {
    return make_curl_transfers({std::move(origin)}, [](std::chrono::milliseconds) { return true; });
  }
  static Transfers::Reply ask(Transfers& all, std::string_view method, std::string_view target,
                              std::string_view body = {}) {
    return all.request(
        {.origin = "server", .method = method, .target = target, .headers = {}, .body = body});
  }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((server.files() / name).parent_path());
    std::ofstream(server.files() / name) << text;
  }
  test::Sshd server;
};

TEST_F(Sftp, ListsFetchesRenamesAndDeletes) {
  put("a b.sta", ":20:A");
  put("done/old.sta", "old");
  auto all = open(origin());
  const auto list = ask(*all, "LIST", "/");
  ASSERT_EQ(list.outcome, SALDO_OK) << list.message << server.log();
  EXPECT_EQ(list.status, 200u);
  const std::string names(all->read(10'000));
  EXPECT_THAT(names, HasSubstr(" a b.sta\n"));
  EXPECT_THAT(names, HasSubstr(" done\n"));
  EXPECT_EQ(ask(*all, "GET", "/a%20b.sta").status, 200u);
  EXPECT_EQ(all->read(100), ":20:A");
  EXPECT_EQ(ask(*all, "RENAME", "/a%20b.sta", "/done/a%20b.sta").status, 200u);
  EXPECT_FALSE(fs::exists(server.files() / "a b.sta"));
  EXPECT_TRUE(fs::exists(server.files() / "done/a b.sta"));
  EXPECT_EQ(ask(*all, "MKDIR", "/new").status, 200u);
  EXPECT_TRUE(fs::is_directory(server.files() / "new"));
  EXPECT_EQ(ask(*all, "MKDIR", "/new").status, 409u);
  EXPECT_EQ(ask(*all, "DELETE", "/done/a%20b.sta").status, 200u);
  EXPECT_FALSE(fs::exists(server.files() / "done/a b.sta"));
}

TEST_F(Sftp, SaysWhatIsNotThere) {
  put("a.sta", ":20:A");
  auto all = open(origin());
  EXPECT_EQ(ask(*all, "GET", "/missing.sta").status, 404u);
  EXPECT_EQ(ask(*all, "RENAME", "/missing.sta", "/x.sta").status, 409u);
  EXPECT_EQ(ask(*all, "DELETE", "/missing.sta").status, 409u);
  EXPECT_EQ(ask(*all, "RENAME", "/a.sta", "/no/such/folder/a.sta").status, 409u);
  EXPECT_TRUE(fs::exists(server.files() / "a.sta"));
  EXPECT_EQ(ask(*all, "PUT", "/x").outcome, SALDO_E_UNSUPPORTED);
}

TEST_F(Sftp, TrustsOnlyTheServerWhoseKeyIsPinned) {
  put("a.sta", ":20:A");
  Origin other = origin();
  other.host_key = std::string(43, 'A');
  auto all = open(other);
  const auto refused = ask(*all, "GET", "/a.sta");
  EXPECT_EQ(refused.outcome, SALDO_E_AUTH) << refused.message;
}

TEST_F(Sftp, ARefusedUserIsToldAsSuch) {
  Origin stranger = origin();
  stranger.key.clear();
  stranger.password = "guess";
  auto all = open(stranger);
  EXPECT_EQ(ask(*all, "LIST", "/").outcome, SALDO_E_AUTH);
}

TEST_F(Sftp, GoesNowhereElse) {
  auto all = open(origin());
  EXPECT_EQ(ask(*all, "GET", "/../id").outcome, SALDO_E_BUG);
  put("a.sta", ":20:A");
  EXPECT_EQ(ask(*all, "RENAME", "/a.sta", "/../stolen").outcome, SALDO_E_BUG);
  EXPECT_TRUE(fs::exists(server.files() / "a.sta"));
}

}  // namespace
}  // namespace saldo::connect
