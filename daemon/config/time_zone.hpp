#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "saldo/date.hpp"

namespace date {
class time_zone;
}

namespace saldo::config {

/// A zone of the IANA time zone database, as the system has it. A value type; thread-safe.
class TimeZone {
 public:
  /// The zone of this name ("Europe/Madrid"); not_found names the nearest one.
  static Result<TimeZone> find(std::string_view name);

  const std::string& name() const;
  /// The civil day there: what "today" is for a company or a bank.
  Date local_date(Instant at) const;
  const date::time_zone& rules() const { return *rules_; }

 private:
  explicit TimeZone(const date::time_zone* rules) : rules_(rules) {}
  const date::time_zone* rules_;  ///< owned by the database, which lives as long as the process
};

}  // namespace saldo::config
