#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* sap_entry();

/// Replies as SAP writes them.
namespace saldo::odata_testing {

/// An open item with the fields of FORMATS' sample; `changes` replaces fields by JSON values, an
/// empty one leaves the field out.
inline std::string item(const std::map<std::string, std::string>& changes = {}) {
  std::map<std::string, std::string> fields = {
      {"CompanyCode", R"("1000")"},
      {"FiscalYear", R"("2025")"},
      {"AccountingDocument", R"("1800000456")"},
      {"AccountingDocumentItem", R"("1")"},
      {"FinancialAccountType", R"("D")"},
      {"Customer", R"("100001")"},
      {"PostingKey", R"("01")"},
      {"DebitCreditCode", R"("S")"},
      {"SpecialGLCode", R"("")"},
      {"DocumentDate", R"("/Date(1736467200000)/")"},
      {"PostingDate", R"("/Date(1736467200000)/")"},
      {"DueCalculationBaseDate", R"("/Date(1736467200000)/")"},
      {"NetDueDate", R"("/Date(1739059200000)/")"},
      {"CashDiscount1Days", R"("10")"},
      {"CashDiscount1Percent", R"("2.000")"},
      {"CashDiscount2Days", R"("30")"},
      {"CashDiscount2Percent", R"("0.000")"},
      {"NetPaymentDays", R"("0")"},
      {"IsCleared", "false"},
      {"ClearingDate", "null"},
      {"ClearingAccountingDocument", R"("")"},
      {"TransactionCurrency", R"("EUR")"},
      {"AmountInTransactionCurrency", R"("1190.00")"},
      {"DocumentReferenceID", R"("90001234")"},
      {"AssignmentReference", R"("0080001234")"},
      {"InvoiceReference", R"("")"},
      {"DunningLevel", R"("0")"},
      {"DunningBlockingReason", R"("")"},
      {"LastDunningDate", "null"}};
  for (const auto& [name, value] : changes) fields[name] = value;
  std::string out;
  for (const auto& [name, value] : fields)
    if (!value.empty()) out += (out.empty() ? "" : ",") + ("\"" + name + "\":" + value);
  return "{" + out + "}";
}

inline std::string page(const std::vector<std::string>& entities, const std::string& more = {}) {
  std::string list;
  for (const std::string& e : entities) list += (list.empty() ? "" : ",") + e;
  return R"({"d":{"results":[)" + list + "]" + more + "}}";
}

inline std::string envelope(const std::string& extent = "full", const std::string& last = "yes",
                            const std::string& codes = "") {
  return "saldo-odata/1\nextract: open_items-1\ncontent: open_items\nextent: " + extent +
         "\nbegan: 2026-03-01T12:00:00.000Z\ncompany-codes: " + codes + "\npart: 1\nlast: " + last +
         "\nabsent-percent: 50\nrequest: /X\n\n";
}

inline Decoded decode(std::string_view document, std::size_t chunk = SIZE_MAX,
                      TestHost::Options options = {}) {
  return TestHost(sap_entry(), "sap-odata-reply", std::move(options)).decode(document, chunk);
}

/// "rule: message" of the document's refusal, or of its refused rows; empty when all is well.
inline std::string faults(const Decoded& d) {
  if (d.status != SALDO_OK) return std::string(d.error.rule) + ": " + d.error.message;
  std::string all;
  for (const Refusal& r : d.refusals()) all += r.rule + ": " + r.message + "\n";
  return all;
}

}  // namespace saldo::odata_testing
