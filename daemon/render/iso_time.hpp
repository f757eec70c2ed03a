#pragma once

#include <string>

#include "base/clock.hpp"

namespace saldo::render {

/// ISODateTime: "2026-01-15T10:00:00Z".
std::string to_iso(Instant instant);

}  // namespace saldo::render
