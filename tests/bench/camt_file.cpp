#include "bench/camt_file.hpp"

#include <fstream>
#include <random>
#include <string>

namespace saldo::bench {

namespace {

std::string amount(std::int64_t cents) {
  const std::string rest = std::to_string(cents % 100);
  return std::to_string(cents / 100) + (rest.size() == 1 ? ".0" : ".") + rest;
}

std::string balance(const char* code, std::int64_t cents) {
  return std::string("<Bal><Tp><CdOrPrtry><Cd>") + code +
         "</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">" + amount(cents) +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>\n";
}

std::string entry(std::int64_t number, std::int64_t cents, std::uint64_t account) {
  const std::string n = std::to_string(100'000'000 + number);
  return "<Ntry><NtryRef>" + n + "</NtryRef><Amt Ccy=\"EUR\">" + amount(cents) +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-03-02</Dt>"
         "</BookgDt><ValDt><Dt>2026-03-02</Dt></ValDt><AcctSvcrRef>B" +
         n +
         "</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd>"
         "</Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>E2E-" +
         n + "</EndToEndId></Refs><Amt Ccy=\"EUR\">" + amount(cents) +
         "</Amt><CdtDbtInd>CRDT</CdtDbtInd><RltdPties><Dbtr><Pty><Nm>Muster und Partner " +
         std::to_string(number % 977) + " GmbH</Nm></Pty></Dbtr><DbtrAcct><Id><IBAN>DE" +
         std::to_string(account) +
         "</IBAN></Id></DbtrAcct></RltdPties><RltdAgts><DbtrAgt>"
         "<FinInstnId><BICFI>DEUTDEFFXXX</BICFI></FinInstnId></DbtrAgt></RltdAgts><RmtInf><Ustrd>"
         "Rechnung " +
         n + " vom 02.03.2026 Kundennummer " + std::to_string(number % 5000) +
         "</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n";
}

}  // namespace

void write_camt_file(const std::filesystem::path& file, std::int64_t entries) {
  constexpr std::int64_t kOpening = 100'000'00;
  std::mt19937_64 random(20260302);
  std::uniform_int_distribution<std::int64_t> cents(1, 5'000'000);
  std::uniform_int_distribution<std::uint64_t> account(1'000'000'000'000'000'000u,
                                                       9'999'999'999'999'999'999u);
  auto again = random;  // the closing balance stands before the entries
  std::int64_t closing = kOpening;
  for (std::int64_t i = 0; i < entries; ++i) {
    closing += cents(again);
    account(again);
  }
  std::ofstream out(file, std::ios::binary);
  out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
         "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>"
         "<GrpHdr><MsgId>BENCH</MsgId><CreDtTm>2026-03-02T20:00:00+01:00</CreDtTm></GrpHdr><Stmt>"
         "<Id>BENCH-1</Id><ElctrncSeqNb>1</ElctrncSeqNb><CreDtTm>2026-03-02T20:00:00+01:00"
         "</CreDtTm><Acct><Id><IBAN>DE75512108001245126199</IBAN></Id><Ccy>EUR</Ccy></Acct>\n"
      << balance("OPBD", kOpening) << balance("CLBD", closing);
  for (std::int64_t i = 0; i < entries; ++i) {
    const std::int64_t value = cents(random);
    out << entry(i, value, account(random));
  }
  out << "</Stmt></BkToCstmrStmt></Document>\n";
}

}  // namespace saldo::bench
