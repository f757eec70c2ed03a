#include "fi.hpp"

#include "saldo/text.hpp"

namespace saldo::sap {

std::string padded(std::string_view id) {
  std::string out(id);
  if (text::all_digits(id) && id.size() < 10) out.insert(0, 10 - id.size(), '0');
  return out;
}

std::string item_number(std::string_view document, std::string_view line) {
  line.remove_prefix(std::min(line.find_first_not_of('0'), line.size()));
  std::string number = padded(document);
  if (line.empty() || line == "1") return number;
  constexpr std::size_t kDigits = 3;
  number += '/';
  if (line.size() < kDigits) number.append(kDigits - line.size(), '0');
  return number.append(line);
}

bool is_open_item(std::string_view special_gl) {
  return special_gl.empty() || special_gl == "A" || special_gl == "F";
}

const char* item_kind(std::string_view posting_key, std::string_view special_gl, bool credit) {
  if (special_gl == "A") return "payment";
  if (special_gl == "F") return "down_payment_request";
  if (posting_key == "15" || posting_key == "16" || posting_key == "17") return "payment";
  if (credit) return "credit_memo";
  return posting_key.empty() || posting_key == "01" ? "invoice" : "debit_memo";
}

std::int64_t FiTerms::net_days() const {
  return third_days > 0 ? third_days : second_days > 0 ? second_days : first_days;
}

std::vector<Term> FiTerms::tiers() const {
  const auto gives = [](const std::string& percent) {
    return percent.find_first_not_of("0.") != std::string::npos;
  };
  std::vector<Term> tiers;
  if (gives(first_percent)) tiers.push_back({first_days, first_percent});
  if (gives(second_percent)) tiers.push_back({second_days, second_percent});
  tiers.push_back({net_days(), "0"});
  return tiers;
}

}  // namespace saldo::sap
