#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
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
  bool reversal = false;
  bool returned = false;   ///< the bank takes it back, or gives it back
  bool by_person = false;  ///< a person has decided on it: nothing is posted without one
  std::vector<std::string> remittance, remitted_documents;
  std::string creditor_reference, end_to_end_id, counterparty_iban, counterparty_name;
  std::string mandate_id, customer_reference, code;
  std::optional<Money> instructed;
  std::vector<Money> charges;
};

/// Where a run through the undecided transactions stands: behind a transaction of a day. Within a
/// day they are ordered by their content, so that nothing depends on the order of arrival.
struct UndecidedCursor {
  int pass = 0;
  std::int32_t day = SALDO_DATE_NONE;
  std::string fingerprint;  ///< empty: before the day's first
  std::int64_t occurrence = 0, account = 0;
};

/// The first day behind `day` on which something is undecided.
std::optional<Date> next_undecided_day(soci::session& sql, std::int32_t day);
/// What is undecided of the cursor's day, behind it, in order.
std::vector<model::TransactionId> undecided_of_day(soci::session& sql,
                                                   const UndecidedCursor& after);
/// Those of `ids` that are still undecided, in the order of `ids`.
std::vector<UndecidedTransaction> undecided_transactions(soci::session& sql,
                                                         std::span<const model::TransactionId> ids);
/// A transaction as it was when it was decided on, whatever became of it.
std::optional<UndecidedTransaction> decided_transaction(soci::session& sql,
                                                        model::TransactionId id);
std::int64_t count_undecided(soci::session& sql);
/// How an item of another currency was paid (cash::Exchange).
struct NewExchange {
  Money cash;
  std::string rate;
  std::optional<Money> difference;
};

/// All but `exchange` is in the item's currency.
struct NewAllocation {
  model::ItemId item{};
  Money paid, discount;
  std::int64_t write_off_minor = 0;
  std::string write_off_reason;
  std::optional<NewExchange> exchange;
};

struct NewDecision {
  model::TransactionId transaction{};
  model::RunId run{};
  model::TransactionState state = model::TransactionState::fresh;
  std::optional<model::CustomerId> customer;
  Money unapplied;
  std::string rule, reason, evidence_json, runner_up_json, proposals_json, config_version;
  Date value_date;
  int pass = 0;
  std::vector<NewAllocation> allocations;
  /// Allocations that are undone by counter-postings: of this transaction, where a person corrects
  /// a decision, or of the payment that it takes back. They are posted before `allocations`.
  std::vector<std::int64_t> reversals;
  /// The payment that this transaction takes back; its state becomes `returned`.
  std::optional<model::TransactionId> takes_back;
  std::string actor;       ///< the person who decides; empty: the run
  std::string basis_json;  ///< what the proposals rest on (store/review.hpp); empty: none
  std::string policy_version, policy_rule;
  std::optional<std::int64_t> accident_millionths;  ///< λ of a combination (RULES §2.6)
  std::optional<int> margin;  ///< stages between the evidence and that of the runner-up
};

/// The transaction that a run decided last; nothing when it has decided none.
std::optional<UndecidedCursor> last_decided(soci::session& sql, model::RunId run);

/// Allocations of a transaction that no counter-posting has undone, and which aren't one.
std::vector<std::int64_t> standing_allocations(soci::session& sql, model::TransactionId id);

/// Writes decisions inside the caller's write transaction. Its statements stay prepared, so that a
/// job keeps one for all that it decides; the session outlives it; one thread.
class DecisionWriter {
 public:
  explicit DecisionWriter(soci::session& sql);
  ~DecisionWriter();

  /// Whether a run may still decide on it: a person or another run may have been faster.
  bool is_undecided(model::TransactionId id);
  /// Whether the newest decision on the transaction says the same already.
  bool says_the_same(const NewDecision& decision);
  /// Stores the decision, its counter-postings and allocations, and what follows for transactions
  /// and items. A counter-posting repeats an allocation with opposite signs and names it; the item
  /// is open again as it was, with its own due date. Throws FailureException (conflict) when an
  /// item would be settled beyond what is open on it (allocation.beyond_open), when an allocation
  /// was undone before or doesn't exist (allocation.not_standing), or when the payment was taken
  /// back already (transaction.returned).
  void add(const NewDecision& decision, Instant now);

 private:
  struct Posting;
  struct Statements;
  std::int64_t insert(const NewDecision& decision, std::int64_t at);
  void allocate(const Posting& posting, const NewAllocation& allocation);
  void reverse(const Posting& posting, std::int64_t allocation);
  void mark_returned(model::TransactionId payment);

  std::unique_ptr<Statements> statements_;
};

/// DecisionWriter::add for one that comes alone.
void add_decision(soci::session& sql, const NewDecision& decision, Instant now);

/// Marks the advice as that of this payment.
void settle_advice(soci::session& sql, std::int64_t advice, model::TransactionId payment);

}  // namespace saldo::store
