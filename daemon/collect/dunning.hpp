#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "collect/interest.hpp"
#include "model/calendar.hpp"
#include "model/dunning_procedure.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/period.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// Dunning as a pure function (RULES §1.8; SAP F150 where it says so).
namespace saldo::collect {

/// An open item with what bears on dunning it.
struct DunningItem {
  model::ItemId id{};
  std::string number;
  model::ItemKind kind = model::ItemKind::invoice;
  Money open;                            ///< credits are negative
  Date due_date;                         ///< of a credit: its baseline date
  Date posting_date;                     ///< empty: before every run
  std::optional<model::ItemId> related;  ///< of a credit: the item it belongs to
  int previous_level = 0;                ///< of the last notice that was sent
  std::optional<int> level_cap;          ///< SAP's dunning key
  bool blocked = false;
  bool payment_plan = false;
  std::string procedure;  ///< the item's own, if it has one
  std::string area;       ///< dunning area; see split_by_area
  model::Period dispute;
  std::optional<Money> disputed;  ///< part in dispute; unset: all of it
  /// What disputes that the customer lost have released to be paid, and when.
  std::vector<std::pair<Date, Money>> released;
  model::Period promise;
  model::Period direct_debit;  ///< collected, but not yet final
  /// What has reduced it so far, for interest: `open` and these come to what was due.
  std::vector<Settlement> settlements;
  Date interest_charged;  ///< up to this day; empty: not yet
  bool compensation_charged = false;
};

/// One customer's account in one currency and dunning area.
struct DunningAccount {
  model::CustomerId customer{};
  Currency currency;
  std::string area;
  bool has_procedure = true;
  bool blocked = false;
  bool legal = false;
  bool insolvent = false;
  Date last_dunning_date;                       ///< of the last notice that was sent; empty: never
  std::map<std::string, Date> last_by_channel;  ///< of the last notice that was sent by each
  std::vector<std::string> channels;            ///< by which the customer can be reached
  std::optional<Money> unapplied;  ///< the customer's money that settles nothing yet; positive
  std::vector<DunningItem> items;
};

/// Why an item is, or is not, on the notice.
enum class ItemReason {
  dunned,
  dunnable,  ///< it would be, but the account's outcome stops the notice
  not_overdue,
  in_grace,
  item_blocked,
  disputed,
  after_dispute,  ///< released by a dispute within the interval: it counts as dunned that day
  promise_active,
  direct_debit_in_flight,
  payment_plan,
  below_cent,
  credit,                ///< a credit that doesn't count, or has been set off
  credit_item_excluded,  ///< a credit whose item isn't dunned
  set_off,               ///< credits cover it
  not_posted,
  other_policy,
  below_first_level,  ///< late, but not by the first level's days
  below_min,          ///< fell below level 1 for want of a level's minimum
};
std::string_view to_string(ItemReason reason);  ///< "IN_GRACE"

enum class AccountOutcome {
  notice,
  no_procedure,
  acct_blocked,
  legal,
  insolvency,
  acct_not_business_day,
  acct_interval,
  unapplied_hold,
  acct_min_arrears,
  nothing_dunnable,  ///< every late item is excluded for a reason of its own
  acct_credit_balance,
  below_min,
  no_change,
  no_channel,        ///< none of the level's channels reaches the customer
  channel_interval,  ///< those that do have been used too recently
};
std::string_view to_string(AccountOutcome outcome);  ///< "ACCT_INTERVAL"

/// What was decided on one item.
struct ItemDecision {
  model::ItemId item{};
  ItemReason reason = ItemReason::not_overdue;
  int days_overdue = 0;
  int previous_level = 0;
  int level = 0;  ///< on this notice; 0 unless `reason` is dunned
  Money open;
  Money amount;                          ///< to be dunned; nothing unless `reason` is dunned
  bool shown = false;                    ///< on the notice: dunned, or listed with all that is open
  std::optional<LateInterest> interest;  ///< a memo; none: not asked for, or no rate is known
};

struct DunningDecision {
  AccountOutcome outcome = AccountOutcome::nothing_dunnable;
  int level = 0;                 ///< the notice's: the highest of its items
  Money amount;                  ///< Σ of its items
  Money fee;                     ///< of its level
  Money interest;                ///< Σ of its items; a memo, not in `amount`
  Money compensation;            ///< Σ of its items; a memo, too
  std::string interest_missing;  ///< why some item has no interest, where it should have
  bool legal = false;            ///< a notice of the legal stage
  std::string channel;           ///< by which it goes out; empty: any
  std::string text;              ///< the letter
  bool needs_approval = true;
  int eyes = 1;  ///< how many people must have looked at it, if any must
  model::DunningEffects effects;
  Money total_open;                 ///< of the whole account, signed
  std::vector<ItemDecision> items;  ///< one for every item of the account, by id
  /// What makes this notice the same notice: procedure and version, customer, currency, the last
  /// notice's date, items with levels. Equal bases must not go out twice. Empty without a notice.
  /// The date is in it because an `always` level repeats the same items at the same levels.
  std::string idempotency_basis;
  std::string reason;  ///< one sentence with the figures
};

/// What a decision goes by.
struct DunningRules {
  const model::DunningProcedure& procedure;
  const model::Calendar* calendar = nullptr;  ///< the customer's; null: every day is a business day
  const model::LateRates* rates = nullptr;    ///< null: no interest
  bool repeats = false;  ///< a notice whose levels all were sent before goes out again
};

/// Decides on one account. All amounts must be in the account's currency (FormatError otherwise).
/// The order of the items doesn't matter. Writes nothing: levels and dates are stored when a notice
/// is sent.
DunningDecision decide(const DunningAccount& account, const DunningRules& rules, Date run_date);
inline DunningDecision decide(const DunningAccount& account,
                              const model::DunningProcedure& procedure, Date run_date) {
  return decide(account, DunningRules{procedure}, run_date);
}

/// An account whose items belong to several dunning areas, as one account for each: areas are
/// dunned apart, with dates of their own. Ordered by area. What the customer paid and nobody has
/// applied stands in each of them, for nobody knows yet which it is for.
std::vector<DunningAccount> split_by_area(const DunningAccount& account,
                                          const std::map<std::string, Date>& last_by_area);

}  // namespace saldo::collect
