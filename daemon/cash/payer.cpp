#include "cash/payer.hpp"

#include <algorithm>

#include "model/iban.hpp"
#include "model/keys.hpp"

namespace saldo::cash {
namespace {

bool contains(const std::vector<model::CustomerId>& customers, model::CustomerId customer) {
  return std::find(customers.begin(), customers.end(), customer) != customers.end();
}

std::optional<model::CustomerId> only(const std::vector<model::CustomerId>& customers) {
  if (customers.size() != 1) return std::nullopt;
  return customers.front();
}

}  // namespace

std::optional<model::CustomerId> Payer::known() const { return only(by_iban); }

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

bool Payer::account_of_others(model::CustomerId customer) const {
  return !by_iban.empty() && !contains(by_iban, customer);
}

bool Payer::number_of_others(model::CustomerId customer) const {
  return !by_number.empty() && !contains(by_number, customer);
}

Payer identify(const Payment& payment, const ScannedText& scanned, const Book& book) {
  Payer payer;
  if (const auto iban = model::Iban::parse(payment.counterparty_iban)) {
    payer.by_iban = book.customers_by_iban(iban->text());
    if (!payer.by_iban.empty()) payer.evidence.push_back({"payer_iban", iban->text(), 0, 0});
  }
  if (const std::string name = model::name_key(payment.counterparty_name); !name.empty()) {
    payer.by_name = book.customers_by_name(name);
    if (!payer.by_name.empty())
      payer.evidence.push_back({"payer_name", payment.counterparty_name, 0, 0});
  }
  for (const Chunk& c : scanned.chunks) {
    if (c.mark != Mark::customer_number) continue;
    const auto digits = c.upper.find_first_of("0123456789");
    for (const auto customer : book.customers_by_number(model::number_key(c.upper.substr(digits))))
      if (!contains(payer.by_number, customer)) payer.by_number.push_back(customer);
    if (!payer.by_number.empty())
      payer.evidence.push_back(
          {"customer_number", scanned.text.substr(c.begin, c.end - c.begin), c.begin, c.end});
  }
  return payer;
}

}  // namespace saldo::cash
