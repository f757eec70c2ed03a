#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace saldo::model {

/// A legal entity of ours (SAP BUKRS): up to 10 letters, digits, '-' or '_'. Empty when made by
/// default: not known. A value type.
class CompanyCode {
 public:
  CompanyCode() = default;
  static Result<CompanyCode> parse(std::string_view text);

  bool empty() const { return text_.empty(); }
  const std::string& text() const { return text_; }
  friend bool operator==(const CompanyCode&, const CompanyCode&) = default;
  friend auto operator<=>(const CompanyCode&, const CompanyCode&) = default;

 private:
  std::string text_;
};

}  // namespace saldo::model
