#include "account_codes.hpp"

#include <gtest/gtest.h>

namespace saldo::bank {
namespace {

TEST(AccountCodes, AnIbanIsKnownByItsFormAndCheckDigits) {
  for (const char* iban : {"DE02120300000000202051", "NO9386011117947", "AT611904300234573201",
                           "FR1420041010050500013M02606", "GB82WEST12345698765432"})
    EXPECT_TRUE(is_iban(iban)) << iban;
  for (const char* other :
       {"", "DE03120300000000202051", "DE0212030000000020205", "de02120300000000202051",
        "12345678901", "DE02 1203 0000 0000 2020 51", "0012030000000020205112345"})
    EXPECT_FALSE(is_iban(other)) << other;
}

TEST(AccountCodes, ABicIsKnownByItsForm) {
  for (const char* bic : {"DNBANOKK", "BYLADEM1001", "BNPAFRPP"}) EXPECT_TRUE(is_bic(bic)) << bic;
  for (const char* other : {"", "DNBANOK", "DNBANOKK1", "121099999", "dnbanokk", "12345678"})
    EXPECT_FALSE(is_bic(other)) << other;
}

}  // namespace
}  // namespace saldo::bank
