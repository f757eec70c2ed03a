#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/money.hpp"

namespace saldo::render::camt053 {

/// Hears a sentence about each thing that isn't carried as it is.
using Warn = std::function<void(const std::string&)>;

/// Fits the texts of one record into their elements. What doesn't fit is told, and kept whole for a
/// text element of the record: nothing goes missing.
class Margin {
 public:
  /// `record` begins the warnings: "statement 1, transaction 7".
  Margin(std::string record, const Warn& warn) : record_(std::move(record)), warn_(warn) {}

  /// The text, or as much of it as `most` characters hold; empty for an empty one.
  std::string fit(std::string_view field, std::string_view text, std::size_t most);
  /// Keeps what has no element at all.
  void keep(std::string_view field, std::string_view text, std::string_view why);
  void tell(const std::string& sentence) const { warn_(record_ + ": " + sentence); }

  /// "counterparty.name: …"
  const std::vector<std::string>& kept() const { return kept_; }
  std::string kept_as_one() const;

 private:
  std::string record_;
  const Warn& warn_;
  std::vector<std::string> kept_;
};

/// True for an amount within the 18 digits of ISO 20022.
bool fits_amount(const Money& amount);
/// Without its sign, which other elements give.
std::string digits_of(const Money& amount);

}  // namespace saldo::render::camt053
