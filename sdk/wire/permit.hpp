#pragma once

#include <cstdint>

#include "wire/bodies.hpp"
#include "wire/frame.hpp"

/// What a child may send, and when (the monitor's table of OpenSSH's privilege separation).
namespace saldo::wire {

/// What the daemon is doing with a child: before Hello, or the kind of call.
enum class State : std::uint8_t {
  starting = 0,
  create = 1,
  check = 2,
  identify = 3,
  decode = 4,
  pull = 5,
  acknowledge = 6,
  wait = 7,
  deliver = 8,
  destroy = 9,
};
inline constexpr std::uint8_t kStates = 10;

constexpr State state_of(CallKind kind) { return static_cast<State>(kind); }

struct Permit {
  std::uint32_t max_bytes = 0;  ///< of the body
  bool allowed = false;
};

/// The rule for a frame from the child; what it doesn't allow ends the child.
const Permit& permit(State state, FrameType type);

}  // namespace saldo::wire
