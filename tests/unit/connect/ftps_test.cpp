#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "connect/transfer.hpp"
#include "saldo/plugin.h"
#include "support/proftpd.hpp"

namespace saldo::connect {
namespace {

namespace fs = std::filesystem;
using test::Proftpd;
using ::testing::HasSubstr;

Origin origin_of(const Proftpd& server) {
  return {.option = "server",
          .url = server.url(),
          .user = Proftpd::user(),
          .password = Proftpd::password(),
          .ca = server.authority()};
}

std::unique_ptr<Transfers> open(Origin origin) {
  return make_curl_transfers({std::move(origin)}, [](std::chrono::milliseconds) { return true; });
}

Transfers::Reply ask(Transfers& all, std::string_view method, std::string_view target,
                     std::string_view body = {}) {
  return all.request(
      {.origin = "server", .method = method, .target = target, .headers = {}, .body = body});
}

void put(const Proftpd& server, const std::string& name, const std::string& text) {
  fs::create_directories((server.files() / name).parent_path());
  std::ofstream(server.files() / name) << text;
}

/// Requests to an FTP server that wants TLS, in both ways in which it may begin.
class Ftps : public testing::TestWithParam<Proftpd::Tls> {};

TEST_P(Ftps, ListsFetchesRenamesAndDeletes) {
  const Proftpd server(GetParam());
  put(server, "a b.sta", ":20:A\r\n:25:B\n");
  put(server, "done/old.sta", "old");
  auto all = open(origin_of(server));
  const auto list = ask(*all, "LIST", "/");
  ASSERT_EQ(list.outcome, SALDO_OK) << list.message << server.log();
  EXPECT_EQ(list.status, 200u);
  const std::string names(all->read(10'000));
  EXPECT_THAT(names, HasSubstr(" a b.sta"));
  EXPECT_THAT(names, HasSubstr(" done"));
  EXPECT_EQ(ask(*all, "GET", "/a%20b.sta").status, 200u);
  EXPECT_EQ(all->read(100), ":20:A\r\n:25:B\n") << "bytes, not lines";
  EXPECT_EQ(ask(*all, "LIST", "/done/").status, 200u);
  EXPECT_THAT(std::string(all->read(10'000)), HasSubstr(" old.sta"));
  EXPECT_EQ(ask(*all, "RENAME", "/a%20b.sta", "/done/a%20b.sta").status, 200u);
  EXPECT_TRUE(fs::exists(server.files() / "done/a b.sta"));
  EXPECT_EQ(ask(*all, "MKDIR", "/new").status, 200u);
  EXPECT_TRUE(fs::is_directory(server.files() / "new"));
  EXPECT_EQ(ask(*all, "MKDIR", "/new").status, 409u);
  EXPECT_EQ(ask(*all, "DELETE", "/done/a%20b.sta").status, 200u);
  EXPECT_FALSE(fs::exists(server.files() / "done/a b.sta"));
}

TEST_P(Ftps, SaysWhatIsNotThere) {
  const Proftpd server(GetParam());
  put(server, "a.sta", ":20:A");
  auto all = open(origin_of(server));
  EXPECT_EQ(ask(*all, "LIST", "/missing/").status, 404u);
  EXPECT_EQ(ask(*all, "GET", "/missing.sta").status, 404u);
  EXPECT_EQ(ask(*all, "RENAME", "/missing.sta", "/x.sta").status, 409u);
  EXPECT_EQ(ask(*all, "DELETE", "/missing.sta").status, 409u);
  EXPECT_EQ(ask(*all, "RENAME", "/a.sta", "/no/such/folder/a.sta").status, 409u);
  EXPECT_TRUE(fs::exists(server.files() / "a.sta"));
  EXPECT_EQ(ask(*all, "PUT", "/x").outcome, SALDO_E_UNSUPPORTED);
}

TEST_P(Ftps, TrustsOnlyACertificateOfItsAuthorityAndTellsARefusedPassword) {
  const Proftpd server(GetParam());
  Origin unknown = origin_of(server);
  unknown.ca.clear();
  EXPECT_EQ(ask(*open(unknown), "LIST", "/").outcome, SALDO_E_AUTH);
  Origin stranger = origin_of(server);
  stranger.password = "guess";
  EXPECT_EQ(ask(*open(stranger), "LIST", "/").outcome, SALDO_E_AUTH);
}

INSTANTIATE_TEST_SUITE_P(Tls, Ftps,
                         testing::Values(Proftpd::Tls::explicit_, Proftpd::Tls::implicit),
                         [](const auto& tls) {
                           return tls.param == Proftpd::Tls::implicit ? "FromTheStart" : "AskedFor";
                         });

}  // namespace
}  // namespace saldo::connect
