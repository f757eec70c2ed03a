#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/dunning_procedure.hpp"
#include "saldo/date.hpp"

namespace saldo::collect {

/// How far a bank account's booked statements reach.
struct BankAccountState {
  std::string account;     ///< IBAN or number, for the message
  Date last_booked;        ///< closing date of the last booked statement; empty: none yet
  bool gap = false;        ///< a statement is missing or doesn't continue its predecessor
  std::string gap_detail;  ///< which, for the message
};

/// What the last comparison of the book with the ERP's found.
struct BalanceCheckState {
  Date checked;  ///< the day that the ERP's figures are of; empty: there was no comparison yet
  std::int64_t differences = 0;
};

enum class RunGate { open, bank_gap, bank_stale, balance_differs, balance_stale };
std::string_view to_string(RunGate gate);  ///< "BANK_GAP"

struct RunGateDecision {
  RunGate gate = RunGate::open;
  std::string reason;  ///< one sentence that names the account and the figures
  bool refused() const { return gate != RunGate::open; }
};

/// Nobody is dunned on bank data that is incomplete or old (RULES §1.8 gate_run). If the procedure
/// limits the age of bank data and no account is known, the run is refused too. A gap is reported
/// before staleness; accounts are looked at in their given order.
RunGateDecision gate_run(const std::vector<BankAccountState>& accounts,
                         const model::DunningProcedure& procedure, Date run_date);

/// The same for the comparison with the ERP's book, where the procedure demands one: nobody is
/// dunned for what the ERP, which keeps the books, doesn't say.
RunGateDecision gate_balance(const BalanceCheckState& check,
                             const model::DunningProcedure& procedure, Date run_date);

}  // namespace saldo::collect
