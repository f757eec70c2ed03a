#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/deduction.hpp"
#include "model/ids.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// Deductions that cash application found: payments whose advice says what was kept back, and why.
namespace saldo::store {

struct DeductedItem {
  model::ItemId item{};
  std::string number, number_key;
};
/// A decision that holds, on a payment with deductions.
struct DeductingDecision {
  std::int64_t decision = 0;
  std::string customer;                      ///< number
  Date paid_on;                              ///< booking date of the payment
  std::string evidence_json, advice_number;  ///< the evidence names our codes beside theirs
  std::string lines_json;                    ///< of the advice
  Currency currency;                         ///< of the advice; none: its amounts say nothing
  std::vector<DeductedItem> items;           ///< that it settles in part
};
/// Of the decisions behind this one, in order.
std::vector<DeductingDecision> deductions_behind(soci::session& sql, std::int64_t decision);
/// 0: there is none.
std::int64_t newest_decision(soci::session& sql);

/// Deductions that aren't resolved yet.
std::vector<model::DeductionAtHand> deductions_at_hand(soci::session& sql);

/// Disputes that nobody has touched yet and whose deduction isn't one any more: the decision behind
/// it was undone.
std::vector<std::int64_t> disputes_without_deduction(soci::session& sql);

}  // namespace saldo::store
