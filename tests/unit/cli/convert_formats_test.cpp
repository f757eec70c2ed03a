#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "program.hpp"
#include "saldo/text.hpp"

/// Every statement format to camt.053 and back: what comes out is valid, and the records are the
/// same. The samples are those with which the fuzzers begin.
namespace saldo::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

const char* const kFormats[] = {"mt940", "camt",     "bai2", "norma43",
                                "coda",  "cfonb120", "ofx",  "tito"};

std::vector<json::object> objects_of(const std::string& lines) {
  std::vector<json::object> out;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = lines.find('\n', at);
    out.push_back(json::parse(lines.substr(at, end - at)).as_object());
    at = end + 1;
  }
  return out;
}

std::string text_at(const json::object& object, const char* name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

bool is_bic(const std::string& bank) {
  return (bank.size() == 8 || bank.size() == 11) &&
         std::ranges::all_of(bank.substr(4, 2), [](char c) { return c >= 'A' && c <= 'Z'; });
}

/// Takes away what camt.053 can't carry, or what the camt decoder doesn't read, as camt053.hpp
/// lists it. `original` says what was there.
void forget_losses(json::object& record, const json::object& original) {
  record.erase("at");
  if (record.at("record") == "transaction") {
    const auto* other = original.if_contains("counterparty");
    auto* own = record.if_contains("counterparty");
    if (other != nullptr && own != nullptr && !is_bic(text_at(other->as_object(), "bic"))) {
      own->as_object().erase("bic");
      if (own->as_object().empty()) record.erase("counterparty");
    }
    return;
  }
  record.erase("kind");
  if (!original.contains("id")) record.erase("id");
  if (!original.contains("opening") || !original.contains("closing")) record.erase("unbalanced");
  json::object& account = record.at("account").as_object();
  const json::object& before = original.at("account").as_object();
  if (before.contains("iban")) account.erase("number");
  if (original.contains("from") != original.contains("to")) {
    record.erase("from");
    record.erase("to");
  }
}

bool has_balances(const std::vector<json::object>& records) {
  bool any = false;
  for (const json::object& r : records) {
    if (r.at("record") != "statement") continue;
    any = true;
    if (r.at("kind") == "intraday" || (!r.contains("opening") && !r.contains("closing")))
      return false;
  }
  return any;
}

bool one_lacks(const std::vector<json::object>& records) {
  return std::ranges::any_of(records, [](const json::object& r) {
    return r.at("record") == "statement" && !(r.contains("opening") && r.contains("closing"));
  });
}

std::vector<fs::path> samples_of(const std::string& format) {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(SALDO_SOURCE_DIR) / "tests/fuzz" / format / "corpus"))
    files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

class ConvertFormat : public testing::TestWithParam<const char*> {
 protected:
  /// False for a sample that isn't one of booked statements with balances.
  bool round_trip(const fs::path& file) {
    const Ran decoded = saldo({"decode", file.string(), "--as", GetParam(), "--format", "jsonl"});
    auto before = objects_of(decoded.out);
    if (decoded.code != 0 || !has_balances(before)) {
      const Ran ran = saldo({"convert", file.string(), "--to", "camt053"});
      EXPECT_EQ(ran.code, 1);
      return false;
    }
    const std::string out = folder_.path(file.filename().string() + ".xml");
    const Ran ran =
        saldo({"convert", file.string(), "--as", GetParam(), "--to", "camt053", "--out", out});
    EXPECT_EQ(ran.code, 0) << ran.err;
    std::vector<std::string> again = {"decode", out, "--as", "camt", "--format", "jsonl"};
    if (one_lacks(before)) again.emplace_back("--lenient");
    const Ran back = saldo(again);
    EXPECT_EQ(back.code, 0) << back.err;
    expect_same(before, objects_of(back.out));
    return true;
  }
  static void expect_same(std::vector<json::object>& before, std::vector<json::object> after) {
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) {
      const json::object original = before[i];
      forget_losses(before[i], original);
      forget_losses(after[i], original);
      EXPECT_TRUE(before[i] == after[i]) << json::serialize(before[i]) << "\n"
                                         << json::serialize(after[i]);
    }
  }
  const Folder folder_;
};

TEST_P(ConvertFormat, ToCamt053AndBackGivesTheSameRecords) {
  int converted = 0;
  for (const fs::path& file : samples_of(GetParam())) {
    SCOPED_TRACE(file);
    converted += round_trip(file) ? 1 : 0;
  }
  EXPECT_GE(converted, 1) << "no sample showed anything";
}

TEST_P(ConvertFormat, ToCamt053IsValidAgainstTheSchema) {
  const char* corpus = std::getenv("SALDO_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with schemas";
  const fs::path schema =
      fs::path(corpus) / "bank/xsd/sebastienrousseau+camt053__camt.053.001.08.xsd";
  if (!fs::exists(schema)) GTEST_SKIP() << schema << " isn't there";
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no xmllint";
  int valid = 0;
  for (const fs::path& file : samples_of(GetParam())) {
    const Ran ran = saldo({"convert", file.string(), "--as", GetParam(), "--to", "camt053"});
    if (ran.out.empty()) continue;
    const std::string out = folder_.put("message.xml", ran.out);
    const std::string command = "xmllint --noout --schema '" + schema.string() + "' '" + out +
                                "' 2>'" + folder_.path("faults") + "'";
    EXPECT_EQ(std::system(command.c_str()), 0) << file << "\n" << folder_.get("faults");
    ++valid;
  }
  EXPECT_GE(valid, 1);
}

INSTANTIATE_TEST_SUITE_P(Samples, ConvertFormat, testing::ValuesIn(kFormats),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace saldo::cli
