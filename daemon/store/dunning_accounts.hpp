#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"
#include "store/dunning_holds.hpp"

namespace soci {
class session;
}

/// What a dunning run reads.
namespace saldo::store {

struct DunnableItem {
  model::ItemId id{};
  std::string number, kind, area;
  Money open;
  Date due_date, posting_date;
  int sent_level = 0;         ///< of the last notice that was sent
  std::string dunning_block;  ///< the ERP's, of this item
  std::vector<Hold> holds;
  std::vector<std::pair<Date, Money>> released;     ///< by disputes that the customer lost
  std::vector<std::pair<Date, Money>> settlements;  ///< if asked for
  Date interest_charged;                            ///< up to this day; empty: not yet
  bool compensation_charged = false;
};

/// What the ERP's master data say of dunning.
struct ErpDunning {
  std::string procedure, block;
};

/// A customer's open items in one company code and currency.
struct AccountToDun {
  model::CustomerId customer{};
  std::string customer_number, customer_country, company_code, dunning_procedure, dunning_block;
  /// In dunning areas of their own, by name; those that aren't here go by the default area's.
  std::map<std::string, ErpDunning> areas;
  Currency currency;
  bool has_email = false, has_phone = false;
  std::map<std::string, Date> last_sent;  ///< day of the last notice that was sent, by area
  std::map<std::string, Date> last_by_channel;
  Money unapplied;  ///< the customer's money that settles nothing yet
  std::vector<Hold> holds;
  std::vector<DunnableItem> items;

  /// Of any area; empty: never.
  Date last_sent_at_all() const;
};

struct AccountQuery {
  Date as_of;
  std::string customer;      ///< only this one, by number; empty: all
  bool settlements = false;  ///< what was paid on each item, too
};

/// Calls `each` with every account that has something open, ordered by customer number, company
/// code and currency; items as posted up to a day. `each` may write to the book.
void for_each_account(soci::session& sql, const AccountQuery& query,
                      const std::function<void(const AccountToDun&)>& each);
/// How many customers have something open on any day.
std::int64_t count_customers_to_dun(soci::session& sql);

}  // namespace saldo::store
