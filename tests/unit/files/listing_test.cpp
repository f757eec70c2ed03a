#include "listing.hpp"

#include <gtest/gtest.h>

namespace saldo::files {
namespace {

TEST(Listing, ReadsTheLinesOfSftpServers) {
  struct Case {
    const char* line;
    const char* name;
    std::uint64_t size;
    bool is_file;
  };
  const Case cases[] = {
      {"-rw-r--r--    1 root     root          123 Nov 26 02:14 a b.sta", "a b.sta", 123, true},
      {"-rw-rw----+   1 bank     users     1234567 Jan  5  2025 x.xml\r", "x.xml", 1234567, true},
      {"drwxr-xr-x    2 root     root         4096 Nov 26 02:14 done", "done", 4096, false},
      {"lrwxrwxrwx    1 root     root            5 Nov 26 02:14 l -> /etc", "l -> /etc", 5, false},
      {"-rwx------    1 Domain Users Some Group 7 Feb 29 2024  lead", " lead", 7, true},
      {"-rw-r--r--    1 1001     1001            0 Dec 31 23:59 12 Jan 5", "12 Jan 5", 0, true},
  };
  for (const Case& c : cases) {
    const auto entry = parse_listing_line(c.line);
    ASSERT_TRUE(entry) << c.line;
    EXPECT_EQ(entry->name, c.name);
    EXPECT_EQ(entry->size, c.size);
    EXPECT_EQ(entry->is_file, c.is_file);
  }
}

TEST(Listing, KnowsWhatIsNoEntry) {
  for (const char* line :
       {"", "total 12", "a.sta", "-rw-r--r-- 1 root root x Nov 26 02:14 a",
        "-rw-r--r-- 1 root root 12 Nov 26", "-rw-r--r-- 1 root root 12 Nov 26 02:14",
        "-rw-r--r-- 1 root root 9999999999999999999 Nov 26 02:14 a", "----------",
        "-rw-r--r-- 1 root root 12 11-26-2026 a"})
    EXPECT_FALSE(parse_listing_line(line)) << line;
}

TEST(Listing, EncodesNamesForAddresses) {
  EXPECT_EQ(percent_encoded("done/a b%ü.sta"), "done/a%20b%25%C3%BC.sta");
}

}  // namespace
}  // namespace saldo::files
