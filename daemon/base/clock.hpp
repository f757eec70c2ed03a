#pragma once

#include <chrono>

namespace saldo {

using Instant = std::chrono::sys_time<std::chrono::nanoseconds>;

/// The only way to the time of day; tests hold one still. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override { return std::chrono::system_clock::now(); }
};

}  // namespace saldo
