#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/dunning_procedure.hpp"
#include "model/late_rates.hpp"
#include "model/period.hpp"

/// Late-payment interest and compensation (RULES §6): simple interest, exact until it is rounded
/// once. Pure.
namespace saldo::collect {

/// Something that reduced an item: money by its value date, or a credit.
struct Settlement {
  Date date;
  Money amount;  ///< positive
};

/// One item that is late, and what happened to it.
struct LateItem {
  Money principal;  ///< what was due
  Date due_date;
  std::vector<Settlement> settlements;  ///< in any order
  Money disputed;                       ///< of the principal; interest on it is contingent …
  model::Period dispute;                ///< … on these days
  Date charged;  ///< up to this day it isn't claimed again; empty: nothing is charged yet
};

/// Days with the same principal and rate.
struct InterestSegment {
  Date from, to;  ///< both counted
  Money principal;
  model::Percent rate;
  std::string source;  ///< of the rate
  std::int32_t days() const { return days_between(from, to) + 1; }
  friend bool operator==(const InterestSegment&, const InterestSegment&) = default;
};

struct LateInterest {
  std::vector<InterestSegment> segments;  ///< ascending, adjacent
  Money interest;                         ///< of all segments, rounded once
  Money contingent;    ///< the part of it that stands on the outcome of a dispute
  Money compensation;  ///< the lump sum for late payment; nothing where the law has none
};

/// Interest from the day after `due_date`, or after the last that is charged, to `until`, both
/// counted. Fails (`not_found`) when a rate is missing for one of the days: it isn't guessed.
/// Throws FormatError on mixed currencies.
Result<LateInterest> late_interest(const LateItem& item, const model::InterestTerms& terms,
                                   const model::LateRates& rates, Date until);

}  // namespace saldo::collect
