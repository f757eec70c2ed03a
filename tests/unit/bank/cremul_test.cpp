#include "bank_testing.hpp"
#include "cremul_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace cremul_documents;

constexpr const char* kFull =
    "UNA:+,? '\n"
    "UNB+UNOC:3+00810506482+00975945065+260116:1430+01001500'\n"
    "UNH+1+CREMUL:D:96A:UN'\n"
    "BGM+455+2601161430'\n"
    "DTM+137:20260116:102'\n"
    "NAD+MR+00975945065'\n"
    "LIN+1'\n"
    "DTM+202:20260116:102'\n"
    "DTM+209:20260115:102'\n"
    "BUS++DO++230:25:124'\n"
    "MOA+349:3095,61:NOK'\n"
    "RFF+ACK:08011909226'\n"
    "DTM+171:20260116:102'\n"
    "FII+BF+86011117947:Fjord AS::NOK+DNBANOKK'\n"
    "SEQ++1'\n"
    "DTM+203:20260115:102'\n"
    "FII+OR+15031234568:Kari Nordmann'\n"
    "RFF+AEK:31000164149'\n"
    "RFF+ACD:*85290467'\n"
    "RFF+CT:AVT-9'\n"
    "MOA+143:250'\n"
    "NAD+PL+++Kari:Nordmann+Storgata 1+Bergen++5003'\n"
    "PRC+8'\n"
    "DOC+999+20132065978'\n"
    "MOA+12:250'\n"
    "GIS+37'\n"
    "SEQ++2'\n"
    "FII+OR+DE02120300000000202051+BYLADEM1001'\n"
    "RFF+ACK:804574'\n"
    "RFF+AGN:O?'Brien?+1'\n"
    "MOA+60:2845,61:NOK'\n"
    "MOA+98:250,00:EUR'\n"
    "CUX+2:EUR+3:NOK+11,5824'\n"
    "NAD+PL++Muster & Söhne:Weg 1:12345 Berlin'\n"
    "FCA+14'\n"
    "MOA+23:50'\n"
    "PRC+11'\n"
    "DOC+380+4711'\n"
    "MOA+12:3000'\n"
    "DTM+171:20251230:102'\n"
    "NAD+IV+K46576::91'\n"
    "DOC+381+G9'\n"
    "MOA+12:104,39'\n"
    "FTX+PMD+++Invoice 4711:less credit note'\n"
    "CNT+LI:1'\n"
    "UNT+44+1'\n"
    "UNZ+1+01001500'\n";

constexpr const char* kFullRecords = R"(15:331
statement=1
index=1
booking_date=2026-01-16
value_date=2026-01-15
amount=250.00 NOK
status=booked
bank_reference=*85290467
customer_reference=31000164149
mandate_id=AVT-9
code.proprietary=230
counterparty.name=Kari Nordmann
counterparty.account=15031234568
creditor_reference=20132065978
batch.id=08011909226
batch.index=1

27:558
statement=1
index=2
booking_date=2026-01-16
value_date=2026-01-15
amount=2845.61 NOK
status=booked
bank_reference=804574
customer_reference=O'Brien+1
code.proprietary=230
counterparty.name=Muster & Söhne
counterparty.iban=DE02120300000000202051
counterparty.bic=BYLADEM1001
remittance=K46576
remittance=Invoice 4711
remittance=less credit note
remitted_documents.number=4711
remitted_documents.date=2025-12-30
remitted_documents.amount=3000.00 NOK
remitted_documents.number=G9
remitted_documents.amount=-104.39 NOK
instructed.amount=250.00 EUR
charges.amount=-50.00 NOK
batch.id=08011909226
batch.index=2

7:152
index=1
kind=notification
account.number=86011117947
account.bank=DNBANOKK
account.currency=NOK
account.name=Fjord AS
id=08011909226
transactions=2
total_credit=3095.61 NOK
total_debit=0.00 NOK

)";

TEST(Cremul, ReadsEveryFieldOfABooking) {
  const auto result = decode("cremul", kFull);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), kFullRecords);
}

/// The same without line ends, and then cut into lines of this many characters.
std::string wrapped(const std::string& document, std::size_t width, const std::string& end) {
  std::string out;
  std::size_t column = 0;
  for (const char c : document) {
    if (c == '\n') continue;
    out += c;
    if (++column % width == 0) out += end;
  }
  return out;
}

std::string without_places(const std::string& lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size();) {
    const std::size_t end = lines.find('\n', i) + 1;
    const std::string line = lines.substr(i, end - i);
    if (line.find('=') != line.npos || line == "\n") out += line;
    i = end;
  }
  return out;
}

TEST(Cremul, FilesAreWrappedAnywhereEvenBehindTheReleaseCharacter) {
  for (const char* end : {"\r\n", "\n", "\r"})
    for (const std::size_t width : {9u, 11u, 80u, 100000u}) {
      const auto result = decode("cremul", wrapped(kFull, width, end) + std::string(60, ' '));
      ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
      EXPECT_EQ(without_places(lines_of(result)), without_places(kFullRecords));
    }
}

TEST(Cremul, PlacesAreThoseOfTheFileAsItIs) {
  const std::string document = wrapped(kFull, 80, "\r\n");
  const auto result = decode("cremul", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const Place at = result.transactions().at(1).at;
  EXPECT_EQ(document.substr(at.offset, 3), "SEQ");
  const auto line = std::count(document.begin(), document.begin() + at.offset, '\n') + 1;
  EXPECT_EQ(at.line, line);
}

TEST(Cremul, BytesThatArentUtf8AreInTheCharsetOfTheSyntax) {
  std::string document = kFull;
  document.replace(document.find("Söhne"), 6, "S\xF8hne");
  EXPECT_EQ(decode("cremul", document).transactions().at(1).counterparty_name, "Muster & Søhne");
  document.replace(document.find("UNOC"), 4, "UNOD");
  document.replace(document.find("S\xF8hne"), 5, "S\xB3hne");
  EXPECT_EQ(decode("cremul", document).transactions().at(1).counterparty_name, "Muster & Słhne");
}

TEST(Cremul, SeparatorsAreThoseOfTheServiceAdvice) {
  std::string document = kFull;
  for (char& c : document) {
    if (c == ':') c = '|';
    if (c == '\'') c = '~';
    if (c == '?') c = '\\';
  }
  EXPECT_EQ(without_places(lines_of(decode("cremul", document))), [] {
    std::string records = without_places(kFullRecords);
    records.replace(records.find("O'Brien"), 7, "O~Brien");
    return records;
  }());
  const std::string plain(kFull);
  EXPECT_EQ(lines_of(decode("cremul", plain.substr(plain.find("UNB")))).find("amount=250.00") !=
                std::string::npos,
            true);
}

TEST(Cremul, AmountsMayHaveEitherDecimalMark) {
  for (const char* amount : {"6740,40", "6740.40", "6740,4"}) {
    const auto result = decode("cremul", file_of(booking(amount, payment("6740.40")), 1));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.transactions().at(0).amount->to_string(), "6740.40");
  }
}

TEST(Cremul, ABookingWithoutPaymentsIsOneLine) {
  const auto result = decode("cremul", file_of(booking("500", ""), 1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const Transaction t = result.transactions().at(0);
  EXPECT_EQ(t.amount->to_string(), "500.00");
  EXPECT_EQ(t.bank_reference, "B1");
  EXPECT_EQ(t.batch_id, "");
}

TEST(Cremul, ABookingWithOnePaymentIsNoBatch) {
  const auto result = decode("cremul", file_of(booking("500", payment("500")), 1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).batch_id, "");
  EXPECT_EQ(result.statements().at(0).id, "B1");
}

TEST(Cremul, TheTotalMayStandBeforeOrAfterCharges) {
  const std::string payments = "SEQ++1'MOA+60:264:NOK'MOA+98:314:NOK'FCA+14'MOA+23:50'";
  for (const char* totals : {"MOA+346:264:NOK'", "MOA+346:314:NOK'MOA+60:264:NOK'"}) {
    const auto result = decode(
        "cremul", file_of("LIN+1'" + std::string(totals) + "FII+BF+86011117947'" + payments, 1));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.transactions().at(0).amount->to_string(), "264.00");
    EXPECT_EQ(result.statements().at(0).id, "M77/1");
  }
}

TEST(Cremul, TheBookingIsInTheCurrencyThatWasPosted) {
  const std::string payments = "SEQ++1'MOA+98:250:EUR'MOA+60:2845,61:NOK'";
  for (const char* totals : {"MOA+98:250:EUR'MOA+60:2845,61:NOK'FII+BF+86011117947'",
                             "MOA+346:250:EUR'MOA+349:2845,61:NOK'FII+BF+86011117947'",
                             "MOA+60:250:EUR'MOA+346:2845,61:NOK'FII+BF+86011117947:::NOK'"}) {
    const auto result = decode("cremul", file_of("LIN+1'" + std::string(totals) + payments, 1));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.statements().at(0).account_currency, "NOK");
    EXPECT_EQ(result.transactions().at(0).amount->to_string(), "2845.61");
    EXPECT_EQ(result.transactions().at(0).instructed->to_string(), "250.00");
  }
}

TEST(Cremul, SeveralKidsOfOnePaymentAreDocuments) {
  const auto result = decode(
      "cremul", file_of(booking("300", payment("300",
                                               "PRC+8'DOC+999+20001'MOA+12:100'DOC+999+20002'"
                                               "MOA+12:200'")),
                        1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const Transaction t = result.transactions().at(0);
  EXPECT_EQ(t.creditor_reference, "");
  ASSERT_EQ(t.remitted_documents.size(), 2u);
  EXPECT_EQ(t.remitted_documents[1].number, "20002");
  EXPECT_EQ(t.remitted_documents[1].amount->to_string(), "200.00");
}

TEST(Cremul, OfADocumentCountsWhatWasRemittedAndNotWhatWasDue) {
  for (const char* amounts : {"MOA+9:1000'MOA+12:980'MOA+52:20'", "MOA+12:980'MOA+9:1000'"}) {
    const auto result = decode(
        "cremul",
        file_of(booking("980", payment("980", "PRC+8'DOC+380+4711'" + std::string(amounts))), 1));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    const Transaction t = result.transactions().at(0);
    ASSERT_EQ(t.remitted_documents.size(), 1u);
    EXPECT_EQ(t.remitted_documents[0].amount->to_string(), "980.00");
  }
}

TEST(Cremul, KnowsReferencesOfDanishInpaymentForms) {
  const auto result =
      decode("cremul", file_of(booking("5", payment("5",
                                                    "RFF+CR:Faktura 4711'RFF+KAK:71'"
                                                    "RFF+BID:712345678901237'")),
                               1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).customer_reference, "Faktura 4711");
  EXPECT_EQ(result.transactions()[0].creditor_reference, "712345678901237");
}

TEST(Cremul, AnIbanMayStandWhereTheNumberDoes) {
  std::string document = file_of(booking("1", payment("1")), 1);
  document.replace(document.find("86011117947"), 11, "NO9386011117947");
  EXPECT_EQ(decode("cremul", document).statements().at(0).account_iban, "NO9386011117947");
}

TEST(Cremul, SeveralMessagesGroupsAndInterchangesAreRead) {
  const std::string one = message_of(booking("1", payment("1")), 1);
  const std::string grouped =
      "UNA:+,? 'UNB+UNOC:3+8+9+260116:1200+77'UNG+CREMUL+8+9+260116:1200+G1'" + one + one +
      "UNE+2+G1'UNZ+1+77'";
  const auto result = decode("cremul", interchange_of(one + one, 2) + "\r\n" + grouped);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 4u);
}

TEST(Cremul, IsKnownByItsContent) {
  TestHost host(bank_entry(), "cremul");
  EXPECT_EQ(host.identify(kFull), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF\nUNB+UNOC:3+8+9+260116:1200+1'UNH+1+CRE\r\nMUL:D"), 95);
  EXPECT_EQ(host.identify("UNB+UNOC:3+8+9+260116:1200+1'UNH+1+REMADV:D:96A:UN'"), 0);
  EXPECT_EQ(host.identify("The CREMUL of today"), 0);
  EXPECT_EQ(host.identify(""), 0);
}

TEST(Cremul, ACountMayHaveZerosBeforeIt) {
  std::string file = file_of(booking("10", payment("10")), 1);
  file.replace(file.find("CNT+LI:1'"), 9, "CNT+LI:0001'");
  EXPECT_EQ(decode("cremul", file).status, SALDO_OK);
  file.replace(file.find("CNT+LI:0001'"), 12, "CNT+LI:0002'");
  EXPECT_EQ(decode("cremul", file).error.rule, std::string("cremul.count"));
}

TEST(Cremul, ATextOfManyThousandPartsIsReadInOnePass) {
  std::string texts;
  for (int i = 0; i < 60; ++i) texts += "FTX+PMD+++" + std::string(64'000, ':') + "end'";
  const auto read = decode("cremul", file_of(booking("10", payment("10", texts)), 1));
  ASSERT_EQ(read.transactions().size(), 1u) << read.error.message;
  EXPECT_EQ(read.transactions()[0].remittance, std::vector<std::string>(60, "end"));
}

}  // namespace
}  // namespace saldo
