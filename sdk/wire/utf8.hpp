#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace saldo::wire {

namespace impl {

/// Neither zero nor above 0x7F, all of them. The last word goes over bytes that were looked at.
inline bool all_plain(std::string_view text) {
  using Word = std::uint64_t;
  constexpr Word kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  const auto marks = [](const char* p) {
    Word word = 0;
    std::memcpy(&word, p, sizeof word);
    return word | (word - kOnes);
  };
  const std::size_t size = text.size();
  if (size >= sizeof(Word)) {
    Word any = marks(text.data() + size - sizeof(Word));
    for (std::size_t i = 0; i + sizeof(Word) <= size; i += sizeof(Word))
      any |= marks(text.data() + i);
    return (any & kHighs) == 0;
  }
  for (const char c : text)
    if (c == 0 || static_cast<unsigned char>(c) >= 0x80) return false;
  return true;
}

bool is_clean_beyond_ascii(std::string_view text);

}  // namespace impl

/// Whether `text` is UTF-8 without U+0000 (RFC 3629: no surrogates, shortest forms only). Texts
/// that pass can go into the database, JSON and documents as they are.
inline bool is_clean_utf8(std::string_view text) {
  // Bank texts are short, and nearly all ASCII.
  return impl::all_plain(text) || impl::is_clean_beyond_ascii(text);
}

/// `text` as one line that can be shown and stored: what isn't clean UTF-8 becomes U+FFFD, control
/// characters become blanks, so that nobody forges a log line or a terminal sequence.
std::string shown(std::string_view text);

}  // namespace saldo::wire
