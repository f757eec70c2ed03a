#include "base/result.hpp"

#include <gtest/gtest.h>

namespace saldo {
namespace {

TEST(Failure, NamesItsPlaceAsFarAsItIsKnown) {
  Failure f;
  f.message = "the amount is missing";
  EXPECT_EQ(f.to_string(), "the amount is missing");
  f.file = "a.xml";
  EXPECT_EQ(f.to_string(), "a.xml: the amount is missing");
  f.line = 3;
  f.column = 7;
  EXPECT_EQ(f.to_string(), "a.xml:3:7: the amount is missing");
}

TEST(Result, ThrowsItsFailureWhenThereIsNoValue) {
  Failure f;
  f.kind = FailureKind::conflict;
  f.message = "seen before";
  const Result<int> none = f;
  EXPECT_FALSE(none);
  try {
    static_cast<void>(none.value());
    FAIL() << "no exception";
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.kind, FailureKind::conflict);
    EXPECT_STREQ(e.what(), "seen before");
  }
}

}  // namespace
}  // namespace saldo
