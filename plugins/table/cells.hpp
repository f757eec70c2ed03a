#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "saldo/sdk.hpp"

namespace saldo::table {

/// Which character divides the decimals, as far as the amounts of a table tell.
class DecimalMark {
 public:
  /// `option`: auto, comma or point. Throws Stop(CONFIG).
  explicit DecimalMark(const std::string& option);
  /// Looks at an amount: "1.234,50" tells, "1.234" doesn't.
  void learn(std::string_view written);
  /// Reads an amount: blanks, apostrophes and the currency's letters around it don't matter; a
  /// minus may stand behind, or brackets around it. Throws FormatError, also for amounts that
  /// could be read both ways.
  Money read(std::string_view written, Currency currency) const;

 private:
  char mark_ = 0;  // 0: not known
  bool contradiction_ = false, fixed_ = false;
};

/// Reads 2026-06-01, 20260601, 01.06.2026, 1/6/26 and the like. Throws FormatError.
Date read_date(std::string_view written, bool month_first);

}  // namespace saldo::table
