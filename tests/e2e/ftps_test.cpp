#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "e2e/story.hpp"
#include "support/proftpd.hpp"
#include "support/saldod.hpp"

namespace saldo::test {
namespace {

namespace fs = std::filesystem;
using testing::SizeIs;

TEST(FromFtps, StatementsArePostedAndMovedAsideAndReplaceNothingThere) {
  const Proftpd bank;
  ::setenv("SALDO_TEST_FTP", Proftpd::password().c_str(), 1);
  Saldod saldod;
  saldod.configure(
      "connectors:\n"
      "  - name: bank\n"
      "    source:\n"
      "      plugin: ftps\n"
      "      server:\n"
      "        url: " +
      bank.url() + "\n        user: " + Proftpd::user() +
      "\n        password: { env: SALDO_TEST_FTP }\n        ca: " + bank.authority().string() +
      "\n      pattern: \"*.xml\"\n      settled_for: 100ms\n"
      "    decoders: [camt]\n    schedule: { watch: false }\n");
  saldod.start();
  const std::string good = camt053({sheet_of({payment_by_reference()})});
  const auto put = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(bank.files() / name, std::ios::binary) << bytes;
  };
  put("one day.xml", good);
  put("broken.xml", "<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'><BkTo");
  const auto run = saldod.sync("bank");
  EXPECT_EQ(text(run, "state"), "done") << boost::json::serialize(run) << bank.log();
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  EXPECT_TRUE(fs::exists(bank.files() / "done/one day.xml"));
  EXPECT_TRUE(fs::exists(bank.files() / "failed/broken.xml"));

  // This server would put a renamed file in the place of one of that name.
  const std::string other = camt053({sheet_of({payment_by_reference()}, 2, 119'000)});
  put("one day.xml", other);
  EXPECT_EQ(text(saldod.sync("bank"), "state"), "done");
  EXPECT_EQ(fs::file_size(bank.files() / "done/one day.xml"), good.size());
  EXPECT_EQ(fs::file_size(bank.files() / "done/one day.2.xml"), other.size());
  EXPECT_FALSE(fs::exists(bank.files() / "one day.xml"));
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(2));
}

}  // namespace
}  // namespace saldo::test
