#include "norma43/fields.hpp"
#include "norma43/layout.hpp"
#include "norma43/norma43.hpp"

namespace saldo::bank {

namespace {

using namespace norma43;

template <class F>
bool holds(F f) {
  try {
    f();
    return true;
  } catch (const Rejected&) {
    return false;
  }
}

bool is_header(const FixedRecord& r) {
  return r.raw(kCode) == "11" && holds([&] {
           static_cast<void>(digits(r, kAccountCode, ""));
           static_cast<void>(date(r, kFrom));
           static_cast<void>(date(r, kTo));
           static_cast<void>(is_credit(r, kOpeningSign));
           static_cast<void>(digits(r, kOpening, ""));
           static_cast<void>(digits(r, kCurrency, ""));
         });
}

bool is_entry(const FixedRecord& r) {
  return r.raw(kCode) == "22" && holds([&] {
           static_cast<void>(date(r, kBooked));
           static_cast<void>(date(r, kValue));
           static_cast<void>(is_credit(r, kSign));
           static_cast<void>(digits(r, kAmount, ""));
         });
}

/// What begins like a header, whatever is wrong with it.
bool is_damaged_header(const FixedRecord& r) {
  return r.raw(kCode) == "11" && r.characters() >= kCurrency.end && r.characters() <= kWidth &&
         text::all_digits(r.raw(kAccountCode));
}

}  // namespace

int Norma43::identify(std::string_view head, std::string_view) const {
  FixedRecords records = records_of([&](char* to, std::size_t n) {
    n = head.copy(to, n);
    head.remove_prefix(n);
    return n;
  });
  FixedRecord first, second;
  if (!records.next(first)) return 0;
  const bool more = records.next(second);
  if (is_header(first)) return 95;
  if (first.raw(kCode) == "00")
    return more && is_header(second) && text::all_digits(first.raw(kFileHeader)) ? 95 : 0;
  // A broken file, to be refused by name.
  const bool follows = more && (is_entry(second) || second.raw(kCode) == "33");
  if (is_entry(first) || (is_damaged_header(first) && follows)) return 85;
  return 0;
}

}  // namespace saldo::bank
