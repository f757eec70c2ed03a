#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace soci {
class session;
}

/// What a comparison of the book with the ERP's reads and writes.
namespace saldo::store {

/// A complete list of the ERP's open items.
struct CompleteExtract {
  std::int64_t row = 0;
  std::string id, connector;
  std::vector<std::string> company_codes;  ///< none: all
  Instant began{};
};
/// The newest complete full extracts of open items, one for each connector and set of company
/// codes.
std::vector<CompleteExtract> newest_extracts(soci::session& sql);

/// One item of either side. Texts are empty and amounts 0 where there is nothing.
struct BalanceRow {
  std::string company_code, number, customer, currency, dunning_block;
  int fiscal_year = 0;
  std::int64_t open_minor = 0, settled_here_minor = 0;
  bool refused = false;   ///< of the ERP: its row was refused
  bool is_newer = false;  ///< of the book: it was told, or cleared, since the extract began
};
void for_each_listed(soci::session& sql, const CompleteExtract& extract,
                     const std::function<void(const BalanceRow&)>& each);
/// Items of the extract's company codes that are open, or that it lists.
void for_each_in_book(soci::session& sql, const CompleteExtract& extract,
                      const std::function<void(const BalanceRow&)>& each);

struct BalanceCheckResult {
  std::int64_t run = 0, accounts = 0, items = 0, differences = 0;
  Instant as_of{};  ///< of the oldest extract that was compared with
};
struct BalanceDifferenceRow {
  std::string cause, customer, company_code, number, currency, erp_block, here_block;
  int fiscal_year = 0;
  std::optional<std::int64_t> erp_minor, here_minor, settled_here_minor;
};
void add_balance_check(soci::session& sql, const BalanceCheckResult& result,
                       const std::vector<BalanceDifferenceRow>& differences, Instant now);
/// The last one; nothing when there was none.
std::optional<BalanceCheckResult> last_balance_check(soci::session& sql);

}  // namespace saldo::store
