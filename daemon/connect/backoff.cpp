#include "connect/backoff.hpp"

#include <algorithm>

namespace saldo::connect {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kFirst = 1s, kLongest = 300s;
constexpr std::size_t kCrashesAllowed = 5;
constexpr auto kCrashesWithin = 10min;
constexpr unsigned kCrashesOfPoison = 3;

}  // namespace

std::chrono::milliseconds backoff_delay(unsigned failures, std::uint32_t chance) {
  // 2^9 s is more than the longest delay already; a larger exponent would only overflow.
  const auto longest = std::min(kLongest, kFirst * (1 << std::min(failures, 9u)));
  const auto steps = static_cast<std::uint64_t>(longest.count()) + 1;
  return std::chrono::milliseconds((chance * steps) >> 32);
}

bool CrashCounter::crashed(Instant now) {
  crashes_.push_back(now);
  while (now - crashes_.front() > kCrashesWithin) crashes_.pop_front();
  return crashes_.size() >= kCrashesAllowed;
}

bool PoisonCounter::crashed(const std::string& input) {
  return ++crashes_[input] >= kCrashesOfPoison;
}

}  // namespace saldo::connect
