#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// What earlier payments did, for returns and for budgets. Statements are prepared once.
namespace saldo::store {

/// A payment that came in, with those of its allocations that no counter-posting has undone.
struct PastPaymentRow {
  struct Share {
    std::int64_t allocation = 0;
    model::ItemId item{};
    std::string number;
    Money paid, discount, write_off;
    Money cash;  ///< in the payment's currency
  };
  model::TransactionId id{};
  Money amount;
  Date booking_date;
  std::string state;
  std::int64_t customer = 0;  ///< 0: unknown
  std::string end_to_end_id, customer_reference;
  std::vector<Share> shares;
};

/// Lives inside one transaction or snapshot; one thread.
class PastPayments {
 public:
  explicit PastPayments(soci::session& sql);
  ~PastPayments();

  /// Direct debits with this EndToEndId, or under this mandate, oldest first.
  std::vector<PastPaymentRow> debits_by_end_to_end_id(const std::string& id);
  std::vector<PastPaymentRow> debits_by_mandate(const std::string& mandate_id);
  /// What came in from a customer with this EndToEndId, oldest first.
  std::vector<PastPaymentRow> of_customer(model::CustomerId customer,
                                          const std::string& end_to_end_id);
  /// What was written off for a customer, by value date, whichever direction, without what was
  /// undone: in minor units of the currency.
  std::int64_t written_off(model::CustomerId customer, Currency currency, Date from, Date to);

 private:
  struct Statements;
  std::unique_ptr<Statements> statements_;
};

}  // namespace saldo::store
