#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

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
    std::uint64_t word = 0;
    while (i + sizeof word <= s.size()) {
      std::memcpy(&word, p + i, sizeof word);
      if ((word & 0x8080808080808080u) != 0) break;
      i += sizeof word;
    }
    if (i == s.size()) break;
    const std::size_t n = impl::sequence_length(p + i, s.size() - i);
    if (n == 0) return i;
    i += n;
  }
  return npos;
}

/// How many characters well-formed UTF-8 has.
inline std::size_t count_characters(std::string_view s) {
  std::size_t n = 0;
  for (const char c : s)
    if (!impl::is_continuation(static_cast<unsigned char>(c))) ++n;
  return n;
}

/// Appends a code point, which must be a Unicode scalar value.
inline void append_utf8(std::string& to, char32_t c) {
  const auto put = [&](char32_t byte) { to.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | (c >> 6));
  } else {
    if (c < 0x10000) {
      put(0xE0 | (c >> 12));
    } else {
      put(0xF0 | (c >> 18));
      put(0x80 | ((c >> 12) & 0x3F));
    }
    put(0x80 | ((c >> 6) & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

/// Charsets of one byte a character.
enum class Charset { kIso8859_1, kCp1252, kCp437, kCp850 };

namespace impl {

// Upper halves, as in the Unicode consortium's mapping tables. CP1252's five undefined bytes stand
// for the control characters of the same number (as WHATWG's Encoding standard has it), so every
// byte has a meaning and nothing is lost.
inline constexpr char16_t kCp1252[32] = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178,
};
inline constexpr char16_t kCp437[128] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF,
    0x00EE, 0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9,
    0x00FF, 0x00D6, 0x00DC, 0x00A2, 0x00A3, 0x00A5, 0x20A7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA,
    0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x2310, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x2561, 0x2562, 0x2556, 0x2555, 0x2563, 0x2551, 0x2557,
    0x255D, 0x255C, 0x255B, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x255E, 0x255F,
    0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x2567, 0x2568, 0x2564, 0x2565, 0x2559,
    0x2558, 0x2552, 0x2553, 0x256B, 0x256A, 0x2518, 0x250C, 0x2588, 0x2584, 0x258C, 0x2590, 0x2580,
    0x03B1, 0x00DF, 0x0393, 0x03C0, 0x03A3, 0x03C3, 0x00B5, 0x03C4, 0x03A6, 0x0398, 0x03A9, 0x03B4,
    0x221E, 0x03C6, 0x03B5, 0x2229, 0x2261, 0x00B1, 0x2265, 0x2264, 0x2320, 0x2321, 0x00F7, 0x2248,
    0x00B0, 0x2219, 0x00B7, 0x221A, 0x207F, 0x00B2, 0x25A0, 0x00A0,
};
inline constexpr char16_t kCp850[128] = {
    0x00C7, 0x00FC, 0x00E9, 0x00E2, 0x00E4, 0x00E0, 0x00E5, 0x00E7, 0x00EA, 0x00EB, 0x00E8, 0x00EF,
    0x00EE, 0x00EC, 0x00C4, 0x00C5, 0x00C9, 0x00E6, 0x00C6, 0x00F4, 0x00F6, 0x00F2, 0x00FB, 0x00F9,
    0x00FF, 0x00D6, 0x00DC, 0x00F8, 0x00A3, 0x00D8, 0x00D7, 0x0192, 0x00E1, 0x00ED, 0x00F3, 0x00FA,
    0x00F1, 0x00D1, 0x00AA, 0x00BA, 0x00BF, 0x00AE, 0x00AC, 0x00BD, 0x00BC, 0x00A1, 0x00AB, 0x00BB,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x00C1, 0x00C2, 0x00C0, 0x00A9, 0x2563, 0x2551, 0x2557,
    0x255D, 0x00A2, 0x00A5, 0x2510, 0x2514, 0x2534, 0x252C, 0x251C, 0x2500, 0x253C, 0x00E3, 0x00C3,
    0x255A, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256C, 0x00A4, 0x00F0, 0x00D0, 0x00CA, 0x00CB,
    0x00C8, 0x0131, 0x00CD, 0x00CE, 0x00CF, 0x2518, 0x250C, 0x2588, 0x2584, 0x00A6, 0x00CC, 0x2580,
    0x00D3, 0x00DF, 0x00D4, 0x00D2, 0x00F5, 0x00D5, 0x00B5, 0x00FE, 0x00DE, 0x00DA, 0x00DB, 0x00D9,
    0x00FD, 0x00DD, 0x00AF, 0x00B4, 0x00AD, 0x00B1, 0x2017, 0x00BE, 0x00B6, 0x00A7, 0x00F7, 0x00B8,
    0x00B0, 0x00A8, 0x00B7, 0x00B9, 0x00B3, 0x00B2, 0x25A0, 0x00A0,
};

inline char32_t code_point(unsigned char c, Charset charset) {
  if (c < 0x80) return c;
  switch (charset) {
    case Charset::kIso8859_1:
      break;
    case Charset::kCp1252:
      return c < 0xA0 ? kCp1252[c - 0x80] : c;
    case Charset::kCp437:
      return kCp437[c - 0x80];
    case Charset::kCp850:
      return kCp850[c - 0x80];
  }
  return c;
}

}  // namespace impl

/// Bytes of a one-byte charset as UTF-8. Every byte has a meaning, so this can't fail.
inline std::string to_utf8(std::string_view bytes, Charset charset) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes)
    append_utf8(out, impl::code_point(static_cast<unsigned char>(c), charset));
  return out;
}

/// UTF-16 text that begins with its byte order mark, as UTF-8 without one. Throws FormatError for a
/// missing mark, half a unit at the end, or half a surrogate pair; the message names the offset.
inline std::string utf16_to_utf8(std::string_view bytes) {
  const bool little = bytes.substr(0, 2) == "\xFF\xFE";
  if (!little && bytes.substr(0, 2) != "\xFE\xFF")
    throw FormatError("UTF-16 text doesn't begin with a byte order mark");
  const auto fail = [](std::size_t at, const char* why) {
    throw FormatError("byte " + std::to_string(at) + " of UTF-16 text: " + why);
  };
  const auto unit = [&](std::size_t i) -> char32_t {
    if (i + 2 > bytes.size()) fail(i, "half a character at the end");
    const auto a = static_cast<unsigned char>(bytes[i]);
    const auto b = static_cast<unsigned char>(bytes[i + 1]);
    return static_cast<char32_t>(little ? a | (b << 8) : b | (a << 8));
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t i = 2; i < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xDC00 && c < 0xE000) fail(i, "the second half of a surrogate pair without the first");
    if (c >= 0xD800 && c < 0xDC00) {
      const char32_t low = i + 4 <= bytes.size() ? unit(i + 2) : 0;
      if (low < 0xDC00 || low >= 0xE000)
        fail(i, "the first half of a surrogate pair without the second");
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
      i += 2;
    }
    append_utf8(out, c);
  }
  return out;
}

inline bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
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
