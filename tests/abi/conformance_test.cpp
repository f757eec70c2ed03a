#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "base/clock.hpp"
#include "check/check.hpp"
#include "cli/check_subject.hpp"
#include "unit/check/temporary_folder.hpp"

/// The suite on real plugins in real processes: those that behave and those that don't.
namespace saldo::check {
namespace {

using ::testing::HasSubstr;

class Conformance : public ::testing::Test {
 protected:
  Conformance() {
    observer_.clock = &clock_;
    settings.scratch = folder_.path();
  }
  std::vector<Finding> run_on(const std::filesystem::path& library,
                              std::vector<Component> components) {
    return run({library, "", "", std::move(components)}, settings, [&](Launch launch) {
      launch.options.insert(launch.options.end(), more_options.begin(), more_options.end());
      return cli::start_subject(library, launch, observer_, SALDO_PLUGIN_HOST);
    });
  }
  static void expect_passed(const std::vector<Finding>& findings) {
    for (const Finding& f : findings)
      EXPECT_EQ(f.result, Result::passed) << f.check << " " << f.sample << ": " << f.reason;
  }
  static std::map<std::string, Finding> by_check(const std::vector<Finding>& findings) {
    std::map<std::string, Finding> map;
    for (const Finding& f : findings) map[f.check] = f;
    return map;
  }

  Settings settings;
  std::vector<std::pair<std::string, std::string>> more_options;  ///< beside what the suite gives

 private:
  SystemClock clock_;
  connect::Observer observer_;
  TemporaryFolder folder_;
};

TEST_F(Conformance, OfTheFilesConnector) {
  const auto findings =
      run_on(SALDO_FILES_PLUGIN, {{"files", "source", {{"directory", "directory", true}}}});
  EXPECT_EQ(findings.size(), 8u);
  expect_passed(findings);
}

TEST_F(Conformance, OfTheTemplatesDecoder) {
  settings.samples =
      read_samples(std::filesystem::path(SALDO_SOURCE_DIR) / "sdk/template/decoder/samples");
  settings.samples.at(0).expected.reset();  // printing records is the client's
  const auto findings = run_on(SALDO_TEMPLATE_PLUGIN, {{"template-name", "decoder", {}}});
  EXPECT_EQ(findings.size(), 18u);
  expect_passed(findings);
}

TEST_F(Conformance, NoticesADecoderThatRemembersTheDocumentBefore) {
  settings.samples = {{"lines", "ECHO\n2026-01-02;EUR;100;a\n", std::nullopt}};
  const auto findings = by_check(run_on(SALDO_ECHO_PLUGIN, {{"lines", "decoder", {}}}));
  EXPECT_EQ(findings.at("decode-twice").result, Result::failed);
  EXPECT_EQ(findings.at("records-well-formed").result, Result::passed)
      << findings.at("records-well-formed").reason;
}

TEST_F(Conformance, NoticesAPluginThatReachesPastTheHost) {
  settings.only = "no-forbidden-imports";
  const auto findings = by_check(run_on(SALDO_EVIL_PLUGIN, {{"evil", "decoder", {}}}));
  EXPECT_THAT(findings.at("no-forbidden-imports").reason, HasSubstr("socket"));
}

TEST_F(Conformance, SurvivesAPluginThatCrashesOrBreaksTheProtocol) {
  settings.only = "decode-empty";
  for (const char* mode : {"segfault", "abort", "exit", "exec", "garbage records"}) {
    more_options = {{"mode", mode}};
    const auto findings = run_on(SALDO_EVIL_PLUGIN, {{"evil", "decoder", {}}});
    ASSERT_EQ(findings.size(), 1u);
    EXPECT_EQ(findings[0].result, Result::crashed) << mode << ": " << findings[0].reason;
  }
}

TEST_F(Conformance, CallsWhatThePluginAdmitsAFailureNotACrash) {
  settings.only = "decode-empty";
  for (const char* mode : {"exception", "unknown status"}) {
    more_options = {{"mode", mode}};
    const auto findings = run_on(SALDO_EVIL_PLUGIN, {{"evil", "decoder", {}}});
    EXPECT_EQ(findings.at(0).result, Result::failed) << mode;
  }
}

TEST_F(Conformance, SurvivesAPluginThatCrashesWhenItIsMade) {
  settings.only = "create-destroy";
  more_options = {{"mode", "segfault"}, {"when", "create"}};
  const auto findings = run_on(SALDO_EVIL_PLUGIN, {{"evil", "decoder", {}}});
  EXPECT_EQ(findings.at(0).result, Result::crashed) << findings.at(0).reason;
}

}  // namespace
}  // namespace saldo::check
