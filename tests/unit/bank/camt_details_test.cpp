#include "bank_testing.hpp"
#include "camt_documents.hpp"

/// Parties, references and remittance of one transaction.
namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

const std::string kOurs = "DE02120300000000202051";
const std::string kTheirs = "AT611904300234573201";

std::string party(const std::string& role, const std::string& name, const std::string& iban) {
  return element(role, element("Pty", element("Nm", name))) +
         (iban.empty() ? "" : element(role + "Acct", element("Id", element("IBAN", iban))));
}

/// The one line of an entry with this detail.
Transaction line(const std::string& amount, const std::string& rest,
                 const std::string& entry_rest = "") {
  const auto result = decode(
      "camt", one("0.00", entry(amount, details(transaction(amount, rest)) + entry_rest), amount));
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result.status == SALDO_OK ? result.transactions().at(0) : Transaction{};
}

TEST(CamtParties, AreTheOthersWhateverTheDirection) {
  const auto name = [](const std::string& amount, const std::string& parties) {
    const auto t = line(amount, element("RltdPties", parties));
    return t.counterparty_name + " " + t.counterparty_iban;
  };
  const std::string usual = party("Dbtr", "Payer", kTheirs) + party("Cdtr", "We", kOurs);
  EXPECT_EQ(name("1.00", usual), "Payer " + kTheirs);
  EXPECT_EQ(name("-1.00", usual), "Payer " + kTheirs) << "a return keeps the parts of the original";
  EXPECT_EQ(name("1.00", party("Dbtr", "We", kOurs) + party("Cdtr", "Payee", kTheirs)),
            "Payee " + kTheirs);
  EXPECT_EQ(name("-1.00", party("Cdtr", "Payee", kTheirs)), "Payee " + kTheirs);
  EXPECT_EQ(name("-1.00", party("Dbtr", "Customer", kTheirs)), "Customer " + kTheirs)
      << "the only one that is named";
  EXPECT_EQ(name("1.00", party("Dbtr", "We", kOurs)), "We " + kOurs) << "between own accounts";
}

TEST(CamtParties, AreToldFromUsByNameWhereNoAccountIsGiven) {
  const std::string named = element(
      "Acct", element("Id", element("IBAN", kOurs)) + element("Ownr", element("Nm", "We GmbH")));
  const auto result = decode(
      "camt",
      document(statement(
          named + balance("OPBD", "1.00") + balance("CLBD", "0.00") +
          entry("-1.00", details(transaction(
                             "-1.00", element("RltdPties", party("Dbtr", "Customer", "") +
                                                               party("Cdtr", "We GmbH", ""))))))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions()[0].counterparty_name, "Customer");
}

TEST(CamtParties, HaveAccountsInEveryForm) {
  const auto account = [](const std::string& id) {
    const auto t =
        line("1.00",
             element("RltdPties", element("DbtrAcct", element("Id", id) + element("Nm", "Named"))));
    EXPECT_EQ(t.counterparty_name, "Named") << "the account's name where the party has none";
    return t.counterparty_account;
  };
  EXPECT_EQ(account("<Othr><Id>12345</Id></Othr>"), "12345");
  EXPECT_EQ(account("<PrtryAcct><Id>678</Id></PrtryAcct>"), "678");
  EXPECT_EQ(account("<BBAN>0011</BBAN>"), "0011");
}

TEST(CamtParties, HaveTheirIbansInElectronicForm) {
  const auto iban = [](const std::string& text) {
    return line("1.00",
                element("RltdPties", element("DbtrAcct", element("Id", element("IBAN", text)))))
        .counterparty_iban;
  };
  EXPECT_EQ(iban("DE02120300000000202051"), "DE02120300000000202051");
  EXPECT_EQ(iban("DE02 1203 0000 0000 2020 51"), "DE02120300000000202051") << "as on paper";
  EXPECT_EQ(iban("de02120300000000202051"), "DE02120300000000202051");
  EXPECT_EQ(iban("not an IBAN"), "not an IBAN") << "what is none stays as it is";
}

TEST(CamtParties, MayBeAgents) {
  const auto t = line(
      "-1.00",
      element("RltdPties", element("Cdtr",
                                   "<Agt><FinInstnId><Nm>Bank AG</Nm></FinInstnId>"
                                   "</Agt>")) +
          "<RltdAgts><CdtrAgt><FinInstnId><BICFI>  </BICFI></FinInstnId></CdtrAgt></RltdAgts>");
  EXPECT_EQ(t.counterparty_name, "Bank AG");
  EXPECT_EQ(t.counterparty_bic, "") << "white space is no BIC";
}

TEST(CamtReferences, TakeTheFirstThatSaysSomething) {
  const auto refs = [](const std::string& content) {
    const auto t = line("1.00", element("Refs", content));
    return t.customer_reference + "|" + t.end_to_end_id + "|" + t.bank_reference;
  };
  EXPECT_EQ(refs("<InstrId>I</InstrId><EndToEndId>E</EndToEndId>"), "I|E|");
  EXPECT_EQ(refs("<PmtInfId>P</PmtInfId><EndToEndId>NOTPROVIDED</EndToEndId><UETR>u-1</UETR>"),
            "P|u-1|");
  EXPECT_EQ(refs("<InstrId>NONREF</InstrId><ChqNb>000123</ChqNb>"), "000123||");
  const auto own = decode("camt", one("0.00", entry("1.00", "<NtryRef>N-1</NtryRef>"), "1.00"));
  EXPECT_EQ(own.transactions().at(0).bank_reference, "N-1") << "where AcctSvcrRef is missing";
}

std::string structured(const std::string& content) {
  return element("RmtInf", element("Strd", content));
}
std::string reference(const std::string& ref, const std::string& type = "SCOR") {
  return element("CdtrRefInf",
                 element("Tp", element("CdOrPrtry", element("Cd", type))) + element("Ref", ref));
}

TEST(CamtRemittance, GivesStructuredReferencesOfEveryKindWithoutBlanks) {
  const auto ref = [](const std::string& value, const std::string& type) {
    return line("1.00", structured(reference(value, type))).creditor_reference;
  };
  EXPECT_EQ(ref("RF18 5390 0754 7034", "SCOR"), "RF18539007547034");
  EXPECT_EQ(ref("00 00000 00002 01511 00029 13192", "QRR"), "000000000002015110002913192");
  EXPECT_EQ(ref("000000000002016030002820804", "ISR Reference"), "000000000002016030002820804");
  EXPECT_EQ(ref("+++090/9337/55493+++", "SCOR"), "+++090/9337/55493+++");
  EXPECT_EQ(ref("INV 2026 17", "SCOR"), "INV 2026 17");
  const auto v1 = line("1.00", structured("<CdtrRefInf><CdtrRef>4711</CdtrRef></CdtrRefInf>"));
  EXPECT_EQ(v1.creditor_reference, "4711");
  const auto two = line(
      "1.00", element("RmtInf", element("Strd", reference("1")) + element("Strd", reference("2"))));
  EXPECT_EQ(two.creditor_reference, "1");
  EXPECT_EQ(two.remittance, std::vector<std::string>{"2"});
}

TEST(CamtRemittance, GivesWhatIsPaidForEachDocument) {
  const auto paid = [](const std::string& type, const std::string& amounts) {
    const auto t = line("1.00", structured("<RfrdDocInf><Tp><CdOrPrtry><Cd>" + type +
                                           "</Cd></CdOrPrtry></Tp><Nb>4711</Nb></RfrdDocInf>" +
                                           element("RfrdDocAmt", amounts)));
    const auto& amount = t.remitted_documents.at(0).amount;
    return amount ? amount->to_string() : "none";
  };
  const std::string due = "<DuePyblAmt Ccy=\"EUR\">100.00</DuePyblAmt>";
  EXPECT_EQ(paid("CINV", due), "100.00");
  EXPECT_EQ(paid("CINV", due + "<DscntApldAmt><Amt Ccy=\"EUR\">3.00</Amt></DscntApldAmt>"),
            "97.00");
  EXPECT_EQ(paid("CINV", due + "<DscntApldAmt Ccy=\"EUR\">2.50</DscntApldAmt>"), "97.50");
  EXPECT_EQ(paid("CINV", due + "<RmtdAmt Ccy=\"EUR\">98.00</RmtdAmt>"), "98.00");
  EXPECT_EQ(paid("CREN", "<CdtNoteAmt Ccy=\"EUR\">20.00</CdtNoteAmt>"), "-20.00");
  EXPECT_EQ(paid("CREN", "<RmtdAmt Ccy=\"EUR\">20.00</RmtdAmt>"), "-20.00");
  EXPECT_EQ(paid("CINV", "<RmtdAmt Ccy=\"CNH\">20.00</RmtdAmt>"), "none") << "no ISO currency";
  EXPECT_EQ(paid("CINV", ""), "none");
  const auto several = line("1.00", structured("<RfrdDocInf><Nb>1</Nb></RfrdDocInf><RfrdDocInf><Nb>"
                                               "2</Nb></RfrdDocInf>" +
                                               element("RfrdDocAmt", due)));
  ASSERT_EQ(several.remitted_documents.size(), 2u);
  EXPECT_FALSE(several.remitted_documents[0].amount) << "of which of them it is, nothing says";
}

TEST(CamtRemittance, JoinsTextThatWasCutAtItsFullLength) {
  const std::string full(140, 'x');
  const auto lines = [](const std::string& content) {
    return line("1.00", element("RmtInf", content)).remittance;
  };
  EXPECT_EQ(lines(element("Ustrd", full) + element("Ustrd", "y") + element("Ustrd", "z")),
            (std::vector<std::string>{full + "y", "z"}));
  EXPECT_EQ(lines(element("Ustrd", "") + element("Ustrd", "a")), std::vector<std::string>{"a"});
}

TEST(CamtRemittance, LeavesOutFlagsThatSayNothing) {
  const auto t =
      line("1.00", structured(reference("1", "QRR") + "<AddtlRmtInf>?REJECT?0</AddtlRmtInf>"
                                                      "<AddtlRmtInf>?ERROR?000</AddtlRmtInf>"
                                                      "<AddtlRmtInf>?ERROR?002</AddtlRmtInf>"
                                                      "<AddtlRmtInf>text</AddtlRmtInf>"));
  EXPECT_EQ(t.remittance, (std::vector<std::string>{"?ERROR?002", "text"}));
}

TEST(CamtRemittance, IsTheAdditionalInformationWhereNothingElseIs) {
  const std::string of_entry = "<AddtlNtryInf>of the entry</AddtlNtryInf>";
  const std::string of_detail = "<AddtlTxInf>of the detail</AddtlTxInf>";
  const std::string text = "<RmtInf><Ustrd>text</Ustrd></RmtInf>";
  const auto only = [](const Transaction& t) { return t.remittance.at(0); };
  EXPECT_EQ(only(line("1.00", "", of_entry)), "of the entry");
  EXPECT_EQ(only(line("1.00", of_detail, of_entry)), "of the detail");
  EXPECT_EQ(only(line("1.00", text + of_detail, of_entry)), "text");
}

TEST(CamtAmounts, GiveWhatWasOrderedWhereItDiffers) {
  const auto instructed = [](const std::string& rest) {
    const auto t = line("-1.00", rest);
    return t.instructed
               ? t.instructed->to_string() + " " + std::string(t.instructed->currency.code())
               : "none";
  };
  EXPECT_EQ(instructed(""), "none") << "the same amount tells nothing";
  EXPECT_EQ(instructed("<AmtDtls><InstdAmt>" + amt("1.10", "USD") + "</InstdAmt></AmtDtls>"),
            "-1.10 USD");
  EXPECT_EQ(instructed("<AmtDtls><TxAmt>" + amt("1.10", "USD") + "</TxAmt></AmtDtls>"),
            "-1.10 USD");
  EXPECT_EQ(instructed("<AmtDtls><TxAmt>" + amt("0.90") + "</TxAmt></AmtDtls>"), "-0.90 EUR");
  EXPECT_EQ(instructed("<AmtDtls><InstdAmt>" + amt("1.10", "CNH") + "</InstdAmt></AmtDtls>"),
            "none");
  const auto foreign =
      decode("camt",
             one("0.00", entry("1.00", details(element("TxDtls", amt("1.10", "USD") + mark(true)))),
                 "1.00"));
  EXPECT_EQ(foreign.transactions().at(0).instructed->to_string(), "1.10");
}

TEST(CamtAmounts, TakeChargesFromTheirTotalWhereNothingElseIs) {
  const auto charges = [](const std::string& chrgs) {
    std::vector<std::string> out;
    for (const auto& c : line("1.00", element("Chrgs", chrgs)).charges)
      out.push_back(c.amount->to_string());
    return out;
  };
  const std::string total = "<TtlChrgsAndTaxAmt Ccy=\"EUR\">0.30</TtlChrgsAndTaxAmt>";
  EXPECT_EQ(charges(total), std::vector<std::string>{"-0.30"});
  EXPECT_EQ(charges(total + "<Rcrd>" + amt("0.10") + "</Rcrd><Rcrd>" + amt("0.20") + "</Rcrd>"),
            (std::vector<std::string>{"-0.10", "-0.20"}));
  EXPECT_EQ(charges(total + amt("0.25")), std::vector<std::string>{"-0.25"}) << "version 02";
}

TEST(CamtDates, ReadTheDayWhereverItIsClear) {
  const auto day = [](const std::string& value) {
    const auto result =
        decode("camt", one("0.00",
                           "<Ntry>" + signed_amount("1.00") + "<Sts>BOOK</Sts><BookgDt><DtTm>" +
                               value + "</DtTm></BookgDt></Ntry>",
                           "1.00"));
    return result.status == SALDO_OK ? result.transactions().at(0).booking_date.to_string()
                                     : std::string(result.error.rule);
  };
  for (const char* clear :
       {"2026-01-02", "2026-01-02T11:17:11:735", "2026-01-02T00:00:00.123456789",
        "2026-01-02T25:00", "2026-01-02+01:00", "2026-01-02 10:00", "2026-01-02Z"})
    EXPECT_EQ(day(clear), "2026-01-02") << clear;
  for (const char* none : {"", "02.01.2026", "2026-1-2", "2026-02-30", "2026-01-021"})
    EXPECT_EQ(day(none), "date.invalid") << none;
}

}  // namespace
}  // namespace saldo
