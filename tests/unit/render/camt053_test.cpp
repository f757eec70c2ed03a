#include "render/camt053.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "random_statements.hpp"
#include "saldo/testing.hpp"

extern "C" const saldo_plugin* bank_entry();

namespace saldo::render {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct Written {
  std::string message;
  std::vector<std::string> warnings;
  std::optional<Failure> failure;
};

Written write(const std::vector<RandomStatement>& statements) {
  Written out;
  Camt053Plan plan;
  for (const RandomStatement& s : statements) {
    plan.add(s.statement);
    for (const Transaction& t : s.transactions) plan.add(t);
  }
  if (const auto good = plan.finish(); !good) {
    out.failure = good.error();
    return out;
  }
  Camt053Writer writer(
      {"SALDO-1", Instant(std::chrono::seconds(1'768'471'500))},
      [&](std::string_view bytes) { out.message += bytes; },
      [&](const std::string& warning) { out.warnings.push_back(warning); });
  for (std::size_t i = 0; i < statements.size(); ++i) {
    writer.add(statements[i].statement, plan.statements().at(i));
    for (const Transaction& t : statements[i].transactions) writer.add(t);
  }
  writer.finish();
  return out;
}

Decoded decode(const std::string& message, bool lenient = false) {
  TestHost host(bank_entry(), "camt", {{"lenient", lenient ? "true" : "false"}});
  return host.decode(message);
}

/// 100.00 + 250.50 - 10.00 = 340.50
RandomStatement day() {
  RandomStatement out;
  const Currency eur = Currency::parse("EUR");
  Statement& s = out.statement;
  s.index = 1;
  s.kind = "booked";
  s.account_iban = "DE02120300000000202051";
  s.account_bank = "BYLADEM1001";
  s.account_currency = "EUR";
  s.account_name = "Saldo AG";
  s.id = "STMT-7";
  s.sequence = "7";
  s.opening = {Money{10000, eur}, *Date::from_ymd(2026, 1, 1)};
  s.closing = {Money{34050, eur}, *Date::from_ymd(2026, 1, 2)};
  s.transactions = 2;
  s.total_credit = Money{25050, eur};
  s.total_debit = Money{1000, eur};
  Transaction in;
  in.statement = 1;
  in.index = 1;
  in.amount = Money{25050, eur};
  in.status = "booked";
  in.booking_date = in.value_date = s.closing.date;
  in.bank_reference = "BANK-1";
  in.end_to_end_id = "E2E-1";
  in.counterparty_name = "Smith & Sons";
  in.counterparty_iban = "AT611904300234573201";
  in.remittance = {"RE 4711"};
  Transaction out_going;
  out_going.statement = 1;
  out_going.index = 2;
  out_going.amount = Money{-1000, eur};
  out_going.status = "booked";
  out_going.booking_date = s.closing.date;
  out_going.code_domain = "ACMT";
  out_going.code_family = "MDOP";
  out_going.code_sub_family = "FEES";
  out.transactions = {in, out_going};
  return out;
}

constexpr const char* kDay = R"(<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
 <BkToCstmrStmt>
  <GrpHdr>
   <MsgId>SALDO-1</MsgId>
   <CreDtTm>2026-01-15T10:05:00Z</CreDtTm>
  </GrpHdr>
  <Stmt>
   <Id>STMT-7</Id>
   <ElctrncSeqNb>7</ElctrncSeqNb>
   <Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>EUR</Ccy><Nm>Saldo AG</Nm><Svcr><FinInstnId><BICFI>BYLADEM1001</BICFI></FinInstnId></Svcr></Acct>
   <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>
   <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">340.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt></Dt></Bal>
   <TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries><TtlCdtNtries><NbOfNtries>1</NbOfNtries><Sum>250.50</Sum></TtlCdtNtries><TtlDbtNtries><NbOfNtries>1</NbOfNtries><Sum>10.00</Sum></TtlDbtNtries></TxsSummry>
   <Ntry><Amt Ccy="EUR">250.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt><ValDt><Dt>2026-01-02</Dt></ValDt><AcctSvcrRef>BANK-1</AcctSvcrRef><BkTxCd></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E-1</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Smith &amp; Sons</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>AT611904300234573201</IBAN></Id></DbtrAcct></RltdPties><RmtInf><Ustrd>RE 4711</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
   <Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-01-02</Dt></BookgDt><BkTxCd><Domn><Cd>ACMT</Cd><Fmly><Cd>MDOP</Cd><SubFmlyCd>FEES</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls></TxDtls></NtryDtls></Ntry>
  </Stmt>
 </BkToCstmrStmt>
</Document>
)";

TEST(Camt053Writer, WritesAnEntryALine) {
  const Written written = write({day()});
  EXPECT_EQ(written.message, kDay);
  EXPECT_THAT(written.warnings, IsEmpty());
}

/// Every record field for field; statements by their order.
void expect_read_back(const std::vector<RandomStatement>& statements) {
  const Written written = write(statements);
  ASSERT_FALSE(written.failure) << written.failure->message;
  const Decoded found = decode(written.message);
  ASSERT_EQ(found.status, SALDO_OK) << found.error.message;
  std::vector<std::string> expected, read;
  for (const RandomStatement& s : statements) {
    for (const Transaction& t : s.transactions) expected.push_back(FieldLines::of(t));
    expected.push_back(FieldLines::of(s.statement));
  }
  for (const AnyRecord& record : found.records)
    read.push_back(std::visit([](const auto& r) { return FieldLines::of(r); }, record));
  ASSERT_EQ(read.size(), expected.size());
  for (std::size_t i = 0; i < read.size(); ++i) ASSERT_EQ(read[i], expected[i]);
  EXPECT_THAT(written.warnings, IsEmpty());
}

TEST(Camt053Writer, WhatItCarriesIsReadBackAsTheSameRecords) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    RandomStatements random(seed, /*tame=*/true);
    std::vector<RandomStatement> statements;
    for (std::int64_t index = 1; index <= 3; ++index) statements.push_back(random.statement(index));
    expect_read_back(statements);
    if (HasFatalFailure() || HasNonfatalFailure()) return;
  }
}

std::vector<RandomStatement> wild(std::uint32_t seed) {
  RandomStatements random(seed, /*tame=*/false);
  return {random.statement(1), random.statement(2)};
}

TEST(Camt053Writer, WhateverRecordsHoldAmountsAndDatesAreReadBack) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    SCOPED_TRACE(seed);
    const auto statements = wild(seed);
    const Decoded found = decode(write(statements).message);
    ASSERT_EQ(found.status, SALDO_OK) << found.error.message;
    const std::vector<Statement> sheets = found.statements();
    ASSERT_EQ(sheets.size(), 2u);
    std::vector<Transaction> all;
    for (std::size_t i = 0; i < 2; ++i) {
      const Statement &is = sheets[i], &was = statements[i].statement;
      EXPECT_EQ(is.opening.amount, was.opening.amount);
      EXPECT_EQ(is.closing.amount, was.closing.amount);
      EXPECT_EQ(is.total_credit, was.total_credit);
      EXPECT_EQ(is.total_debit, was.total_debit);
      all.insert(all.end(), statements[i].transactions.begin(), statements[i].transactions.end());
    }
    const auto read = found.transactions();
    ASSERT_EQ(read.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      EXPECT_EQ(read[i].amount, all[i].amount);
      EXPECT_EQ(read[i].booking_date, all[i].booking_date);
      EXPECT_EQ(read[i].value_date, all[i].value_date);
      EXPECT_EQ(read[i].status, all[i].status);
    }
  }
}

TEST(Camt053Writer, MessagesAreValidAgainstTheSchemaWhateverTheRecordsHold) {
  const char* corpus = std::getenv("SALDO_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with schemas";
  const auto schema =
      std::filesystem::path(corpus) / "bank/xsd/sebastienrousseau+camt053__camt.053.001.08.xsd";
  if (!std::filesystem::exists(schema)) GTEST_SKIP() << schema << " isn't there";
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no xmllint";
  const auto folder =
      std::filesystem::temp_directory_path() / ("saldo-camt053-" + std::to_string(::getpid()));
  std::filesystem::create_directory(folder);
  for (std::uint32_t seed = 0; seed < 100; ++seed)
    std::ofstream(folder / (std::to_string(seed) + ".xml"), std::ios::binary)
        << write(wild(seed)).message;
  std::ofstream(folder / "day.xml", std::ios::binary) << write({day()}).message;
  const std::string command =
      "xmllint --noout --schema '" + schema.string() + "' '" + folder.string() + "'/*.xml 2>&1";
  EXPECT_EQ(std::system((command + " | grep -v ' validates$'").c_str()) >> 8, 1)
      << "grep found a line that isn't of a valid file";
  std::filesystem::remove_all(folder);
}

TEST(Camt053Writer, TellsWhatItCannotCarryAndKeepsItWhole) {
  RandomStatement s = day();
  const std::string name(200, 'n');
  s.transactions[0].counterparty_name = name;
  s.transactions[1].counterparty_iban = "AT611904300234573201";
  s.transactions[1].counterparty_account = "4711";
  const Written written = write({s});
  EXPECT_THAT(written.message, HasSubstr("<Nm>" + std::string(140, 'n') + "</Nm>"));
  EXPECT_THAT(written.message,
              HasSubstr("<AddtlTxInf>counterparty.name: " + name + "</AddtlTxInf>"));
  EXPECT_THAT(written.message, HasSubstr("<AddtlTxInf>counterparty.account: 4711</AddtlTxInf>"));
  ASSERT_EQ(written.warnings.size(), 2u);
  EXPECT_THAT(written.warnings[0], HasSubstr("statement 1, transaction 1: counterparty.name"));
  EXPECT_THAT(written.warnings[1], HasSubstr("statement 1, transaction 2: counterparty.account"));
}

TEST(Camt053Writer, KeepsWhatIsTooLongForOneElementInSeveral) {
  RandomStatement s = day();
  s.transactions[0].end_to_end_id = std::string(600, 'e');
  const Written written = write({s});
  const auto read = decode(written.message).transactions().at(0);
  std::string all;
  for (const std::string& text : read.remittance) all += text;
  EXPECT_THAT(all, HasSubstr(std::string(600, 'e')));
}

TEST(Camt053Writer, WritesTheOneBalanceThatThereIsAndNoOther) {
  RandomStatement s = day();
  s.statement.opening = {};
  const Written written = write({s});
  EXPECT_THAT(written.message, Not(HasSubstr("OPBD")));
  EXPECT_THAT(written.message, HasSubstr("CLBD"));
  EXPECT_EQ(decode(written.message).status, SALDO_E_REJECTED);
  const Decoded lenient = decode(written.message, /*lenient=*/true);
  ASSERT_EQ(lenient.statements().size(), 1u);
  EXPECT_FALSE(lenient.statements()[0].opening.amount);
  EXPECT_EQ(lenient.statements()[0].closing.amount, s.statement.closing.amount);
}

struct Refused {
  const char* what;
  void (*change)(RandomStatement&);
  const char *rule, *says;
};

class Camt053Refuses : public testing::TestWithParam<Refused> {};

TEST_P(Camt053Refuses, WhatIsNoBookedStatement) {
  RandomStatement s = day();
  GetParam().change(s);
  const Written written = write({s});
  ASSERT_TRUE(written.failure);
  EXPECT_EQ(written.failure->rule, GetParam().rule);
  EXPECT_THAT(written.failure->message, HasSubstr("statement 1"));
  EXPECT_THAT(written.failure->message, HasSubstr(GetParam().says));
}

const Refused kRefused[] = {
    {"intraday", [](RandomStatement& s) { s.statement.kind = "intraday"; }, "camt053.kind",
     "is an intraday report"},
    {"notification",
     [](RandomStatement& s) {
       s.statement.kind = "notification";
       s.statement.opening = s.statement.closing = {};
     },
     "camt053.kind", "is a notification"},
    {"balances", [](RandomStatement& s) { s.statement.opening = s.statement.closing = {}; },
     "camt053.balance", "neither an opening nor a closing balance"},
    {"currency",
     [](RandomStatement& s) { s.transactions[1].amount->currency = Currency::parse("USD"); },
     "camt053.currency", "transaction 2 in USD but is in EUR"},
    {"digits",
     [](RandomStatement& s) { s.statement.closing.amount->minor = 1'000'000'000'000'000'000; },
     "camt053.amount", "more than the 18 digits"},
    {"amount", [](RandomStatement& s) { s.transactions[0].amount.reset(); }, "camt053.amount",
     "transaction 1 without an amount"},
};
INSTANTIATE_TEST_SUITE_P(Camt053, Camt053Refuses, testing::ValuesIn(kRefused),
                         [](const auto& test) { return test.param.what; });

TEST(Camt053Batches, OfTooManyBytesForOneEntryStaySingle) {
  RandomStatement s = day();
  s.transactions.resize(1);
  const Transaction member = s.transactions[0];
  constexpr std::size_t kMembers = 20'000;
  s.transactions.assign(kMembers, member);
  std::size_t i = 0;
  for (Transaction& t : s.transactions) {
    t.amount->minor = 1;
    t.remittance = {std::string(140, '&')};
    t.index = t.batch_index.emplace(static_cast<std::int64_t>(++i));
    t.batch_id = "B";
    t.batch_count = kMembers;
  }
  s.statement.closing.amount->minor = 10000 + static_cast<std::int64_t>(kMembers);
  const Written written = write({s});
  EXPECT_EQ(written.warnings.size(), kMembers) << "an index has no element outside of a batch";
  const Decoded found = decode(written.message);
  ASSERT_EQ(found.status, SALDO_OK) << found.error.message;
  EXPECT_EQ(found.transactions().size(), kMembers);
  EXPECT_EQ(found.transactions().back().batch_count, static_cast<std::int64_t>(kMembers));
}

TEST(Camt053Writer, PassesOnWhatIsWrittenAsItGoes) {
  RandomStatement s = day();
  Camt053Plan plan;
  plan.add(s.statement);
  for (int i = 0; i < 2000; ++i) plan.add(s.transactions[0]);
  ASSERT_TRUE(plan.finish().has_value());
  std::size_t largest = 0;
  Camt053Writer writer(
      {"M", {}}, [&](std::string_view bytes) { largest = std::max(largest, bytes.size()); },
      [](const std::string&) {});
  writer.add(s.statement, plan.statements()[0]);
  for (int i = 0; i < 2000; ++i) writer.add(s.transactions[0]);
  writer.finish();
  EXPECT_LT(largest, std::size_t{80} << 10);
}

}  // namespace
}  // namespace saldo::render
