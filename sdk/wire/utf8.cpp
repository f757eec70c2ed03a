#include "wire/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace saldo::wire {
namespace {

/// Length of the sequence at `p`, or 0 when it is malformed.
std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const unsigned char first = *p;
  if (first < 0x80) return first == 0 ? 0 : 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || left < length) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((p[i] & 0xC0) != 0x80) return 0;
  const bool overlong = (first == 0xE0 && p[1] < 0xA0) || (first == 0xF0 && p[1] < 0x90);
  const bool surrogate = first == 0xED && p[1] > 0x9F;
  const bool beyond = first == 0xF4 && p[1] > 0x8F;
  return overlong || surrogate || beyond ? 0 : length;
}

constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;

/// Neither zero nor above 0x7F, all eight of them.
bool is_plain(std::uint64_t word) { return ((word | (word - kOnes)) & kHighs) == 0; }

std::uint64_t word_at(const unsigned char* p) {
  std::uint64_t word = 0;
  std::memcpy(&word, p, sizeof word);
  return word;
}

/// Bank texts are nearly all ASCII, and short: the last word goes over bytes that were looked at.
bool all_plain(const unsigned char* p, std::size_t size) {
  if (size >= 8) {
    std::uint64_t any = 0;
    for (std::size_t i = 0; i + 8 <= size; i += 8) any |= word_at(p + i) | (word_at(p + i) - kOnes);
    const std::uint64_t last = word_at(p + size - 8);
    return ((any | last | (last - kOnes)) & kHighs) == 0;
  }
  for (std::size_t i = 0; i < size; ++i)
    if (p[i] == 0 || p[i] >= 0x80) return false;
  return true;
}

}  // namespace

bool is_clean_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  if (all_plain(p, text.size())) return true;
  while (p != end) {
    while (end - p >= 8 && is_plain(word_at(p))) p += 8;
    for (int look = 0; look < 8 && p != end; ++look) {
      const std::size_t length = sequence_length(p, static_cast<std::size_t>(end - p));
      if (length == 0) return false;
      p += length;
    }
  }
  return true;
}

std::string shown(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = sequence_length(p + i, text.size() - i);
    const bool control =
        p[i] < 0x20 || p[i] == 0x7F || (p[i] == 0xC2 && length == 2 && p[i + 1] < 0xA0);
    if (control)
      out += ' ';
    else if (length == 0)
      out += "\xEF\xBF\xBD";
    else
      out.append(text.substr(i, length));
    i += length == 0 ? 1 : length;
  }
  return out;
}

}  // namespace saldo::wire
