#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::check {

/// The dynamic symbol table of a shared library (System V ABI, chapter 5). Reading it runs none of
/// the library's code.
struct DynamicSymbols {
  std::vector<std::string> defined;   ///< what others can see
  std::vector<std::string> imported;  ///< what it takes from others, without "@VERSION"
};

/// Throws std::runtime_error for a file that can't be read or is no 64-bit little-endian ELF.
DynamicSymbols read_dynamic_symbols(const std::filesystem::path& library);

/// As above, for the bytes of a file.
DynamicSymbols parse_dynamic_symbols(std::string_view bytes);

}  // namespace saldo::check
