#pragma once

#include <algorithm>
#include <string>
#include <vector>

/// X12 interchanges for tests. Segments end in '~' and a line end.
namespace saldo::bank_testing {

inline constexpr const char* kIsa =
    "ISA*00*          *00*          *08*PAYER          *ZZ*ACME           *260105*1900*^*00501*"
    "000000007*0*P*>~\n";

/// A transaction set of these segments, between ST and SE.
inline std::string x12_set(const std::string& segments, const std::string& control = "0001") {
  const auto count = std::count(segments.begin(), segments.end(), '~') + 2;
  return "ST*820*" + control + "~\n" + segments + "SE*" + std::to_string(count) + "*" + control +
         "~\n";
}
inline std::string x12_group(const std::vector<std::string>& sets, const std::string& control = "5",
                             const std::string& kind = "RA") {
  std::string group = "GS*" + kind + "*PAYER*ACME*20260105*1900*" + control + "*X*005010~\n";
  for (const auto& set : sets) group += set;
  return group + "GE*" + std::to_string(sets.size()) + "*" + control + "~\n";
}
inline std::string x12_interchange(const std::vector<std::string>& groups) {
  std::string interchange = kIsa;
  for (const auto& group : groups) interchange += group;
  return interchange + "IEA*" + std::to_string(groups.size()) + "*000000007~\n";
}
/// One set of these segments.
inline std::string x12_document(const std::string& segments) {
  return x12_interchange({x12_group({x12_set(segments)})});
}

}  // namespace saldo::bank_testing
