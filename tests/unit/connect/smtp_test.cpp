#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "connect/transfer.hpp"
#include "saldo/plugin.h"
#include "support/process.hpp"

/// Mails to a server that does to each what its recipient's name says.
namespace saldo::connect {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using Tls = Origin::Tls;

class Smtp : public testing::Test {
 protected:
  Smtp() {
    char name[] = "/tmp/saldo-smtp-XXXXXX";
    folder = ::mkdtemp(name);
  }
  ~Smtp() override {
    process.kill();
    std::filesystem::remove_all(folder);
  }
  void serve(bool tls = false) {
    std::vector<std::string> command = {
        "/usr/bin/env", "python3", SALDO_SOURCE_DIR "/tests/unit/connect/smtp_server.py", folder};
    if (tls) {
      const std::string make =
          "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=mail -addext "
          "subjectAltName=IP:127.0.0.1 -keyout " +
          path("key.pem") + " -out " + path("cert.pem") + " 2>/dev/null";
      ASSERT_EQ(std::system(make.c_str()), 0);
      command.insert(command.end(), {path("cert.pem"), path("key.pem")});
    }
    process = test::Process(command, path("err"));
    for (int i = 0; i < 3000 && !std::filesystem::exists(path("port")); ++i)
      std::this_thread::sleep_for(10ms);
    origin = {.option = "server", .url = "smtp://127.0.0.1:" + text("port"), .timeout = 30'000ms};
    origin.tls = tls ? Tls::required : Tls::none;
    if (tls) origin.ca = path("cert.pem");
  }
  std::string path(const std::string& name) const { return folder + "/" + name; }
  std::string text(const std::string& name) const {
    std::ifstream in(path(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::size_t count(const std::string& part) const {
    const std::string all = text("log");
    std::size_t n = 0;
    for (auto at = all.find(part); at != all.npos; at = all.find(part, at + 1)) ++n;
    return n;
  }
  void connect() {
    if (!transfers)
      transfers = make_curl_transfers({origin}, [](std::chrono::milliseconds) { return true; });
  }
  Transfers::Reply request(std::string_view method, std::string_view headers,
                           std::string_view body) {
    connect();
    return transfers->request(
        {.origin = "server", .method = method, .target = {}, .headers = headers, .body = body});
  }
  Transfers::Reply send(const std::string& name, const std::string& body = kMail) {
    return request("SEND", "mail-from: b+n1.0@seller.test\nrcpt-to: " + name + "@buyer.test\n",
                   body);
  }
  inline static const std::string kMail = "Subject: x\r\n\r\n.a dot\r\n..two\r\nend\r\n";

  std::string folder;
  test::Process process;
  Origin origin;
  std::unique_ptr<Transfers> transfers;
};

TEST_F(Smtp, ABatchGoesOverOneConnectionAndEachMailHasItsReply) {
  serve();
  for (int n = 0; n < 5; ++n) {
    const auto reply = send("ok");
    ASSERT_EQ(reply.outcome, SALDO_OK) << reply.message;
    EXPECT_EQ(reply.status, 250u);
    EXPECT_EQ(reply.headers, "stage: end\nreply: 250 2.0.0 Ok: queued as 4F\n");
  }
  EXPECT_EQ(count("connection"), 1u);
  EXPECT_EQ(count("mail ok"), 5u);
  EXPECT_EQ(count("MAIL FROM:<b+n1.0@seller.test>"), 5u);
}

TEST_F(Smtp, RefusalsNameTheStepAndTheServersWords) {
  serve();
  struct Case {
    const char* name;
    unsigned status;
    const char* headers;
  };
  for (const Case& c : {Case{"rcpt-550", 550, "stage: rcpt\nreply: 550 5.1.1 no\n"},
                        Case{"rcpt-450", 450, "stage: rcpt\nreply: 450 4.1.1 no\n"},
                        Case{"end-451", 451, "stage: end\nreply: 451 4.3.0 no\n"},
                        Case{"end-554", 554, "stage: end\nreply: 554 5.3.0 no\n"}}) {
    const auto reply = send(c.name);
    EXPECT_EQ(reply.outcome, SALDO_OK) << reply.message;
    EXPECT_EQ(reply.status, c.status);
    EXPECT_EQ(reply.headers, c.headers);
  }
  EXPECT_EQ(send("ok").status, 250u) << "the next one isn't harmed";
}

TEST_F(Smtp, AConnectionThatBreaksWithinTheMailIsARetryBehindItsEndItIsNotKnown) {
  serve();
  // So large that it can't all be on its way when the server goes.
  std::string large = "Subject: x\r\n\r\n";
  while (large.size() < 40u << 20) large += std::string(70, 'x') + "\r\n";
  const auto half = send("half", large);
  EXPECT_EQ(half.outcome, SALDO_E_RETRY) << half.status << half.headers;
  const auto silent = send("silent");
  EXPECT_EQ(silent.outcome, SALDO_OK) << silent.message;
  EXPECT_EQ(silent.status, 0u);
  EXPECT_THAT(silent.headers, HasSubstr("stage: end\n"));
  EXPECT_EQ(count("mail silent"), 1u) << "it isn't sent again by itself";
}

TEST_F(Smtp, AMailThatIsHeldBackDoesNotLeaveAndTheNextDoes) {
  serve();
  std::vector<bool> answers = {true, false, true};
  std::size_t asked = 0;
  connect();
  transfers->hold_mails([&] {
    EXPECT_EQ(count("mail "), asked == 0 ? 0u : 1u) << "nothing of it has left";
    return answers.at(asked++);
  });
  EXPECT_EQ(send("first").status, 250u);
  const auto held = send("second");
  EXPECT_EQ(held.outcome, SALDO_E_CANCELLED);
  EXPECT_EQ(held.message, "the mail was held back");
  EXPECT_EQ(send("third").status, 250u);
  EXPECT_EQ(asked, 3u);
  EXPECT_EQ(count("mail first "), 1u);
  EXPECT_EQ(count("mail second "), 0u);
  EXPECT_EQ(count("mail third "), 1u);
}

TEST_F(Smtp, AConnectionThatTheServerHasClosedIsReplaced) {
  serve();
  for (int n = 0; n < 3; ++n) EXPECT_EQ(send("once").status, 250u);
  EXPECT_EQ(count("connection"), 3u);
  EXPECT_EQ(count("mail once"), 3u);
}

TEST_F(Smtp, TlsIsRequiredAndWithoutItNothingIsSaid) {
  serve();
  origin.tls = Tls::required;
  const auto reply = send("ok");
  EXPECT_EQ(reply.outcome, SALDO_E_AUTH) << reply.message;
  EXPECT_EQ(count("MAIL"), 0u);
  transfers.reset();
  origin.tls = Tls::offered;
  EXPECT_EQ(send("ok").status, 250u);
}

TEST_F(Smtp, TlsAndTheSecretAreChecked) {
  serve(/*tls=*/true);
  origin.user = "saldo";
  origin.password = "p ä";
  EXPECT_EQ(send("ok").status, 250u);
  EXPECT_EQ(count("secret right"), 1u);
  transfers.reset();
  origin.password = "other";
  const auto wrong = send("ok");
  EXPECT_EQ(wrong.status, 535u) << wrong.message;
  EXPECT_THAT(wrong.headers, HasSubstr("stage: auth\n"));
  transfers.reset();
  origin.ca.clear();
  const auto stranger = send("ok");
  EXPECT_EQ(stranger.outcome, SALDO_E_AUTH) << "its certificate is nobody's that we trust";
  EXPECT_EQ(count("mail ok"), 1u);
}

TEST_F(Smtp, NoopGreetsAndWhatIsIncompleteIsNotSent) {
  serve();
  EXPECT_EQ(request("NOOP", {}, {}).status, 250u);
  EXPECT_EQ(request("SEND", "rcpt-to: a@b\n", kMail).outcome, SALDO_E_BUG);
  EXPECT_EQ(request("SEND", "mail-from: a@b\nrcpt-to: a@b\n", {}).outcome, SALDO_E_BUG);
  EXPECT_EQ(request("GET", {}, {}).outcome, SALDO_E_UNSUPPORTED);
  EXPECT_EQ(request("SEND", "mail-from: a@b\rRCPT TO:<x@y>\nrcpt-to: a@b\n", kMail).outcome,
            SALDO_E_BUG);
  EXPECT_EQ(count("MAIL"), 0u);
}

}  // namespace
}  // namespace saldo::connect
