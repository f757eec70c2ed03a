#include "collect/approval.hpp"

#include <gtest/gtest.h>

namespace saldo::collect {
namespace {

std::string outcome(const Approval& approval, const std::string& actor) {
  const auto approved = approve(approval, actor);
  if (!approved) return std::string(approved.error().kind == FailureKind::denied ? "denied" : "?");
  return *approved ? "approved" : "waiting";
}

TEST(Approval, OfOnePersonIsAnybodysEvenTheMakers) {
  EXPECT_EQ(outcome({"unix:anna", {}, 1}, "unix:anna"), "approved");
  EXPECT_EQ(outcome({"", {}, 1}, "unix:anna"), "approved");
}

TEST(Approval, OfTwoIsNotTheMakersOwn) {
  EXPECT_EQ(outcome({"unix:anna", {}, 2}, "unix:anna"), "denied");
  EXPECT_EQ(outcome({"unix:anna", {}, 2}, "unix:bert"), "approved");
  EXPECT_EQ(outcome({"unix:root", {}, 2}, "unix:root"), "denied") << "administrators, too";
}

TEST(Approval, OfTwoTakesTwoWhenNobodyStartedTheRun) {
  EXPECT_EQ(outcome({"", {}, 2}, "unix:anna"), "waiting");
  EXPECT_EQ(outcome({"", {"unix:anna"}, 2}, "unix:anna"), "denied");
  EXPECT_EQ(outcome({"", {"unix:anna"}, 2}, "unix:bert"), "approved");
}

}  // namespace
}  // namespace saldo::collect
