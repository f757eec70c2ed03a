#include "corpus/expected_rows.hpp"

extern "C" const saldo_plugin* sap_entry();

namespace saldo {
namespace {

/// "customers items advices statements transactions", the amounts by currency, and the rules of
/// refused IDocs.
std::string shown(const Decoded& result) {
  corpus_testing::Sums sums;
  for (const Item& i : result.items()) sums.add(i.amount);
  const auto advices = result.of<RemittanceAdvice>();
  for (const RemittanceAdvice& a : advices) sums.add(a.amount);
  for (const Transaction& t : result.transactions()) sums.add(t.amount);
  std::string out;
  for (const std::size_t count : {result.customers().size(), result.items().size(), advices.size(),
                                  result.statements().size(), result.transactions().size()})
    out += (out.empty() ? "" : " ") + std::to_string(count);
  return out + "\t" + sums.to_string() + "\t" + corpus_testing::refused_rules(result);
}

TEST(ExpectedSap, EveryIdocFileHoldsWhatTheTableSays) {
  corpus_testing::expect_rows(
      {.folder = "erp/sap-idoc", .file = "EXPECTED_SAP.tsv", .decoder = "sap-idoc"}, sap_entry(),
      shown);
}

}  // namespace
}  // namespace saldo
