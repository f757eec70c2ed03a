#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "saldo/charsets.hpp"
#include "saldo/money.hpp"  // FormatError

/// Text for decoders: what charset some bytes are in, and how they become UTF-8.
namespace saldo::text {

inline constexpr std::size_t npos = std::string_view::npos;

namespace impl {

inline bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

/// Length of the well-formed sequence at `p` (Unicode table 3-7), or 0.
inline std::size_t sequence_length(const unsigned char* p, std::size_t left) {
  const unsigned char c = p[0];
  if (c < 0x80) return 1;
  if (c < 0xC2 || c > 0xF4) return 0;
  const std::size_t n = c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
  if (left < n) return 0;
  for (std::size_t i = 1; i < n; ++i)
    if (!is_continuation(p[i])) return 0;
  if (c == 0xE0 && p[1] < 0xA0) return 0;  // overlong
  if (c == 0xED && p[1] > 0x9F) return 0;  // surrogates
  if (c == 0xF0 && p[1] < 0x90) return 0;  // overlong
  if (c == 0xF4 && p[1] > 0x8F) return 0;  // beyond U+10FFFF
  return n;
}

}  // namespace impl

/// The offset of the first byte that isn't well-formed UTF-8, or npos. Eight bytes at a time where
/// they are ASCII.
inline std::size_t find_invalid_utf8(std::string_view s) {
  const auto* p = reinterpret_cast<const unsigned char*>(s.data());
  std::size_t i = 0;
  while (i < s.size()) {
    std::uint64_t word = 0, words[4];
    for (; i + sizeof words <= s.size(); i += sizeof words) {
      std::memcpy(words, p + i, sizeof words);
      if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080u) != 0) break;
    }
    while (i + sizeof word <= s.size()) {
      std::memcpy(&word, p + i, sizeof word);
      if ((word & 0x8080808080808080u) != 0) break;
      i += sizeof word;
    }
    if (i == s.size()) break;
    if (s.size() - i < sizeof word && s.size() >= sizeof word) {
      std::memcpy(&word, p + s.size() - sizeof word, sizeof word);
      if ((word & 0x8080808080808080u) == 0) break;
    }
    const std::size_t n = impl::sequence_length(p + i, s.size() - i);
    if (n == 0) return i;
    i += n;
  }
  return npos;
}

/// How many characters well-formed UTF-8 has. Eight bytes at a time where they are ASCII.
inline std::size_t count_characters(std::string_view s) {
  std::size_t n = 0;
  std::uint64_t word = 0;
  for (; s.size() >= sizeof word; s.remove_prefix(sizeof word), n += sizeof word) {
    std::memcpy(&word, s.data(), sizeof word);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  for (const char c : s)
    if (!impl::is_continuation(static_cast<unsigned char>(c))) ++n;
  return n;
}

inline bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');  // and \n, \v, \f between them
}

/// Without the ASCII white space at both ends.
inline std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

/// Trimmed, and each run of ASCII white space within made one blank.
inline std::string collapse(std::string_view s) {
  std::string out;
  out.reserve(s.size());
  for (const char c : trim(s)) {
    if (!is_space(c))
      out.push_back(c);
    else if (out.back() != ' ')
      out.push_back(' ');
  }
  return out;
}

/// A value of a document inside quotes, for a message: control characters and bytes that aren't
/// UTF-8 become '.', and what is longer than `most` bytes is cut at a character and ends in "...".
inline std::string quoted(std::string_view s, std::size_t most = 40) {
  std::string out = "'";
  for (std::size_t i = 0; i < s.size();) {
    if (i >= most) {
      out += "...";
      break;
    }
    const auto* p = reinterpret_cast<const unsigned char*>(s.data()) + i;
    const std::size_t n = impl::sequence_length(p, s.size() - i);
    if (n == 0 || *p < 0x20 || *p == 0x7F)
      out += '.';
    else
      out += s.substr(i, n);
    i += n == 0 ? 1 : n;
  }
  return out + "'";
}

/// True for one or more ASCII digits and nothing else.
inline bool all_digits(std::string_view s) {
  for (const char c : s)
    if (c < '0' || c > '9') return false;
  return !s.empty();
}

}  // namespace saldo::text
