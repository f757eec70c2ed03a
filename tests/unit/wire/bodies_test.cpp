#include "wire/bodies.hpp"

#include <gtest/gtest.h>

#include <random>

#include "wire/frame_buffer.hpp"

namespace saldo::wire {
namespace {

/// Fills a body with chance, and writes down what it holds: two visitors over describe().
class Chance {
 public:
  explicit Chance(std::mt19937& random) : random_(random) {}
  template <class T>
  void number(T& value) {
    for (std::size_t i = 0; i < sizeof value; ++i)
      reinterpret_cast<char*>(&value)[i] = static_cast<char>(random_());
  }
  void text(std::string_view& s) {
    static const std::string kPool(300, 'p');
    s = std::string_view(kPool).substr(0, random_() % kPool.size());
  }
  template <class List, class F>
  void list(List& elements, F part) {
    elements.resize(random_() % 5);
    for (auto& element : elements) part(element);
  }

 private:
  std::mt19937& random_;
};

class Facts {
 public:
  template <class T>
  void number(const T& value) {
    facts.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view s) { facts += "<" + std::string(s) + ">"; }
  template <class List, class F>
  void list(List& elements, F part) {
    facts += "[";
    for (auto& element : elements) part(element);
    facts += "]";
  }
  std::string facts;
};

template <class Body>
std::string facts_of(const Body& body) {
  Facts facts;
  Body::describe(facts, body);
  return facts.facts;
}

template <class Body>
std::string body_of(const Body& body) {
  std::string frame;
  EXPECT_TRUE(append_frame(frame, FrameType::call, 3, body));
  EXPECT_EQ(load_header(frame.data()).length, frame.size() - kHeaderBytes);
  EXPECT_EQ(load_header(frame.data()).id, 3u);
  return frame.substr(kHeaderBytes);
}

template <class Body>
class Bodies : public testing::Test {};
using AllBodies = testing::Types<Hello, Welcome, Options, Call, Status, Done, DocumentBegin,
                                 Checkpoint, Slice, Log, Metric, Progress, Cancel>;
TYPED_TEST_SUITE(Bodies, AllBodies);

TYPED_TEST(Bodies, ComeBackAsTheyWere) {
  std::mt19937 random(7);
  for (int i = 0; i < 200; ++i) {
    TypeParam body;
    Chance chance(random);
    TypeParam::describe(chance, body);
    const std::string bytes = body_of(body);
    TypeParam back;
    ASSERT_TRUE(read_body(bytes, back));
    ASSERT_EQ(facts_of(back), facts_of(body));
  }
}

TYPED_TEST(Bodies, AreRefusedWhenAByteIsMissingOrTooMany) {
  std::mt19937 random(11);
  TypeParam body;
  Chance chance(random);
  TypeParam::describe(chance, body);
  const std::string bytes = body_of(body);
  TypeParam back;
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(read_body(std::string_view(bytes).substr(0, size), back)) << size;
  EXPECT_FALSE(read_body(bytes + '\0', back));
}

TEST(Bodies, LargerThanAFrameAreNotAppended) {
  std::string frame = "before";
  const std::string cursor(kBodyBytesMax, 'c');
  EXPECT_FALSE(append_frame(frame, FrameType::checkpoint, 1, Checkpoint{cursor}));
  EXPECT_EQ(frame, "before");
  EXPECT_TRUE(append_frame(frame, FrameType::checkpoint, 1,
                           Checkpoint{std::string_view(cursor).substr(4)}));
}

TEST(Bodies, WithACountThatLiesCostNoMemory) {
  Options options;
  EXPECT_FALSE(read_body("\xFF\xFF\xFF\xFF", options));
  EXPECT_LT(options.values.capacity(), 10u);
}

/// The wire of ABI 0: whoever changes these bytes breaks running pairs of daemon and host.
TEST(Bodies, OfALogLineHaveTheseBytes) {
  std::string frame;
  append_frame(frame, FrameType::log, 0x0102, Log{SALDO_LOG_WARNING, "hi"});
  EXPECT_EQ(frame, std::string("\x0A\0\0\0\x0F\0\0\0\x02\x01\0\0\0\0\0\0"
                               "\x02\0\0\0\x02\0\0\0hi",
                               26));
}

}  // namespace
}  // namespace saldo::wire
