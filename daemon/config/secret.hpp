#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "config/config.hpp"
#include "config/reader.hpp"

namespace saldo::config {

/// Where a secret is kept: `{ file: PATH }`, `{ env: VARIABLE }` or `{ credential: NAME }`. Faults
/// never repeat a value, which may be the secret itself.
std::optional<SecretReference> read_secret(const std::string& key, const Node& node,
                                           const std::filesystem::path& folder, Faults& faults);

/// The secret itself, without the line end behind it; for whoever hands it on at once. Fails for
/// what isn't there, is empty or is larger than 64 KiB; the message names the place.
Result<std::string> reveal(const SecretReference& secret);

}  // namespace saldo::config
