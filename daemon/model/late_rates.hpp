#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/percent.hpp"
#include "saldo/date.hpp"

namespace saldo::model {

/// What late payment costs by law, as dated data with sources (configs/rates). Immutable once
/// loaded.
class LateRates {
 public:
  struct Rate {
    std::string country;  ///< ISO 3166
    std::string regime;   ///< whose debt: b2b, consumer …
    Date from, to;        ///< both included; without a successor a rate isn't assumed to go on
    Percent rate;         ///< a year
    std::string source;
  };
  /// A lump sum for each invoice, by its size.
  struct LumpSum {
    std::string country, regime;
    Date from;
    Money min_principal;  ///< and in which currency
    Money amount;
    std::string source;
  };

  LateRates() = default;
  LateRates(std::vector<Rate> rates, std::vector<LumpSum> lump_sums);

  bool knows(std::string_view country, std::string_view regime) const;
  /// The rate in force on a day; null when none is known.
  const Rate* on(std::string_view country, std::string_view regime, Date day) const;
  /// The last day for which a rate is known; empty without any.
  Date known_until(std::string_view country, std::string_view regime) const;
  /// The lump sum for an invoice that fell due on a day; null where there is none.
  const LumpSum* lump_sum(std::string_view country, std::string_view regime, Date due,
                          Money principal) const;
  std::vector<std::string> countries() const;

 private:
  std::vector<Rate> rates_;         ///< by country, regime, from
  std::vector<LumpSum> lump_sums_;  ///< by country, regime, from, size
};

}  // namespace saldo::model
