#include "render/iso_time.hpp"

#include "saldo/date.hpp"

namespace saldo::render {

std::string to_iso(Instant instant) {
  const auto days = std::chrono::floor<std::chrono::days>(instant);
  std::string text =
      Date::from_days(static_cast<std::int32_t>(days.time_since_epoch().count())).to_string();
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - days));
  char separator = 'T';
  for (const std::int64_t part :
       {std::int64_t{time.hours().count()}, std::int64_t{time.minutes().count()},
        std::int64_t{time.seconds().count()}}) {
    text += separator;
    text += static_cast<char>('0' + part / 10);
    text += static_cast<char>('0' + part % 10);
    separator = ':';
  }
  return text + "Z";
}

}  // namespace saldo::render
