#include "bai2_documents.hpp"
#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

struct Case {
  std::string document;
  const char *rule, *message;  // the message without the offset
  const char* at;              // what stands at the offset
};

/// One account of these lines.
std::string with(const std::string& lines, std::int64_t sum = 0) {
  return bai2_document({{lines, sum}});
}
std::string group(const std::string& header) { return bai2_document({{"03,1,,/\n", 0}}, header); }

const std::string kAsk = "; ask the bank for a correct file";

const Case kCases[] = {
    {with("03,1,,/\n16,16,5,Z/\n"), "type.invalid",
     "line 4: record 16, type code '16' is not three digits; ask the bank for a correct file",
     "16,5,Z"},
    {with("03,1,,/\n16,165,5.00,Z/\n"), "amount.invalid",
     "line 4: record 16, amount '5.00' is not an amount; ask the bank for a correct file", "5.00"},
    {with("03,1,,/\n16,165,-,Z/\n"), "amount.invalid",
     "line 4: record 16, amount '-' is not an amount; ask the bank for a correct file", "-,Z"},
    {with("03,1,,/\n16,165,9223372036854775808,Z/\n"), "amount.range",
     "line 4: record 16, amount '9223372036854775808' is beyond 64 bits; ask the bank for a "
     "correct "
     "file",
     "9223"},
    {with("03,1,,010,9223372036854775807,,,015,1,,/\n"), "amount.range",
     "line 3: the sum up to here is beyond 64 bits; no genuine statement holds that much", "1,,/"},
    {with("03,1,,/\n16,165,5,Q/\n"), "funds.invalid",
     "line 4: record 16, funds type 'Q' is none of 0, 1, 2, S, V, D, Z; ask the bank for a correct "
     "file",
     "Q/"},
    {with("03,1,,/\n16,165,5,D,100,1/\n"), "funds.invalid",
     "line 4: record 16, number of distributions '100' is not 0 to 99; ask the bank for a correct "
     "file",
     "100,1"},
    {with("03,1,,/\n16,165,5,S,1,x,3/\n"), "amount.invalid",
     "line 4: record 16, available amount 'x' is not an amount; ask the bank for a correct file",
     "x,3"},
    {with("03,1,,/\n16,165,5,V/\n88,261301,,/\n"), "date.invalid",
     "line 5: record 88, value date '261301' is not a day of the form YYMMDD; ask the bank for a "
     "correct file",
     "261301"},
    {with("03,1,,/\n16,010,5,Z/\n"), "sign.unknown",
     "line 4: record 16, amount '5' can't be signed: type code 010 is neither a credit nor a debit"
     "; ask the bank for a correct file",
     "5,Z"},
    {with("03,,,/\n"), "account.missing",
     "line 3: record 03, customer account number '' is missing; ask the bank for a correct file",
     ",,/"},
    {with("03,1,EURO,/\n"), "amount.currency",
     "line 3: record 03, currency 'EURO' is not an ISO 4217 code; ask the bank for a correct file",
     "EURO"},
    {with("03,1,,10,100,,/\n"), "type.invalid",
     "line 3: record 03, type code '10' is not three digits; ask the bank for a correct file",
     "10,100"},
    {with("03,1,,010,100,x,/\n"), "number.invalid",
     "line 3: record 03, item count 'x' is not a number; ask the bank for a correct file", "x,/"},
    {with("03,1,,010,100,,X/\n"), "funds.invalid",
     "line 3: record 03, funds type 'X' is none of 0, 1, 2, S, V, D, Z; ask the bank for a correct "
     "file",
     "X/"},
    {group("02,S,B,1,26010,,,/\n"), "date.invalid",
     "line 2: record 02, as-of date '26010' is not a day of the form YYMMDD; ask the bank for a "
     "correct file",
     "26010"},
    {group("02,S,B,1,260105,,XX,/\n"), "amount.currency",
     "line 2: record 02, currency 'XX' is not an ISO 4217 code; ask the bank for a correct file",
     "XX"},
    {group("02,S,B,4,260105,,,/\n"), "group.status",
     "line 2: record 02, group status '4' marks a test: its money isn't real; ask the bank for a "
     "correct file",
     "4,26"},
    {group("02,S,B,2,260105,,,/\n"), "group.status",
     "line 2: record 02, group status '2' takes back what the bank sent before, which only people "
     "can do; ask the bank for a correct file",
     "2,26"},
    {with("03,1,,/\n16,165,5,Z,,,X\n", 6), "statement.total",
     "line 5: the trailer (49) of statement 1 of account '1' says a control total of 6, but what "
     "was read gives 5; ask the bank to send it again",
     "49,6"},
    {with("03,1,,010,1,,,015,1,,/\n16,165,5,Z,,,X\n", 7), "statement.balance",
     "line 3: statement 1 of account '1' opens with 0.01, its booked entries sum up to 0.05, so it "
     "must close with 0.06 USD, but says 0.01; ask the bank to send it again",
     "1,,/"},
    {with("03,1,,/\nnonsense\n"), "bai2.record",
     "line 4: the line 'nonsense' begins with no record code (01, 02, 03, 16, 49, 88, 98, 99); the "
     "file is damaged or no BAI2: fetch it again",
     "nonsense"},
    {"nonsense\n", "bai2.record",
     "line 1: the line 'nonsense' begins with no record code (01, 02, 03, 16, 49, 88, 98, 99); the "
     "file is damaged or no BAI2: fetch it again",
     "nonsense"},
    {"01,B,S,260106,0600,1,,,1/\n", "bai2.version",
     "line 1: record 01, version number (field 9) '1' is neither 2 (BAI2) nor 3 (BTRS); ask the "
     "bank for a correct file",
     "1/"},
    {"01,B,S,260106,0600,2/\n", "bai2.version",
     "line 1: record 01, version number (field 9) '2' is neither 2 (BAI2) nor 3 (BTRS); ask the "
     "bank for a correct file",
     "2/"},
    {"88,X/\n", "bai2.order",
     "line 1: record 88 continues nothing; records are missing or out of order: fetch the file "
     "again",
     "88"},
    {"02,S,B,1,260105,,,/\n", "bai2.order",
     "line 1: record 02 stands outside a file (01 to 99); records are missing or out of order: "
     "fetch the file again",
     "02"},
    {kBai2File + std::string("03,1,,/\n"), "bai2.order",
     "line 2: record 03 stands outside a group (02 to 98); records are missing or out of order: "
     "fetch the file again",
     "03"},
    {kBai2File + std::string(kBai2Group) + "16,165,5/\n", "bai2.order",
     "line 3: record 16 stands outside an account (03 to 49); records are missing or out of order: "
     "fetch the file again",
     "16"},
    {kBai2File + std::string(kBai2Group) + "49,0,1/\n", "bai2.order",
     "line 3: record 49 ends an account, but none has begun (03); records are missing or out of "
     "order: fetch the file again",
     "49"},
    {kBai2File + std::string("98,0,0,1/\n"), "bai2.order",
     "line 2: record 98 ends a group, but none has begun (02); records are missing or out of order:"
     " fetch the file again",
     "98"},
    {kBai2File + std::string(kBai2Group) + "99,0,0,1/\n", "bai2.order",
     "line 3: record 99 ends the file before its group has its trailer (98); records are missing or"
     " out of order: fetch the file again",
     "99"},
    {kBai2File + std::string(kBai2Group) + kBai2Group, "bai2.order",
     "line 3: record 02 begins a group before the one at hand has its trailer (98); records are "
     "missing or out of order: fetch the file again",
     "02"},
    {kBai2File + std::string(kBai2File), "bai2.order",
     "line 2: record 01 begins a file before the one at hand has its trailer (99); records are "
     "missing or out of order: fetch the file again",
     "01"},
    {"99,0,0,1/\n", "bai2.order",
     "line 1: record 99 ends a file, but none has begun (01); records are missing or out of order: "
     "fetch the file again",
     "99"},
    {kBai2File + std::string(kBai2Group) + "98,1,0,2/\n99,0,1,4/\n", "group.total",
     "line 3: the trailer (98) of the group says a control total of 1, but what was read gives 0; "
     "ask the bank to send it again",
     "98"},
    {kBai2File, "bai2.truncated",
     "line 2: the file ends before its trailer (99); it was cut off on its way: fetch it again",
     ""},
    {"", "document.empty", "line 1: the file holds no record: fetch it again", ""},
    {"\n \n", "document.empty", "line 3: the file holds no record: fetch it again", ""},
};

TEST(Bai2Refusals, NameRulePlaceValueAndRemedy) {
  for (const auto& c : kCases) {
    const auto result = decode("bai2", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document;
    std::string message = result.error.message;
    message = message.substr(0, message.find(". The trailers behind it"));
    const std::string byte = ", byte " + std::to_string(result.error.place.offset);
    const auto at = message.find(byte + ": ");
    ASSERT_NE(at, message.npos) << message;
    EXPECT_EQ(message.erase(at, byte.size()), c.message) << c.document;
    EXPECT_STREQ(decode("bai2", c.document, 1).error.message, result.error.message);
    EXPECT_EQ(c.document.substr(result.error.place.offset, std::strlen(c.at)), c.at);
  }
}

TEST(Bai2Refusals, GiveBothFigures) {
  const auto result = decode("bai2", with("03,1,,/\n16,165,5,Z,,,X\n", 6));
  EXPECT_STREQ(result.error.expected, "5");
  EXPECT_STREQ(result.error.found, "6");
  EXPECT_EQ(held_of(result), "USD 0.05");
}

TEST(Bai2Refusals, StopEarlyInAFileOfTwoGigabytesOfOneLine) {
  TestHost host(bank_entry(), "bai2");
  std::uint64_t given = 0;
  const auto result = host.decode_stream(
      [&](char* buffer, std::size_t capacity) {
        std::memset(buffer, 'x', capacity);
        given += capacity;
        return capacity;
      },
      std::uint64_t{2} << 30);
  EXPECT_EQ(rule_of(result), "text.limit");
  EXPECT_LT(given, std::uint64_t{1} << 20);
}

TEST(Bai2Refusals, AnEndlessTextCostsItsAccount) {
  std::string lines = "03,1,,/\n16,165,5,Z,,,A\n", broken = lines;
  for (int i = 0; i < 7000; ++i) {
    lines += "88,0123456789012345678901234567890123456789\n";
    broken += "0123456789012345678901234567890123456789\n";
  }
  EXPECT_EQ(rule_of(decode("bai2", bai2_document({{lines, 5}}))), "text.limit");
  EXPECT_EQ(rule_of(decode("bai2", bai2_document({{broken, 5}}))), "text.limit");
}

TEST(Bai2Refusals, AnEndlessContinuationIsRefused) {
  std::string header = "01,B,S\n";
  for (int i = 0; i < 3000; ++i) header += "88,0123456789012345678901234567890123456789\n";
  EXPECT_EQ(rule_of(decode("bai2", header)), "text.limit");
}

}  // namespace
}  // namespace saldo
