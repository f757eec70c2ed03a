#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "saldo/testing.hpp"

/// A folder of the corpus against a table of what each of its files holds, or why it is refused.
namespace saldo::corpus_testing {

namespace fs = std::filesystem;

/// What is added up by currency, as "12.00 EUR + 3.00 USD".
class Sums {
 public:
  void add(const std::optional<Money>& m) {
    if (m) minor_[std::string(m->currency.code())] += m->minor;
  }
  std::string to_string() const {
    std::string out;
    for (const auto& [code, minor] : minor_) {
      const Money sum{minor, Currency::parse(code)};
      out += (out.empty() ? "" : " + ") + sum.to_string() + " " + code;
    }
    return out.empty() ? "0" : out;
  }

 private:
  std::map<std::string, std::int64_t> minor_;
};

/// The rules that parts of it broke, each followed by a blank.
inline std::string refused_rules(const Decoded& result) {
  std::string out;
  for (const Refusal& r : result.refusals()) out += r.rule + " ";
  return out;
}

struct Table {
  const char* folder;   ///< below the corpus
  const char* file;     ///< in tests/corpus: name, what is found, and why it is right
  const char* decoder;  ///< of the plugin
};

/// What the middle columns of a table say by the name of the file.
inline std::map<std::string, std::string> read_rows(const std::string& path) {
  std::map<std::string, std::string> rows;
  std::ifstream table(path);
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto tab = line.find('\t'), why = line.rfind('\t');
    rows[line.substr(0, tab)] = line.substr(tab + 1, why - tab - 1);
  }
  return rows;
}

/// Decodes every file of the folder and compares what `show` says of it. Where SALDO_CORPUS_ACTUAL
/// names a folder, the table as it is found is written there, for comparing.
inline void expect_rows(const Table& table, const saldo_plugin* plugin,
                        const std::function<std::string(const Decoded&)>& show) {
  const char* root = std::getenv("SALDO_CORPUS");
  if (root == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with sample files";
  const fs::path folder = fs::path(root) / table.folder;
  if (!fs::is_directory(folder)) GTEST_SKIP() << folder << " isn't there";
  auto expected = read_rows(std::string(SALDO_SOURCE_DIR "/tests/corpus/") + table.file);
  std::ofstream actual;
  if (const char* to = std::getenv("SALDO_CORPUS_ACTUAL")) actual.open(fs::path(to) / table.file);
  TestHost host(plugin, table.decoder);
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.ends_with(".tsv")) continue;
    SCOPED_TRACE(name);
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    std::string found = "-\t-\tdocument.unrecognised";
    if (host.identify(bytes, name) != 0) {
      const Decoded result = host.decode(bytes);
      found = result.status == SALDO_OK ? show(result) : std::string("-\t-\t") + result.error.rule;
    }
    if (actual) actual << name << '\t' << found << '\n';
    EXPECT_EQ(found, expected[name]);
    expected.erase(name);
  }
  for (const auto& [name, row] : expected) ADD_FAILURE() << name << " is not in the corpus";
}

}  // namespace saldo::corpus_testing
