#include "flows/verify.hpp"

#include <gtest/gtest.h>

#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

TEST(VerifyFlow, ReadsEveryDocumentAndFindsNothingBroken) {
  Desk desk;
  for (const char* name : {"a", "b", "c"}) desk.deliver(name, name);
  const Verification result = verify(desk.environment());
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.documents, 3);
  EXPECT_TRUE(result.gaps.empty());
}

TEST(VerifyFlow, FindsADocumentThatChangedOnDisk) {
  Desk desk;
  const store::Document document = desk.deliver("a.xml", "the bytes that came");
  std::filesystem::resize_file(desk.archive().path_of(document.sha256), 5);
  const Verification result = verify(desk.environment());
  ASSERT_EQ(result.broken.size(), 1u);
  EXPECT_EQ(result.broken[0].rfind("invariant 4: ", 0), 0u) << result.broken[0];
  EXPECT_NE(result.broken[0].find(desk.archive().path_of(document.sha256).string()),
            std::string::npos);
}

TEST(VerifyFlow, FindsADocumentThatIsGone) {
  Desk desk;
  const store::Document document = desk.deliver("a.xml", "the bytes that came");
  std::filesystem::remove(desk.archive().path_of(document.sha256));
  EXPECT_FALSE(verify(desk.environment()).holds());
}

TEST(VerifyFlow, NamesTheInvariantThatTheBookBreaks) {
  Desk desk;
  const store::Document document = desk.deliver("a.xml", "a");
  desk.book.tamper("UPDATE document SET status = 'posted', transactions = 1 WHERE id = " +
                   std::to_string(document.id));
  const Verification result = verify(desk.environment());
  ASSERT_EQ(result.broken.size(), 1u);
  EXPECT_EQ(result.broken[0].rfind("invariant 4: document ", 0), 0u) << result.broken[0];
}

TEST(VerifyFlow, TellsGapsWithoutCallingThemBroken) {
  Desk desk;
  for (const auto& [name, opening, on] :
       {std::tuple{"1", 0, "2026-01-05"}, std::tuple{"2", 70, "2026-01-06"}}) {
    desk.deliver(name, name);
    desk.book.post_bank(name, statement(opening, opening, on), {});
  }
  const Verification result = verify(desk.environment());
  EXPECT_TRUE(result.holds());
  EXPECT_EQ(result.gaps.size(), 1u);
}

}  // namespace
}  // namespace saldo::flows
