#include "cash/payer.hpp"

#include <algorithm>

#include "cash/legal_forms.hpp"
#include "model/iban.hpp"
#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kNameInText = 8;  // shorter names occur within other words

using Customers = std::vector<model::CustomerId>;

bool contains(const Customers& customers, model::CustomerId customer) {
  return std::find(customers.begin(), customers.end(), customer) != customers.end();
}

std::optional<model::CustomerId> only(const Customers& customers) {
  if (customers.size() != 1) return std::nullopt;
  return customers.front();
}

/// The one customer who stands in both lists.
std::optional<model::CustomerId> only_in_both(const Customers& a, const Customers& b) {
  Customers both;
  std::copy_if(a.begin(), a.end(), std::back_inserter(both),
               [&](model::CustomerId c) { return contains(b, c); });
  return only(both);
}

}  // namespace

std::optional<model::CustomerId> Payer::known() const {
  if (!by_iban.empty()) {
    if (const auto owner = only(by_iban)) return owner;
    const auto named = only_in_both(by_iban, by_name), numbered = only_in_both(by_iban, by_number);
    if (named && numbered && *named != *numbered) return std::nullopt;
    return named ? named : numbered;
  }
  if (const auto learnt = only(by_learnt); learnt && contains(by_name, *learnt)) return learnt;
  return only_in_both(by_number, by_name);
}

std::optional<model::CustomerId> Payer::presumed() const {
  const auto number = only(by_number), name = only(by_name);
  if (number && name && *number != *name) return std::nullopt;
  if (number) return number;
  return by_number.empty() ? name : std::nullopt;
}

bool Payer::confirms(model::CustomerId customer) const {
  return contains(by_iban, customer) || contains(by_name, customer) ||
         contains(by_number, customer);
}

bool Payer::paid_before(model::CustomerId customer) const { return only(by_learnt) == customer; }

bool Payer::account_of_others(model::CustomerId customer) const {
  return !by_iban.empty() && !contains(by_iban, customer);
}

bool Payer::number_of_others(model::CustomerId customer) const {
  return !by_number.empty() && !contains(by_number, customer);
}

bool Payer::name_of_others(model::CustomerId customer) const {
  return !by_name.empty() && !contains(by_name, customer);
}

Payer identify(const Payment& payment, const ScannedText& scanned, const Book& book) {
  Payer payer;
  if (const auto iban = model::Iban::parse(payment.counterparty_iban)) {
    payer.by_iban = book.customers_by_iban(iban->text());
    if (!payer.by_iban.empty()) payer.evidence.push_back({"payer_iban", iban->text(), 0, 0});
  }
  payer.by_name = customers_of_name(payment.counterparty_name, book);
  if (!payer.by_name.empty())
    payer.evidence.push_back({"payer_name", payment.counterparty_name, 0, 0});
  for (const Chunk& c : scanned.chunks) {
    if (c.mark != Mark::customer_number) continue;
    const auto digits = c.upper.find_first_of("0123456789");
    const auto customers = book.customers_by_number(model::number_key(c.upper.substr(digits)));
    for (const auto customer : customers)
      if (!contains(payer.by_number, customer)) payer.by_number.push_back(customer);
    if (!customers.empty())
      payer.evidence.push_back(
          {"customer_number", scanned.text.substr(c.begin, c.end - c.begin), c.begin, c.end});
  }
  return payer;
}

void add_learnt(Payer& payer, const Payment& payment, const Book& book) {
  if (!payer.by_iban.empty() || !payer.by_learnt.empty()) return;
  const auto iban = model::Iban::parse(payment.counterparty_iban);
  if (!iban) return;
  payer.by_learnt = book.customers_by_learnt_iban(iban->text());
  if (payer.by_learnt.empty()) return;
  payer.evidence.insert(payer.evidence.begin(), {"payer_learnt_iban", iban->text(), 0, 0});
}

bool text_names(const ScannedText& scanned, model::CustomerId customer, const Book& book) {
  const std::string name = core_of_name(book.customer_name(customer));
  return name.size() >= kNameInText &&
         model::name_key(scanned.text).find(name) != std::string::npos;
}

}  // namespace saldo::cash
