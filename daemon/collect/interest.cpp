#include "collect/interest.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace saldo::collect {
namespace {

__extension__ using Wide = __int128;

// Interest is summed in amount × thousandths of a per cent × days ÷ year; 365 × 366 is a common
// multiple of the years that there are but 360, which never stands beside another.
constexpr Wide kWholePercent = 100'000;

bool leap(Date day) { return day.ymd().year().is_leap(); }

Date end_of_half_year(Date day) {
  const int year = static_cast<int>(day.ymd().year());
  const bool first = static_cast<unsigned>(day.ymd().month()) <= 6;
  return (first ? Date::from_ymd(year, 6, 30) : Date::from_ymd(year, 12, 31)).value();
}

/// A sum of interest as an exact fraction.
class ExactSum {
 public:
  explicit ExactSum(model::DayBasis basis) : basis_(basis) {}

  void add(const InterestSegment& s, std::int64_t minor) {
    const Wide days = s.days();
    SALDO_ASSERT(leap(s.from) == leap(s.to));
    sum_ += Wide{minor} * s.rate.thousandths() * days * (denominator() / year(s.from));
  }
  std::int64_t rounded() const {
    const Wide whole = kWholePercent * denominator();
    const Wide half = sum_ < 0 ? -whole / 2 : whole / 2;
    const Wide result = (sum_ + half) / whole;
    if (result > std::numeric_limits<std::int64_t>::max())
      throw FormatError("interest is beyond 64 bits");
    return static_cast<std::int64_t>(result);
  }

 private:
  Wide denominator() const { return basis_ == model::DayBasis::act_360 ? 360 : Wide{365} * 366; }
  Wide year(Date day) const {
    if (basis_ == model::DayBasis::act_360) return 360;
    return basis_ == model::DayBasis::act_act && leap(day) ? 366 : 365;
  }

  model::DayBasis basis_;
  Wide sum_ = 0;
};

/// What is owed on each day, from the settlements.
class Principal {
 public:
  explicit Principal(const LateItem& item) : owed_(item.principal), settlements_(item.settlements) {
    std::ranges::sort(settlements_, {}, &Settlement::date);
    pass(item.due_date);
  }
  Money owed() const { return owed_; }
  /// The day of the next settlement; empty if there is none.
  Date next() const { return at_ < settlements_.size() ? settlements_[at_].date : Date{}; }
  /// Takes off what was settled up to a day: money counts as owed on its value date.
  void pass(Date day) {
    for (; at_ < settlements_.size() && settlements_[at_].date <= day; ++at_)
      owed_ -= settlements_[at_].amount;
  }

 private:
  Money owed_;
  std::vector<Settlement> settlements_;
  std::size_t at_ = 0;
};

Failure no_rate(const model::InterestTerms& terms, const model::LateRates& rates, Date day) {
  const Date until = rates.known_until(terms.country, terms.regime);
  Failure f;
  f.kind = FailureKind::not_found;
  f.rule = "interest.rate";
  f.expected = "a rate for " + day.to_string();
  f.found = until.empty() ? "none at all" : "rates up to " + until.to_string();
  f.message = "no late-payment rate of " + terms.country + " (" + terms.regime + ") is known for " +
              day.to_string() + ": there are " + f.found + "; add it to rates/late_interest.csv";
  return f;
}

/// The last day of a segment that begins on `from`.
Date segment_end(const LateItem& item, const Principal& principal, const model::LateRates::Rate& r,
                 Date from, Date until) {
  Date end = std::min({until, end_of_half_year(from), r.to});
  if (const Date next = principal.next(); !next.empty()) end = std::min(end, next);
  if (!item.dispute.from.empty()) {
    if (item.dispute.from > from) end = std::min(end, item.dispute.from.plus_days(-1));
    if (!item.dispute.to.empty() && item.dispute.to >= from) end = std::min(end, item.dispute.to);
  }
  return end;
}

/// Adds a segment to one that it only continues, where only an event without effect lies between.
void append(std::vector<InterestSegment>& segments, InterestSegment s) {
  if (!segments.empty() && segments.back().principal == s.principal &&
      segments.back().rate == s.rate && segments.back().source == s.source)
    segments.back().to = s.to;
  else
    segments.push_back(std::move(s));
}

}  // namespace

Result<LateInterest> late_interest(const LateItem& item, const model::InterestTerms& terms,
                                   const model::LateRates& rates, Date until) {
  SALDO_ASSERT(!item.due_date.empty() && !until.empty());
  LateInterest result;
  const Money zero{0, item.principal.currency};
  result.interest = result.contingent = result.compensation = zero;
  Principal principal(item);
  ExactSum all(terms.basis), contingent(terms.basis);
  Date from = item.due_date.plus_days(1);
  if (from > until || principal.owed().minor <= 0) return result;
  if (!item.charged.empty() && item.charged >= from) {
    principal.pass(item.charged);
    from = item.charged.plus_days(1);
  }
  while (from <= until && principal.owed().minor > 0) {
    const auto* rate = rates.on(terms.country, terms.regime, from);
    if (rate == nullptr) return no_rate(terms, rates, from);
    InterestSegment s{from, segment_end(item, principal, *rate, from, until), principal.owed(),
                      rate->rate, rate->source};
    all.add(s, s.principal.minor);
    if (item.dispute.contains(from) && item.disputed.minor > 0)
      contingent.add(s, std::min(item.disputed.minor, s.principal.minor));
    principal.pass(s.to);
    from = s.to.plus_days(1);
    append(result.segments, std::move(s));
  }
  result.interest.minor = all.rounded();
  result.contingent.minor = contingent.rounded();
  if (terms.compensation)
    if (const auto* sum =
            rates.lump_sum(terms.country, terms.regime, item.due_date, item.principal))
      result.compensation = sum->amount;
  return result;
}

}  // namespace saldo::collect
