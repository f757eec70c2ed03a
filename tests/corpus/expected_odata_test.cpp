#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* sap_entry();

/// Every OData file of the corpus against EXPECTED_ODATA.tsv: what it holds, or why it is refused.
/// With SALDO_CORPUS_ACTUAL_ODATA=FILE the table as it is found is written there, for comparing.
namespace saldo {
namespace {

namespace fs = std::filesystem;

/// "customers items", the amounts by currency, and the rules of refused rows.
std::string found_in(const Decoded& result) {
  if (result.status != SALDO_OK) return std::string("-\t-\t") + result.error.rule;
  std::map<std::string, std::int64_t> sums;
  for (const Item& i : result.items())
    sums[std::string(i.amount->currency.code())] += i.amount->minor;
  std::string out = std::to_string(result.customers().size()) + " " +
                    std::to_string(result.items().size()) + "\t";
  if (sums.empty()) out += "0";
  bool first = true;
  for (const auto& [code, minor] : sums) {
    const Money sum{minor, Currency::parse(code)};
    out += (std::exchange(first, false) ? "" : " + ") + sum.to_string() + " " + code;
  }
  out += "\t";
  for (const Refusal& r : result.refusals()) out += r.rule + " ";
  return out;
}

TEST(ExpectedOData, EveryFileHoldsWhatTheTableSays) {
  const char* root = std::getenv("SALDO_CORPUS");
  if (root == nullptr) GTEST_SKIP() << "SALDO_CORPUS names no folder with sample files";
  const fs::path folder = fs::path(root) / "erp/sap-odata";
  if (!fs::is_directory(folder)) GTEST_SKIP() << folder << " isn't there";
  std::map<std::string, std::string> expected;
  std::ifstream table(SALDO_SOURCE_DIR "/tests/corpus/EXPECTED_ODATA.tsv");
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto tab = line.find('\t'), why = line.rfind('\t');
    expected[line.substr(0, tab)] = line.substr(tab + 1, why - tab - 1);
  }
  std::ofstream actual;
  if (const char* to = std::getenv("SALDO_CORPUS_ACTUAL_ODATA")) actual.open(to);
  TestHost host(sap_entry(), "sap-odata-reply");
  for (const auto& file : fs::directory_iterator(folder)) {
    const std::string name = file.path().filename().string();
    if (name.ends_with(".tsv")) continue;
    SCOPED_TRACE(name);
    std::ifstream in(file.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    const std::string found = host.identify(bytes, name) == 0 ? "-\t-\tdocument.unrecognised"
                                                              : found_in(host.decode(bytes));
    if (actual) actual << name << '\t' << found << '\n';
    EXPECT_EQ(found, expected[name]);
    expected.erase(name);
  }
  for (const auto& [name, row] : expected) ADD_FAILURE() << name << " is not in the corpus";
}

}  // namespace
}  // namespace saldo
