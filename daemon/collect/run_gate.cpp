#include "collect/run_gate.hpp"

namespace saldo::collect {

RunGateDecision gate_run(const std::vector<BankAccountState>& accounts,
                         const model::DunningProcedure& procedure, Date run_date) {
  if (procedure.require_no_gap)
    for (const BankAccountState& account : accounts)
      if (account.gap)
        return {RunGate::bank_gap,
                "Bank account " + account.account + " has a gap in its statements" +
                    (account.gap_detail.empty() ? "" : ": " + account.gap_detail) + "."};
  if (procedure.max_bank_age_days == 0) return {};
  if (accounts.empty())
    return {RunGate::bank_stale, "No bank account is known, so nobody knows who has paid."};
  for (const BankAccountState& account : accounts) {
    if (account.last_booked.empty())
      return {RunGate::bank_stale,
              "Bank account " + account.account + " has no booked statement yet."};
    const auto age = days_between(account.last_booked, run_date);
    if (age > procedure.max_bank_age_days)
      return {RunGate::bank_stale, "Bank account " + account.account + " is known up to " +
                                       account.last_booked.to_string() + ", " +
                                       std::to_string(age) + " days before the run; " +
                                       std::to_string(procedure.max_bank_age_days) +
                                       " are allowed."};
  }
  return {};
}

RunGateDecision gate_balance(const BalanceCheckState& check,
                             const model::DunningProcedure& procedure, Date run_date) {
  const int allowed = procedure.max_balance_check_age_days;
  if (allowed == 0) return {};
  if (check.checked.empty())
    return {RunGate::balance_stale,
            "The book was never compared with the ERP's; run the balance check."};
  const auto age = days_between(check.checked, run_date);
  if (age > allowed)
    return {RunGate::balance_stale, "The book was last compared with the ERP's figures of " +
                                        check.checked.to_string() + ", " + std::to_string(age) +
                                        " days before the run; " + std::to_string(allowed) +
                                        " are allowed."};
  if (check.differences != 0)
    return {RunGate::balance_differs, "The balance check with the ERP's figures of " +
                                          check.checked.to_string() + " found " +
                                          std::to_string(check.differences) +
                                          " differences; `saldo export balance-check` lists them."};
  return {};
}

}  // namespace saldo::collect
