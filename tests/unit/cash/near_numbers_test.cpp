#include "cash/near_numbers.hpp"

#include <gtest/gtest.h>

#include "unit/cash/desk.hpp"

namespace saldo::cash {
namespace {

TEST(NearNumbers, DifferByOneSlip) {
  for (const char* near : {"12346", "13245", "1234", "2345", "123455", "912345", "12435", "12354"})
    EXPECT_TRUE(is_near("12345", near) && is_near(near, "12345")) << near;
  for (const char* far : {"12345", "12435x", "54321", "123", "1234567", "13254", "", "21354"})
    EXPECT_FALSE(is_near("12345", far) || is_near(far, "12345")) << far;
}

TEST(NearNumbers, AreFoundWithTheirAmountOnly) {
  Desk desk;
  desk.add(desk.a, "0090000012", 1200);
  desk.add(desk.a, "0090000013", 1300);
  const auto near = items_with_near_number("90000021", cents(1200), desk.book);
  ASSERT_EQ(near.size(), 1u);
  EXPECT_EQ(near[0].number, "0090000012");
  EXPECT_TRUE(items_with_near_number("90000021", cents(1300), desk.book).empty());
  EXPECT_TRUE(items_with_near_number("90000012", cents(1200), desk.book).empty());
}

TEST(NumberForms, ReadLettersThatLookLikeDigitsAsOurs) {
  NumberForms forms;
  forms.add("SI2600882");
  forms.add("104123");
  EXPECT_EQ(forms.read_as_ours("SI26OO882"), "SI2600882");
  EXPECT_EQ(forms.read_as_ours("S12600882"), "SI2600882");
  EXPECT_EQ(forms.read_as_ours("L04I23"), "104123");
  EXPECT_EQ(forms.read_as_ours("A04123"), std::nullopt);
  EXPECT_EQ(forms.read_as_ours("SOLIS1"), std::nullopt) << "more looks alike than agrees";
  EXPECT_EQ(forms.read_as_ours("SI26OO88"), std::nullopt);
  forms.add("S104");
  EXPECT_EQ(forms.read_as_ours("SI04"), "S104");
}

TEST(NumberForms, KnowThoseThatAreStatedBeforeANumberOfThemHasCome) {
  NumberForms forms;
  forms.add_form("SI27-#####");
  EXPECT_TRUE(forms.matches("SI2700001"));
  EXPECT_TRUE(forms.may_be_to_come("SI2790000"));
  EXPECT_FALSE(forms.matches("270000"));
  forms.add("SI2700001");
  EXPECT_TRUE(forms.may_be_to_come("SI2700500"));
  EXPECT_FALSE(forms.may_be_to_come("SI2790000")) << "numbers of it have come since";
}

TEST(NumberForms, KnowTheShapesOfOurNumbers) {
  NumberForms forms;
  forms.add("90000001");
  forms.add("RE2026001");
  EXPECT_TRUE(forms.matches("12345678"));
  EXPECT_TRUE(forms.matches("AB1234567"));
  EXPECT_FALSE(forms.matches("1234567"));
  EXPECT_FALSE(forms.matches("A12345678"));
  EXPECT_TRUE(forms.resembles("1234567"));
  EXPECT_TRUE(forms.resembles("123456789"));
  EXPECT_FALSE(forms.resembles("123456"));
  EXPECT_FALSE(forms.resembles("1"));
  EXPECT_FALSE(forms.resembles(""));
}

}  // namespace
}  // namespace saldo::cash
