#pragma once

#include <filesystem>

#include "check/check.hpp"
#include "connect/child.hpp"

namespace saldo::cli {

/// Starts a plugin for the conformance suite as the daemon would: confined, in a process of its
/// own. What a plugin says when it refuses to start comes back as a class of failure, so that
/// REJECTED, LIMIT and UNSUPPORTED read as CONFIG there.
check::Started start_subject(const std::filesystem::path& library, const check::Launch& launch,
                             const connect::Observer& observer, const std::filesystem::path& host);

}  // namespace saldo::cli
