#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "e2e/story.hpp"
#include "support/period.hpp"
#include "support/saldod.hpp"

namespace saldo::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

TEST(Quarantine, HoldsItemsUntilTheirCustomersComeAndThenPostsThem) {
  Saldod saldod;
  saldod.configure(two_connectors() + kReconcileJob);
  saldod.start();
  drop(saldod.folder() / "erp", "invoices.xml", invoic(three_bills()));
  const auto run = saldod.sync("erp");
  EXPECT_EQ(run.at("result").as_object().at("quarantined").as_int64(), 1);
  const auto held = saldod.get("/v1/quarantine").lines();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(text(held[0], "rule"), "customer.unknown");
  EXPECT_THAT(text(held[0], "message"), HasSubstr("0000100001"));
  EXPECT_THAT(text(held[0], "held"), HasSubstr("4070.00"));
  EXPECT_GT(number(held[0], "line"), 1);
  EXPECT_THAT(saldod.rows("items"), IsEmpty());
  EXPECT_TRUE(std::filesystem::exists(saldod.folder() / "erp/failed/invoices.xml"));

  drop(saldod.folder() / "erp", "customers.xml", debmas(two_debtors()));
  saldod.sync("erp");
  saldod.settle();
  EXPECT_THAT(saldod.rows("items"), SizeIs(3));
  EXPECT_THAT(saldod.get("/v1/quarantine").lines(), IsEmpty());
  EXPECT_EQ(saldod.broken(), "");
}

TEST(Quarantine, IsFreedByCustomersOfAnotherConnector) {
  Saldod saldod;
  saldod.configure(
      "connectors:\n"
      "  - { name: invoices, decoders: [sap-idoc] }\n"
      "  - { name: master-data, decoders: [sap-idoc] }\n");
  saldod.start();
  saldod.submit("invoices", "invoices.xml", invoic(three_bills()));
  saldod.settle();
  ASSERT_THAT(saldod.rows("items"), IsEmpty());
  saldod.submit("master-data", "customers.xml", debmas(two_debtors()));
  saldod.settle();
  EXPECT_THAT(saldod.rows("items"), SizeIs(3));
}

TEST(Quarantine, IsReplayedAfterTheConfigurationWasMended) {
  Saldod saldod;
  const std::string wrong = "connectors:\n  - { name: bank, decoders: [mt940] }\n";
  saldod.configure(wrong);
  saldod.start();
  const auto answer = saldod.submit("bank", "s.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod.settle();
  const std::string document = std::to_string(number(answer, "document"));
  auto held = saldod.get("/v1/quarantine/" + document).lines();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(text(held[0], "rule"), "document.unrecognised");
  EXPECT_EQ(text(held[0], "expected"), "mt940, unpack");

  saldod.configure("connectors:\n  - { name: bank, decoders: [mt940, camt] }\n");
  EXPECT_EQ(saldod.stop(), 0);
  saldod.start();
  const auto replay = saldod.post("/v1/documents/" + document + "/replay").json();
  saldod.wait_for_run(number(replay, "run"));
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  EXPECT_EQ(text(saldod.get("/v1/documents/" + document).json(), "status"), "posted");
  EXPECT_THAT(saldod.get("/v1/quarantine").lines(), IsEmpty());
  // The refusal stays in the document's history, as resolved.
  held = saldod.get("/v1/quarantine/" + document).lines();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_THAT(text(held[0], "resolved_at"), testing::Not(IsEmpty()));

  const auto again = saldod.ask("POST", "/v1/documents/" + document + "/replay");
  ASSERT_TRUE(again);
  EXPECT_EQ(again->status, 409);
}

TEST(Quarantine, KeepsADocumentThatIsStillWrongWhenItIsReplayed) {
  Saldod saldod;
  saldod.configure("connectors:\n  - { name: bank, decoders: [camt] }\n");
  saldod.start();
  const auto answer = saldod.submit("bank", "letter.txt", "Dear bank,\n");
  saldod.settle();
  const std::string document = std::to_string(number(answer, "document"));
  saldod.wait_for_run(number(saldod.post("/v1/documents/" + document + "/replay").json(), "run"));
  EXPECT_THAT(saldod.get("/v1/quarantine").lines(), SizeIs(1));
  EXPECT_THAT(saldod.get("/v1/quarantine/" + document).lines(), SizeIs(2));
}

}  // namespace
}  // namespace saldo::test
