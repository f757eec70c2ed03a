#include "bank_testing.hpp"
#include "cremul_documents.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace cremul_documents;

struct Case {
  std::string document;
  const char *rule, *message;  // the message without the place
  const char* at;              // what stands at the offset
};

std::string with(std::string document, const std::string& what, const std::string& by) {
  return document.replace(document.find(what), what.size(), by);
}

const std::string kBooking = booking("300", payment("100") + payment("200"));
const std::string kGood = file_of(kBooking, 1);

/// Each costs its booking.
const Case kBookings[] = {
    {booking("300", payment("100") + payment("201")), "statement.total",
     "statement 1 'B1' of account '86011117947': the payments (SEQ) sum up to 301.00 NOK but "
     "MOA+349 says 300.00; ask the bank to send it again",
     "MOA+349"},
    {booking("300", "SEQ++1'RFF+ACD:1'SEQ++2'"), "entry.incomplete",
     "SEQ: the payment has no amount (MOA+60, 143, 119 or 98) in NOK; ask the bank for a correct "
     "file",
     "SEQ"},
    {booking("300", "SEQ++1'MOA+143:300:SEK'"), "entry.currency",
     "SEQ: the payment has no amount (MOA+60, 143, 119 or 98) in NOK; ask the bank for a correct "
     "file",
     "SEQ"},
    {with(kBooking, "MOA+349:300:NOK'", ""), "entry.incomplete",
     "SEQ: the booking (LIN) has no amount (MOA); ask the bank for a correct file", "SEQ"},
    {"LIN+1'FII+BF+86011117947'", "entry.incomplete",
     "LIN: the booking (LIN) has no amount (MOA); ask the bank for a correct file", "LIN"},
    {with(kBooking, "FII+BF+86011117947'", "FII+BF+86011117947:::SEK'"), "entry.incomplete",
     "SEQ: the booking (LIN) has no amount (MOA) in SEK; ask the bank for a correct file", "SEQ"},
    {with(kBooking, "FII+BF+86011117947'", ""), "statement.account",
     "LIN: the booking names no account (FII+BF); ask the bank for a correct file", "LIN"},
    {with(kBooking, "MOA+349:300:NOK", "MOA+349:300"), "amount.currency",
     "MOA: the amount has no currency; ask the bank for a correct file", "MOA+349"},
    {with(kBooking, "MOA+349:300:NOK", "MOA+349:300:KRO"), "amount.currency",
     "MOA: currency 'KRO' is not an ISO 4217 code; ask the bank for a correct file", "MOA+349"},
    {with(kBooking, "MOA+143:100", "MOA+143:1O0"), "amount.invalid",
     "MOA: amount '1O0' is not a decimal number of its currency (NOK); ask the bank for a correct "
     "file",
     "MOA+143"},
    {with(kBooking, "MOA+143:100", "MOA+143:100,001"), "amount.invalid",
     "MOA: amount '100,001' is not a decimal number of its currency (NOK); ask the bank for a "
     "correct file",
     "MOA+143"},
    {with(kBooking, "MOA+143:100", "MOA+143:99999999999999999999"), "amount.range",
     "MOA: amount '99999999999999999999' is beyond 64 bits (NOK); ask the bank for a correct file",
     "MOA+143"},
    {with(kBooking, "20260116:102", "20260132:102"), "date.invalid",
     "DTM: date '20260132' is not a day of the form '102'; ask the bank for a correct file", "DTM"},
    {with(kBooking, "20260116:102", "2026016:718"), "date.invalid",
     "DTM: date '2026016' is not a day of the form '718'; ask the bank for a correct file", "DTM"},
};

/// Each costs the document.
const Case kDocuments[] = {
    {"", "document.empty", "the file holds nothing: fetch it again", ""},
    {interchange_of(message_of("", 0)), "document.empty",
     "the file holds no booking (LIN); ask the bank for one", ""},
    {"UNA:+,X 'UNB", "edifact.una",
     "the service string advice 'UNA:+,X '' gives no four separators; ask the bank for a correct "
     "file",
     "UNA"},
    {"UNA::,? 'UNB", "edifact.una",
     "the service string advice 'UNA::,? '' gives no four separators; ask the bank for a correct "
     "file",
     "UNA"},
    {with(kGood, "UNT+20+1", "UNT+19+1"), "edifact.count",
     "UNT: it counts '19' segments but there are 20; ask the bank for a correct file", "UNT"},
    {with(kGood, "UNT+20+1", "UNT+20+2"), "edifact.reference",
     "UNT: the reference '2' isn't that of the beginning, '1'; ask the bank for a correct file",
     "UNT"},
    {with(kGood, "UNZ+1", "UNZ+2"), "edifact.count",
     "UNZ: it counts '2' messages but there are 1; ask the bank for a correct file", "UNZ"},
    {with(kGood, "UNZ+1+01001", "UNZ+1+01002"), "edifact.reference",
     "UNZ: the reference '01002' isn't that of the beginning, '01001'; ask the bank for a correct "
     "file",
     "UNZ"},
    {with(kGood, "CNT+LI:1", "CNT+LIN:2"), "cremul.count",
     "CNT: it counts '2' bookings (LIN) but there are 1; ask the bank for a correct file", "CNT"},
    {with(kGood, "260116:1200+01001", "260116:1200+01001++++++1"), "edifact.test",
     "UNB: the interchange is marked as a test, so nothing was booked; ask the bank for a correct "
     "file",
     "UNB"},
    {with(kGood, "LIN+1'", "SEQ++1'"), "cremul.structure",
     "SEQ: the segment stands outside of a booking (LIN); ask the bank for a correct file", "SEQ"},
    {with(kGood, "CNT+LI:1'", "CNT+LI:1'LIN+2'"), "cremul.structure",
     "LIN: the segment stands outside of a booking (LIN); ask the bank for a correct file", "LIN"},
    {with(kGood, "UNT+20+1'", "UNZ+1+01001'"), "edifact.structure",
     "UNZ: the segment 'UNZ' stands inside a message; ask the bank for a correct file", "UNZ"},
    {with(kGood, "UNH+1", "UNX+1"), "edifact.structure",
     "UNX: the segment 'UNX' stands outside of a message; ask the bank for a correct file", "UNX"},
    {kGood + "rest'", "edifact.structure",
     "rest: the segment 'rest' stands outside of a message; ask the bank for a correct file",
     "rest"},
    {kGood + "rest", "edifact.truncated",
     "the file ends inside segment 'rest'; it was cut off on its way: fetch it again", ""},
    {with(kGood, "UNZ+1+01001'", ""), "edifact.truncated",
     "the file ends before the end of its interchange (UNZ); it was cut off on its way: fetch it "
     "again",
     ""},
    {interchange_of(message_of(kBooking, 1, "DEBMUL")), "edifact.message",
     "UNH: the message is of type 'DEBMUL', which isn't read; ask the bank for a correct file",
     "UNH"},
};

void expect_refused(const std::string& document, const Case& c) {
  const auto result = decode("cremul", document);
  EXPECT_EQ(result.status, SALDO_E_REJECTED) << document;
  EXPECT_STREQ(result.error.rule, c.rule) << document;
  const auto at = result.error.place;
  EXPECT_EQ(result.error.message, xml::where({at.line, at.offset}) + c.message) << document;
  EXPECT_STREQ(decode("cremul", document, 1).error.message, result.error.message);
  EXPECT_EQ(document.substr(at.offset, std::strlen(c.at)), c.at) << result.error.message;
}

TEST(CremulRefusals, NameRulePlaceValueAndRemedy) {
  for (const Case& c : kBookings) expect_refused(file_of(c.document, 1), c);
  for (const Case& c : kDocuments) expect_refused(c.document, c);
}

TEST(CremulRefusals, CostOnlyTheBookingThatIsWrong) {
  const std::string good = booking("2,50", payment("2,5"), "7");
  for (const Case& c : kBookings) {
    std::string bookings = good + c.document;
    bookings += good;
    const auto result = decode("cremul", file_of(bookings, 3));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    ASSERT_EQ(result.refusals().size(), 1u);
    EXPECT_EQ(result.refusals()[0].rule, c.rule);
    EXPECT_EQ(result.refusals()[0].statement, 2);
    ASSERT_EQ(result.statements().size(), 2u);
    EXPECT_EQ(result.statements()[1].index, 3);
    EXPECT_EQ(result.statements()[1].total_credit->to_string(), "2.50");
  }
}

TEST(CremulRefusals, AMessageOfAnotherTypeCostsOnlyItself) {
  const auto result = decode(
      "cremul", interchange_of(message_of(kBooking, 1, "DEBMUL") + message_of(kBooking, 1), 2));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.refusals().at(0).rule, "edifact.message");
  EXPECT_EQ(result.statements().size(), 1u);
}

TEST(CremulRefusals, TellTheMoneyThatIsHeldUp) {
  const auto result = decode("cremul", file_of(kBookings[0].document, 1));
  EXPECT_EQ(held_of(result), "NOK 301.00");
  EXPECT_STREQ(result.error.expected, "300.00");
  EXPECT_STREQ(result.error.found, "301.00");
  EXPECT_EQ(held_of(decode("cremul", kGood.substr(0, kGood.size() - 5))), "NOK 300.00");
}

TEST(CremulRefusals, MarkWhatIsReadLeniently) {
  const auto result = decode_leniently("cremul", file_of(kBookings[0].document, 1));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
  EXPECT_EQ(decode_leniently("cremul", with(kGood, "UNT+20", "UNT+2")).status, SALDO_OK);
  EXPECT_EQ(decode_leniently("cremul", with(kGood, "CNT+LI:1", "CNT+LI:9")).status, SALDO_OK);
}

TEST(CremulRefusals, ACutAtEveryByteIsRefused) {
  const std::string document = file_of(kBooking + booking("5", payment("5"), "2"), 2);
  ASSERT_EQ(rule_of(decode("cremul", document)), "ok");
  for (std::size_t n = 0; n < document.size(); ++n) {
    const auto result = decode("cremul", document.substr(0, n));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << document.substr(0, n);
  }
}

TEST(CremulRefusals, AChangedByteNeverChangesTheSumInSilence) {
  const std::string document = file_of(
      kBooking + booking("5,5", payment("5,50", "NAD+PL+++A'DOC+999+1'MOA+12:5,5'"), "2"), 2);
  for (std::size_t i = 0; i < document.size(); ++i)
    for (const char c : {'\'', '+', ':', '?', '0', '9', 'X', ' ', '\n', '\0', '\xE9'}) {
      std::string changed = document;
      changed[i] = c;
      const auto result = decode("cremul", changed);
      if (result.status != SALDO_OK) {
        EXPECT_EQ(result.status, SALDO_E_REJECTED);
        continue;
      }
      std::int64_t sum = 0;
      for (const auto& s : result.statements()) sum += s.total_credit->minor;
      if (!result.refusals().empty()) continue;
      EXPECT_EQ(sum, 30550) << changed;
    }
}

TEST(CremulRefusals, StopEarlyInAFileOfTwoGigabytesOfOneByte) {
  for (const char byte : {'x', '+', '?'}) {
    TestHost host(bank_entry(), "cremul");
    std::uint64_t given = 0;
    const auto result = host.decode_stream(
        [&](char* buffer, std::size_t capacity) {
          std::memset(buffer, byte, capacity);
          given += capacity;
          return capacity;
        },
        std::uint64_t{2} << 30);
    EXPECT_EQ(rule_of(result), "text.limit");
    EXPECT_LT(given, std::uint64_t{1} << 20);
  }
}

TEST(CremulProperty, OneByteAtATimeGivesTheSame) {
  std::string payments;
  for (int i = 1; i <= 50; ++i)
    payments += payment(std::to_string(i), "NAD+PL+++N?'" + std::to_string(i) + "'FTX+PMD+++t:u'");
  std::string document = file_of(booking("1275", payments), 1);
  // The helper counts released terminators too.
  document = with(document, "UNT+" + std::to_string(count_segments(document) - 3), "UNT+312");
  const auto whole = decode("cremul", document);
  ASSERT_EQ(whole.status, SALDO_OK) << whole.error.message;
  EXPECT_EQ(lines_of(decode("cremul", document, 1)), lines_of(whole));
}

}  // namespace
}  // namespace saldo
