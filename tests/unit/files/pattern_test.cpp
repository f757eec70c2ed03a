#include "pattern.hpp"

#include <gtest/gtest.h>

#include "saldo/money.hpp"

namespace saldo::files {
namespace {

TEST(Pattern, MatchesTheWholeNameWithStarsAndQuestionMarks) {
  const Pattern pattern("stmt?.*");
  EXPECT_TRUE(pattern.matches("stmt1.xml"));
  EXPECT_FALSE(pattern.matches("stmt.xml"));
  EXPECT_FALSE(pattern.matches("my-stmt1.xml"));
}

TEST(Pattern, TakesAlternativesInBraces) {
  const Pattern pattern("*.{xml,sta}");
  EXPECT_TRUE(pattern.matches("a.xml"));
  EXPECT_TRUE(pattern.matches("a.sta"));
  EXPECT_FALSE(pattern.matches("a.csv"));
}

TEST(Pattern, TakesAlternativesBehindCommasAndNestedBraces) {
  const Pattern pattern("*.csv, {camt,mt{940,942}}*");
  EXPECT_TRUE(pattern.matches("x.csv"));
  EXPECT_TRUE(pattern.matches("mt942-today"));
  EXPECT_TRUE(pattern.matches("camt"));
  EXPECT_FALSE(pattern.matches("mt941"));
}

TEST(Pattern, MultipliesSeveralBraces) {
  const Pattern pattern("{a,b}{1,2}");
  for (const char* name : {"a1", "a2", "b1", "b2"}) EXPECT_TRUE(pattern.matches(name)) << name;
  EXPECT_FALSE(pattern.matches("ab"));
}

TEST(Pattern, TellsCapitalsApart) { EXPECT_FALSE(Pattern("*.xml").matches("A.XML")); }

TEST(Pattern, KnowsCharacterClasses) {
  EXPECT_TRUE(Pattern("[0-9][0-9].sta").matches("07.sta"));
  EXPECT_FALSE(Pattern("[0-9][0-9].sta").matches("x7.sta"));
}

TEST(Pattern, RefusesBracesThatDoNotPair) {
  EXPECT_THROW(Pattern("*.{xml"), FormatError);
  EXPECT_THROW(Pattern("*.xml}"), FormatError);
  EXPECT_THROW(Pattern("}{"), FormatError);
}

TEST(Pattern, RefusesEmptyAlternatives) {
  EXPECT_THROW(Pattern(""), FormatError);
  EXPECT_THROW(Pattern("*.xml,"), FormatError);
}

TEST(Pattern, RefusesToMultiplyWithoutEnd) {
  EXPECT_THROW(Pattern("{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}"), FormatError);
}

}  // namespace
}  // namespace saldo::files
