#pragma once

#include "render/collection_run.hpp"

/// Collection runs for tests.
namespace saldo::render {

inline Money eur(std::int64_t cents) { return {cents, Currency::parse("EUR")}; }

inline Debit debit(const std::string& number, std::int64_t cents) {
  Debit d;
  d.end_to_end_id = "E2E-" + number;
  d.amount = eur(cents);
  d.mandate_id = "MND-" + number;
  d.mandate_date = Date::parse_iso("2025-06-01");
  d.debtor_name = "Debtor " + number;
  d.debtor_iban = "AT611904300234573201";
  d.remittance = "Invoice " + number;
  return d;
}

/// Two batches of two and one debits, with every optional field in one of them.
inline CollectionRun run() {
  CollectionRun r;
  r.message_id = "RUN-2026-01-15/1";
  r.created = Instant(std::chrono::sys_days(Date::parse_iso("2026-01-15").ymd()) +
                      std::chrono::hours(9) + std::chrono::minutes(5));
  r.creditor_name = "Saldo AG (Receivables)";
  r.creditor_iban = "DE02120300000000202051";
  r.creditor_bic = "BYLADEM1001";
  r.creditor_id = "DE98ZZZ09999999999";
  Debit full = debit("1", 10'000);
  full.instruction_id = "I-1";
  full.debtor_bic = "BKAUATWW";
  full.ultimate_debtor_name = "Ultimate Debtor Ltd.";
  full.remittance.clear();
  full.creditor_reference = "RF18 5390 0754 7034";
  r.batches.push_back(
      {"B-1", Date::parse_iso("2026-01-20"), Scheme::core, Sequence::first, {full, debit("2", 1)}});
  r.batches.push_back({"B-2",
                       Date::parse_iso("2026-01-21"),
                       Scheme::b2b,
                       Sequence::recurring,
                       {debit("3", 99'999'999'999)}});
  return r;
}

}  // namespace saldo::render
