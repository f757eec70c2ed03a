#include "bank_testing.hpp"
#include "camt_documents.hpp"

/// What one statement costs the others, and how they follow each other.
namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

std::string of(const std::string& id, const std::string& opening, const std::string& entries,
               const std::string& closing, const std::string& ccy = "EUR") {
  return statement(
      account(ccy) + balance("OPBD", opening, ccy) + balance("CLBD", closing, ccy) + entries, id);
}

const std::string kFirst = of("A", "0.00", entry("1.00"), "1.00");
const std::string kLast = of("Z", "1.00", entry("-3.00"), "-2.00");

struct Bad {
  std::string statement;
  const char* rule;
  const char* held;  // nothing where no money comes in
};

TEST(CamtStatements, OneThatCantBeProvedCostsItselfOnly) {
  const std::string seven = entry("7.00"), broken = entry("1.005");
  const Bad cases[] = {
      {of("B", "1.00", seven, "1.00"), "statement.balance", "7.00"},
      {of("B", "1.00", broken + seven, "9.00"), "amount.invalid", "7.00"},
      {of("B", "1.00", seven + entry("2.00", "", "BOOKED") + entry("-4.00"), "9.00"),
       "entry.status", "7.00"},
      {of("B", "1.00", seven + entry("9.00", "", "PDNG") + broken, "9.00"), "amount.invalid",
       "7.00"},
      {of("B", "1.005", seven, "9.00"), "amount.invalid", "7.00"},
      {statement(account("EURO") + seven, "B"), "amount.currency", "7.00"},
      {statement(account() + balance("OPBD", "1.00") + seven, "B"), "statement.balance_missing",
       "7.00"},
      {of("B", "1.00",
          entry("3.00", details("<Btch><NbOfTxs>3</NbOfTxs></Btch>" + transaction("1.00") +
                                transaction("2.00"))),
          "4.00"),
       "batch.count", nullptr},
      {of("B", "1.00",
          "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>" + seven,
          "8.00"),
       "statement.summary", "7.00"}};
  for (const auto& bad : cases) {
    const std::string whole = document(kFirst + bad.statement + kLast);
    const auto result = decode("camt", whole);
    ASSERT_EQ(result.status, SALDO_OK) << bad.statement << result.error.message;
    ASSERT_EQ(result.refusals().size(), 1u) << bad.statement;
    const Refusal r = result.refusals()[0];
    EXPECT_EQ(r.statement, 2);
    EXPECT_EQ(r.rule, bad.rule) << r.message;
    EXPECT_GT(r.at.offset, whole.find("<Id>B</Id>") - 10);
    EXPECT_EQ(r.held.has_value(), bad.held != nullptr) << r.message;
    if (bad.held != nullptr) {
      EXPECT_EQ(r.held->to_string(), bad.held) << "what stands behind the fault too";
    }
    ASSERT_EQ(result.statements().size(), 2u);
    EXPECT_EQ(result.statements()[0].id, "A");
    EXPECT_EQ(result.statements()[1].id, "Z");
    EXPECT_EQ(result.statements()[1].index, 3);
    EXPECT_EQ(result.transactions().back().statement, 3);
    EXPECT_EQ(lines_of(decode("camt", whole, 1)), lines_of(result));
  }
}

TEST(CamtStatements, AreAllRefusedWithTheFirstFaultAndTheMoneyOfAll) {
  const auto result = decode("camt", document(of("B", "1.00", entry("7.00"), "1.00") +
                                              of("C", "1.00", entry("2.00"), "1.00")));
  EXPECT_EQ(rule_of(result), "statement.balance");
  EXPECT_THAT(result.error.message, ::testing::HasSubstr("statement 1 'B'"));
  EXPECT_EQ(held_of(result), "EUR 9.00");
  const auto currencies =
      decode("camt", document(of("B", "1.00", entry("7.00"), "1.00") +
                              of("C", "1.00", entry("2.00", "", "BOOK", "USD"), "1.00", "USD")));
  EXPECT_EQ(held_of(currencies), " 0") << "several currencies";
}

TEST(CamtStatements, BrokenXmlOrStructureCostsTheDocument) {
  const std::string mismatch = of("B", "1.00", "<Ntry><Amt></Ntry>", "1.00");
  const auto xml = decode("camt", document(kFirst + mismatch + kLast));
  EXPECT_EQ(rule_of(xml), "xml.invalid");
  EXPECT_THAT(xml.error.message, ::testing::HasSubstr("'Amt' is closed by another tag"));
  EXPECT_EQ(held_of(xml), "EUR 1.00") << "what good statements hold is held up too";

  const std::string behind_a_fault =
      of("B", "1.005", "<Ntry><Amt></Ntry>", "1.00");  // broken XML is looked for even then
  EXPECT_EQ(rule_of(decode("camt", document(kFirst + behind_a_fault))), "xml.invalid");

  const std::string whole = document(kFirst + kLast);
  EXPECT_EQ(rule_of(decode("camt", whole.substr(0, whole.find("<Id>Z")))), "xml.truncated");
}

TEST(CamtStatements, ReadDocumentsBackToBackEachForItself) {
  const std::string good = document(kFirst);
  const std::string bad = document(of("B", "1.00", entry("7.00"), "1.00"));
  const auto result = decode("camt", bad + "\n" + good);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.refusals().size(), 1u);
  EXPECT_EQ(result.statements().at(0).index, 2);
}

TEST(CamtStatements, AreReportedWhereOneDoesntOpenWithWhatTheOneBeforeClosedWith) {
  TestHost host(bank_entry(), "camt");
  ASSERT_EQ(host.decode(document(kFirst + kLast)).status, SALDO_OK);
  EXPECT_TRUE(host.logs.empty()) << host.logs[0];
  ASSERT_EQ(host.decode(document(kFirst + of("C", "5.00", entry("1.00"), "6.00"))).status,
            SALDO_OK);
  ASSERT_EQ(host.logs.size(), 1u);
  EXPECT_THAT(host.logs[0],
              ::testing::HasSubstr("statement 2 'C' of account 'DE02120300000000202051' (number "
                                   "'61') opens with 5.00 but statement 1 'A' of account "
                                   "'DE02120300000000202051' (number '61') closes with 1.00"));
  const std::string refused = of("B", "9.00", entry("1.00"), "9.00");
  ASSERT_EQ(host.decode(document(kFirst + refused + kLast)).status, SALDO_OK);
  EXPECT_EQ(host.logs.size(), 1u) << "nothing is known of how a refused one ended";
}

TEST(CamtStatements, TakeTheEarliestOpeningAndTheLatestClosingOfSeveralDays) {
  const auto on = [](const std::string& code, const std::string& amount, const std::string& day) {
    std::string b = balance(code, amount);
    return b.replace(b.find("2026-01-02"), 10, day);
  };
  const std::string days[] = {
      on("OPBD", "0.00", "2026-01-02") + on("CLBD", "1.00", "2026-01-02") +
          on("OPBD", "1.00", "2026-01-03") + on("CLBD", "3.00", "2026-01-03"),
      on("CLBD", "3.00", "2026-01-03") + on("OPBD", "1.00", "2026-01-03") +
          on("CLBD", "1.00", "2026-01-02") + on("OPBD", "0.00", "2026-01-02")};
  for (const auto& balances : days) {
    const auto result =
        decode("camt", document(statement(account() + balances + entry("1.00") + entry("2.00"))));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    EXPECT_EQ(result.statements()[0].opening.date.to_string(), "2026-01-02");
    EXPECT_EQ(result.statements()[0].closing.date.to_string(), "2026-01-03");
  }
}

TEST(CamtStatements, KnowTheBankByItsNationalCodeAndSequencesThatAreNoNumber) {
  const std::string acct = element(
      "Acct",
      element("Id", element("Othr", element("Id", "194774600888"))) + element("Ccy", "EUR") +
          element("Svcr",
                  element("FinInstnId", element("ClrSysMmbId", element("MmbId", "50880050")))));
  const auto result = decode(
      "camt",
      document(element("Stmt", element("Id", "S") + element("RptgSeq", element("EQSeq", "7/2")) +
                                   acct + balance("OPBD", "1.00") + balance("CLBD", "1.00"))));
  ASSERT_EQ(result.statements().size(), 1u) << result.error.message;
  EXPECT_EQ(result.statements()[0].account_bank, "50880050");
  EXPECT_EQ(result.statements()[0].sequence, "7/2");
}

TEST(CamtStatements, KnowBalancesByCodeWhereverTheCodeStands) {
  const auto with = [](const std::string& opening, const std::string& closing) {
    const auto bal = [](const std::string& type, const std::string& amount) {
      return element("Bal", element("Tp", type) + signed_amount(amount));
    };
    return rule_of(decode("camt", document(statement(account() + bal(opening, "1.00") +
                                                     bal(closing, "3.00") + entry("2.00")))));
  };
  EXPECT_EQ(with("<Cd>OPBD</Cd>", "<Cd>CLBD</Cd>"), "ok");
  EXPECT_EQ(with("<CdOrPrtry><Prtry>PRCD</Prtry></CdOrPrtry>",
                 "<CdOrPrtry><Prtry>CLBD</Prtry></CdOrPrtry>"),
            "ok");
  EXPECT_EQ(with("<CdOrPrtry><Prtry>BANKBIC1</Prtry></CdOrPrtry>", "<Cd>CLBD</Cd>"),
            "statement.balance_missing");
}

std::string page(const std::string& number, const std::string& last, const std::string& content,
                 const std::string& id = "P") {
  return element("Stmt",
                 element("Id", id) +
                     element("StmtPgntn", element("PgNb", number) + element("LastPgInd", last)) +
                     element("ElctrncSeqNb", "7") + account() + content);
}

TEST(CamtPages, BecomeOneStatementWhereTheyFollowEachOther) {
  TestHost host(bank_entry(), "camt");
  const std::string pages =
      page("1", "false", balance("OPBD", "0.00") + balance("ITBD", "1.00") + entry("1.00")) +
      page("2", "false", balance("ITBD", "1.00") + balance("ITBD", "3.00") + entry("2.00")) +
      page("3", "true", balance("ITBD", "3.00") + balance("CLBD", "8.00") + entry("5.00"));
  const auto result = host.decode(document(pages + of("Z", "8.00", "", "8.00")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 2u);
  const Statement s = result.statements()[0];
  EXPECT_EQ(s.opening.amount->to_string(), "0.00");
  EXPECT_EQ(s.closing.amount->to_string(), "8.00");
  EXPECT_EQ(s.transactions, 3);
  EXPECT_EQ(result.transactions()[2].statement, 1);
  EXPECT_EQ(result.transactions()[2].index, 3);
  EXPECT_EQ(host.counters["camt_pages"], 2);
  EXPECT_TRUE(host.logs.empty()) << host.logs[0];
}

TEST(CamtPages, NeedNoBalancesInBetween) {
  const auto result =
      decode("camt", document(page("1", "false", balance("OPBD", "0.00") + entry("1.00")) +
                              page("2", "true", balance("CLBD", "3.00") + entry("2.00"))));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 1u);
}

TEST(CamtPages, MayBeMessagesOfTheirOwn) {
  const auto message = [](const std::string& number, const std::string& last,
                          const std::string& content) {
    std::string whole = document(statement(account() + content));
    const std::string header = "<GrpHdr><MsgId>M1</MsgId>";
    return whole.insert(
        whole.find(header) + header.size(),
        "<MsgPgntn><PgNb>" + number + "</PgNb><LastPgInd>" + last + "</LastPgInd></MsgPgntn>");
  };
  const auto result =
      decode("camt", message("1", "false", balance("OPBD", "0.00") + entry("1.00")) +
                         message("2", "true", balance("CLBD", "3.00") + entry("2.00")));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.statements().size(), 1u);
}

TEST(CamtPages, CostTheStatementWhereOneIsMissingOrStandsTwice) {
  const std::string first = page("1", "false", balance("OPBD", "0.00") + entry("1.00"));
  for (const char* number : {"1", "3"}) {
    const auto result = decode(
        "camt", document(first + page(number, "true", balance("CLBD", "3.00") + entry("2.00")) +
                         of("Z", "8.00", "", "8.00")));
    ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
    ASSERT_EQ(result.refusals().size(), 1u);
    const Refusal r = result.refusals()[0];
    EXPECT_EQ(r.rule, "statement.page");
    EXPECT_EQ(r.expected, "page 2");
    EXPECT_EQ(r.found, std::string("page ") + number);
    EXPECT_EQ(r.held->to_string(), "3.00");
    EXPECT_THAT(r.message,
                ::testing::HasSubstr("goes on with page " + std::string(number) +
                                     " behind page 1; a page is missing or stands twice"));
    EXPECT_EQ(result.statements().at(0).index, 2);
  }
}

TEST(CamtPages, OfOtherFilesAreNamedWhereABalanceIsMissing) {
  const auto result =
      decode("camt", document(page("2", "true", balance("CLBD", "3.00") + entry("2.00"))));
  EXPECT_EQ(rule_of(result), "statement.balance_missing");
  EXPECT_THAT(result.error.message, ::testing::HasSubstr("its other pages aren't in this file"));
  const std::string summary =
      "<TxsSummry><TtlNtries><NbOfNtries>9</NbOfNtries></TtlNtries></TxsSummry>";
  EXPECT_EQ(rule_of(decode("camt", document(page("2", "true",
                                                 balance("ITBD", "1.00") + balance("CLBD", "3.00") +
                                                     summary + entry("2.00"))))),
            "ok")
      << "a page may sum up the whole statement";
}

}  // namespace
}  // namespace saldo
