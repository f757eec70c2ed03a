#include <filesystem>
#include <fstream>
#include <set>

#include "bank_testing.hpp"

namespace saldo::bank_testing {
namespace {

namespace fs = std::filesystem;

const char* const kComponents[] = {
    "camt", "mt940", "bai2",   "norma43", "coda",    "cfonb120", "ofx",     "bgmax",  "ocr-giro",
    "tito", "ktl",   "cremul", "lockbox", "x12-820", "pain001",  "pain002", "pain008"};

struct Sample {
  std::string format, path, bytes;
};

/// One or more documents of every format: those that fuzzing starts from.
std::vector<Sample> samples() {
  std::vector<Sample> found;
  for (const auto& entry : fs::recursive_directory_iterator(SALDO_SOURCE_DIR "/tests/fuzz")) {
    const fs::path path = entry.path();
    if (path.parent_path().filename() != "corpus") continue;
    const std::string format = path.parent_path().parent_path().filename();
    const std::set<std::string> others = {"config", "idoc",   "mail", "odata",
                                          "table",  "unpack", "wire"};
    if (others.count(format) != 0) continue;
    std::ifstream in(path, std::ios::binary);
    found.push_back({format, path, std::string(std::istreambuf_iterator<char>(in), {})});
  }
  return found;
}

std::vector<std::string> recognised_by(const std::string& bytes) {
  std::vector<std::string> names;
  for (const char* name : kComponents)
    if (TestHost(bank_entry(), name).identify(bytes) > 0) names.push_back(name);
  return names;
}

/// What a decoder says to a document, with the places.
std::string outcome(const std::string& component, const std::string& bytes) {
  const Decoded result = decode(component.c_str(), bytes, 7);
  return lines_of(result) + result.error.rule + "\n" + result.error.message;
}

std::string utf16(std::string_view ascii, bool little) {
  std::string out = little ? "\xFF\xFE" : "\xFE\xFF";
  for (const char c : ascii) out.append(1, little ? c : '\0').append(1, little ? '\0' : c);
  return out;
}

bool is_ascii(const std::string& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0; });
}

TEST(Recognition, EachDocumentIsOneDecodersOwn) {
  const auto all = samples();
  ASSERT_GT(all.size(), 40u);
  for (const Sample& sample : all) {
    std::string expected = sample.format == "x12" ? "x12-820" : sample.format;
    std::replace(expected.begin(), expected.end(), '_', '-');
    const auto names = recognised_by(sample.bytes);
    ASSERT_EQ(names.size(), 1u) << sample.path << " " << testing::PrintToString(names);
    EXPECT_EQ(names[0].substr(0, expected.size()), expected) << sample.path;
  }
}

TEST(Recognition, NothingIsClaimedThatIsNoBankFile) {
  for (const char* other :
       {"", "\n", "0", "1", "hello", "Date;Amount;Text\n2026-01-01;1,00;x\n", "%PDF-1.7", "{}",
        "<html><body>camt.053</body></html>", "From: a@example.com\nSubject: pain.001\n\n",
        "EDI_DC40  100", "\x1F\x8B\x08", "PK\x03\x04", "\xFF\xD8\xFF\xE0", "MZ"})
    EXPECT_THAT(recognised_by(other), testing::IsEmpty()) << other;
}

TEST(Charsets, Utf16GivesWhatUtf8Gives) {
  int seen = 0;
  for (const Sample& sample : samples()) {
    if (!is_ascii(sample.bytes)) continue;
    ++seen;
    for (const bool little : {true, false}) {
      const std::string wide = utf16(sample.bytes, little);
      const auto names = recognised_by(wide);
      ASSERT_EQ(names, recognised_by(sample.bytes)) << sample.path;
      EXPECT_EQ(outcome(names[0], wide), outcome(names[0], sample.bytes)) << sample.path;
    }
  }
  EXPECT_GT(seen, 30);
}

TEST(Charsets, AByteOrderMarkChangesNoRecord) {
  for (const Sample& sample : samples()) {
    if (!is_ascii(sample.bytes)) continue;
    const std::string marked = "\xEF\xBB\xBF" + sample.bytes;
    const auto names = recognised_by(marked);
    ASSERT_EQ(names, recognised_by(sample.bytes)) << sample.path;
    const Decoded with = decode(names[0].c_str(), marked),
                  without = decode(names[0].c_str(), sample.bytes);
    EXPECT_EQ(with.status, without.status) << sample.path << " " << with.error.message;
    EXPECT_EQ(with.records.size(), without.records.size()) << sample.path;
  }
}

TEST(Charsets, BrokenUtf16IsRefusedNamingTheByte) {
  const std::string bytes =
      utf16("<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>", true);
  const Decoded result = decode("camt", bytes + "<");
  EXPECT_EQ(rule_of(result), "text.encoding");
  EXPECT_EQ(std::string(result.error.message),
            "byte " + std::to_string(bytes.size()) +
                " of UTF-16 text: half a character at the end; have the document sent again");
}

}  // namespace
}  // namespace saldo::bank_testing
