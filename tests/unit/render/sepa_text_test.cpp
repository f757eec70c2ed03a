#include "render/sepa_text.hpp"

#include <gtest/gtest.h>

namespace saldo::render {
namespace {

TEST(SepaText, LettersLoseTheirMarks) {
  struct Case {
    const char *text, *sepa;
  };
  for (const Case& c :
       {Case{"Müller & Söhne GmbH", "Mueller + Soehne GmbH"}, Case{"Straße 5", "Strasse 5"},
        Case{"Œuvre Zaïre À Ÿ", "OEuvre Zaire A Y"}, Case{"Łódź, Žižkov", "Lodz, Zizkov"},
        Case{"Þór Æsir ÿ", "Thor AEsir y"}, Case{"Øresund Å", "Oresund A"},
        Case{"İstanbul ŞŢ", "Istanbul ST"}, Case{"a–b — ‘c’", "a-b - 'c'"},
        Case{"5 € * 2", "5 EUR . 2"}, Case{"Δ;_@", "...."}, Case{" x\ty ", "x y"},
        Case{"plain text?", "plain text?"}, Case{"bad \xFF byte", "bad . byte"}, Case{"", ""}})
    EXPECT_EQ(to_sepa_text(c.text, 70), c.sepa) << c.text;
}

TEST(SepaText, EveryLatinLetterHasAReplacement) {
  std::string all;
  for (char32_t c = 0xC0; c <= 0x17F; ++c)
    all += {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
  const std::string sepa = to_sepa_text(all, 1000);
  EXPECT_EQ(first_foreign_character(sepa), "");
  EXPECT_EQ(std::count(sepa.begin(), sepa.end(), '.'), 2);  // the signs × and ÷
  EXPECT_TRUE(sepa.ends_with("ZzZzZzs")) << sepa;
}

TEST(SepaText, IsCutAtTheLengthThatIsAllowed) {
  EXPECT_EQ(to_sepa_text("ä ß", 2), "ae");
  EXPECT_EQ(to_sepa_text("ab cd", 3), "ab");
}

TEST(SepaText, TheFirstForeignCharacterIsFound) {
  EXPECT_EQ(first_foreign_character("ab/-?:().,'+ 09"), "");
  EXPECT_EQ(first_foreign_character("a€b"), "€");
  EXPECT_EQ(first_foreign_character("a\xFF"), "\xFF");
  EXPECT_EQ(first_foreign_character("a\n"), "\n");
}

}  // namespace
}  // namespace saldo::render
