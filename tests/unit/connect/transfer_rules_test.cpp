#include "connect/transfer_rules.hpp"

#include <gtest/gtest.h>

namespace saldo::connect {
namespace {

TEST(TransferRules, PathsAreQuotedForCommands) {
  EXPECT_EQ(quoted_path("sftp://bank:22/in", "/a.sta"), "\"/in/a.sta\"");
  EXPECT_EQ(quoted_path("sftp://bank/~/in", "/a%20b%22.sta"), "\"in/a b\\\".sta\"");
  EXPECT_EQ(quoted_path("sftp://bank", "/100%25.sta"), "\"/100%.sta\"");
}

TEST(TransferRules, RetryAfterIsSecondsOrNothing) {
  EXPECT_EQ(retry_after_seconds("0"), 0);
  EXPECT_EQ(retry_after_seconds(" 120 "), 120);
  EXPECT_EQ(retry_after_seconds("999999999"), 3600);
  for (const char* other : {"", "-1", "1.5", "Wed, 21 Oct 2026 07:28:00 GMT", "99999999999"})
    EXPECT_EQ(retry_after_seconds(other), -1) << other;
}

TEST(TransferRules, OnlyTheFirstValueOfAHeaderCounts) {
  EXPECT_EQ(header_of("a: 1\nretry-after: 7\nretry-after: 8\n", "retry-after"), "7");
  EXPECT_EQ(header_of("x-retry-after: 7\n", "retry-after"), "");
}

}  // namespace
}  // namespace saldo::connect
