#include "render/camt053_text.hpp"

#include <gmock/gmock.h>

namespace saldo::render::camt053 {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Camt053Text, ReplacesWhatXmlForbidsAndDropsOuterWhiteSpace) {
  EXPECT_EQ(clean(" \ta\x01"
                  "b\xEF\xBF\xBE"
                  "c\xFF\n"),
            "a\uFFFDb\uFFFDc\uFFFD");
  EXPECT_EQ(clean("Ärger\tund\r\nNot 😀"), "Ärger\tund\r\nNot 😀");
  EXPECT_TRUE(holds_forbidden_characters("a\x02"));
  EXPECT_FALSE(holds_forbidden_characters("a\t\uFFFD"));
}

TEST(Camt053Text, CountsCharactersAndNotBytes) {
  EXPECT_EQ(bytes_of("äöü", 2), 4u);
  EXPECT_EQ(bytes_of("äöü", 3), 6u);
  EXPECT_EQ(bytes_of("abc", 9), 3u);
}

TEST(Camt053Text, KnowsTheFormsOfTheSchema) {
  EXPECT_TRUE(is_iban("DE02120300000000202051"));
  EXPECT_TRUE(is_iban("MT84malt011000012345mtlcast001S"));
  EXPECT_FALSE(is_iban("de02120300000000202051"));
  EXPECT_FALSE(is_iban("DE02 1203"));
  EXPECT_FALSE(is_iban("DE02"));
  EXPECT_TRUE(is_bic("BYLADEM1001"));
  EXPECT_FALSE(is_bic("12030000"));
  EXPECT_FALSE(is_bic("BYLADEM10"));
  EXPECT_TRUE(is_number("00012"));
  EXPECT_FALSE(is_number("1/2"));
  EXPECT_FALSE(is_number("1234567890123456789"));
}

TEST(Camt053Remittance, CutsALongTextWhereReadersJoinIt) {
  const Remittance layout = lay_out({std::string(300, 'a'), "b"});
  EXPECT_TRUE(layout.exact);
  EXPECT_THAT(layout.unstructured,
              ElementsAre(std::string(140, 'a'), std::string(140, 'a'), std::string(20, 'a'), "b"));
}

TEST(Camt053Remittance, KeepsWhatFollowsAFullTextApartFromIt) {
  const Remittance layout = lay_out({"z", std::string(140, 'a'), "b", "c"});
  EXPECT_TRUE(layout.exact);
  EXPECT_THAT(layout.unstructured, ElementsAre("z", std::string(140, 'a')));
  EXPECT_THAT(layout.additional, ElementsAre("b", "c"));
}

TEST(Camt053Remittance, DoesNotLoseABlankBetweenTwoElements) {
  const std::string text = std::string(139, 'a') + " b";
  const Remittance layout = lay_out({text});
  EXPECT_TRUE(layout.exact);
  EXPECT_THAT(layout.unstructured, IsEmpty());
  EXPECT_EQ(layout.info, text);
}

TEST(Camt053Remittance, SaysWhatCannotBeExact) {
  EXPECT_FALSE(lay_out({std::string(140, 'a'), std::string(141, 'b')}).exact);
  EXPECT_FALSE(lay_out({std::string(139, 'a') + " b", "c"}).exact);
  EXPECT_FALSE(lay_out({"a\x01"
                        "b"})
                   .exact);
  EXPECT_TRUE(lay_out({"", "  ", "a"}).exact);
}

TEST(Camt053Text, CutsAtSingleBlanks) {
  std::vector<std::string> pieces;
  EXPECT_TRUE(cut_at_blanks("one two three", 8, pieces));
  EXPECT_THAT(pieces, ElementsAre("one two", "three"));
  pieces.clear();
  EXPECT_FALSE(cut_at_blanks("one  two", 7, pieces)) << "of two blanks one would be lost";
  pieces.clear();
  EXPECT_FALSE(cut_at_blanks("undivided", 4, pieces));
  EXPECT_THAT(pieces, ElementsAre("undi", "vide", "d"));
}

}  // namespace
}  // namespace saldo::render::camt053
