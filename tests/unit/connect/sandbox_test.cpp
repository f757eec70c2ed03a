#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "connect/process.hpp"
#include "launching.hpp"

namespace saldo::connect {
namespace {

/// What a decoder's attempt came to, in its own words.
std::string attempt(const std::string& mode) {
  Told told;
  Launch launch = launch_of("evil", "evil");
  launch.options = {{"mode", mode}};
  const auto child = started(launch, told);
  if (child->sandbox().find("seccomp") == std::string::npos)
    std::fprintf(stderr, "WARNING: no seccomp here: %s is not tested\n", mode.c_str());
  Document document("");
  const Outcome outcome = child->decode({"a.txt", "", 0}, document);
  EXPECT_TRUE(outcome.ok()) << mode << ": " << outcome.failure.to_string();
  return told.lines.empty() ? "" : told.lines[0].text;
}

TEST(Sandbox, SaysWhatIsInForce) {
  Told told;
  const auto child = started(launch_of("echo", "lines"), told);
  EXPECT_THAT(child->sandbox(), testing::HasSubstr("seccomp"));
}

TEST(Sandbox, RefusesWhatLibrariesTryInPassing) {
  for (const char* mode : {"socket", "open", "stat", "fork", "kill"})
    EXPECT_EQ(attempt(mode), std::string(mode) + ": Permission denied");
}

TEST(Sandbox, LetsNobodyWriteWhereDocumentsAreRead) {
  EXPECT_EQ(attempt("input"), "input: Operation not permitted");
}

TEST(Sandbox, LetsNobodyMakeCodeOrThreads) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer stands in between";
  EXPECT_EQ(attempt("code"), "code: Permission denied");
  EXPECT_THAT(attempt("thread"), testing::StartsWith("thread: "));
  EXPECT_NE(attempt("thread"), "thread: done");
}

TEST(Sandbox, LetsNobodyLimitTheDaemon) {
  if (kSanitized) GTEST_SKIP() << "a sanitizer keeps its own at that address";
  EXPECT_EQ(attempt("limit"), "limit: Permission denied");
}

TEST(Sandbox, HoldsWhenADirectoryIsGranted) {
  Told told;
  Launch launch = launch_of("evil", "evil");
  launch.options = {{"mode", "open"}};
  launch.directories = {{"directory", "/tmp"}};
  const auto child = started(launch, told);
  Document document("");
  EXPECT_TRUE(child->decode({"a.txt", "", 0}, document).ok());
  EXPECT_TRUE(told.heard("open: Permission denied"));
}

/// What an idle child weighs is what it links.
TEST(Sandbox, HostLinksOnlyTheLibrariesOfTheLanguage) {
  if (kSanitized) GTEST_SKIP() << "sanitizers bring libraries of their own";
  const std::string command = "objdump -p '" + test_host().string() + "'";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::vector<std::string> needed;
  char line[512];
  while (std::fgets(line, sizeof line, pipe) != nullptr) {
    char name[512];
    if (std::sscanf(line, " NEEDED %511s", name) == 1) needed.emplace_back(name);
  }
  ::pclose(pipe);
  EXPECT_THAT(needed,
              testing::UnorderedElementsAre("libstdc++.so.6", "libgcc_s.so.1", "libc.so.6"));
}

}  // namespace
}  // namespace saldo::connect
