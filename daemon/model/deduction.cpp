#include "model/deduction.hpp"

#include <algorithm>

#include "model/keys.hpp"
#include "model/spelling.hpp"

namespace saldo::model {

namespace {

constexpr Spelling<EvidenceKind, 5> kKinds{{
    {EvidenceKind::contract, "contract"},
    {EvidenceKind::promotion, "promotion"},
    {EvidenceKind::price_list, "price_list"},
    {EvidenceKind::proof_of_delivery, "proof_of_delivery"},
    {EvidenceKind::correspondence, "correspondence"},
}};

}  // namespace

std::string_view to_string(EvidenceKind kind) { return spell(kKinds, kind); }
Result<EvidenceKind> parse_evidence_kind(std::string_view text) {
  return read(kKinds, "kind of evidence", text);
}

Date DeductionPolicy::contest_by(std::string_view customer, Date paid_on) const {
  const auto own = windows.find(number_key(customer));
  const int days = own == windows.end() ? window_days : own->second;
  return days == 0 ? Date() : paid_on.plus_days(days);
}

bool DeductionPolicy::is_shown(DisputeReason reason, const std::vector<EvidenceKind>& there) const {
  const auto wanted = evidence.find(reason);
  if (wanted == evidence.end()) return !there.empty();
  return std::ranges::any_of(there, [&](EvidenceKind kind) {
    return std::ranges::find(wanted->second, kind) != wanted->second.end();
  });
}

std::string DeductionPolicy::needed(DisputeReason reason) const {
  const auto wanted = evidence.find(reason);
  if (wanted == evidence.end()) return "any kind";
  std::string all;
  for (const EvidenceKind kind : wanted->second)
    all += (all.empty() ? "" : " or ") + std::string(to_string(kind));
  return all;
}

}  // namespace saldo::model
