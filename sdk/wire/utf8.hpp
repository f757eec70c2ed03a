#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace saldo::wire {

namespace impl {

/// Its high bits are clear where none of the eight bytes is zero or above 0x7F.
inline std::uint64_t marks_of(std::uint64_t word) { return word | (word - 0x0101010101010101); }
inline bool no_marks(std::uint64_t marks) { return (marks & 0x8080808080808080) == 0; }

inline bool is_plain(char c) { return c != 0 && static_cast<unsigned char>(c) < 0x80; }

/// Neither zero nor above 0x7F, all of them. The last word goes over bytes that were looked at.
inline bool all_plain(std::string_view text) {
  const std::size_t size = text.size();
  std::uint64_t any = 0;
  const auto look = [&](std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    any |= marks_of(word);
  };
  if (size >= sizeof any) {
    for (std::size_t at = 0; at + sizeof any < size; at += sizeof any) look(at);
    look(size - sizeof any);
    return no_marks(any);
  }
  for (const char c : text)
    if (!is_plain(c)) return false;
  return true;
}

/// As all_plain, copying the text on the way.
inline bool copy_plain(char* to, std::string_view text) {
  const std::size_t size = text.size();
  std::uint64_t any = 0;
  const auto copy = [&](std::size_t at) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    std::memcpy(to + at, &word, sizeof word);
    any |= marks_of(word);
  };
  if (size >= sizeof any) {
    for (std::size_t at = 0; at + sizeof any < size; at += sizeof any) copy(at);
    copy(size - sizeof any);
    return no_marks(any);
  }
  bool plain = true;
  for (const char c : text) {
    plain &= is_plain(c);
    *to++ = c;
  }
  return plain;
}

bool is_clean_beyond_ascii(std::string_view text);

}  // namespace impl

/// Whether `text` is UTF-8 without U+0000 (RFC 3629: no surrogates, shortest forms only). Texts
/// that pass can go into the database, JSON and documents as they are.
inline bool is_clean_utf8(std::string_view text) {
  // Bank texts are short, and nearly all ASCII.
  return impl::all_plain(text) || impl::is_clean_beyond_ascii(text);
}

/// Copies `text`, and tells if it is that.
inline bool copy_clean_utf8(char* to, std::string_view text) {
  return impl::copy_plain(to, text) || impl::is_clean_beyond_ascii(text);
}

/// `text` as one line that can be shown and stored: what isn't clean UTF-8 becomes U+FFFD, control
/// characters become blanks, so that nobody forges a log line or a terminal sequence.
std::string shown(std::string_view text);

}  // namespace saldo::wire
