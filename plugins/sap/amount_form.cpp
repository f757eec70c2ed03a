#include "amount_form.hpp"

#include <algorithm>

#include "saldo/text.hpp"

namespace saldo::sap {

namespace {

/// Of the currencies that ISO 4217 gives two decimals, those that SAP is delivered without any for
/// (SAP note 137626).
constexpr std::string_view kWithoutInSap = "COP HUF IDR LAK TWD BEF ESP GRD ITL LUF PTE ROL TRL";
constexpr std::string_view kAmbiguous = "could be either form", kNotInternal = "isn't internal";

std::size_t decimals_in(std::string_view digits) {
  const auto point = digits.find('.');
  return point == digits.npos ? 0 : digits.size() - point - 1;
}

/// n / 10^places or n * 10^-places.
std::int64_t scaled(std::int64_t n, int places) {
  for (; places < 0; ++places)
    if (__builtin_mul_overflow(n, std::int64_t{10}, &n)) throw FormatError("beyond 64 bits");
  for (; places > 0; --places) {
    if (n % 10 != 0) throw FormatError("more decimals than its currency");
    n /= 10;
  }
  return n;
}

[[noreturn]] void refuse(const std::string& value) {
  throw Stop(SALDO_E_CONFIG, "option currency_decimals is " + text::quoted(value) +
                                 "; use currencies with SAP's number of decimals (table TCURX), "
                                 "such as HUF=2,COP=0");
}

std::map<std::string, int, std::less<>> read_decimals(const std::string& list) {
  std::map<std::string, int, std::less<>> decimals;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const auto one = text::trim(std::string_view(list).substr(at, end - at));
    const bool form = one.size() == 5 && one[3] == '=' && one[4] >= '0' && one[4] <= '4';
    if (!form || !Currency::find(one.substr(0, 3))) refuse(list);
    decimals[std::string(one.substr(0, 3))] = one[4] - '0';
    at = end + 1;
  }
  return decimals;
}

}  // namespace

int AmountForm::decimals_of(Currency currency) const {
  if (const auto own = decimals.find(currency.code()); own != decimals.end()) return own->second;
  return kWithoutInSap.find(currency.code()) == kWithoutInSap.npos ? currency.decimals() : 0;
}

Money AmountForm::read(std::string_view digits, Currency currency) const {
  const int in_sap = decimals_of(currency);
  const std::size_t written = decimals_in(digits);
  if (in_sap != 2 && internal && written < 2) throw FormatError(std::string(kNotInternal));
  if (in_sap != 2 && !internal && (written == 2 || (in_sap == 0 && written != 0)))
    throw FormatError(std::string(kAmbiguous));
  if (!internal || in_sap == 2) return Money::parse(digits, currency);
  return {scaled(Money::parse_minor(digits, 2), in_sap - currency.decimals()), currency};
}

AmountForm amount_form_of(const Host& host) {
  const std::string decimals = host.option("decimals").value_or("currency");
  if (decimals != "currency" && decimals != "internal")
    throw Stop(SALDO_E_CONFIG,
               "option decimals is " + text::quoted(decimals) + "; use currency or internal");
  return {.internal = decimals == "internal",
          .decimals = read_decimals(host.option("currency_decimals").value_or(""))};
}

AmountFault amount_fault(const FormatError& error, Currency currency) {
  const std::string_view what = error.what();
  const std::string code(currency.code()), in = " (" + code + ")";
  if (what == kNotInternal)
    return {"amount.decimals",
            "has not the two decimals of SAP's internal form, which option decimals: internal "
            "promises" +
                in};
  if (what == kAmbiguous)
    return {"amount.decimals",
            "isn't written with the decimals of " + code +
                " in SAP: it may be the internal form, which option decimals: internal reads; "
                "where it is none, say so by option currency_decimals: " +
                code + "=2"};
  if (what.ends_with("beyond 64 bits")) return {"amount.range", "is beyond 64 bits" + in};
  if (what.ends_with("its currency"))
    return {"amount.decimals", "has more decimals than its currency" + in};
  return {"amount.invalid", "is not a decimal number" + in};
}

}  // namespace saldo::sap
