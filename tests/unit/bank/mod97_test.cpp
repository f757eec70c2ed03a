#include "mod97.hpp"

#include <gtest/gtest.h>

namespace saldo::bank {
namespace {

TEST(Mod97, CountsLettersFromTen) {
  EXPECT_EQ(mod97("96"), 96);
  EXPECT_EQ(mod97("97"), 0);
  EXPECT_EQ(mod97("A"), 10);
  EXPECT_EQ(mod97("Z1"), 351 % 97);
  EXPECT_EQ(mod97("a"), -1);
  EXPECT_EQ(mod97("1 2"), -1);
}

TEST(Mod97, KnowsIbansByTheirCheckDigits) {
  for (const char* good :
       {"ES9121000418450200051332", "FR1420041010050500013M02606", "DE89370400440532013000",
        "NO9386011117947", "MT84MALT011000012345MTLCAST001S"})
    EXPECT_TRUE(is_iban(good)) << good;
  for (const char* bad : {"", "ES", "ES9121000418450200051333", "es9121000418450200051332",
                          "9121000418450200051332ES", "ES91 2100 0418 4502 0005 1332",
                          "DE893704004405320130", "XX00"})
    EXPECT_FALSE(is_iban(bad)) << bad;
}

TEST(Mod97, MakesTheIbanOfANationalAccount) {
  EXPECT_EQ(make_iban("ES", "21000418450200051332"), "ES9121000418450200051332");
  EXPECT_EQ(make_iban("FR", "20041010050500013M02606"), "FR1420041010050500013M02606");
}

TEST(Mod97, FindsCreditorReferencesWhoseCheckDigitsHold) {
  EXPECT_EQ(find_creditor_reference("RF18539007547034"), "RF18539007547034");
  EXPECT_EQ(find_creditor_reference("PAGO RF19FAC20260042, GRACIAS"), "RF19FAC20260042");
  EXPECT_EQ(find_creditor_reference("RF19539007547034 RF18539007547034"), "RF18539007547034");
  for (const char* none :
       {"", "RF", "RF1", "RF19539007547034", "SURF18539007547034", "RF185390 075", "RF18"})
    EXPECT_EQ(find_creditor_reference(none), "") << none;
}

TEST(Mod97, KnowsCreditorIdentifiersWhateverTheCreditorsOwnPart) {
  for (const char* good : {"ES59ZZZX1234567L", "ES59000X1234567L", "FR72ZZZ123456"})
    EXPECT_TRUE(is_creditor_identifier(good)) << good;
  for (const char* bad :
       {"", "ES59", "ES59ZZZ", "ES58ZZZX1234567L", "ES59ZZZX1234567M", "ES59Z-ZX1234567L"})
    EXPECT_FALSE(is_creditor_identifier(bad)) << bad;
}

}  // namespace
}  // namespace saldo::bank
