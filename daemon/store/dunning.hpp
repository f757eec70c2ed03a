#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// What a dunning run reads and proposes.
namespace saldo::store {

struct DunnableItem {
  model::ItemId id{};
  std::string number, kind;
  Money open;
  Date due_date, posting_date;
  int sent_level = 0;  ///< of the last notice that was sent
};

/// A customer's open items in one company code and currency.
struct AccountToDun {
  model::CustomerId customer{};
  std::string customer_number, company_code, dunning_procedure, dunning_block;
  Currency currency;
  Date last_sent;   ///< run date of the last notice that was sent; empty: never
  Money unapplied;  ///< the customer's money that settles nothing yet
  std::vector<DunnableItem> items;
};

/// Calls `each` with every account that has something open, ordered by customer number, company
/// code and currency; items as posted up to `as_of`.
void for_each_account(soci::session& sql, Date as_of,
                      const std::function<void(const AccountToDun&)>& each);

struct BankAccountChain {
  std::string account;
  Date last_closing;  ///< empty: no statement yet
  bool gap = false;
  std::string gap_detail;
};
/// How far each bank account's booked statements reach and whether they continue one another.
std::vector<BankAccountChain> bank_account_chains(soci::session& sql);

struct NoticeItem {
  model::ItemId item{};
  int level = 0, days_overdue = 0;
  Money amount;
};
struct NewNotice {
  model::RunId run{};
  std::string idempotency_key, procedure, config_version, company_code;
  model::CustomerId customer{};
  Date run_date;
  int level = 0;
  Money amount, fee;
  std::vector<NoticeItem> items;
};
/// Proposes a notice; false when the same notice has been proposed already.
bool add_notice(soci::session& sql, const NewNotice& notice, Instant now);

struct DunningOutcome {
  model::RunId run{};
  model::CustomerId customer{};
  std::string company_code;
  Currency currency;
  std::optional<model::ItemId> item;  ///< nothing: the account's outcome
  std::string reason;
  int level = 0;
};
void add_outcome(soci::session& sql, const DunningOutcome& outcome);

}  // namespace saldo::store
