#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "saldo/date.hpp"

namespace soci {
class session;
}

/// What the ERP is told of dunning.
namespace saldo::store {

/// A customer in one company code and dunning area, whatever the currency: as the ERP's master data
/// have it (SAP KNB5).
struct DunnedAccount {
  std::int64_t customer_id = 0;
  std::string customer, company_code, area;
};

/// Accounts whose notices were sent behind `act`, a number of dunning_act, in that order; `last` is
/// the last act that was looked at.
std::vector<DunnedAccount> accounts_sent_behind(soci::session& sql, std::int64_t act, int limit,
                                                std::int64_t& last);

struct LastNotice {
  std::int64_t notice = 0;
  int level = 0;  ///< the highest of that run's notices to the account, over all currencies
  Date day;       ///< on which it was sent
};
/// Nothing when none was sent, or each came back.
std::optional<LastNotice> last_notice(soci::session& sql, const DunnedAccount& account);

struct BlockedCompany {
  DunnedAccount account;  ///< in the default area
  std::string erp_block;  ///< the dunning block that the ERP told last; empty: none
  bool held = false;      ///< saldo holds the customer out of dunning today
};
/// Company codes of customers who are held out of dunning as a whole (block, legal, insolvency),
/// and those of which the connector's messages told a block; by customer number and company code.
std::vector<BlockedCompany> companies_to_block(soci::session& sql, const std::string& connector,
                                               Date today);

}  // namespace saldo::store
