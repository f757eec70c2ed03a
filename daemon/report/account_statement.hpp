#pragma once

#include <string>
#include <vector>

#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::report {

/// Something that changed what a customer owes.
struct AccountMovement {
  Date date;         ///< value or posting date
  std::string kind;  ///< invoice, credit_memo … | payment | discount | write_off | erp_clearing
  std::string reference;  ///< number of the item, or the bank's reference of the payment
  Money amount;           ///< positive: the customer owes more
};

struct StatementLine {
  AccountMovement movement;
  Money balance;  ///< with it
};

/// A customer's account in one currency over a period, both days included.
struct AccountStatement {
  Date from, to;
  Money opening;  ///< of what came before `from`
  std::vector<StatementLine> lines;
  Money closing;  ///< what is owed at the end of `to`
};

/// What moves later than `to` counts for nothing; a day's movements keep their order. Throws
/// FormatError when a movement is in another currency or a sum exceeds 64 bits.
AccountStatement account_statement(std::vector<AccountMovement> movements, Currency currency,
                                   Date from, Date to);

}  // namespace saldo::report
