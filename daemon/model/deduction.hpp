#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/dispute.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// What a company says of deductions: what customers keep back of their payments (RULES §7).
namespace saldo::model {

/// What shows whether a deduction is right.
enum class EvidenceKind {
  contract,
  promotion,          ///< what was agreed on for a time
  price_list,         ///< the price when it was ordered
  proof_of_delivery,  ///< what came, when, in which state
  correspondence,
};
std::string_view to_string(EvidenceKind kind);
Result<EvidenceKind> parse_evidence_kind(std::string_view text);

/// A deduction that somebody works on, or should.
struct DeductionAtHand {
  std::int64_t dispute = 0;
  Money disputed;
  Date contest_by;  ///< the last day for it; empty: any
};

struct DeductionPolicy {
  /// Calendar days behind the payment in which a deduction can be contested; 0: without end.
  int window_days = 0;
  std::map<std::string, int> windows;  ///< as the contract of a customer has it, by its number key
  /// One of these has to be there before a deduction of this reason is credited; any kind where a
  /// reason has none.
  std::map<DisputeReason, std::vector<EvidenceKind>> evidence;

  /// The last day on which a deduction from a payment of this day can be contested; empty: any.
  Date contest_by(std::string_view customer, Date paid_on) const;
  /// Whether what is there suffices to credit a deduction of this reason.
  bool is_shown(DisputeReason reason, const std::vector<EvidenceKind>& there) const;
  /// "proof_of_delivery or contract"; "any kind".
  std::string needed(DisputeReason reason) const;
};

}  // namespace saldo::model
