#include "cli/sink.hpp"

#include <gmock/gmock.h>

#include "cli/exit.hpp"
#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::ElementsAre;

TEST(Sink, GivesAFileItsNameOnlyWhenItIsComplete) {
  const Folder folder;
  folder.put("report.csv", "old");
  {
    const auto sink = open_sink(folder.path("report.csv"));
    sink->write(std::string(200'000, 'n'));
    EXPECT_EQ(folder.get("report.csv"), "old");
  }
  EXPECT_THAT(folder.names(), ElementsAre("report.csv"));
  EXPECT_EQ(folder.get("report.csv"), "old");
  const auto sink = open_sink(folder.path("report.csv"));
  sink->write("new");
  sink->finish();
  EXPECT_THAT(folder.names(), ElementsAre("report.csv"));
  EXPECT_EQ(folder.get("report.csv"), "new");
}

TEST(Sink, ReplacesWhatALinkLeadsToAndNotTheLink) {
  const Folder folder;
  folder.put("real", "old");
  std::filesystem::create_symlink("real", folder.path("link"));
  const auto sink = open_sink(folder.path("link"));
  sink->write("new");
  sink->finish();
  EXPECT_TRUE(std::filesystem::is_symlink(folder.path("link")));
  EXPECT_EQ(folder.get("real"), "new");
}

TEST(Sink, WritesToADeviceAsItIs) {
  const auto sink = open_sink("/dev/null");
  sink->write("x");
  sink->finish();
  EXPECT_TRUE(std::filesystem::is_character_file("/dev/null"));
}

TEST(Sink, RefusesAFolder) {
  const Folder folder;
  EXPECT_THROW(open_sink(folder.path("")), Stop);
}

TEST(Sink, RefusesAFolderThatIsNotThere) {
  const Folder folder;
  EXPECT_THROW(open_sink(folder.path("none/report.csv")), Stop);
}

TEST(Sink, TellsAFullDisk) {
  const auto sink = open_sink("/dev/full");
  sink->write("x");
  EXPECT_THROW(sink->finish(), Stop);
}

}  // namespace
}  // namespace saldo::cli
