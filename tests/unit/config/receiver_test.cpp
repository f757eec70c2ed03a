#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "unit/config/company.hpp"

namespace saldo::config {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Receivers : public testing::Test, protected Company {
 protected:
  Receivers() {
    for (const char* name : {"secret", "server.pem", "ca.pem"}) std::ofstream(root / name) << "x";
  }
  /// The company with one receiver, whose keys these are.
  std::string receiver(const std::string& keys) {
    return kGood + "receivers:\n  - { name: push, " + keys + " }\n";
  }
  static constexpr const char* kSender =
      "senders: [{ name: ecc, user: ecc, password: { file: secret }, connectors: [by-hand] }]";
};

TEST_F(Receivers, SayWhereTheyListenAndWhoMayPush) {
  const Loaded loaded =
      load(receiver(std::string("listen: '[::1]:8443', largest_mib: 8, ") + kSender));
  ASSERT_TRUE(loaded.config) << loaded.faults.front().to_string();
  const Receiver& r = loaded.config->receivers.at(0);
  EXPECT_EQ(r.address, "::1");
  EXPECT_EQ(r.port, 8443);
  EXPECT_EQ(r.largest_mib, 8);
  EXPECT_EQ(r.waiting_max, 20'000);
  EXPECT_EQ(r.senders.at(0).password->name, (root / "secret").string());
  EXPECT_THAT(r.senders.at(0).connectors, ElementsAre("by-hand"));
}

TEST_F(Receivers, TheEffectiveConfigurationLoadsAsTheSame) {
  const Loaded loaded = load(receiver(
      std::string("listen: '0.0.0.0:8443', tls: { certificate: server.pem, key: { file: secret }, "
                  "client_ca: ca.pem }, ") +
      "senders: [{ name: s4, common_name: s4.example.com, connectors: [by-hand] }]"));
  ASSERT_TRUE(loaded.config) << loaded.faults.front().to_string();
  const Loaded again = load(loaded.config->masked_yaml);
  ASSERT_TRUE(again.config) << again.faults.front().to_string();
  EXPECT_EQ(again.config->digest, loaded.config->digest);
  EXPECT_THAT(loaded.config->masked_yaml, HasSubstr("client_ca"));
}

TEST_F(Receivers, FaultsNameTheRemedy) {
  const struct {
    std::string keys;
    const char* fault;
  } cases[] = {
      {std::string("listen: 'here', ") + kSender, "no address to listen at"},
      {std::string("listen: '127.0.0.1:99999', ") + kSender, "no address to listen at"},
      {std::string("listen: '0.0.0.0:80', ") + kSender, "would take passwords without TLS"},
      {"listen: '127.0.0.1:80', senders: [{ name: a, connectors: [by-hand] }]",
       "is known by nothing"},
      {"listen: '127.0.0.1:80', senders: [{ name: a, user: a, connectors: [by-hand] }]",
       "go together"},
      {"listen: '127.0.0.1:80', senders: [{ name: a, common_name: a, connectors: [by-hand] }]",
       "add 'client_ca'"},
      {"listen: '127.0.0.1:80', senders: [{ name: a, user: a, password: { file: secret }, "
       "connectors: [by-hant] }]",
       "did you mean 'by-hand'"},
      {"listen: '127.0.0.1:80', senders: []", "at least one"},
      {std::string("listen: '127.0.0.1:80', tls: { certificate: server.pem }, ") + kSender, "key"},
      {std::string("listen: '127.0.0.1:80', burst: 5, ") + kSender, "burst"},
  };
  for (const auto& c : cases) {
    const Loaded loaded = load(receiver(c.keys));
    std::vector<std::string> messages;
    for (const Failure& fault : loaded.faults) messages.push_back(fault.message);
    EXPECT_THAT(messages, Contains(HasSubstr(c.fault))) << c.keys;
  }
}

TEST_F(Receivers, BehindAProxyPlainHttpIsMeant) {
  const Loaded loaded =
      load(receiver(std::string("listen: '0.0.0.0:80', behind_proxy: true, ") + kSender));
  EXPECT_THAT(loaded.faults, IsEmpty());
}

TEST_F(Receivers, AWriteBackJobNeedsAConnectorWithASink) {
  const Loaded loaded = load(
      with("jobs:\n", "jobs:\n  - { name: proposals, kind: write_back, connector: by-hand }\n"));
  std::vector<std::string> messages;
  for (const Failure& fault : loaded.faults) messages.push_back(fault.message);
  EXPECT_THAT(messages, Contains(HasSubstr("no connector 'by-hand' with a sink")));
}

}  // namespace
}  // namespace saldo::config
