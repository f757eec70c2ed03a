#include "sap_testing.hpp"

namespace saldo {
namespace {

using namespace sap_testing;

TEST(DebmasCustomer, ReadsEveryField) {
  const auto result = decode(customer(segment(
      "E1KNA1M",
      "MSGFN=005 KUNNR=100001 NAME1=Musterfirma_Nord NAME2=GmbH LAND1=DE SPRAS=D STCEG=DE999999999 "
      "TELF1=+49_30_1 SMTP_ADDR=info@muster.example STRAS=Am_Kai_1 PSTLZ=20457 ORT01=Hamburg",
      segment("E1KNBKM", "MSGFN=005 IBAN=DE02120300000000202051") +
          segment("E1KNBKM", "MSGFN=003 IBAN=DE02100500000024290661") +
          segment("E1KNB1M", "MSGFN=005 BUKRS=1000 ZTERM=ZB30 INTAD=ar@muster.example",
                  segment("E1KNB5M", "MABER=Z1 MAHNA=0002 MANSP=A") +
                      segment("E1KNB5M", "MAHNA=0001 MAHNS=2 MANSP=B")) +
          segment("E1KNB1M", "MSGFN=005 BUKRS=2000 ZTERM=ZB14") +
          segment("E1KNKAM", "WAERS=EUR",
                  segment("E1KNKKM", "KKBER=1000 KLIMK=50000.00") +
                      segment("E1KNKKM", "KKBER=2000 KLIMK=_70.5")))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto customers = result.customers();
  ASSERT_EQ(customers.size(), 2u);
  EXPECT_EQ(FieldLines::of(customers[0]), R"(number=0000100001
name=Musterfirma Nord GmbH
company_code=1000
country=DE
language=de
tax_id=DE999999999
ibans=DE02120300000000202051
payment_terms=ZB30
dunning.procedure=0001
dunning.level=2
dunning.block=B
credit_limit.amount=50000.00 EUR
contacts.kind=email
contacts.value=info@muster.example
contacts.kind=phone
contacts.value=+49 30 1
contacts.kind=street
contacts.value=Am Kai 1
contacts.kind=postal_code
contacts.value=20457
contacts.kind=town
contacts.value=Hamburg
contacts.kind=email
contacts.value=ar@muster.example
dunning_areas.area=Z1
dunning_areas.procedure=0002
dunning_areas.block=A
)");
  EXPECT_EQ(customers[1].company_code, "2000");
  EXPECT_EQ(customers[1].payment_terms, "ZB14");
  EXPECT_EQ(customers[1].credit_limit->to_string(), "70.50");
  EXPECT_FALSE(customers[1].dunning_level);
}

TEST(DebmasCustomer, HasNoCompanyCodeWhereTheIdocHasNone) {
  const auto result = decode(customer(segment("E1KNA1M", "KUNNR=ABC NAME1=X")));
  ASSERT_EQ(result.customers().size(), 1u) << result.error.message;
  EXPECT_EQ(result.customers()[0].number, "ABC") << "only digits are padded";
  EXPECT_EQ(result.customers()[0].company_code, "");
}

TEST(DebmasCustomer, LeavesOutWhatAReducedMessageDoesntSay) {
  const auto result = decode(
      customer(segment("E1KNA1M", "MSGFN=004 KUNNR=0000100001",
                       segment("E1KNB1M", "MSGFN=004 BUKRS=1000", segment("E1KNB5M", "MANSP=/")))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(FieldLines::of(result.customers().at(0)),
            "number=0000100001\ncompany_code=1000\npartial=true\n");
}

TEST(DebmasCustomer, NotesDeletionsInsteadOfTakingThemAsCustomers) {
  TestHost host(sap_entry(), "sap-idoc");
  const auto result = host.decode(customer(segment("E1KNA1M", "MSGFN=003 KUNNR=9")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_TRUE(result.records.empty());
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_EQ(
      host.logs[0],
      "IDoc '0000000000000001': customer 0000000009 is deleted in SAP; saldo keeps what it has");

  const auto company =
      decode(customer(segment("E1KNA1M", "KUNNR=9", segment("E1KNB1M", "MSGFN=003 BUKRS=1000"))));
  ASSERT_EQ(company.status, SALDO_OK);
  EXPECT_TRUE(company.records.empty());
}

TEST(DebmasCustomer, TellsPayersDunningCreditAndInsuranceOfACompanyCode) {
  const auto document = customer(segment(
      "E1KNA1M", "MSGFN=005 KUNNR=1 KNRZA=2",
      segment("E1KNB1M",
              "MSGFN=005 BUKRS=1000 KNRZB=200099 ZWELS=EU ZAHLS=A VRBKZ=01 VLIBB=50000.00 VRSPR=90 "
              "VRSNR=POL-1 VERDT=20251231",
              segment("E1KNB5M", "MAHNA=0001 MAHNS=2 MADAT=20250101 GMVDT=20250301")) +
          segment("E1KNKAM", "WAERS=EUR",
                  segment("E1KNKKM", "KKBER=1000 KLIMK=70 CTLPC=001 CRBLB=X"))));
  TestHost host(sap_entry(), "sap-idoc");
  auto result = host.decode(document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(FieldLines::of(result.customers().at(0)), R"(number=0000000001
company_code=1000
dunning.procedure=0001
dunning.level=2
credit_limit.amount=70.00 EUR
alternative_payer=0000200099
payment_block=A
payment_methods=EU
dunning.last=2025-01-01
dunning.legal=2025-03-01
risk_class=001
credit_blocked=true
insurance.insurer=01
insurance.policy=POL-1
insurance.own_share=90
insurance.until=2025-12-31
)");
  ASSERT_EQ(host.logs.size(), 1u) << "the insured amount has no currency";
  EXPECT_THAT(host.logs[0], ::testing::HasSubstr("the insured amount '50000.00' has no currency"));
  host.options["local_currency"] = "EUR";
  result = host.decode(document);
  EXPECT_EQ(result.customers().at(0).insured->to_string(), "50000.00");
}

TEST(DebmasCustomer, TranslatesSapsLanguages) {
  const auto language = [](const std::string& fields) {
    return decode(customer(segment("E1KNA1M", "KUNNR=1 " + fields))).customers().at(0).language;
  };
  const char* pairs[][2] = {{"D", "de"}, {"E", "en"}, {"F", "fr"}, {"S", "es"}, {"P", "pt"},
                            {"N", "nl"}, {"L", "pl"}, {"I", "it"}, {"K", "da"}, {"V", "sv"},
                            {"C", "cs"}, {"1", "zh"}, {"J", "ja"}, {"?", ""}};
  for (const auto& [sap, iso] : pairs) EXPECT_EQ(language(std::string("SPRAS=") + sap), iso);
  EXPECT_EQ(language("SPRAS=D SPRAS_ISO=EN"), "en");
  EXPECT_EQ(language("SPRAS_ISO=ZF"), "zh");
}

TEST(DebmasCustomer, TakesNoCreditLimitThatIsAmbiguous) {
  TestHost host(sap_entry(), "sap-idoc");
  const auto result = host.decode(customer(segment(
      "E1KNA1M", "KUNNR=1",
      segment("E1KNB1M", "BUKRS=1000") +
          segment("E1KNKAM", "WAERS=EUR",
                  segment("E1KNKKM", "KKBER=A KLIMK=1") + segment("E1KNKKM", "KKBER=B KLIMK=2")))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_FALSE(result.customers().at(0).credit_limit);
  EXPECT_THAT(host.logs.at(0), ::testing::HasSubstr("several credit control areas"));
}

TEST(DebmasCustomer, RefusesMoreSegmentsThanAnyCustomerHas) {
  std::string companies;
  for (int i = 0; i <= 1000; ++i) companies += segment("E1KNB1M", "BUKRS=" + std::to_string(i));
  const auto result = decode(customer(segment("E1KNA1M", "KUNNR=1", companies)));
  EXPECT_STREQ(result.error.rule, "idoc.limit");
  EXPECT_EQ(
      message_of(result),
      "IDoc '0000000000000001', segment 1002 E1KNB1M: more than 1000 of these segments stand in "
      "one IDoc; correct it in SAP and send the IDoc again");
}

TEST(DebmasCustomer, RefusesBrokenFieldsNamingThem) {
  struct Case {
    std::string segments;
    const char *rule, *message;
  };
  const Case cases[] = {
      {segment("E1KNVVM", "VKORG=1"), "idoc.missing",
       ": a DEBMAS without the segment E1KNA1M names nobody"},
      {segment("E1KNA1M", "NAME1=X"), "idoc.missing",
       ", segment 1 E1KNA1M, KUNNR: the field is missing or empty"},
      {segment("E1KNA1M", "KUNNR=1", segment("E1KNB1M", "ZTERM=X")), "idoc.missing",
       ", segment 2 E1KNB1M, BUKRS: the field is missing or empty"},
      {segment("E1KNA1M", "KUNNR=1", segment("E1KNB1M", "BUKRS=1", segment("E1KNB5M", "MAHNS=X"))),
       "number.invalid", ", segment 3 E1KNB5M, MAHNS 'X': is not a whole number"},
      {segment("E1KNA1M", "KUNNR=1",
               segment("E1KNB1M", "BUKRS=1", segment("E1KNB5M", "MADAT=20260230"))),
       "date.invalid", ", segment 3 E1KNB5M, MADAT '20260230': is not a day of the form YYYYMMDD"},
      {segment("E1KNA1M", "KUNNR=12345678901"), "field.length",
       ", segment 1 E1KNA1M, KUNNR '12345678901': has 11 characters where the field has room for "
       "10"},
      {segment("E1KNA1M", "KUNNR=1",
               segment("E1KNKAM", "WAERS=EUR", segment("E1KNKKM", "KLIMK=1,5"))),
       "amount.invalid", ", segment 3 E1KNKKM, KLIMK '1,5': is not a decimal number (EUR)"},
      {segment("E1KNA1M", "KUNNR=1",
               segment("E1KNKAM", "WAERS=EURO", segment("E1KNKKM", "KLIMK=1"))),
       "amount.currency", ", segment 2 E1KNKAM, WAERS 'EURO': is not an ISO 4217 currency"},
      {segment("E1KNA1M", "KUNNR=1", segment("E1KNKAM", "", segment("E1KNKKM", "KLIMK=1"))),
       "idoc.missing", ", segment 2 E1KNKAM, WAERS: the credit limit has no currency"},
      {segment("E1KNA1M", "KUNNR=1", segment("E1KNB5M", "MAHNS=1")), "idoc.order",
       ", segment 2 E1KNB5M: stands where no segment is open that may hold it (E1KNB1M)"},
  };
  const std::string again = "; correct it in SAP and send the IDoc again";
  for (const auto& c : cases) {
    const auto result = decode(customer(c.segments));
    EXPECT_STREQ(result.error.rule, c.rule);
    EXPECT_EQ(message_of(result), "IDoc '0000000000000001'" + std::string(c.message) + again);
  }
}

}  // namespace
}  // namespace saldo
