#pragma once

#include <time.h>

#include <cstdint>

namespace saldo::host {

/// Milliseconds that only go forward. Takes a few nanoseconds and is right to some milliseconds:
/// it is asked once a record.
inline std::int64_t coarse_ms() {
  timespec t{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
  return t.tv_sec * 1000 + t.tv_nsec / 1'000'000;
}

/// Nanoseconds since the machine started, sleep included.
inline std::int64_t boot_ns() {
  timespec t{};
  clock_gettime(CLOCK_BOOTTIME, &t);
  return t.tv_sec * 1'000'000'000 + t.tv_nsec;
}

}  // namespace saldo::host
