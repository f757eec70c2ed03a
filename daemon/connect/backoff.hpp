#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

#include "base/clock.hpp"

/// When a connector is tried again, and when no more. Pure: time and chance are arguments.
namespace saldo::connect {

/// Full jitter: a delay between 0 and min(300 s, 1 s · 2^failures), so that connectors that failed
/// together don't come back together. `chance` is a random number from all of its range.
std::chrono::milliseconds backoff_delay(unsigned failures, std::uint32_t chance);

/// Five crashes within ten minutes: the connector is set to failed and waits for an operator.
class CrashCounter {
 public:
  /// Notes a crash. True when the connector has failed.
  bool crashed(Instant now);

 private:
  std::deque<Instant> crashes_;
};

/// Three crashes on the same input: the input is poison and is set aside, so that one bad file
/// doesn't stop a bank. Inputs are named by their sha256, or by the cursor of a pull.
class PoisonCounter {
 public:
  /// Notes a crash on `input`. True when the input is to be set aside.
  bool crashed(const std::string& input);
  /// The input went through, or was set aside.
  void settled(const std::string& input) { crashes_.erase(input); }

 private:
  std::map<std::string, unsigned> crashes_;
};

}  // namespace saldo::connect
