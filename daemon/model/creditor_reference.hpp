#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace saldo::model {

/// A structured creditor reference (ISO 11649): "RF", two check digits, up to 21 letters and
/// digits. Upper case, without blanks. A value type.
class CreditorReference {
 public:
  /// Reads the electronic or the printed form (groups of four). The failure is `invalid`, with rule
  /// "creditor_reference.form" or "creditor_reference.check".
  static Result<CreditorReference> parse(std::string_view text);
  /// The reference with this body, check digits computed. Fails as parse does.
  static Result<CreditorReference> make(std::string_view body);

  const std::string& text() const { return text_; }
  /// What the creditor chose, such as the invoice number.
  std::string_view body() const { return std::string_view(text_).substr(4); }
  friend bool operator==(const CreditorReference&, const CreditorReference&) = default;

 private:
  explicit CreditorReference(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace saldo::model
