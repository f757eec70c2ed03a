#pragma once

#include <cstdint>
#include <memory>
#include <optional>
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

/// Terms that many items share, so that copying an item copies no list. A value type.
class SharedTerms {
 public:
  SharedTerms() = default;
  SharedTerms(model::PaymentTerms terms)  // NOLINT(google-explicit-constructor): they are the same
      : terms_(std::make_shared<const model::PaymentTerms>(std::move(terms))) {}

  /// What the terms grant on that day (model::PaymentTerms::earned); without any, nothing.
  std::optional<model::DiscountTier> earned(Date baseline, Date value_date, int grace_days) const {
    return terms_ ? terms_->earned(baseline, value_date, grace_days) : std::nullopt;
  }

 private:
  std::shared_ptr<const model::PaymentTerms> terms_;
};

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
  Date posting_date;  ///< its exchange rate is of this day
  SharedTerms terms;

  bool cleared() const { return open.minor == 0; }
};

/// What a payer says that one of its payments settles (RULES §2.2, stage 3).
struct Advice {
  struct Line {
    std::string document;               ///< as the payer writes it
    Money amount, discount, deduction;  ///< zero: it doesn't say
    std::string reason;                 ///< of the deduction
  };
  std::int64_t id = 0;
  std::string number;
  std::vector<model::CustomerId> customers;  ///< whom its customer number means; none: it has none
  Date payment_date;                         ///< empty: it doesn't say
  Money total;
  std::vector<Line> lines;
};

/// A payment that came in before, as a return may take it back (RULES §3.3).
struct PastPayment {
  /// An allocation of it that no counter-posting has undone.
  struct Share {
    std::int64_t allocation = 0;
    model::ItemId item{};
    std::string number;  ///< the item's
    Money paid, discount, write_off;
    Money cash;  ///< in the payment's currency
    friend bool operator==(const Share&, const Share&) = default;
  };
  model::TransactionId id{};
  Money amount;  ///< positive
  Date booking_date;
  bool decided = false;   ///< cash application has looked at it
  bool returned = false;  ///< it was taken back already
  std::optional<model::CustomerId> customer;
  std::string end_to_end_id, instruction_id;
  std::vector<Share> shares;
  friend bool operator==(const PastPayment&, const PastPayment&) = default;
};

/// By what a return names the direct debit that it takes back.
enum class ReturnKey { end_to_end_id, mandate_id };

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
  /// Items that carry this purchase order number, open and cleared.
  virtual std::vector<OpenItem> items_by_purchase_order(std::string_view number_key) const = 0;
  /// Everything that is open on a customer's account, credits too.
  virtual std::vector<OpenItem> open_items(model::CustomerId customer) const = 0;
  /// Customers whose master data says that this is their account; `iban` in electronic form.
  virtual std::vector<model::CustomerId> customers_by_iban(std::string_view iban) const = 0;
  /// Whether this is a bank account of ours; `iban` in electronic form.
  virtual bool is_own_account(std::string_view iban) const = 0;
  /// Customers whose own items were paid from this account before, proved by references and by the
  /// payer's name (Decision::learns_account).
  virtual std::vector<model::CustomerId> customers_by_learnt_iban(std::string_view iban) const = 0;
  /// Customers whose name's key is this one, or begins with it when it has 12 characters or more.
  virtual std::vector<model::CustomerId> customers_by_name(std::string_view name_key) const = 0;
  /// Customers for whom a person has confirmed that they pay under this name.
  virtual std::vector<model::CustomerId> customers_by_alias(std::string_view /*name_key*/) const {
    return {};
  }
  virtual std::string customer_name(model::CustomerId customer) const = 0;
  /// Customers with this number of ours.
  virtual std::vector<model::CustomerId> customers_by_number(std::string_view number_key) const = 0;
  /// Advices that bear this number, or that come to this total, and whose payment isn't found yet.
  virtual std::vector<Advice> advices_by_number(std::string_view number_key) const = 0;
  virtual std::vector<Advice> advices_by_total(Money total) const = 0;
  /// Direct debits (what came in under a mandate) with this reference, or under this mandate.
  virtual std::vector<PastPayment> past_debits(ReturnKey kind, std::string_view key) const = 0;
  /// Whatever came in from a customer with this EndToEndId.
  virtual std::vector<PastPayment> past_payments(model::CustomerId customer,
                                                 std::string_view end_to_end_id) const = 0;
  /// What was written off for the customer in a currency with value dates in that period, without
  /// what was undone; positive, whichever direction.
  virtual Money written_off(model::CustomerId customer, Currency currency, Date from,
                            Date to) const = 0;
  /// Whether some item carries this purchase order number.
  virtual bool is_purchase_order(std::string_view number_key) const = 0;
  /// What our item numbers look like; what doesn't is never looked up.
  virtual const NumberForms& number_forms() const = 0;
};

}  // namespace saldo::cash
