#include "wire/permit.hpp"

#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace saldo::wire {
namespace {

/// What the design permits, written down a second time: ISOLATION.md, chapter 5; but records stand
/// in memory, and their frame says where.
std::map<std::pair<State, FrameType>, std::uint32_t> expected() {
  constexpr std::uint32_t kText = 64u << 10, kAny = 1u << 20, kSlice = 8;
  std::map<std::pair<State, FrameType>, std::uint32_t> all;
  for (const State s : {State::create, State::check, State::identify, State::decode, State::pull,
                        State::acknowledge, State::wait, State::deliver, State::destroy}) {
    all[{s, FrameType::done}] = kText;
    all[{s, FrameType::log}] = kText;
    all[{s, FrameType::metric}] = kText;
    all[{s, FrameType::beat}] = 0;
    all[{s, FrameType::progress}] = 16;
  }
  all[{State::starting, FrameType::hello}] = kText;
  all[{State::decode, FrameType::records}] = kSlice;
  all[{State::decode, FrameType::input_read}] = 0;
  all[{State::decode, FrameType::document_begin}] = kText;
  all[{State::decode, FrameType::document_bytes}] = kAny;
  all[{State::decode, FrameType::document_finish}] = 0;
  all[{State::pull, FrameType::records}] = kSlice;
  all[{State::pull, FrameType::document_begin}] = kText;
  all[{State::pull, FrameType::document_bytes}] = kAny;
  all[{State::pull, FrameType::document_finish}] = 0;
  all[{State::pull, FrameType::checkpoint}] = kAny;
  for (const State s :
       {State::check, State::pull, State::acknowledge, State::wait, State::deliver}) {
    all[{s, FrameType::transfer}] = kAny;
    all[{s, FrameType::transfer_read}] = 0;
  }
  return all;
}

TEST(PermitTable, PermitsEveryPairOfTheDesignAndNoOther) {
  const auto allowed = expected();
  for (int s = 0; s < kStates; ++s)
    for (int t = 0; t <= kFrameTypeLast; ++t) {
      const auto state = static_cast<State>(s);
      const auto type = static_cast<FrameType>(t);
      const auto found = allowed.find({state, type});
      const Permit& rule = permit(state, type);
      EXPECT_EQ(rule.allowed, found != allowed.end()) << "state " << s << ", type " << t;
      if (found != allowed.end()) {
        EXPECT_EQ(rule.max_bytes, found->second) << "state " << s << ", type " << t;
      }
    }
}

TEST(PermitTable, HasAStateForEveryKindOfCall) {
  for (std::uint16_t kind = 1; kind <= kCallKindLast; ++kind)
    EXPECT_TRUE(permit(state_of(static_cast<CallKind>(kind)), FrameType::done).allowed);
}

}  // namespace
}  // namespace saldo::wire
