#include "lockbox_documents.hpp"

#include <random>

#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

const std::string kDocument =
    lockbox_file(lockbox_header() + check_record(1, 1, 700'000) +
                 invoice_record(1, 1, 1, false, "INV-4711", "0000500000") +
                 invoice_record(1, 1, 2, true, "INV-4712") + check_record(1, 2, 25, "JO  DOE") +
                 batch_total(1, 2, 700'025) + batch_total(2, 0, 0) + deposit_total(2, 700'025));

TEST(Lockbox, ReadsEveryFieldOfABatch) {
  const auto result = decode("lockbox", kDocument);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(lines_of(result), R"(4:118
statement=1
index=1
booking_date=2026-01-05
amount=7000.00 USD
status=booked
bank_reference=001001
customer_reference=1001
counterparty.name=BOB E SMITH
counterparty.account=055002707/0012345555
remitted_documents.number=INV-4711
remitted_documents.amount=5000.00 USD
remitted_documents.number=INV-4712
batch.id=001
batch.index=1

7:276
statement=1
index=2
booking_date=2026-01-05
amount=0.25 USD
status=booked
bank_reference=001002
customer_reference=1002
counterparty.name=JO DOE
counterparty.account=055002707/0012345555
batch.id=001
batch.index=2

4:118
index=1
kind=notification
account.number=0022222
account.bank=0210000219
account.currency=USD
account.name=ACME CORP
id=001
transactions=2
total_credit=7000.25 USD
total_debit=0.00 USD
from=2026-01-05
to=2026-01-05

9:402
index=2
kind=notification
account.number=0022222
account.bank=0210000219
account.currency=USD
id=002
transactions=0
total_credit=0.00 USD
total_debit=0.00 USD
from=2026-01-05
to=2026-01-05

)");
  EXPECT_EQ(lines_of(decode("lockbox", kDocument, 1)), lines_of(result));
}

/// The records without their places.
std::string records_of(const Decoded& d) {
  std::string out;
  for (const auto& record : d.records)
    out += std::visit([](const auto& r) { return FieldLines::of(r); }, record);
  return d.status == SALDO_OK ? out : d.error.message;
}

TEST(Lockbox, ReadsAsciiAndEbcdicInLinesOrEndToEnd) {
  const std::string expected = records_of(decode("lockbox", kDocument));
  std::string wide = kDocument;
  wide.replace(wide.find("40008000801"), 6, "400104");
  std::string crlf;
  for (const char c : kDocument) crlf += c == '\n' ? "\r\n" : std::string(1, c);
  std::string nl = to_ibm037(kDocument);
  for (char& c : nl)
    if (c == '\x25') c = '\x15';
  TestHost host(bank_entry(), "lockbox");
  for (const std::string& document :
       {crlf, in_pieces(wide, 104), to_ibm037(in_pieces(wide, 104)), to_ibm037(kDocument), nl,
        "\xEF\xBB\xBF" + kDocument, kDocument + "\x1A"}) {
    EXPECT_EQ(records_of(decode("lockbox", document)), expected);
    EXPECT_EQ(records_of(decode("lockbox", document, 1)), expected);
    EXPECT_EQ(host.identify(document), 95);
  }
}

TEST(Lockbox, MovesFieldsAsTheOptionSays) {
  TestHost host(bank_entry(), "lockbox",
                {{"layout",
                  "6.amount=8-15, 6.name=none 6.payee=none 6.check=16-19 6.routing=none "
                  "6.account=none 6.invoice=20-29 6.paid=30-37 4.invoice=12-15 4.paid=16-"
                  "19 4.invoice=20-23 7.count=none 5.date=9-14 5.lockbox=2-8"},
                 {"currency", "CAD"}});
  const auto result =
      host.decode(lockbox_file("50022222260105\n"
                               "6001001000001500815INV 1     00000100\n"
                               "40010016019A1  0020A2  \n" +
                               std::string("700100000222222601050000000000150\n")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto t = result.transactions().at(0);
  EXPECT_EQ(t.amount->to_string() + " " + t.customer_reference, "1.50 815");
  ASSERT_EQ(t.remitted_documents.size(), 3u);
  EXPECT_EQ(t.remitted_documents.at(0).number, "INV 1");
  EXPECT_EQ(t.remitted_documents.at(0).amount->to_string(), "1.00");
  EXPECT_EQ(t.remitted_documents.at(1).amount->to_string(), "0.20");
  EXPECT_EQ(t.remitted_documents.at(2).number, "A2");
  EXPECT_FALSE(t.remitted_documents.at(2).amount);
  EXPECT_EQ(result.statements().at(0).account_currency, "CAD");
}

TEST(Lockbox, SaysWhatIsWrongWithItsOptions) {
  const auto message = [](const char* key, const char* value) {
    TestHost host(bank_entry(), "lockbox", {{key, value}});
    const auto result = host.decode(kDocument);
    EXPECT_EQ(result.status, SALDO_E_CONFIG);
    saldo_error error = impl::empty_error();
    EXPECT_EQ(host.extension<saldo_check>(SALDO_EXT_CHECK)->check(host.instance(), &error),
              SALDO_E_CONFIG);
    EXPECT_STREQ(error.message, result.error.message);
    return std::string(result.error.message);
  };
  EXPECT_EQ(message("layout", "6.amount"),
            "option layout: '6.amount' isn't of the form field=from-to");
  EXPECT_EQ(message("layout", "6.amount=0-5"),
            "option layout: '6.amount=0-5' gives columns that no record has; they count from 1");
  EXPECT_EQ(message("layout", "6.amount=17-8"),
            "option layout: '6.amount=17-8' gives columns that no record has; they count from 1");
  EXPECT_EQ(message("layout", "6.amount=x"),
            "option layout: '6.amount=x' doesn't give columns; write them as 8-17, or none");
  EXPECT_EQ(message("layout", "6.amount=none"), "option layout: 'check amount' can't be left out");
  EXPECT_EQ(message("layout", "4.paid=1-2"),
            "option layout: '4.paid=1-2' stands before the invoice that it belongs to");
  EXPECT_THAT(message("layout", "6.amont=1-2"),
              testing::StartsWith("option layout: '6.amont=1-2' names no field; there are "
                                  "1.origin, 1.date, 5.lockbox"));
  EXPECT_EQ(message("currency", "EURO"),
            "option currency is 'EURO', which is not an ISO 4217 code; use USD or CAD");
}

TEST(Lockbox, ALockboxWithoutADepositDateHasTheFilesAndNotTheOneBefore) {
  const auto result = decode(
      "lockbox", lockbox_file(lockbox_header() + check_record(1, 1, 5) + batch_total(1, 1, 5) +
                              deposit_total(1, 5) + lockbox_header("0033333", "      ") +
                              check_record(2, 1, 7) + batch_total(2, 1, 7) + deposit_total(1, 7)));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions().at(0).booking_date.to_string(), "2026-01-05");
  EXPECT_EQ(result.transactions().at(1).booking_date.to_string(), "2026-01-06");
}

TEST(Lockbox, IsRecognisedByItsContent) {
  TestHost host(bank_entry(), "lockbox");
  EXPECT_EQ(host.identify(kDocument.substr(0, 34)), 80);
  EXPECT_EQ(host.identify(kDocument.substr(34)), 80);
  EXPECT_EQ(host.identify("101ACMECORP  02100002192601060815\n" + lockbox_header() +
                          check_record(1, 1, 5)),
            85);
  for (const char* other :
       {"", "1", "1\n2\n5\n", "11004901500000123456260101260131200000000010000978",
        "101 091000019 1210428822305010830A094101BANK\n5220COMPANY\n6221\n", "01,B,S,260106"})
    EXPECT_EQ(host.identify(other), 0) << other;
}

// ---- controls ----------------------------------------------------------------------------------

/// "index id" of the statements, then "index rule" of the refusals.
std::string outcome(const Decoded& d) {
  if (d.status != SALDO_OK) return d.error.rule;
  std::string out;
  for (const auto& s : d.statements())
    out += std::to_string(s.index) + " " + s.id + (s.unbalanced ? " unbalanced; " : "; ");
  for (const auto& r : d.refusals()) out += std::to_string(r.statement) + " " + r.rule + "; ";
  return out;
}

/// Two batches of one deposit and one of a second; all totals can be given.
std::string deposits(std::int64_t batch1, int count1, std::int64_t deposit, int checks) {
  return lockbox_file(lockbox_header() + check_record(1, 1, 100) + check_record(1, 2, 50) +
                      batch_total(1, count1, batch1) + check_record(2, 1, 7) +
                      batch_total(2, 1, 7) + deposit_total(checks, deposit) +
                      lockbox_header("0033333") + check_record(3, 1, 9) + batch_total(3, 1, 9) +
                      deposit_total(1, 9));
}

TEST(LockboxControls, AWrongBatchTotalCostsItsBatch) {
  EXPECT_EQ(outcome(decode("lockbox", deposits(150, 2, 157, 3))), "1 001; 2 002; 3 003; ");
  EXPECT_EQ(outcome(decode("lockbox", deposits(151, 2, 157, 3))),
            "2 002; 3 003; 1 statement.total; ");
  EXPECT_EQ(outcome(decode("lockbox", deposits(151, 2, 158, 3))),
            "2 002; 3 003; 1 statement.total; ");
  EXPECT_EQ(outcome(decode("lockbox", deposits(150, 3, 157, 3))),
            "2 002; 3 003; 1 statement.count; ");
  const auto refusal = decode("lockbox", deposits(151, 2, 157, 3)).refusals().at(0);
  EXPECT_EQ(refusal.expected + " " + refusal.found + " " + refusal.held->to_string(),
            "1.50 1.51 1.50");
}

TEST(LockboxControls, AWrongDepositTotalCostsItsDeposit) {
  EXPECT_EQ(outcome(decode("lockbox", deposits(150, 2, 158, 3))),
            "3 003; 1 group.total; 2 group.total; ");
  EXPECT_EQ(outcome(decode("lockbox", deposits(150, 2, 157, 2))),
            "3 003; 1 group.count; 2 group.count; ");
}

TEST(LockboxControls, ABatchWithoutItsTotalIsProvedByThatOfItsDeposit) {
  const std::string checks = lockbox_header() + check_record(1, 1, 100) + check_record(1, 2, 50);
  EXPECT_EQ(outcome(decode("lockbox", lockbox_file(checks + deposit_total(2, 150)))), "1 001; ");
  EXPECT_EQ(outcome(decode("lockbox", lockbox_file(checks + deposit_total(2, 151)))),
            "statement.total");
  EXPECT_EQ(outcome(decode("lockbox", lockbox_file(checks + deposit_total(1, 150)))),
            "statement.count");
  EXPECT_EQ(outcome(decode("lockbox", lockbox_file(checks))), "statement.total");
  EXPECT_EQ(outcome(decode("lockbox", lockbox_file(checks + batch_total(1, 2, 150)))), "1 001; ");
  EXPECT_EQ(outcome(decode("lockbox", lockbox_file(checks + lockbox_header() +
                                                   check_record(2, 1, 7) + batch_total(2, 1, 7)))),
            "2 002; 1 statement.total; ");
}

TEST(LockboxControls, LenientReadingMarksWhatDoesNotFoot) {
  EXPECT_EQ(outcome(decode_leniently("lockbox", deposits(151, 2, 157, 3))),
            "1 001 unbalanced; 2 002; 3 003; ");
  EXPECT_EQ(outcome(decode_leniently("lockbox", deposits(150, 2, 999, 3))),
            "1 001 unbalanced; 2 002 unbalanced; 3 003; ");
  std::string count = lockbox_file(lockbox_header() + check_record(1, 1, 7) + batch_total(1, 1, 7));
  count.replace(count.find("9000006"), 7, "9000007");
  EXPECT_EQ(outcome(decode_leniently("lockbox", count)), "1 001 unbalanced; ");
  EXPECT_EQ(rule_of(decode("lockbox", count)), "file.count");
}

struct Case {
  std::string document;
  const char *rule, *message;  // the message without the offset
};

const std::string kTail = batch_total(1, 1, 5) + deposit_total(1, 5);

const Case kCases[] = {
    {lockbox_file(lockbox_header() + "60010010000000A00\n" + kTail), "amount.invalid",
     "line 4, columns 8 to 17: check amount '0000000A00' is not an amount; ask the bank for a "
     "correct file"},
    {lockbox_file(lockbox_header("0022222", "261305") + check_record(1, 1, 5) + kTail),
     "date.invalid",
     "line 3, columns 15 to 20: deposit date '261305' is not a day of the form YYMMDD; ask the "
     "bank for a correct file"},
    {lockbox_file(lockbox_header() + check_record(1, 1, 5) +
                  invoice_record(1, 1, 1, true, "A", "XYZ") + kTail),
     "amount.invalid",
     "line 5, byte 210: columns 28 to 37: invoice amount 'XYZ' is not an amount; if the bank lays "
     "its records out in another way, say so in option layout"},
    {lockbox_file(lockbox_header() + check_record(1, 1, 5) + batch_total(1, 1, 6)),
     "statement.total",
     "line 5, byte 210: the total (record 7) of statement 1 '001' of account '0022222' says a sum "
     "of 0.06, but what was read gives 0.05; ask the bank to send it again"},
    {lockbox_file(lockbox_header() + check_record(1, 1, 5)), "statement.total",
     "line 5, byte 210: statement 1 '001' of account '0022222' ends without its total (record 7 or "
     "8), so nothing proves its checks; ask the bank to send it again"},
    {lockbox_file(lockbox_header() + invoice_record(1, 1, 1, true, "A")), "lockbox.order",
     "line 4: record '4' goes on with a check (6), but there is none before; records are missing or"
     " out of order: fetch the file again"},
    {lockbox_file(kLockboxHead), "lockbox.order",
     "line 3: record '1' begins a file before the one at hand has its end (9); records are missing "
     "or out of order: fetch the file again"},
    {lockbox_file("3\n"), "lockbox.record",
     "line 3: record type '3' is none of 1, 2, 4 to 9; the file is damaged or of another format"},
    {"2\n", "lockbox.order",
     "line 1: record '2' stands outside a file (records 1 to 9); records are missing or out of "
     "order: fetch the file again"},
    {kLockboxHead + std::string("9X\n"), "number.invalid",
     "line 3, columns 2 to 7: number of records 'X' is not a number; ask the bank for a correct "
     "file"},
    {kLockboxHead + std::string("9000002\n"), "file.count",
     "line 3, byte 77: the total (record 9) of the file says a number of records of 2, but what was"
     " read gives 3; ask the bank to send it again"},
    {kLockboxHead, "lockbox.truncated",
     "line 3, byte 77: the file ends before its last record (9); it was cut off on its way: fetch "
     "it again"},
    {"", "document.empty", "line 1, byte 0: the file holds no record: fetch it again"},
};

TEST(LockboxRefusals, NameRulePlaceValueAndRemedy) {
  for (const auto& c : kCases) {
    const auto result = decode("lockbox", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document;
    EXPECT_STREQ(result.error.message, c.message) << c.document;
    EXPECT_STREQ(decode("lockbox", c.document, 1).error.message, c.message);
  }
}

TEST(LockboxRefusals, APlaceIsInTheDocumentThoughTheRecordIsTooShort) {
  const std::string document = kLockboxHead + std::string("6\n7\n9");
  const auto result = decode("lockbox", document);
  EXPECT_STREQ(result.error.rule, "number.invalid");
  EXPECT_LE(result.error.place.offset, document.size());
}

TEST(LockboxRefusals, AnUnreadableCheckCostsItsBatchAndNotTheDeposit) {
  const auto result = decode(
      "lockbox", lockbox_file(lockbox_header() + "6001001ABC\n" +
                              invoice_record(1, 1, 1, true, "A") + batch_total(1, 1, 5) +
                              check_record(2, 1, 7) + batch_total(2, 1, 7) + deposit_total(2, 12)));
  EXPECT_EQ(outcome(result), "2 002; 1 amount.invalid; ");
}

TEST(LockboxRefusals, ACheckOfTooManyInvoicesIsRefused) {
  std::string records = lockbox_header() + check_record(1, 1, 7);
  for (int i = 0; i < 5001; ++i) records += invoice_record(1, 1, i % 100, false, "A");
  EXPECT_EQ(rule_of(decode("lockbox", lockbox_file(records + batch_total(1, 1, 7)))), "text.limit");
}

TEST(LockboxProperty, ACutAtAnyByteIsAnError) {
  for (std::size_t n = 0; n + 1 < kDocument.size(); ++n) {
    const auto result = decode("lockbox", kDocument.substr(0, n));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << n;
    EXPECT_STRNE(result.error.rule, "");
  }
}

TEST(LockboxProperty, AChangedByteNeverGivesOtherSumsInSilence) {
  std::mt19937 random(1);
  const auto pick = [&](std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  };
  for (int i = 0; i < 5000; ++i) {
    std::string changed = kDocument;
    changed[pick(changed.size())] = static_cast<char>(pick(256));
    const auto result = decode("lockbox", changed);
    if (result.status != SALDO_OK || !result.refusals().empty()) continue;
    std::int64_t sum = 0;
    for (const auto& t : result.transactions()) sum += t.amount->minor;
    EXPECT_EQ(sum, 700'025) << changed;
  }
}

}  // namespace
}  // namespace saldo
