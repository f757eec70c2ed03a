#pragma once

#include <optional>
#include <string>

#include "flows/cash_policy.hpp"
#include "store/decisions.hpp"

namespace soci {
class session;
}

/// One decision: from the transaction's row to the row that is stored.
namespace saldo::flows {

cash::Payment to_payment(const store::UndecidedTransaction& transaction);

/// Decides on transactions inside the caller's transaction. `sql` outlives it; one thread.
class Decider {
 public:
  Decider(soci::session& sql, const cash::NumberForms& forms, const model::CashPolicy& policy,
          std::string config_version);

  /// The decision with its proof; nothing when this depth proves nothing. What a person has decided
  /// on before, and the first large payment from an account that was learnt, are only proposed.
  struct Made {
    cash::Decision decision;
    store::NewDecision row;
  };
  std::optional<Made> decide(const store::UndecidedTransaction& transaction, cash::Depth depth);
  const SqlBook& book() const { return book_; }

 private:
  bool needs_second_person(const cash::Decision& decision, const store::UndecidedTransaction& t,
                           const model::CashRules& rules);

  soci::session& sql_;
  const model::CashPolicy& policy_;
  std::string config_version_;
  SqlBook book_;
  PolicyDecider decider_;
};

/// Whether the account is one that was learnt for the customer, no second person has seen money
/// from it yet, and the amount is one that takes one.
bool is_first_large_use(soci::session& sql, const std::string& iban, model::CustomerId customer,
                        Money amount, const model::CashRules& rules);

}  // namespace saldo::flows
