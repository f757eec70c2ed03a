#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "saldo/records.hpp"

namespace soci {
class session;
}

/// Intraday reports and notifications (camt.052, camt.054, MT942, lockbox …) tell of money before,
/// or beside, the booked statement does. Their lines are kept but count for nothing; the booked
/// line of the same fact supersedes them, whichever comes first.
namespace saldo::store {

/// How far the days of two lines of one fact may lie apart: a report of Friday evening is booked on
/// Monday, or behind a long weekend.
inline constexpr int kDaysApartMax = 5;

class Provisional {
 public:
  Provisional(soci::session& sql, std::int64_t account);

  /// A booked line came: what told of it before is superseded.
  void supersede(std::int64_t booked, const Transaction& t, Date day);
  /// The booked line that a provisional one tells of, or 0. Each is given once.
  std::int64_t booked_twin(const Transaction& t, Date day);
  /// Whether lines waited for their booked ones when this was made.
  bool any_waited() const { return any_; }

 private:
  struct Line {
    std::int64_t id = 0;
    std::string kind, bank_reference, end_to_end_id, counterparty_iban, remittance;
  };
  /// Booked lines by their amount, within the days that a twin may lie apart.
  struct Booked {
    Date day;
    std::unordered_map<std::int64_t, std::vector<std::int64_t>> by_amount;
  };
  const Booked& booked_around(Date day);
  std::vector<Line> candidates(const std::string& of, std::int64_t minor, Date day);

  soci::session& sql_;
  std::int64_t account_;
  bool any_ = false;  // provisional lines wait
  std::set<std::int64_t> given_;
  std::optional<Booked> booked_;  // around the day that was asked for last
};

}  // namespace saldo::store
