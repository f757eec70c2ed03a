#include "cremul/fields.hpp"

#include "account_codes.hpp"

namespace saldo::bank::cremul {

namespace {

Currency read_currency(const Segment& segment, std::size_t element, std::size_t component) {
  const std::string_view code = segment.raw(element, component);
  if (code.empty()) return {};
  if (const auto currency = Currency::find(code)) return *currency;
  throw segment.fault("amount.currency",
                      "currency " + text::quoted(code) + " is not an ISO 4217 code");
}

}  // namespace

Amount read_amount(const Segment& moa, Currency fallback) {
  Currency currency = read_currency(moa, 1, 2);
  if (currency.empty()) currency = fallback;
  if (currency.empty()) throw moa.fault("amount.currency", "the amount has no currency");
  // ISO 9735 allows both marks, whatever UNA says.
  const std::string_view digits = moa.raw(1, 1);
  const char point = digits.find(',') == digits.npos ? '.' : ',';
  try {
    return {moa.text(1, 0), Money::parse(digits, currency, point), moa.at};
  } catch (const FormatError& e) {
    const bool range = std::string_view(e.what()).ends_with("beyond 64 bits");
    throw moa.fault(
        range ? "amount.range" : "amount.invalid",
        std::string("amount ") + text::quoted(digits) +
            (range ? " is beyond 64 bits" : " is not a decimal number of its currency") + " (" +
            std::string(currency.code()) + ")");
  }
}

Date read_date(const Segment& dtm) {
  const std::string_view value = dtm.raw(1, 1), form = dtm.raw(1, 2);
  try {
    if (form == "101") return Date::parse_short(value);
    if (form == "203" || form == "204") return Date::parse_basic(value.substr(0, 8));
    if (form == "102" || form.empty()) return Date::parse_basic(value);
  } catch (const FormatError&) {
    // Told below, with qualifier and form.
  }
  throw dtm.fault("date.invalid", "date " + text::quoted(value) + " is not a day of the form " +
                                      text::quoted(form));
}

Account read_account(const Segment& fii) {
  Account account;
  std::string number = fii.text(2, 0);
  (is_iban(number) ? account.iban : account.number) = std::move(number);
  account.name = fii.text(2, 1);
  if (auto more = fii.text(2, 2); !more.empty())
    account.name += (account.name.empty() ? "" : " ") + more;
  account.currency = read_currency(fii, 2, 3);
  std::string bank = fii.text(3, 0);
  if (bank.empty()) bank = fii.text(3, 3);
  if (is_bic(bank)) account.bic = bank;
  account.bank = std::move(bank);
  return account;
}

std::string read_name(const Segment& nad) {
  std::string name;
  for (std::size_t i = 0; i < nad.components(4); ++i)
    if (auto part = nad.text(4, i); !part.empty()) name += (name.empty() ? "" : " ") + part;
  return name.empty() ? nad.text(3, 0) : name;
}

}  // namespace saldo::bank::cremul
