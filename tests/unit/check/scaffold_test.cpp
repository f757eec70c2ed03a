#include "check/scaffold.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "unit/check/temporary_folder.hpp"

namespace saldo::check {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path kTemplates = std::filesystem::path(SALDO_SOURCE_DIR) / "sdk/template";

TEST(Scaffold, PutsTheNameIntoFilesAndTheirNames) {
  TemporaryFolder folder;
  for (const char* kind : {"decoder", "source", "sink"}) {
    make_plugin(kind, "acme-csv2", kTemplates, folder.path() / kind);
    const std::filesystem::path made = kind;
    EXPECT_THAT(folder.get(made / "plugin.yaml"), HasSubstr("name: acme-csv2\n"));
    EXPECT_THAT(folder.get(made / "plugin.yaml"), HasSubstr("library: acme_csv2.so\n"));
    EXPECT_THAT(folder.get(made / "src/acme_csv2.cpp"), HasSubstr("class AcmeCsv2 final"));
    EXPECT_THAT(folder.get(made / "CMakeLists.txt"), HasSubstr("project(acme_csv2"));
  }
  EXPECT_EQ(folder.get("decoder/samples/items.csv").substr(0, 11), "OPEN-ITEMS;");
}

TEST(Scaffold, LeavesNoTraceOfTheTemplatesName) {
  TemporaryFolder folder;
  for (const char* kind : {"decoder", "source", "sink"})
    make_plugin(kind, "acme", kTemplates, folder.path() / kind);
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const auto text = folder.get(entry.path().lexically_relative(folder.path()));
    for (const char* spelling : {"template_name", "template-name", "TemplateName"})
      EXPECT_THAT(text + entry.path().string(), Not(HasSubstr(spelling))) << entry.path();
  }
  EXPECT_GE(files, 12);
}

TEST(Scaffold, RefusesNamesThatMakeNoPlugin) {
  TemporaryFolder folder;
  for (const char* name : {"", "Acme", "acme_csv", "-acme", "acme-", "a--b", "1st", "../acme",
                           "test", "a name", "a-name-that-is-longer-than-forty-letters-"})
    EXPECT_THROW(make_plugin("decoder", name, kTemplates, folder.path() / "new"),
                 std::runtime_error)
        << name;
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "new"));
}

TEST(Scaffold, RefusesAKindThatIsNone) {
  TemporaryFolder folder;
  EXPECT_THROW(make_plugin("../decoder", "acme", kTemplates, folder.path()), std::runtime_error);
}

TEST(Scaffold, TouchesNoDirectoryThatHoldsSomething) {
  TemporaryFolder folder;
  folder.put("mine.txt", "keep");
  EXPECT_THROW(make_plugin("sink", "acme", kTemplates, folder.path()), std::runtime_error);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "plugin.yaml"));
}

TEST(Scaffold, NamesTheTemplateThatIsMissing) {
  TemporaryFolder folder;
  try {
    make_plugin("sink", "acme", "/nowhere", folder.path());
    FAIL() << "it must throw";
  } catch (const std::runtime_error& e) {
    EXPECT_THAT(e.what(), HasSubstr("/nowhere/sink"));
  }
}

}  // namespace
}  // namespace saldo::check
