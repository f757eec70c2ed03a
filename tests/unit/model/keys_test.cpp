#include "model/keys.hpp"

#include <gtest/gtest.h>

namespace saldo::model {
namespace {

TEST(NumberKey, IsTheSameHoweverANumberIsWritten) {
  for (const char* text : {"0090000001", "90000001", "90 000 001", "90.000.001", " 00-90000001"})
    EXPECT_EQ(number_key(text), "90000001") << text;
  EXPECT_EQ(number_key("re-2026/0012"), "RE20260012");
  EXPECT_EQ(number_key("FT 2026/A-07"), "FT2026A07");
}

TEST(NumberKey, IsEmptyWhenNothingIdentifies) {
  for (const char* text : {"", "0000", "-/ ."}) EXPECT_EQ(number_key(text), "") << text;
}

TEST(NameKey, IsThatOfTheBanksSpelling) {
  EXPECT_EQ(name_key("Müller & Söhne GmbH"), "MUELLERSOEHNEGMBH");
  EXPECT_EQ(name_key("MUELLER SOEHNE GMBH"), "MUELLERSOEHNEGMBH");
  EXPECT_EQ(name_key("Roßbach"), "ROSSBACH");
  EXPECT_EQ(name_key("Peña, Quirós S.L."), "PENAQUIROSSL");
  EXPECT_EQ(name_key("Świątek Sp. z o.o."), "SWIATEKSPZOO");
  EXPECT_EQ(name_key("Køge Distribuição ÿ"), "KOGEDISTRIBUICAOY");
}

TEST(NameKey, SurvivesBrokenUtf8) {
  EXPECT_EQ(name_key("A\xC3"), "A");
  EXPECT_EQ(name_key("\xFF\x80 B\xE2\x82\xAC"), "B");
}

}  // namespace
}  // namespace saldo::model
