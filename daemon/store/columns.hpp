#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "saldo/date.hpp"

/// How values stand in columns (see schema.hpp). Private to store.
namespace saldo::store {

inline std::int64_t to_column(Instant t) {
  return std::chrono::duration_cast<std::chrono::microseconds>(t.time_since_epoch()).count();
}

/// An absent date: NULLIF and COALESCE turn it into NULL and back.
inline constexpr int kNoDay = SALDO_DATE_NONE;

}  // namespace saldo::store
