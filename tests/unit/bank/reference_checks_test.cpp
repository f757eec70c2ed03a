#include "reference_checks.hpp"

#include <gtest/gtest.h>

namespace saldo::bank {
namespace {

TEST(ReferenceChecks, KnowTheBelgianCommunication) {
  EXPECT_TRUE(belgian_check_holds("090933755493"));
  EXPECT_TRUE(belgian_check_holds("123456789002"));
  EXPECT_TRUE(belgian_check_holds("000000009797"));  // remainder 0 is written 97
  EXPECT_FALSE(belgian_check_holds("000000009700"));
  EXPECT_FALSE(belgian_check_holds("090933755494"));
  EXPECT_FALSE(belgian_check_holds("09093375549"));
  EXPECT_FALSE(belgian_check_holds("09093375549x"));
}

TEST(ReferenceChecks, KnowTheFinnishReference) {
  EXPECT_TRUE(finnish_check_holds("13013"));
  EXPECT_TRUE(finnish_check_holds("1234561"));
  EXPECT_FALSE(finnish_check_holds("1234562"));
  EXPECT_FALSE(finnish_check_holds("1"));
  EXPECT_FALSE(finnish_check_holds("12a"));
}

TEST(ReferenceChecks, KnowModulus10And11) {
  EXPECT_TRUE(modulus10_holds("79927398713"));
  EXPECT_FALSE(modulus10_holds("79927398710"));
  EXPECT_FALSE(modulus10_holds("7"));
  EXPECT_TRUE(modulus11_holds("123456785"));
  EXPECT_TRUE(modulus11_holds("23-"));
  EXPECT_FALSE(modulus11_holds("231"));
  EXPECT_FALSE(modulus11_holds("-23"));
  EXPECT_FALSE(modulus11_holds(""));
}

TEST(ReferenceChecks, KnowAnIban) {
  EXPECT_TRUE(iban_check_holds("BE68539007547034"));
  EXPECT_TRUE(iban_check_holds("FR1420041010050500013M02606"));
  EXPECT_TRUE(has_iban_form("BE69539007547034"));
  EXPECT_FALSE(iban_check_holds("BE69539007547034"));
  EXPECT_FALSE(has_iban_form("BE6853900754703 "));
  EXPECT_FALSE(has_iban_form("539007547034"));
  EXPECT_FALSE(has_iban_form(""));
}

}  // namespace
}  // namespace saldo::bank
