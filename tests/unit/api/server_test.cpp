#include "api/server.hpp"

#include <gtest/gtest.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <future>
#include <thread>

#include "base/file.hpp"
#include "unit/api/service.hpp"

namespace {

std::atomic<bool> no_descriptors = false;
std::atomic<int> refused_in_vain = 0;

}  // namespace

/// In the place of the C library's, which the server calls: as if no descriptor were left.
extern "C" int accept(int socket, sockaddr* address, socklen_t* size) {
  if (no_descriptors) {
    ++refused_in_vain;
    errno = EMFILE;
    return -1;
  }
  return static_cast<int>(::syscall(SYS_accept4, socket, address, size, 0));
}

namespace saldo::api {
namespace {

namespace fs = std::filesystem;

FileHandle connect_to(const fs::path& path) {
  FileHandle handle(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), path);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  if (::connect(handle.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return {};
  return handle;
}

/// All that comes until the other side closes.
std::string read_all(const FileHandle& handle) {
  std::string all;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(handle.get(), buffer, sizeof buffer);
    if (n <= 0) return all;
    all.append(buffer, static_cast<std::size_t>(n));
  }
}

std::string user_name() {
  const passwd* entry = ::getpwuid(::getuid());
  return entry != nullptr ? entry->pw_name : std::to_string(::getuid());
}

/// saldo's routes behind a real socket.
class SocketApi : public testing::Test {
 protected:
  void SetUp() override {
    server.emplace(loop, [this](Exchange& exchange) { route(service.application(), exchange); });
    ASSERT_TRUE(server->listen(path));
    thread = std::thread([this] { loop.run(); });
  }
  void TearDown() override {
    loop.stop();
    thread.join();
    server->stop();
  }
  std::string say(const std::string& request) {
    FileHandle handle = connect_to(path);
    EXPECT_TRUE(handle);
    handle.write_all(request).value();
    ::shutdown(handle.get(), SHUT_WR);
    return read_all(handle);
  }

  Service service;
  fs::path path = service.desk.book.folder() / "run" / "saldo.sock";
  boost::asio::io_context loop{1};
  std::optional<Server> server;
  std::thread thread;
};

TEST_F(SocketApi, WithoutDescriptorsItWaitsInsteadOfTryingAllTheTime) {
  no_descriptors = true;
  auto answer = std::async(std::launch::async,
                           [&] { return say("GET /v1/health HTTP/1.1\r\nHost: saldo\r\n\r\n"); });
  while (refused_in_vain < 3) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  EXPECT_LT(refused_in_vain, 100);
  no_descriptors = false;
  EXPECT_NE(answer.get().find("HTTP/1.1 200"), std::string::npos);
}

TEST_F(SocketApi, AnswersARequest) {
  const std::string answer = say("GET /v1/runs/7 HTTP/1.1\r\nHost: saldo\r\n\r\n");
  EXPECT_EQ(answer.rfind("HTTP/1.1 404 ", 0), 0u) << answer;
  EXPECT_NE(answer.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(answer.find(R"({"error":{"message":"there is no run 7"}})"), std::string::npos);
}

TEST_F(SocketApi, ThePeerAsTheKernelVouchesForItIsTheActor) {
  say("POST /v1/jobs/cash/run HTTP/1.1\r\nHost: saldo\r\nContent-Length: 0\r\n\r\n");
  EXPECT_EQ(service.audit(), "unix:" + user_name() + " job.run job cash");
  EXPECT_EQ(service.desk.book.text("SELECT actor FROM job_run"), "unix:" + user_name());
}

TEST_F(SocketApi, PathAndQueryAreDecoded) {
  const std::string answer =
      say("POST /v1/connectors/bank/documents?name=caf%C3%A9%20%26%20co.xml HTTP/1.1\r\n"
          "Host: saldo\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_NE(answer.find(R"("name":"café & co.xml")"), std::string::npos) << answer;
}

TEST_F(SocketApi, ALargeBodyIsStreamedIn) {
  const std::string body(3'000'000, 'x');
  const std::string answer = say(
      "POST /v1/connectors/bank/documents HTTP/1.1\r\nHost: saldo\r\nContent-Length: 3000000\r\n"
      "\r\n" +
      body);
  EXPECT_EQ(answer.rfind("HTTP/1.1 200 ", 0), 0u) << answer;
  EXPECT_EQ(service.desk.book.number("SELECT size FROM document"), 3'000'000);
}

TEST_F(SocketApi, ABodyMayComeInChunks) {
  say("POST /v1/connectors/bank/documents HTTP/1.1\r\nHost: saldo\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  EXPECT_EQ(service.desk.book.number("SELECT size FROM document"), 5);
}

TEST_F(SocketApi, ABodyThatBreaksOffBringsNothing) {
  const std::string answer =
      say("POST /v1/connectors/bank/documents HTTP/1.1\r\nHost: saldo\r\nContent-Length: 100\r\n"
          "\r\nonly this");
  EXPECT_EQ(answer.rfind("HTTP/1.1 400 ", 0), 0u) << answer;
  EXPECT_EQ(service.desk.book.count("document"), 0);
  EXPECT_TRUE(fs::is_empty(service.desk.archive().scratch()));
}

TEST_F(SocketApi, AStreamedAnswerEndsWithItsLastChunk) {
  const std::string answer = say("GET /v1/views HTTP/1.1\r\nHost: saldo\r\n\r\n");
  EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_NE(answer.find(R"({"name":"customers")"), std::string::npos);
  EXPECT_EQ(answer.substr(answer.size() - 5), "0\r\n\r\n");
}

TEST_F(SocketApi, AStreamedAnswerThatFailsHasNoLastChunk) {
  const store::Document document = service.desk.deliver("a.xml", std::string(1 << 20, 'x'));
  fs::resize_file(service.desk.archive().path_of(document.sha256), 10);
  const std::string answer = say("GET /v1/documents/1/raw HTTP/1.1\r\nHost: saldo\r\n\r\n");
  EXPECT_EQ(answer.rfind("HTTP/1.1 200 ", 0), 0u);
  EXPECT_NE(answer.substr(answer.size() - 5), "0\r\n\r\n");
}

TEST_F(SocketApi, WhatIsNoRequestIsDroppedAndTheNextIsServed) {
  say("this is not HTTP\r\n\r\n");
  say("");
  say("GET " + std::string(100'000, 'x') + " HTTP/1.1\r\n\r\n");
  EXPECT_EQ(say("GET http:///// HTTP/1.1\r\nHost: x\r\n\r\n").rfind("HTTP/1.1 400 ", 0), 0u);
  EXPECT_NE(say("GET /v1/jobs HTTP/1.1\r\nHost: saldo\r\n\r\n").find("cash"), std::string::npos);
}

TEST_F(SocketApi, AClientThatIsSilentHoldsUpNobodyElse) {
  const FileHandle silent = connect_to(path);
  EXPECT_NE(say("GET /v1/jobs HTTP/1.1\r\nHost: saldo\r\n\r\n").find("cash"), std::string::npos);
}

TEST_F(SocketApi, OthersThanOwnerAndGroupMayNotConnect) {
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0660u);
}

TEST_F(SocketApi, ASecondServerIsRefused) {
  Server second(loop, [](Exchange&) {});
  const auto listening = second.listen(path);
  ASSERT_FALSE(listening);
  EXPECT_NE(listening.error().message.find("another saldod"), std::string::npos);
  EXPECT_NE(say("GET /v1/jobs HTTP/1.1\r\nHost: saldo\r\n\r\n").find("cash"), std::string::npos);
}

TEST_F(SocketApi, StoppingEndsOpenConnectionsAndRemovesTheSocket) {
  FileHandle open = connect_to(path);
  open.write_all("GET /v1/").value();
  std::promise<void> stopped;
  boost::asio::post(loop, [&] {
    server->stop();
    stopped.set_value();
  });
  EXPECT_EQ(read_all(open), "");
  stopped.get_future().wait();
  EXPECT_FALSE(fs::exists(path));
}

TEST(Server, TakesTheSocketOfAProcessThatDied) {
  const check::TemporaryFolder folder;
  const fs::path path = folder.path() / "saldo.sock";
  {
    const FileHandle dead(::socket(AF_UNIX, SOCK_STREAM, 0), path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.string().copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(dead.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  ASSERT_TRUE(fs::exists(path));
  boost::asio::io_context loop;
  Server server(loop, [](Exchange&) {});
  EXPECT_TRUE(server.listen(path));
}

TEST(Server, APathThatIsTooLongForASocketIsRefused) {
  const check::TemporaryFolder folder;
  boost::asio::io_context loop;
  Server server(loop, [](Exchange&) {});
  const auto listening = server.listen(folder.path() / std::string(120, 'x'));
  ASSERT_FALSE(listening);
  EXPECT_NE(listening.error().message.find("at most 107 bytes"), std::string::npos);
}

TEST(Server, APathThatCannotBeUsedIsRefusedWithItsSetting) {
  const check::TemporaryFolder folder;
  boost::asio::io_context loop;
  Server server(loop, [](Exchange&) {});
  folder.put("file", "");
  const auto listening = server.listen(folder.path() / "file" / "saldo.sock");
  ASSERT_FALSE(listening);
  EXPECT_NE(listening.error().message.find("api.socket"), std::string::npos);
}

}  // namespace
}  // namespace saldo::api
