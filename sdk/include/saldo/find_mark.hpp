#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

/// The next of a few marks in a text, for texts in which one is never far: a call of memchr would
/// cost more than it finds.
namespace saldo::text {

/// Sixteen bytes that are looked at in one go: names and texts between tags are short, and where
/// they end can't be foretold.
class Bytes {
 public:
  static constexpr std::size_t kCount = 16;
  typedef unsigned char Vector __attribute__((vector_size(kCount)));
  /// The position of the first byte of `hits` that isn't 0; kCount if there is none.
  template <class Hits>
  static std::size_t first_of(Hits hits) {
    std::uint64_t halves[2];
    static_assert(sizeof hits == sizeof halves);
    std::memcpy(halves, &hits, sizeof halves);
    if (halves[0] != 0) return first_byte(halves[0]);
    return halves[1] != 0 ? 8 + first_byte(halves[1]) : kCount;
  }

  explicit Bytes(const char* from) { std::memcpy(&bytes_, from, kCount); }
  void store(char* to) const { std::memcpy(to, &bytes_, kCount); }
  /// The position of the first byte that is one of `marks`; kCount if none is.
  template <char... marks>
  std::size_t find() const {
    return first_of(((bytes_ == static_cast<unsigned char>(marks)) | ...));
  }
  /// As find, for marks that the compiler needn't know.
  template <class... Marks>
  std::size_t find(Marks... marks) const {
    return first_of(((bytes_ == static_cast<unsigned char>(marks)) | ...));
  }
  /// Of the first byte below `limit` that isn't one from `first` to `last`.
  template <char limit, char first, char last>
  std::size_t find_below() const {
    const Vector offset = bytes_ - static_cast<unsigned char>(first);
    return first_of((bytes_ < static_cast<unsigned char>(limit)) &
                    (offset > static_cast<unsigned char>(last - first)));
  }

 private:
  static std::size_t first_byte(std::uint64_t half) {
    static_assert(std::endian::native == std::endian::little);
    return static_cast<std::size_t>(std::countr_zero(half)) / 8;
  }
  Vector bytes_;
};

/// The first of `marks` at or behind `at`; the size of `s` if there is none.
template <char... marks>
std::size_t find_mark(std::string_view s, std::size_t at) {
  for (; at + Bytes::kCount <= s.size(); at += Bytes::kCount) {
    const std::size_t found = Bytes(s.data() + at).find<marks...>();
    if (found != Bytes::kCount) return at + found;
  }
  while (at < s.size() && ((s[at] != marks) && ...)) ++at;
  return at;
}

/// The first character below `limit` that isn't one from `first` to `last`, at or behind `at`; the
/// size of `s` if there is none.
template <char limit, char first, char last>
std::size_t find_below(std::string_view s, std::size_t at) {
  for (; at + Bytes::kCount <= s.size(); at += Bytes::kCount) {
    const std::size_t found = Bytes(s.data() + at).find_below<limit, first, last>();
    if (found != Bytes::kCount) return at + found;
  }
  const auto goes_on = [](char c) {
    return static_cast<unsigned char>(c) >= static_cast<unsigned char>(limit) ||
           (c >= first && c <= last);
  };
  while (at < s.size() && goes_on(s[at])) ++at;
  return at;
}

}  // namespace saldo::text
