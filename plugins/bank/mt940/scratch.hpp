#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

#include "saldo/find_mark.hpp"

namespace saldo::bank::mt940 {

/// A text that is put together of parts, one after the other in the same memory. A few bytes
/// behind its end may be read, so that it can be looked at in blocks of text::Bytes::kCount.
class Scratch {
 public:
  void clear() { size_ = 0; }
  bool empty() const { return size_ == 0; }
  /// Valid until something is appended.
  std::string_view view() const { return {bytes_.get(), size_}; }
  void append(std::string_view part) {
    make_room(part.size());
    std::memcpy(bytes_.get() + size_, part.data(), part.size());
    size_ += part.size();
  }
  /// As append, for a part of another Scratch.
  void append_block_by_block(std::string_view part) {
    char* const to = room(part.size());
    for (std::size_t at = 0; at < part.size(); at += text::Bytes::kCount)
      text::Bytes(part.data() + at).store(to + at);
    size_ += part.size();
  }
  void append(char c) {
    make_room(1);
    bytes_[size_++] = c;
  }
  /// Where `most` bytes and a block can be written; appended() then says how many belong to the
  /// text.
  char* room(std::size_t most) {
    make_room(most);
    return bytes_.get() + size_;
  }
  void appended(std::size_t size) { size_ += size; }

 private:
  void make_room(std::size_t more) {
    if (bytes_ != nullptr && capacity_ - size_ >= more) [[likely]]
      return;
    const std::size_t larger = 2 * (size_ + more);
    auto grown = std::make_unique<char[]>(larger + text::Bytes::kCount);
    std::copy_n(bytes_.get(), size_, grown.get());
    bytes_ = std::move(grown);
    capacity_ = larger;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0, capacity_ = 0;
};

/// As text::find_mark, in a text that stands in a Scratch.
template <class... Marks>
std::size_t find_in_scratch(std::string_view s, std::size_t at, Marks... marks) {
  for (; at < s.size(); at += text::Bytes::kCount) {
    const std::size_t found = text::Bytes(s.data() + at).find(marks...);
    if (found != text::Bytes::kCount) return std::min(at + found, s.size());
  }
  return s.size();
}

}  // namespace saldo::bank::mt940
