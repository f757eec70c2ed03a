#pragma once

#include <functional>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "store/dunning_accounts.hpp"

/// What dunning runs of the past had before them, for what would have gone otherwise.
namespace saldo::store {

/// The days, ascending, for which a run of one of these jobs proposed notices.
std::vector<Date> dunning_days(soci::session& sql, const std::vector<std::string>& jobs, Date from,
                               Date to);

/// Calls `each` with every account on which something was open at the end of a day, in the order of
/// for_each_account: open amounts and unapplied money by value dates, as `export aging` has them as
/// of that day, and the holds that stood then. Master data and the ERP's blocks are today's.
/// Without what notices brought about, which is the caller's. `each` may change what it gets.
void for_each_past_account(soci::session& sql, Date day,
                           const std::function<void(AccountToDun&)>& each);

/// An item's level by the notices that were sent before a day.
void for_each_level_before(soci::session& sql, Date day,
                           const std::function<void(model::ItemId, int level)>& each);

/// The last notice that was sent before a day, of an account and area and by a channel.
struct SentBefore {
  model::CustomerId customer{};
  std::string company_code, currency, area, channel;
  Date day;
};
void for_each_sent_before(soci::session& sql, Date day,
                          const std::function<void(const SentBefore&)>& each);

}  // namespace saldo::store
