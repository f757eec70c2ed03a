#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* bank_entry();
extern "C" const saldo_plugin* sap_entry();

/// Real files, which aren't part of the source: the folder named by SALDO_CORPUS has bank/camt,
/// bank/mt940 and erp/sap-idoc, and beside them FACTS_*.tsv with what each file holds.
namespace saldo {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

using Row = std::map<std::string, std::string>;

/// A table with a header line: rows by their first column.
std::map<std::string, Row> read_facts(const fs::path& path) {
  const auto cells = [](const std::string& line) {
    std::vector<std::string> out;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, '\t');) out.push_back(cell);
    return out;
  };
  std::map<std::string, Row> rows;
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  const auto names = cells(line);
  while (std::getline(in, line)) {
    const auto values = cells(line);
    for (std::size_t i = 0; i < values.size() && i < names.size(); ++i)
      rows[values[0]][names[i]] = values[i];
  }
  return rows;
}

/// True if the facts say that every statement's balances hold.
bool balances_hold(const std::string& per_statement) {
  return !per_statement.empty() && per_statement.find_first_not_of("Y,") == std::string::npos;
}

void expect_proved_or_explained(const Decoded& result) {
  if (result.status != SALDO_OK) {
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << result.error.message;
    EXPECT_STRNE(result.error.rule, "");
    EXPECT_STRNE(result.error.message, "");
    EXPECT_GT(result.error.place.line, 0u) << result.error.message;
    return;
  }
  for (const Statement& s : result.statements()) {
    EXPECT_FALSE(s.unbalanced);
    if (s.kind != "booked" || !s.opening.amount || !s.closing.amount) continue;
    EXPECT_EQ(*s.opening.amount + *s.total_credit - *s.total_debit, *s.closing.amount);
  }
}

struct Format {
  const char* folder;
  const char* facts;
  const saldo_plugin* (*entry)();
  const char* component;
  const char *balanced, *statements, *lines;  // columns of the facts; null: not told
};

class Corpus : public ::testing::TestWithParam<Format> {};

/// Facts count messages, of which several may be pages of one statement.
void compare(const Decoded& result, std::int64_t pages, const Row& facts, const Format& format) {
  if (balances_hold(facts.at(format.balanced))) {
    // Some samples are dated 31 November, which no proof of balances mends.
    EXPECT_TRUE(result.status == SALDO_OK || std::string(result.error.rule) == "date.invalid")
        << result.error.message;
    for (const Refusal& r : result.refusals()) EXPECT_EQ(r.rule, "date.invalid") << r.message;
  }
  if (result.status != SALDO_OK) return;
  const auto statements = static_cast<std::int64_t>(result.statements().size());
  const auto refused = static_cast<std::int64_t>(result.refusals().size());
  EXPECT_EQ(std::to_string(statements + refused + pages), facts.at(format.statements));
  if (format.lines != nullptr && refused == 0) {
    EXPECT_EQ(std::to_string(result.transactions().size()), facts.at(format.lines));
  }
}

TEST_P(Corpus, EveryFileIsProvedOrRefusedWithARuleAndAPlace) {
  const char* root = std::getenv("SALDO_CORPUS");
  if (root == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with sample files";
  const Format& format = GetParam();
  const fs::path folder = fs::path(root) / format.folder;
  if (!fs::is_directory(folder)) GTEST_SKIP() << folder << " isn't there";
  std::map<std::string, Row> facts;
  if (format.facts != nullptr) facts = read_facts(fs::path(root) / format.facts);
  TestHost host(format.entry(), format.component);
  std::size_t files = 0, mine = 0, decoded = 0, refused = 0, compared = 0;
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    SCOPED_TRACE(name);
    const std::string bytes = read_file(file.path());
    ++files;
    if (host.identify(bytes, name) > 0) ++mine;
    host.counters.clear();
    const Decoded result = host.decode(bytes);
    ++(result.status == SALDO_OK ? decoded : refused);
    expect_proved_or_explained(result);
    if (const auto row = facts.find(name);
        row != facts.end() && row->second.count(format.balanced)) {
      ++compared;
      compare(result, host.counters[std::string(format.component) + "_pages"], row->second, format);
    }
  }
  std::cout << format.component << ": " << files << " files, " << mine << " recognised, " << decoded
            << " decoded and proved, " << refused << " refused, " << compared
            << " compared with facts\n";
  EXPECT_GT(decoded, 0u);
}

INSTANTIATE_TEST_SUITE_P(
    All, Corpus,
    ::testing::Values(Format{"bank/camt", "bank/FACTS_CAMT.tsv", &bank_entry, "camt", "balanced",
                             "stmts", nullptr},
                      Format{"bank/mt940", "bank/FACTS_MT940.tsv", &bank_entry, "mt940",
                             "balanced_per_stmt", "msgs20", "lines61"},
                      Format{"erp/sap-idoc", nullptr, &sap_entry, "sap-idoc", "", "", nullptr}),
    [](const auto& format) {
      std::string name = format.param.component;
      std::erase(name, '-');
      return name;
    });

}  // namespace
}  // namespace saldo
