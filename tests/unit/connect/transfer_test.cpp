#include "connect/transfer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "saldo/plugin.h"
#include "support/process.hpp"

namespace saldo::connect {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

/// A server of Python's library, with TLS where it is asked for.
class Server {
 public:
  explicit Server(bool tls = false) {
    char name[] = "/tmp/saldo-transfer-XXXXXX";
    folder_ = ::mkdtemp(name);
    std::vector<std::string> command = {"/usr/bin/env", "python3",
                                        SALDO_SOURCE_DIR "/tests/unit/connect/server.py", folder_};
    if (tls) {
      const std::string make =
          "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
          "subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout " +
          path("key.pem") + " -out " + path("cert.pem") + " 2>/dev/null";
      if (std::system(make.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
      command.push_back(path("cert.pem"));
      command.push_back(path("key.pem"));
    }
    process_ = test::Process(command, path("log"));
    for (int i = 0; i < 1000 && !std::filesystem::exists(path("port")); ++i)
      std::this_thread::sleep_for(10ms);
    url = std::string(tls ? "https" : "http") + "://127.0.0.1:" + text("port") + "/api";
  }
  ~Server() {
    process_.kill();
    std::filesystem::remove_all(folder_);
  }
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string text(const std::string& name) const {
    std::ifstream in(path(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// How many requests have come whose line has this in it.
  std::size_t count(const std::string& part) const {
    const std::string all = text("requests");
    std::size_t n = 0;
    for (auto at = all.find(part); at != all.npos; at = all.find(part, at + 1)) ++n;
    return n;
  }
  std::string url;

 private:
  std::string folder_;
  test::Process process_;
};

class Requests : public testing::Test {
 protected:
  /// Pauses are kept, not waited for.
  std::unique_ptr<Transfers> transfers(Origin origin) {
    origin.option = "service";
    return make_curl_transfers({std::move(origin)}, [this](std::chrono::milliseconds time) {
      if (time.count() != 0) paused.push_back(time);
      return !cancelled;
    });
  }
  static wire::Transfer get(std::string_view target) {
    return {.origin = "service", .method = "GET", .target = target, .headers = {}, .body = {}};
  }
  static std::string body_of(Transfers& transfers) {
    std::string body;
    for (auto part = transfers.read(7); !part.empty(); part = transfers.read(7)) body += part;
    return body;
  }
  std::vector<std::chrono::milliseconds> paused;
  std::atomic<bool> cancelled = false;
};

TEST_F(Requests, ReachTheServerWithMethodHeadersAndBody) {
  const Server server;
  auto all = transfers({.url = server.url});
  wire::Transfer request = get("/echo?$top=2&a=%20b");
  request.method = "PATCH";
  request.headers = "X-CSRF-Token: fetch\nIf-Match: W/\"1\"\n";
  request.body = "{\"a\":1}";
  const auto reply = all->request(request);
  ASSERT_EQ(reply.outcome, SALDO_OK) << reply.message;
  EXPECT_EQ(reply.status, 200u);
  EXPECT_THAT(reply.headers, HasSubstr("x-seen: Yes\n"));
  const std::string told = body_of(*all);
  EXPECT_EQ(told.size(), reply.size);
  EXPECT_THAT(told, testing::StartsWith("PATCH $top=2&a=%20b\n"));
  EXPECT_THAT(told, HasSubstr("x-csrf-token: fetch\nif-match: W/\"1\"\n"));
  EXPECT_THAT(told, testing::EndsWith("\n\n{\"a\":1}"));
  EXPECT_EQ(all->read(100), "");
}

TEST_F(Requests, CarryWhoWeAre) {
  const Server server;
  auto basic = transfers({.url = server.url, .user = "SALDO", .password = "p:ä"});
  basic->request(get("/echo"));
  EXPECT_THAT(body_of(*basic), HasSubstr("authorization: Basic U0FMRE86cDrDpA==\n"));
  auto bearer = transfers({.url = server.url, .token = "abc"});
  bearer->request(get("/echo"));
  EXPECT_THAT(body_of(*bearer), HasSubstr("authorization: Bearer abc\n"));
}

TEST_F(Requests, AreRepeatedWhereThatChangesNothing) {
  const Server server;
  auto all = transfers({.url = server.url});
  EXPECT_EQ(all->request(get("/busy?2")).status, 200u);
  EXPECT_EQ(server.count("/busy"), 3u);
  EXPECT_EQ(all->request(get("/drop?2")).status, 200u);
  EXPECT_EQ(server.count("/drop"), 3u);
}

TEST_F(Requests, ThatChangeSomethingAreMadeOnce) {
  const Server server;
  auto all = transfers({.url = server.url});
  wire::Transfer post = get("/busy?9");
  post.method = "POST";
  EXPECT_EQ(all->request(post).status, 503u);
  EXPECT_EQ(server.count("/busy"), 1u);
  post.target = "/drop?9";  // on a connection that is in use already
  EXPECT_EQ(all->request(post).outcome, SALDO_E_RETRY);
  EXPECT_EQ(server.count("/drop"), 1u);
  EXPECT_TRUE(paused.empty());
}

TEST_F(Requests, GiveUpAfterSomeTimes) {
  const Server server;
  auto all = transfers({.url = server.url});
  EXPECT_EQ(all->request(get("/busy?99")).status, 503u);
  EXPECT_EQ(server.count("/busy"), 4u);
  auto nobody = transfers({.url = "http://127.0.0.1:1/api"});
  const auto lost = nobody->request(get("/x"));
  EXPECT_EQ(lost.outcome, SALDO_E_RETRY);
  EXPECT_THAT(lost.message, HasSubstr("http://127.0.0.1:1/api/x: "));
}

TEST_F(Requests, AReplyThatBreaksOffIsNone) {
  const Server server;
  auto all = transfers({.url = server.url});
  const auto reply = all->request(get("/short"));
  EXPECT_EQ(reply.outcome, SALDO_E_RETRY);
  EXPECT_EQ(server.count("/short"), 4u);
}

TEST_F(Requests, HaveLimitsOfTimeAndSize) {
  const Server server;
  auto quick = transfers({.url = server.url, .timeout = 200ms});
  EXPECT_EQ(quick->request(get("/slow?20")).outcome, SALDO_E_RETRY);
  auto small = transfers({.url = server.url, .largest_bytes = 1000});
  EXPECT_EQ(small->request(get("/large?1000")).outcome, SALDO_OK);
  const auto large = small->request(get("/large?1001"));
  EXPECT_EQ(large.outcome, SALDO_E_LIMIT);
  EXPECT_THAT(large.message, HasSubstr("more than 1000 bytes"));
}

TEST_F(Requests, EndWhenTheCallIsCancelled) {
  const Server server;
  auto all = transfers({.url = server.url});
  std::thread canceller([&] {
    std::this_thread::sleep_for(100ms);
    cancelled = true;
  });
  EXPECT_EQ(all->request(get("/slow?30")).outcome, SALDO_E_CANCELLED);
  canceller.join();
}

TEST_F(Requests, UnpackKeepCookiesAndDontFollowRedirections) {
  const Server server;
  auto all = transfers({.url = server.url});
  EXPECT_EQ(all->request(get("/packed")).size, 1000u);
  all->request(get("/cookie"));
  all->request(get("/cookie"));
  EXPECT_EQ(body_of(*all), "csrf=7");
  const auto away = all->request(get("/away"));
  EXPECT_EQ(away.status, 302u);
  EXPECT_THAT(away.headers, HasSubstr("location: http://127.0.0.1:1/elsewhere\n"));
}

TEST_F(Requests, TrustOnlyTheAuthorityThatIsGiven) {
  const Server server(/*tls=*/true);
  auto stranger = transfers({.url = server.url});
  const auto refused = stranger->request(get("/echo"));
  EXPECT_EQ(refused.outcome, SALDO_E_AUTH) << refused.message;
  auto known = transfers({.url = server.url, .ca = server.path("cert.pem")});
  EXPECT_EQ(known->request(get("/echo")).status, 200u);
}

TEST_F(Requests, GoNowhereElse) {
  const Server server;
  auto all = transfers({.url = server.url});
  for (const char* target :
       {"/../secret", "/a/%2e%2E/secret", "/a/..%2Fsecret", "echo", "@127.0.0.1:1/", "/a b",
        "/a\r\nHost: x", "/%0d%0aX: y", "/%zz", "#x", "/..", "/./x", "\\\\host", "/x%00"}) {
    const auto reply = all->request(get(target));
    EXPECT_EQ(reply.outcome, SALDO_E_BUG) << target;
  }
  for (const char* header : {"Host: evil\n", "authorization: Basic x\n", "X\n", ": y\n",
                             "A: b\rC: d\n", "Transfer-Encoding: chunked\n"}) {
    wire::Transfer request = get("/echo");
    request.headers = header;
    EXPECT_EQ(all->request(request).outcome, SALDO_E_BUG) << header;
  }
  wire::Transfer other = get("/echo");
  other.origin = "elsewhere";
  EXPECT_EQ(all->request(other).outcome, SALDO_E_CONFIG);
  other = get("/echo");
  other.method = "GET /x HTTP/1.1";
  EXPECT_EQ(all->request(other).outcome, SALDO_E_BUG);
  EXPECT_EQ(server.text("requests"), "");
}

}  // namespace
}  // namespace saldo::connect
