#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "integration/desk.hpp"
#include "support/period.hpp"

/// What is wrong is refused with its place, nothing of it is posted, and the rest goes on.
namespace saldo::test {
namespace {

using testing::HasSubstr;

class BadInput : public testing::Test {
 protected:
  static Sheet sheet() {
    return {.account = iban("DE", "500105170000000001"),
            .number = 1,
            .day = Date::parse_iso("2026-02-10"),
            .opening = 100'000,
            .transfers = {{.cents = 119'000,
                           .reference = "BANK00000001",
                           .text = "Rechnung 90000001",
                           .creditor_reference = "",
                           .name = "Müller GmbH",
                           .iban = ""}}};
  }
  static Bill bill() {
    return {.number = "0090000002",
            .customer = "0000100002",
            .date = Date::parse_iso("2026-01-20"),
            .cents = 5'000};
  }

  Desk desk_;
};

TEST_F(BadInput, AnotherFormatThanTheNameClaims) {
  const auto refused =
      desk_.expect_refused("bank", "statement.xml", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n",
                           "document.unrecognised", /*has_place=*/false);
  EXPECT_THAT(text(refused, "message"), HasSubstr("camt, mt940"));
}

TEST_F(BadInput, AnotherMessageThanTheNamespaceClaims) {
  desk_.expect_refused(
      "bank", "payments.xml",
      "<?xml version=\"1.0\"?>\n<Document "
      "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">\n"
      "<CstmrCdtTrfInitn><GrpHdr><MsgId>1</MsgId></GrpHdr></CstmrCdtTrfInitn></Document>\n",
      "xml.root");
}

TEST_F(BadInput, AnIdocForTheBank) {
  desk_.expect_refused("bank", "statement.xml", invoic({bill()}), "document.unrecognised", false);
}

TEST_F(BadInput, BytesThatAreNotOfTheDeclaredCharset) {
  const std::string bytes = with(camt053({sheet()}), "Müller", "M\xFCller");
  desk_.expect_refused("bank", "latin1.xml", bytes, "text.encoding");
}

TEST_F(BadInput, BalancesThatAreOffByACent) {
  const auto camt = desk_.expect_refused(
      "bank", "cent.xml", with(camt053({sheet()}), "2190.00", "2190.01"), "statement.balance");
  EXPECT_THAT(text(camt, "expected") + " " + text(camt, "found"),
              testing::AllOf(HasSubstr("2190.01"), HasSubstr("2190.00")));
  EXPECT_EQ(text(camt, "held"), "1190.00");
  const auto mt = desk_.expect_refused(
      "bank", "cent.sta", with(mt940({sheet()}), "EUR2190,00", "EUR2190,01"), "statement.balance");
  EXPECT_THAT(text(mt, "expected") + " " + text(mt, "found"),
              testing::AllOf(HasSubstr("2190.01"), HasSubstr("2190.00")));
}

TEST_F(BadInput, AmountsBeyond64Bits) {
  desk_.expect_refused("bank", "much.xml",
                       with(camt053({sheet()}), "1190.00", "99999999999999999999.00"),
                       "amount.range");
  desk_.expect_refused("erp", "much.xml", with(invoic({bill()}), "50.00", "999999999999999999"),
                       "amount.range");
}

TEST_F(BadInput, AmountsWhoseSumIsBeyond64Bits) {
  const std::string half = "60000000000000000.00";  // two of them are more than 2^63 cents
  Sheet two = sheet();
  two.transfers.push_back(two.transfers[0]);
  std::string bytes = camt053({two});
  for (int i = 0; i < 4; ++i) bytes = with(bytes, ">1190.00<", ">" + half + "<");
  desk_.expect_refused("bank", "sum.xml", bytes, "amount.range");
}

TEST_F(BadInput, The31stOfFebruary) {
  const auto camt = desk_.expect_refused(
      "bank", "february.xml",
      with(camt053({sheet()}), "<BookgDt><Dt>2026-02-10", "<BookgDt><Dt>2026-02-31"),
      "date.invalid");
  EXPECT_THAT(text(camt, "message"), HasSubstr("2026-02-31"));
  desk_.expect_refused("bank", "february.sta", with(mt940({sheet()}), ":61:260210", ":61:260231"),
                       "date.invalid");
  desk_.expect_refused("erp", "february.xml",
                       with(invoic({bill()}), "<IDDAT>026</IDDAT><DATUM>20260120",
                            "<IDDAT>026</IDDAT><DATUM>20260231"),
                       "date.invalid");
}

TEST_F(BadInput, AnEmptyFile) {
  desk_.expect_refused("bank", "empty.xml", "", "document.empty", false);
}

TEST_F(BadInput, TwoGibibytesOfZeros) {
  const auto file = desk_.saldod().folder() / "bank" / "zeros.xml";
  const int descriptor = ::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
  ASSERT_GE(descriptor, 0);
  ASSERT_EQ(::ftruncate(descriptor, off_t{2} << 30), 0);
  ::close(descriptor);
  drop(desk_.saldod().folder() / "bank", "good.xml", camt053({sheet()}));
  const auto run = desk_.saldod().sync("bank");
  EXPECT_EQ(text(run, "state"), "done") << boost::json::serialize(run);
  const auto held = desk_.saldod().get("/v1/quarantine").lines();
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(text(held[0], "rule"), "document.unrecognised");
  EXPECT_EQ(text(held[0], "name"), "zeros.xml");
  EXPECT_EQ(desk_.saldod().rows("transactions").size(), 1u);
  EXPECT_TRUE(std::filesystem::exists(desk_.saldod().folder() / "bank/failed/zeros.xml"));
  // Zeros take no room in the archive.
  std::uintmax_t bytes = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(desk_.saldod().folder() / "documents"))
    if (entry.is_regular_file()) bytes += entry.file_size();
  EXPECT_LT(bytes, std::uintmax_t{4} << 20);
}

TEST_F(BadInput, AnInvoiceForACustomerWhoIsUnknown) {
  Bill stranger = bill();
  stranger.customer = "0000999999";
  const auto refused =
      desk_.expect_refused("erp", "stranger.xml", invoic({stranger}), "customer.unknown");
  EXPECT_EQ(text(refused, "found"), "0000999999");
  EXPECT_EQ(text(refused, "held"), "50.00");
}

TEST_F(BadInput, AnInvoiceForACustomerWhoIsUnknownAmongOthers) {
  Bill stranger = bill();
  stranger.number = "0090000077";
  stranger.customer = "0000999999";
  const std::size_t before = desk_.saldod().rows("items").size();
  desk_.submit("erp", "mixed.xml", invoic({bill(), stranger}));
  EXPECT_EQ(desk_.saldod().rows("items").size(), before + 1);
  const auto held = desk_.saldod().get("/v1/quarantine").lines();
  ASSERT_EQ(held.size(), 1u);
  EXPECT_EQ(text(held[0], "rule"), "customer.unknown");
  EXPECT_EQ(text(held[0], "held"), "50.00");
}

TEST_F(BadInput, AnXmlBomb) {
  std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n";
  for (int i = 1; i < 10; ++i) {
    bomb += "<!ENTITY lol" + std::to_string(i) + " \"";
    for (int j = 0; j < 10; ++j) bomb += i == 1 ? "&lol;" : "&lol" + std::to_string(i - 1) + ";";
    bomb += "\">\n";
  }
  bomb +=
      "]>\n<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\">&lol9;</Document>\n";
  desk_.expect_refused("bank", "bomb.xml", bomb, "xml.doctype");
}

TEST_F(BadInput, AnInvoiceThatContradictsWhatWasPaid) {
  desk_.submit("bank", "paid.xml", camt053({sheet()}));
  desk_.saldod().run("cash-application");
  ASSERT_EQ(text(desk_.saldod().rows("items").at(0), "state"), "cleared");
  const auto refused = desk_.expect_refused("erp", "less.xml",
                                            invoic({{.number = "0090000001",
                                                     .customer = "0000100001",
                                                     .date = Date::parse_iso("2026-01-15"),
                                                     .cents = 100'000}}),
                                            "item.conflict");
  EXPECT_THAT(text(refused, "expected"), HasSubstr("1190.00"));
  EXPECT_THAT(text(refused, "found"), HasSubstr("1000.00"));
}

}  // namespace
}  // namespace saldo::test
