#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "saldo/text.hpp"

namespace saldo::text {

/// UTF-16 as UTF-8, piece by piece. Throws FormatError for half a surrogate pair, and at the end
/// for half a unit; the message names the byte.
class Utf16Decoder {
 public:
  enum class Order { kLittle, kBig };

  /// True, with the order, if the text begins with a byte order mark of UTF-16.
  static bool begins(std::string_view text, Order& order) {
    order = text.starts_with("\xFF\xFE") ? Order::kLittle : Order::kBig;
    return order == Order::kLittle || text.starts_with("\xFE\xFF");
  }

  /// `offset` is where the first byte stands, behind the mark.
  explicit Utf16Decoder(Order order, std::uint64_t offset = 2) : order_(order), offset_(offset) {}

  void append(std::string_view bytes, std::string& utf8) {
    for (const char c : bytes) {
      ++offset_;
      if (!half_) {
        half_ = true;
        first_ = static_cast<unsigned char>(c);
        continue;
      }
      half_ = false;
      const auto second = static_cast<unsigned char>(c);
      take(order_ == Order::kLittle ? first_ | (second << 8) : second | (first_ << 8), utf8);
    }
  }
  /// Nothing follows.
  void finish() const {
    if (half_) fail(1, "half a character at the end");
    if (high_ != 0) fail(2, "the first half of a surrogate pair without the second");
  }

 private:
  void take(int unit, std::string& utf8) {
    const auto c = static_cast<char32_t>(unit);
    const bool low = c >= 0xDC00 && c < 0xE000;
    if (high_ != 0) {
      if (!low) fail(4, "the first half of a surrogate pair without the second");
      append_utf8(utf8, 0x10000 + ((high_ - 0xD800) << 10) + (c - 0xDC00));
      high_ = 0;
    } else if (low) {
      fail(2, "the second half of a surrogate pair without the first");
    } else if (c >= 0xD800 && c < 0xDC00) {
      high_ = c;
    } else {
      append_utf8(utf8, c);
    }
  }
  [[noreturn]] void fail(std::uint64_t back, const char* why) const {
    throw FormatError("byte " + std::to_string(offset_ - back) + " of UTF-16 text: " + why);
  }

  Order order_;
  std::uint64_t offset_;
  bool half_ = false;
  int first_ = 0;
  char32_t high_ = 0;  // of a pair whose second half is awaited
};

/// The first bytes of a document that may be cut anywhere: as UTF-8 if they are UTF-16, else as
/// they are. `buffer` keeps the bytes. Ends where they aren't well-formed.
inline std::string_view utf8_head(std::string_view head, std::string& buffer) {
  Utf16Decoder::Order order;
  if (!Utf16Decoder::begins(head, order)) return head;
  Utf16Decoder decoder(order);
  try {
    decoder.append(head.substr(2), buffer);
  } catch (const FormatError&) {
    return buffer;
  }
  return buffer;
}

}  // namespace saldo::text
