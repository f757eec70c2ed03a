#include "cli/tar.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>
#include <optional>

namespace saldo::cli {
namespace {

constexpr std::size_t kBlockBytes = 512;
constexpr std::size_t kPieceBytes = 64u << 10;
using Block = std::array<char, kBlockBytes>;

struct Field {
  std::size_t at, size;
};
// Places in a header (POSIX.1-1988, tar.h).
constexpr Field kName{0, 100}, kSize{124, 12}, kChecksum{148, 8}, kMagic{257, 5}, kPrefix{345, 155};
constexpr std::size_t kType = 156;

std::string_view text(const Block& block, Field field) {
  const std::string_view whole(block.data() + field.at, field.size);
  return whole.substr(0, whole.find('\0'));
}

/// Octal digits, or with the top bit set a big-endian number (GNU tar, for sizes from 8 GiB).
std::optional<std::uint64_t> number(const Block& block, Field field) {
  std::uint64_t value = 0;
  if ((static_cast<unsigned char>(block[field.at]) & 0x80) != 0) {
    for (std::size_t i = field.at + 1; i < field.at + field.size; ++i) {
      if (value >> 55 != 0) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(block[i]);
    }
    return value;
  }
  std::string_view digits = text(block, field);
  digits = digits.substr(std::min(digits.find_first_not_of(' '), digits.size()));
  digits = digits.substr(0, digits.find(' '));
  for (const char c : digits) {
    if (c < '0' || c > '7') return std::nullopt;
    value = value << 3 | static_cast<std::uint64_t>(c - '0');
  }
  return digits.empty() ? std::nullopt : std::optional(value);
}

bool checksum_holds(const Block& block) {
  std::uint64_t sum = kChecksum.size * ' ';
  for (std::size_t i = 0; i < block.size(); ++i)
    if (i < kChecksum.at || i >= kChecksum.at + kChecksum.size)
      sum += static_cast<unsigned char>(block[i]);
  return number(block, kChecksum) == sum;
}

bool stays_inside(const std::filesystem::path& name) {
  return !name.empty() && name.is_relative() &&
         std::ranges::none_of(name, [](const auto& part) { return part == ".."; });
}

}  // namespace

Failure TarReader::damaged(const std::string& why) const {
  return {.kind = FailureKind::broken,
          .message = "byte " + std::to_string(offset_) + " of the archive: " + why,
          .offset = offset_};
}

Result<void> TarReader::skip() {
  if (auto r = read([](std::string_view) {}); !r) return r.error();
  return {};
}

Result<bool> TarReader::next(TarEntry& entry) {
  if (auto r = skip(); !r) return r.error();
  Block block{};
  if (!in_.read(block.data(), block.size()))
    return damaged("it ends without its end mark; the copy is incomplete");
  if (std::ranges::all_of(block, [](char c) { return c == '\0'; })) return false;
  if (!checksum_holds(block) || text(block, kMagic) != "ustar")
    return damaged("this is no tar header; the file is damaged or something else");
  const auto size = number(block, kSize);
  if (!size) return damaged("an entry's size can't be read; the file is damaged");
  const std::string prefix(text(block, kPrefix));
  const std::filesystem::path name =
      std::filesystem::path(prefix) / std::filesystem::path(text(block, kName));
  const char type = block[kType];
  if (type != '0' && type != '\0' && type != '5')
    return damaged("'" + name.string() + "' is neither file nor folder; saldo makes no such entry");
  if (!stays_inside(name))
    return damaged("'" + name.string() + "' leads out of the folder; don't trust this archive");
  offset_ += kBlockBytes;
  entry = {.name = name.lexically_normal().string(), .size = *size, .folder = type == '5'};
  left_ = *size;
  padding_ = (kBlockBytes - *size % kBlockBytes) % kBlockBytes;
  return true;
}

Result<void> TarReader::read(const std::function<void(std::string_view)>& each) {
  std::string piece(static_cast<std::size_t>(std::min<std::uint64_t>(kPieceBytes, left_)), '\0');
  while (left_ != 0) {
    const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), left_));
    if (!in_.read(piece.data(), static_cast<std::streamsize>(n)))
      return damaged("it ends in the middle of a file; the copy is incomplete");
    each(std::string_view(piece.data(), n));
    offset_ += n;
    left_ -= n;
  }
  offset_ += padding_;
  in_.ignore(static_cast<std::streamsize>(std::exchange(padding_, 0)));
  return {};
}

}  // namespace saldo::cli
