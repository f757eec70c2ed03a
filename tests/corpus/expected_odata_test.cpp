#include "corpus/expected_rows.hpp"

extern "C" const saldo_plugin* sap_entry();

namespace saldo {
namespace {

/// "customers items", the amounts by currency, and the rules of refused rows.
std::string shown(const Decoded& result) {
  corpus_testing::Sums sums;
  for (const Item& i : result.items()) sums.add(i.amount);
  return std::to_string(result.customers().size()) + " " + std::to_string(result.items().size()) +
         "\t" + sums.to_string() + "\t" + corpus_testing::refused_rules(result);
}

TEST(ExpectedOData, EveryFileHoldsWhatTheTableSays) {
  corpus_testing::expect_rows(
      {.folder = "erp/sap-odata", .file = "EXPECTED_ODATA.tsv", .decoder = "sap-odata-reply"},
      sap_entry(), shown);
}

}  // namespace
}  // namespace saldo
