#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// Reads tar archives (POSIX.1-1988 ustar), as `saldo backup` writes them: files and folders only.
namespace saldo::cli {

struct TarEntry {
  std::string name;  ///< relative, without "." and ".."
  std::uint64_t size = 0;
  bool folder = false;
};

class TarReader {
 public:
  explicit TarReader(std::istream& in) : in_(in) {}

  /// The next entry; false at the archive's end. What wasn't read of the last one is passed over.
  /// Fails for damage, for names that lead out of the folder, for links and devices, and when the
  /// end mark is missing: such an archive was cut off.
  Result<bool> next(TarEntry& entry);
  /// Hands on the entry's bytes, all of them.
  Result<void> read(const std::function<void(std::string_view)>& each);

 private:
  Result<void> skip();
  Failure damaged(const std::string& why) const;

  std::istream& in_;
  std::uint64_t offset_ = 0;   ///< of the block to be read next
  std::uint64_t left_ = 0;     ///< bytes of the entry
  std::uint64_t padding_ = 0;  ///< after them, to a full block
};

}  // namespace saldo::cli
