#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "check/check.hpp"
#include "unit/check/scripted_subject.hpp"
#include "unit/check/temporary_folder.hpp"

namespace saldo::check {
namespace {

using ::testing::HasSubstr;

/// The suite over a script that a test breaks in one place.
class Suite : public ::testing::Test {
 protected:
  Suite() {
    plugin.library = SALDO_FILES_PLUGIN;
    plugin.id = "com.example.good";
    plugin.version = "1.0";
    plugin.components = {{"good", "decoder", {}},
                         {"in", "source", {{"directory", "directory", true}}},
                         {"out", "sink", {{"receiver", "text", true}}}};
    settings.scratch = folder.path();
    settings.samples = {{"a.good", "GOOD and more", std::nullopt}};
  }
  /// The one finding of a check; the test fails unless there is exactly one.
  Finding finding(const std::string& check) {
    settings.only = check;
    const auto findings = run(plugin, settings, starter(script));
    EXPECT_EQ(findings.size(), 1u) << check;
    return findings.empty() ? Finding{} : findings.front();
  }
  Result result(const std::string& check) { return finding(check).result; }

  TemporaryFolder folder;
  Plugin plugin;
  Settings settings;
  Script script;
};

TEST_F(Suite, PassesAConnectorWithoutFault) {
  std::set<std::string> seen;
  for (const Finding& f : run(plugin, settings, starter(script))) {
    EXPECT_EQ(f.result, Result::passed) << f.check << ": " << f.reason;
    seen.insert(f.check);
  }
  for (const auto& [name, promise] : catalogue()) EXPECT_EQ(seen.count(name), 1u) << name;
}

TEST_F(Suite, TellsOfEachFindingAsItComes) {
  std::vector<std::string> told;
  const auto findings =
      run(plugin, settings, starter(script), [&](const Finding& f) { told.push_back(f.check); });
  ASSERT_EQ(told.size(), findings.size());
  EXPECT_EQ(told.front(), "one-symbol");
}

TEST_F(Suite, FailsALibraryThatIsNotOne) {
  plugin.library = "/nowhere.so";
  EXPECT_EQ(result("one-symbol"), Result::failed);
}

TEST_F(Suite, FailsAProgramThatExportsAndImportsWhatItLikes) {
  plugin.library = "/proc/self/exe";  // this test reads files, asks for the time, …
  EXPECT_THAT(finding("no-forbidden-imports").reason, HasSubstr("use the host's services"));
}

TEST_F(Suite, FailsAManifestThatNamesAnotherPlugin) {
  script.version = "1.1";
  EXPECT_THAT(finding("manifest-matches").reason, HasSubstr("1.1"));
  script = Script();
  script.create = [](const Launch& launch) {
    return answer(launch.component == "in" ? SALDO_E_UNSUPPORTED : SALDO_OK);
  };
  EXPECT_EQ(result("manifest-matches"), Result::failed);
  EXPECT_EQ(result("unknown-component"), Result::failed);
}

TEST_F(Suite, GivesEveryOptionThatIsNeeded) {
  std::set<std::string> seen;
  script.create = [&](const Launch& launch) {
    for (const auto& [name, value] : launch.options) seen.insert(name + "=" + value);
    for (const auto& [name, path] : launch.directories)
      if (std::filesystem::is_directory(path)) seen.insert("granted " + name);
    return answer(SALDO_OK);
  };
  finding("manifest-matches");
  EXPECT_EQ(seen.count("receiver=x"), 1u);
  EXPECT_EQ(seen.count("granted directory"), 1u);
}

TEST_F(Suite, CallsACrashACrash) {
  plugin.components.resize(1);
  script.create = [](const Launch&) { return lost(); };
  EXPECT_EQ(result("create-destroy"), Result::crashed);
  EXPECT_THAT(finding("missing-options").reason, HasSubstr("signal 11"));
}

TEST_F(Suite, FailsAnInstanceThatCallsMissingOptionsABug) {
  plugin.components.resize(1);
  script.create = [](const Launch&) { return answer(SALDO_E_BUG); };
  EXPECT_THAT(finding("missing-options").reason, HasSubstr("BUG"));
}

TEST_F(Suite, FailsADecoderThatClaimsEverything) {
  script.identify = [](std::string_view) { return 50; };
  EXPECT_EQ(result("identify-empty"), Result::failed);
  EXPECT_THAT(finding("identify-noise").reason, HasSubstr("seed 1"));
}

TEST_F(Suite, FailsADecoderThatChangesItsMind) {
  int calls = 0;
  script.identify = [&](std::string_view) { return calls++ % 2; };
  EXPECT_THAT(finding("identify-empty").reason, HasSubstr("differ"));
}

TEST_F(Suite, FailsADecoderThatDoesNotKnowItsSample) {
  settings.samples[0].bytes = "SOMETHING ELSE";
  EXPECT_EQ(result("identify-own-sample"), Result::failed);
  EXPECT_EQ(result("decode-chunking"), Result::skipped);
}

TEST_F(Suite, FailsADecoderThatRefusesItsSampleOnce) {
  script.decode = [](const std::string&, int, Exchange&) { return answer(SALDO_E_REJECTED); };
  EXPECT_EQ(result("decode-sample"), Result::failed);
  for (const char* check : {"records-well-formed", "decode-twice", "decode-chunking"})
    EXPECT_EQ(result(check), Result::skipped) << check;
}

TEST_F(Suite, FindsCrashesOnEmptyAndCutOffDocuments) {
  script.decode = [](const std::string& bytes, int, Exchange&) {
    return bytes.size() < 5 ? lost() : answer(SALDO_OK);
  };
  EXPECT_EQ(result("decode-empty"), Result::crashed);
  EXPECT_EQ(result("decode-truncated"), Result::crashed);
}

TEST_F(Suite, CutsSmallSamplesAtEveryByte) {
  std::set<std::size_t> sizes;
  script.decode = [&](const std::string& bytes, int, Exchange&) {
    sizes.insert(bytes.size());
    return answer(SALDO_E_REJECTED);
  };
  EXPECT_EQ(result("decode-truncated"), Result::passed);
  EXPECT_EQ(sizes.size(), settings.samples[0].bytes.size());
}

TEST_F(Suite, FailsADecoderThatWantsToRetryOnBadInput) {
  script.decode = [](const std::string&, int, Exchange&) { return answer(SALDO_E_RETRY); };
  EXPECT_EQ(result("decode-noise"), Result::failed);
}

TEST_F(Suite, NamesTheSeedOfTheDamageThatBroughtADecoderDown) {
  settings.seed = 700;
  int left = 3;
  script.decode = [&](const std::string&, int, Exchange&) {
    return --left == 0 ? lost() : answer(SALDO_E_REJECTED);
  };
  const Finding f = finding("decode-bitflips");
  EXPECT_EQ(f.result, Result::crashed);
  EXPECT_THAT(f.reason, HasSubstr("seed 702"));
}

TEST_F(Suite, DoesTheSameDamageForTheSameSeed) {
  std::vector<std::string> damaged;
  script.decode = [&](const std::string& bytes, int, Exchange&) {
    damaged.push_back(bytes);
    return answer(SALDO_E_REJECTED);
  };
  finding("decode-bitflips");
  const auto first = std::exchange(damaged, {});
  finding("decode-bitflips");
  EXPECT_EQ(first, damaged);
  settings.seed = 2;
  damaged.clear();
  finding("decode-bitflips");
  EXPECT_NE(first, damaged);
}

TEST_F(Suite, FailsADecoderThatSeesPieces) {
  script.decode = [](const std::string&, int pieces, Exchange& exchange) {
    exchange.records(item_batch(std::to_string(pieces)));
    return answer(SALDO_OK);
  };
  EXPECT_EQ(result("decode-chunking"), Result::failed);
}

TEST_F(Suite, FailsADecoderThatRemembers) {
  int calls = 0;
  script.decode = [&](const std::string&, int, Exchange& exchange) {
    exchange.records(item_batch(std::to_string(++calls)));
    return answer(SALDO_OK);
  };
  EXPECT_EQ(result("decode-twice"), Result::failed);
}

TEST_F(Suite, FailsRecordsThatAreNotWellFormed) {
  std::string batch;
  script.decode = [&](const std::string&, int, Exchange& exchange) {
    exchange.records(batch);
    return answer(SALDO_OK);
  };
  EXPECT_THAT(finding("records-well-formed").reason, HasSubstr("no records"));

  saldo_field field{};
  field.id = 9;  // an item's amount
  field.type = SALDO_FIELD_MONEY;
  field.value.money = {100, {'E', 'U', 'R', 0}, 3, {}};
  saldo_record record{};
  record.kind = SALDO_RECORD_ITEM;
  record.field_count = 1;
  record.fields = &field;
  wire::append_record(batch, record);
  EXPECT_THAT(finding("records-well-formed").reason, HasSubstr("scale 3"));

  batch = "rubbish";
  EXPECT_THAT(finding("records-well-formed").reason, HasSubstr("malformed"));
}

TEST_F(Suite, ComparesRecordsWithWhatASampleExpects) {
  settings.samples[0].expected = "line 1\nline 2\n";
  EXPECT_EQ(result("decode-sample"), Result::skipped);
  settings.to_jsonl = [](std::string_view) { return "line 1\nline 2"; };
  EXPECT_EQ(result("decode-sample"), Result::passed);
  settings.to_jsonl = [](std::string_view) { return "line 1\nline X\n"; };
  EXPECT_THAT(finding("decode-sample").reason, HasSubstr("line 2"));
}

TEST_F(Suite, HidesAHugeLineInTheMiddleOfASample) {
  std::string seen;
  script.decode = [&](const std::string& bytes, int, Exchange&) {
    seen = bytes;
    return answer(SALDO_E_LIMIT);
  };
  EXPECT_EQ(result("huge-line"), Result::passed);
  EXPECT_EQ(seen.size(), settings.samples[0].bytes.size() + (32u << 20));
  EXPECT_EQ(seen.substr(0, 7), "GOOD ax");
  EXPECT_EQ(seen.substr(seen.size() - 7), "nd more");
}

TEST_F(Suite, FailsASourceThatFindsSomethingInNothing) {
  script.pull = [](Exchange& exchange) {
    exchange.document("ghost");
    return answer(SALDO_OK);
  };
  EXPECT_EQ(result("source-of-nothing"), Result::failed);
  script = Script();
  script.wait = [](bool& changed) {
    changed = true;
    return answer(SALDO_OK);
  };
  EXPECT_EQ(result("source-of-nothing"), Result::failed);
}

TEST_F(Suite, FailsASourceThatMindsASecondAcknowledgement) {
  int calls = 0;
  script.acknowledge = [&] { return answer(++calls == 2 ? SALDO_E_REJECTED : SALDO_OK); };
  EXPECT_EQ(result("acknowledge-unknown"), Result::failed);
}

TEST_F(Suite, FailsASinkThatDeliversTwice) {
  int calls = 0;
  script.deliver = [&](std::string_view, std::string& receipt) {
    receipt = std::to_string(++calls);
    return answer(SALDO_OK);
  };
  EXPECT_EQ(result("deliver-twice"), Result::failed);
  script.deliver = [](std::string_view, std::string&) { return answer(SALDO_OK); };
  EXPECT_THAT(finding("deliver-twice").reason, HasSubstr("empty"));
  script.deliver = [](std::string_view, std::string&) { return answer(SALDO_E_RETRY); };
  EXPECT_EQ(result("deliver-twice"), Result::skipped);
}

TEST_F(Suite, SkipsWhatNeedsSamplesWhenThereAreNone) {
  settings.samples.clear();
  EXPECT_EQ(result("decode-bitflips"), Result::skipped);
}

}  // namespace
}  // namespace saldo::check
