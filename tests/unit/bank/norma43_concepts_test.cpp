#include "norma43/entry.hpp"

#include "norma43_files.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

using Concepts = std::vector<std::pair<std::string, std::string>>;

/// The entry of a file that says these things about it.
Transaction read(std::int64_t minor, const Concepts& concepts, const Norma43Entry& entry = {}) {
  Norma43File file;
  file.begin(1'000'000).entry(minor, entry);
  for (const auto& [code, text] : concepts) file.say(code, text);
  const auto result = decode("norma43", file.close().finish());
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result.transactions().empty() ? Transaction() : result.transactions().front();
}

TEST(Norma43Concepts, FieldsThatAreFullGoOnInTheNextOne) {
  const auto t = read(-100, {{"01", "COMPRA TARJ. 5540XXXXXXXX3014 SUPERMERCADO DE LA PLAZA"},
                             {"02", "DOS"},
                             {"03", padded("", 38) + "CUATRO"}});
  EXPECT_THAT(t.remittance,
              testing::ElementsAre("COMPRA TARJ. 5540XXXXXXXX3014 SUPERMERCADO DE LA PLAZA", "DOS",
                                   "CUATRO"));
}

TEST(Norma43Concepts, AllOfThemAreKeptHoweverManyThereAre) {
  Concepts many;
  for (int i = 0; i < 99; ++i) many.emplace_back("01", "TEXTO " + std::to_string(i));
  EXPECT_EQ(read(100, many).remittance.size(), 99u);
}

TEST(Norma43Concepts, LabelsNameWhoPaid) {
  for (const char* text :
       {"NOMBRE DEL ORDENANTE ACEROS NORTE SA", "NOMBRE DEL ORDENANTE: ACEROS NORTE SA",
        "ORDENANTE DE LA TRANSFERENCIA ACEROS NORTE SA", "ORDENANTE:ACEROS NORTE SA",
        "TRANSFERENC. DE                               ACEROS NORTE SA"}) {
    EXPECT_EQ(read(100, {{"01", text}}).counterparty_name, "ACEROS NORTE SA") << text;
    EXPECT_EQ(read(-100, {{"01", text}}).counterparty_name, "") << text;
  }
}

TEST(Norma43Concepts, LabelsNameWhoWasPaid) {
  const char* text = "TRANSFERENC. A                               ACEROS NORTE SA";
  EXPECT_EQ(read(-100, {{"01", text}}).counterparty_name, "ACEROS NORTE SA");
  EXPECT_EQ(read(100, {{"01", text}}).counterparty_name, "");
}

TEST(Norma43Concepts, WhatOnlyLooksLikeALabelNamesNobody) {
  for (const char* text : {"TRANSFERENC. DEVUELTA", "ORDENANTE ACEROS", "NOMBRE DEL ORDENANTES",
                           "TRANSFERENCIA RECIBIDA", "ORDENANTE:"})
    EXPECT_EQ(read(100, {{"01", text}}).counterparty_name, "") << text;
}

TEST(Norma43Concepts, ANameBesideItsTaxNumberIsWhoPaid) {
  const auto text = [](const std::string& number) {
    return padded("ACEROS NORTE SA", 38) + number;
  };
  for (const char* number : {"A58818501", "B12345674", "B12345674000", "12345678Z", "X1234567L"})
    EXPECT_EQ(read(100, {{"01", text(number)}}).counterparty_name, "ACEROS NORTE SA") << number;
  for (const char* number : {"A58818502", "12345678A", "77", "A5881850", "B12345674ABC"})
    EXPECT_EQ(read(100, {{"01", text(number)}}).counterparty_name, "") << number;
  EXPECT_EQ(read(-100, {{"01", text("A58818501")}}).counterparty_name, "");
  EXPECT_EQ(read(100, {{"01", text("A58818501")}}, {.common = "99"}).counterparty_name, "");
  EXPECT_EQ(
      read(100, {{"01", padded("TRANSFERENCIA RECIBIDA", 38) + "A58818501"}}).counterparty_name,
      "");
}

TEST(Norma43Concepts, TaxNumbersAreKnownByTheirCheckCharacter) {
  using bank::norma43::is_tax_number;
  for (const char* good : {"12345678Z", "X1234567L", "Y1234567X", "Z1234567R", "A58818501",
                           "B12345674", "Q2826000H", "P2807900B", "K0867756N"})
    EXPECT_TRUE(is_tax_number(good)) << good;
  for (const char* bad : {"", "12345678", "12345678A", "X1234567A", "A58818500", "I58818501",
                          "ABCDEFGHI", "1234567LL", "A5881850 "})
    EXPECT_FALSE(is_tax_number(bad)) << bad;
}

/// Appendix 4, section 1 of the standard.
TEST(Norma43Concepts, TransfersOfSepaHaveFieldsOfTheirOwn) {
  const Concepts concepts = {
      {"01", padded("ACEROS NORTE SA", 66) + "A58818501"},
      {"02", padded("E2E-2026-0042", 35) + "GRUPO ACEROS"},
      {"03", padded("", 8) + padded("PAGO DE LA FACTURA 2026/0042 Y DE LA FACTURA 2026/0043 "
                                    "SEGUN EL ACUE",
                                    68)},
      {"04", "RDO"},
      {"05", "GRACIAS"}};
  const auto t = read(100, concepts);
  EXPECT_EQ(FieldLines::of(t), R"(statement=1
index=1
booking_date=2026-01-05
value_date=2026-01-05
amount=1.00 EUR
status=booked
end_to_end_id=E2E-2026-0042
code.proprietary=04/007
counterparty.name=ACEROS NORTE SA
ultimate_counterparty.name=GRUPO ACEROS
remittance=PAGO DE LA FACTURA 2026/0042 Y DE LA FACTURA 2026/0043 SEGUN EL ACUERDO
remittance=A58818501
remittance=GRACIAS
)");
  EXPECT_EQ(read(-100, concepts).counterparty_name, "") << "then the orderer is ourselves";
  EXPECT_EQ(read(100, concepts, {.common = "99"}).end_to_end_id, "");
  EXPECT_EQ(read(100, {concepts[0], concepts[1]}).end_to_end_id, "");
}

TEST(Norma43Concepts, TransfersOfSepaMayHaveAPurpose) {
  const auto with = [](const std::string& third) {
    return read(100, {{"01", "ACEROS NORTE SA"}, {"02", "NOTPROVIDED"}, {"03", third}});
  };
  EXPECT_EQ(with("SUPP    PAGO").counterparty_name, "ACEROS NORTE SA");
  EXPECT_EQ(with("SUPP    PAGO").end_to_end_id, "");
  EXPECT_EQ(with("GDDSTRADPAGO").remittance.at(0), "PAGO");
  for (const char* free_text : {"PAGO DE LA FACTURA", "        ", "", "PAGOFACTURA", "ONU CASHX"})
    EXPECT_EQ(with(free_text).counterparty_name, "") << free_text;
}

/// Appendix 4, section 2 of the standard.
TEST(Norma43Concepts, DirectDebitsOfSepaHaveFieldsOfTheirOwn) {
  const auto concepts = [](const std::string& scheme, const std::string& creditor) {
    return Concepts{{"01", padded(scheme, 4) + "ENERGIA DEL SUR SA"},
                    {"02", padded(creditor, 35) + "MANDATO-77"},
                    {"03", padded("", 8) + "RECIBO"},
                    {"05", padded("E2E-1", 35) + "TALLERES EJEMPLO SL"}};
  };
  const Norma43Entry debit{.common = "03"};
  const auto t = read(-100, concepts("CORE", "ES11ZZZB12345674"), debit);
  EXPECT_EQ(t.counterparty_name, "ENERGIA DEL SUR SA");
  EXPECT_EQ(t.creditor_id, "ES11ZZZB12345674");
  EXPECT_EQ(t.mandate_id, "MANDATO-77");
  EXPECT_EQ(t.end_to_end_id, "E2E-1");
  EXPECT_THAT(t.remittance, testing::ElementsAre("RECIBO", "TALLERES EJEMPLO SL"));
  EXPECT_EQ(read(-100, concepts("B2B", "FR72ZZZ123456"), debit).creditor_id, "FR72ZZZ123456");
  EXPECT_EQ(read(-100, concepts("CORE", "ES12ZZZB12345674"), debit).creditor_id, "");
  EXPECT_EQ(read(-100, concepts("CORA", "ES11ZZZB12345674"), debit).creditor_id, "");
}

TEST(Norma43Concepts, FieldsOfSepaStandOnceAndInTheirOrder) {
  const Concepts debit = {{"01",
                           "CORE"
                           "ENERGIA"},
                          {"02", "ES11ZZZB12345674"},
                          {"03", "UNO"}};
  for (const auto& [code, text] : Concepts{{"03", "DOS"}, {"06", "SEIS"}, {"01", "UNO"}}) {
    Concepts more = debit;
    more.emplace_back(code, text);
    const auto t = read(-100, more);
    EXPECT_EQ(t.creditor_id, "");
    EXPECT_EQ(t.remittance.back(), text) << "nothing is lost";
  }
}

TEST(Norma43Concepts, ACollectionOfOurOwnIsNotPaidByItsCreditor) {
  const Concepts concepts = {{"01", "CORETALLERES EJEMPLO SL"}, {"02", "ES11ZZZB12345674"}};
  for (const auto& t :
       {read(100, concepts, {.common = "03"}), read(-100, concepts, {.common = "14"})}) {
    EXPECT_EQ(t.counterparty_name, "");
    EXPECT_EQ(t.creditor_id, "ES11ZZZB12345674");
    EXPECT_THAT(t.remittance, testing::ElementsAre("TALLERES EJEMPLO SL"));
  }
}

TEST(Norma43Concepts, ReturnsAndCorrectionsAreReversals) {
  EXPECT_TRUE(read(-100, {}, {.common = "14"}).reversal);
  EXPECT_EQ(read(-100, {}, {.common = "14"}).return_text, "Devoluciones e impagados");
  EXPECT_TRUE(read(-100, {}, {.common = "98"}).reversal);
  EXPECT_EQ(read(-100, {}, {.common = "98"}).return_text, "");
  EXPECT_FALSE(read(-100, {}).reversal);
}

TEST(Norma43Concepts, ReferencesAreOneOrTwo) {
  const auto reference = [](const std::string& first, const std::string& second) {
    return read(100, {}, {.reference1 = first, .reference2 = second}).customer_reference;
  };
  EXPECT_EQ(reference("000000000000", "FAC20260042"), "FAC20260042");
  EXPECT_EQ(reference("000000000000", "0000000000000000"), "");
  EXPECT_EQ(reference("            ", ""), "");
  EXPECT_EQ(reference("A224E4ERF000", "000000123FFF"), "A224E4ERF000000000123FFF");
  EXPECT_EQ(reference("BIZUM       ", "PEDIDO 77"), "BIZUM PEDIDO 77");
  EXPECT_EQ(reference("000975737917", ""), "000975737917");
  EXPECT_EQ(read(100, {}, {.document = "0000004711"}).bank_reference, "0000004711");
}

TEST(Norma43Concepts, CreditorReferencesAreFoundInReferencesAndTexts) {
  EXPECT_EQ(read(100, {}, {.reference1 = "RF1853900754", .reference2 = "7034"}).creditor_reference,
            "RF18539007547034");
  EXPECT_EQ(read(100, {{"01", "NADA"}, {"02", "PAGO RF18539007547034"}}).creditor_reference,
            "RF18539007547034");
  EXPECT_EQ(read(100, {{"01", "PAGO RF19539007547034"}}).creditor_reference, "");
}

}  // namespace
}  // namespace saldo
