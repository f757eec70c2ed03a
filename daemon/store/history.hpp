#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"
#include "store/book_lookup.hpp"

namespace soci {
class session;
}

/// What the book knew before each decision that was made: present state, and what happened since.
namespace saldo::store {

/// A decision that a run made. Instants are microseconds since 1970.
struct PastDecision {
  std::int64_t id = 0, run = 0, decided_at = 0;
  std::int64_t run_started_at = 0;  ///< 0: not known
  model::TransactionId transaction{};
  std::string status, rule, policy_version;
  std::optional<model::CustomerId> customer;
  bool after_person = false;  ///< a person had decided on the payment before
};
/// The decisions of runs on payments booked from one day to another, both included, in the order in
/// which they were made. `each` may query.
void for_each_past_decision(soci::session& sql, Date from, Date to,
                            const std::function<void(const PastDecision&)>& each);

/// So much was settled of an item by a decision; negative: taken back.
struct PastEffect {
  std::int64_t decision = 0;
  model::ItemId item{};
  model::CustomerId customer{};
  std::int64_t settled_minor = 0;
};
/// What was settled by this decision and all that were made after it, in their order. What the ERP
/// cleared meanwhile counts with the last decision before it.
std::vector<PastEffect> effects_since(soci::session& sql, std::int64_t decision);

/// When each item (or customer) that came after an instant came.
using Arrivals = std::unordered_map<std::int64_t, std::int64_t>;
Arrivals items_since(soci::session& sql, std::int64_t instant);
Arrivals customers_since(soci::session& sql, std::int64_t instant);
void for_each_item_number(soci::session& sql,
                          const std::function<void(std::int64_t, const std::string&)>& each);

/// What stood before a decision, for one that was made on a payment.
struct Before {
  std::int64_t decision = 0;
  std::int64_t decided_at = 0;
};
/// Customers for whom the account (`kind` "iban") or the name ("alias") had been learnt.
std::vector<model::CustomerId> learnt_before(soci::session& sql, const std::string& kind,
                                             const std::string& key, Before before);
/// Customers whose master data said that this is their account.
std::vector<model::CustomerId> owners_before(soci::session& sql, const std::string& iban,
                                             Before before);
/// An advice whose payment was found by a decision.
struct LinkedAdvice {
  std::int64_t decision = 0;
  std::string number_key;
  AdviceRow row;
};
/// The advices whose payments were found by this decision and those that were made after it.
std::vector<LinkedAdvice> advices_linked_since(soci::session& sql, std::int64_t decision);
Arrivals advices_since(soci::session& sql, std::int64_t instant);
/// What had been written off for a customer, as PastPayments::written_off.
std::int64_t written_off_before(soci::session& sql, model::CustomerId customer, Currency currency,
                                Date from, Date to, Before before);

/// What a decision settled: number, paid, discount and write-off of each item, by numbers.
struct PastAllocation {
  model::ItemId item{};
  std::string number;
  std::int64_t paid_minor = 0, discount_minor = 0, write_off_minor = 0;
};
std::vector<PastAllocation> allocations_of(soci::session& sql, std::int64_t decision);
/// The decision by which a person settled the payment last; 0 if nobody did.
std::int64_t settled_by_person(soci::session& sql, model::TransactionId id);

}  // namespace saldo::store
