#pragma once

#include <cstdint>
#include <memory>

#include "cli/file_decoder.hpp"
#include "cli/rows.hpp"

namespace saldo::cli {

/// One table of everything that was decoded, for whoever looks after the money: a line a statement
/// with account, period, balances, money in and out as booked, and what was proved; a line for what
/// was refused; in the end the totals of each currency. Reports and notifications have totals of
/// their own, for they tell of money that is in statements, too. A statement that stands in two
/// files counts once.
class StatementTable {
 public:
  /// Files are named from `folder` on, where they lie in it.
  StatementTable(Sink& sink, const std::string& folder);
  void add(const Reading& reading);
  /// Writes the table.
  void finish();

 private:
  struct Total {
    Turnover sums;
    std::int64_t statements = 0, transactions = 0;
  };
  boost::json::object head(const Reading& reading) const;
  void add_sheet(const Reading& reading, const DecodedTotals::Sheet& sheet);
  void add_to_totals(const DecodedTotals::Sheet& sheet, Currency currency, const Turnover& sums);
  void add_refused(const Reading& reading, const Failure& why);

  std::unique_ptr<Rows> rows_;
  std::string folder_;                                        // with its slash, or empty
  std::map<std::pair<Currency, std::string>, Total> totals_;  // by currency and kind
  std::map<std::string, std::string> seen_;                   // statements, and in which file
};

}  // namespace saldo::cli
