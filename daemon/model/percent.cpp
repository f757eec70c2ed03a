#include "model/percent.hpp"

#include "model/text.hpp"
#include "saldo/text.hpp"

namespace saldo::model {
namespace {

__extension__ using Wide = __int128;
constexpr std::int64_t kWhole = 100'000;  // 100 % in thousandths of a per cent

}  // namespace

Result<Percent> Percent::parse(std::string_view text) {
  Failure f;
  f.rule = "percent.form";
  f.found = std::string(text.substr(0, 40));
  f.message = "percentage " + text::quoted(text) +
              " must be a decimal number from 0 to 100, 3 decimals at most";
  try {
    const std::int64_t thousandths = Money::parse_minor(text, 3);
    if (thousandths < 0 || thousandths > kWhole) return f;
    return from_thousandths(static_cast<std::int32_t>(thousandths));
  } catch (const FormatError&) {
    return f;
  }
}

Money Percent::of(Money amount) const {
  const Wide product = Wide{amount.minor} * thousandths_;
  const Wide half = product < 0 ? -kWhole / 2 : kWhole / 2;
  return {static_cast<std::int64_t>((product + half) / kWhole), amount.currency};
}

bool Percent::reached_by(Money part, Money whole) const {
  static_cast<void>(part - Money{0, whole.currency});  // refuses mixed currencies
  return Wide{part.minor} * kWhole >= Wide{whole.minor} * thousandths_;
}

}  // namespace saldo::model
