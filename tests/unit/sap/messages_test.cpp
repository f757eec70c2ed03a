#include "both_forms.hpp"

namespace saldo {
namespace {

using namespace sap_testing;

std::string refused(const Decoded& result) {
  EXPECT_EQ(result.status, SALDO_E_REJECTED);
  return std::string(result.error.rule) + ": " + message_of(result);
}

constexpr const char* kAgain = "; correct it in SAP and send the IDoc again";

// FI documents

std::string fi_line(const std::string& fields, const std::string& terms) {
  return segment("E1FISEG", fields, terms.empty() ? "" : segment("E1FINBU", terms));
}
std::string fi_document(const std::string& lines, const std::string& currency = "EUR") {
  return file("FIDCCP02",
              idoc("FIDCC2", "0000000000000006",
                   segment("E1FIKPF",
                           "BUKRS=1000 BELNR=1800000456 GJAHR=2026 BLDAT=20260110 BUDAT=20260112 "
                           "XBLNR=90001240 WAERS=" +
                               currency,
                           lines)));
}
std::string revenue(const std::string& amount, const char* side = "H") {
  return fi_line("BUZEI=009 KOART=S SHKZG=" + std::string(side) + " WRBTR=_" + amount, "");
}

TEST(FiDocument, GivesAnItemForEachCustomerLine) {
  const auto result = decode(fi_document(
      fi_line("BUZEI=001 BSCHL=01 KOART=D SHKZG=S WRBTR=_1190.00 ZUONR=A-1 VBELN=0090001240",
              "KUNNR=100001 ZFBDT=20260111 ZBD1T=_14 ZBD1P=_2.000 ZBD2T=_30 KIDNO=770001 MANSP=A "
              "MABER=Z1 MANST=2 MADAT=20260301 ZLSCH=E") +
      revenue("1190.00")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(FieldLines::of(result.items().at(0)), R"(kind=invoice
number=1800000456
customer=0000100001
company_code=1000
document_date=2026-01-10
posting_date=2026-01-12
baseline_date=2026-01-11
due_date=2026-02-10
amount=1190.00 EUR
terms.days=14
terms.percent=2.000
terms.days=30
terms.percent=0
references.kind=reference
references.value=90001240
references.kind=assignment
references.value=A-1
references.kind=billing
references.value=0090001240
references.kind=reference
references.value=770001
dunning.block=A
dunning.area=Z1
dunning.level=2
dunning.last=2026-03-01
payment_method=E
payment_reference=770001
fiscal_year=2026
)");
}

TEST(FiDocument, FindsTheDueDateAsSapDoes) {
  struct Case {
    const char *side, *terms, *due;
  };
  const Case cases[] = {
      {"S", "ZFBDT=20260101 ZBD1T=10", "2026-01-11"},
      {"S", "ZFBDT=20260101 ZBD1T=10 ZBD2T=20", "2026-01-21"},
      {"S", "ZFBDT=20260101 ZBD1T=10 ZBD2T=20 ZBD3T=30", "2026-01-31"},
      {"S", "ZFBDT=00000000 ZBD1T=10", "2026-01-20"},
      {"S", "", "2026-01-10"},
      {"H", "ZFBDT=20260101 ZBD1T=10", "2026-01-01"},
      {"H", "ZFBDT=20260101 ZBD1T=10 REBZG=1800000400", "2026-01-11"},
  };
  for (const Case& c : cases) {
    const std::string side = c.side;
    const auto result = decode(
        fi_document(fi_line("KOART=D WRBTR=5.00 SHKZG=" + side, "KUNNR=1 " + std::string(c.terms)) +
                    revenue("5.00", side == "S" ? "H" : "S")));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.items().at(0).due_date.to_string(), c.due) << c.side << " " << c.terms;
  }
}

TEST(FiDocument, TellsKindsApartByPostingKeySideAndSpecialGl) {
  struct Case {
    const char *line, *kind, *amount, *special;
  };
  const Case cases[] = {
      {"BSCHL=01 SHKZG=S", "invoice", "5.00", ""},
      {"BSCHL=11 SHKZG=H", "credit_memo", "-5.00", ""},
      {"BSCHL=15 SHKZG=H", "payment", "-5.00", ""},
      {"BSCHL=05 SHKZG=S", "debit_memo", "5.00", ""},
      {"SHKZG=S", "invoice", "5.00", ""},
      {"SHKZG=H", "credit_memo", "-5.00", ""},
      {"BSCHL=19 SHKZG=H UMSKZ=A", "payment", "-5.00", "A"},
  };
  for (const Case& c : cases) {
    const std::string line = c.line;
    const bool debit = line.find("SHKZG=S") != std::string::npos;
    const auto result = decode(fi_document(fi_line("KOART=D WRBTR=5.00 " + line, "KUNNR=1") +
                                           revenue("5.00", debit ? "H" : "S")));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    const Item item = result.items().at(0);
    EXPECT_EQ(item.kind, c.kind) << line;
    EXPECT_EQ(item.amount->to_string(), c.amount) << line;
    EXPECT_EQ(item.special_gl, c.special) << line;
  }
  const auto request =
      decode(fi_document(fi_line("KOART=D WRBTR=5.00 SHKZG=S UMSKZ=F", "KUNNR=1 ZFBDT=20260101")));
  EXPECT_EQ(request.items().at(0).kind, "down_payment_request") << "a noted item stands alone";
  TestHost host(sap_entry(), "sap-idoc");
  const auto guarantee = host.decode(fi_document(
      fi_line("BUZEI=001 KOART=D WRBTR=5.00 SHKZG=S UMSKZ=G", "KUNNR=1") + revenue("5.00")));
  EXPECT_TRUE(guarantee.items().empty());
  EXPECT_THAT(host.logs.at(0), ::testing::HasSubstr("special G/L indicator 'G'"));
}

TEST(FiDocument, NumbersTheLinesOfInstalments) {
  const auto result = decode(
      fi_document(fi_line("BUZEI=001 KOART=D SHKZG=S WRBTR=40.00", "KUNNR=1 ZFBDT=20260101") +
                  fi_line("BUZEI=002 KOART=D SHKZG=S WRBTR=60.00", "KUNNR=1 ZFBDT=20260201") +
                  revenue("100.00")));
  ASSERT_EQ(result.items().size(), 2u) << result.error.message;
  EXPECT_EQ(result.items()[0].number, "1800000456");
  EXPECT_EQ(result.items()[1].number, "1800000456/002");
  EXPECT_EQ(result.items()[1].due_date.to_string(), "2026-02-01");
  EXPECT_EQ(result.items()[1].references.back().value, "1800000456");
}

TEST(FiDocument, SaysWhatWasClearedAlready) {
  const auto result = decode(
      fi_document(fi_line("KOART=D SHKZG=S WRBTR=5.00 AUGBL=1001999 AUGDT=20260120", "KUNNR=1") +
                  revenue("5.00")));
  const Item item = result.items().at(0);
  EXPECT_EQ(item.open_amount->to_string(), "0.00");
  EXPECT_EQ(item.cleared_by, "0001001999");
  EXPECT_EQ(item.cleared_on.to_string(), "2026-01-20");
}

TEST(FiDocument, RefusesWhatContradictsItself) {
  const std::string idoc = "IDoc '0000000000000006', ";
  EXPECT_EQ(
      refused(
          decode(fi_document(fi_line("KOART=D SHKZG=S WRBTR=5.00", "KUNNR=1") + revenue("4.00")))),
      "fi.balance: " + idoc +
          "segment 1 E1FIKPF, BELNR '1800000456': debits less credits of the document come to "
          "1.00 instead of 0: lines are missing or wrong" +
          kAgain);
  EXPECT_EQ(refused(decode(fi_document(fi_line("KOART=D SHKZG=X WRBTR=5.00", "KUNNR=1")))),
            "fi.side: " + idoc +
                "segment 2 E1FISEG, SHKZG 'X': is neither S (debit) nor H (credit)" + kAgain);
  EXPECT_EQ(refused(decode(fi_document(fi_line("KOART=D SHKZG=S WRBTR=5.00-", "KUNNR=1")))),
            "amount.sign: " + idoc +
                "segment 2 E1FISEG, WRBTR '5.00-': is below zero although SHKZG says the side" +
                kAgain);
  EXPECT_EQ(
      refused(decode(fi_document(fi_line("KOART=D SHKZG=S WRBTR=5.00", "") + revenue("5.00")))),
      "idoc.missing: " + idoc +
          "segment 2 E1FISEG: a customer line without E1FINBU names no customer" + kAgain);
}

// Remittance advices

TEST(RemittanceAdviceIdoc, TellsWhatIsPaidAndWhatIsDeducted) {
  const auto result = decode(to_xml({sent_advice()}));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(FieldLines::of(result.of<RemittanceAdvice>().at(0)), R"(number=AVIS-7
customer=0000100001
payment_date=2026-02-14
amount=571.20 EUR
lines.document=90001234
lines.amount=1166.20 EUR
lines.deduction.amount=23.80 EUR
lines.deduction.reason=Z01
lines.document=90001235
lines.amount=-595.00 EUR
)");
}

Sent advice_with(std::vector<Part> parts) {
  parts.insert(parts.begin(), {1, "E1IDKU1", "BGMREF=A"});
  return {"REMADV", "PEXR2002", "0000000000000043", std::move(parts)};
}

TEST(RemittanceAdviceIdoc, TurnsThePayersSignsRound) {
  const auto result =
      decode(to_xml({advice_with({{1, "E1IDPU5", "MOAQUAL=001 MOABETR=30.00- CUXWAERZ=EUR"},
                                  {1, "E1IDPU1", "DOCNUMMR=1"},
                                  {2, "E1IDPU5", "MOAQUAL=001 MOABETR=10.00- CUXWAERZ=EUR"},
                                  {1, "E1IDPU1", "DOCNUMMR=2"},
                                  {2, "E1IDPU5", "MOAQUAL=001 MOABETR=20.00- CUXWAERZ=EUR"}})}));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto advice = result.of<RemittanceAdvice>().at(0);
  EXPECT_EQ(advice.amount->to_string(), "30.00");
  EXPECT_EQ(advice.lines[1].amount->to_string(), "20.00");
}

TEST(RemittanceAdviceIdoc, RefusesWhatDoesntFoot) {
  const std::string idoc = "IDoc '0000000000000043', ";
  auto wrong = sent_advice();
  wrong.parts[2].fields = "MOAQUAL=002 MOABETR=571.21 CUXWAERZ=EUR";
  EXPECT_EQ(refused(decode(to_xml({wrong}))),
            "remittance.total: " + idoc +
                "segment 3 E1IDKU5: the total is 571.21 EUR, but the documents paid come to "
                "571.20" +
                kAgain);
  EXPECT_EQ(refused(decode(
                to_xml({advice_with({{1, "E1IDKU5", "MOAQUAL=002 MOABETR=9.00 CUXWAERZ=EUR"},
                                     {1, "E1IDPU1", "DOCNUMMR=1"},
                                     {2, "E1IDPU5", "MOAQUAL=001 MOABETR=9.00 CUXWAERZ=EUR"},
                                     {2, "E1IDPU5", "MOAQUAL=003 MOABETR=0.50 CUXWAERZ=EUR"},
                                     {2, "E1IDPU5", "MOAQUAL=004 MOABETR=10.00 CUXWAERZ=EUR"}})}))),
            "remittance.line: " + idoc +
                "segment 3 E1IDPU1: document '1' pays 9.00 (001), but its amount 10.00 with "
                "discount and deductions gives 9.50" +
                kAgain);
  EXPECT_EQ(refused(decode(to_xml({advice_with({{1, "E1IDPU1", "DOCNUMMR=1"}})}))),
            "idoc.missing: IDoc '0000000000000043': the advice has no total (E1IDKU5 or E1IDPU5 "
            "002)" +
                std::string(kAgain));
}

// Statements

TEST(FinstaStatement, IsProvedByItsBalances) {
  const auto result = decode(to_xml({sent_statement()}));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(FieldLines::of(result.statements().at(0)), R"(index=1
kind=booked
account.number=0532013000
account.bank=37040044
account.currency=EUR
sequence=00007
opening.amount=100.00 EUR
opening.date=2026-02-14
closing.amount=140.00 EUR
closing.date=2026-02-14
transactions=2
total_credit=60.00 EUR
total_debit=20.00 EUR
)");
  EXPECT_EQ(FieldLines::of(result.transactions().at(0)), R"(statement=1
index=1
booking_date=2026-02-14
amount=60.00 EUR
status=booked
remittance=RE 90001234
remittance=vom 10.01.
remitted_documents.number=90001234
)");
}

Sent statement_with(const char* closing, const char* first, const char* second) {
  auto sent = sent_statement();
  sent.parts[5].fields = std::string("MOAQUAL=021 CUXWAERZ=EUR MOABETR=") + closing;
  sent.parts[9].fields = std::string("MOAQUAL=001 CUXWAERZ=EUR MOABETR=") + first;
  sent.parts[11].fields = std::string("MOAQUAL=001 CUXWAERZ=EUR MOABETR=") + second;
  return sent;
}

TEST(FinstaStatement, TakesTheSideFromTheBalancesWhereNoLineHasASign) {
  const auto debits = decode(to_xml({statement_with("20.00", "60.00", "20.00")}));
  ASSERT_EQ(debits.status, SALDO_OK) << debits.error.message;
  EXPECT_EQ(debits.transactions().at(0).amount->to_string(), "-60.00");
  EXPECT_EQ(debits.statements().at(0).total_debit->to_string(), "80.00");
  const std::string idoc = "IDoc '0000000000000044': ";
  EXPECT_EQ(
      refused(decode(to_xml({statement_with("140.00", "60.00", "20.00")}))),
      "statement.side: " + idoc +
          "opening balance 100.00 and lines come to 180.00, but the closing balance is "
          "140.00; no line has a sign, so nothing tells debits from credits: fetch the bank's "
          "own file (MT940, camt.053)" +
          kAgain);
  EXPECT_EQ(refused(decode(to_xml({statement_with("141.00", "60.00", "20.00-")}))),
            "statement.balance: " + idoc +
                "opening balance 100.00 and lines come to 140.00, but the closing balance is "
                "141.00" +
                kAgain);
}

TEST(FinstaStatement, ComparesTheTotalsThatTheMessageTells) {
  auto sent = sent_statement();
  sent.parts.insert(sent.parts.begin() + 6,
                    {3, "E1IDPU5", "MOAQUAL=023 MOABETR=21.00 CUXWAERZ=EUR"});
  EXPECT_EQ(refused(decode(to_xml({sent}))),
            "statement.totals: IDoc '0000000000000044': the statement says 21.00 (023, sum of "
            "debits), but its lines come to 20.00" +
                std::string(kAgain));
}

TEST(IdocMessages, AreRefusedByNameWithWhatToDo) {
  const char* cases[][2] = {
      {"LOCKBX", "a lockbox in FINSTA01 is no statement; fetch the bank's lockbox file instead"},
      {"DEBADV", "it announces a debit; send it elsewhere"},
      {"PAYEXT", "it is a payment order to a bank; send it elsewhere"},
  };
  const std::string time_sheet =
      "<R><IDOC BEGIN=\"1\"><EDI_DC40><MESTYP>CATS_INSERT</MESTYP>"
      "</EDI_DC40></IDOC></R>";
  EXPECT_THAT(decode(time_sheet).error.message, ::testing::HasSubstr("saldo keeps no time sheets"));
  for (const auto& [message, why] : cases) {
    const Sent sent{message, "ANY01", "0000000000000001", {}};
    const std::string expected = "idoc.message: IDoc '0000000000000001', control record, MESTYP '" +
                                 std::string(message) + "': this type isn't read: " + why;
    EXPECT_EQ(refused(decode(to_xml({sent}))), expected);
    EXPECT_EQ(refused(decode(to_flat({sent}))), expected);
  }
}

}  // namespace
}  // namespace saldo
