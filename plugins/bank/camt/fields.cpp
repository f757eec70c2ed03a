#include "camt/fields.hpp"

#include <algorithm>

#include "account_codes.hpp"

namespace saldo::bank::camt {

std::string_view Fields::reference(Node node) {
  const auto value = text(node);
  static constexpr std::string_view kNone[] = {"NOTPROVIDED", "NONREF", "NOT PROVIDED", "NOREF"};
  for (const auto none : kNone)
    if (value == none) return {};
  return value;
}

std::string_view Fields::iban(Node node) {
  const auto is_small = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto value = text(node);
  if (std::none_of(value.begin(), value.end(), [&](char c) { return c == ' ' || is_small(c); }))
    return value;
  iban_.clear();
  for (const char c : value)
    if (c != ' ') iban_ += is_small(c) ? static_cast<char>(c - 'a' + 'A') : c;
  return has_iban_form(iban_) ? std::string_view(iban_) : value;
}

Money Fields::amount(Node amt) {
  const auto code = amt.attribute("Ccy");
  if (code != last_currency_.code()) {
    const auto currency = Currency::find(code);
    if (!currency)
      throw fault("amount.currency", amt,
                  "currency " + text::quoted(code) + " is not an ISO 4217 code");
    last_currency_ = *currency;
  }
  return sum(amt, last_currency_);
}

Money Fields::sum(Node node, Currency currency) {
  const auto digits = text(node);
  if (!digits.empty() && (digits[0] == '-' || digits[0] == '+'))
    throw fault("amount.invalid", node,
                "amount " + text::quoted(digits) +
                    " has a sign, which ISO 20022 gives in CdtDbtInd instead");
  try {
    return Money::parse(digits, currency);
  } catch (const FormatError& e) {
    const bool range = std::string_view(e.what()).ends_with("beyond 64 bits");
    throw fault(range ? "amount.range" : "amount.invalid", node,
                std::string(e.what()) + " (" + std::string(currency.code()) + ")");
  }
}

int Fields::sign(Node cdt_dbt_ind) {
  const auto mark = text(cdt_dbt_ind);
  if (mark == "CRDT") return 1;
  if (mark == "DBIT") return -1;
  if (mark.empty()) return 0;
  throw fault("sign.invalid", cdt_dbt_ind, text::quoted(mark) + " is neither CRDT nor DBIT");
}

Date Fields::day(Node node) {
  if (!node) return {};
  constexpr std::size_t kDay = 10;
  auto value = text(node);
  if (value.size() > kDay && value[kDay] == ' ') value = value.substr(0, kDay);
  try {
    return Date::parse_iso(value);
  } catch (const FormatError& e) {
    throw fault("date.invalid", node, e.what());
  }
}

std::optional<std::int64_t> Fields::count(Node node) {
  if (!node) return std::nullopt;
  const auto digits = text(node);
  if (!text::all_digits(digits) || digits.size() > 15)
    throw fault("count.invalid", node, text::quoted(digits) + " is not a count");
  return Money::parse_minor(digits, 0);
}

Rejected Fields::fault(const char* rule, Node node, const std::string& why) const {
  const Place at = place(node);
  return Rejected(rule,
                  xml::where(at) + "<" + std::string(node.name()) + ">: " + why + "; " + remedy_)
      .at_place(at);
}

}  // namespace saldo::bank::camt
