#include "cli/tar.hpp"

#include <gmock/gmock.h>

#include <sstream>
#include <vector>

#include "tar_archive.hpp"

namespace saldo::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Unpacked {
  std::vector<std::string> files;  ///< "name=content"
  std::string error;
};

Unpacked unpack(const std::string& archive) {
  std::istringstream in(archive);
  TarReader tar(in);
  TarEntry entry;
  Unpacked found;
  for (;;) {
    const auto more = tar.next(entry);
    if (!more) found.error = more.error().message;
    if (!more || !*more) return found;
    std::string content;
    if (const auto read = tar.read([&](std::string_view piece) { content += piece; }); !read) {
      found.error = read.error().message;
      return found;
    }
    found.files.push_back(entry.name + '=' + content);
  }
}

TEST(Tar, GivesFilesWithTheirContent) {
  const std::string large(1500, 'x');
  const Unpacked found = unpack(tar_entry({.name = "saldo.db"}, large) +
                                tar_entry({.name = "documents/ab/cd.zst"}, "document") +
                                tar_entry({.name = "empty"}) + tar_end());
  EXPECT_THAT(found.error, IsEmpty());
  EXPECT_THAT(found.files,
              ElementsAre("saldo.db=" + large, "documents/ab/cd.zst=document", "empty="));
}

TEST(Tar, PassesOverWhatIsNotRead) {
  std::istringstream in(tar_entry({.name = "a"}, std::string(700, 'x')) +
                        tar_entry({.name = "b"}, "y") + tar_end());
  TarReader tar(in);
  TarEntry entry;
  ASSERT_TRUE(tar.next(entry).value());
  ASSERT_TRUE(tar.next(entry).value());
  EXPECT_EQ(entry.name, "b");
  EXPECT_FALSE(tar.next(entry).value());
}

TEST(Tar, PutsLongNamesTogether) {
  EXPECT_THAT(
      unpack(tar_entry({.name = "cd.zst", .prefix = "documents/ab"}, "x") + tar_end()).files,
      ElementsAre("documents/ab/cd.zst=x"));
}

TEST(Tar, RefusesNamesThatLeaveTheFolder) {
  for (const char* name : {"../x", "documents/../../x", "/etc/passwd", "..", ""}) {
    const Unpacked found = unpack(tar_entry({.name = name}, "x") + tar_end());
    EXPECT_THAT(found.files, IsEmpty()) << name;
    EXPECT_THAT(found.error, HasSubstr("leads out of the folder")) << name;
  }
  EXPECT_THAT(unpack(tar_entry({.name = "x", .prefix = "documents/../.."}, "x") + tar_end()).error,
              HasSubstr("leads out of the folder"));
}

TEST(Tar, RefusesLinksAndDevices) {
  for (const char type : {'1', '2', '3', '4', '6', 'x', 'L'})
    EXPECT_THAT(unpack(tar_entry({.name = "a", .type = type}) + tar_end()).error,
                HasSubstr("neither file nor folder"))
        << type;
}

TEST(Tar, RefusesADamagedHeader) {
  std::string archive = tar_entry({.name = "a"}, "x") + tar_end();
  archive[1] = 'b';
  EXPECT_THAT(unpack(archive).error, HasSubstr("byte 0 of the archive"));
}

TEST(Tar, RefusesAnArchiveThatWasCutOffAnywhere) {
  const std::string archive = tar_entry({.name = "a"}, std::string(700, 'x')) + tar_end();
  const std::size_t end_mark = archive.size() - tar_end().size();
  for (const std::size_t size : {std::size_t{0}, std::size_t{100}, std::size_t{512},
                                 std::size_t{900}, end_mark, end_mark + 511})
    EXPECT_THAT(unpack(archive.substr(0, size)).error, HasSubstr("incomplete")) << size;
}

TEST(Tar, ReadsSizesBeyondEightGibibytes) {
  std::string size(12, '\0');
  size[0] = static_cast<char>(0x80);
  size[7] = 3;  // 3 · 2^32
  std::istringstream in(tar_entry({.name = "a", .size = size}));
  TarReader tar(in);
  TarEntry entry;
  ASSERT_TRUE(tar.next(entry).value());
  EXPECT_EQ(entry.size, std::uint64_t{3} << 32);
}

TEST(Tar, RefusesASizeThatIsNone) {
  EXPECT_THAT(unpack(tar_entry({.name = "a", .size = "0000000000z"}, "x") + tar_end()).error,
              HasSubstr("size"));
  EXPECT_THAT(unpack(tar_entry({.name = "a", .size = std::string(12, '\xff')}, "x")).error,
              HasSubstr("size"));
}

}  // namespace
}  // namespace saldo::cli
