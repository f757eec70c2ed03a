#include "fixed_lines.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

std::string amount_of(std::int64_t cents) {
  return (cents < 0 ? "-" : "+") + zero_padded(cents < 0 ? -cents : cents, 18);
}
std::string start(std::int64_t opening, const std::string& number = "003") {
  return fixed_line(322, {{0, "T0032210012345600000785" + number + "2601052601052601051950"},
                          {65, "260104" + amount_of(opening) + "000000EUR"},
                          {99, "YRITYSTILI"},
                          {147, "ACME OY"},
                          {182, "SUUPOHJAN OSUUSPANKKI"},
                          {292, "FI2112345600000785 NDEAFIHH"}});
}

struct Entry {
  std::int64_t cents = 0;
  std::string type = "1", code = "710", description = "PANO", level = "0";
  std::string name{}, reference{}, receiver{};
  std::string archive = "260105473047IE5807";
};
std::string entry(const Entry& e, const std::string& id = "T10") {
  return fixed_line(
      188, {{0, id + "188000001" + blank_padded(e.archive, 18) + "260105260103260102" + e.type +
                    e.code + blank_padded(e.description, 35) + amount_of(e.cents)},
            {108, e.name},
            {144, e.receiver.empty() ? std::string(14, '0') : e.receiver},
            {159, std::string(20 - e.reference.size(), '0') + e.reference},
            {187, e.level}});
}
std::string more(const std::string& type, const std::string& data, const std::string& id = "T11") {
  return id + zero_padded(static_cast<std::int64_t>(data.size()) + 8, 3) + type + data + "\n";
}
std::string balance(std::int64_t cents, const std::string& day = "260105") {
  return "T40050" + day + amount_of(cents) + amount_of(cents) + "\n";
}
std::string turnover(int in, std::int64_t in_sum, int out, std::int64_t out_sum,
                     const std::string& period = "1") {
  return "T50067" + period + "260105" + zero_padded(in, 8) + amount_of(in_sum) +
         zero_padded(out, 8) + amount_of(-out_sum).replace(0, 1, "-") + "\n";
}

const Entry kRent{.cents = -179900,
                  .type = "2",
                  .code = "720",
                  .description = "OTTO             TILISIIRTO",
                  .name = "VIRTANEN",
                  .receiver = "12345600000785"};
const Entry kPayments{.cents = 4900, .code = "705", .description = "SAAPUVAT VIITEMAKSUT"};
const std::string kFile = start(179900) + entry(kRent) + more("00", blank_padded("RENT 1", 35)) +
                          entry(kPayments) + more("01", "00000002") + balance(4900) +
                          turnover(1, 4900, 1, 179900) + turnover(3, 9999, 9, 9999, "4");

Decoded decode_ok(const std::string& document) {
  Decoded result = decode("tito", document);
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.refusals().empty());
  return result;
}
/// What these records of one entry of `cents` give.
std::vector<Transaction> lines(const std::string& entries, std::int64_t cents) {
  const int in = cents < 0 ? 0 : 1;
  return decode_ok(start(0) + entries + balance(cents) +
                   turnover(in, in * cents, 1 - in, (in - 1) * cents))
      .transactions();
}

TEST(Tito, ReadsEveryFieldOfAStatement) {
  EXPECT_EQ(lines_of(decode_ok(kFile)), R"(2:323
statement=1
index=1
booking_date=2026-01-05
value_date=2026-01-03
amount=-1799.00 EUR
status=booked
bank_reference=260105473047IE5807
code.proprietary=720
counterparty.name=VIRTANEN
counterparty.account=12345600000785
remittance=RENT 1

4:556
statement=1
index=2
booking_date=2026-01-05
value_date=2026-01-03
amount=49.00 EUR
status=booked
bank_reference=260105473047IE5807
code.proprietary=705
remittance=SAAPUVAT VIITEMAKSUT
batch.id=260105473047IE5807
batch.count=2

1:0
index=1
kind=booked
account.iban=FI2112345600000785
account.number=12345600000785
account.bank=NDEAFIHH
account.currency=EUR
account.name=ACME OY
id=003
sequence=003
opening.amount=1799.00 EUR
opening.date=2026-01-04
closing.amount=49.00 EUR
closing.date=2026-01-05
transactions=2
total_credit=49.00 EUR
total_debit=1799.00 EUR
from=2026-01-05
to=2026-01-05

)");
}

TEST(Tito, GivesTheSameRecordsHoweverTheBytesArrive) { expect_same_in_pieces("tito", kFile); }

TEST(Tito, SplitsASummaryEntryIntoItsItems) {
  const auto found =
      lines(entry(kPayments) + more("01", "00000002") +
                entry({.cents = 4000, .level = "1", .reference = "13013"}) +
                entry({.cents = 900, .level = "1", .reference = "1234561"}) + more("00", "THANKS"),
            4900);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].creditor_reference, "13013");
  EXPECT_EQ(found[0].batch_id, "260105473047IE5807");
  EXPECT_EQ(found[0].batch_count, 2);
  EXPECT_THAT(found[0].remittance, testing::ElementsAre("PANO"));
  EXPECT_THAT(found[1].remittance, testing::ElementsAre("THANKS"));
}

TEST(Tito, SplitsItemsThatAreItemisedThemselves) {
  const auto found =
      lines(entry(kPayments) + entry({.cents = 4000, .level = "1"}) +
                entry({.cents = 1000, .level = "2"}) + entry({.cents = 3000, .level = "2"}) +
                entry({.cents = 900, .level = "1"}) + entry({.cents = 800, .level = "2"}),
            4900);
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[1].amount->to_string(), "30.00");
  EXPECT_THAT(found[2].remittance, testing::ElementsAre("PANO", "8.00 EUR, PANO"));
}

TEST(Tito, LeavesAnEntryWholeWhoseItemsDoNotSumUp) {
  TestHost host(bank_entry(), "tito");
  const auto result = host.decode(start(0) + entry(kPayments) +
                                  entry({.cents = 4000, .level = "1", .reference = "13013"}) +
                                  balance(4900) + turnover(1, 4900, 0, 0));
  ASSERT_EQ(result.transactions().size(), 1u);
  EXPECT_EQ(result.transactions()[0].amount->to_string(), "49.00");
  EXPECT_THAT(result.transactions()[0].remittance,
              testing::ElementsAre("SAAPUVAT VIITEMAKSUT", "40.00 EUR, 13013, PANO"));
  EXPECT_EQ(host.counters["bank_unsplit_entries"], 1);
}

TEST(Tito, ReadsWhatEachTypeOfInformationSays) {
  const auto found = lines(
      entry({.cents = 500, .name = "VIRT"}) + more("02", "CUST000001 INVOICE00004711 260101") +
          more("03", "4920XXXXXXXX1234    MERCHANT-REF-1") + more("04", "260104473047IE0001") +
          more("05", "+000000000000000550 USD 00000110000SPOT  ") +
          more("06", blank_padded("our line 1", 35) + blank_padded("our line 2", 35)) +
          more("07", "bank's line") +
          more("08",
               "100 "
               "rent") +
          more("09", "MATTI VIRTANEN OY"),
      500);
  EXPECT_EQ(FieldLines::of(found.at(0)), R"(statement=1
index=1
booking_date=2026-01-05
value_date=2026-01-03
amount=5.00 EUR
status=booked
bank_reference=260105473047IE5807
customer_reference=260104473047IE0001
code.proprietary=710
counterparty.name=VIRT
ultimate_counterparty.name=MATTI VIRTANEN OY
remittance=CUST000001
remittance=4920XXXXXXXX1234 MERCHANT-REF-1
remittance=our line 1
remittance=our line 2
remittance=bank's line
remittance=100 rent
remitted_documents.number=INVOICE00004711
remitted_documents.date=2026-01-01
instructed.amount=5.50 USD
)");
}

TEST(Tito, ReadsCreditTransfersOfTheEuroArea) {
  const auto transfer = [](const std::string& reference, std::int64_t cents,
                           const std::string& account) {
    return lines(entry({.cents = cents,
                        .type = cents < 0 ? "2" : "1",
                        .name = "MATTI VIR",
                        .archive = ""}) +
                     more("11", blank_padded(reference, 35) + blank_padded(account, 35) +
                                    blank_padded("NDEAFIHHXXX", 35) +
                                    blank_padded("MATTI VIRTANEN (RECEIVER)", 70) +
                                    blank_padded("MATTI VIRTANEN (PAYER)", 70) +
                                    blank_padded("ID-1", 35) + blank_padded("ARCHIVE-1", 35)),
                 cents)
        .at(0);
  };
  const auto in = transfer("RF18539007547034", 100, "FI2112345600000785");
  EXPECT_EQ(in.creditor_reference, "RF18539007547034");
  EXPECT_EQ(in.counterparty_iban, "FI2112345600000785");
  EXPECT_EQ(in.counterparty_bic, "NDEAFIHHXXX");
  EXPECT_EQ(in.counterparty_name, "MATTI VIRTANEN (PAYER)");
  EXPECT_EQ(in.customer_reference, "ID-1");
  EXPECT_EQ(in.bank_reference, "ARCHIVE-1");
  const auto out = transfer("E2E-1", -100, "123-456");
  EXPECT_EQ(out.end_to_end_id, "E2E-1");
  EXPECT_EQ(out.counterparty_account, "123-456");
  EXPECT_EQ(out.counterparty_name, "MATTI VIRTANEN (RECEIVER)");
  EXPECT_EQ(transfer("NOTPROVIDED", 100, "").end_to_end_id, "");
}

TEST(Tito, ProvesTheBalanceOfEachDay) {
  const std::string day1 = entry({.cents = 100}) + balance(100) + turnover(1, 100, 0, 0);
  const std::string day2 = entry({.cents = 50}) + balance(150, "260106") + turnover(1, 50, 0, 0) +
                           turnover(2, 150, 0, 0, "2");
  EXPECT_EQ(decode_ok(start(0) + day1 + day2).statements().at(0).closing.date.to_string(),
            "2026-01-06");
  const auto wrong = decode(
      "tito", start(0) + entry({.cents = 100}) + balance(101) + turnover(1, 100, 0, 0) + day2);
  EXPECT_STREQ(wrong.error.rule, "statement.balance");
  EXPECT_EQ(wrong.error.place.line, 3u);
}

TEST(Tito, CountsCorrectionsAnyWayAndSummariesToo) {
  const std::string entries =
      start(0) + entry({.cents = 100}) + entry({.cents = -30, .type = "3"}) +
      entry({.cents = -50, .type = "2"}) + entry({.cents = 7, .type = "4"}) + balance(27);
  for (const auto& sums :
       {turnover(1, 100, 1, 50), turnover(2, 70, 2, 43), turnover(2, 107, 2, 80)})
    EXPECT_TRUE(decode_ok(entries + sums).transactions().at(1).reversal);
  EXPECT_EQ(rule_of(decode("tito", entries + turnover(2, 107, 1, 50))), "statement.total");
  decode_ok(start(0) + entry(kPayments) + more("01", "00000002") + balance(4900) +
            turnover(2, 4900, 0, 0));
}

TEST(Tito, TakesRejectedEntriesAndNoticesAsInformation) {
  const auto result =
      decode_ok(start(0) + entry({.cents = 100}) + entry({.cents = 5, .type = "9"}) +
                entry({.cents = 900}, "T80") + more("00", "on its way", "T81") + balance(100) +
                turnover(1, 100, 0, 0) + "T60009OKO\nT70030OKOOffice closed on Fri\n");
  ASSERT_EQ(result.transactions().size(), 3u);
  EXPECT_EQ(result.transactions()[1].status, "info");
  EXPECT_EQ(result.transactions()[2].status, "info");
  EXPECT_THAT(result.transactions()[2].remittance, testing::ElementsAre("on its way"));
  EXPECT_EQ(sums_of(result), "EUR 1.00 0.00\n");
}

TEST(Tito, ReadsSeveralStatementsAndTrimmedRecords) {
  std::string document = kFile + start(0, "004") + balance(0) + turnover(0, 0, 0, 0), trimmed;
  for (const char c : document) {
    if (c == '\n') trimmed.erase(trimmed.find_last_not_of(' ') + 1) += '\r';
    trimmed += c;
  }
  EXPECT_EQ(decode_ok(trimmed).statements().size(), 2u);
}

TEST(Tito, GivesTheAccountsNumberWhereThereIsNoIban) {
  std::string document = kFile;
  document.replace(292, 30, std::string(30, ' '));
  const auto s = decode_ok(document).statements().at(0);
  EXPECT_EQ(s.account_iban + "|" + s.account_number, "|12345600000785");
}

TEST(Tito, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "tito");
  EXPECT_EQ(host.identify(kFile), 95);
  EXPECT_EQ(host.identify("\r\n\n" + kFile), 95);
  EXPECT_EQ(host.identify(kFile.substr(0, 20)), 70);
  EXPECT_EQ(host.identify(entry(kRent)), 60);
  EXPECT_EQ(host.identify("T00X"), 0);
  EXPECT_EQ(host.identify(""), 0);
}

struct Case {
  std::string document;
  const char *rule, *message;
};

std::string changed(std::size_t at, const std::string& with) {
  std::string document = kFile;
  return document.replace(at, with.size(), with);
}
/// Where the n-th line begins, from 1.
std::size_t line_at(std::size_t line) {
  std::size_t at = 0;
  while (--line > 0) at = kFile.find('\n', at) + 1;
  return at;
}

const Case kCases[] = {
    {changed(line_at(2) + 105, "1"), "statement.balance",
     "line 6, byte 762: statement 1 '003' of account 'FI2112345600000785' opens with 1799.00, its "
     "booked entries sum up to -1750.01, so it must close with 48.99 EUR, but says 49.00; ask the "
     "bank to send it again"},
    {changed(line_at(7) + 20, "3"), "statement.total",
     "line 7: the turnover (T50) says 3 deposits of 49.00 and 1 withdrawals of 1799.00, but the "
     "entries (T10) come to 1 deposits of 49.00 and 1 withdrawals of 1799.00; ask the bank to send "
     "it again"},
    {changed(96, "XQX"), "amount.currency",
     "line 1, columns 97 to 99: currency 'XQX' is not an ISO 4217 code; ask the bank for a correct "
     "file"},
    {changed(71, "x"), "sign.invalid",
     "line 1, columns 72 to 72: opening balance sign 'x' is neither + nor -; ask the bank for a "
     "correct file"},
    {changed(line_at(2) + 30, "260231"), "date.invalid",
     "line 2, columns 31 to 36: booking date '260231' is not a day of the form YYMMDD; ask the "
     "bank for a correct file"},
    {changed(line_at(2) + 48, "5"), "entry.type",
     "line 2, columns 49 to 49: entry type '5' is none of 1 to 4 and 9; ask the bank for a correct "
     "file"},
    {changed(line_at(2) + 187, "x"), "level.invalid",
     "line 2, columns 188 to 188: level 'x' is not a digit; ask the bank for a correct file"},
    {changed(line_at(2) + 187, "1"), "record.order",
     "line 2, columns 188 to 188: level '1' itemises an entry, but none stands before; ask the "
     "bank for a correct file"},
    {changed(line_at(2) + 88, "x"), "amount.invalid",
     "line 2, columns 89 to 106: amount 'x00000000000179900' is not an amount; ask the bank for a "
     "correct file"},
    {changed(line_at(2), "T11"), "record.order",
     "line 2, columns 1 to 3: record 'T11' doesn't stand behind an entry (T10); ask the bank for a "
     "correct file"},
    {changed(line_at(2), "T20"), "record.unknown",
     "line 2, columns 1 to 3: record 'T20' is no record of a statement that this decoder reads; "
     "ask the bank for a correct file"},
    {changed(line_at(2) + 3, "187"), "record.length",
     "line 2: the record has 188 characters, but says 187; fetch the file again"},
    {changed(line_at(2) + 100, "\n"), "record.length",
     "line 2: the record has 100 characters, but says 188; fetch the file again"},
    {changed(line_at(2) + 3, "x"), "number.invalid",
     "line 2, columns 4 to 6: record length 'x88' is not a number; ask the bank for a correct "
     "file"},
    {changed(0, "T40"), "record.order",
     "line 1, columns 1 to 3: record 'T40' stands where T00, a statement, must begin; ask the bank "
     "for a correct file"},
    {kFile.substr(0, line_at(6)), "file.truncated",
     "line 6: statement 1 '003' of account 'FI2112345600000785' ends without a balance (T40) of "
     "its last entries; fetch the file again"},
    {kFile.substr(0, line_at(7)), "file.truncated",
     "line 7: statement 1 '003' of account 'FI2112345600000785' ends without its turnover (T50); "
     "fetch the file again"},
    {start(0) + entry({.cents = 1}) + more("05", "+000000000000000550 XQX 00000110000SPOT  "),
     "amount.currency",
     "line 3, columns 29 to 31: currency 'XQX' is not an ISO 4217 code; ask the bank for a correct "
     "file"},
    {"", "document.empty", "line 1: the file is empty; fetch it again"},
};

TEST(TitoRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kCases) {
    const Decoded result = decode("tito", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.message;
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    EXPECT_STREQ(result.error.message, c.message);
  }
}

TEST(TitoRefusals, CostOneStatementNotTheFile) {
  const Decoded result = decode("tito", start(0) + entry({.cents = 5}) + start(1) + balance(2) +
                                            turnover(0, 0, 0, 0) + kFile);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 1u);
  ASSERT_EQ(result.refusals().size(), 2u);
  EXPECT_EQ(result.refusals()[0].rule, "statement.incomplete");
  EXPECT_EQ(result.refusals()[0].held->to_string(), "0.05");
  EXPECT_EQ(result.refusals()[1].rule, "statement.balance");
}

TEST(TitoRefusals, MarkWhatIsReadLeniently) {
  for (const auto& document : {changed(line_at(2) + 105, "1"), changed(line_at(7) + 20, "3")}) {
    const Decoded result = decode_leniently("tito", document);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_TRUE(result.statements().at(0).unbalanced);
  }
}

TEST(TitoRefusals, FindEveryCut) {
  expect_every_cut_is_found("tito", kFile.substr(0, kFile.rfind("T50")));
}

TEST(TitoRefusals, FindEveryChangeOfASum) {
  // Only the header says the currency, so nothing proves that.
  expect_every_change_is_found("tito", kFile, {96, 97, 98});
}

TEST(Tito, AnEntryWithMoreTextThanARecordHoldsCostsItsStatementAlone) {
  std::string file = start(179900) + entry(kRent);
  for (int i = 0; i < 25'000; ++i) file += more("00", std::string(35, 'x'));
  const auto result = decode("tito", file + balance(0) + turnover(0, 0, 1, 179900) + kFile);
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "text.limit");
  EXPECT_EQ(result.refusals()[0].at.line, 2u);
  EXPECT_EQ(result.statements().size(), 1u);
}

}  // namespace
}  // namespace saldo
