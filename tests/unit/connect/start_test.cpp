#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "connect/host_path.hpp"
#include "launching.hpp"

namespace saldo::connect {
namespace {

Failure start_failure(const Launch& launch, const std::filesystem::path& host = test_host()) {
  Told told;
  const auto child = Child::start(launch, told.observer(), host);
  EXPECT_FALSE(child);
  return child ? Failure{} : child.error();
}

TEST(ChildStart, NamesALibraryThatIsMissing) {
  Launch launch = launch_of("echo", "lines");
  launch.library = "/nowhere/bank.so";
  const Failure f = start_failure(launch);
  EXPECT_EQ(f.message, "cannot open the plugin /nowhere/bank.so: No such file or directory");
}

TEST(ChildStart, NamesADirectoryThatIsMissing) {
  Launch launch = launch_of("echo", "inbox");
  launch.directories = {{"directory", "/nowhere/in"}};
  EXPECT_EQ(start_failure(launch).message,
            "cannot open the directory /nowhere/in of option 'directory' of connector 'test-echo': "
            "No such file or directory");
}

TEST(ChildStart, NamesAHostProgramThatIsMissing) {
  const Failure f = start_failure(launch_of("echo", "lines"), "/nowhere/host");
  EXPECT_EQ(f.kind, FailureKind::broken);
  EXPECT_THAT(f.message, testing::HasSubstr("/nowhere/host"));
}

TEST(ChildStart, RefusesALibraryThatIsNoPlugin) {
  Launch launch = launch_of("echo", "lines");
  launch.library = "/lib/x86_64-linux-gnu/libm.so.6";
  if (!std::filesystem::exists(launch.library)) GTEST_SKIP() << "no such library here";
  EXPECT_THAT(start_failure(launch).message,
              testing::HasSubstr("doesn't export saldo_plugin_entry_v0"));
}

TEST(ChildStart, RefusesAFileThatIsNoLibrary) {
  Launch launch = launch_of("echo", "lines");
  launch.library = std::filesystem::path(SALDO_SOURCE_DIR) / "CMakeLists.txt";
  EXPECT_THAT(start_failure(launch).message, testing::HasSubstr("can't be loaded"));
}

TEST(ChildStart, RefusesAPluginThatNeedsALaterVersionAndSaysWhich) {
  EXPECT_EQ(start_failure(launch_of("future", "any")).message,
            "the plugin " + launch_of("future", "any").library.string() +
                " can't be used: needs saldo with ABI 0.2; this is 0.1");
}

TEST(ChildStart, RefusesAnEntryOfSomethingElse) {
  EXPECT_THAT(start_failure(launch_of("stranger", "any")).message,
              testing::HasSubstr("it is not a saldo plugin: wrong magic number"));
}

TEST(ChildStart, NamesAComponentThatThePluginDoesNotHave) {
  const Failure f = start_failure(launch_of("echo", "letters"));
  EXPECT_THAT(f.message, testing::HasSubstr("the plugin has no component 'letters'"));
}

TEST(ChildStart, NamesATimeZoneThatDoesNotExist) {
  Launch launch = launch_of("echo", "lines");
  launch.time_zone = "Europe/Entenhausen";
  EXPECT_THAT(start_failure(launch).message,
              testing::HasSubstr("'Europe/Entenhausen' of connector 'test-echo' is unknown"));
}

TEST(ChildStart, TellsACrashFromARefusal) {
  Launch launch = launch_of("evil", "evil");
  launch.options = {{"mode", "abort"}, {"when", "create"}};
  const Failure f = start_failure(launch);
  EXPECT_EQ(f.kind, FailureKind::broken);
  EXPECT_EQ(f.message, "test-evil (evil) ended by SIGABRT during create, without finishing it");
}

TEST(ChildStart, ACheckTellsWhatIsWrongInTheConfiguration) {
  Told told;
  Launch launch = launch_of("echo", "inbox");
  launch.options = {{"directory", "wrong"}};
  launch.directories = {{"directory", "/tmp"}};
  const Outcome outcome = started(launch, told)->check();
  EXPECT_EQ(outcome.verdict, Verdict::config);
  EXPECT_EQ(outcome.failure.message, "the directory is called wrong; call it right");
}

TEST(ChildStart, HostStandsBesideTheProgramsFolder) {
  const auto path = plugin_host_path();
  EXPECT_EQ(path.filename(), "saldo-plugin-host");
  EXPECT_EQ(path, std::filesystem::path(SALDO_BUILD_DIR) / "libexec/saldo/saldo-plugin-host");
}

}  // namespace
}  // namespace saldo::connect
