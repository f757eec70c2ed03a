#include "cli/where.hpp"

#include <gmock/gmock.h>

#include "cli/exit.hpp"
#include "cli/rows.hpp"

namespace saldo::cli {
namespace {

bool matches(const std::string& condition, const std::string& row) {
  Where where({condition});
  return where.matches(parse_object(row));
}

TEST(Where, ComparesTextsNumbersAndFlags) {
  EXPECT_TRUE(matches("a=x", R"({"a":"x"})"));
  EXPECT_TRUE(matches("a=12", R"({"a":12})"));
  EXPECT_TRUE(matches("a=true", R"({"a":true})"));
  EXPECT_FALSE(matches("a=x", R"({"a":"xx"})"));
  EXPECT_FALSE(matches("a=x", R"({"b":"x"})"));
}

TEST(Where, FollowsADottedPath) {
  EXPECT_TRUE(matches("a.b.c=x", R"({"a":{"b":{"c":"x"}}})"));
  EXPECT_FALSE(matches("a.b=x", R"({"a":{"c":"x"}})"));
  EXPECT_TRUE(matches("a.b=x", R"({"a.b":"x"})"));
}

TEST(Where, FindsOneElementOfAList) {
  EXPECT_TRUE(matches("t=2", R"({"t":["1","2"]})"));
  EXPECT_TRUE(matches("terms.days=30", R"({"terms":[{"days":14},{"days":30}]})"));
  EXPECT_FALSE(matches("terms.days=31", R"({"terms":[{"days":14},{"days":30}]})"));
}

TEST(Where, AnEmptyValueStandsForNothing) {
  EXPECT_TRUE(matches("a=", R"({"a":""})"));
  EXPECT_TRUE(matches("a=", R"({"a":null})"));
  EXPECT_TRUE(matches("a=", R"({"b":1})"));
  EXPECT_FALSE(matches("a=", R"({"a":"x"})"));
}

TEST(Where, AValueMayHoldASign) { EXPECT_TRUE(matches("a=b=c", R"({"a":"b=c"})")); }

TEST(Where, RefusesAConditionWithoutFieldOrSign) {
  EXPECT_THROW(Where({"status"}), Stop);
  EXPECT_THROW(Where({"=x"}), Stop);
}

TEST(Where, KnowsWhichFieldsNoRowHad) {
  Where where({"a=1", "b=1"});
  where.matches(parse_object(R"({"a":2})"));
  EXPECT_THAT(where.unseen(), testing::ElementsAre("b"));
}

}  // namespace
}  // namespace saldo::cli
