#pragma once

#include <string>

#include "saldo/held_money.hpp"
#include "saldo/sdk.hpp"

namespace saldo::bank {

/// The lines of one statement, counted and summed as they pass.
class StatementLines {
 public:
  /// Gives the line its place in the statement. Booked lines count towards the balance.
  /// Throws Rejected("amount.range") when a sum is beyond 64 bits.
  void add(Transaction& line, HeldMoney& held);

  std::int64_t count() const { return count_; }
  /// Sums of booked lines; both positive.
  Money credit(Currency currency) const { return {credit_, currency}; }
  Money debit(Currency currency) const { return {debit_, currency}; }

 private:
  std::int64_t count_ = 0, credit_ = 0, debit_ = 0;
};

/// Writes count and sums into the statement.
void fill_totals(Statement& statement, const StatementLines& lines, Currency currency);

/// Proves opening + booked lines = closing, which needs both balances. Throws
/// Rejected("statement.balance") at `closing_at` with both figures.
void prove_balances(const Statement& statement, const StatementLines& lines, Place closing_at);

/// "statement 2 ('STMT7' of account DE…)", for messages.
std::string name_of(const Statement& statement);

/// `a + b`; throws Rejected("amount.range") at `at` when the sum is beyond 64 bits.
std::int64_t checked_sum(std::int64_t a, std::int64_t b, Place at);

/// True when the connector's option asks for what doesn't foot. Throws Stop(CONFIG).
bool wants_lenient(const Host& host);

}  // namespace saldo::bank
