#include "cfonb120_files.hpp"

#include "cfonb120/account.hpp"
#include "saldo/text.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// Two accounts, in the widths of the format.
const std::string kTwoStatements =
    "0120041    01005EUR2 0500013M026  050126" + fill({}, 50) + "0000000001234N" +
    fill("060126060126", 16) + "\r\n" + "0420041916201005EUR2 0500013M02605060126  070126" +
    fill("VIR SEPA ACIERIES DU NORD", 33) +
    "0000042"
    "00"
    "0000000002505{"
    "FAC-2026-0042   \r\n" +
    "0520041916201005EUR2 0500013M02605060126     NPY" + fill("ACIERIES DU NORD SA", 72) + "\r\n" +
    "0520041916201005EUR2 0500013M02605060126     CPY" + fill("DE89 3704 0044 0532 0130 00", 72) +
    "\r\n" + "0520041916201005EUR2 0500013M02605060126     RCN" +
    fill(fill("E2E-4711", 35) + "TRAD", 72) + "\r\n" +
    "0420041916201005EUR2 0500013M026B1060126      "
    "  " +
    fill("PRLV SEPA ELECTRICITE", 33) +
    "0000000"
    "00"
    "0000000001207K" +
    fill({}, 16) + "\r\n" + "0520041916201005EUR2 0500013M026B1060126     NBE" +
    fill("ELECTRICITE DU SUD", 72) + "\r\n" + "0520041916201005EUR2 0500013M026B1060126     IBE" +
    fill("FR72ZZZ123456", 72) + "\r\n" + "0520041916201005EUR2 0500013M026B1060126     RUM" +
    fill("MANDAT-77", 72) + "\r\n" + "0720041    01005EUR2 0500013M026  060126" + fill({}, 50) +
    "0000000000063C" + fill({}, 16) + "\r\n" + "\r\n" + "0114889    00081XPF0 82615401018  050126" +
    fill({}, 50) + "0000000100000{" + fill({}, 16) + "\r\n" +
    "0714889    00081XPF0 82615401018  060126" + fill({}, 50) + "0000000100000{" + fill({}, 16) +
    "\r\n";

TEST(Cfonb120, ReadsEveryFieldOfAFile) {
  const auto result = decode("cfonb120", kTwoStatements);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(2:122
statement=1
index=1
booking_date=2026-01-06
value_date=2026-01-07
amount=250.50 EUR
status=booked
bank_reference=0000042
customer_reference=FAC-2026-0042
end_to_end_id=E2E-4711
code.proprietary=05/9162
counterparty.name=ACIERIES DU NORD SA
counterparty.iban=DE89370400440532013000
remittance=VIR SEPA ACIERIES DU NORD
remittance=TRAD

6:610
statement=1
index=2
booking_date=2026-01-06
amount=-120.72 EUR
status=booked
mandate_id=MANDAT-77
creditor_id=FR72ZZZ123456
code.proprietary=B1/9162
counterparty.name=ELECTRICITE DU SUD
remittance=PRLV SEPA ELECTRICITE

1:0
index=1
kind=booked
account.iban=FR1420041010050500013M02606
account.number=20041010050500013M02606
account.bank=20041
account.currency=EUR
opening.amount=-123.45 EUR
opening.date=2026-01-05
closing.amount=6.33 EUR
closing.date=2026-01-06
transactions=2
total_credit=250.50 EUR
total_debit=120.72 EUR
to=2026-01-06

12:1222
index=2
kind=booked
account.iban=FR7614889000818261540101803
account.number=14889000818261540101803
account.bank=14889
account.currency=XPF
opening.amount=1000000 XPF
opening.date=2026-01-05
closing.amount=1000000 XPF
closing.date=2026-01-06
transactions=0
total_credit=0 XPF
total_debit=0 XPF
to=2026-01-06

)");
}

TEST(Cfonb120, PlacesAreThoseOfTheRecords) {
  const auto result = decode("cfonb120", kTwoStatements);
  for (const auto& t : result.transactions())
    EXPECT_EQ(kTwoStatements.substr(t.at.offset, 7), "0420041");
  for (const auto& s : result.statements()) EXPECT_EQ(kTwoStatements.substr(s.at.offset, 2), "01");
}

/// Without the line ends, and the blank line between.
std::string blocks() {
  std::string out;
  for (const char c : kTwoStatements)
    if (c != '\r' && c != '\n') out += c;
  return out;
}

TEST(Cfonb120, ReadsTheSameWhateverEndsTheRecords) {
  const auto expected = decode("cfonb120", kTwoStatements);
  std::string lf = kTwoStatements, cr = kTwoStatements;
  std::erase(lf, '\r');
  std::erase(cr, '\n');
  for (const std::string& document : {lf, cr, blocks(), blocks() + "\n", "\n\n" + lf}) {
    const auto result = decode("cfonb120", document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    ASSERT_EQ(result.records.size(), expected.records.size());
    EXPECT_EQ(FieldLines::of(result.transactions().at(0)),
              FieldLines::of(expected.transactions().at(0)));
    EXPECT_GE(TestHost(bank_entry(), "cfonb120").identify(document), 90);
    EXPECT_EQ(lines_of(decode("cfonb120", document, 1)), lines_of(result));
  }
  EXPECT_EQ(decode("cfonb120", blocks()).transactions().at(1).at, (Place{6, 600}));
}

/// French mainframes: IBM 297, in which the zeros with a sign are é and è.
TEST(Cfonb120, ReadsFrenchEbcdicInBlocks) {
  std::string ebcdic;
  for (const char c : blocks()) {
    const std::string utf8 = c == '{' ? "é" : c == '}' ? "è" : std::string(1, c);
    for (int byte = 0x40; byte < 0x100; ++byte)
      if (text::to_utf8(std::string(1, static_cast<char>(byte)), text::Charset::kIbm297) == utf8)
        ebcdic += static_cast<char>(byte);
  }
  ASSERT_EQ(ebcdic.size(), blocks().size());
  EXPECT_EQ(TestHost(bank_entry(), "cfonb120").identify(ebcdic), 95);
  EXPECT_EQ(lines_of(decode("cfonb120", ebcdic)), lines_of(decode("cfonb120", blocks())));
}

TEST(Cfonb120, ReadsAmountsThatHaveBeenEbcdicBefore) {
  std::string document = CfonbFile().begin(-120).entry(1230).close().text();
  for (const auto& [ascii, french] : {std::pair{"{", "\xE9"}, std::pair{"}", "\xE8"}})
    for (auto at = document.find(ascii); at != document.npos; at = document.find(ascii))
      document.replace(at, 1, french);
  const auto result = decode("cfonb120", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().at(0).opening.amount->to_string(), "-1.20");
  EXPECT_EQ(result.transactions().at(0).amount->to_string(), "12.30");
}

TEST(Cfonb120, ReadsEverySignedDigit) {
  for (int digit = 0; digit < 10; ++digit)
    for (const int sign : {-1, 1}) {
      const auto result =
          decode("cfonb120", CfonbFile().begin(5000).entry(sign * (1230 + digit)).close().text());
      ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
      EXPECT_EQ(result.transactions().at(0).amount->minor, sign * (1230 + digit));
    }
}

TEST(Cfonb120, DecimalsAreWhatTheRecordSaysOrElseTheCurrencys) {
  struct Case {
    const char *currency, *decimals;
    std::int64_t written;
    const char* amount;
  };
  for (const Case& c : {Case{"EUR", "2", 1234, "12.34"}, Case{"EUR", "0", 1234, "1234.00"},
                        Case{"EUR", "3", 12340, "12.34"}, Case{"EUR", " ", 1234, "12.34"},
                        Case{"XPF", "0", 1234, "1234"}, Case{"XPF", " ", 1234, "1234"},
                        Case{"XPF", "2", 123400, "1234"}, Case{"TND", "3", 1234, "1.234"},
                        Case{"TND", " ", 1234, "1.234"}, Case{"TND", "2", 1234, "12.340"}}) {
    CfonbFile file;
    file.currency = c.currency;
    file.decimals = c.decimals;
    const auto result = decode("cfonb120", file.begin(0).entry(c.written).close().text());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.transactions().at(0).amount->to_string(), c.amount);
  }
}

TEST(Cfonb120, TakesTheCurrencyFromEntriesWhereBalancesHaveNone) {
  CfonbFile file;
  file.currency = "   ";
  file.decimals = " ";
  file.begin(100);
  file.currency = "USD";
  file.decimals = "2";
  file.entry(50);
  file.currency = "   ";
  file.decimals = " ";
  TestHost host(bank_entry(), "cfonb120");
  const auto result = host.decode(file.close().text());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().at(0).account_currency, "USD");
  EXPECT_EQ(result.statements().at(0).opening.amount->to_string(), "1.00");
  EXPECT_THAT(host.logs, testing::IsEmpty());
}

TEST(Cfonb120, AssumesEuroWhereNoRecordNamesACurrency) {
  CfonbFile file;
  file.currency = "   ";
  file.decimals = " ";
  TestHost host(bank_entry(), "cfonb120");
  const auto result = host.decode(file.begin(100).close().text());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().at(0).closing.amount->to_string(), "1.00");
  EXPECT_EQ(result.statements().at(0).account_iban, "FR1420041010050500013M02606");
  EXPECT_THAT(host.logs, testing::ElementsAre("line 2: the statement names no currency so far; EUR "
                                              "is assumed"));
}

TEST(Cfonb120, TellsARibAndAnIbanOnlyWhereTheyFollow) {
  struct Case {
    const char *bank, *branch, *account, *currency, *number, *iban;
  };
  for (const Case& c : {Case{"20041", "01005", "0500013M026", "EUR", "20041010050500013M02606",
                             "FR1420041010050500013M02606"},
                        Case{"30004", "01005", "00001234567", "XPF", "30004010050000123456764",
                             "FR7630004010050000123456764"},
                        Case{"20041", "01005", "0500013M026", "USD", "010050500013M026", ""},
                        Case{"CI008", "01005", "00001234567", "XOF", "0100500001234567", ""},
                        Case{"20041", "     ", "0500013M026", "EUR", "0500013M026", ""},
                        Case{"20041", "00000", "0500013M026", "EUR", "000000500013M026", ""},
                        Case{"20041", "01005", "00000000000", "EUR", "0100500000000000", ""},
                        Case{"20041", "01005", "1234567    ", "EUR", "010051234567", ""}}) {
    CfonbFile file;
    file.bank = c.bank;
    file.branch = c.branch;
    file.account = c.account;
    file.currency = c.currency;
    const auto result = decode("cfonb120", file.begin(0).close().text());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.statements().at(0).account_number, c.number);
    EXPECT_EQ(result.statements().at(0).account_iban, c.iban);
    EXPECT_EQ(result.statements().at(0).account_bank, c.bank);
  }
}

TEST(Cfonb120, MonacosAccountsHaveAnIbanOfItsOwn) {
  CfonbFile file;
  file.bank = "11222";
  file.branch = "00001";
  file.account = "01234567890";
  const std::string document = file.begin(0).close().text();
  TestHost monaco(bank_entry(), "cfonb120", {{"country", "MC"}});
  EXPECT_EQ(monaco.decode(document).statements().at(0).account_iban, "MC5811222000010123456789030");
  TestHost wrong(bank_entry(), "cfonb120", {{"country", "DE"}});
  const auto result = wrong.decode(document);
  EXPECT_EQ(result.status, SALDO_E_CONFIG);
  EXPECT_STREQ(result.error.message, "option country is 'DE'; use FR or MC");
}

TEST(Cfonb120, KeysOfAccountsCountLettersAsDigits) {
  using bank::cfonb120::rib_key;
  EXPECT_EQ(rib_key("20041", "01005", "0500013M026"), "06");
  EXPECT_EQ(rib_key("11222", "00001", "01234567890"), "30");
  EXPECT_EQ(rib_key("30006", "00001", "12345678901"), "89");
}

TEST(Cfonb120, AStatementOpensWithWhatTheOneBeforeCloses) {
  CfonbFile file;
  file.begin(100, "050126").entry(50).close("060126").begin(150, "060126").close("070126");
  TestHost host(bank_entry(), "cfonb120");
  EXPECT_EQ(rule_of(host.decode(file.text())), "ok");
  EXPECT_THAT(host.logs, testing::IsEmpty());
}

TEST(Cfonb120, AGapOfDaysIsWorthAWarning) {
  CfonbFile file;
  file.begin(100, "050126").close("060126").begin(150, "080126").close("090126");
  TestHost host(bank_entry(), "cfonb120");
  EXPECT_EQ(rule_of(host.decode(file.text())), "ok");
  EXPECT_THAT(host.logs,
              testing::ElementsAre("line 3: the account's statement before closes with 1.00 on "
                                   "2026-01-06, this one opens with 1.50 on 2026-01-08; statements "
                                   "in between are missing"));
}

TEST(Cfonb120, AStatementOfEarlierDaysFollowsNothing) {
  CfonbFile file;
  file.begin(100, "050126").close("060126").begin(150, "020126").close("050126");
  TestHost host(bank_entry(), "cfonb120");
  EXPECT_EQ(rule_of(host.decode(file.text())), "ok");
  EXPECT_THAT(host.logs, testing::IsEmpty());
}

TEST(Cfonb120, AccountsAndCurrenciesFollowThemselvesOnly) {
  CfonbFile file;
  file.begin(100).close();
  file.currency = "USD";
  file.begin(200, "060126").close();
  file.currency = "EUR";
  file.account = "0500013M027";
  file.begin(300, "060126").close();
  EXPECT_EQ(rule_of(decode("cfonb120", file.text())), "ok");
}

/// Banks of one group write each other's codes into entries.
TEST(Cfonb120, AnotherBankInAnEntryIsNoFault) {
  CfonbFile file;
  file.begin(100);
  file.bank = "10278";
  file.entry(50).say("LIB", "TEXTE");
  TestHost host(bank_entry(), "cfonb120");
  const auto result = host.decode(file.close().text());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().at(0).account_bank, "20041");
  EXPECT_THAT(host.logs, testing::ElementsAre("line 4: bank '10278' of record 07 is not the bank "
                                              "of record 01, '20041'"));
}

TEST(Cfonb120, BalancesMayHaveTextsAndFieldsOfEntries) {
  std::string document = CfonbFile().begin(0).close().text();
  document.replace(7, 4, "0000").replace(32, 2, "00").replace(42, 6, "000000");
  document.replace(48, 30, "** PAS DE MOUVEMENT CE JOUR **");
  document.replace(104, 12, "050126060126");
  EXPECT_EQ(rule_of(decode("cfonb120", document)), "ok");
}

TEST(Cfonb120, KnowsItsFilesWholeOrBroken) {
  TestHost host(bank_entry(), "cfonb120");
  const std::string good = CfonbFile().begin(100).entry(50).say("LIB", "TEXTE").close().text();
  EXPECT_EQ(host.identify(good), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF\n\n" + good), 95);
  EXPECT_EQ(host.identify(good.substr(121)), 95) << "an entry";
  EXPECT_EQ(host.identify(good.substr(242)), 85) << "a detail";
  std::string broken = good;
  EXPECT_EQ(host.identify(broken.replace(34, 6, "  CART")), 90);
  broken = good;
  EXPECT_EQ(host.identify(broken.replace(103, 1, "?")), 85);
  for (const char* other :
       {"", "\n", "01", "01BGMAX               0120250101000000000000T",
        ":20:STARTUMS\r\n:25:1\r\n", "01,CITIGB2L,12345678,260105,1000,1,,,2/", "<Document/>",
        "00000210126005        00099449      Test                      BBRUBEBB"})
    EXPECT_EQ(host.identify(other), 0) << other;
}

TEST(Cfonb120, RefusesCfonb240ByName) {
  const std::string document = fill("3100000120181220E    300661077100020030401", 240) + "\n" +
                               fill("3400000220211220E0066149890000122140469732OFFICE NATL", 240) +
                               "\n";
  TestHost host(bank_entry(), "cfonb120");
  EXPECT_EQ(host.identify(document), 80);
  const auto result = host.decode(document);
  EXPECT_STREQ(result.error.rule, "cfonb120.format");
  EXPECT_STREQ(
      result.error.message,
      "line 1: the file is CFONB 240 (returned debits), which isn't read; ask the bank for "
      "its account statement, CFONB 120");
  EXPECT_EQ(host.identify("31 words that begin with a number"), 0);
}

}  // namespace
}  // namespace saldo
