#include "bank_testing.hpp"
#include "camt_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

struct Case {
  std::string document;
  const char* rule;
  const char* message;  // behind the place; null: a parser's own
  std::string at;       // what stands at the place
};

std::string broken(const std::string& ntry) {
  return document(statement(account() + balance("OPBD", "0.00") + balance("CLBD", "1.00") + ntry));
}

/// What a message begins with; empty for a file without bytes.
std::string where(const Decoded& d) {
  if (d.error.place.offset == 0) return "";
  return "line " + std::to_string(d.error.place.line) + ", byte " +
         std::to_string(d.error.place.offset) + ": ";
}

std::string ntry(const std::string& content) { return element("Ntry", content); }

TEST(CamtRefusals, NameRulePlaceValueAndRemedy) {
  const std::string ok_status = element("Sts", "BOOK");
  const Case cases[] = {
      {broken(entry("1.005")), "amount.invalid",
       "<Amt>: amount '1.005' has more decimals than its currency (EUR); ask the "
       "bank for a correct file",
       "<Amt "},
      {broken(entry("1,00")), "amount.invalid",
       "<Amt>: amount '1,00' is not a decimal number (EUR); ask the bank for a "
       "correct file",
       "<Amt "},
      {broken(entry("99999999999999999999.00")), "amount.range",
       "<Amt>: amount '99999999999999999999.00' is beyond 64 bits (EUR); ask the "
       "bank for a correct file",
       "<Amt "},
      {broken(ntry(amt("-1.00") + mark(true) + ok_status)), "amount.invalid",
       "<Amt>: amount '-1.00' has a sign, which ISO 20022 gives in CdtDbtInd "
       "instead; ask the bank for a correct file",
       "<Amt "},
      {broken(ntry(amt("1.00", "EURO") + mark(true) + ok_status)), "amount.currency",
       "<Amt>: currency 'EURO' is not an ISO 4217 code; ask the bank for a "
       "correct file",
       "<Amt "},
      {broken(ntry(amt("1.00") + ok_status)), "entry.incomplete",
       "<Ntry>: the entry has no <CdtDbtInd>; ask the bank for a correct file", "<Ntry>"},
      {broken(ntry(mark(true) + ok_status)), "entry.incomplete",
       "<Ntry>: the entry has no <Amt>; ask the bank for a correct file", "<Ntry>"},
      {broken(ntry(amt("1.00") + element("CdtDbtInd", "CREDIT") + ok_status)), "sign.invalid",
       "<CdtDbtInd>: 'CREDIT' is neither CRDT nor DBIT; ask the bank for a "
       "correct file",
       "<CdtDbtInd>"},
      {broken(ntry(signed_amount("1.00") + element("Sts", "BOOKED"))), "entry.status",
       "<Sts>: status 'BOOKED' is none of BOOK, PDNG, FUTR, INFO; ask the bank "
       "for a correct file",
       "<Sts>"},
      {broken(ntry(signed_amount("1.00"))), "entry.status",
       "<Ntry>: status '' is none of BOOK, PDNG, FUTR, INFO; ask the bank for a "
       "correct file",
       "<Ntry>"},
      {broken(ntry(signed_amount("1.00") + ok_status +
                   element("BookgDt", element("Dt", "2026-02-31")))),
       "date.invalid",
       "<Dt>: date '2026-02-31' is not a day of the form YYYY-MM-DD; ask the "
       "bank "
       "for a correct file",
       "<Dt>"},
      {broken(ntry(signed_amount("1.00") + ok_status + "<NtryDtls></Ntry>")), "xml.invalid",
       nullptr, ""},
      {"<Document><CstmrCdtTrfInitn><A/></CstmrCdtTrfInitn></Document>", "xml.root",
       "'CstmrCdtTrfInitn' is no account message; this decoder reads camt.052, "
       "camt.053 and camt.054",
       "<CstmrCdtTrfInitn>"},
      {"<Document><Stmt/></Document>", "xml.root",
       "<Stmt> doesn't stand directly in an account message", "<Stmt/>"},
      {document(""), "document.empty", "the message holds no statement", ""},
      {"<Document/>", "document.empty", "the file holds no account message", ""},
      {"", "document.empty", "the file has no bytes: fetch it again", ""},
  };
  for (const auto& c : cases) {
    const auto result = decode("camt", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    if (c.message != nullptr) {
      EXPECT_EQ(result.error.message, where(result) + c.message);
    }
    if (result.error.place.offset < c.document.size()) {
      EXPECT_EQ(c.document.substr(result.error.place.offset, c.at.size()), c.at);
    }
  }
}

TEST(CamtRefusals, RefuseSumsBeyond64Bits) {
  const std::string large = "90000000000000000.00";
  const auto result =
      decode("camt", one("0.00", entry(large) + entry(large), "180000000000000000.00"));
  EXPECT_EQ(rule_of(result), "amount.range");
  EXPECT_GT(result.error.place.line, 0u);
}

TEST(CamtRefusals, RefuseAnXmlBomb) {
  const auto result =
      decode("camt",
             "<?xml version=\"1.0\"?>\n<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n"
             "<Document><BkToCstmrStmt>&b;</BkToCstmrStmt></Document>");
  EXPECT_EQ(rule_of(result), "xml.doctype");
  EXPECT_EQ(result.error.place.line, 2u);
}

TEST(CamtRefusals, RefuseABadByteNamingItsPlace) {
  std::string document = one("0.00", entry("1.00", element("AddtlNtryInf", "M\xFCller")), "1.00");
  const auto result = decode("camt", document);
  EXPECT_EQ(rule_of(result), "text.encoding");
  EXPECT_EQ(document[result.error.place.offset], '\xFC');
}

TEST(CamtRefusals, RefuseEveryTruncation) {
  const std::string document = one(
      "0.00", entry("1.00", details(transaction("1.00"))) + entry("2.00") + entry("-3.00"), "0.00");
  ASSERT_EQ(rule_of(decode("camt", document)), "ok");
  const std::size_t end = document.rfind('>') + 1;
  for (std::size_t percent = 0; percent < 100; ++percent) {
    const auto result = decode("camt", document.substr(0, end * percent / 100));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << percent;
    EXPECT_STRNE(result.error.rule, "") << percent;
  }
  for (std::size_t n = 0; n < end; ++n)
    EXPECT_NE(decode("camt", document.substr(0, n)).status, SALDO_OK) << n;
}

TEST(CamtRefusals, RefuseTruncationsWithTheMoneyTheyHold) {
  const std::string document = one("0.00", entry("1.00") + entry("2.00"), "3.00");
  const auto result = decode("camt", document.substr(0, document.rfind("</Stmt>")));
  EXPECT_EQ(rule_of(result), "xml.truncated");
  EXPECT_EQ(held_of(result), "EUR 3.00");
}

TEST(CamtRefusals, StopEarlyInAFileOfTwoGigabytesOfZeros) {
  TestHost host(bank_entry(), "camt");
  std::uint64_t given = 0;
  const auto result = host.decode_stream(
      [&](char* buffer, std::size_t capacity) {
        std::memset(buffer, 0, capacity);
        given += capacity;
        return capacity;
      },
      std::uint64_t{2} << 30);
  EXPECT_EQ(rule_of(result), "xml.encoding");
  EXPECT_LT(given, std::uint64_t{1} << 20);
}

}  // namespace
}  // namespace saldo
