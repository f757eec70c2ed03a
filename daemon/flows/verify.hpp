#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "flows/environment.hpp"

namespace saldo::flows {

struct Verification {
  std::vector<std::string> broken;  ///< the first that don't hold, each with its invariant
  std::vector<std::string> gaps;    ///< statements that don't continue their predecessor
  std::int64_t documents = 0;       ///< archived documents whose bytes were read and hashed
  bool holds() const { return broken.empty(); }
};

/// Recomputes every invariant of the book from its stored facts, and every document's hash.
Verification verify(const Environment& environment);

}  // namespace saldo::flows
