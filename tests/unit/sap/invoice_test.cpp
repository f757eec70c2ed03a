#include "sap_testing.hpp"

namespace saldo {
namespace {

using namespace sap_testing;

/// The parts of an invoice that a test may replace.
struct Parts {
  std::string header = segment("E1EDK01", "CURCY=EUR BSART=INVO BELNR=90001234");
  std::string partners =
      segment("E1EDKA1", "PARVW=BK PARTN=1000") + segment("E1EDKA1", "PARVW=RG PARTN=100001");
  std::string references = segment("E1EDK02", "QUALF=009 BELNR=90001234");
  std::string dates = segment("E1EDK03", "IDDAT=026 DATUM=20260110");
  std::string terms = segment("E1EDK18", "QUALF=001 TAGE=30");
  std::string rest;
  std::string sums = segment("E1EDS01", "SUMID=011 SUMME=1190.00 WAERQ=EUR");
  std::string document() const {
    return invoice(header + partners + references + dates + terms + rest + sums);
  }
};

Item item_of(const Parts& parts) {
  const auto result = decode(parts.document());
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result.status == SALDO_OK ? result.items().at(0) : Item{};
}

TEST(InvoicItem, ReadsEveryField) {
  Parts parts;
  parts.partners +=
      segment("E1EDKA1", "PARVW=AG PARTN=777") + segment("E1EDKA1", "PARVW=RE PARTN=888");
  parts.references += segment("E1EDK02", "QUALF=001 BELNR=PO-4711") +
                      segment("E1EDK02", "QUALF=012 BELNR=80001") +
                      segment("E1EDK02", "QUALF=017 BELNR=ZUO");
  parts.dates += segment("E1EDK03", "IDDAT=012 DATUM=20260109");
  parts.terms = segment("E1EDK18", "QUALF=001 TAGE=14 PRZNT=2.000") +
                segment("E1EDK18", "QUALF=002 TAGE=30 PRZNT=0.000") +
                segment("E1EDK18", "QUALF=005 TAGE=99");
  parts.rest = segment(
      "E1EDP01", "POSEX=10",
      segment("E1EDP02", "QUALF=001 BELNR=PO-4711") + segment("E1EDP02", "QUALF=016 BELNR=80002"));
  EXPECT_EQ(FieldLines::of(item_of(parts)), R"(kind=invoice
number=0090001234
customer=0000100001
company_code=1000
document_date=2026-01-10
posting_date=2026-01-10
baseline_date=2026-01-10
due_date=2026-02-09
amount=1190.00 EUR
terms.days=14
terms.percent=2.000
terms.days=30
terms.percent=0.000
references.kind=purchase_order
references.value=PO-4711
references.kind=delivery
references.value=80001
references.kind=assignment
references.value=ZUO
references.kind=delivery
references.value=80002
)");
}

TEST(InvoicItem, TakesThePayerElseTheBillToElseTheSoldToParty) {
  const std::string ag = segment("E1EDKA1", "PARVW=AG PARTN=1"),
                    re = segment("E1EDKA1", "PARVW=RE PARTN=2"),
                    rg = segment("E1EDKA1", "PARVW=RG PARTN=X3");
  Parts parts;
  parts.partners = ag;
  EXPECT_EQ(item_of(parts).customer, "0000000001");
  parts.partners = ag + re;
  EXPECT_EQ(item_of(parts).customer, "0000000002");
  parts.partners = ag + rg + re;
  EXPECT_EQ(item_of(parts).customer, "X3");
  parts.partners = ag + segment("E1EDKA1", "PARVW=BK LIFNR=1050");
  EXPECT_EQ(item_of(parts).company_code, "1050") << "senders put it into LIFNR too";
}

TEST(InvoicItem, TakesTheSignFromTheCategory) {
  struct Case {
    const char *bsart, *billing, *sum, *kind, *amount;
  };
  const Case cases[] = {{"INVO", "F2", "10.00", "invoice", "10.00"},
                        {"CRME", "", "10.00", "credit_memo", "-10.00"},
                        {"CRME", "G2", "10.00-", "credit_memo", "-10.00"},
                        {"CRME", "", "-10.00", "credit_memo", "-10.00"},
                        {"", "G2", "_10.00", "credit_memo", "-10.00"},
                        {"", "L2", "10.00", "debit_memo", "10.00"},
                        {"", "S1", "10.00", "credit_memo", "-10.00"},
                        {"", "", "10.00", "invoice", "10.00"}};
  for (const auto& c : cases) {
    Parts parts;
    parts.header = segment("E1EDK01", "CURCY=EUR BELNR=1 BSART=" + std::string(c.bsart));
    parts.rest = segment("E1EDK14", "QUALF=015 ORGID=" + std::string(c.billing));
    parts.sums = segment("E1EDS01", "SUMID=011 SUMME=" + std::string(c.sum));
    const Item item = item_of(parts);
    EXPECT_EQ(item.kind, c.kind) << c.bsart << c.billing;
    EXPECT_EQ(item.amount->to_string(), c.amount) << c.bsart << c.billing;
  }
}

TEST(InvoicItem, ComputesTheDueDate) {
  struct Case {
    std::string terms;
    const char* due;
  };
  const auto tier = [](const char* fields) { return segment("E1EDK18", fields); };
  const Case cases[] = {
      {"", ""},
      {tier("QUALF=001 TAGE=0"), "2026-01-10"},
      {tier("QUALF=001 TAGE=14 PRZNT=3.000") + tier("QUALF=002 TAGE=30 PRZNT=2") +
           tier("QUALF=003 TAGE=60"),
       "2026-03-11"},
      {tier("QUALF=001 TAGE=14 PRZNT=2.000"), "2026-01-24"},
      {tier("QUALF=001 TAGE=30") + segment("E1EDK03", "IDDAT=028 DATUM=20260228"), "2026-02-28"},
      {tier("QUALF=001 TAGE=30") + segment("E1EDK03", "IDDAT=028 DATUM=00000000"), "2026-02-09"}};
  for (const auto& c : cases) {
    Parts parts;
    parts.terms = c.terms;
    EXPECT_EQ(item_of(parts).due_date.to_string(), c.due) << c.terms;
  }
}

TEST(InvoicItem, IsNotDueAtOnceForATierThatTheTermsDontUse) {
  const auto tier = [](const char* fields) { return segment("E1EDK18", fields); };
  Parts parts;
  parts.terms = tier("QUALF=001 TAGE=14 PRZNT=3.000") + tier("QUALF=002 TAGE=30 PRZNT=2.000") +
                tier("QUALF=003 TAGE=0 PRZNT=0.000");
  const Item two = item_of(parts);
  EXPECT_EQ(two.due_date.to_string(), "2026-02-09");
  EXPECT_EQ(two.terms.size(), 2u);
  parts.terms = tier("QUALF=001 TAGE=30") + tier("QUALF=002 TAGE=000 PRZNT=0.000");
  EXPECT_EQ(item_of(parts).due_date.to_string(), "2026-02-09");
}

TEST(InvoicItem, TakesDatesAndNumbersFromWhereTheyAre) {
  Parts parts;
  parts.dates = segment("E1EDK03", "IDDAT=012 DATUM=20260109");
  EXPECT_EQ(item_of(parts).document_date.to_string(), "2026-01-09");
  parts.dates = "";
  parts.references = segment("E1EDK02", "QUALF=009 BELNR=55 DATUM=20260108");
  const Item item = item_of(parts);
  EXPECT_EQ(item.document_date.to_string(), "2026-01-08");
  EXPECT_EQ(item.number, "0000000055");
  ASSERT_EQ(item.references.size(), 1u);
  EXPECT_EQ(item.references[0].kind, "billing");
  EXPECT_EQ(item.references[0].value, "90001234");
  parts = {};
  parts.references = "";
  EXPECT_EQ(item_of(parts).number, "0090001234");
}

TEST(InvoicItem, KeepsAmountsOfCurrenciesWithoutDecimals) {
  Parts parts;
  parts.sums = segment("E1EDS01", "SUMID=011 SUMME=118000 WAERQ=JPY");
  EXPECT_EQ(item_of(parts).amount->to_string(), "118000");
}

TEST(InvoicItem, ReadsSapsInternalDecimalsWhereTheSenderIsKnownToWriteThem) {
  const auto amount = [](const char* sum) {
    TestHost host(sap_entry(), "sap-idoc", {{"decimals", "internal"}});
    Parts parts;
    parts.sums = segment("E1EDS01", "SUMID=011 " + std::string(sum));
    const auto result = host.decode(parts.document());
    return result.status == SALDO_OK ? result.items().at(0).amount->to_string()
                                     : std::string(result.error.rule);
  };
  EXPECT_EQ(amount("SUMME=1180.00 WAERQ=JPY"), "118000");
  EXPECT_EQ(amount("SUMME=11800.05 WAERQ=KWD"), "1180.005");
  EXPECT_EQ(amount("SUMME=11.80 WAERQ=EUR"), "11.80");
  EXPECT_EQ(amount("SUMME=118000 WAERQ=JPY"), "amount.decimals");
  EXPECT_EQ(amount("SUMME=1180.00 WAERQ=HUF"), "118000.00");
  EXPECT_EQ(amount("SUMME=999999999999999.99 WAERQ=HUF"), "amount.range");
}

/// ISO 4217 gives them two decimals, SAP's table none: what has two is a hundred times more, or
/// not.
TEST(InvoicItem, CurrenciesThatSapKeepsOtherwiseThanIso4217AreNeverOffByAHundred) {
  const auto amount = [](const char* sum, const char* decimals, const char* form = "currency") {
    TestHost host(sap_entry(), "sap-idoc", {{"decimals", form}, {"currency_decimals", decimals}});
    Parts parts;
    parts.sums = segment("E1EDS01", "SUMID=011 " + std::string(sum));
    const auto result = host.decode(parts.document());
    return result.status == SALDO_OK ? result.items().at(0).amount->to_string()
                                     : std::string(result.error.rule);
  };
  for (const char* code : {"HUF", "COP", "IDR", "TWD", "LAK"}) {
    const std::string of = std::string(" WAERQ=") + code, two = std::string("JPY=0,") + code + "=2";
    EXPECT_EQ(amount(("SUMME=1180" + of).c_str(), ""), "1180.00");
    EXPECT_EQ(amount(("SUMME=1180.00" + of).c_str(), ""), "amount.decimals");
    EXPECT_EQ(amount(("SUMME=1180.5" + of).c_str(), ""), "amount.decimals");
    EXPECT_EQ(amount(("SUMME=1180.00" + of).c_str(), two.c_str()), "1180.00");
    EXPECT_EQ(amount(("SUMME=11.80" + of).c_str(), "", "internal"), "1180.00");
    EXPECT_EQ(amount(("SUMME=11.80" + of).c_str(), two.c_str(), "internal"), "11.80");
  }
  EXPECT_EQ(amount("SUMME=11.80 WAERQ=EUR", ""), "11.80");
  EXPECT_EQ(amount("SUMME=1180.00 WAERQ=XAF", "XAF=2"), "1180");
  EXPECT_EQ(amount("SUMME=1180.50 WAERQ=XAF", "XAF=2"), "amount.decimals");
}

TEST(InvoicItem, DecimalsThatArentAListAreRefused) {
  for (const char* odd : {"HUF", "HUF=5", "HUF=2;", "HUF=2,,COP=0", "XXX=2", "HUF = 2"}) {
    TestHost host(sap_entry(), "sap-idoc", {{"currency_decimals", odd}});
    const auto result = host.decode(Parts().document());
    EXPECT_EQ(result.status, SALDO_E_CONFIG) << odd;
    EXPECT_NE(std::string(result.error.message).find("option currency_decimals is"),
              std::string::npos)
        << result.error.message;
  }
}

struct BrokenInvoice {
  Parts parts;
  const char *rule, *message, *at;
};

template <class F>
Parts with(F change) {
  Parts parts;
  change(parts);
  return parts;
}

std::vector<BrokenInvoice> broken_headers() {
  return {
      {with([](Parts& p) { p.header = ""; }), "idoc.missing",
       ": the header segment E1EDK01 is missing", "<IDOC"},
      {with([](Parts& p) { p.partners = segment("E1EDKA1", "PARVW=WE PARTN=1"); }), "idoc.missing",
       ": no partner (E1EDKA1) RG, RE or AG with a PARTN, so nobody owes the invoice", "<IDOC"},
      {with([](Parts& p) { p.references = p.dates = ""; }), "idoc.missing",
       ": neither a billing date (E1EDK03 026) nor a document date (012)", "<IDOC"},
      {with([](Parts& p) { p.dates = segment("E1EDK03", "IDDAT=026 DATUM=20260231"); }),
       "date.invalid", ", segment 5 E1EDK03, DATUM '20260231': is not a day of the form YYYYMMDD",
       "<DATUM>"},
  };
}

std::vector<BrokenInvoice> broken_sums_and_terms() {
  return {
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=010 SUMME=1"); }), "idoc.missing",
       ": no sum E1EDS01 011, the gross amount billed", "<IDOC"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 WAERQ=EUR"); }), "idoc.missing",
       ", segment 7 E1EDS01, SUMME: the field is missing or empty", "<E1EDS01"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=1.190,00"); }),
       "amount.invalid", ", segment 7 E1EDS01, SUMME '1.190,00': is not a decimal number (EUR)",
       "<SUMME>"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=-1.00-"); }),
       "amount.invalid", ", segment 7 E1EDS01, SUMME '-1.00-': has two signs", "<SUMME>"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=999999999999999999"); }),
       "amount.range", ", segment 7 E1EDS01, SUMME '999999999999999999': is beyond 64 bits (EUR)",
       "<SUMME>"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=5 WAERQ=XXX"); }),
       "amount.currency", ", segment 7 E1EDS01, WAERQ 'XXX': is not an ISO 4217 currency",
       "<WAERQ>"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=5.00-"); }), "amount.sign",
       ", segment 7 E1EDS01, SUMME '5.00-': is below zero although the document is no credit memo",
       "<SUMME>"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=5.005 WAERQ=EUR"); }),
       "amount.decimals",
       ", segment 7 E1EDS01, SUMME '5.005': has more decimals than its currency (EUR)", "<SUMME>"},
      {with([](Parts& p) { p.sums = segment("E1EDS01", "SUMID=011 SUMME=1180.00 WAERQ=JPY"); }),
       "amount.decimals",
       ", segment 7 E1EDS01, SUMME '1180.00': isn't written with the decimals of JPY in SAP: it "
       "may be the internal form, which option decimals: internal reads; where it is none, say so "
       "by option currency_decimals: JPY=2",
       "<SUMME>"},
      {with([](Parts& p) {
         p.sums += segment("E1EDS01", "SUMID=010 SUMME=1000.00 WAERQ=EUR") +
                   segment("E1EDS01", "SUMID=005 SUMME=19.00 WAERQ=EUR");
       }),
       "idoc.totals",
       ", segment 7 E1EDS01, SUMME '1190.00': is the gross amount (011), but net (010) 1000.00 and "
       "tax (005) 19.00 come to 1019.00",
       "<SUMME>"},
      {with([](Parts& p) { p.rest = segment("E1EDP02", "QUALF=001 BELNR=1"); }), "idoc.order",
       ", segment 7 E1EDP02: stands where no segment is open that may hold it (E1EDP01)",
       "<E1EDP02"},
      {with([](Parts& p) { p.rest = segment("E1EDK14", "QUALF=015 ORGID=F8"); }), "idoc.category",
       ", segment 7 E1EDK14, ORGID 'F8': a pro forma invoice is not a receivable", "<ORGID>"},
      {with([](Parts& p) { p.terms = segment("E1EDK18", "QUALF=001 TAGE=x"); }), "number.invalid",
       ", segment 6 E1EDK18, TAGE 'x': is not a whole number", "<TAGE>"},
      {with([](Parts& p) { p.terms = segment("E1EDK18", "QUALF=001 TAGE=1 PRZNT=2-"); }),
       "number.invalid", ", segment 6 E1EDK18, PRZNT '2-': is not a percentage", "<PRZNT>"},
      {with([](Parts& p) { p.terms = segment("E1EDK18", "QUALF=001 TAGE=99999"); }),
       "number.invalid", ", segment 6 E1EDK18, TAGE '99999': is more than a century", "<TAGE>"},
  };
}

TEST(InvoicItem, RefusesBrokenInvoicesNamingIdocSegmentAndField) {
  const std::string again = "; correct it in SAP and send the IDoc again";
  auto cases = broken_headers();
  for (auto& more : broken_sums_and_terms()) cases.push_back(std::move(more));
  for (const auto& c : cases) {
    const auto document = c.parts.document();
    const auto result = decode(document);
    EXPECT_STREQ(result.error.rule, c.rule) << result.error.message;
    EXPECT_EQ(message_of(result), "IDoc '0000000001000000'" + std::string(c.message) + again);
    if (*c.at == '<') {
      EXPECT_EQ(document.substr(result.error.place.offset, 1), "<");
    }
  }
}

}  // namespace
}  // namespace saldo
