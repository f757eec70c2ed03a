#include "bai2_documents.hpp"
#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

constexpr const char* kDocument =
    "01,021000021,SALDO,260106,0600,42,80,,2/\n"
    "02,SALDO,021000021,1,260105,2359,USD,2/\n"
    "03,000123456789,,010,100000,,,015,+350050,,/\n"
    "88,100,300000,2,S,100000,,200000,400,49950,1,Z,040/\n"
    "88,-500,,/\n"
    "16,142,200000,S,50000,50000,100000,BR-1,INV 4711,ACME INC, PAYROLL 05/2026\n"
    "88,RMR*IV*INV4711**2000.00/\n"
    "16,115,100000,V,260107,,LB0044,,/\n"
    "88,LOCKBOX   DEPOSIT\n"
    "16,475,49950,0,CK1007,000000001007,/\n"
    "16,890,,,,,CUTOFF CHANGES ON MONDAY/\n"
    "49,1149450,10/\n"
    "98,1149450,1,12/\n"
    "99,1149450,1,14/\n";

TEST(Bai2, ReadsEveryFieldOfAnAccount) {
  const auto result = decode("bai2", kDocument);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(6:189
statement=1
index=1
booking_date=2026-01-05
amount=2000.00 USD
status=booked
bank_reference=BR-1
customer_reference=INV 4711
code.proprietary=142
remittance=ACME INC, PAYROLL 05/2026
remittance=RMR*IV*INV4711**2000.00

8:292
statement=1
index=2
booking_date=2026-01-05
value_date=2026-01-07
amount=1000.00 USD
status=booked
bank_reference=LB0044
code.proprietary=115
remittance=LOCKBOX DEPOSIT

10:347
statement=1
index=3
booking_date=2026-01-05
value_date=2026-01-05
amount=-499.50 USD
status=booked
bank_reference=CK1007
customer_reference=000000001007
code.proprietary=475

11:384
statement=1
index=4
booking_date=2026-01-05
amount=0.00 USD
status=info
code.proprietary=890
remittance=CUTOFF CHANGES ON MONDAY

3:81
index=1
kind=booked
account.number=000123456789
account.bank=021000021
account.currency=USD
opening.amount=1000.00 USD
opening.date=2026-01-05
closing.amount=3500.50 USD
closing.date=2026-01-05
transactions=4
total_credit=3000.00 USD
total_debit=499.50 USD
from=2026-01-05
to=2026-01-05

)");
  EXPECT_EQ(lines_of(decode("bai2", kDocument, 1)), lines_of(result));
}

/// One account with these details, its balances left out.
Decoded decode_details(const std::string& details, std::int64_t sum) {
  return decode("bai2", bai2_document({{"03,1,,/\n" + details, sum}}));
}

TEST(Bai2, JoinsContinuationsAsFieldsWhereverTheyBreak) {
  const char* broken[] = {
      "03,1,USD,010,100,,,015,150,,,100,50,1,,400,0,0,/\n",
      "03,1,USD,010,100,,/\n88,015,150,,/\n88,100,50,1,/\n88,400,0,0,/\n",
      "03,1,USD,010/\n88,100,,,015/\n88,150,,,100,50,1,,400,0,0,/\n",
      "03,1,USD,010,100,,,015,150/\n88,,,100,50/\n88,1,,400,0/\n88,0,/\n",
      "03,1/\n88,USD/\n88,010,100,,,,,,015,150,,,,,/\n88,,,100,50,1,,400,0,0,/\n",
      "03,1,USD,010,100,,\n88,015,150,,\n88,100,50,1,,400,0,0,\n",
      "03,1,USD,010,100,,015,150,,,100,50,1,400,0,0,/\n"};
  for (const std::string header : broken) {
    const auto result =
        decode("bai2", bai2_document({{header + "16,165,50,Z,BR/\n88,CR/\n88,TEXT/\n", 350}}));
    ASSERT_EQ(result.status, SALDO_OK) << header << result.error.message;
    EXPECT_EQ(result.statements().at(0).kind, "booked") << header;
    EXPECT_EQ(result.statements().at(0).closing.amount->to_string(), "1.50");
    EXPECT_EQ(result.transactions().at(0).bank_reference, "BR");
    EXPECT_EQ(result.transactions().at(0).customer_reference, "CR");
    EXPECT_THAT(result.transactions().at(0).remittance, testing::ElementsAre("TEXT"));
  }
}

TEST(Bai2, GoesOnWithADetailWhereverItBreaks) {
  for (const std::string detail :
       {"16,165,1500,S,1000,300,200,BR,CR,A, B/C\n",
        "16,165/\n88,1500/\n88,S/\n88,1000/\n88,300/\n88,200,BR/\n88,CR/\n88,A, B/C/\n",
        "16,165,1500,D,3,0,1000,1,300,5,200,BR,CR,A, B/C\n",
        "16,165,1500,D,3,0,1000/\n88,1,300,5,200,BR,CR/\n88,A, B/C\n",
        "16,165,1500,,BR,CR,/\n88,A, B/C/\n",
        "16,165,+000000000000001500,V,,,BR,CR,A, B/C/   \n"}) {
    const auto result = decode_details(detail, 1500);
    ASSERT_EQ(result.status, SALDO_OK) << detail << result.error.message;
    const auto t = result.transactions().at(0);
    EXPECT_EQ(t.amount->to_string(), "15.00") << detail;
    EXPECT_EQ(t.bank_reference + t.customer_reference, "BRCR") << detail;
    EXPECT_THAT(t.remittance, testing::ElementsAre("A, B/C")) << detail;
  }
}

TEST(Bai2, KeepsSlashesAndCommasOfTexts) {
  const auto result = decode_details(
      "16,142,1,Z,AB/GS,RPFILE/2,13/05/24, PAID\n88,/TEXT ;\n88,NAME: O'HARA, SONS/\n", 1);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto t = result.transactions().at(0);
  EXPECT_EQ(t.bank_reference, "AB/GS");
  EXPECT_EQ(t.customer_reference, "RPFILE/2");
  EXPECT_THAT(t.remittance,
              testing::ElementsAre("13/05/24, PAID", "/TEXT ;", "NAME: O'HARA, SONS"));
}

TEST(Bai2, SignsByTheTypeCodeAndKeepsUnknownCodes) {
  const std::pair<const char*, const char*> cases[] = {
      {"100", "0.07"},  {"399", "0.07"},  {"400", "-0.07"}, {"699", "-0.07"},
      {"722", "0.07"},  {"760", "-0.07"}, {"920", "0.07"},  {"959", "0.07"},
      {"960", "-0.07"}, {"999", "-0.07"}, {"287", "0.07"}};
  for (const auto& [code, amount] : cases) {
    const auto result = decode_details("16," + std::string(code) + ",7,Z,,,/\n", 7);
    ASSERT_EQ(result.status, SALDO_OK) << code << result.error.message;
    EXPECT_EQ(result.transactions().at(0).amount->to_string(), amount) << code;
    EXPECT_EQ(result.transactions().at(0).code_proprietary, code);
  }
  const auto corrected = decode_details("16,142,-7,Z,,,/\n16,451,-5,Z,,,/\n", -12);
  EXPECT_EQ(corrected.transactions().at(0).amount->to_string(), "-0.07");
  EXPECT_EQ(corrected.transactions().at(1).amount->to_string(), "0.05");
}

TEST(Bai2, WhatComesBackIsAReversal) {
  const auto reversal = [](const std::string& code) {
    const auto result = decode_details("16," + code + ",7,Z,,,/\n16,475,5,Z,,,/\n", 12);
    EXPECT_FALSE(result.transactions().at(1).reversal) << code;
    return result.transactions().at(0).reversal;
  };
  for (const char* code : {"252", "255", "257", "258", "266", "552", "555", "557", "558", "566"})
    EXPECT_TRUE(reversal(code)) << code;
  for (const char* code : {"142", "165", "195", "254", "475", "554", "567", "699"})
    EXPECT_FALSE(reversal(code)) << code;
}

TEST(Bai2, TakesTheCurrencyOfTheAccountThenOfItsGroupThenDollars) {
  const auto currency = [](const char* group, const char* account) {
    const auto result = decode(
        "bai2", bai2_document({{"03,1," + std::string(account) + ",/\n16,165,1500,Z,,,/\n", 1500}},
                              "02,S,B,1,260105,," + std::string(group) + ",2/\n"));
    return result.transactions().at(0).amount->to_string() + " " +
           result.statements().at(0).account_currency;
  };
  EXPECT_EQ(currency("", ""), "15.00 USD");
  EXPECT_EQ(currency("CAD", ""), "15.00 CAD");
  EXPECT_EQ(currency("CAD", "JPY"), "1500 JPY");
  EXPECT_EQ(currency("", "KWD"), "1.500 KWD");
}

TEST(Bai2, CallsAnIbanAnIban) {
  const auto result = decode("bai2", bai2_document({{"03,GB33BUKB20201555555555,GBP,/\n", 0},
                                                    {"03,GB34BUKB20201555555555,GBP,/\n", 0},
                                                    {"03,88888888 600004,GBP,/\n", 0}}));
  EXPECT_EQ(result.statements().at(0).account_iban, "GB33BUKB20201555555555");
  EXPECT_EQ(result.statements().at(1).account_number, "GB34BUKB20201555555555");
  EXPECT_EQ(result.statements().at(2).account_number, "88888888 600004");
}

TEST(Bai2, ReadsSeveralGroupsAndFiles) {
  const std::string first = bai2_group({{"03,1,,/\n16,165,5,Z,,,/\n", 5}});
  const std::string second = bai2_group({{"03,2,,/\n16,165,6,Z,,,/\n", 6}, {"03,3,,/\n", 0}},
                                        "02,SALDO,B2,1,20260106,9999,EUR,2/\n");
  const std::string file = kBai2File + first + second + "99,11,2," +
                           std::to_string(lines_in(first + second) + 2) + "/\n";
  const auto result = decode("bai2", "$$ADD ID=SALDO BID='BAI2'\n" + file + "\n" + file + "\x1A");
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 6u);
  EXPECT_EQ(result.statements().at(1).account_bank, "B2");
  EXPECT_EQ(result.transactions().at(1).amount->to_string(), "0.06");
  EXPECT_EQ(result.transactions().at(1).booking_date.to_string(), "2026-01-06");
  EXPECT_EQ(result.transactions().at(3).statement, 5);
}

TEST(Bai2, ReadsAnyLineEndsAndAnyCharset) {
  const std::string lf = "03,1,,/\n16,165,5,Z,,,CAF\xC9   M\tX/\n16,165,6,Z,,,M\xC3\x9CLLER\n";
  const std::string document = bai2_document({{lf, 11}});
  const auto expect = [](const Decoded& result) {
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.transactions().at(0).remittance.at(0), "CAF\xC3\x89 M X");
    EXPECT_EQ(result.transactions().at(1).remittance.at(0), "M\xC3\x9CLLER");
    EXPECT_EQ(result.transactions().at(1).at.line, 5u);
  };
  for (const char* end : {"\n", "\r\n", "\r"}) {
    std::string with_ends;
    for (const char c : document) with_ends += c == '\n' ? end : std::string(1, c);
    for (const std::size_t chunk : {std::size_t{1}, std::size_t{64}, SIZE_MAX}) {
      expect(decode("bai2", with_ends, chunk));
      expect(decode("bai2", "\xEF\xBB\xBF" + with_ends, chunk));
      expect(decode("bai2", with_ends.substr(0, with_ends.size() - std::strlen(end)), chunk));
    }
  }
}

TEST(Bai2, OfLinesThatEndInCrIsReadInOnePass) {
  std::string document = kDocument;
  std::ranges::replace(document, '\n', '\r');
  document.insert(document.find('\r'), 8'000'000, '\r');
  const auto result = decode("bai2", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).at.line, 8'000'006u);
}

TEST(Bai2, ReadsRecordsOfOneLengthWithoutLineEnds) {
  std::string document = bai2_document({{"03,1,,/\n16,165,5,Z,BR,CR,TEXT/\n88,MORE\n", 5}});
  document.replace(document.find(",1,,,2/"), 7, ",1,60,600,2/");
  std::string pieces;
  for (std::size_t i = 0, end = 0; i < document.size(); i = end + 1) {
    end = document.find('\n', i);
    pieces += document.substr(i, end - i) + std::string(60 - (end - i), ' ');
  }
  const auto result = decode("bai2", pieces);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_THAT(result.transactions().at(0).remittance, testing::ElementsAre("TEXT", "MORE"));
  EXPECT_EQ(result.transactions().at(0).at.offset, 180u);
  EXPECT_EQ(rule_of(decode("bai2", pieces.substr(0, 240))), "bai2.truncated");
}

TEST(Bai2, CutsRecordsThatStandOnOneLine) {
  const auto result = decode(
      "bai2",
      "01,B,S,260106,0600,1,,,2/   02,S,B,1,260105,2359,USD,2/\n"
      "03,1,,010,10,,,015,35,,/ 16,142,10,Z,,,PAYPAL  PPD/ 16,142,20,Z,,,CHASE 1/ 2 OF 16, B/\n"
      "16,451,5,Z,,,SETL    /\n"
      "88,   99/    49,80,6/  03,2,,010,0,,,015,0,,/  49,0,2/\n"
      "98,80,2,10/   99,80,1,12/\n");
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.transactions().size(), 3u);
  EXPECT_EQ(result.transactions().at(1).remittance.at(0), "CHASE 1/ 2 OF 16, B");
  EXPECT_EQ(result.transactions().at(1).at.line, 2u);
  EXPECT_EQ(result.transactions().at(1).at.offset, 108u);
  EXPECT_EQ(result.statements().at(1).account_number, "2");
}

TEST(Bai2, TakesALineWithoutACodeForTheRestOfAnOpenText) {
  const auto result = decode_details("16,142,5,Z,,,SETL 111\n  222/\n88,333/\n", 5);
  EXPECT_EQ(rule_of(result), "statement.count");  // the helper counts lines; a broken one isn't one
  std::string document = bai2_document({{"03,1,,/\n16,142,5,Z,,,SETL 111\n88,333/\n", 5}});
  document.insert(document.find("88,333"), "  222/\n");
  const auto whole = decode("bai2", document);
  ASSERT_EQ(whole.status, SALDO_OK) << whole.error.message;
  EXPECT_THAT(whole.transactions().at(0).remittance,
              testing::ElementsAre("SETL 111", "222", "333"));
}

TEST(Bai2, ReadsAGroupTrailerWithoutANumberOfAccounts) {
  std::string document = bai2_document({{"03,1,,/\n16,142,5,Z,,,/\n", 5}});
  document.replace(document.find("98,5,1,5/"), 9, "98,5,5,/");
  EXPECT_EQ(rule_of(decode("bai2", document)), "ok");
  document.replace(document.find("98,5,5,/"), 8, "98,5,6,/");
  EXPECT_EQ(rule_of(decode("bai2", document)), "group.count");
}

TEST(Bai2, ReadsVersion3) {
  std::string document = bai2_document(
      {{"03,1,CAD,/\n16,409,5,V,260105,,,,RETURNED CHEQUE /\n", 5}}, "02,S,B,1,260105,,,/\n");
  document.replace(document.find(",,,2/"), 5, ",80,1,3/");
  const auto result = decode("bai2", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).amount->to_string(), "-0.05");
  EXPECT_THAT(result.transactions().at(0).remittance, testing::ElementsAre("RETURNED CHEQUE"));
}

TEST(Bai2, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "bai2");
  EXPECT_EQ(host.identify(kDocument), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF" + std::string(kDocument)), 95);
  EXPECT_EQ(host.identify("$$ADD ID=X\n" + std::string(kDocument)), 95);
  EXPECT_EQ(host.identify("01,A,B,260106,0600,1,80,1,2/"), 95);
  EXPECT_EQ(host.identify("01,A,B,260106,0600,1"), 80);
  EXPECT_EQ(host.identify("00,0004,12345,060321,0829,001,80,1,2/\n"), 80);
  EXPECT_EQ(host.identify("02,S,B,1,260105,,,/\n03,1,USD,/\n49,0,2/\n"), 80);
  for (const char* other :
       {"", "0", "01,02,03\n", "date,amount\n16,5\n", ":20:X\n", "<Document/>", "100ABCDEFGHIJ0099",
        "01,Mustermann,Berlin,2026-01-05,12:00,x\n02,Meier,Bonn,2026-01-05,12:00,y\n"})
    EXPECT_EQ(host.identify(other), 0) << other;
}

}  // namespace
}  // namespace saldo
