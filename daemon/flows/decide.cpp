#include "flows/decide.hpp"

#include <algorithm>

#include "flows/decision_json.hpp"
#include "model/iban.hpp"
#include "store/learnt.hpp"

namespace saldo::flows {
namespace {

model::TransactionState to_state(cash::Status status) {
  switch (status) {
    case cash::Status::applied:
      return model::TransactionState::applied;
    case cash::Status::unapplied:
      return model::TransactionState::unapplied;
    case cash::Status::suspense:
      return model::TransactionState::suspense;
    case cash::Status::proposed:
      return model::TransactionState::proposed;
    case cash::Status::returned:
      return model::TransactionState::returned;
    case cash::Status::not_ar:
      break;
  }
  return model::TransactionState::not_ar;
}

store::NewAllocation to_row(const cash::Allocation& a) {
  store::NewAllocation row{.item = a.item,
                           .paid = a.paid,
                           .discount = a.discount,
                           .write_off_minor = a.write_off.amount().minor,
                           .write_off_reason = a.write_off.reason(),
                           .exchange = {}};
  if (a.exchange)
    row.exchange = store::NewExchange{a.exchange->cash, a.exchange->rate, a.exchange->difference};
  return row;
}

}  // namespace

cash::Payment to_payment(const store::UndecidedTransaction& t) {
  cash::Payment p;
  p.id = t.id;
  p.amount = t.amount;
  p.returned = t.returned;
  p.booking_date = t.booking_date;
  p.value_date = t.value_date;
  p.remittance = t.remittance;
  p.creditor_reference = t.creditor_reference;
  p.end_to_end_id = t.end_to_end_id;
  p.mandate_id = t.mandate_id;
  p.instruction_id = t.customer_reference;
  p.instructed = t.instructed;
  p.charges = t.charges;
  p.code = t.code;
  p.counterparty_iban = t.counterparty_iban;
  p.counterparty_name = t.counterparty_name;
  p.remitted_documents = t.remitted_documents;
  return p;
}

bool is_first_large_use(soci::session& sql, const std::string& iban, model::CustomerId customer,
                        Money amount, const model::CashRules& rules) {
  if (!model::is_beyond(amount, rules.second_person_from)) return false;
  const auto parsed = model::Iban::parse(iban);
  if (!parsed) return false;
  const auto account = store::find_learnt_account(sql, parsed->text(), customer);
  return account && !account->confirmed;
}

Decider::Decider(soci::session& sql, const cash::NumberForms& forms,
                 const model::CashPolicy& policy, std::string config_version)
    : sql_(sql),
      policy_(policy),
      config_version_(std::move(config_version)),
      book_(sql, forms),
      decider_(policy, book_, party_in(book_)) {}

bool Decider::needs_second_person(const cash::Decision& d, const store::UndecidedTransaction& t,
                                  const model::CashRules& rules) {
  // What the text proves doesn't rest on who paid.
  constexpr int kByPayer = 9;
  return d.status == cash::Status::applied && model::strength_of_rule(d.rule) >= kByPayer &&
         is_first_large_use(sql_, t.counterparty_iban, *d.customer, t.amount, rules);
}

std::optional<Decider::Made> Decider::decide(const store::UndecidedTransaction& t,
                                             cash::Depth depth) {
  auto decided = decider_.decide(to_payment(t), depth);
  if (!decided) return std::nullopt;
  cash::Decision& d = decided->decision;
  if (t.by_person)
    d = held_back(std::move(d), t.amount, "A person has decided on it before.");
  else if (needs_second_person(d, t, policy_.rules_of(decided->scope)))
    d = held_back(std::move(d), t.amount,
                  "SECOND_PERSON: it is the first large payment from an account that was learnt.");
  store::NewDecision row{.transaction = t.id,
                         .state = to_state(d.status),
                         .customer = d.customer,
                         .unapplied = d.unapplied,
                         .rule = d.rule,
                         .reason = d.reason,
                         .evidence_json = evidence_json(d),
                         .runner_up_json = runner_up_json(d, book_),
                         .proposals_json = proposals_json(d, book_),
                         .config_version = config_version_,
                         .value_date = t.value_date,
                         .basis_json = basis_json(d, book_),
                         .policy_version = policy_.version,
                         .policy_rule = decided->scope == nullptr ? "" : decided->scope->name,
                         .accident_millionths = accident_of(d),
                         .margin = margin_of(d)};
  for (const cash::Allocation& a : d.allocations) row.allocations.push_back(to_row(a));
  if (d.takes_back) {
    row.takes_back = d.takes_back->id;
    for (const auto& share : d.takes_back->shares) row.reversals.push_back(share.allocation);
  }
  return Made{std::move(d), std::move(row)};
}

}  // namespace saldo::flows
