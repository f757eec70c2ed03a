#pragma once

#include <cstdint>

namespace saldo {

/// Where something stood in a document.
struct Place {
  std::uint64_t line = 0;    ///< from 1; 0 is unknown
  std::uint64_t offset = 0;  ///< in bytes, from 0
  friend bool operator==(const Place&, const Place&) = default;
};

}  // namespace saldo
