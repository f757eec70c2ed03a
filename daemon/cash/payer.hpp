#pragma once

#include <optional>
#include <vector>

#include "cash/decision.hpp"
#include "cash/text_numbers.hpp"

namespace saldo::cash {

/// Who may have paid, by what evidence.
struct Payer {
  std::vector<model::CustomerId> by_iban;
  std::vector<model::CustomerId> by_name;
  std::vector<model::CustomerId> by_number;  ///< our customer number in the text
  std::vector<Evidence> evidence;

  /// The one customer whose account this is.
  std::optional<model::CustomerId> known() const;
  /// The one customer that the name or the number speak for; never proof.
  std::optional<model::CustomerId> presumed() const;
  /// Something other than a document's number speaks for this customer.
  bool confirms(model::CustomerId customer) const;
  /// The account is known for others only.
  bool account_of_others(model::CustomerId customer) const;
  /// The customer number in the text is another's.
  bool number_of_others(model::CustomerId customer) const;
};

Payer identify(const Payment& payment, const ScannedText& scanned, const Book& book);

}  // namespace saldo::cash
