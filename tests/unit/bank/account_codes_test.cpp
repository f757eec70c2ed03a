#include "account_codes.hpp"

#include <gtest/gtest.h>

namespace saldo::bank {
namespace {

TEST(AccountCodes, CountsLettersFromTen) {
  EXPECT_EQ(mod97("96"), 96);
  EXPECT_EQ(mod97("97"), 0);
  EXPECT_EQ(mod97("A"), 10);
  EXPECT_EQ(mod97("Z1"), 351 % 97);
  EXPECT_EQ(mod97("a"), -1);
  EXPECT_EQ(mod97("1 2"), -1);
}

TEST(AccountCodes, AnIbanIsKnownByItsFormAndCheckDigits) {
  for (const char* iban : {"DE02120300000000202051", "NO9386011117947", "AT611904300234573201",
                           "FR1420041010050500013M02606", "GB82WEST12345698765432"})
    EXPECT_TRUE(is_iban(iban)) << iban;
  for (const char* other :
       {"", "DE03120300000000202051", "DE0212030000000020205", "de02120300000000202051",
        "12345678901", "DE02 1203 0000 0000 2020 51", "0012030000000020205112345"})
    EXPECT_FALSE(is_iban(other)) << other;
}

TEST(AccountCodes, MakesTheIbanOfANationalAccount) {
  EXPECT_EQ(make_iban("ES", "21000418450200051332"), "ES9121000418450200051332");
  EXPECT_EQ(make_iban("FR", "20041010050500013M02606"), "FR1420041010050500013M02606");
}

TEST(AccountCodes, ABicIsKnownByItsForm) {
  for (const char* bic : {"DNBANOKK", "BYLADEM1001", "BNPAFRPP"}) EXPECT_TRUE(is_bic(bic)) << bic;
  for (const char* other : {"", "DNBANOK", "DNBANOKK1", "121099999", "dnbanokk", "12345678"})
    EXPECT_FALSE(is_bic(other)) << other;
}

TEST(AccountCodes, KnowsCreditorIdentifiersWhateverTheCreditorsOwnPart) {
  for (const char* good : {"ES59ZZZX1234567L", "ES59000X1234567L", "FR72ZZZ123456"})
    EXPECT_TRUE(is_creditor_identifier(good)) << good;
  for (const char* bad :
       {"", "ES59", "ES59ZZZ", "ES58ZZZX1234567L", "ES59ZZZX1234567M", "ES59Z-ZX1234567L"})
    EXPECT_FALSE(is_creditor_identifier(bad)) << bad;
}

}  // namespace
}  // namespace saldo::bank
