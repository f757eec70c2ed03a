#pragma once

#include "bank_testing.hpp"

/// Files of Norma 43 for tests, whose totals are right unless a test asks for something else.
namespace saldo::bank_testing {

inline std::string digits(std::int64_t value, int width) {
  auto text = std::to_string(value < 0 ? -value : value);
  return std::string(static_cast<std::size_t>(width) - text.size(), '0') + text;
}
inline std::string padded(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}
inline std::string sign_of(std::int64_t minor) { return minor < 0 ? "1" : "2"; }

struct Norma43Entry {
  std::string day = "260105", value = "260105", common = "04", own = "007";
  std::string document = "0000000000", reference1 = "000000000000", reference2 = {};
};

/// One document, written record by record.
class Norma43File {
 public:
  std::string end = "\n";  ///< of each line
  std::string account = "210004180200051332", currency = "978";

  Norma43File& record(const std::string& text) {
    ++records_;
    text_ += text + end;
    return *this;
  }
  Norma43File& begin(std::int64_t opening = 0, const std::string& holder = "TALLERES EJEMPLO SL") {
    balance_ = opening;
    debits_ = credits_ = debit_ = credit_ = 0;
    return record("11" + account + "260105260107" + sign_of(opening) + digits(opening, 14) +
                  currency + "3" + padded(holder, 26));
  }
  Norma43File& entry(std::int64_t minor, const Norma43Entry& e = {}) {
    ++(minor < 0 ? debits_ : credits_);
    (minor < 0 ? debit_ : credit_) += minor < 0 ? -minor : minor;
    balance_ += minor;
    return record("22    0418" + e.day + e.value + e.common + e.own + sign_of(minor) +
                  digits(minor, 14) + e.document + e.reference1 + padded(e.reference2, 16));
  }
  Norma43File& say(const std::string& code, const std::string& text) {
    return record("23" + code + text);
  }
  std::string totals() const { return totals_with(sign_of(balance_)); }
  std::string totals_with(const std::string& sign) const {
    return "33" + account + digits(debits_, 5) + digits(debit_, 14) + digits(credits_, 5) +
           digits(credit_, 14) + sign + digits(balance_, 14) + currency;
  }
  Norma43File& close() { return record(totals()); }
  /// The whole text; `off` is added to the count of records.
  std::string finish(int off = 0) {
    return text_ + "88999999999999999999" + digits(records_ + off, 6) + end;
  }
  /// … without record 88.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::int64_t records_ = 0, balance_ = 0;
  std::int64_t debits_ = 0, credits_ = 0, debit_ = 0, credit_ = 0;
};

}  // namespace saldo::bank_testing
