#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "cash/text_numbers.hpp"
#include "unit/cash/desk.hpp"

namespace saldo::cash {
namespace {

/// The marks of the numbers in a text: "12345:none 01:date"
std::string marks(const std::string& text) {
  static constexpr const char* kNames[] = {"none",    "date",     "amount", "iban",
                                           "account", "customer", "other",  "reference"};
  std::string s;
  for (const Chunk& c : scan(Desk::payment(1200, text, kIbanOfA)).chunks)
    if (c.has_digit) s += (s.empty() ? "" : " ") + c.upper + ':' + kNames[static_cast<int>(c.mark)];
  return s;
}

TEST(Text, MarksWhatCannotBeANumberOfOurs) {
  EXPECT_EQ(marks("vom 01.06.2026"), "01:date 06:date 2026:date");
  EXPECT_EQ(marks("2026-06-01 90000001"), "2026:date 06:date 01:date 90000001:none");
  EXPECT_EQ(marks("90000001 06/30/2026"), "90000001:none 06:date 30:date 2026:date");
  EXPECT_EQ(marks("06-30-2026"), "06:none 30:none 2026:none");
  EXPECT_EQ(marks("vom 010626"), "010626:date");
  EXPECT_EQ(marks("EUR 1.234,56"), "1:amount 234:amount 56:amount");
  EXPECT_EQ(marks("90000001 EUR 500"), "90000001:none 500:amount");
  EXPECT_EQ(marks("90000001,90000002"), "90000001:none 90000002:none");
  EXPECT_EQ(marks("Kd-Nr. 104711"), "104711:customer");
  EXPECT_EQ(marks("KD104711"), "KD104711:customer");
  EXPECT_EQ(marks("PO 4500012345 RE 90000001"), "4500012345:other 90000001:none");
  EXPECT_EQ(marks("Auftrags-Nr. 77 12345"), "77:none 12345:none");
  EXPECT_EQ(marks("EREF+90000001 SVWZ+90000002"), "90000001:other 90000002:none");
  EXPECT_EQ(marks("CHK 90000002 INVOICE #90000001"), "90000002:other 90000001:none");
  EXPECT_EQ(marks("Cheque No. 90000002 / 90000001"), "90000002:other 90000001:none");
  EXPECT_EQ(marks("532013000"), "532013000:account");
  EXPECT_EQ(marks("ES91 2100 0418 4502 0005 1332"),
            "ES91:iban 2100:iban 0418:iban 4502:iban 0005:iban 1332:iban");
  EXPECT_EQ(marks("ES92 2100"), "ES92:none 2100:none");
  EXPECT_EQ(marks("143/215/01234"), "143:none 215:none 01234:none");
}

TEST(Text, KnowsBlanksThatDoNotBreakAndLettersWithMarks) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1200,
                     "Rechnung\xC2\xA0"
                     "90000001\xC2\xA0")
                .status,
            Status::applied);
  EXPECT_EQ(desk.pay(1200, "für Überweisung 90000001").status, Status::applied);
  EXPECT_EQ(desk.pay(1200, "Ü90000001").status, Status::suspense);
}

TEST(Text, WithACurrencySignAtAnAmountDoesNotNameTheItemOfThatNumber) {
  EXPECT_EQ(marks("€12345.67"), "12345:amount 67:amount");
  EXPECT_EQ(marks("£12345 / 54321€ / € 98765"), "12345:amount 54321:amount 98765:none");
  Desk desk;
  desk.add(desk.a, "12345", 2'000'000);
  for (const char* text : {"Payment €12345.67", "Payment 12345,67€", "Payment €12345"})
    EXPECT_NE(desk.pay(1'234'567, text, kIbanOfA).status, Status::applied) << text;
}

TEST(Text, BetweenSignsBeyondAsciiIsReadAsBetweenOthers) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  for (const char* text :
       {"№90000001", "„90000001“", "Nº90000001", "90000001…", "–90000001—", "9000\u00AD0001",
        "\xE3\x80\x80"
        "90000001\xE3\x80\x80"})
    EXPECT_EQ(desk.pay(1200, text).status, Status::applied) << text;
}

TEST(Text, OfAnotherScriptIsNoPartOfANumberAndJoinsNone) {
  Desk desk;
  desk.add(desk.a, "1334567", 1200);
  for (const char* text : {"Оплата 1334567", "請求書1334567号"})
    EXPECT_EQ(desk.pay(1200, text).status, Status::applied) << text;
  for (const char* text :
       {"Оплата 13 за 34567", "13 請求書 34567", "13号34567", "13ж34567", "Я1334567"})
    EXPECT_EQ(desk.pay(1200, text).status, Status::suspense) << text;
}

TEST(Text, SaysWhatIsOnAccountOrAdvised) {
  EXPECT_TRUE(says_on_account(" PAYMENT ON ACCOUNT "));
  EXPECT_TRUE(says_on_account(" ANTICIPO "));
  EXPECT_FALSE(says_on_account(" ANTICIPOX ACCOUNT ON "));
  EXPECT_TRUE(says_advice(" LAUT AVIS 12 "));
  EXPECT_FALSE(says_advice(" ADVICES "));
}

TEST(Text, ReadsANumberBehindTheLongestWordThatIsGluedToOne) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  EXPECT_EQ(desk.pay(1200, "Rechnungsnummer90000001").status, Status::applied);
}

TEST(Text, ClassifiesWordsWithoutOverlaps) {
  EXPECT_EQ(classify("INV"), WordClass::invoice);
  EXPECT_EQ(classify("PEDIDO"), WordClass::order);
  EXPECT_EQ(classify("KUNDENNR"), WordClass::customer);
  EXPECT_EQ(classify("VOM"), WordClass::date);
  EXPECT_EQ(classify("EUR"), WordClass::currency);
  EXPECT_EQ(classify("NR"), WordClass::filler);
  EXPECT_EQ(classify("DANKE"), WordClass::none);
  EXPECT_EQ(classify(""), WordClass::none);
}

TEST(Text, OfAnyBytesIsReadWithoutHarm) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  std::mt19937 random(4);
  const std::string alphabet = "0123456789 -/.,+;:ABRFDEkndNr\xC3\xBC\xC2\xA0\xFF";
  for (int n = 0; n < 20'000; ++n) {
    std::string text;
    for (auto length = random() % 60; length > 0; --length)
      text += alphabet[random() % alphabet.size()];
    const Payment p = Desk::payment(static_cast<std::int64_t>(random() % 2000), text, kIbanOfB);
    const ScannedText s = scan(p);
    std::size_t end = 0;
    for (const Chunk& c : s.chunks) {
      ASSERT_LE(end, c.begin);
      ASSERT_LT(c.begin, c.end);
      end = c.end;
    }
    ASSERT_LE(end, s.text.size());
    ASSERT_NE(decide(p, desk.book).status, Status::applied) << text;
  }
}

/// Fails by never ending: each of these took the square of its length, which is hours.
TEST(Text, OfAMegabyteIsReadInOneGo) {
  const auto repeated = [](const std::string& part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    return text;
  };
  const auto amounts = [](const std::string& text) {
    const auto chunks = scan(Desk::payment(1200, text)).chunks;
    return std::ranges::count(chunks, Mark::amount, &Chunk::mark);
  };
  EXPECT_EQ(amounts(repeated("1,", 500'000)), 0);
  EXPECT_EQ(amounts(repeated("111.", 250'000) + "1.111,00"), 3);
  EXPECT_EQ(amounts(repeated("111.", 250'000) + "111,00"), 250'002);
  EXPECT_EQ(candidates(scan(Desk::payment(1200, repeated("A", 2'000'000) + '1')), 5).size(), 1u);
}

TEST(Text, CostsLookUpsInProportionToItsLength) {
  Desk desk;
  desk.add(desk.a, "0090000001", 1200);
  const auto lookups = [&](std::size_t numbers) {
    std::string text;
    for (std::size_t i = 0; i < numbers; ++i) text += std::to_string(10'000'000 + i * 7919) + ' ';
    desk.book.lookups = 0;
    desk.pay(1200, text, kIbanOfA);
    return desk.book.lookups;
  };
  const std::size_t hundred = lookups(100), thousand = lookups(1000);
  EXPECT_GE(hundred, 100u);
  EXPECT_LE(thousand, 10 * hundred);
}

}  // namespace
}  // namespace saldo::cash
