#include <gtest/gtest.h>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* table_entry();

/// Remittance advices as payers send them.
namespace saldo {
namespace {

using Options = std::map<std::string, std::string>;

class TableDecoder : public testing::Test {
 protected:
  std::vector<std::string> read(const std::string& text, const Options& options = {},
                                std::size_t chunk = SIZE_MAX) {
    TestHost host(table_entry(), "table", options);
    last = host.decode(text, chunk);
    EXPECT_EQ(last.status, std::uint32_t{SALDO_OK}) << last.error.message;
    std::vector<std::string> advices;
    for (const RemittanceAdvice& a : last.of<RemittanceAdvice>())
      advices.push_back(FieldLines::of(a));
    return advices;
  }
  std::string refused(const std::string& text, const Options& options = {}) {
    TestHost host(table_entry(), "table", options);
    last = host.decode(text);
    EXPECT_NE(last.status, std::uint32_t{SALDO_OK});
    EXPECT_TRUE(last.of<RemittanceAdvice>().empty());
    return last.error.rule;
  }
  Decoded last;
};

const std::string kTwoLines =
    "advice;customer;payment_date;currency;total;invoice;amount;discount\n"
    "0000007;0000897911;2026-06-10;EUR;1965.84;0091004628;1375.77;0.00\n"
    "0000007;0000897911;2026-06-10;EUR;1965.84;0091004908;590.07;12.04\n";
const std::string kTwoLinesRead =
    "number=0000007\ncustomer=0000897911\npayment_date=2026-06-10\namount=1965.84 EUR\n"
    "lines.document=0091004628\nlines.amount=1375.77 EUR\n"
    "lines.document=0091004908\nlines.amount=590.07 EUR\nlines.discount=12.04 EUR\n";

TEST_F(TableDecoder, ReadsTheLinesOfAnAdvice) {
  EXPECT_EQ(read(kTwoLines), std::vector{kTwoLinesRead});
  EXPECT_EQ(last.of<RemittanceAdvice>().at(0).at.line, 2u);
}

TEST_F(TableDecoder, ReadsItInPiecesOfAnySize) {
  for (const std::size_t chunk : {1, 7, 100}) EXPECT_EQ(read(kTwoLines, {}, chunk).size(), 1u);
}

TEST_F(TableDecoder, FindsTheSeparatorAndTheColumnsByNamesOfManyLanguages) {
  for (const char* text :
       {"Rechnungs-Nr.;Zahlbetrag;Währung\n90000001;1.234,50;EUR\n",
        "Factura,Importe pagado,Moneda\n90000001,\"1.234,50\",EUR\n",
        "Fatura\tValor pago\tDivisa\n90000001\t1 234,50\tEUR\n",
        "Facture|Montant payé|Devise\n90000001|1 234,50 €|EUR\n",
        "Invoice No,Amount Paid,Currency\r\n90000001,\"1,234.50\",EUR\r\n",
        "\xEF\xBB\xBFsep=;\nFactuurnummer;Betaald bedrag;Valuta\n90000001;1234,50;EUR\n"}) {
    const auto advices = read(text);
    ASSERT_EQ(advices.size(), 1u) << text;
    EXPECT_EQ(advices[0], "amount=1234.50 EUR\nlines.document=90000001\nlines.amount=1234.50 EUR\n")
        << text;
  }
}

TEST_F(TableDecoder, ReadsOlderCharsetsAndUtf16) {
  const std::string latin =
      "Beleg;Betrag;W\xE4hrung;Abzug;Abzugsgrund\n90000001;10,00;EUR;1,00;Qualit\xE4t\n";
  EXPECT_NE(read(latin).at(0).find("deduction.reason=Qualität"), std::string::npos);
  std::string wide = "\xFF\xFE";
  for (const char c : kTwoLines) wide += std::string{c, '\0'};
  EXPECT_EQ(read(wide), std::vector{kTwoLinesRead});
}

TEST_F(TableDecoder, ReadsLabelsAboveTheTable) {
  const auto advices = read(
      "Zahlungsavis: 4711;;\nKundennummer;104711;\nZahlungsdatum;05.06.2026;\nWährung;EUR;\n"
      "Summe;30,00;\n\nRechnung;Datum;Betrag\n1001;01.05.2026;10,00\n1002;01.05.2026;20,00\n");
  ASSERT_EQ(advices.size(), 1u);
  EXPECT_EQ(advices[0].substr(0, advices[0].find("lines")),
            "number=4711\ncustomer=104711\npayment_date=2026-06-05\namount=30.00 EUR\n");
}

TEST_F(TableDecoder, TakesARowWithoutDocumentForTheTotal) {
  const std::string head = "invoice;amount;currency\n1001;10.00;EUR\n1002;-4.00;EUR\n";
  EXPECT_EQ(read(head + "total;;\n;6.00;\n").size(), 1u);
  EXPECT_EQ(refused(head + ";7.00;\n"), "remittance.total");
  EXPECT_EQ(last.error.place.line, 4u);
}

TEST_F(TableDecoder, KnowsEveryDashThatStandsForAMinus) {
  for (const char* minus :
       {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\uFE63", "\uFF0D"}) {
    const auto advices =
        read("invoice;amount;currency\n1001;30.00;EUR\n1002;" + std::string(minus) + "10.00;EUR\n");
    EXPECT_EQ(advices.at(0).substr(0, advices[0].find('\n')), "amount=20.00 EUR") << minus;
  }
}

TEST_F(TableDecoder, TwoNumbersInOneCellAreNoAmount) {
  for (const char* amount : {"12 50", "10'20", "1 234 5", "1 1 000,00", "7 000.000 5"})
    EXPECT_EQ(refused("invoice;amount;currency\n1001;" + std::string(amount) + ";EUR\n"),
              "amount.invalid")
        << amount;
  for (const char* amount : {"1 234,50", "1'234.50", "12 34 567,00", " 10 ", "- 5,00", "EUR 5"})
    EXPECT_EQ(read("invoice;amount;currency\n1001;" + std::string(amount) + ";EUR\n").size(), 1u)
        << amount;
}

TEST_F(TableDecoder, AQuoteThatOnlyAnotherSeparatorWouldOpenIsText) {
  EXPECT_EQ(
      read("Invoice,Amount,Currency,Reason\n1001,10.00,EUR,2 pipes; \"3 inch\n"),
      std::vector<std::string>{"amount=10.00 EUR\nlines.document=1001\nlines.amount=10.00 EUR\n"});
}

TEST_F(TableDecoder, KnowsBilledAmountsFromPaidOnes) {
  const std::string paid =
      "lines.document=1001\nlines.amount=88.00 EUR\nlines.discount=2.00 EUR\n"
      "lines.deduction.amount=10.00 EUR\nlines.deduction.reason=damage\n";
  for (const char* text :
       {"invoice;gross;discount;deduction;reason;currency\n1001;100.00;2.00;10.00;damage;EUR\n",
        "invoice;amount;discount;deduction;reason;currency;total\n"
        "1001;100.00;2.00;10.00;damage;EUR;88.00\n",
        "invoice;gross;amount;discount;deduction;reason;currency\n"
        "1001;100.00;88.00;2.00;10.00;damage;EUR\n"})
    EXPECT_EQ(read(text).at(0), "amount=88.00 EUR\n" + paid) << text;
}

TEST_F(TableDecoder, GivesEachAdviceItsOwnRecord) {
  const auto advices =
      read("advice;invoice;amount;currency\nA;1;1.00;EUR\nB;2;2.00;EUR\nA;3;3.00;EUR\n");
  ASSERT_EQ(advices.size(), 2u);
  EXPECT_EQ(last.of<RemittanceAdvice>()[0].lines.size(), 2u);
}

TEST_F(TableDecoder, TakesColumnsAsTheConnectorNamesThem) {
  const Options named = {{"document", "Ref A, Ref B"}, {"amount", "X"}, {"currency", "PLN"}};
  EXPECT_EQ(read("Ref B;X\n77001;5,00\n", named).at(0),
            "amount=5.00 PLN\nlines.document=77001\nlines.amount=5.00 PLN\n");
  const Options placed = {
      {"document", "#2"}, {"amount", "#3"}, {"currency", "EUR"}, {"separator", "comma"}};
  EXPECT_EQ(read("x,77001,5.00\nx,77002,6.00\n", placed).at(0).substr(0, 17), "amount=11.00 EUR\n");
}

TEST_F(TableDecoder, ReadsSignsHoweverTheyAreWritten) {
  for (const char* amount : {"-12.50", "12.50-", "(12.50)", "- 12.50 EUR", "EUR -12.50"})
    EXPECT_EQ(read("invoice;amount;currency\n1;" + std::string(amount) + ";EUR\n").at(0),
              "amount=-12.50 EUR\nlines.document=1\nlines.amount=-12.50 EUR\n")
        << amount;
}

TEST_F(TableDecoder, DoesNotGuessBetweenThousandsAndDecimals) {
  const std::string head = "invoice;amount;currency\n1;1.234;EUR\n";
  EXPECT_EQ(refused(head), "amount.invalid");
  EXPECT_NE(std::string(last.error.message).find("option 'decimal'"), std::string::npos);
  EXPECT_EQ(read(head, {{"decimal", "comma"}}).at(0).substr(0, 18), "amount=1234.00 EUR");
  EXPECT_EQ(read(head + "2;5,50;EUR\n").at(0).substr(0, 18), "amount=1239.50 EUR");
}

TEST_F(TableDecoder, RefusesAFigureThatOnlyAnotherReadingGivesASense) {
  const std::string head = "invoice;amount;currency\n";
  for (const char* amount :
       {"1.2E+5", "1E+05", "1.2e5", "10-20", "2026-06-01", "1.234.56", "12€50"})
    EXPECT_EQ(refused(head + "1;" + amount + ";EUR\n"), "amount.invalid") << amount;
  // With a comma for decimals, a point divides thousands: 1234.56 would become 123456.00.
  EXPECT_EQ(refused(head + "1;1234.56;EUR\n", {{"decimal", "comma"}}), "amount.invalid");
  EXPECT_EQ(refused(head + "1;1,50;EUR\n", {{"decimal", "point"}}), "amount.invalid");
  for (const char* amount :
       {"1.234.567,5", "1'234'567.50", "1 234 567,50", "EUR1,234,567.50 EUR", "12,34,567.50"})
    EXPECT_EQ(read(head + "1;" + amount + ";EUR\n").at(0).substr(0, 21), "amount=1234567.50 EUR")
        << amount;
}

TEST_F(TableDecoder, KnowsAMinusFromTheDashOfARoundAmount) {
  const std::string head = "invoice;amount;currency\n1;";
  for (const char* amount : {"−12,50", "–12,50", "12,50−"})
    EXPECT_EQ(read(head + amount + ";EUR\n").at(0).substr(0, 17), "amount=-12.50 EUR") << amount;
  for (const char* amount : {"100,-", "100.-", "100,–", "EUR 100,--"})
    EXPECT_EQ(read(head + amount + ";EUR\n").at(0).substr(0, 17), "amount=100.00 EUR") << amount;
}

TEST_F(TableDecoder, NamesTheLineTheValueAndTheRemedyOfWhatIsWrong) {
  const std::string head = "invoice;amount;currency;payment_date\n1;1.00;EUR;2026-06-01\n";
  const std::tuple<const char*, const char*, const char*> cases[] = {
      {"2;abc§;EUR;2026-06-01\n", "amount.invalid", "line 3, amount"},
      {"2;1.00;XXQ;2026-06-02\n", "table.currency", "line 3"},
      {"2;1.00;EUR;31.02.2026\n", "date.invalid", "line 3, payment_date"},
      {"2;1.00;EUR;01.06.026\n", "date.invalid", "line 3, payment_date"},
      {"2;1.00;EUR;01.06.6\n", "date.invalid", "line 3, payment_date"},
      {"2;\"1.00;EUR\n", "table.row", "line 3"},
  };
  for (const auto& [row, rule, place] : cases) {
    EXPECT_EQ(refused(head + row), rule) << row;
    EXPECT_NE(std::string(last.error.message).find(place), std::string::npos) << last.error.message;
  }
  EXPECT_EQ(refused("a;b\n1;2\n"), "table.header");
  EXPECT_EQ(refused("invoice;amount\n1;2.00\n"), "table.currency");
  EXPECT_EQ(refused("advice;invoice;amount;currency;total\nA;1;1.00;EUR;3.00\nA;2;2.00;EUR;4.00\n"),
            "remittance.contradiction");
}

TEST_F(TableDecoder, RecognisesOnlyTablesThatSayWhatIsPaid) {
  TestHost host(table_entry(), "table", {});
  EXPECT_GT(host.identify(kTwoLines, "x.csv"), 0);
  for (const char* other : {"", "name;city\nA;B\n", "<?xml version=\"1.0\"?>", ":20:STARTUMS"})
    EXPECT_EQ(host.identify(other, "x.csv"), 0) << other;
}

}  // namespace
}  // namespace saldo
