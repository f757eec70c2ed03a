#include "flows/sink_turns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "saldo/plugin.h"
#include "unit/flows/desk.hpp"
#include "wire/bodies.hpp"

/// The mail plugin's sink in two processes, and a server that only keeps what it is asked.
namespace saldo::flows {
namespace {

using Asked = std::vector<std::string>;

class Server final : public connect::Transfers {
 public:
  explicit Server(Asked& asked) : asked_(asked) {}
  Reply request(const wire::Transfer& transfer) override {
    const std::string_view to = transfer.headers.substr(0, transfer.headers.find('@'));
    asked_.push_back(std::string(transfer.method) + std::string(to.substr(0, to.find('+'))) +
                     std::to_string(transfer.body.size()));
    return {.status = 250, .headers = "stage: end\nreply: 250 ok\n"};
  }
  void hold_mails(std::function<bool()>) override {}
  std::string_view read(std::size_t) override { return {}; }

 private:
  Asked& asked_;
};

class Turns : public testing::Test {
 protected:
  Turns() {
    connector.sink = {.plugin_name = "mail",
                      .component = "smtp",
                      .library = SALDO_BUILD_DIR "/lib/saldo/plugins/mail/mail.so",
                      .options = {{"server", "smtp://127.0.0.1:1"}},
                      .origins = {{"server", {.url = "smtp://127.0.0.1:1"}}}};
    environment.plugin_host = SALDO_BUILD_DIR "/libexec/saldo/saldo-plugin-host";
    environment.make_transfers = [this](const std::vector<connect::Origin>&,
                                        const connect::Pause&) {
      ++connections;
      return std::make_unique<Server>(asked);
    };
  }
  /// A mail of about so many bytes.
  static std::string mail(const std::string& token, std::size_t size) {
    return "From: ar@seller.test\r\nTo: ap@buyer.test\r\nMessage-ID: <" + token +
           "@seller.test>\r\n\r\n" + std::string(size, 'x') + "\r\n";
  }
  static connect::Delivery delivery(const std::string& token, const std::string& body) {
    return {token, "ap@buyer.test", "message/rfc822", body};
  }
  std::string sent(const std::string& body) const {
    return "SENDmail-from: ar" + std::to_string(body.size());
  }

  Desk desk;
  Environment environment = desk.environment();
  config::Connector connector{
      .name = "outgoing", .source = {}, .decoders = {}, .sink = {}, .schedule = {}};
  Asked asked;
  int connections = 0;
  std::string receipt;
};

TEST_F(Turns, WhatTheOtherWorksOnReachesTheServerWhenItsTurnHasComeAndOverTheSameConnection) {
  const std::string first = mail("n1.a", 10), second = mail("n2.b", 700'000),
                    third = mail("n3.c", 30);
  SinkTurns sink(environment, connector, [] { return true; });
  ASSERT_TRUE(sink.begin(delivery("n1.a", first)).ok());
  sink.begin_next(delivery("n2.b", second));
  EXPECT_EQ(asked, (Asked{"NOOP0", "NOOP0"}));
  ASSERT_TRUE(sink.finish(receipt).ok());
  EXPECT_EQ(receipt, "250 ok");
  EXPECT_EQ(asked, (Asked{"NOOP0", "NOOP0", sent(first)}));
  ASSERT_TRUE(sink.begin(delivery("n2.b", second)).ok());
  sink.begin_next(delivery("n3.c", third));
  ASSERT_TRUE(sink.finish(receipt).ok());
  ASSERT_TRUE(sink.begin(delivery("n3.c", third)).ok());
  ASSERT_TRUE(sink.finish(receipt).ok());
  EXPECT_EQ(asked, (Asked{"NOOP0", "NOOP0", sent(first), sent(second), sent(third)}));
  EXPECT_EQ(connections, 1);
}

TEST_F(Turns, WhatWasBegunAsTheNextAndIsNotDeliveredIsNotSent) {
  const std::string first = mail("n1.a", 10), second = mail("n2.b", 20), third = mail("n3.c", 30);
  {
    SinkTurns sink(environment, connector, [] { return true; });
    ASSERT_TRUE(sink.begin(delivery("n1.a", first)).ok());
    sink.begin_next(delivery("n2.b", second));
    ASSERT_TRUE(sink.finish(receipt).ok());
    ASSERT_TRUE(sink.begin(delivery("n3.c", third)).ok()) << "another than was thought";
    ASSERT_TRUE(sink.finish(receipt).ok());
    ASSERT_TRUE(sink.begin(delivery("n1.a", first)).ok());
    sink.begin_next(delivery("n2.b", second));
  }
  for (const std::string& request : asked) EXPECT_NE(request, sent(second));
  EXPECT_EQ(std::ranges::count(asked, sent(third)), 1);
  EXPECT_EQ(std::ranges::count(asked, sent(first)), 1);
}

TEST_F(Turns, ASinkThatDoesNotStartSaysWhy) {
  connector.sink->library = "/nonexistent.so";
  SinkTurns sink(environment, connector, [] { return true; });
  const std::string body = mail("n1.a", 10);
  EXPECT_FALSE(sink.begin(delivery("n1.a", body)).ok());
  EXPECT_TRUE(asked.empty());
}

}  // namespace
}  // namespace saldo::flows
