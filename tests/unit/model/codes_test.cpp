#include <gtest/gtest.h>

#include <set>

#include "model/check_digits.hpp"
#include "model/company_code.hpp"
#include "model/creditor_reference.hpp"
#include "model/iban.hpp"

namespace saldo::model {
namespace {

/// All texts that differ from this one by one wrong character or by two neighbours swapped.
std::set<std::string> slips_of(const std::string& text) {
  std::set<std::string> slips;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char c : std::string_view("0123456789ABCXYZ")) {
      std::string s = text;
      s[i] = c;
      slips.insert(s);
    }
    if (i + 1 < text.size()) {
      std::string s = text;
      std::swap(s[i], s[i + 1]);
      slips.insert(s);
    }
  }
  slips.erase(text);
  return slips;
}

TEST(Iban, ReadsBothFormsAndKeepsTheElectronicOne) {
  for (const char* text :
       {"DE89370400440532013000", "de89 3704 0044 0532 0130 00", "DE89 3704 0044 0532 0130 00 "}) {
    const auto iban = Iban::parse(text);
    ASSERT_TRUE(iban) << text;
    EXPECT_EQ(iban->text(), "DE89370400440532013000");
    EXPECT_EQ(iban->country(), "DE");
  }
  for (const char* text :
       {"GB29NWBK60161331926819", "NL91ABNA0417164300", "ES9121000418450200051332",
        "PT50000201231234567890154", "BE68539007547034", "FR1420041010050500013M02606",
        "PL61109010140000071219812874"})
    EXPECT_TRUE(Iban::parse(text)) << text;
}

TEST(Iban, RefusesEverySlipOfThePen) {
  const auto slips = slips_of("DE89370400440532013000");
  EXPECT_GT(slips.size(), 300u);
  for (const std::string& slip : slips) EXPECT_FALSE(Iban::parse(slip)) << slip;
}

TEST(Iban, SaysWhatIsWrong) {
  EXPECT_EQ(Iban::parse("DE8937040044053201300").error().rule, "iban.length");
  EXPECT_EQ(Iban::parse("DE").error().rule, "iban.length");
  EXPECT_EQ(Iban::parse("DE8937040044053201300-").error().rule, "iban.form");
  EXPECT_EQ(Iban::parse("1289370400440532013000").error().rule, "iban.form");
  EXPECT_EQ(Iban::parse("DE88370400440532013000").error().rule, "iban.check");
  EXPECT_NE(Iban::parse("DE88370400440532013000").error().message.find("DE8837"),
            std::string::npos);
}

TEST(Iban, KnowsTheLengthsOfCountries) {
  EXPECT_EQ(iban_length("NO"), 15u);
  EXPECT_EQ(iban_length("MT"), 31u);
  EXPECT_EQ(iban_length("ZZ"), 0u);
  EXPECT_EQ(iban_length("D"), 0u);
}

TEST(CreditorReference, ReadsBothForms) {
  for (const char* text : {"RF18539007547034", "rf18 5390 0754 7034"}) {
    const auto reference = CreditorReference::parse(text);
    ASSERT_TRUE(reference) << text;
    EXPECT_EQ(reference->text(), "RF18539007547034");
    EXPECT_EQ(reference->body(), "539007547034");
  }
}

TEST(CreditorReference, MakesWhatItReads) {
  for (const char* body : {"1", "90000001", "INV2026A7", "123456789012345678901"}) {
    const auto made = CreditorReference::make(body);
    ASSERT_TRUE(made) << body;
    EXPECT_EQ(made->body(), body);
    EXPECT_EQ(*CreditorReference::parse(made->text()), *made);
  }
  EXPECT_EQ(CreditorReference::make("1234567890123456789012").error().rule,
            "creditor_reference.form");
  EXPECT_EQ(CreditorReference::make("2026/12").error().rule, "creditor_reference.form");
  EXPECT_EQ(CreditorReference::make("").error().rule, "creditor_reference.form");
}

TEST(CreditorReference, RefusesEverySlipOfThePen) {
  for (const std::string& slip : slips_of(CreditorReference::make("90000001")->text()))
    EXPECT_FALSE(CreditorReference::parse(slip)) << slip;
}

TEST(CheckDigits, AreThoseOfIso7064) {
  EXPECT_EQ(mod97("96"), 96);
  EXPECT_EQ(mod97("97"), 0);
  EXPECT_EQ(mod97("A"), 10);
  EXPECT_EQ(mod97("45", mod97("123")), mod97("12345"));
  EXPECT_EQ(mod97("a"), -1);
}

TEST(CompanyCode, TakesCodesAndRefusesTexts) {
  EXPECT_EQ(CompanyCode::parse("1000")->text(), "1000");
  EXPECT_TRUE(CompanyCode::parse("ES_01-b"));
  for (const char* text : {"", "12345678901", "10 00", "é"})
    EXPECT_FALSE(CompanyCode::parse(text)) << text;
  EXPECT_TRUE(CompanyCode{}.empty());
}

}  // namespace
}  // namespace saldo::model
