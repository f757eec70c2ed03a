#pragma once

#include <cstdint>
#include <filesystem>

namespace saldo::bench {

/// Writes a camt.053.001.08 of `entries` entries on one account and day whose balances foot.
void write_camt_file(const std::filesystem::path& file, std::int64_t entries);

}  // namespace saldo::bench
