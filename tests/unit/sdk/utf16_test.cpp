#include "saldo/utf16.hpp"

#include <gtest/gtest.h>

namespace saldo::text {
namespace {

using namespace std::string_view_literals;

/// As UTF-8, read in pieces of so many bytes; or the fault.
std::string decoded(std::string_view bytes, std::size_t piece) {
  Utf16Decoder::Order order;
  if (!Utf16Decoder::begins(bytes, order)) return "no mark";
  Utf16Decoder decoder(order);
  std::string utf8;
  try {
    for (bytes.remove_prefix(2); !bytes.empty(); bytes.remove_prefix(std::min(piece, bytes.size())))
      decoder.append(bytes.substr(0, piece), utf8);
    decoder.finish();
  } catch (const FormatError& e) {
    return e.what();
  }
  return utf8;
}

TEST(Utf16, IsReadInBothByteOrdersAndAnyPieces) {
  for (const std::size_t piece : {1u, 2u, 3u, 100u}) {
    EXPECT_EQ(decoded("\xFF\xFE<\0\xE4\0"sv, piece), "<ä");
    EXPECT_EQ(decoded("\xFE\xFF\0<\0\xE4"sv, piece), "<ä");
    EXPECT_EQ(decoded("\xFE\xFF\xD8\x3D\xDE\x42"sv, piece), "🙂");
    EXPECT_EQ(decoded("\xFE\xFF"sv, piece), "");
    EXPECT_EQ(decoded("ab"sv, piece), "no mark");
  }
}

TEST(Utf16, IsRefusedNamingTheByteWhereItIsBroken) {
  for (const std::size_t piece : {1u, 2u, 3u, 100u}) {
    EXPECT_EQ(decoded("\xFE\xFF\0a\0"sv, piece),
              "byte 4 of UTF-16 text: half a character at the end");
    EXPECT_EQ(decoded("\xFE\xFF\xD8\x3D\0a"sv, piece),
              "byte 2 of UTF-16 text: the first half of a surrogate pair without the second");
    EXPECT_EQ(decoded("\xFE\xFF\xD8\x3D"sv, piece),
              "byte 2 of UTF-16 text: the first half of a surrogate pair without the second");
    EXPECT_EQ(decoded("\xFE\xFF\xDE\x42"sv, piece),
              "byte 2 of UTF-16 text: the second half of a surrogate pair without the first");
  }
}

TEST(Utf16, AHeadIsReadAsFarAsItGoes) {
  std::string buffer;
  EXPECT_EQ(utf8_head("\xFF\xFE<\0O\0F"sv, buffer), "<O");
  buffer.clear();
  EXPECT_EQ(utf8_head("\xFF\xFE<\0\0\xDE<\0"sv, buffer), "<");
  EXPECT_EQ(utf8_head("<OFX>", buffer), "<OFX>");
}

}  // namespace
}  // namespace saldo::text
