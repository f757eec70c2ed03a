#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cash/book.hpp"
#include "cash/payment.hpp"

namespace saldo::cash {

/// What becomes of a payment without a person.
enum class Status {
  applied,    ///< items are settled by it, proved
  unapplied,  ///< it stands on the account of a customer who is known
  suspense,   ///< nobody knows whose it is
  proposed,   ///< a person decides; the best reading is the first proposal
  not_ar,     ///< it isn't customers' money
};
std::string_view to_string(Status status);

/// So much of the payment settles an item; credits have a negative `paid`.
struct Allocation {
  model::ItemId item{};
  std::string number;  ///< the item's, as the ERP writes it
  Money paid, discount;
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
/// `paid` plus `unapplied`, except for not_ar, where both are nothing.
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
};

/// Where automation ends.
struct Policy {
  int min_digits = 5;  ///< a number in free text without letters needs so many to be evidence
};

/// Decides what a payment pays (RULES §2.2, stages 2, 4, 9, 14, 15 and the contradiction rule).
/// Pure: the same payment and book give the same decision. Applies only what is proved by an own
/// reference with the exact sum, or by a payer's own account with the only open item of exactly
/// that amount; everything that speaks against it makes it a proposal.
Decision decide(const Payment& payment, const Book& book, const Policy& policy = {});

}  // namespace saldo::cash
