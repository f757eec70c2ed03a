#include "coda_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace coda_documents;

Decoded decode_ok(const std::string& document) {
  Decoded result = decode("coda", document);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.refusals().empty());
  return result;
}

const Movement kTransfer{.cents = 25000,
                         .structured = true,
                         .text1 = "101090933755493",
                         .customer = "E2E-4711",
                         .account = "BE71096123456769                  EUR",
                         .name = "JANSSENS BOUWMATERIALEN NV",
                         .information = {"1001JANSSENS BOUWMATERIALEN NV LEUVEN"}};

TEST(Coda, ReadsEveryFieldOfAStatement) {
  const Movement fee{.sequence = 2, .cents = -121, .code = "30137000", .text1 = "COSTS"};
  const auto result = decode_ok(statement(100000, {kTransfer, fee}));
  EXPECT_EQ(lines_of(result), R"(3:258
statement=1
index=1
booking_date=2026-01-05
value_date=2026-01-05
amount=250.00 EUR
status=booked
bank_reference=BANKREF-0001
customer_reference=E2E-4711
end_to_end_id=E2E-4711
code.proprietary=00150000
counterparty.name=JANSSENS BOUWMATERIALEN NV LEUVEN
counterparty.iban=BE71096123456769
counterparty.bic=GEBABEBB
creditor_reference=090933755493

7:774
statement=1
index=2
booking_date=2026-01-05
value_date=2026-01-05
amount=-1.21 EUR
status=booked
bank_reference=BANKREF-0001
code.proprietary=30137000
remittance=COSTS

1:0
index=1
kind=booked
account.iban=BE68539007547034
account.bank=KREDBEBB
account.currency=EUR
account.name=ACME BELGIUM NV
id=005
sequence=007
opening.amount=1000.00 EUR
opening.date=2026-01-04
closing.amount=1248.79 EUR
closing.date=2026-01-05
transactions=2
total_credit=250.00 EUR
total_debit=1.21 EUR

)");
}

TEST(Coda, GivesTheSameRecordsHoweverTheBytesArrive) {
  expect_same_in_pieces("coda", statement(1, {kTransfer}, "1") + statement(25001, {kTransfer}));
}

TEST(Coda, ReadsCrLfAndRecordsWithoutLineEnds) {
  const std::string lf = statement(0, {kTransfer});
  std::string crlf, none;
  for (const char c : lf) {
    if (c == '\n') crlf += '\r';
    crlf += c;
    if (c != '\n') none += c;
  }
  EXPECT_EQ(sums_of(decode_ok(crlf)), "EUR 250.00 0.00\n");
  EXPECT_EQ(sums_of(decode_ok(none)), "EUR 250.00 0.00\n");
}

TEST(Coda, ReadsSeveralStatementsOfAFile) {
  const auto result = decode_ok(statement(0, {kTransfer}, "1") + statement(25000, {kTransfer}));
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.statements()[1].index, 2);
  EXPECT_EQ(result.transactions()[1].statement, 2);
}

TEST(Coda, ReadsAStatementWithoutMovements) {
  const auto result = decode_ok(statement(-500, {}));
  EXPECT_EQ(result.statements().at(0).closing.amount->to_string(), "-5.00");
  EXPECT_EQ(result.statements().at(0).transactions, 0);
}

TEST(Coda, ReadsAccountsOfEveryStructure) {
  const auto account_of = [](const std::string& structure, const std::string& account) {
    std::string body = old_balance(0, account, structure), last = new_balance(0, account);
    if (structure == "0") last.replace(38, 3, "   ").replace(17, 3, "EUR");
    const auto statements = decode_ok(header() + body + last + trailer(2, 0, 0)).statements();
    return statements.at(0).account_iban + "|" + statements.at(0).account_number;
  };
  EXPECT_EQ(account_of("0", "539007547034"), "|539007547034");
  EXPECT_EQ(account_of("1", "12345678901234567890"), "|12345678901234567890");
  EXPECT_EQ(account_of("2", kAccount), std::string(kAccount) + "|");
  EXPECT_EQ(account_of("3", "FR1420041010050500013M02606"), "FR1420041010050500013M02606|");
}

TEST(Coda, ReadsVersionOneWithItsOwnNameField) {
  std::string document = statement(0, {{.cents = 100,
                                        .account = "539007547034",
                                        .name = blank_padded("PEETERS JAN", 26) + "KERKSTRAAT 1"}});
  document[127] = '1';
  const auto t = decode_ok(document).transactions().at(0);
  EXPECT_EQ(t.counterparty_name, "PEETERS JAN");
  EXPECT_EQ(t.counterparty_account, "539007547034");
}

TEST(Coda, ReadsMovementsWhoseNumbersStartAgainBehind9999) {
  for (const int again : {0, 1}) {
    std::vector<Movement> movements(10'001, Movement{.cents = 1});
    for (int i = 0; i < 10'001; ++i)
      movements[static_cast<std::size_t>(i)].sequence = i < 9999 ? i + 1 : i - 9999 + again;
    EXPECT_EQ(sums_of(decode_ok(statement(0, movements))), "EUR 100.01 0.00\n");
  }
}

TEST(Coda, CountsTheBanksMessagesOrNot) {
  const std::string head = header() + old_balance(0) + new_balance(0, kAccount, "1");
  for (const int records : {2, 3})
    decode_ok(head + message("CLOSING AVAILABLE BALANCE") + trailer(records, 0, 0));
}

TEST(Coda, TellsThatAStatementIsADuplicate) {
  TestHost host(bank_entry(), "coda");
  std::string document = statement(0, {});
  document[16] = 'D';
  EXPECT_EQ(rule_of(host.decode(document)), "ok");
  EXPECT_THAT(host.logs, testing::Contains("line 1: the bank marks the statement as a duplicate"));
}

TEST(Coda, GivesASeparateApplicationNoBalances) {
  std::string document = statement(0, {kTransfer});
  document.replace(83, 5, "00040");
  const auto s = decode_ok(document).statements().at(0);
  EXPECT_EQ(s.kind, "notification");
  EXPECT_FALSE(s.opening.amount);
}

TEST(Coda, ReadsTextInLatin1) {
  const auto result = decode_ok(statement(0, {{.cents = 100, .text1 = "factuur caf\xE9 12"}}));
  EXPECT_THAT(result.transactions().at(0).remittance, testing::ElementsAre("factuur café 12"));
}

TEST(Coda, ReadsFrenchLettersInEveryCharset) {
  for (const char* text : {"th\xE9\xE2"
                           "tre d'H\xE9l\xE8ne \xE0 D\xFC"
                           "m\xF9\xDF",
                           "th\x82\x83"
                           "tre d'H\x82l\x8Ane \x85 D\x81"
                           "m\x97\xE1"}) {
    const auto result = decode_ok(statement(0, {{.cents = 100, .text1 = text}}));
    EXPECT_THAT(result.transactions().at(0).remittance,
                testing::ElementsAre("théâtre d'Hélène à Dümùß"));
  }
  const auto result = decode_ok(statement(0, {{.cents = 100, .text1 = "d\x92Ors \x80 5"}}));
  EXPECT_THAT(result.transactions().at(0).remittance, testing::ElementsAre("d’Ors € 5"));
}

TEST(Coda, WarnsWhenAMaskedAccountDiffersBetweenTheBalances) {
  TestHost host(bank_entry(), "coda");
  const std::string document = header() + old_balance(0, "BE99XXXXXXXXXXXX") +
                               new_balance(0, "BE88XXXXXXXXXXXX") + trailer(2, 0, 0);
  EXPECT_EQ(rule_of(host.decode(document)), "ok");
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_THAT(host.logs[0], testing::HasSubstr("is another account than that of the old balance"));
}

TEST(Coda, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "coda");
  const std::string document = statement(0, {kTransfer});
  EXPECT_EQ(host.identify(document), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF" + document), 95);
  EXPECT_EQ(host.identify("\r\n\n" + document), 95);
  EXPECT_EQ(host.identify(document.substr(0, 90)), 80);
  EXPECT_EQ(host.identify(document.substr(document.find('\n') + 1)), 60);
  EXPECT_EQ(host.identify("00000"), 0);
  EXPECT_EQ(host.identify(""), 0);
  EXPECT_EQ(host.identify("12345678901234567890\n21"), 0);
}

}  // namespace
}  // namespace saldo
