#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* bank_entry();
extern "C" const saldo_plugin* unpack_entry();

/// Every bank file of the corpus against EXPECTED.tsv: what it holds, or why it is refused. Where
/// SALDO_CORPUS_ACTUAL names a folder, the table as it is found is written there, for comparing.
namespace saldo {
namespace {

namespace fs = std::filesystem;

struct Expected {
  std::string decoder, statements, transactions, credit, debit, refusal, why;
};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream in(line);
  for (std::string cell; std::getline(in, cell, '\t');) cells.push_back(cell);
  return cells;
}

std::map<std::string, Expected> read_expected() {
  std::map<std::string, Expected> rows;
  std::ifstream in(SALDO_SOURCE_DIR "/tests/corpus/EXPECTED.tsv");
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    auto c = cells_of(line);
    c.resize(8);
    EXPECT_TRUE(rows.emplace(c[0], Expected{c[1], c[2], c[3], c[4], c[5], c[6], c[7]}).second)
        << c[0] << " stands twice in EXPECTED.tsv";
  }
  return rows;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Names of the plugin's decoders, as its manifest lists them.
std::vector<std::string> decoders() {
  std::vector<std::string> names;
  std::ifstream in(SALDO_SOURCE_DIR "/plugins/bank/plugin.yaml");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("  - name: ")) names.push_back(line.substr(10));
  return names;
}

/// The decoders, of which the surest is asked, as saldo does.
class Decoders {
 public:
  Decoders() {
    hosts_.emplace_back("unpack", std::make_unique<TestHost>(unpack_entry(), "unpack"));
    for (const std::string& name : decoders())
      hosts_.emplace_back(name, std::make_unique<TestHost>(bank_entry(), name));
  }
  std::pair<std::string, TestHost*> choose(const std::string& bytes, const std::string& name) {
    std::pair<std::string, TestHost*> best{"-", nullptr};
    int surest = 0;
    for (auto& [decoder, host] : hosts_)
      if (const int score = host->identify(bytes, name); score > surest) {
        surest = score;
        best = {decoder, host.get()};
      }
    return best;
  }

 private:
  std::vector<std::pair<std::string, std::unique_ptr<TestHost>>> hosts_;
};

std::string sum(const std::map<Currency, std::int64_t>& sums) {
  std::string out;
  for (const auto& [currency, minor] : sums)
    out += (out.empty() ? "" : " + ") + Money{minor, currency}.to_string() + " " +
           std::string(currency.code());
  return out.empty() ? "0" : out;
}

Expected found_in(const Decoded& result, const std::string& decoder) {
  Expected found{.decoder = decoder};
  if (result.status != SALDO_OK) {
    found.refusal = result.error.rule;
    return found;
  }
  std::map<std::int64_t, bool> refused;
  for (const Refusal& r : result.refusals()) {
    refused[r.statement] = true;
    if (found.refusal.find(r.rule) == std::string::npos)
      found.refusal += (found.refusal.empty() ? "" : ",") + r.rule;
  }
  std::map<Currency, std::int64_t> credit, debit;
  std::size_t transactions = 0;
  for (const Transaction& t : result.transactions()) {
    if (refused.count(t.statement) != 0) continue;
    ++transactions;
    if (t.amount->minor > 0) credit[t.amount->currency] += t.amount->minor;
    if (t.amount->minor < 0) debit[t.amount->currency] -= t.amount->minor;
  }
  const std::size_t others = result.records.size() - result.transactions().size() -
                             result.statements().size() - result.refusals().size();
  found.statements = std::to_string(result.statements().size());
  found.transactions = std::to_string(transactions + others);
  found.credit = sum(credit);
  found.debit = sum(debit);
  return found;
}

std::string line_of(const std::string& path, const Expected& e) {
  return path + '\t' + e.decoder + '\t' + e.statements + '\t' + e.transactions + '\t' + e.credit +
         '\t' + e.debit + '\t' + e.refusal + '\t' + e.why;
}

/// What a decoder proves, it must have proved.
void expect_proved(const Decoded& result) {
  for (const Statement& s : result.statements()) {
    EXPECT_FALSE(s.unbalanced);
    if (s.kind != "booked" || !s.opening.amount || !s.closing.amount) continue;
    EXPECT_EQ(*s.opening.amount + *s.total_credit - *s.total_debit, *s.closing.amount);
  }
  if (result.status == SALDO_OK) return;
  EXPECT_EQ(result.status, SALDO_E_REJECTED) << result.error.message;
  EXPECT_STRNE(result.error.message, "");
}

class Table {
 public:
  Table() : expected_(read_expected()) {
    if (const char* to = std::getenv("SALDO_CORPUS_ACTUAL"))
      actual_.open(fs::path(to) / "EXPECTED.tsv");
  }

  /// The document, and then what is packed in it.
  void check(const std::string& path, const std::string& bytes) {
    SCOPED_TRACE(path);
    const auto [name, host] = decoders_.choose(bytes, fs::path(path).filename());
    Expected found{.decoder = "-", .refusal = "document.unrecognised"};
    Decoded result;
    if (host != nullptr) {
      result = host->decode(bytes);
      expect_proved(result);
      found = found_in(result, name);
    }
    compare(path, found);
    for (const HandedOver& member : result.documents) check(path + "/" + member.name, member.bytes);
  }
  std::map<std::string, int>& counts() { return counts_; }

 private:
  void compare(const std::string& path, Expected found) {
    ++counts_[found.refusal.empty() ? "decoded" : "refused"];
    const auto row = expected_.find(path);
    if (row != expected_.end()) found.why = row->second.why;
    if (actual_) actual_ << line_of(path, found) << '\n';
    if (row == expected_.end()) {
      ADD_FAILURE() << "is not in EXPECTED.tsv";
      return;
    }
    EXPECT_EQ(line_of("", found), line_of("", row->second));
    EXPECT_EQ(found.refusal.empty(), found.why.empty()) << "a refusal, and only that, needs a why";
  }

  std::map<std::string, Expected> expected_;
  std::ofstream actual_;
  Decoders decoders_;
  std::map<std::string, int> counts_;
};

TEST(Expected, EveryBankFileHoldsWhatTheTableSays) {
  const char* root = std::getenv("SALDO_CORPUS");
  if (root == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with sample files";
  const fs::path folder = fs::path(root) / "bank";
  if (!fs::is_directory(folder)) GTEST_SKIP() << folder << " isn't there";
  Table table;
  std::ifstream manifest(folder / "MANIFEST.tsv");
  std::string line;
  std::getline(manifest, line);
  while (std::getline(manifest, line)) {
    const auto cells = cells_of(line);
    // Schemas, and the outputs of other programs, are no bank files.
    if (cells[1] == "xsd" || cells[1].ends_with("(expected output)")) continue;
    table.check(cells[0], read_file(folder / cells[0]));
  }
  std::cout << table.counts()["decoded"] << " decoded and proved, " << table.counts()["refused"]
            << " refused\n";
}

}  // namespace
}  // namespace saldo
