#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "out/segment_writer.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::sap {

/// A change of a customer's credit in one credit control area (application/vnd.saldo.credit+json).
struct CreditChange {
  std::string key;     ///< the idempotency key
  std::string number;  ///< of the IDoc, 16 digits
  std::string customer, area;
  Date created;
  std::optional<Money> limit;   ///< in the area's currency; not below zero
  std::optional<bool> blocked;  ///< whether credit management blocks the customer
};

/// Reads a message's body; throws Rejected (proposal.form), also where nothing would change.
CreditChange read_credit_change(std::string_view body);

/// As a change of the customer (DEBMAS): down to one E1KNKKM with the limit, the block or both.
std::vector<OutSegment> customer_change_of(const CreditChange& change);

}  // namespace saldo::sap
