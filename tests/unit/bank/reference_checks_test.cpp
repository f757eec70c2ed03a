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

TEST(ReferenceChecks, FindsCreditorReferencesWhoseCheckDigitsHold) {
  EXPECT_EQ(find_creditor_reference("RF18539007547034"), "RF18539007547034");
  EXPECT_EQ(find_creditor_reference("PAGO RF19FAC20260042, GRACIAS"), "RF19FAC20260042");
  EXPECT_EQ(find_creditor_reference("RF19539007547034 RF18539007547034"), "RF18539007547034");
  for (const char* none :
       {"", "RF", "RF1", "RF19539007547034", "SURF18539007547034", "RF185390 075", "RF18"})
    EXPECT_EQ(find_creditor_reference(none), "") << none;
}

}  // namespace
}  // namespace saldo::bank
