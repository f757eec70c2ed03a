#include "unit/sap/odata_testing.hpp"

namespace saldo::odata_testing {
namespace {

using Changes = std::map<std::string, std::string>;

std::string lines_of(const Changes& changes) {
  const Decoded d = decode(page({item(changes)}));
  EXPECT_EQ(faults(d), "");
  return d.items().empty() ? "nothing" : FieldLines::of(d.items()[0]);
}

TEST(ODataItem, AnInvoiceHasAllThatArNeeds) {
  EXPECT_EQ(lines_of({{"DunningBlockingReason", R"("A")"},
                      {"DunningLevel", R"("3")"},
                      {"DunningArea", R"("Z1")"},
                      {"LastDunningDate", R"("/Date(1735689600000)/")"},
                      {"PaymentReference", R"("RF18539007547034")"},
                      {"BillingDocument", R"("90001234")"},
                      {"PaymentMethod", R"("E")"}}),
            "kind=invoice\nnumber=1800000456\ncustomer=0000100001\ncompany_code=1000\n"
            "document_date=2025-01-10\nposting_date=2025-01-10\nbaseline_date=2025-01-10\n"
            "due_date=2025-02-09\namount=1190.00 EUR\nterms.days=10\nterms.percent=2.000\n"
            "terms.days=30\nterms.percent=0\nreferences.kind=reference\nreferences.value=90001234\n"
            "references.kind=assignment\nreferences.value=0080001234\nreferences.kind=billing\n"
            "references.value=90001234\nreferences.kind=reference\n"
            "references.value=RF18539007547034\ndunning.block=A\ndunning.area=Z1\ndunning.level=3\n"
            "dunning.last=2025-01-01\npayment_method=E\npayment_reference=RF18539007547034\n"
            "fiscal_year=2025\n");
}

/// One wire quirk a row: what SAP writes in a field, and the line that comes of it.
struct Quirk {
  const char* name;
  Changes written;
  const char* line;
};

class ODataQuirk : public testing::TestWithParam<Quirk> {};

TEST_P(ODataQuirk, IsReadAsItIsMeant) {
  const std::string lines = "\n" + lines_of(GetParam().written);
  EXPECT_NE(lines.find("\n" + std::string(GetParam().line) + "\n"), std::string::npos) << lines;
}

const Quirk kQuirks[] = {
    {"DateWithOffset",
     {{"DocumentDate", R"("/Date(1736463600000+0060)/")"}},
     "document_date=2025-01-10"},
    {"DateWithOffsetWest",
     {{"DocumentDate", R"("/Date(1736467200000-0060)/")"}},
     "document_date=2025-01-09"},
    {"DateBefore1970", {{"DocumentDate", R"("/Date(-86400001)/")"}}, "document_date=1969-12-30"},
    {"DateOfTheYear9999", {{"NetDueDate", R"("/Date(253402300799000)/")"}}, "due_date=9999-12-31"},
    {"DateIso", {{"DocumentDate", R"("2025-01-10")"}}, "document_date=2025-01-10"},
    {"DateInitialIsNone", {{"NetDueDate", R"("/Date(-62135769600000)/")"}}, "due_date=2025-02-09"},
    {"DateNullIsComputed", {{"NetDueDate", "null"}}, "due_date=2025-02-09"},
    {"DateAbsentIsComputed", {{"NetDueDate", ""}}, "due_date=2025-02-09"},
    {"NetIsTheThirdOfTheDays",
     {{"NetDueDate", "null"}, {"NetPaymentDays", R"("60")"}},
     "due_date=2025-03-11"},
    {"BaselineFromTheDocument", {{"DueCalculationBaseDate", "null"}}, "baseline_date=2025-01-10"},
    {"ThreeDecimalsThatAreZero",
     {{"AmountInTransactionCurrency", R"("1190.000")"}},
     "amount=1190.00 EUR"},
    {"AmountAsNumber", {{"AmountInTransactionCurrency", "1190.10"}}, "amount=1190.10 EUR"},
    {"AmountThatNoDoubleHolds",
     {{"AmountInTransactionCurrency", "90071992547409.93"}},
     "amount=90071992547409.93 EUR"},
    {"Yen",
     {{"TransactionCurrency", R"("JPY")"}, {"AmountInTransactionCurrency", R"("118000")"}},
     "amount=118000 JPY"},
    {"Dinar",
     {{"TransactionCurrency", R"("KWD")"}, {"AmountInTransactionCurrency", R"("12.345")"}},
     "amount=12.345 KWD"},
    {"FlagAsX", {{"IsCleared", R"("X")"}}, "open_amount=0.00 EUR"},
    {"Cleared",
     {{"IsCleared", "true"},
      {"ClearingAccountingDocument", R"("1400000009")"},
      {"ClearingDate", R"("/Date(1739059200000)/")"}},
     "cleared.by=1400000009\ncleared.on=2025-02-09"},
    {"LineOfItsOwn", {{"AccountingDocumentItem", R"("002")"}}, "number=1800000456/002"},
    {"LineNamesItsDocument",
     {{"AccountingDocumentItem", R"("2")"}},
     "references.kind=reference\nreferences.value=1800000456\nreferences.kind=reference"},
    {"CustomerOfTenDigits", {{"Customer", R"("0000100001")"}}, "customer=0000100001"},
    {"CustomerWithLetters", {{"Customer", R"("DEB7")"}}, "customer=DEB7"},
    {"LevelEmpty", {{"DunningLevel", R"("")"}}, "fiscal_year=2025"},
    {"DownPayment",
     {{"SpecialGLCode", R"("A")"},
      {"DebitCreditCode", R"("H")"},
      {"PostingKey", R"("19")"},
      {"AmountInTransactionCurrency", R"("-200.00")"}},
     "kind=payment"},
    {"DownPaymentRequest", {{"SpecialGLCode", R"("F")"}}, "kind=down_payment_request"},
    {"CreditMemo",
     {{"DebitCreditCode", R"("H")"},
      {"PostingKey", R"("11")"},
      {"AmountInTransactionCurrency", R"("-595.00")"}},
     "kind=credit_memo"},
    {"CreditWithoutInvoiceIsDueAtOnce",
     {{"DebitCreditCode", R"("H")"},
      {"AmountInTransactionCurrency", R"("-595.00")"},
      {"NetDueDate", "null"}},
     "due_date=2025-01-10"},
    {"CreditOfAnInvoiceHasItsTerms",
     {{"DebitCreditCode", R"("H")"},
      {"AmountInTransactionCurrency", R"("-595.00")"},
      {"NetDueDate", "null"},
      {"InvoiceReference", R"("1800000400")"}},
     "due_date=2025-02-09"},
    {"Payment",
     {{"DebitCreditCode", R"("H")"},
      {"PostingKey", R"("15")"},
      {"AmountInTransactionCurrency", R"("-1000.00")"}},
     "kind=payment"},
};

INSTANTIATE_TEST_SUITE_P(Wire, ODataQuirk, testing::ValuesIn(kQuirks),
                         [](const auto& one) { return one.param.name; });

TEST(ODataItem, OtherSpecialGeneralLedgerLinesArePassedOver) {
  const Decoded d = decode(page({item({{"SpecialGLCode", R"("W")"}})}));
  EXPECT_EQ(faults(d), "");
  EXPECT_TRUE(d.items().empty());
}

TEST(ODataItem, WhereNoAmountHasASignTheSideGivesIt) {
  const std::string credit = page({item({{"DebitCreditCode", R"("H")"}})});
  const Decoded d = decode(credit, SIZE_MAX, {{"amounts", "unsigned"}});
  EXPECT_EQ(d.items().at(0).amount->to_string(), "-1190.00");
}

/// Bad input: the row names its key, the field and the value; the other rows go on.
struct Bad {
  const char* name;
  Changes written;
  const char* fault;
};

class ODataBadItem : public testing::TestWithParam<Bad> {};

TEST_P(ODataBadItem, IsSetAsideByNameWhileTheOthersGoOn) {
  const Decoded d = decode(
      page({item(), item(GetParam().written), item({{"AccountingDocument", R"("1800000457")"}})}));
  const std::string key = "item 1000/2025/1800000456/1";
  EXPECT_EQ(faults(d),
            std::string(GetParam().fault) + "; correct it in SAP, the other rows go on\n");
  EXPECT_EQ(d.items().size(), 2u);
  ASSERT_EQ(d.refusals().size(), 1u);
  EXPECT_EQ(d.refusals()[0].statement, 2);
  EXPECT_GT(d.refusals()[0].at.offset, 0u);
}

const Bad kBad[] = {
    {"Amount",
     {{"AmountInTransactionCurrency", R"("1.190,00")"}},
     "amount.invalid: item 1000/2025/1800000456/1: AmountInTransactionCurrency '1.190,00' is not a "
     "decimal number (EUR)"},
    {"AmountWithExponent",
     {{"AmountInTransactionCurrency", "1e3"}},
     "amount.invalid: item 1000/2025/1800000456/1: AmountInTransactionCurrency '1e3' is not a "
     "decimal number (EUR)"},
    {"AmountMissing",
     {{"AmountInTransactionCurrency", "null"}},
     "odata.missing: item 1000/2025/1800000456/1: AmountInTransactionCurrency '' is missing or "
     "empty"},
    {"AmountBeyond",
     {{"AmountInTransactionCurrency", R"("99999999999999999999.00")"}},
     "amount.range: item 1000/2025/1800000456/1: AmountInTransactionCurrency "
     "'99999999999999999999.00' is beyond 64 bits (EUR)"},
    {"AmountTooFine",
     {{"AmountInTransactionCurrency", R"("1190.005")"}},
     "amount.decimals: item 1000/2025/1800000456/1: AmountInTransactionCurrency '1190.005' has "
     "more decimals than its currency (EUR)"},
    {"AmountThatMayBeSapsInternalForm",
     {{"TransactionCurrency", R"("JPY")"}, {"AmountInTransactionCurrency", R"("1180.00")"}},
     "amount.decimals: item 1000/2025/1800000456/1: AmountInTransactionCurrency '1180.00' isn't "
     "written with the decimals of JPY in SAP: it may be the internal form, which option decimals: "
     "internal reads; where it is none, say so by option currency_decimals: JPY=2"},
    {"AmountInForints",
     {{"TransactionCurrency", R"("HUF")"}, {"AmountInTransactionCurrency", R"("1180.00")"}},
     "amount.decimals: item 1000/2025/1800000456/1: AmountInTransactionCurrency '1180.00' isn't "
     "written with the decimals of HUF in SAP: it may be the internal form, which option decimals: "
     "internal reads; where it is none, say so by option currency_decimals: HUF=2"},
    {"AmountAgainstItsSide",
     {{"DebitCreditCode", R"("H")"}},
     "amount.sign: item 1000/2025/1800000456/1: AmountInTransactionCurrency '1190.00' contradicts "
     "DebitCreditCode H; where a system writes all amounts without a sign, set option amounts to "
     "unsigned"},
    {"Currency",
     {{"TransactionCurrency", R"("EUX")"}},
     "amount.currency: item 1000/2025/1800000456/1: TransactionCurrency 'EUX' is not an ISO 4217 "
     "currency"},
    {"CurrencyMissing",
     {{"TransactionCurrency", ""}},
     "odata.missing: item 1000/2025/1800000456/1: TransactionCurrency '' is missing or empty"},
    {"Side",
     {{"DebitCreditCode", R"("X")"}},
     "fi.side: item 1000/2025/1800000456/1: DebitCreditCode 'X' is neither S (debit) nor H "
     "(credit)"},
    {"CustomerMissing",
     {{"Customer", R"("")"}},
     "odata.missing: item 1000/2025/1800000456/1: Customer '' is missing or empty"},
    {"CompanyCodeMissing",
     {{"CompanyCode", R"("")"}},
     "odata.missing: item /2025/1800000456/1: CompanyCode '' is missing or empty"},
    {"AccountType",
     {{"FinancialAccountType", R"("K")"}},
     "odata.account_type: item 1000/2025/1800000456/1: FinancialAccountType 'K' is not D: the line "
     "is none of a customer"},
    {"Date",
     {{"PostingDate", R"("/Date(soon)/")"}},
     "date.invalid: item 1000/2025/1800000456/1: PostingDate '/Date(soon)/' is not a day such as "
     "/Date(1736467200000)/"},
    {"DateBeyondTheCalendar",
     {{"PostingDate", R"("/Date(253402300800000)/")"}},
     "date.invalid: item 1000/2025/1800000456/1: PostingDate '/Date(253402300800000)/' is not a "
     "day such as /Date(1736467200000)/"},
    {"DateMissing",
     {{"PostingDate", "null"}},
     "odata.missing: item 1000/2025/1800000456/1: PostingDate '' is missing"},
    {"Days",
     {{"CashDiscount1Days", R"("ten")"}},
     "number.invalid: item 1000/2025/1800000456/1: CashDiscount1Days 'ten' is not a whole number"},
    {"Percent",
     {{"CashDiscount1Percent", R"("101")"}},
     "number.invalid: item 1000/2025/1800000456/1: CashDiscount1Percent '101' is not a percentage"},
    {"Flag",
     {{"IsCleared", R"("yes")"}},
     "odata.boolean: item 1000/2025/1800000456/1: IsCleared 'yes' is neither true nor false"},
    {"ListInsteadOfAValue",
     {{"DocumentReferenceID", "[]"}},
     "odata.field: item 1000/2025/1800000456/1 : DocumentReferenceID holds an object or a list "
     "instead of a value"},
};

INSTANTIATE_TEST_SUITE_P(Bad, ODataBadItem, testing::ValuesIn(kBad),
                         [](const auto& one) { return one.param.name; });

TEST(ODataItem, AFieldThatStandsTwiceCostsItsRow) {
  std::string twice = item();
  twice.insert(1, R"("Customer":"100002",)");
  EXPECT_EQ(faults(decode(page({twice}))),
            "format: the field 'Customer' stands there twice; correct it in SAP, the other rows go "
            "on\n");
}

TEST(ODataItem, ARowOfACompanyCodeThatNobodyAskedForIsRefused) {
  const Decoded d = decode(envelope("full", "yes", "2000") + page({item()}, R"(,"__count":"1")"));
  EXPECT_EQ(faults(d),
            "odata.company: item 1000/1800000456: CompanyCode '1000' is none of those that were "
            "asked for; correct it in SAP, the other rows go on\n");
}

}  // namespace
}  // namespace saldo::odata_testing
