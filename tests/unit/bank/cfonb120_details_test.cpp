#include "cfonb120_files.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

using Details = std::vector<std::pair<std::string, std::string>>;

std::vector<std::string> logs_of_last_read;

/// The entry of a file with these details.
Transaction read(std::int64_t minor, const Details& details, const CfonbEntry& entry = {}) {
  CfonbFile file;
  file.begin(1'000'000).entry(minor, entry);
  for (const auto& [qualifier, info] : details) file.say(qualifier, info);
  TestHost host(bank_entry(), "cfonb120");
  const auto result = host.decode(file.close().text());
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  logs_of_last_read = host.logs;
  return result.transactions().empty() ? Transaction() : result.transactions().front();
}

TEST(Cfonb120Details, TextsAreKeptWhateverTheirQualifier) {
  const auto t = read(100, {{"LIB", "UN"},
                            {"LIB", "UN"},
                            {"LEM", "DEUX"},
                            {"LCS", "TROIS"},
                            {"AAA", "QUATRE  ET PLUS"},
                            {"", "CINQ"},
                            {"2'C", "SIX"},
                            {"LIB", ""},
                            {"IPY", fill("SIREN 552100554", 35) + "SIREN"}});
  EXPECT_THAT(t.remittance,
              testing::ElementsAre("VIR SEPA", "UN", "UN", "DEUX", "TROIS", "QUATRE ET PLUS",
                                   "CINQ", "SIX", "SIREN 552100554 SIREN"));
}

TEST(Cfonb120Details, ATextOfTwoHalvesMayBreakWithinAWord) {
  const std::string half = "REGLEMENT DE LA FACTURE 2026-0042 ET DE LA FACTURE 2026-0043 SELON COM";
  ASSERT_EQ(half.size(), 70u);
  EXPECT_THAT(read(100, {{"LCC", half}, {"LC2", "MANDE 77"}}).remittance,
              testing::ElementsAre("VIR SEPA", half + "MANDE 77"));
  EXPECT_THAT(read(100, {{"LCC", "COURT"}, {"LC2", "SUITE"}}).remittance,
              testing::ElementsAre("VIR SEPA", "COURT SUITE"));
  EXPECT_THAT(read(100, {{"LC2", "SEUL"}}).remittance, testing::ElementsAre("VIR SEPA", "SEUL"));
  EXPECT_THAT(read(100, {{"LCC", ""}, {"LC2", "SEUL"}}).remittance,
              testing::ElementsAre("VIR SEPA", "SEUL"));
  EXPECT_THAT(
      read(100, {{"LCC", "UN"}, {"LIB", "DEUX"}, {"LC2", "TROIS"}, {"LC2", "QUATRE"}}).remittance,
      testing::ElementsAre("VIR SEPA", "UN", "DEUX", "TROIS", "QUATRE"));
}

const Details kParties = {
    {"NPY", "PAYEUR SA"},       {"NPO", "TIERS PAYEUR"},       {"CPY", "DE89370400440532013000"},
    {"NBE", "BENEFICIAIRE SA"}, {"NBU", "TIERS BENEFICIAIRE"}, {"CBE", "0123456789"},
    {"BDB", "DEUTDEFFXXX"}};

TEST(Cfonb120Details, WhoPaysWhatComesInIsTheOtherParty) {
  const auto t = read(100, kParties);
  EXPECT_EQ(t.counterparty_name, "PAYEUR SA");
  EXPECT_EQ(t.ultimate_counterparty_name, "TIERS PAYEUR");
  EXPECT_EQ(t.counterparty_iban, "DE89370400440532013000");
  EXPECT_EQ(t.counterparty_bic, "");
  EXPECT_THAT(t.remittance, testing::ElementsAre("VIR SEPA", "BENEFICIAIRE SA",
                                                 "TIERS BENEFICIAIRE", "0123456789"));
}

TEST(Cfonb120Details, WhoIsPaidByWhatGoesOutIsTheOtherParty) {
  const auto t = read(-100, kParties);
  EXPECT_EQ(t.counterparty_name, "BENEFICIAIRE SA");
  EXPECT_EQ(t.ultimate_counterparty_name, "TIERS BENEFICIAIRE");
  EXPECT_EQ(t.counterparty_iban, "");
  EXPECT_EQ(t.counterparty_account, "0123456789");
  EXPECT_EQ(t.counterparty_bic, "DEUTDEFFXXX");
}

TEST(Cfonb120Details, ThePayerAloneIsTheOtherPartyOfWhatGoesOut) {
  EXPECT_EQ(read(-100, {{"NPY", "DEBITEUR SA"}}).counterparty_name, "DEBITEUR SA");
}

TEST(Cfonb120Details, WhoIsPaidAloneIsTheOtherPartyOnlyOfWhatComesBack) {
  EXPECT_EQ(read(100, {{"NBE", "NOUS"}}).counterparty_name, "");
  EXPECT_EQ(read(100, {{"NBE", "FOURNISSEUR SA"}}, {.rejected = "10"}).counterparty_name,
            "FOURNISSEUR SA");
}

TEST(Cfonb120Details, ReferencesHaveTheirFields) {
  const auto t = read(-100, {{"RCN", fill("E2E-1", 35) + "TRAD"},
                             {"REF", "BANQUE-1"},
                             {"RUM", fill("MANDAT-77", 35) + "RCUR"},
                             {"IBE", fill("FR72ZZZ123456", 35) + "ICS"}});
  EXPECT_EQ(t.end_to_end_id, "E2E-1");
  EXPECT_EQ(t.bank_reference, "BANQUE-1");
  EXPECT_EQ(t.mandate_id, "MANDAT-77");
  EXPECT_EQ(t.creditor_id, "FR72ZZZ123456");
  EXPECT_THAT(t.remittance, testing::ElementsAre("VIR SEPA", "TRAD"));
}

TEST(Cfonb120Details, WhatComesAgainIsText) {
  const auto t = read(100, {{"NPY", "PAYEUR SA"},
                            {"NPY", "RUE DE LA PAIX"},
                            {"REF", "UN"},
                            {"REF", "DEUX"},
                            {"RCN", "TROIS"},
                            {"RCN", "QUATRE"},
                            {"CPY", "CINQ"},
                            {"CPY", "S I X"}});
  EXPECT_EQ(t.counterparty_name, "PAYEUR SA");
  EXPECT_EQ(t.bank_reference, "UN");
  EXPECT_EQ(t.end_to_end_id, "TROIS");
  EXPECT_EQ(t.counterparty_account, "CINQ");
  EXPECT_THAT(t.remittance,
              testing::ElementsAre("VIR SEPA", "RUE DE LA PAIX", "DEUX", "QUATRE", "SIX"));
}

TEST(Cfonb120Details, WordsForNoneAreNoReference) {
  const auto t = read(100, {{"RCN", "NOTPROVIDED"}, {"REF", ""}, {"IBE", "FR73ZZZ123456"}},
                      {.number = "0000000", .reference = "0000000000000000"});
  EXPECT_EQ(t.end_to_end_id, "");
  EXPECT_EQ(t.bank_reference, "");
  EXPECT_EQ(t.customer_reference, "");
  EXPECT_EQ(t.creditor_id, "");
}

TEST(Cfonb120Details, CreditorReferencesAreFoundInTextsAndInTheReference) {
  EXPECT_EQ(read(100, {{"LCS", "RF18539007547034"}}).creditor_reference, "RF18539007547034");
  EXPECT_EQ(read(100, {}, {.reference = "RF18539007547034"}).creditor_reference,
            "RF18539007547034");
}

TEST(Cfonb120Details, ReasonsOfReturnsAreTheBanksOrIso20022s) {
  const auto bank = read(-100, {}, {.rejected = "10"});
  EXPECT_EQ(bank.return_code, "10");
  EXPECT_TRUE(bank.reversal);
  const auto iso = read(-100, {{"RET", "AM04 10 PROVISION INSUFFISANTE"}}, {.rejected = "10"});
  EXPECT_EQ(iso.return_code, "AM04");
  EXPECT_EQ(iso.return_text, "10 PROVISION INSUFFISANTE");
  const auto text = read(-100, {{"RET", "COMPTE CLOS"}});
  EXPECT_EQ(text.return_code, "");
  EXPECT_EQ(text.return_text, "COMPTE CLOS");
  EXPECT_TRUE(text.reversal);
  EXPECT_FALSE(read(-100, {}, {.rejected = "00"}).reversal);
}

TEST(Cfonb120Details, AmountsOfOrdersAndFeesHaveTheirCurrency) {
  const auto in = read(92'00, {{"MMO", "USD200000000010000"}, {"FEE", "EUR20000000000150{"}});
  EXPECT_EQ(in.instructed->to_string(), "100.00");
  EXPECT_EQ(in.instructed->currency.code(), "USD");
  EXPECT_EQ(in.charges.at(0).amount->to_string(), "-15.00");
  const auto out = read(-92'00, {{"MMO", "JPY000000000010000  3000000119"}});
  EXPECT_EQ(out.instructed->to_string(), "-10000");
  EXPECT_THAT(out.remittance, testing::ElementsAre("VIR SEPA"));
  EXPECT_FALSE(read(100, {{"MMO", "USD200000000000000"}}).instructed);
}

TEST(Cfonb120Details, AnAmountThatCannotBeReadIsKeptAsText) {
  for (const char* bad : {"US$200000000010000", "USD2000000000100", "USDX00000000010000",
                          "JPY200000000010001", "USD2000000000100?0"}) {
    const auto t = read(100, {{"MMO", bad}});
    EXPECT_FALSE(t.instructed) << bad;
    EXPECT_EQ(t.remittance.at(1), bad);
    EXPECT_EQ(logs_of_last_read.size(), 1u);
  }
}

TEST(Cfonb120Details, ValueDatesMayBeMissing) {
  EXPECT_TRUE(read(100, {}, {.value = "      "}).value_date.empty());
  EXPECT_TRUE(read(100, {}, {.value = "000000"}).value_date.empty());
  EXPECT_TRUE(read(100, {}, {.day = "000000"}).booking_date.empty());
}

TEST(Cfonb120Details, LettersOfOtherCharsetsMoveNoColumn) {
  const auto t = read(100, {{"LIB", "R\xE9glement \xC3"}, {"NPY", "Soci\xE9t\xE9 G\xE9n\xE9rale"}});
  EXPECT_EQ(t.remittance.at(1), "Réglement Ã");
  EXPECT_EQ(t.counterparty_name, "Société Générale");
}

}  // namespace
}  // namespace saldo
