#include <random>

#include "sap_testing.hpp"

namespace saldo {
namespace {

using namespace sap_testing;

/// An INVOIC IDoc of one invoice.
std::string simple_invoice(int number, const std::string& sum,
                           const std::string& currency = "EUR") {
  return idoc(
      "INVOIC", std::to_string(1'000'000 + number),
      segment("E1EDK01", "CURCY=" + currency + " BSART=INVO BELNR=" + std::to_string(number)) +
          segment("E1EDKA1", "PARVW=RG PARTN=1") + segment("E1EDK03", "IDDAT=026 DATUM=20260110") +
          segment("E1EDS01", "SUMID=011 SUMME=" + sum));
}

TEST(Idoc, ReadsManyInOneFileHoweverTheBytesArrive) {
  const auto document = file(
      "INVOIC02", simple_invoice(1, "1.00") + simple_invoice(2, "2.50") + simple_invoice(3, "3"));
  for (const std::size_t chunk : {std::size_t{1}, std::size_t{7}, SIZE_MAX}) {
    const auto result = decode(document, chunk);
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    const auto items = result.items();
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(items[1].amount->to_string(), "2.50");
    EXPECT_EQ(items[1].at.line, 4u);
    EXPECT_EQ(document.substr(items[1].at.offset, 5), "<IDOC");
  }
}

TEST(Idoc, TakesTheMessageTypeFromTheControlRecordElseFromTheRoot) {
  const std::string body = segment("E1KNA1M", "KUNNR=1");
  const std::string without_control = "<IDOC BEGIN=\"1\">" + body + "</IDOC>";
  EXPECT_EQ(decode(file("DEBMAS06", without_control)).customers().size(), 1u);
  EXPECT_EQ(decode(file("ZDEBMAS_EXT", idoc("DEBMAS", "1", body))).customers().size(), 1u);
  const std::string by_type = "<IDOC>" + segment("EDI_DC40", "IDOCTYP=DEBMAS07") + body + "</IDOC>";
  EXPECT_EQ(decode(file("ANY", by_type)).customers().size(), 1u);
}

TEST(Idoc, ReadsNamespacesAndEmptySegmentAttributes) {
  const auto result = decode(
      "<n:DEBMAS07 xmlns:n=\"urn:sap\"><n:IDOC BEGIN=\"1\"><n:E1KNA1M SEGMENT=\"\"><n:KUNNR> 7 "
      "</n:KUNNR></n:E1KNA1M></n:IDOC></n:DEBMAS07>");
  ASSERT_EQ(result.customers().size(), 1u) << result.error.message;
  EXPECT_EQ(result.customers()[0].number, "0000000007");
}

TEST(Idoc, PassesOverExtensionsWithTheirChildrenAndCountsThem) {
  TestHost host(sap_entry(), "sap-idoc");
  const auto result = host.decode(
      customer(segment("Z1HEAD", "A=1", segment("E1KNA1M", "KUNNR=666")) +
               segment("E1KNA1M", "KUNNR=1",
                       segment("ZZEXT", "KUNNR=2") +
                           segment("E1KNB1M", "BUKRS=1", segment("_-RB04_-X", "B=1")))));
  ASSERT_EQ(result.customers().size(), 1u) << result.error.message;
  EXPECT_EQ(result.customers()[0].number, "0000000001");
  EXPECT_EQ(host.logs, std::vector<std::string>{
                           "3 segments of extensions were passed over; the first is 'Z1HEAD'"});
}

TEST(Idoc, RefusesOtherMessageTypesByName) {
  const auto result = decode(file("ORDERS05", idoc("ORDERS", "12", segment("E1EDK01", "BELNR=1"))));
  EXPECT_STREQ(result.error.rule, "idoc.message");
  EXPECT_EQ(
      message_of(result),
      "IDoc '12', control record, MESTYP 'ORDERS': this type isn't read; send it elsewhere: this "
      "decoder reads DEBMAS, INVOIC, FIDCC1, FIDCC2, REMADV, CREADV, FINSTA, ALEAUD and "
      "STATUS");
  EXPECT_STREQ(result.error.found, "ORDERS");
}

TEST(Idoc, RefusesWhatIsNoIdoc) {
  EXPECT_STREQ(decode("<INVOIC02><OTHER/></INVOIC02>").error.rule, "xml.root");
  EXPECT_STREQ(decode("<INVOIC02/>").error.rule, "document.empty");
  EXPECT_STREQ(decode("").error.rule, "document.empty");
  EXPECT_STREQ(decode("EDI_DC40  1000000").error.rule, "file.truncated");
}

TEST(Idoc, SetsABadIdocAsideWithItsMoneyWhileTheOthersGoOn) {
  std::string bad = simple_invoice(2, "2.50");
  bad.replace(bad.find("20260110"), 8, "20260199");
  const auto result =
      decode(file("INVOIC02", simple_invoice(1, "1.00") + bad + simple_invoice(3, "3.00")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.items().size(), 2u);
  EXPECT_EQ(result.items()[1].number, "0000000003");
  ASSERT_EQ(result.refusals().size(), 1u);
  const Refusal refusal = result.refusals()[0];
  EXPECT_EQ(refusal.statement, 2);
  EXPECT_EQ(refusal.rule, "date.invalid");
  EXPECT_EQ(refusal.held->to_string(), "2.50");
  EXPECT_EQ(refusal.at.line, 4u);
}

TEST(Idoc, SetsAnIdocOfBrokenXmlAsideWhileTheOthersGoOn) {
  std::string bad = simple_invoice(2, "2.50");
  bad.replace(bad.find("</SUMME>"), 8, "</SUMMA>");
  const auto result = decode(file("INVOIC02", simple_invoice(1, "1.00") + bad));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.items().size(), 1u);
  EXPECT_EQ(result.refusals().at(0).rule, "xml.invalid");
}

TEST(Idoc, RefusesTheFileWhenNoIdocIsGoodAndHoldsAllItsMoney) {
  const auto dateless = [](int number, const char* sum, const char* currency) {
    std::string idoc = simple_invoice(number, sum, currency);
    return idoc.replace(idoc.find("026"), 3, "099");
  };
  const auto held = [](const std::string& idocs) {
    const auto d = decode(file("INVOIC02", idocs));
    EXPECT_EQ(d.status, SALDO_E_REJECTED);
    return std::string(d.error.held.currency) + " " +
           Money::format(d.error.held.units, d.error.held.scale);
  };
  EXPECT_EQ(held(dateless(1, "1.00", "EUR") + dateless(2, "2.50", "EUR")), "EUR 3.50");
  EXPECT_EQ(held(dateless(1, "1.00", "EUR") + dateless(2, "2.50", "USD")), " 0");
  std::string cut = file("INVOIC02", simple_invoice(1, "1.00") + simple_invoice(2, "2.50"));
  cut.resize(cut.size() - 30);
  const auto d = decode(cut);
  EXPECT_STREQ(d.error.rule, "xml.truncated");
  EXPECT_EQ(d.error.held.units, 100);
}

TEST(Idoc, RefusesEveryTruncation) {
  const auto document = file("INVOIC02", simple_invoice(1, "1.00") + simple_invoice(2, "2.00"));
  const std::size_t end = document.rfind('>') + 1;
  ASSERT_EQ(decode(document.substr(0, end)).status, SALDO_OK);
  for (std::size_t n = 0; n < end; ++n)
    EXPECT_EQ(decode(document.substr(0, n)).status, SALDO_E_REJECTED) << n;
}

TEST(Idoc, RefusesAnXmlBombAndBytesInAnotherCharset) {
  EXPECT_STREQ(
      decode("<!DOCTYPE INVOIC02 [<!ENTITY a 'b'>]><INVOIC02><IDOC/></INVOIC02>").error.rule,
      "xml.doctype");
  EXPECT_STREQ(decode(customer(segment("E1KNA1M", "KUNNR=1 NAME1=M\xFCller"))).error.rule,
               "text.encoding");
  std::string latin = customer(segment("E1KNA1M", "KUNNR=1 NAME1=M\xFCller"));
  latin.replace(latin.find("UTF-8"), 5, "ISO-8859-1");
  EXPECT_EQ(decode(latin).customers().at(0).name, "Müller");
}

TEST(Idoc, RefusesSegmentsNestedWithoutEnd) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "<E1A>";
  deep += "<X/>";
  for (int i = 0; i < 200'000; ++i) deep += "</E1A>";
  const auto result = decode(customer(segment("E1KNA1M", "KUNNR=1") + deep));
  EXPECT_STREQ(result.error.rule, "xml.limit");
}

TEST(Idoc, TakesOneClientOnlyWhereTheConnectorNamesIt) {
  TestHost host(sap_entry(), "sap-idoc", {{"client", "100"}});
  std::string document = customer(segment("E1KNA1M", "KUNNR=1"));
  EXPECT_STREQ(host.decode(document).error.rule, "idoc.client");
  document.insert(document.find("<MESTYP>"), "<MANDT>100</MANDT>");
  EXPECT_EQ(host.decode(document).customers().size(), 1u);
  document.replace(document.find("<MANDT>100"), 10, "<MANDT>200");
  const auto result = host.decode(document);
  EXPECT_EQ(message_of(result),
            "IDoc '0000000000000001', control record, MANDT '200': is not client 100, which option "
            "client names; send it to its own system's connector");
}

TEST(Idoc, RefusesOptionsThatMeanNothing) {
  const char* options[][2] = {
      {"client", "1"}, {"code_page", "4711"}, {"decimals", "three"}, {"local_currency", "EURO"}};
  for (const auto& [name, value] : options) {
    TestHost host(sap_entry(), "sap-idoc", {{name, value}});
    const auto result = host.decode(customer(segment("E1KNA1M", "KUNNR=1")));
    EXPECT_EQ(result.status, SALDO_E_CONFIG) << name;
    EXPECT_THAT(result.error.message, ::testing::HasSubstr(name));
  }
}

TEST(Idoc, RecognisesIdocsOnly) {
  TestHost host(sap_entry(), "sap-idoc");
  EXPECT_GE(host.identify(file("INVOIC02", simple_invoice(1, "1"))), 90);
  EXPECT_GE(host.identify("<ns0:ORDERS05 xmlns:ns0='x'><ns0:IDOC BEGIN='1'>"), 90)
      << "to be refused by name";
  EXPECT_EQ(host.identify("<Document><BkToCstmrStmt/></Document>"), 0);
  EXPECT_GE(host.identify("EDI_DC40  100"), 90);
  EXPECT_GE(host.identify("EDI_DC    300"), 90);
  EXPECT_EQ(host.identify("EDI_DC41  100"), 0);
  EXPECT_EQ(host.identify("text <IDOC >"), 0);
  EXPECT_EQ(host.identify(""), 0);
}

TEST(Idoc, EveryRandomAmountComesOutToTheCent) {
  std::mt19937 random(7);
  std::uniform_int_distribution<std::int64_t> amounts(0, 1'000'000'000'000);
  std::string idocs;
  std::vector<std::int64_t> expected, found;
  for (int i = 0; i < 500; ++i) {
    expected.push_back(amounts(random));
    idocs += simple_invoice(i + 1, Money::format(expected.back(), 2));
  }
  const auto result = decode(file("INVOIC02", idocs));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  for (const auto& item : result.items()) found.push_back(item.amount->minor);
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace saldo
