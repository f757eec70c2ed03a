#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace saldo::model {

/// An international bank account number (ISO 13616): its check digits hold and its length is that
/// of its country where the country is in the registry's table here. Upper case, without blanks. A
/// value type.
class Iban {
 public:
  /// Reads the electronic or the printed form (blanks between groups, any case). The failure is
  /// `invalid`, with rule "iban.length", "iban.form" or "iban.check".
  static Result<Iban> parse(std::string_view text);

  const std::string& text() const { return text_; }
  std::string_view country() const { return std::string_view(text_).substr(0, 2); }
  friend bool operator==(const Iban&, const Iban&) = default;
  friend auto operator<=>(const Iban&, const Iban&) = default;

 private:
  explicit Iban(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

/// How many characters an IBAN of this country has, 0 when the country isn't in the table.
std::size_t iban_length(std::string_view country);

}  // namespace saldo::model
