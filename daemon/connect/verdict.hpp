#pragma once

#include <cstdint>
#include <string>

#include "connect/child.hpp"
#include "wire/bodies.hpp"

/// The outcome classes of plugin.h, verdicts and failures: each as the other.
namespace saldo::connect {

/// The verdict for a status of plugin.h; unknown ones are bugs.
Verdict verdict_of(std::uint32_t status);
/// The status that tells a plugin why a host call failed.
std::uint32_t status_of(FailureKind kind);

/// What a failed host call looks like on the wire. The texts point into `failure`.
wire::Status to_wire(const Failure& failure);

/// The outcome that a plugin gave. Its texts are cleaned: they are shown and stored.
Outcome outcome_of(const wire::Status& status);
/// The outcome of a call during which one of our own answers failed.
Outcome outcome_of(const Failure& failure);

FailureKind kind_of(Verdict verdict);

}  // namespace saldo::connect
