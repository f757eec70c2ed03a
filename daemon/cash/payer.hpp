#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cash/decision.hpp"
#include "cash/text_numbers.hpp"

namespace saldo::cash {

/// Who may have paid, by what evidence.
struct Payer {
  std::vector<model::CustomerId> by_iban;    ///< the account, by master data
  std::vector<model::CustomerId> by_learnt;  ///< the account, by earlier payments
  std::vector<model::CustomerId> by_name;
  std::vector<model::CustomerId> by_number;  ///< our customer number in the text
  std::vector<Evidence> evidence;

  /// The one customer who paid, by two pieces of evidence that can't both be chance: an account
  /// from the master data counts for itself; one that was learnt, or our customer number in the
  /// text, together with the name.
  std::optional<model::CustomerId> known() const;
  /// The one customer that the name or the number speak for; never proof.
  std::optional<model::CustomerId> presumed() const;
  /// Something other than a document's number speaks for this customer.
  bool confirms(model::CustomerId customer) const;
  /// The account has paid for this customer before, and for no other.
  bool paid_before(model::CustomerId customer) const;
  /// The account is another's by master data.
  bool account_of_others(model::CustomerId customer) const;
  /// The customer number in the text is another's.
  bool number_of_others(model::CustomerId customer) const;
  /// The payer bears the name of other customers.
  bool name_of_others(model::CustomerId customer) const;
};

/// By the account in the master data, the name and the customer number in the text.
Payer identify(const Payment& payment, const ScannedText& scanned, const Book& book);

/// Adds whose the account is by earlier payments, where the master data doesn't know it. Apart,
/// because a first pass doesn't ask: what other payments of the same pass teach must not matter.
void add_learnt(Payer& payer, const Payment& payment, const Book& book);

/// Whether the text names this customer in full, as one who pays on another's behalf writes.
bool text_names(const ScannedText& scanned, model::CustomerId customer, const Book& book);

}  // namespace saldo::cash
