#include "saldo/input_window.hpp"

#include <gtest/gtest.h>

namespace saldo {
namespace {

InputWindow::Read pieces(const std::string& bytes, std::size_t piece) {
  return [bytes, piece, at = std::size_t{0}](char* buffer, std::size_t capacity) mutable {
    const std::size_t n = std::min({capacity, piece, bytes.size() - at});
    bytes.copy(buffer, n, at);
    at += n;
    return n;
  };
}

TEST(InputWindow, KeepsWhatIsNotConsumedWhenItReadsOn) {
  InputWindow window(pieces("abcdefghij", 1), 4);
  EXPECT_TRUE(window.more());
  EXPECT_EQ(window.view(), "abcd");
  window.consume(3);
  EXPECT_TRUE(window.more());
  EXPECT_EQ(window.view(), "defgh");
  EXPECT_TRUE(window.more());
  EXPECT_EQ(window.view(), "defghij");
  EXPECT_FALSE(window.more());
  EXPECT_EQ(window.view(), "defghij");
}

TEST(InputWindow, KnowsLinesAndOffsets) {
  InputWindow window(pieces("a\nb\n\nc", 2), 64);
  ASSERT_TRUE(window.more());
  EXPECT_EQ(window.place(), (Place{1, 0}));
  EXPECT_EQ(window.place_at(5), (Place{4, 5}));
  window.consume(2);
  EXPECT_EQ(window.place(), (Place{2, 2}));
  EXPECT_EQ(window.place_at(3), (Place{4, 5}));
}

TEST(InputWindow, TakesTheNumberOfLinesFromACallerThatCountsThem) {
  InputWindow window(pieces("a\rb\rc", 2), 64);
  ASSERT_TRUE(window.more());
  window.consume(4, /*line_ends=*/2);
  EXPECT_EQ(window.place(), (Place{3, 4}));
}

TEST(InputWindow, GrowsOnlyWithWhatIsHeld) {
  InputWindow window(pieces(std::string(100'000, 'x'), 1000), 1000);
  std::size_t total = 0;
  while (window.more()) {
    EXPECT_LE(window.view().size(), 1500u);
    const std::size_t n = window.view().size() > 500 ? window.view().size() - 500 : 0;
    window.consume(n);
    total += n;
  }
  EXPECT_EQ(total + window.view().size(), 100'000u);
}

TEST(InputWindow, SkipsForReadersThatCountLinesThemselves) {
  InputWindow window(pieces("a\nbc\n", 9), 64);
  ASSERT_TRUE(window.more());
  window.skip(2);
  EXPECT_EQ(window.view(), "bc\n");
  EXPECT_EQ(window.place().offset, 2u);
}

}  // namespace
}  // namespace saldo
