#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

std::string head(const std::string& opening = "C260101EUR10,") {
  return ":20:REF\n:25:DE02120300000000202051\n:28C:1\n:60F:" + opening + "\n";
}

struct Case {
  std::string document;
  const char *rule, *message;  // the message without the offset
  const char* at;              // what stands at the offset
};

const std::string kClosing = ":62F:C260101EUR10,\n";

const Case kCases[] = {
    {head() + ":61:260102C5,00NTRFX\n:62F:C260102EUR15,01\n-\n", "statement.balance",
     "line 6: statement 1 'REF' of account 'DE02120300000000202051' opens with 10.00, "
     "its "
     "booked entries sum up to 5.00, so it must close with 15.00 EUR, but says 15.01; ask the "
     "bank "
     "to send it again",
     ":62F:C260102EUR15,01"},
    {head() + ":61:260231C5,00NTRFX\n" + kClosing, "date.invalid",
     "line 5: :61: date '260231' is not a day of the form YYMMDD; ask the bank for a "
     "correct file",
     "260231C"},
    {head() + ":61:2601020231C5,00NTRFX\n" + kClosing, "date.invalid",
     "line 5: :61: entry date '0231' is not a day of the form MMDD; ask the bank for a "
     "correct file",
     "0231C"},
    {head() + ":61:26010201C5,00NTRFX\n" + kClosing, "date.invalid",
     "line 5: :61: entry date '01' is not a day of the form MMDD; ask the bank for a "
     "correct file",
     "01C"},
    {head() + ":61:260102X5,00NTRFX\n" + kClosing, "sign.invalid",
     "line 5: :61: 'X5' is none of C, D, RC, RD; ask the bank for a correct file", "X5,00"},
    {head() + ":61:260102C5,005NTRFX\n" + kClosing, "amount.invalid",
     "line 5: :61: amount '5,005' has more decimals than its currency (EUR); ask the "
     "bank "
     "for a correct file",
     "5,005N"},
    {head() + ":61:260102C1.000,00NTRFX\n" + kClosing, "amount.invalid",
     "line 5: :61: amount '1.000,00' is not a decimal number (EUR); ask the bank for a "
     "correct file",
     "1.000,00N"},
    {head() + ":61:260102CNTRFX\n" + kClosing, "amount.invalid",
     "line 5: :61: amount '' is not a decimal number (EUR); ask the bank for a correct "
     "file",
     "NTRFX"},
    {head() + ":61:260102C99999999999999999999,NTRFX\n" + kClosing, "amount.range",
     "line 5: :61: amount '99999999999999999999,' is beyond 64 bits (EUR); ask the bank "
     "for a correct file",
     "9999"},
    {head("X260101EUR10,") + kClosing, "sign.invalid",
     "line 4: :60F: 'X' is neither C nor D; ask the bank for a correct file", "X2601"},
    {head("C260101EURO10,") + kClosing, "amount.currency",
     "line 4: :60F: currency 'EURO' is not an ISO 4217 code; ask the bank for a correct "
     "file",
     "EURO"},
    {head("C26010110,") + kClosing, "amount.currency",
     "line 4: :60F: the balance has no currency; ask the bank for a correct file", "10,\n"},
    {head() + ":62F:C260101USD10,\n", "entry.currency",
     "line 5: :62F: the balance is in USD but the statement is in EUR; ask the bank for "
     "a "
     "correct file",
     "USD"},
    {":20:R\n:25:1\n:61:260102C5,NTRFX\n" + kClosing, "mt940.order",
     "line 3: :61: the statement has no opening balance (:60F:) before; ask the bank "
     "for "
     "a correct file",
     "260102C5"},
    {":20:R\n:25:1\n:62F:C260101EUR1,\n", "mt940.order",
     "line 3: :62F: the statement has no opening balance (:60F:) before; ask the bank "
     "for "
     "a correct file",
     "C260101EUR1"},
    {":20:R\n:60F:C260101EUR1,\n" + kClosing, "mt940.order",
     "line 2: :60F: the statement names no account (:25:) before; ask the bank for a "
     "correct file",
     "C260101EUR1"},
    {":61:260102C5,NTRFX\n", "mt940.order",
     "line 1: :61: the field stands outside a statement; ask the bank for a correct "
     "file",
     "260102C5"},
    {head() + ":61:260102C5,NTRFX\n:20:R\n:25:1\n:28C:2\n:61:260102D5,NTRFX\n" + kClosing,
     "statement.balance_missing",
     "line 1: statement 1 'REF' of account 'DE02120300000000202051' has no closing balance "
     "(:62F:), so nothing proves its entries; ask the bank for a correct file",
     ":20:REF"},
    {":20:R\n:25:1\n:20:S\n:25:1\n:28C:1\n:60F:C260101EUR1,\n:62F:C260101EUR2,\n",
     "statement.balance_missing",
     "line 1: the message 'R' has neither an opening balance (:60F:) nor a floor limit (:34F:); "
     "ask the bank for a correct file",
     ":20:R"},
    {head() + ":61:260102C5,NTRFX\n", "mt940.truncated",
     "line 6: the file ends inside a statement; it was cut off on its way: fetch it "
     "again",
     ""},
    {"{4:\n" + head() + kClosing, "mt940.truncated",
     "line 7: the file ends inside a statement; it was cut off on its way: fetch it "
     "again",
     ""},
    {head() + kClosing + "-\n:20:R\n:25:1\n", "mt940.truncated",
     "line 9: the file ends inside a statement; it was cut off on its way: fetch it "
     "again",
     ""},
    {"", "document.empty", "line 1: the file holds no statement: fetch it again", ""},
    {"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "mt940.preamble",
     "line 9: no field :20: up to here, but '9'; the file is no MT940", "9\n"},
};

TEST(Mt940Refusals, NameRulePlaceValueAndRemedy) {
  for (const auto& c : kCases) {
    const auto result = decode("mt940", c.document);
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << c.document;
    EXPECT_STREQ(result.error.rule, c.rule) << c.document;
    std::string message = result.error.message;
    const std::string byte = ", byte " + std::to_string(result.error.place.offset);
    const auto at = message.find(byte + ": ");
    ASSERT_NE(at, message.npos) << message;
    EXPECT_EQ(message.erase(at, byte.size()), c.message) << c.document;
    EXPECT_STREQ(decode("mt940", c.document, 1).error.message, result.error.message);
    EXPECT_EQ(c.document.substr(result.error.place.offset, std::strlen(c.at)), c.at);
  }
}

TEST(Mt940Refusals, GiveBothFiguresAndTheMoneyHeld) {
  const auto result =
      decode("mt940", head() + ":61:260102C5,00NTRFX\n:61:260102D1,00NTRFX\n:62F:C260102EUR15,\n");
  EXPECT_STREQ(result.error.expected, "14.00");
  EXPECT_STREQ(result.error.found, "15.00");
  EXPECT_EQ(held_of(result), "EUR 5.00");
}

TEST(Mt940Refusals, MarkWhatIsReadLeniently) {
  const auto result = decode_leniently("mt940", head() + ":62F:C260102EUR10,01\n");
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.statements().at(0).unbalanced);
}

TEST(Mt940Refusals, RefuseEveryTruncationOfAMessageInBlocks) {
  const std::string document =
      "{1:F01X}{2:I940X}{4:\r\n:20:R\r\n:25:1\r\n:28C:1/1\r\n:60F:C260101EUR1,00\r\n"
      ":61:2601020102C2,25NTRFA//B\r\n:86:166?20SVWZ+x\r\n:61:2601020102D1,05NTRFA\r\n"
      ":62F:C260102EUR2,20\r\n:64:C260102EUR2,20\r\n-}";
  ASSERT_EQ(rule_of(decode("mt940", document)), "ok");
  for (std::size_t n = 0; n < document.size(); ++n) {
    const auto result = decode("mt940", document.substr(0, n));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << document.substr(0, n);
    EXPECT_STRNE(result.error.rule, "");
  }
}

TEST(Mt940Refusals, AcceptOfATruncatedFileOnlyStatementsThatAreProved) {
  const std::string document =
      head() + ":61:260102C5,25NTRFX\n:86:text\n:62F:C260102EUR15,25\n-\n" +
      head("C260102EUR15,25") + ":61:260102D5,25NTRFX\n:62F:C260102EUR10,\n";
  for (std::size_t n = 0; n < document.size(); ++n) {
    const auto result = decode("mt940", document.substr(0, n));
    if (result.status != SALDO_OK) continue;
    for (const auto& s : result.statements()) {
      EXPECT_FALSE(s.unbalanced);
      EXPECT_EQ(s.opening.amount->minor + s.total_credit->minor - s.total_debit->minor,
                s.closing.amount->minor)
          << n;
    }
  }
}

TEST(Mt940Refusals, StopEarlyInAFileOfTwoGigabytesOfZeros) {
  TestHost host(bank_entry(), "mt940");
  std::uint64_t given = 0;
  const auto result = host.decode_stream(
      [&](char* buffer, std::size_t capacity) {
        std::memset(buffer, 0, capacity);
        given += capacity;
        return capacity;
      },
      std::uint64_t{2} << 30);
  EXPECT_EQ(rule_of(result), "text.limit");
  EXPECT_LT(given, std::uint64_t{1} << 20);
}

TEST(Mt940, ARecordThatIsTooLargeCostsItsStatementAlone) {
  std::string text = ":86:";
  while (text.size() < 1'048'000) text += std::string(60'000, 'x') + "\n";
  text.resize(1'048'570);
  const std::string good = head() + ":61:260102C5,00NTRFX\n:62F:C260102EUR15,00\n-\n";
  const auto result =
      decode("mt940", head() + ":61:260102C5,00NTRFX\n" + text + "\n" + kClosing + "-\n" + good);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.refusals()[0].rule, "text.limit");
  EXPECT_THAT(result.refusals()[0].message,
              testing::MatchesRegex("line 5, byte 61: a record of 1048[0-9]+ bytes is larger than "
                                    "the limit of 1 MiB; ask the sender to split it"));
  ASSERT_TRUE(result.refusals()[0].held);
  EXPECT_EQ(result.refusals()[0].held->to_string(), "5.00");
  EXPECT_EQ(result.statements().size(), 1u);
}

}  // namespace
}  // namespace saldo
