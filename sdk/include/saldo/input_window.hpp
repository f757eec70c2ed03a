#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <string_view>
#include <utility>

#include "saldo/records.hpp"

namespace saldo {

/// A sliding view on the bytes of a document, for decoders that read in bounded memory: what was
/// read and not yet consumed lies in one piece. Knows the line and the offset of its first byte.
class InputWindow {
 public:
  /// Fills up to `capacity` bytes and returns how many; 0 at the end. May return fewer than asked.
  using Read = std::function<std::size_t(char* buffer, std::size_t capacity)>;

  static constexpr std::size_t kChunk = 256 * 1024;

  explicit InputWindow(Read read, std::size_t chunk = kChunk)
      : read_(std::move(read)), chunk_(chunk) {}

  /// Valid until the next call of more(). consume() shortens it from the front.
  std::string_view view() const { return {buffer_.get() + begin_, end_ - begin_}; }

  /// Appends a chunk to the view (less at the end of the document); false when nothing is left.
  bool more() {
    make_room();
    const std::size_t before = end_;
    while (end_ - before < chunk_) {
      const std::size_t got = read_(buffer_.get() + end_, chunk_ - (end_ - before));
      if (got == 0) break;
      end_ += got;
    }
    return end_ != before;
  }

  void consume(std::size_t n) {
    place_ = place_at(n);
    begin_ += n;
  }
  /// As consume, for a caller that knows how many line ends the `n` bytes have.
  void consume(std::size_t n, std::uint64_t line_ends) {
    place_ = {place_.line + line_ends, place_.offset + n};
    begin_ += n;
  }

  /// As consume, for readers that count lines themselves: place() goes on to be right in its offset
  /// alone.
  void skip(std::size_t n) {
    place_.offset += n;
    begin_ += n;
  }

  /// Where the view begins.
  Place place() const { return place_; }
  /// Where byte `n` of the view stands. Costs a scan for line ends from the start of the view.
  Place place_at(std::size_t n) const {
    return {place_.line + count_lines(view().substr(0, n)), place_.offset + n};
  }
  static std::uint64_t count_lines(std::string_view s) {
    std::uint64_t lines = 0;
    for (std::size_t at = s.find('\n'); at != s.npos; at = s.find('\n', at + 1)) ++lines;
    return lines;
  }

 private:
  void make_room() {
    if (capacity_ - end_ >= chunk_) return;
    const std::size_t used = end_ - begin_;
    if (capacity_ - used < chunk_) {
      const std::size_t larger = std::max(used + chunk_, capacity_ + capacity_ / 2);
      auto grown = std::make_unique_for_overwrite<char[]>(larger);
      if (used != 0) std::memcpy(grown.get(), buffer_.get() + begin_, used);
      buffer_ = std::move(grown);
      capacity_ = larger;
    } else if (used != 0) {
      std::memmove(buffer_.get(), buffer_.get() + begin_, used);
    }
    begin_ = 0;
    end_ = used;
  }

  Read read_;
  std::size_t chunk_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0, begin_ = 0, end_ = 0;
  Place place_{1, 0};
};

}  // namespace saldo
