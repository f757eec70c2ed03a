#include "cfonb120/cfonb120.hpp"
#include "cfonb120/fields.hpp"
#include "cfonb120/layout.hpp"

namespace saldo::bank {

namespace {

using namespace cfonb120;

bool has_day(const FixedRecord& r) {
  try {
    return !date(r, kDate).empty();
  } catch (const Rejected&) {
    return false;
  }
}

bool is_currency(std::string_view s) {
  for (const char c : s)
    if (c < 'A' || c > 'Z') return s == "   ";
  return s.size() == 3;
}

bool is_bank(std::string_view s) {
  for (const char c : s)
    if ((c < '0' || c > '9') && (c < 'A' || c > 'Z')) return false;
  return s.size() == 5 && s.find_first_of("0123456789") != s.npos;
}

/// Any record of the format: code, bank, currency, account.
bool is_record(const FixedRecord& r) {
  const std::string_view code = r.raw(kCode);
  return (code == "01" || code == "04" || code == "05" || code == "07") && is_bank(r.raw(kBank)) &&
         is_currency(r.raw(kCurrency)) && !r.is_blank(kAccount);
}

/// The returned debits of CFONB 240: headers 31, entries 34, totals 39; in lines or end to end.
bool is_cfonb240(std::string_view head) {
  constexpr std::size_t kWidth240 = 240;
  if (!head.starts_with("31") || head.size() < kWidth240 || !text::all_digits(head.substr(2, 6)) ||
      head.find_first_of("\r\n") < kWidth240)
    return false;
  std::string_view second = head.substr(kWidth240);
  while (second.starts_with('\r') || second.starts_with('\n')) second.remove_prefix(1);
  return second.starts_with("34") || second.starts_with("39");
}

}  // namespace

int Cfonb120::identify(std::string_view head, std::string_view) const {
  if (is_cfonb240(head)) return 80;  // to be refused by name
  FixedRecords records(
      [&](char* to, std::size_t n) {
        n = head.copy(to, n);
        head.remove_prefix(n);
        return n;
      },
      kWidth, text::Charset::kCp1252, text::Charset::kIbm297);
  FixedRecord first, second;
  if (!records.next(first)) return 0;
  const bool more = records.next(second);
  if (!is_record(first)) return 0;
  const bool detail = first.raw(kCode) == "05";
  if (has_amount(first) && !detail) return has_day(first) ? 95 : 90;
  // A broken file, to be refused by name.
  if (detail && has_day(first) && first.is_blank({40, 45, ""})) return 85;
  return more && has_day(first) && is_record(second) ? 85 : 0;
}

}  // namespace saldo::bank
