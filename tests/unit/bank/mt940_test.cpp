#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

constexpr const char* kBlocks =
    "{1:F01DEUTDEFFAXXX0000000000}{2:I940SALDODEFXXXXN}{4:\r\n"
    ":20:STARTUMS\r\n"
    ":25:50880050/0194774600888\r\n"
    ":28C:00001/001\r\n"
    ":60F:C251230EUR1000,00\r\n"
    ":61:2512310102CR250,50N166INV-4711//BANK-1\r\n"
    "second line\r\n"
    ":86:166?00GUTSCHRIFT?20EREF+E2E-1?21SVWZ+Rechnung "
    "4711?30DEUTDEFFXXX?31DE893704004405320130\r\n"
    "00?32Muster GmbH\r\n"
    ":61:260102RC10,00NMSCNONREF\r\n"
    ":86:storno\r\n"
    ":61:2601020102RD5,NMSCNONREF//NONREF\r\n"
    ":62F:C260102EUR1245,5\r\n"
    ":64:C260102EUR1245,5\r\n"
    ":86:to the statement\r\n"
    "-}{5:{MAC:00000000}}\r\n";

TEST(Mt940, ReadsEveryFieldOfAStatement) {
  const auto result = decode("mt940", kBlocks);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(6:137
statement=1
index=1
booking_date=2026-01-02
value_date=2025-12-31
amount=250.50 EUR
status=booked
bank_reference=BANK-1
customer_reference=INV-4711
end_to_end_id=E2E-1
code.proprietary=N166+166
counterparty.name=Muster GmbH
counterparty.iban=DE89370400440532013000
counterparty.bic=DEUTDEFFXXX
remittance=Rechnung 4711
remittance=second line

10:305
statement=1
index=2
value_date=2026-01-02
amount=-10.00 EUR
status=booked
reversal=true
code.proprietary=NMSC
remittance=storno

12:346
statement=1
index=3
booking_date=2026-01-02
value_date=2026-01-02
amount=5.00 EUR
status=booked
reversal=true
code.proprietary=NMSC

2:55
index=1
kind=booked
account.number=0194774600888
account.bank=50880050
account.currency=EUR
id=STARTUMS
sequence=00001/001
opening.amount=1000.00 EUR
opening.date=2025-12-30
closing.amount=1245.50 EUR
closing.date=2026-01-02
transactions=3
total_credit=255.50 EUR
total_debit=10.00 EUR

)");
}

TEST(Mt940, GivesTheSameRecordsHoweverTheBytesArrive) {
  const auto whole = lines_of(decode("mt940", kBlocks));
  for (const std::size_t chunk : {1, 2, 3, 100})
    EXPECT_EQ(lines_of(decode("mt940", kBlocks, chunk)), whole) << chunk;
}

TEST(Mt940, GivesTheSameRecordsWhateverTheLineEnds) {
  std::string lf = kBlocks, cr = kBlocks;
  for (std::size_t i = 0; (i = lf.find('\r')) != std::string::npos;) lf.erase(i, 1);
  for (std::size_t i = 0; (i = cr.find('\n')) != std::string::npos;) cr.erase(i, 1);
  const auto without_places = [](const std::string& document) {
    const auto result = decode("mt940", document);
    EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
    std::string out;
    for (const auto& record : result.records)
      out += std::visit(
          [](const auto& r) { return std::to_string(r.at.line) + "\n" + FieldLines::of(r); },
          record);
    return out;
  };
  EXPECT_EQ(without_places(lf), without_places(kBlocks));
  EXPECT_EQ(without_places(cr), without_places(kBlocks));
}

/// A statement of an account with these lines.
std::string statement(const std::string& opening, const std::string& lines,
                      const std::string& closing, const std::string& number = "1") {
  return ":20:REF\n:25:DE02120300000000202051\n:28C:" + number + "\n:60F:" + opening + "\n" +
         lines + ":62F:" + closing + "\n";
}

/// `entries` entries of 1.00 each, whose texts are 1 to 378 digits.
std::string long_statement(int entries, const std::string& reference, const std::string& end) {
  std::string document = ":20:" + reference + end + ":25:1/2" + end + ":60F:C260101EUR0," + end;
  for (int i = 1; i <= entries; ++i) {
    document += ":61:2601020102C1,NTRFNONREF" + end;
    std::string text;
    while (text.size() < static_cast<std::size_t>(i % 378 + 1)) text += std::to_string(i);
    std::string field = ":86:166";
    for (std::size_t at = 0; at < text.size() && at < 378; at += 27) {
      const std::size_t part = at / 27;
      field += "?" + std::to_string(part < 10 ? 20 + part : 50 + part) + text.substr(at, 27);
    }
    for (std::size_t at = 0; at < field.size(); at += 65) document += field.substr(at, 65) + end;
  }
  return document + ":62F:C260102EUR" + std::to_string(entries) + "," + end;
}

TEST(Mt940, ReadsFieldsWholeThatReachOverTheEndOfWhatWasReadSoFar) {
  const auto records = [](const std::string& reference, const std::string& end) {
    std::string out;
    for (const auto& record : decode("mt940", long_statement(4000, reference, end)).records)
      if (const auto* t = std::get_if<Transaction>(&record))
        out += std::to_string(t->at.line) + " " + t->remittance.at(0) + "\n";
    return out;
  };
  const std::string expected = records("R", "\n");
  EXPECT_THAT(expected, testing::StartsWith("4 11\n"));
  EXPECT_THAT(expected, testing::HasSubstr(" 222222"));
  EXPECT_EQ(std::count(expected.begin(), expected.end(), '\n'), 4000);
  for (const std::string end : {"\n", "\r\n", "\r"})
    for (std::size_t size = 1; size < 300; size += 23)
      ASSERT_EQ(records(std::string(size, 'R'), end), expected) << size;
  EXPECT_EQ(records("Müller", "\r\n"), expected) << "not plain";
}

TEST(Mt940, ReadsSeveralStatementsWithAndWithoutTerminators) {
  const std::string first = statement("C260101EUR0,", ":61:260102C1,NTRFA\n", "C260102EUR1,");
  const std::string second =
      statement("C260102EUR1,", ":61:260103D3,NTRFB\n:86:-x\n- y\n", "D260103EUR2,", "2");
  for (const std::string& document :
       {first + second, first + "-\n" + second, first + "-\n" + second + "-\n",
        "ABNANL2A\n940\nABNANL2A\n" + first + "-\n\nABNANL2A\n940\nABNANL2A\n" + second + "-",
        "0000 01INGBNL2AXXXX00001\n0000 01INGBNL2AXXXX00001\n940 00\n" + first + "-\x03\n" + second,
        "\x01{1:F01X}{2:I940X}{4:\n" + first + "-}{5:}\x03\x01{1:F01X}{2:I940X}{4:\n" + second +
            "-}\x03"}) {
    const auto result = decode("mt940", document);
    ASSERT_EQ(result.status, SALDO_OK) << document << result.error.message;
    ASSERT_EQ(result.statements().size(), 2u) << document;
    EXPECT_EQ(result.statements()[1].closing.amount->minor, -200);
    EXPECT_EQ(result.statements()[1].index, 2);
    EXPECT_EQ(result.transactions()[1].statement, 2);
    EXPECT_EQ(result.transactions()[1].remittance, (std::vector<std::string>{"-x", "- y"}));
  }
}

/// The one transaction of a statement with this :61: line; its closing balance is computed.
Transaction line(const std::string& text, const std::string& information = "") {
  for (const char* closing : {"C260101EUR100000,", "D260101EUR100000,"}) {
    const auto result = decode_leniently(
        "mt940", statement("C260101EUR0,", ":61:" + text + "\n" + information, closing));
    if (result.status == SALDO_OK) return result.transactions().at(0);
    ADD_FAILURE() << text << ": " << result.error.message;
  }
  return {};
}

TEST(Mt940, ReadsAmountsAndMarksAsBanksWriteThem) {
  struct Case {
    const char *text, *amount, *type;
  };
  const Case cases[] = {{"260102C1,00NTRFX", "1.00", "NTRF"},
                        {"260102CR1,00NTRFX", "1.00", "NTRF"},  // R is the R of EUR
                        {"260102RC1,00NTRFX", "-1.00", "NTRF"},
                        {"260102RD1,NTRFX", "1.00", "NTRF"},
                        {"260102RCR1,5NTRFX", "-1.50", "NTRF"},
                        {"260102DR,50S051X", "-0.50", "S051"},
                        {"260102C000000000127,50N541X", "127.50", "N541"},
                        {"260102C000000000300.00N541X", "300.00", "N541"},
                        {"260102D6800,FCHKX", "-6800.00", "FCHK"},
                        {"260102    D5,NTRFX", "-5.00", "NTRF"},
                        {"2601020102CR\n30,00N062X", "30.00", "N062"},
                        {"260102D10,00NIT NONREF", "-10.00", "NIT"},
                        {"260102C0,NMSCX", "0.00", "NMSC"},
                        {"260102D12,35 NRTIX", "-12.35", "NRTI"},
                        {"260102CN220000,00//19239782213", "220000.00", ""},
                        {"260102C500NTRF29-07-2014 10:05//B4G", "500.00", "NTRF"},
                        {"260102DF2402,00S   X", "-2402.00", "S"},
                        {"260102D0,42MCI0NONREF//055", "-0.42", "MCI0"}};
  for (const auto& c : cases) {
    const auto t = line(c.text);
    EXPECT_EQ(t.amount->to_string(), c.amount) << c.text;
    EXPECT_EQ(t.code_proprietary, c.type) << c.text;
  }
}

TEST(Mt940, PutsTheEntryDateNearestToTheValueDate) {
  EXPECT_EQ(line("2512310102C1,NTRFX").booking_date.to_string(), "2026-01-02");
  EXPECT_EQ(line("2601021231C1,NTRFX").booking_date.to_string(), "2025-12-31");
  EXPECT_EQ(line("2406300701C1,NTRFX").booking_date.to_string(), "2024-07-01");
  EXPECT_TRUE(line("260102C1,NTRFX").booking_date.empty()) << "not given, so not there";
}

TEST(Mt940, ReadsATimeOfDayBehindTheEntryDate) {
  const auto t = line("2512310102231740DN000000000010,00N767NONREF//B-1");
  EXPECT_EQ(t.value_date.to_string(), "2025-12-31");
  EXPECT_EQ(t.booking_date.to_string(), "2026-01-02");
  EXPECT_EQ(t.amount->to_string(), "-10.00");
  EXPECT_EQ(t.bank_reference, "B-1");
  for (const char* digits : {"0102241740", "0102236040", "010223174", "01022317401"})
    EXPECT_EQ(rule_of(decode("mt940", statement("C260101EUR0,",
                                                ":61:251231" + std::string(digits) + "C1,NTRFX\n",
                                                "C260102EUR1,"))),
              "date.invalid")
        << digits;
}

TEST(Mt940, ReadsThirtiethOfFebruaryAsTheMonthsLastDayAndSaysSo) {
  TestHost host(bank_entry(), "mt940");
  const auto result =
      host.decode(statement("C160229EUR0,", ":61:1602300301C1,N024NONREF\n", "C160301EUR1,"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions()[0].value_date.to_string(), "2016-02-29");
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_THAT(host.logs[0], ::testing::HasSubstr("was read as 2016-02-29"));
}

TEST(Mt940, AnEntryDateThatFebruaryDoesNotHaveIsItsLastDayInTheYearOfTheValueDate) {
  EXPECT_EQ(line("2302280229C1,NTRFX").booking_date.to_string(), "2023-02-28");
  EXPECT_EQ(line("2502280229C1,N024NONREF").booking_date.to_string(), "2025-02-28");
  EXPECT_EQ(line("2503010230C1,N024NONREF").booking_date.to_string(), "2025-02-28");
  EXPECT_EQ(line("2402290230C1,N024NONREF").booking_date.to_string(), "2024-02-29");
  EXPECT_EQ(line("2402290229C1,N024NONREF").booking_date.to_string(), "2024-02-29");
}

TEST(Mt940, SplitsReferencesAtTheFirstDoubleSlash) {
  const auto t = line("2601020102C1,NMSC341241773/1X//O/341241774");
  EXPECT_EQ(t.customer_reference, "341241773/1X");
  EXPECT_EQ(t.bank_reference, "O/341241774");
  EXPECT_EQ(line("260102C1,NMSCNONREF//").bank_reference, "");
  for (const char* none : {"EREF", "PREF", "MARF", "KREF+", "NONREF", "NOTPROVIDED"})
    EXPECT_EQ(line(std::string("260102C1,NMSC") + none).customer_reference, "") << none;
  EXPECT_EQ(line("260102C1,//B-1").bank_reference, "B-1") << "without a transaction type";
}

TEST(Mt940, ReadsAccountsInTheirForms) {
  const auto account = [](const std::string& text) {
    const auto result =
        decode("mt940", ":20:X\n:25:" + text + "\n:28:1\n:60F:C260101EUR0,\n:62F:C260101EUR0,\n");
    if (result.status != SALDO_OK) return std::string(result.error.message);
    const auto s = result.statements().at(0);
    return s.account_iban + "|" + s.account_bank + "|" + s.account_number;
  };
  EXPECT_EQ(account("DE02120300000000202051"), "DE02120300000000202051||");
  EXPECT_EQ(account("NL77INGB0574908765EUR"), "NL77INGB0574908765||");
  EXPECT_EQ(account("NL77INGB0574908765 EUR"), "NL77INGB0574908765||");
  EXPECT_EQ(account("50880050/0194774600888"), "|50880050|0194774600888");
  EXPECT_EQ(account("517852257"), "||517852257");
  EXPECT_EQ(account("//AT39364/1234/EUR"), "|AT39364|1234");
  EXPECT_EQ(account("1291.99.348EUR"), "||1291.99.348");
  EXPECT_EQ(account("70011110/4005287001EUR"), "|70011110|4005287001");
  EXPECT_EQ(account("123USD"), "||123USD") << "not the statement's currency";
  EXPECT_EQ(account("1014365930  "), "||1014365930");
}

TEST(Mt940, FindsTheIbanHoweverTheAccountIsWritten) {
  const auto account = [](const std::string& text) {
    const auto result =
        decode("mt940", ":20:X\n:" + text + "\n:28:1\n:60F:C260101EUR0,\n:62F:C260101EUR0,\n");
    if (result.status != SALDO_OK) return std::string(result.error.message);
    const auto s = result.statements().at(0);
    return s.account_iban + "|" + s.account_bank + "|" + s.account_number;
  };
  const std::string iban = "DE02120300000000202051";
  EXPECT_EQ(account("25:BYLADEM1001/" + iban), iban + "|BYLADEM1001|") << "bank and IBAN";
  EXPECT_EQ(account("25:BYLADEM1001/" + iban + "EUR"), iban + "|BYLADEM1001|");
  EXPECT_EQ(account("25:DE02 1203 0000 0000 2020 51"), iban + "||") << "as on paper";
  EXPECT_EQ(account("25:" + iban + "/EUR"), iban + "||") << "not an account EUR of a bank DE02…";
  EXPECT_EQ(account("25:/" + iban), iban + "||") << "as Polish banks write it";
  EXPECT_EQ(account("25P:" + iban + "\nBYLADEM1001"), iban + "|BYLADEM1001|") << "option P";
  EXPECT_EQ(account("25P:0202051\nBYLADEM1001"), "|BYLADEM1001|0202051");
  EXPECT_EQ(account("25:" + iban + "/01"), "|" + iban + "|01") << "an account below the IBAN";
}

TEST(Mt940, ReadsAtsForLineEndsAsHbciLetsBanksWriteThem) {
  const std::string text =
      "@@:20:A@@:25:12030000/202051@@:28C:0@@:60F:C260101EUR0,@@:61:260102C1,NMSC//B-1@@:86:166?00"
      "GUTSCHRIFT?20SVWZ+Rech@@nung 4711?31DE02120300000000202@@051@@:62F:C260102EUR1,@@-@@";
  for (const std::string& document : {text, text.substr(2), text + "\r\n"}) {
    const auto result = decode("mt940", document);
    ASSERT_EQ(result.status, SALDO_OK) << document << result.error.message;
    ASSERT_EQ(result.transactions().size(), 1u);
    const auto t = result.transactions()[0];
    EXPECT_EQ(t.remittance, std::vector<std::string>{"Rechnung 4711"});
    EXPECT_EQ(t.counterparty_iban, "DE02120300000000202051");
    EXPECT_EQ(t.bank_reference, "B-1");
    EXPECT_EQ(t.at.line, 1u) << "as an editor counts lines";
    EXPECT_EQ(document.substr(t.at.offset, 4), ":61:");
  }
  EXPECT_EQ(rule_of(decode("mt940", text.substr(0, text.size() - 30))), "mt940.truncated");
  const auto kept = line("260102C1,NTRFX", ":86:a@@:86:b\n");
  EXPECT_EQ(kept.remittance, std::vector<std::string>{"a@@:86:b"}) << "text in other files";
}

TEST(Mt940, TakesABankReferenceThatIsWrappedIntoTheSecondLine) {
  const auto t = line("2601020102C1,NTRFSIXTEEN-LETTERS-\n//B-9\nmore text");
  EXPECT_EQ(t.customer_reference, "SIXTEEN-LETTERS-");
  EXPECT_EQ(t.bank_reference, "B-9");
  EXPECT_EQ(t.remittance, std::vector<std::string>{"more text"});
  const auto text = line("2601020102C1,NTRFX//B-1\n//AC/text");
  EXPECT_EQ(text.bank_reference, "B-1");
  EXPECT_EQ(text.remittance, std::vector<std::string>{"//AC/text"});
}

TEST(Mt940, KnowsAnIbanThatStandsAsReferenceForTheOtherAccount) {
  const auto t = line("2601020102D5,NOVBNL02ABNA0123456789\nj. jansen",
                      ":86:NL02ABNA0123456789 j. jansen\n \nFactuur 4711\n");
  EXPECT_EQ(t.counterparty_iban, "NL02ABNA0123456789");
  EXPECT_EQ(t.counterparty_name, "j. jansen");
  EXPECT_EQ(t.customer_reference, "");
  EXPECT_EQ(t.remittance, std::vector<std::string>{"Factuur 4711"});
}

TEST(Mt940, TakesOnlyTagsThatCanStandThere) {
  const auto t =
      line("260102C1,NTRFX", ":86:text 13:20\n:26:37 more\n:20:11 and\n:08 Karten\n:12:x\n");
  EXPECT_EQ(t.remittance, (std::vector<std::string>{"text 13:20", ":26:37 more", ":20:11 and",
                                                    ":08 Karten", ":12:x"}));
}

TEST(Mt940, RejoinsATagThatIsBrokenBehindItsColon) {
  const auto t = line("260102C1,NTRFX", ":\n86:166?20SVWZ+Test\n");
  EXPECT_EQ(t.remittance, std::vector<std::string>{"Test"});
}

TEST(Mt940, ReadsColumnsThatRabobankPutsIntoTheReference) {
  const auto t = line("110527D000000001213,28N0440121470966      W.P. Jansen          ");
  EXPECT_EQ(t.counterparty_account, "0121470966");
  EXPECT_EQ(t.counterparty_name, "W.P. Jansen");
  EXPECT_EQ(t.customer_reference, "");
  const auto nobody = line("110721D236,56N030NONREF          TOMTE TUMMETOT");
  EXPECT_EQ(nobody.counterparty_name, "TOMTE TUMMETOT");
  EXPECT_EQ(nobody.counterparty_account, "");
  EXPECT_EQ(line("260102C1,N195TRANSFER 28-12-2011 AND").customer_reference,
            "TRANSFER 28-12-2011 AND");
}

TEST(Mt940, TakesLinesWithoutMoneyForInformation) {
  const auto result = decode("mt940", statement("C260101EUR1,",
                                                ":61:260102    CD0,00NDEFNONREF//\n"
                                                "/ABC/DEF/C 37897,00 BAI CD 025\n",
                                                "C260102EUR1,"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).status, "info");
  EXPECT_EQ(result.transactions()[0].remittance,
            std::vector<std::string>{"/ABC/DEF/C 37897,00 BAI CD 025"});
}

TEST(Mt940, TakesTheCurrencyOfTheOpeningBalanceWhereTheClosingHasNone) {
  const auto result =
      decode("mt940", statement("C020315DEM0,00", ":61:020322C5,N051\n", "C0203225,"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements()[0].closing.amount->to_string(), "5.00");
}

TEST(Mt940, ReadsTextInUtf8OrElseInCp1252) {
  EXPECT_EQ(line("260102C1,NTRFX",
                 ":86:Gr\xC3\xBC\xC3\x9F"
                 "e\n")
                .remittance.at(0),
            "Grüße");
  EXPECT_EQ(line("260102C1,NTRFX",
                 ":86:Gr\xFC\xDF"
                 "e \x80\n")
                .remittance.at(0),
            "Grüße €");
  EXPECT_EQ(line("260102C1,NTRFX",
                 ":86:Stra\xC3\n\x9F"
                 "e " +
                     std::string(70, '.') + "\n")
                .remittance.at(0),
            "Straß")
      << "lines wrapped by bytes";
}

TEST(Mt940, RecognisesItsOwnDocumentsOnly) {
  TestHost host(bank_entry(), "mt940");
  EXPECT_GE(host.identify(kBlocks), 90);
  EXPECT_GE(host.identify("ABNANL2A\n940\nABNANL2A\n:20:X\n:25:1\n:28:1\n:60F:C260101EUR0,"), 90);
  EXPECT_GE(host.identify(":20:X\n:25:1\n:28C:1\nbroken"), 90);
  EXPECT_GE(host.identify(":20:X\n:25:1\n:28C:1\n:34F:EURD0,\n:61:"), 90) << "MT942";
  EXPECT_GE(host.identify(":20:X\n:25:1\n:28C:1\n:61:\n:90D:1EUR1,"), 90) << "MT942";
  EXPECT_GT(host.identify(":61:260102C5,NTRFX\n:86:text\n:26:37"), 0) << "a part of a statement";
  EXPECT_GT(host.identify(":20:X\n"), 0);
  EXPECT_EQ(host.identify(""), 0);
  EXPECT_EQ(host.identify(":20:X\n:32A:260101EUR1,\n:50K:A"), 0) << "MT103";
  EXPECT_EQ(host.identify(":20:X\n:21:Y\n:32A:260101EUR1,\n:58A:A"), 0) << "MT202";
  EXPECT_EQ(host.identify("a text\n:61: is a tag"), 0);
  EXPECT_EQ(host.identify("<Document>\n:20:X\n:25:1\n:60F:"), 0);
}

TEST(Mt940, ATextOfSignsThatCouldEndLinesIsReadInOnePass) {
  std::string text;
  for (int i = 0; i < 30; ++i) text += "@a@a@a@a@a@a@a@a@a@a@a@a@a@a@a\n";
  std::string document = "@@:20:X\n:25:DE02120300000000202051\n:28C:1/1\n:60F:C260101EUR0,00\n";
  for (int i = 0; i < 4'000; ++i) document += ":61:260101C1,00NTRFNONREF\n:86:" + text;
  const auto result = decode("mt940", document + ":62F:C260101EUR4000,00\n-\n");
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().size(), 4'000u);
}

}  // namespace
}  // namespace saldo
