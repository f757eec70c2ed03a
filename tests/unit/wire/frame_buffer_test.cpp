#include "wire/frame_buffer.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace saldo::wire {
namespace {

using Next = FrameBuffer::Next;

void feed(FrameBuffer& buffer, std::string_view bytes) {
  const auto room = buffer.room();
  ASSERT_GE(room.size(), bytes.size());
  bytes.copy(room.data(), bytes.size());
  buffer.filled(bytes.size());
}

TEST(FrameBuffer, GivesAFrameOnceItsLastByteIsThere) {
  std::string bytes;
  append_raw_frame(bytes, FrameType::records, 7, "body");
  FrameBuffer buffer;
  Frame frame;
  for (const char& byte : bytes) {
    EXPECT_EQ(buffer.next(frame), Next::incomplete);
    feed(buffer, {&byte, 1});
  }
  ASSERT_EQ(buffer.next(frame), Next::frame);
  EXPECT_EQ(frame.type, FrameType::records);
  EXPECT_EQ(frame.id, 7u);
  EXPECT_EQ(frame.body, "body");
  EXPECT_EQ(buffer.next(frame), Next::incomplete);
}

TEST(FrameBuffer, RefusesByTheHeaderAlone) {
  struct Case {
    std::uint32_t length;
    std::uint16_t type, flags;
  };
  for (const Case& c : {Case{kBodyBytesMax + 1, 5, 0}, Case{0xFFFFFFFF, 5, 0}, Case{0, 0, 0},
                        Case{0, kFrameTypeLast + 1, 0}, Case{0, 5, 1}}) {
    const FrameHeader header{c.length, c.type, c.flags, 1};
    FrameBuffer buffer;
    feed(buffer, {reinterpret_cast<const char*>(&header), sizeof header});
    Frame frame;
    EXPECT_EQ(buffer.next(frame), Next::refused);
    EXPECT_EQ(buffer.refused_header().length, c.length);
  }
}

TEST(FrameBuffer, TakesTheLargestFrame) {
  std::string bytes;
  append_raw_frame(bytes, FrameType::records, 1, std::string(kBodyBytesMax, 'x'));
  FrameBuffer buffer;
  feed(buffer, bytes);
  Frame frame;
  ASSERT_EQ(buffer.next(frame), Next::frame);
  EXPECT_EQ(frame.body.size(), kBodyBytesMax);
}

TEST(FrameBuffer, KeepsAStreamWholeHoweverItIsCut) {
  std::mt19937 random(20240517);
  std::string stream;
  std::vector<std::size_t> sizes;
  for (int i = 0; i < 60; ++i) {
    const std::size_t size = random() % (i % 7 == 0 ? kBodyBytesMax : 3000);
    sizes.push_back(size);
    append_raw_frame(stream, FrameType::delivery_bytes, sizes.size(),
                     std::string(size, static_cast<char>('a' + i % 26)));
  }
  FrameBuffer buffer;
  std::size_t taken = 0, at = 0;
  Frame frame;
  while (at < stream.size()) {
    const auto room = buffer.room();
    ASSERT_FALSE(room.empty());
    const std::size_t n =
        std::min({stream.size() - at, room.size(), std::size_t{random() % 99'999}});
    stream.copy(room.data(), n, at);
    buffer.filled(n);
    at += n;
    while (buffer.next(frame) == Next::frame) {
      ASSERT_LT(taken, sizes.size());
      ASSERT_EQ(frame.id, taken + 1);
      const char letter = static_cast<char>('a' + taken % 26);
      ASSERT_EQ(frame.body, std::string(sizes[taken], letter));
      ++taken;
    }
  }
  EXPECT_EQ(taken, sizes.size());
}

}  // namespace
}  // namespace saldo::wire
