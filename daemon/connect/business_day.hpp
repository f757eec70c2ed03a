#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace saldo::connect {

struct BusinessDay {
  std::int32_t today = 0;  ///< days since 1970-01-01
  Instant ends;            ///< when the next day begins
};

/// The civil day of `now` in a time zone of the IANA database; nothing when there is no such zone.
std::optional<BusinessDay> business_day(Instant now, const std::string& time_zone);

}  // namespace saldo::connect
