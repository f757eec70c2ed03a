#include "coda/communication.hpp"

#include "coda_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace coda_documents;

Transaction line(const Movement& m) {
  const Decoded result = decode("coda", statement(500000, {m}));
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result.transactions().at(0);
}

std::string text_of(const Transaction& t) {
  std::string out;
  for (const std::string& s : t.remittance) out += (out.empty() ? "" : "|") + s;
  return out;
}

TEST(CodaCommunication, FreeTextGoesOnOverTheRecords) {
  const auto t = line({.cents = 100,
                       .text1 = "Invoice 4711 of 5 January, and the rest of the first ",
                       .text2 = "quarter as agreed",
                       .text3 = "thank you"});
  EXPECT_EQ(text_of(t),
            "Invoice 4711 of 5 January, and the rest of the first quarter as agreed thank you");
}

TEST(CodaCommunication, FindsAStructuredReferenceInFreeText) {
  EXPECT_EQ(line({.cents = 100, .text1 = "betaling +++090/9337/55493+++ dank"}).creditor_reference,
            "090933755493");
  EXPECT_EQ(bank::coda::find_vcs("***090/9337/55493***"), "090933755493");
  EXPECT_EQ(bank::coda::find_vcs("+++ +++090/9337/55493+++"), "090933755493");
  EXPECT_EQ(bank::coda::find_vcs("+++090/9337/5549+++"), "");
  EXPECT_EQ(bank::coda::find_vcs("+++090/9337/55493***"), "");
  EXPECT_EQ(bank::coda::find_vcs("+++090/9337/55493"), "");
  EXPECT_EQ(bank::coda::find_vcs("090/9337/55493"), "");
}

TEST(CodaCommunication, KeepsAReferenceWhoseCheckDigitsAreWrong) {
  TestHost host(bank_entry(), "coda");
  const Movement wrong{.cents = 100, .structured = true, .text1 = "101090933755494"};
  const Movement right{.cents = 100, .structured = true, .text1 = "101090933755493"};
  EXPECT_EQ(host.decode(statement(0, {wrong})).transactions().at(0).creditor_reference,
            "090933755494");
  EXPECT_EQ(host.counters["bank_reference_check_failed"], 1);
  host.decode(statement(0, {right}));
  EXPECT_EQ(host.counters["bank_reference_check_failed"], 1);
}

struct Case {
  std::string communication;  // as it goes on over the three records
  std::string reference, customer, mandate, creditor, instructed, returned, text;
};

/// 105: gross amount, original amount, rate, currency.
const std::string kDollars = "105000000000095000000000000100000000095000000USD";
const std::string kPlace = "SHELL BREN      BRUSSEL   ";
const std::string kSepaDebit =
    blank_padded("BE12ZZZ0403019261", 35) + blank_padded("MANDATE-4711", 35);

const Case kCases[] = {
    {.communication = "100RF18539007547034", .reference = "RF18539007547034"},
    {.communication = "101090933755493  rest", .reference = "090933755493", .text = "rest"},
    {.communication = "101GIFT", .text = "GIFT"},
    {.communication = "102090933755493", .reference = "090933755493"},
    {.communication = "103000000123456", .text = "000000123456"},
    {.communication = kDollars, .instructed = "100.00 USD"},
    {.communication = kDollars + "090933755493BE",
     .reference = "090933755493",
     .instructed = "100.00 USD"},
    {.communication = kDollars.substr(0, 45) + "JPY", .instructed = "100 JPY"},
    {.communication = kDollars.substr(0, 45) + "XQX"},
    {.communication = "106000000000001680000000000008000002100000000",
     .text = "1.68 EUR: 21% of 8.00 EUR"},
    {.communication = "106000000000000020000000000008000000025000000",
     .text = "0.02 EUR: 0.25% of 8.00 EUR"},
    {.communication = "106000000000001680000000000008000"},
    {.communication = "107740907316152050126" + blank_padded("PAIEMT 2601", 30) + "20403019261",
     .mandate = "740907316152",
     .creditor = "0403019261",
     .returned = "|reason not specified",
     .text = "PAIEMT 2601"},
    {.communication = "1136703XXXXXXXXX1231001234000011050126"
                      "10301" +
                      kPlace + "000000000050000000100000000USD",
     .instructed = "50.00 USD",
     .text = "6703XXXXXXXXX123100123400001105012610301SHELL BREN BRUSSEL"},
    {.communication = "1149313843849005695040309120"
                      "48" +
                      kPlace + "2905172259460041",
     .customer = "2905172259460041",
     .text = "931384384900569504030912048SHELL BREN BRUSSEL"},
    {.communication = "1156703XXXXXXXXX123100123400001105012610300501260000010000000000500000" +
                      kPlace + "090933755493",
     .reference = "090933755493",
     .text = "6703XXXXXXXXX12310012340000110501261030050126000001|SHELL BREN BRUSSEL"},
    {.communication = "127050126110" + kSepaDebit + "Invoice 4711",
     .mandate = "MANDATE-4711",
     .creditor = "BE12ZZZ0403019261",
     .text = "Invoice 4711"},
    {.communication = "127050126112" + kSepaDebit + std::string(62, ' ') + "2AM04",
     .mandate = "MANDATE-4711",
     .creditor = "BE12ZZZ0403019261",
     .returned = "AM04|return"},
    {.communication = "127050126114" + kSepaDebit,
     .mandate = "MANDATE-4711",
     .creditor = "BE12ZZZ0403019261",
     .returned = "|debtor's account problem"},
    {.communication = "199whatever it is", .text = "whatever it is"},
};

TEST(CodaCommunication, ReadsStructuredTypes) {
  for (const Case& c : kCases) {
    const std::string padded = blank_padded(c.communication, 149);
    const auto t = line({.cents = 9500,
                         .structured = true,
                         .text1 = padded.substr(0, 53),
                         .text2 = padded.substr(53, 53),
                         .text3 = padded.substr(106)});
    const std::string& name = c.communication;
    EXPECT_EQ(t.creditor_reference, c.reference) << name;
    EXPECT_EQ(t.customer_reference, c.customer) << name;
    EXPECT_EQ(t.mandate_id, c.mandate) << name;
    EXPECT_EQ(t.creditor_id, c.creditor) << name;
    EXPECT_EQ(t.instructed
                  ? t.instructed->to_string() + " " + std::string(t.instructed->currency.code())
                  : "",
              c.instructed)
        << name;
    EXPECT_EQ(t.return_code + (t.return_text.empty() ? "" : "|" + t.return_text), c.returned)
        << name;
    EXPECT_EQ(text_of(t), c.text) << name;
  }
}

TEST(CodaCommunication, ReadsTheReasonOfAReturnFromRecord22) {
  const auto t = line({.cents = -5000, .code = "00503000", .returned = "2AM04"});
  EXPECT_EQ(t.return_code, "AM04");
  EXPECT_EQ(t.return_text, "return");
  EXPECT_FALSE(t.reversal);
  EXPECT_TRUE(line({.cents = -5000, .code = "00503000", .returned = "4MD06"}).reversal);
  EXPECT_TRUE(line({.cents = -5000, .code = "00599000"}).reversal);
}

TEST(CodaCommunication, ADirectDebitThatCameBackIsAReturnEvenWithoutAReason) {
  EXPECT_EQ(line({.cents = -5000, .code = "00503000"}).return_text, "unpaid debt");
  EXPECT_EQ(line({.cents = -5000, .code = "00505000"}).return_text, "reimbursement");
  EXPECT_EQ(line({.cents = -5000, .code = "00501000"}).return_text, "");
  EXPECT_EQ(line({.cents = -50, .code = "00537000"}).return_text, "");
  EXPECT_EQ(line({.cents = -5000, .code = "00105000"}).return_text, "");
}

TEST(CodaCommunication, TakesTheEndToEndReferenceOfSinglePaymentsOnly) {
  EXPECT_EQ(line({.cents = 1, .code = "00150000", .customer = "REF"}).end_to_end_id, "REF");
  EXPECT_EQ(line({.cents = 1, .code = "10150000", .customer = "REF"}).end_to_end_id, "");
  EXPECT_EQ(line({.cents = 1, .code = "04150000", .customer = "REF"}).end_to_end_id, "");
}

TEST(CodaCommunication, ZerosAndTheWordForNoneAreNoReference) {
  for (const char* none : {"0000000", "NOTPROVIDED"}) {
    const auto t = line({.cents = 1, .code = "00150000", .customer = none});
    EXPECT_EQ(t.customer_reference + t.end_to_end_id, "") << none;
  }
}

TEST(CodaCommunication, ReadsInformationRecords) {
  const auto t =
      line({.cents = 100,
            .name = "JANSSENS BOUWM",
            .information = {"1001JANSSENS BOUWMATERIALEN", "1009PEETERS JAN", "1008ACME",
                            "1006fees", "1010SECURITY 123",
                            "1006" + blank_padded("fees", 30) + "EUR0000000000500001100"}});
  EXPECT_EQ(t.counterparty_name, "JANSSENS BOUWMATERIALEN");
  EXPECT_EQ(t.ultimate_counterparty_name, "PEETERS JAN");
  EXPECT_EQ(text_of(t), "ACME|fees|SECURITY 123|fees -50.00 EUR");
}

TEST(CodaCommunication, KeepsTheCounterpartysNameWhereInformationHasAnother) {
  EXPECT_EQ(
      line({.cents = 1, .name = "JANSSENS", .information = {"1001PEETERS"}}).counterparty_name,
      "JANSSENS");
}

TEST(CodaCommunication, FreeInformationRunsOnWhereARecordIsFull) {
  const std::string full =
      blank_padded("INVOICE n 2011/02/000254882 du 30/06/2011 SA - Avenue Ma", 72);
  const auto t =
      line({.cents = 100, .information = {"0" + full + "N", "0ARTIN 24, B-1000", "0second text"}});
  EXPECT_EQ(
      text_of(t),
      "INVOICE n 2011/02/000254882 du 30/06/2011 SA - Avenue Ma NARTIN 24, B-1000|second text");
}

}  // namespace
}  // namespace saldo
