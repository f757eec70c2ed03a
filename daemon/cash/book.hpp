#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cash/number_forms.hpp"
#include "model/company_code.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/payment_terms.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::cash {

/// A receivable that the book knows, whether something is open on it or not.
struct OpenItem {
  model::ItemId id{};
  std::string number;  ///< as the ERP writes it, with its leading zeros
  model::CustomerId customer{};
  model::CompanyCode company_code;
  model::ItemKind kind = model::ItemKind::invoice;
  Money amount;  ///< as invoiced; credits are negative
  Money open;    ///< what is left of it; zero: cleared
  Date due_date, baseline_date;
  model::PaymentTerms terms;
  std::vector<std::string> purchase_orders;

  bool cleared() const { return open.minor == 0; }
};

/// What cash application asks of the book. Keys are model::number_key and model::name_key. The
/// answers must include what earlier decisions of the same run have cleared, or a second payment of
/// an invoice can't be told from the first. Implementations throw FailureException when the book
/// can't be read.
class Book {
 public:
  virtual ~Book() = default;

  /// All items with this number, open and cleared, of every company code and year.
  virtual std::vector<OpenItem> items_by_number(std::string_view number_key) const = 0;
  /// Items that were invoiced with this creditor reference, where it isn't simply "RFnn" + number.
  /// `reference` is in electronic form.
  virtual std::vector<OpenItem> items_by_creditor_reference(std::string_view reference) const = 0;
  /// Everything that is open on a customer's account, credits too.
  virtual std::vector<OpenItem> open_items(model::CustomerId customer) const = 0;
  /// Customers who are known to pay from this account; `iban` in electronic form.
  virtual std::vector<model::CustomerId> customers_by_iban(std::string_view iban) const = 0;
  /// Customers of this name: the keys are equal, or the one given has 12 characters or more and the
  /// customer's begins with it (banks cut names at 27, 35 or 70 characters).
  virtual std::vector<model::CustomerId> customers_by_name(std::string_view name_key) const = 0;
  /// Customers with this number of ours.
  virtual std::vector<model::CustomerId> customers_by_number(std::string_view number_key) const = 0;
  /// Whether some item carries this purchase order number.
  virtual bool is_purchase_order(std::string_view number_key) const = 0;
  /// What our item numbers look like; what doesn't is never looked up.
  virtual const NumberForms& number_forms() const = 0;
};

}  // namespace saldo::cash
