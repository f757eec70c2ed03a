#include "render/camt053_margin.hpp"

#include "render/camt053_text.hpp"
#include "saldo/text.hpp"

namespace saldo::render::camt053 {

std::string Margin::fit(std::string_view field, std::string_view text, std::size_t most) {
  if (holds_forbidden_characters(text))
    tell(std::string(field) + " holds characters that XML forbids; U+FFFD stands for them");
  std::string whole = clean(text);
  if (whole.size() <= most || text::count_characters(whole) <= most) return whole;
  const std::size_t n = bytes_of(whole, most);
  keep(field, whole, "is longer than the " + std::to_string(most) + " characters of its element");
  return std::string(text::trim(std::string_view(whole).substr(0, n)));
}

void Margin::keep(std::string_view field, std::string_view text, std::string_view why) {
  tell(std::string(field) + " " + text::quoted(text) + " " + std::string(why) +
       "; it is kept as additional information");
  kept_.push_back(std::string(field) + ": " + clean(text));
}

std::string Margin::kept_as_one() const {
  std::string all;
  for (const std::string& text : kept_) all += (all.empty() ? "" : "; ") + text;
  return all;
}

bool fits_amount(const Money& amount) {
  constexpr std::int64_t kMost = 999'999'999'999'999'999;
  return amount.minor <= kMost && amount.minor >= -kMost;
}

std::string digits_of(const Money& amount) {
  return amount.minor < 0 ? (-amount).to_string() : amount.to_string();
}

}  // namespace saldo::render::camt053
