#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "e2e/story.hpp"
#include "support/saldod.hpp"
#include "support/sshd.hpp"

namespace saldo::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

/// A bank that puts its statements on an SFTP server.
class FromServer : public testing::Test {
 protected:
  std::string configuration(const std::string& host_key, const std::string& more = "") const {
    return "connectors:\n"
           "  - name: bank\n"
           "    source:\n"
           "      plugin: sftp\n"
           "      server:\n"
           "        url: " +
           bank.url() + "\n        user: " + bank.user() + "\n        key: " + bank.key().string() +
           "\n        host_key: \"SHA256:" + host_key +
           "\"\n      pattern: \"*.xml\"\n      settled_for: 100ms\n" + more +
           "    decoders: [camt]\n    schedule: { watch: false }\n";
  }
  void put(const std::string& name, const std::string& bytes) const {
    std::ofstream(bank.files() / name, std::ios::binary) << bytes;
  }
  bool there(const std::string& name) const { return fs::exists(bank.files() / name); }

  Sshd bank;
  Saldod saldod;
  const std::string good = camt053({sheet_of({payment_by_reference()})});
};

TEST_F(FromServer, StatementsArePostedAndMovedAsideThere) {
  put("one day.xml", good);
  put("broken.xml", "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkTo");
  put("notes.txt", "not wanted");
  saldod.configure(configuration(bank.host_key()));
  saldod.start();
  const auto run = saldod.sync("bank");
  EXPECT_EQ(text(run, "state"), "done") << boost::json::serialize(run);
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  EXPECT_TRUE(there("done/one day.xml"));
  EXPECT_TRUE(there("failed/broken.xml"));
  EXPECT_FALSE(there("one day.xml"));
  EXPECT_TRUE(there("notes.txt"));
}

TEST_F(FromServer, TheSameFileAgainIsKeptUnderANumberAndChangesNothing) {
  saldod.configure(configuration(bank.host_key()));
  saldod.start();
  for (int time = 0; time < 2; ++time) {
    put("a.xml", good);
    const auto run = saldod.sync("bank");
    EXPECT_EQ(run.at("changed").as_bool(), time == 0) << boost::json::serialize(run);
  }
  EXPECT_TRUE(there("done/a.xml"));
  EXPECT_TRUE(there("done/a.2.xml"));
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
}

TEST_F(FromServer, WhatIsPostedIsDeletedWhereTheBankWantsThat) {
  put("a.xml", good);
  saldod.configure(configuration(bank.host_key(), "      after: delete\n"));
  saldod.start();
  saldod.sync("bank");
  EXPECT_FALSE(there("a.xml"));
  EXPECT_FALSE(there("done"));
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
}

TEST_F(FromServer, AFileIsTakenOnlyWithItsMarker) {
  put("a.xml", good);
  saldod.configure(configuration(bank.host_key(), "      done_marker: .ok\n"));
  saldod.start();
  saldod.sync("bank");
  EXPECT_TRUE(there("a.xml"));
  put("a.xml.ok", "");
  saldod.sync("bank");
  EXPECT_TRUE(there("done/a.xml"));
  EXPECT_TRUE(there("done/a.xml.ok"));
}

TEST_F(FromServer, NobodyElseIsTakenForTheBank) {
  put("a.xml", good);
  saldod.configure(configuration(std::string(43, 'A')));
  saldod.start();
  const auto run = saldod.sync("bank");
  EXPECT_EQ(text(run, "state"), "failed") << boost::json::serialize(run);
  EXPECT_TRUE(there("a.xml"));
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(0));
}

TEST_F(FromServer, AKillBetweenTakingAndMovingLosesAndDoublesNothing) {
  saldod.configure(configuration(bank.host_key()));
  for (int n = 0; n < 8; ++n)
    put("day-" + std::to_string(n) + ".xml",
        camt053({sheet_of({payment_by_reference()}, n + 1, 119'000 * n)}));
  for (int time = 0; time < 6; ++time) {
    saldod.start();
    const auto answer = saldod.ask("POST", "/v1/connectors/bank/sync");
    std::this_thread::sleep_for(std::chrono::milliseconds(40 + 90 * time));
    saldod.kill();
  }
  saldod.start();
  saldod.sync("bank");
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(8));
  EXPECT_EQ(saldod.broken(), "");
  for (int n = 0; n < 8; ++n) {
    EXPECT_TRUE(there("done/day-" + std::to_string(n) + ".xml")) << n;
    EXPECT_FALSE(there("day-" + std::to_string(n) + ".xml")) << n;
  }
}

}  // namespace
}  // namespace saldo::test
