#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include "saldo/find_mark.hpp"

/// Names of elements and attributes, compared and found without calls: they are short, and there
/// are dozens of them in each entry.
namespace saldo::xml {

template <class Word>
bool same_word(const char* a, const char* b) {
  Word x, y;
  std::memcpy(&x, a, sizeof x);
  std::memcpy(&y, b, sizeof y);
  return x == y;
}

/// True if the `n` bytes are the same; for names, which are too short for a call. Where a word is
/// longer than what is left, the last one goes over bytes that were looked at.
inline bool same_bytes(const char* a, const char* b, std::size_t n) {
  using Word = std::uint64_t;
  using Half = std::uint32_t;
  using Quarter = std::uint16_t;
  if (n >= sizeof(Word)) {
    for (std::size_t i = 0; i + sizeof(Word) <= n; i += sizeof(Word))
      if (!same_word<Word>(a + i, b + i)) return false;
    return same_word<Word>(a + n - sizeof(Word), b + n - sizeof(Word));
  }
  if (n >= sizeof(Half))
    return same_word<Half>(a, b) && same_word<Half>(a + n - sizeof(Half), b + n - sizeof(Half));
  if (n >= sizeof(Quarter)) return same_word<Quarter>(a, b) && a[n - 1] == b[n - 1];
  return n == 0 || *a == *b;
}

inline bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && same_bytes(a.data(), b.data(), a.size());
}

/// The first four of the `size` bytes at the beginning of `text`, or all, which tell most names
/// apart.
constexpr std::uint32_t head_of(std::string_view text, std::size_t size) {
  const auto byte = [&](std::size_t i) {
    return std::uint32_t{static_cast<unsigned char>(text[i])} << 8 * i;
  };
  std::uint32_t head = 0;
  if (text.size() >= sizeof head) {  // one load, where the compiler knows its trade
    head = byte(0) | byte(1) | byte(2) | byte(3);
    return size >= sizeof head ? head : head & ((1u << 8 * size) - 1);
  }
  for (std::size_t i = 0; i < size; ++i) head |= byte(i);
  return head;
}

/// Where the name at `at`, or a part of it before a colon, ends; the size of `s` if it goes on
/// there.
inline std::size_t find_name_end(std::string_view s, std::size_t at) {
  for (;; ++at) {
    at = text::find_below<'A', '0', '9'>(s, at);
    if (at == s.size() || (s[at] != '-' && s[at] != '.')) return at;
  }
}

}  // namespace saldo::xml
