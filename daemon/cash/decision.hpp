#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cash/book.hpp"
#include "cash/exchange_rates.hpp"
#include "cash/payment.hpp"
#include "cash/tolerance.hpp"

namespace saldo::cash {

/// What becomes of a payment without a person.
enum class Status {
  applied,    ///< items are settled by it, proved
  unapplied,  ///< it stands on the account of a customer who is known
  suspense,   ///< nobody knows whose it is
  proposed,   ///< a person decides; the best reading is the first proposal
  not_ar,     ///< it isn't customers' money
  returned,   ///< the bank takes an earlier payment back, and what that settled is open again
};
std::string_view to_string(Status status);

/// How an item in another currency than the payment's was paid.
struct Exchange {
  Money cash;        ///< what of the payment's amount it took, in the payment's currency
  std::string rate;  ///< "1.0837 USD/EUR of 2026-05-29", or that the bank's amounts say it
  /// Realised: `cash` less what was paid at the rate of the item's posting date. Nothing if there
  /// is no rate for that day.
  std::optional<Money> difference;
  friend bool operator==(const Exchange&, const Exchange&) = default;
};

/// So much of the payment settles an item; credits have a negative `paid`. All but `exchange` is in
/// the item's currency.
struct Allocation {
  model::ItemId item{};
  std::string number;  ///< the item's, as the ERP writes it
  Money paid, discount;
  WriteOff write_off;
  std::optional<Exchange> exchange;  ///< nothing: the item has the payment's currency
  friend bool operator==(const Allocation&, const Allocation&) = default;
};

/// What speaks for, or against, a reading.
struct Evidence {
  std::string kind;  ///< creditor_reference | invoice_number | payer_iban | payer_name | amount | …
  std::string value;               ///< as it is written, or the figure
  std::size_t begin = 0, end = 0;  ///< where in remittance_text(), in bytes; both 0: elsewhere
  friend bool operator==(const Evidence&, const Evidence&) = default;
};

/// A reading that a person may accept.
struct Proposal {
  model::CustomerId customer{};
  std::vector<Allocation> allocations;
  Money unapplied;  ///< what would be left over
  std::string rule;
  std::string reason;  ///< why it isn't proved
};

/// What was decided, by which rule, and why. A payment's amount is the sum of its allocations'
/// `paid` (or `exchange->cash`) plus `unapplied`, less the `paid` of what it takes back; except for
/// not_ar, where all are nothing.
struct Decision {
  Status status = Status::suspense;
  std::optional<model::CustomerId> customer;
  std::vector<Allocation> allocations;
  Money unapplied;
  /// "reference.creditor", "reference.exact", "reference.duplicate", "payer.single_item",
  /// "payer.unapplied", "payer.unknown", …
  std::string rule;
  std::vector<Evidence> evidence;
  std::optional<Proposal> runner_up;  ///< the best reading that lost
  std::vector<Proposal> proposals;    ///< at most 3, best first
  std::string reason;                 ///< one or more sentences for the clerk
  /// The payer's account may be remembered as this customer's: what was paid is proved without it,
  /// the payer bears the customer's name, and nobody else is known to pay from there.
  bool learns_account = false;
  std::optional<std::int64_t> advice;  ///< the one that this payment was advised by
  /// The earlier payment that this one takes back; counter-postings undo these allocations of it.
  std::optional<PastPayment> takes_back;
};

/// Where automation ends.
struct Policy {
  int min_digits = 5;  ///< a number in free text without letters needs so many to be evidence
  int discount_grace_days = 0;  ///< how many days late a cash discount may be taken
  bool post_partial = true;     ///< a named item paid short is settled in part (stage 8)
  bool post_overpaid = true;    ///< named items paid too much leave a rest on the account
  bool post_corrupted = true;   ///< a slip in a number, with the amount and the payer (stage 13)
  bool post_groups = true;      ///< a payer who is known pays all that is due (stage 10)
  bool post_subsets = true;     ///< or a unique part of it that isn't likely by chance (stage 11)
  int subset_items_max = 5;
  /// The expected number of combinations that a foreign amount would hit, in millionths (§2.6).
  std::int64_t accident_limit = 10'000;
  /// What may be written off, one entry a currency. None: nothing is, everything stays open.
  std::vector<WriteOffLimits> write_offs;
  ExchangeRates rates;  ///< for payments in another currency that don't say the bank's own rate
  /// The customers' deduction codes in ours; one that isn't listed is left to a person.
  std::map<std::string, std::string> deduction_reasons;
  /// A bank may keep so much when it returns a payment, in minor units, without saying what for.
  std::int64_t return_fee_max = 0;
  int advice_days = 14;  ///< an advice without a number in the payment may be so many days apart
};

/// How far decide() goes. A batch is decided on in passes, so that what is proved best is settled
/// before anything is concluded from what is left open.
enum class Depth {
  exact,  ///< what references, numbers and advices name, with the exact sum (stages 0 to 4)
  named,  ///< and what is named with a difference or a slip that is explained (5 to 8, 13)
  all,    ///< and what follows from who pays (9 to 11)
};

/// Decides what a payment pays (RULES §2.2). Pure: the same payment, book and policy give the same
/// decision. Applies only what is proved; everything that speaks against it makes it a proposal.
Decision decide(const Payment& payment, const Book& book, const Policy& policy = {});

/// As decide(), for one pass of a batch: nothing when this depth proves nothing.
std::optional<Decision> decide_to_depth(const Payment& payment, const Book& book,
                                        const Policy& policy, Depth depth);

}  // namespace saldo::cash
