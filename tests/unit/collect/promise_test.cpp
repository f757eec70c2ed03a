#include "collect/promise.hpp"

#include <gtest/gtest.h>

namespace saldo::collect {
namespace {

using model::PromiseState;

Money eur(std::int64_t minor) { return {minor, Currency::parse("EUR")}; }
Date day(std::string_view iso) { return Date::parse_iso(iso); }

struct Case {
  const char* name;
  std::int64_t promised, paid;
  const char* today;
  int tolerance;
  PromiseState state;
};

class Judged : public testing::TestWithParam<Case> {};

TEST_P(Judged, ByWhatWasPaidUpToItsLastDay) {
  const Case& c = GetParam();
  EXPECT_EQ(judge({eur(c.promised), day("2026-03-10"), c.tolerance}, eur(c.paid), day(c.today)),
            c.state);
}

// The first three are the example of RULES §5.7.
INSTANTIATE_TEST_SUITE_P(
    Promises, Judged,
    testing::Values(
        Case{"Kept", 100'000, 100'000, "2026-03-11", 0, PromiseState::kept},
        Case{"PartlyKept", 200'000, 150'000, "2026-03-11", 0, PromiseState::partly_kept},
        Case{"Broken", 50'000, 0, "2026-03-11", 0, PromiseState::broken},
        Case{"OpenOnItsDay", 50'000, 0, "2026-03-10", 0, PromiseState::open},
        Case{"OpenWithinTheTolerance", 50'000, 49'999, "2026-03-13", 3, PromiseState::open},
        Case{"BrokenBehindTheTolerance", 50'000, 0, "2026-03-14", 3, PromiseState::broken},
        Case{"KeptEarly", 50'000, 50'000, "2026-03-02", 0, PromiseState::kept},
        Case{"KeptWithMore", 50'000, 50'001, "2026-03-02", 0, PromiseState::kept},
        Case{"BrokenByAReturn", 50'000, -1, "2026-03-11", 0, PromiseState::broken}),
    [](const auto& one) { return one.param.name; });

TEST(PromiseLevel, CountsThePromisesThatWerentKept) {
  EXPECT_EQ(promise_level(std::nullopt), 1);
  for (const auto state : {PromiseState::open, PromiseState::partly_kept, PromiseState::broken,
                           PromiseState::withdrawn})
    EXPECT_EQ(promise_level(EarlierPromise{state, 2}), 3);
  EXPECT_EQ(promise_level(EarlierPromise{PromiseState::kept, 2}), 2) << "for the rest of the item";
}

}  // namespace
}  // namespace saldo::collect
