#include "saldo/text.hpp"

#include <gtest/gtest.h>

namespace saldo::text {
namespace {

TEST(Text, FindsTheFirstByteThatIsNotUtf8) {
  struct Case {
    std::string_view bytes;
    std::size_t bad;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {{"", npos},
                        {"plain ASCII that is longer than eight bytes", npos},
                        {"Größe, señor, Łódź, 東京, 🙂", npos},
                        {"\xFF", 0},
                        {"12345678\x80", 8},
                        {"1234567\xC3", 7},       // cut off
                        {"\xC3\x28", 0},          // no continuation
                        {"ab\xC0\xAF", 2},        // overlong '/'
                        {"\xE0\x80\xAF", 0},      // overlong
                        {"\xED\xA0\x80", 0},      // surrogate
                        {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
                        {"\xF5\x80\x80\x80", 0},
                        {"\xF0\x9F\x99"sv, 0},
                        {"abcdefgh\xC3\xA4ijklmnop\xE4", 18}};
  for (const auto& c : cases) EXPECT_EQ(find_invalid_utf8(c.bytes), c.bad) << c.bytes;
}

TEST(Text, BringsOneByteCharsetsToUtf8) {
  EXPECT_EQ(to_utf8("M\xFCller", Charset::kIso8859_1), "Müller");
  EXPECT_EQ(to_utf8("5 \x80 \x84Wort\x93", Charset::kCp1252), "5 € „Wort“");
  EXPECT_EQ(to_utf8("M\x81ller \xE1", Charset::kCp437), "Müller ß");
  EXPECT_EQ(to_utf8("\x9D \xE1 \xD5", Charset::kCp850), "Ø ß ı");
  EXPECT_EQ(to_utf8("\xB3\xF3"
                    "d\xBC",
                    Charset::kIso8859_2),
            "łódź");
  EXPECT_EQ(to_utf8("\xA4 5", Charset::kIso8859_15), "€ 5");
  EXPECT_EQ(to_utf8("\xB3\xF3"
                    "d\x9F",
                    Charset::kCp1250),
            "łódź");
  EXPECT_EQ(to_utf8("\x88\xA2"
                    "d\xAB",
                    Charset::kCp852),
            "łódź");
  EXPECT_EQ(to_utf8("\xF0\xF1 \xC1{", Charset::kIbm037),
            "01\xC2\x80"
            "A#");
  EXPECT_EQ(to_utf8("\xC0\xD0\x7C", Charset::kIbm297), "éèà");
  EXPECT_EQ(to_utf8("\xC5\xE2\xD7\xC1\x7B\xC1\x6A", Charset::kIbm284), "ESPAÑAñ");
  EXPECT_EQ(to_utf8("\x81", Charset::kCp1252), "\xC2\x81") << "undefined bytes lose nothing";
}

TEST(Text, EveryByteOfEveryCharsetGivesValidUtf8) {
  std::string all;
  for (int c = 0; c < 256; ++c) all.push_back(static_cast<char>(c));
  for (const auto charset :
       {Charset::kIso8859_1, Charset::kIso8859_2, Charset::kIso8859_15, Charset::kCp1250,
        Charset::kCp1252, Charset::kCp437, Charset::kCp850, Charset::kCp852, Charset::kIbm037,
        Charset::kIbm297, Charset::kIbm284}) {
    const auto utf8 = to_utf8(all, charset);
    EXPECT_EQ(find_invalid_utf8(utf8), npos);
    EXPECT_EQ(count_characters(utf8), 256u);
  }
}

TEST(Text, TrimsAndCollapsesWhiteSpace) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_EQ(collapse("  a \t\n b  c "), "a b c");
  EXPECT_EQ(collapse(" "), "");
}

TEST(Text, QuotesValuesSafelyForMessages) {
  EXPECT_EQ(text::quoted("12,5"), "'12,5'");
  EXPECT_EQ(text::quoted("a\nb\x7F\xFF"), "'a.b..'");
  EXPECT_EQ(text::quoted("äöü", 3), "'äö...'") << "cut between characters, never within one";
  EXPECT_EQ(text::quoted(std::string(50, 'x')), "'" + std::string(40, 'x') + "...'");
}

TEST(Text, KnowsDigits) {
  EXPECT_TRUE(all_digits("0123456789"));
  EXPECT_FALSE(all_digits(""));
  EXPECT_FALSE(all_digits("12a"));
}

}  // namespace
}  // namespace saldo::text
