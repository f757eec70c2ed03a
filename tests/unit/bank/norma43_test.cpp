#include "norma43_files.hpp"
#include "saldo/text.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

constexpr const char* kTwoAccounts =
    "112100041802000513322601052601072000000001000009783TALLERES EJEMPLO SL\r\n"
    "22    0418260105260105040072000000000250500000000000000000000000FAC20260042\r\n"
    "2301NOMBRE DEL ORDENANTE: ACEROS NORTE SA\r\n"
    "2302FACTURA 2026/0042                     PEDIDO 77\r\n"
    "22    0418260105260106032041000000000120000000004711000000000000\r\n"
    "2301COREENERGIA DEL SUR SA\r\n"
    "2302ES11ZZZB12345674                   MANDATO-77\r\n"
    "2303        RECIBO DE LUZ DE ENERO DE 2026 DEL CONTRATO 5512 EN LA CALLE MAYOR 1\r\n"
    "23042, BAJO\r\n"
    "2305E2E-5512                           TALLERES EJEMPLO SL\r\n"
    "22    0418260106260107130012000000000455000000000000TRF0001122AB33CD\r\n"
    "240184000000000050000\r\n"
    "2301ORDENANTE: RIVER TRADING INC\r\n"
    "2302INVOICE RF18539007547034\r\n"
    "22    0418260107260107140201000000000080000000000000000000000000\r\n"
    "2301DEVOLUCION RECIBO 2025-991 SALDO INSUFICIENTE\r\n"
    "22    0418260107260107171001000000000000000000000000000000000000\r\n"
    "2301LIQUIDACION SIN INTERESES\r\n"
    "3321000418020005133200003000000000200000000200000000070550200000000150550978\r\n"
    "110049150012345678922601072601071000000000005008401TALLERES EJEMPLO SL\r\n"
    "3300491500123456789200000000000000000000000000000000000000100000000000500840\r\n"
    "88999999999999999999000021\r\n";

constexpr const char* kTwoAccountsRead = R"(2:72
statement=1
index=1
booking_date=2026-01-05
value_date=2026-01-05
amount=250.50 EUR
status=booked
customer_reference=FAC20260042
code.proprietary=04/007
counterparty.name=ACEROS NORTE SA
remittance=NOMBRE DEL ORDENANTE: ACEROS NORTE SA
remittance=FACTURA 2026/0042
remittance=PEDIDO 77

5:245
statement=1
index=2
booking_date=2026-01-05
value_date=2026-01-06
amount=-120.00 EUR
status=booked
bank_reference=0000004711
end_to_end_id=E2E-5512
mandate_id=MANDATO-77
creditor_id=ES11ZZZB12345674
code.proprietary=03/204
counterparty.name=ENERGIA DEL SUR SA
remittance=RECIBO DE LUZ DE ENERO DE 2026 DEL CONTRATO 5512 EN LA CALLE MAYOR 12, BAJO
remittance=TALLERES EJEMPLO SL

11:545
statement=1
index=3
booking_date=2026-01-06
value_date=2026-01-07
amount=455.00 EUR
status=booked
customer_reference=TRF0001122AB33CD
code.proprietary=13/001
counterparty.name=RIVER TRADING INC
creditor_reference=RF18539007547034
remittance=ORDENANTE: RIVER TRADING INC
remittance=INVOICE RF18539007547034
instructed.amount=500.00 USD

15:702
statement=1
index=4
booking_date=2026-01-07
value_date=2026-01-07
amount=-80.00 EUR
status=booked
reversal=true
code.proprietary=14/020
remittance=DEVOLUCION RECIBO 2025-991 SALDO INSUFICIENTE
return_reason.text=Devoluciones e impagados

17:819
statement=1
index=5
booking_date=2026-01-07
value_date=2026-01-07
amount=0.00 EUR
status=info
code.proprietary=17/100
remittance=LIQUIDACION SIN INTERESES

1:0
index=1
kind=booked
account.iban=ES9121000418450200051332
account.number=21000418450200051332
account.bank=2100
account.currency=EUR
account.name=TALLERES EJEMPLO SL
opening.amount=1000.00 EUR
opening.date=2026-01-05
closing.amount=1505.50 EUR
closing.date=2026-01-07
transactions=5
total_credit=705.50 EUR
total_debit=200.00 EUR
from=2026-01-05
to=2026-01-07

20:994
index=2
kind=booked
account.number=00491500051234567892
account.bank=0049
account.currency=USD
account.name=TALLERES EJEMPLO SL
opening.amount=-5.00 USD
opening.date=2026-01-07
closing.amount=-5.00 USD
closing.date=2026-01-07
transactions=0
total_credit=0.00 USD
total_debit=0.00 USD
from=2026-01-07
to=2026-01-07

)";

std::string norma43_account_of(const char* account) {
  Norma43File file;
  file.account = account;
  return decode("norma43", file.begin().close().finish()).statements().at(0).account_number;
}

TEST(Norma43, ReadsEveryFieldOfAFile) {
  const auto result = decode("norma43", kTwoAccounts);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), kTwoAccountsRead);
}

TEST(Norma43, ReadsTheSameWhateverEndsTheLines) {
  const auto expected = decode("norma43", kTwoAccounts);
  for (const char* end : {"\n", "\r", "\r\n\r\n"}) {
    std::string document = kTwoAccounts;
    for (auto at = document.find("\r\n"); at != std::string::npos;
         at = document.find("\r\n", at + std::strlen(end)))
      document.replace(at, 2, end);
    const auto result = decode("norma43", document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.records.size(), expected.records.size());
    EXPECT_EQ(result.transactions().at(1).end_to_end_id, "E2E-5512");
  }
}

TEST(Norma43, ReadsRecordsWithoutLineEndsIfTheyAreWhole) {
  std::string document;
  for (std::string_view rest = kTwoAccounts; !rest.empty();) {
    const auto end = rest.find("\r\n");
    document += padded(std::string(rest.substr(0, end)), 80);
    rest.remove_prefix(end + 2);
  }
  const auto result = decode("norma43", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().size(), 5u);
  EXPECT_EQ(result.transactions().at(2).at, (Place{11, 800}));
}

TEST(Norma43, PlacesAreThoseOfTheRecords) {
  const std::string_view document = kTwoAccounts;
  const auto result = decode("norma43", document);
  for (const auto& t : result.transactions())
    EXPECT_EQ(document.substr(t.at.offset, 10), "22    0418");
  for (const auto& s : result.statements()) EXPECT_EQ(document.substr(s.at.offset, 2), "11");
}

TEST(Norma43, ReadsTheSameByteByByte) {
  EXPECT_EQ(lines_of(decode("norma43", kTwoAccounts, 1)),
            lines_of(decode("norma43", kTwoAccounts)));
}

TEST(Norma43, ReadsSpanishLettersInEveryCharset) {
  for (const char* name : {"ESPA\xC3\x91"
                           "A Y CA\xC3\x91"
                           "A",
                           "ESPA\xD1"
                           "A Y CA\xD1"
                           "A",
                           "ESPA\xA5"
                           "A Y CA\xA5"
                           "A"}) {
    Norma43File file;
    file.begin(0, name).entry(100).say("01", std::string("ORDENANTE: ") + name).close();
    const auto result = decode("norma43", file.finish());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.statements().at(0).account_name, "ESPAÑA Y CAÑA");
    EXPECT_EQ(result.transactions().at(0).counterparty_name, "ESPAÑA Y CAÑA");
  }
}

/// The standard of 1986 is written for tapes.
TEST(Norma43, ReadsSpanishEbcdic) {
  std::string document;
  for (std::string_view rest = kTwoAccounts; !rest.empty();) {
    const auto end = rest.find("\r\n");
    document += padded(std::string(rest.substr(0, end)), 80);
    rest.remove_prefix(end + 2);
  }
  for (char& c : document) {
    const char utf8[] = {c, '\0'};
    for (int byte = 0x40; byte < 0x100; ++byte)
      if (text::to_utf8(std::string(1, static_cast<char>(byte)), text::Charset::kIbm284) == utf8) {
        c = static_cast<char>(byte);
        break;
      }
  }
  EXPECT_EQ(TestHost(bank_entry(), "norma43").identify(document), 95);
  const auto result = decode("norma43", document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(1).counterparty_name, "ENERGIA DEL SUR SA");
}

TEST(Norma43, ReadsAFileWithAHeaderOfItsOwn) {
  Norma43File file;
  const std::string body = file.begin(100).entry(-30).close().finish();
  const auto result = decode("norma43", "002100260107\n" + body);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 1u);
  EXPECT_EQ(TestHost(bank_entry(), "norma43").identify("002100260107\n" + body), 95);
}

TEST(Norma43, ReadsFilesThatFollowEachOther) {
  const std::string one = Norma43File().begin(100).entry(-30).close().finish();
  const auto result = decode("norma43", one + one + "002100260107\n" + one);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 3u);
  EXPECT_EQ(result.statements().at(2).index, 3);
}

TEST(Norma43, AnAccountOpensWithWhatItHasClosedTheDayBefore) {
  const auto read = [](const char* from, std::int64_t opening, std::vector<std::string>& logs) {
    Norma43File file;
    file.begin(100).entry(50).close();
    std::string second = Norma43File().begin(opening).text();
    second.replace(20, 12, from);
    file.record(second.substr(0, second.size() - 1));
    file.record("33" + file.account + digits(0, 38) + sign_of(opening) + digits(opening, 14) +
                "978");
    TestHost host(bank_entry(), "norma43");
    auto result = host.decode(file.finish());
    logs = host.logs;
    return result;
  };
  std::vector<std::string> logs;
  for (const char* from : {"260108260108", "260110260110", "260105260107"}) {
    EXPECT_EQ(read(from, 150, logs).statements().size(), 2u);
    EXPECT_THAT(logs, testing::IsEmpty());
  }
  const auto refused = read("260108260108", 151, logs);
  ASSERT_EQ(refused.refusals().size(), 1u);
  EXPECT_EQ(refused.refusals().at(0).rule, "statement.chain");
  EXPECT_EQ(refused.refusals().at(0).message,
            "line 4, columns 34 to 47: importe saldo inicial '00000000000151' must be 1.50, with "
            "which the account has closed on 2026-01-07; ask the bank for a correct file");
  EXPECT_EQ(read("260109260109", 151, logs).statements().size(), 2u) << "a day is missing";
  EXPECT_EQ(logs.size(), 1u);
  EXPECT_EQ(read("260105260107", 151, logs).statements().size(), 2u) << "it isn't the next one";
  EXPECT_THAT(logs, testing::IsEmpty());
}

TEST(Norma43, ReadsAmountsOfCurrenciesWithoutDecimals) {
  Norma43File file;
  file.currency = "392";
  const auto result = decode("norma43", file.begin(150000).entry(1200).close().finish());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).amount->to_string(), "12");
  EXPECT_EQ(result.statements().at(0).closing.amount->to_string(), "1512");
}

/// Appendix 2 of the standard works this one out.
TEST(Norma43, GivesAnAccountItsControlDigits) {
  EXPECT_EQ(norma43_account_of("001203450000067890"), "00120345030000067890");
  EXPECT_EQ(norma43_account_of("210004180200051332"), "21000418450200051332");
}

TEST(Norma43, TellsAnIbanOnlyWhereItFollows) {
  struct Case {
    const char *account, *currency, *iban, *number;
  };
  for (const Case& c :
       {Case{"210004180200051332", "978", "ES9121000418450200051332", "21000418450200051332"},
        Case{"004915001234567892", "978", "ES6000491500051234567892", "00491500051234567892"},
        Case{"210004180200051332", "840", "", "21000418450200051332"},
        Case{"210004180200051332", "484", "", "21000418450200051332"},
        Case{"000120301234567890", "978", "", "00012030761234567890"},
        Case{"210000000200051332", "978", "", "21000000650200051332"},
        Case{"210004180000000000", "978", "", "21000418400000000000"}}) {
    Norma43File file;
    file.account = c.account;
    file.currency = c.currency;
    const auto result = decode("norma43", file.begin().close().finish());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.statements().at(0).account_iban, c.iban);
    EXPECT_EQ(result.statements().at(0).account_number, c.number);
  }
}

TEST(Norma43, CountsEntriesOfZeroByTheirSign) {
  for (const char sign : {'1', '2'}) {
    Norma43File file;
    file.begin(500).entry(100);
    file.record(std::string("22    0418260105260105171") + "00" + sign +
                "00000000000000"
                "0000000000"
                "000000000000");
    std::string totals = file.totals();
    (sign == '1' ? totals[24] : totals[43]) += 1;
    const auto result = decode("norma43", file.record(totals).finish());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.transactions().at(1).status, "info");
    EXPECT_EQ(result.statements().at(0).transactions, 2);
  }
}

TEST(Norma43, ReadsACountThatHasTheLastRecordInIt) {
  TestHost host(bank_entry(), "norma43");
  const auto result = host.decode(Norma43File().begin(100).entry(-30).close().finish(1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_THAT(host.logs, testing::ElementsAre("line 4: record 88 counts 4 records, itself among "
                                              "them; 3 are before it"));
}

TEST(Norma43, ReadsAClosingSignThatIsNoneIfTheEntriesProveIt) {
  for (const std::int64_t opening : {50, -5000})
    for (const char* sign : {"0", " "}) {
      Norma43File file;
      file.begin(opening).entry(120);
      TestHost host(bank_entry(), "norma43");
      const auto result = host.decode(file.record(file.totals_with(sign)).finish());
      ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
      EXPECT_EQ(result.statements().at(0).closing.amount->minor, opening + 120);
      EXPECT_EQ(host.logs.size(), 1u);
    }
}

TEST(Norma43, ReadsAFileWithoutRecord88WhereTheBankLeavesItOut) {
  Norma43File file;
  const std::string one = file.begin(100).entry(-30).close().text();
  EXPECT_EQ(rule_of(decode("norma43", one)), "norma43.truncated");
  TestHost host(bank_entry(), "norma43", {{"single_account", "true"}});
  EXPECT_EQ(rule_of(host.decode(one)), "ok");
  EXPECT_THAT(host.logs, testing::ElementsAre("line 4: the file of one account has no record 88"));
  EXPECT_EQ(rule_of(host.decode(one + one)), "norma43.truncated");
}

TEST(Norma43, AnEquivalentThatCannotBeReadCostsNothingElse) {
  for (const char* bad :
       {"240199900000000050000", "2401840000000000500", "240139200000000000001"}) {
    Norma43File file;
    file.begin(100).entry(-30).record(bad);
    TestHost host(bank_entry(), "norma43");
    const auto result = host.decode(file.close().finish());
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_FALSE(result.transactions().at(0).instructed);
    EXPECT_EQ(host.logs.size(), 1u);
  }
}

TEST(Norma43, KnowsItsFilesWholeOrBroken) {
  TestHost host(bank_entry(), "norma43");
  EXPECT_EQ(host.identify(kTwoAccounts), 95);
  EXPECT_EQ(host.identify("\xEF\xBB\xBF" + std::string(kTwoAccounts)), 95);
  std::string broken = kTwoAccounts;
  broken[32] = 'X';
  EXPECT_EQ(host.identify(broken), 85);
  EXPECT_EQ(host.identify(std::string(kTwoAccounts).substr(72)), 85);
  for (const char* other :
       {"", "\n", "11", "1121000418", ":20:STARTUMS\r\n:25:1\r\n", "<Document/>",
        "11111111111111\n",
        "00000210126005        00099449      Test                      BBRUBEBB", "88999999999999",
        "22 words that begin with a number\n"})
    EXPECT_EQ(host.identify(other), 0) << other;
}

TEST(Norma43, RefusesAnOptionThatIsNeitherTrueNorFalse) {
  TestHost host(bank_entry(), "norma43", {{"single_account", "yes"}});
  const auto result = host.decode(kTwoAccounts);
  EXPECT_EQ(result.status, SALDO_E_CONFIG);
  EXPECT_STREQ(result.error.message, "option single_account is 'yes'; use true or false");
}

}  // namespace
}  // namespace saldo
