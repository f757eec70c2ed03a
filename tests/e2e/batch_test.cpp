#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/story.hpp"
#include "support/saldod.hpp"

/// The statement books a batch as one entry, a notification of its own lists the payments.
namespace saldo::test {
namespace {

using testing::SizeIs;

std::string document(const std::string& name, const std::string& version, const std::string& sheet,
                     const std::string& body) {
  return "<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:" + version +
         "\"><" + name +
         "><GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-03-02T18:00:00</CreDtTm>"
         "</GrpHdr><" +
         sheet + "><Id>S1</Id><Acct><Id><IBAN>" + iban("DE", "500105170000000001") +
         "</IBAN></Id><Ccy>EUR</Ccy></Acct>" + body + "</" + sheet + "></" + name + "></Document>";
}

std::string balance(const std::string& code, const std::string& amount) {
  return "<Bal><Tp><CdOrPrtry><Cd>" + code + "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + amount +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>";
}

/// The entry of 3,570.00, with what stands in its details.
std::string entry(const std::string& details) {
  return "<Ntry><Amt Ccy=\"EUR\">3570.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
         "<BookgDt><Dt>2026-03-02</Dt></BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt>"
         "<AcctSvcrRef>BATCH0001</AcctSvcrRef><NtryDtls><Btch><NbOfTxs>2</NbOfTxs></Btch>" +
         details + "</NtryDtls></Ntry>";
}

std::string payment(const std::string& reference, const std::string& amount,
                    const std::string& text) {
  return "<TxDtls><Refs><AcctSvcrRef>" + reference + "</AcctSvcrRef></Refs><Amt Ccy=\"EUR\">" +
         amount +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>ALVAREZ "
         "ALIMENTACION</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>" +
         text + "</Ustrd></RmtInf></TxDtls>";
}

class Batch : public testing::Test {
 protected:
  Batch() {
    saldod.configure(two_connectors() + kReconcileJob);
    saldod.start();
    saldod.submit("erp", "customers.xml", debmas(two_debtors()));
    saldod.submit("erp", "invoices.xml", invoic(three_bills()));
    saldod.settle();
  }
  void statement() {
    saldod.submit("bank", "053.xml",
                  document("BkToCstmrStmt", "camt.053.001.08", "Stmt",
                           balance("OPBD", "0.00") + balance("CLBD", "3570.00") + entry("")));
    saldod.settle();
  }
  void notification() {
    saldod.submit("bank", "054.xml",
                  document("BkToCstmrDbtCdtNtfctn", "camt.054.001.08", "Ntfctn",
                           entry(payment("TX1", "1190.00", "Invoice 90000001") +
                                 payment("TX2", "2380.00", "Invoice 90000002"))));
    saldod.settle();
  }
  void expect_both_invoices_are_paid_once() {
    saldod.run("cash-application");
    const auto decided = saldod.rows("cash-application");
    ASSERT_THAT(decided, SizeIs(2));
    for (const auto& row : decided) EXPECT_EQ(text(row, "status"), "applied");
    EXPECT_THAT(saldod.rows("allocations"), SizeIs(2));
    EXPECT_EQ(saldod.broken(), "");
  }
  Saldod saldod;
};

TEST_F(Batch, PaymentsOfALaterNotificationAreAppliedInsteadOfTheEntry) {
  statement();
  saldod.run("cash-application");  // who paid isn't known yet
  notification();
  expect_both_invoices_are_paid_once();
}

TEST_F(Batch, PaymentsOfAnEarlierNotificationAreAppliedOnceTheyAreBooked) {
  notification();
  saldod.run("cash-application");
  EXPECT_THAT(saldod.rows("allocations"), SizeIs(0));
  statement();
  expect_both_invoices_are_paid_once();
}

}  // namespace
}  // namespace saldo::test
