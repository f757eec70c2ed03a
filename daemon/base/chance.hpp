#pragma once

#include <cstdint>
#include <random>

namespace saldo {

/// A random number from all of its range, from the system: for spreading retries in time, so that
/// what failed together doesn't come back together. Thread-safe.
inline std::uint32_t chance() { return std::random_device{}(); }

}  // namespace saldo
