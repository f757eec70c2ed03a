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
  void append(char c) {
    make_room(1);
    bytes_[size_++] = c;
  }

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

}  // namespace saldo::bank::mt940
