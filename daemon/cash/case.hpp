#pragma once

#include <map>
#include <vector>

#include "cash/decision.hpp"
#include "cash/findings.hpp"
#include "cash/payer.hpp"
#include "cash/text_numbers.hpp"

namespace saldo::cash {

/// One payment with everything that was read from it, as the stages see it.
struct Case {
  const Payment& payment;
  const Book& book;
  const Policy& policy;
  ScannedText scanned;
  Findings found;
  Payer payer;
  /// Accounts that were read; stages ask for them again and again.
  mutable std::map<model::CustomerId, std::vector<OpenItem>> accounts;

  Money none() const { return {0, payment.amount.currency}; }
  Date day() const {
    return payment.value_date.empty() ? payment.booking_date : payment.value_date;
  }
};

/// A decision that hasn't settled anything yet.
Decision undecided(const Case& c);
/// What this payment could settle on the account, oldest due date first. Down-payment requests
/// (special G/L) are paid where they are named, and never netted with receivables.
const std::vector<OpenItem>& account_of(model::CustomerId customer, const Case& c);
/// Sentences with a blank between them.
std::string join(const std::vector<std::string>& sentences);

}  // namespace saldo::cash
