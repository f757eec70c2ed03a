#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// What persons see and need of transactions that wait for them.
namespace saldo::store {

/// A transaction with its newest decision, as a person acts on it.
struct ReviewedTransaction {
  model::TransactionId id{};
  std::string name;          ///< its fingerprint, with "-N" behind it for the N-th of the same day
  std::int64_t version = 0;  ///< the number of its newest decision; 0: none yet
  std::string state;
  Money amount, unapplied;
  std::optional<model::CustomerId> customer;
  Date value_date;
  std::string iban, payer;  ///< of the counterparty, as the bank gives them
  std::string rule, evidence_json, runner_up_json, proposals_json, basis_json;
};

/// The transaction that a person means: its number, its fingerprint or its bank reference. Throws
/// FailureException: not_found, or conflict where several are meant.
model::TransactionId find_transaction(soci::session& sql, const std::string& name);
ReviewedTransaction reviewed_transaction(soci::session& sql, model::TransactionId id);

/// How large an amount is, whatever its sign, in ten-thousandths of the main unit: currencies stand
/// side by side as people read them.
std::int64_t weight_of(Money amount);

struct WaitingFilter {
  std::string customer;      ///< his number; empty: all
  std::size_t limit = 0;     ///< 0: all
  bool with_parked = false;  ///< also what a person has put on an account
};
/// What waits for a person, largest money first (in main units, whatever the currency), each with
/// its proposals numbered from 1.
void list_waiting(soci::session& sql, const WaitingFilter& filter,
                  const std::function<void(boost::json::object&)>& each);

/// One transaction as list_waiting shows it, whatever its state.
boost::json::object show_reviewed(soci::session& sql, model::TransactionId id);

/// A customer by his number; throws FailureException as find_transaction.
model::CustomerId find_customer(soci::session& sql, const std::string& number);
std::string customer_number(soci::session& sql, model::CustomerId customer);

/// An item as a person settles it.
struct ReviewedItem {
  model::ItemId id{};
  std::string number, company_code;
  model::CustomerId customer{};
  Money open;
  Date baseline_date;
  std::string terms_json;
};
/// The item with this number on which something is open. Throws FailureException: not_found, or
/// conflict where several have it; then "COMPANY/NUMBER" names one.
ReviewedItem find_open_item(soci::session& sql, const std::string& name);
ReviewedItem reviewed_item(soci::session& sql, model::ItemId id);

/// Makes the advice wait for its payment again.
void release_advice(soci::session& sql, model::TransactionId payment);
/// The number of the decision made last on the transaction.
std::int64_t newest_decision(soci::session& sql, model::TransactionId id);

}  // namespace saldo::store
