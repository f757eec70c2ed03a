#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/money.hpp"

/// The book beside the ERP's: what of the open items agrees, and what doesn't, by cause.
namespace saldo::report {

/// An open item's name: company code, number, fiscal year.
struct BalanceKey {
  std::string company_code, number;
  int fiscal_year = 0;
  friend auto operator<=>(const BalanceKey&, const BalanceKey&) = default;
};

/// An item as the ERP lists it.
struct ErpItem {
  BalanceKey key;
  std::string customer;       ///< empty where the row was refused
  std::optional<Money> open;  ///< nothing where the row was refused
  std::string dunning_block;
};

/// An item as the book has it.
struct BookItem {
  BalanceKey key;
  std::string customer;
  Money open;          ///< here
  Money settled_here;  ///< by our own allocations, of which the ERP may not know yet
  std::string dunning_block;
  bool is_newer = false;  ///< something of it was told after the ERP's list was begun
};

enum class BalanceCause {
  missing_here,   ///< the ERP lists it, the book hasn't got it
  missing_there,  ///< it is open here, the ERP doesn't list it
  amount,         ///< what is open, and what was settled here, don't come to the ERP's amount
  dunning_block,  ///< the dunning blocks differ
  settled_here,   ///< settled here, not yet cleared in the ERP: explained, and no fault
};
std::string_view to_string(BalanceCause cause);  ///< "missing_here"

struct BalanceDifference {
  BalanceCause cause{};
  BalanceKey key;
  std::string customer;  ///< empty where nobody knows
  std::optional<Money> erp, here, settled_here;
  std::string erp_block, here_block;
};

/// The receivables of one customer in one company code and currency.
struct BalanceAccount {
  std::string customer, company_code;
  Money erp, here, settled_here;
  /// What neither the book nor its own settlements explain; 0 where all agrees.
  std::int64_t unexplained() const;
};

struct Balance {
  std::vector<BalanceAccount> accounts;        ///< by company code, customer, currency
  std::vector<BalanceDifference> differences;  ///< by key; settled_here among them
  std::int64_t items = 0;                      ///< compared
  std::int64_t newer = 0;                      ///< left out, as they changed since
  /// Without those that are explained.
  std::int64_t faults() const;
};

/// Compares both lists, which hold each key once, in any order. An item that is newer than the
/// ERP's list is left out on both sides.
Balance compare(std::vector<ErpItem> erp, std::vector<BookItem> book);

}  // namespace saldo::report
