#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// Transactions that wait for cash application, and what was decided about them.
namespace saldo::store {

/// A bank transaction with the columns that matching reads.
struct UndecidedTransaction {
  model::TransactionId id{};
  std::int64_t account = 0, ordinal = 0;
  Date booking_date, value_date;
  Money amount;
  bool reversal = false, returned = false;
  std::vector<std::string> remittance, remitted_documents;
  std::string creditor_reference, end_to_end_id, counterparty_iban, counterparty_name;
};

/// Where a walk through the undecided transactions stands.
struct UndecidedCursor {
  std::int32_t day = SALDO_DATE_NONE;
  std::int64_t account = 0, ordinal = 0;
};

/// The next transactions behind `after` by booking date, account and ordinal; at most `limit`.
std::vector<UndecidedTransaction> undecided_transactions(soci::session& sql,
                                                         const UndecidedCursor& after, int limit);
std::int64_t count_undecided(soci::session& sql);

struct NewAllocation {
  model::ItemId item{};
  Money paid, discount;
};

struct NewDecision {
  model::TransactionId transaction{};
  model::RunId run{};
  model::TransactionState state = model::TransactionState::fresh;
  std::optional<model::CustomerId> customer;
  Money unapplied;
  std::string rule, reason, evidence_json, runner_up_json, proposals_json, config_version;
  Date value_date;
  std::vector<NewAllocation> allocations;
};

/// The transaction that a run decided last; nothing when it has decided none.
std::optional<UndecidedCursor> last_decided(soci::session& sql, model::RunId run);

/// Whether the newest decision on the transaction says the same already.
bool says_the_same(soci::session& sql, const NewDecision& decision);
/// Stores the decision, its allocations, and what follows for transaction and items. Throws
/// FailureException (conflict) when an item would be settled beyond what is open on it.
void add_decision(soci::session& sql, const NewDecision& decision, Instant now);

}  // namespace saldo::store
