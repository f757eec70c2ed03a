#include "cash/exchange_rates.hpp"

#include <limits>

#include "saldo/text.hpp"

namespace saldo::cash {
namespace {

__extension__ using Wide = __int128;
constexpr std::int64_t kOne = 10'000'000'000;  // Rate::kDecimals

/// 10^n for the decimals of currencies, 0 to 4.
std::int64_t power_of_ten(int n) {
  std::int64_t power = 1;
  for (int i = 0; i < n; ++i) power *= 10;
  return power;
}

/// Rounded half away from zero.
std::int64_t quotient(Wide numerator, Wide denominator) {
  const Wide half = numerator < 0 ? -(denominator / 2) : denominator / 2;
  const Wide result = (numerator + half) / denominator;
  if (result > std::numeric_limits<std::int64_t>::max() ||
      result < std::numeric_limits<std::int64_t>::min())
    throw FormatError("a converted amount is beyond 64 bits");
  return static_cast<std::int64_t>(result);
}

}  // namespace

Result<Rate> Rate::parse(std::string_view text) {
  Failure f;
  f.rule = "rate.form";
  f.found = std::string(text.substr(0, 40));
  f.message = "exchange rate " + text::quoted(text) +
              " must be a positive decimal number, 10 decimals and 900 million at most";
  try {
    Rate rate;
    rate.scaled_ = Money::parse_minor(text, kDecimals);
    if (rate.scaled_ <= 0) return f;
    return rate;
  } catch (const FormatError&) {
    return f;
  }
}

Money Rate::convert(Money amount, Currency to) const {
  const Wide numerator = Wide{amount.minor} * scaled_;
  const int shift = to.decimals() - amount.currency.decimals();
  // 2^63 · 2^63 leaves no room for four more decimals; amounts of that size aren't money.
  if (shift > 0 && (numerator > Wide{1} << 110 || numerator < -(Wide{1} << 110)))
    throw FormatError("a converted amount is beyond 64 bits");
  return {shift >= 0 ? quotient(numerator * power_of_ten(shift), kOne)
                     : quotient(numerator, Wide{kOne} * power_of_ten(-shift)),
          to};
}

Money Rate::convert_back(Money amount, Currency to) const {
  const int shift = to.decimals() - amount.currency.decimals();
  const Wide numerator = Wide{amount.minor} * kOne;
  return {shift >= 0 ? quotient(numerator * power_of_ten(shift), scaled_)
                     : quotient(numerator, Wide{scaled_} * power_of_ten(-shift)),
          to};
}

std::string Rate::to_string() const {
  std::string text = Money::format(scaled_, kDecimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

void ExchangeRates::add(Currency from, Currency to, Date date, Rate rate) {
  rates_[{from, to, date}] = rate;
}

std::optional<ExchangeRates::Found> ExchangeRates::find(Currency from, Currency to,
                                                        Date date) const {
  std::optional<Found> best;
  const auto look = [&](Currency a, Currency b, bool inverse) {
    auto next = rates_.upper_bound({a, b, date});
    if (next == rates_.begin()) return;
    const auto& [key, rate] = *--next;
    const auto& [base, quote, day] = key;
    if (base != a || quote != b || day.plus_days(days_valid_) < date) return;
    if (!best || day > best->date) best = Found{rate, day, inverse};
  };
  if (date.empty()) return best;
  look(from, to, false);
  look(to, from, true);
  return best;
}

Money convert(const ExchangeRates::Found& found, Money amount, Currency to) {
  return found.inverse ? found.rate.convert_back(amount, to) : found.rate.convert(amount, to);
}

}  // namespace saldo::cash
