#include "wire/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace saldo::wire {
namespace {

TEST(Utf8, TakesEveryLengthOfSequence) {
  EXPECT_TRUE(is_clean_utf8(""));
  EXPECT_TRUE(is_clean_utf8("Müller & Söhne, 10 €, \xF0\x9F\x98\x80"));
  EXPECT_TRUE(is_clean_utf8(
      "\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"));
}

TEST(Utf8, RefusesWhatIsMalformedWhereverItStands) {
  const std::string bad[] = {"\x80",
                             "\xC0\xAF",
                             "\xC1\x81",
                             "\xC3",
                             "\xE0\x9F\xBF",
                             "\xED\xA0\x80",
                             "\xE2\x82",
                             "\xF0\x8F\xBF\xBF",
                             "\xF5\x80\x80\x80",
                             "\xF4\x90\x80\x80",
                             std::string(1, '\0'),
                             "\xC3("};
  for (const std::string& text : bad)
    for (std::size_t before = 0; before < 20; ++before) {
      const std::string whole = std::string(before, 'a') + text + std::string(9, 'b');
      EXPECT_FALSE(is_clean_utf8(whole)) << before;
    }
}

TEST(Utf8, CutOffAtTheEndIsMalformed) {
  const std::string text = "1234567\xE2\x82\xAC";
  EXPECT_TRUE(is_clean_utf8(text));
  EXPECT_FALSE(is_clean_utf8(std::string_view(text).substr(0, 9)));
  EXPECT_FALSE(is_clean_utf8(std::string_view(text).substr(0, 8)));
}

TEST(Utf8, IsShownAsOneLineThatIsClean) {
  EXPECT_EQ(shown("a\r\nb\tc"), "a  b c");
  EXPECT_EQ(shown("M\xfcller"), "M\xEF\xBF\xBDller");
  EXPECT_EQ(shown(std::string_view("a\0b", 3)), "a b");
  EXPECT_EQ(shown("\xC2\x9B[31m"), " [31m");  // a control sequence introducer in one character
  EXPECT_EQ(shown("Söhne €"), "Söhne €");
  EXPECT_TRUE(is_clean_utf8(shown("\xF0\x80\xFF\xC3")));
}

}  // namespace
}  // namespace saldo::wire
