#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>
#include <memory>

#include "support/documents.hpp"
#include "support/saldod.hpp"

/// A plugin that misbehaves as a decoder of the running daemon (ISOLATION.md §6).
namespace saldo::test {
namespace {

using testing::HasSubstr;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

struct Misdeed {
  const char* mode;
  const char* rule;    ///< by which its input is set aside; "" when it is posted all the same
  const char* report;  ///< a part of the crash report
};

std::ostream& operator<<(std::ostream& out, const Misdeed& m) { return out << m.mode; }

constexpr Misdeed kMisdeeds[] = {
    {"segfault", "plugin.crashed", "SIGSEGV"},
    {"abort", "plugin.crashed", "SIGABRT"},
    {"exit", "plugin.crashed", "exit code 0"},
    {"exception", "plugin.bug", ""},
    {"memory", "document.refused", ""},  // it says so itself
    {"loop", "plugin.hung", "SIGTERM"},
    {"sleep", "plugin.hung", "SIGTERM"},
    {"oversized frame", "plugin.misbehaved", "SIGKILL"},
    {"unknown frame", "plugin.misbehaved", "SIGKILL"},
    {"wrong call id", "plugin.misbehaved", "SIGKILL"},
    {"garbage records", "plugin.misbehaved", "SIGKILL"},
    {"bad text", "plugin.misbehaved", "SIGKILL"},
    {"close", "plugin.misbehaved", "SIGKILL"},
    {"exec", "plugin.crashed", "SIGSYS"},
    {"ptrace", "plugin.crashed", "SIGSYS"},
    {"log flood", "", ""},
    {"print flood", "", ""},
    {"socket", "", ""},
    {"open", "", ""},
    {"fork", "", ""},
};

std::string connector_of(const std::string& mode) {
  std::string name = "evil-" + mode;
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

/// One daemon for all misdeeds: they happen beside each other and beside a bank that is well.
class EvilDecoder : public testing::TestWithParam<Misdeed> {
 protected:
  static void SetUpTestSuite() {
    saldod_ = std::make_unique<Saldod>();
    const auto folder = saldod_->folder() / "plugins/evil";
    std::filesystem::create_directory(folder);
    std::filesystem::copy_file(SALDO_BUILD_DIR "/tests/plugins/evil/evil.so", folder / "evil.so");
    std::ofstream(folder / "plugin.yaml")
        << "id: org.saldo.test.evil\nname: evil\nversion: 1.0.0\nabi: \"0.1\"\n"
           "summary: Does what a plugin must not do.\nlibrary: evil.so\ncomponents:\n"
           "  - name: evil\n    kind: decoder\n    summary: Misbehaves.\n    options:\n"
           "      - { name: mode, type: text, required: true, help: The misdeed. }\n";
    std::string connectors = "isolation: { silence: 2s }\n" + two_connectors();
    for (const Misdeed& m : kMisdeeds)
      connectors += "  - { name: " + connector_of(m.mode) +
                    ", decoders: [{ plugin: evil, mode: \"" + m.mode + "\" }] }\n";
    saldod_->configure(connectors);
    saldod_->start();
    for (const Misdeed& m : kMisdeeds) {
      if (skipped(m.mode)) continue;
      documents_[m.mode] = number(
          saldod_->submit(connector_of(m.mode), "input.txt", std::string("input for ") + m.mode),
          "document");
    }
    const Sheet sheet{.account = iban("DE", "500105170000000001"),
                      .number = 1,
                      .day = Date::parse_iso("2026-02-10"),
                      .opening = 0,
                      .transfers = {{.cents = 100, .reference = "GOOD"}}};
    saldod_->wait_for_run(number(saldod_->submit("bank", "good.xml", camt053({sheet})), "run"));
    posted_beside_ = saldod_->rows("transactions").size();
    saldod_->settle();
  }
  static void TearDownTestSuite() { saldod_.reset(); }
  /// What a decoder that could go on did is told in the log: the kernel refused it, or it was cut.
  static void expect_told(const std::string& mode) {
    const std::string log = saldod_->log(), who = "[" + connector_of(mode) + "] ";
    if (mode.ends_with("flood")) {
      std::size_t lines = 0;
      for (std::size_t at = 0; (at = log.find(who, at)) != log.npos; ++at) ++lines;
      EXPECT_GT(lines, 0u);
      EXPECT_LT(lines, 2'000u) << "of 100,000";
    } else {
      EXPECT_THAT(log, HasSubstr(who + mode + ": Permission denied"));
    }
  }
  static int crashes(const std::string& document) {
    sqlite3* database = nullptr;
    sqlite3_stmt* query = nullptr;
    sqlite3_open_v2(saldod_->database().c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    sqlite3_prepare_v2(database, ("SELECT crashes FROM document WHERE id = " + document).c_str(),
                       -1, &query, nullptr);
    const int found = sqlite3_step(query) == SQLITE_ROW ? sqlite3_column_int(query, 0) : -1;
    sqlite3_finalize(query);
    sqlite3_close(database);
    return found;
  }
  /// A sanitizer handles these itself.
  static bool skipped(const std::string& mode) {
    return kSanitized && (mode == "segfault" || mode == "memory" || mode == "ptrace");
  }

  static std::unique_ptr<Saldod> saldod_;
  static std::map<std::string, std::int64_t> documents_;
  static std::size_t posted_beside_;
};

std::unique_ptr<Saldod> EvilDecoder::saldod_;
std::map<std::string, std::int64_t> EvilDecoder::documents_;
std::size_t EvilDecoder::posted_beside_ = 0;

TEST_P(EvilDecoder, CostsItsInputAndNothingElse) {
  const Misdeed& misdeed = GetParam();
  if (skipped(misdeed.mode)) GTEST_SKIP() << "a sanitizer handles this itself";
  const std::string id = std::to_string(documents_[misdeed.mode]);
  const auto document = saldod_->get("/v1/documents/" + id).json();
  if (*misdeed.rule == '\0') {
    EXPECT_EQ(text(document, "status"), "posted") << boost::json::serialize(document);
    expect_told(misdeed.mode);
    return;
  }
  EXPECT_EQ(text(document, "status"), "quarantined");
  const auto refusals = saldod_->get("/v1/quarantine/" + id).lines();
  ASSERT_EQ(refusals.size(), 1u);
  const std::string shown = boost::json::serialize(refusals[0]);
  const std::string rule = text(refusals[0], "rule");
  // To fill the memory can take a loaded machine longer than the silence that is allowed.
  if (std::string(misdeed.mode) == "memory")
    EXPECT_THAT(rule, testing::AnyOf(misdeed.rule, "plugin.hung")) << shown;
  else
    EXPECT_EQ(rule, misdeed.rule) << shown;
  EXPECT_EQ(text(refusals[0], "decoder"), "evil") << shown;
  EXPECT_THAT(text(refusals[0], "report"), HasSubstr(misdeed.report)) << shown;
  EXPECT_THAT(text(refusals[0], "message"), testing::Not(testing::IsEmpty()));
  // Who says that a limit is reached is believed; who crashes is tried three times.
  if (rule.starts_with("plugin."))
    EXPECT_EQ(crashes(id), 3);
  else
    EXPECT_LT(crashes(id), 3);
}

TEST_P(EvilDecoder, LeavesTheOtherConnectorsAtWork) {
  EXPECT_EQ(posted_beside_, 1u);
  EXPECT_TRUE(saldod_->answers());
  EXPECT_EQ(saldod_->broken(), "");
}

INSTANTIATE_TEST_SUITE_P(EachMisdeed, EvilDecoder, testing::ValuesIn(kMisdeeds));

}  // namespace
}  // namespace saldo::test
