#include "report/account_statement.hpp"

#include <algorithm>

namespace saldo::report {

AccountStatement account_statement(std::vector<AccountMovement> movements, Currency currency,
                                   Date from, Date to) {
  std::ranges::stable_sort(movements, {}, &AccountMovement::date);
  AccountStatement statement{
      .from = from, .to = to, .opening = {0, currency}, .closing = {0, currency}};
  for (AccountMovement& movement : movements) {
    if (movement.date > to) break;
    statement.closing += movement.amount;
    if (movement.date < from)
      statement.opening = statement.closing;
    else
      statement.lines.push_back({std::move(movement), statement.closing});
  }
  return statement;
}

}  // namespace saldo::report
