#include "collect/approval.hpp"

#include <algorithm>

namespace saldo::collect {
namespace {

Failure denied(const std::string& why) {
  return {.kind = FailureKind::denied, .message = why, .rule = "dunning.four_eyes"};
}

}  // namespace

Result<bool> approve(const Approval& approval, const std::string& actor) {
  const bool needs_others = approval.eyes > 1;
  if (needs_others && actor == approval.maker)
    return denied(actor + " started the run that proposed this; another person must approve it");
  if (std::ranges::find(approval.approvers, actor) != approval.approvers.end())
    return denied(actor + " has approved this already; another person must approve it, too");
  const std::size_t eyes =
      approval.approvers.size() + 1 + (needs_others && !approval.maker.empty() ? 1 : 0);
  return eyes >= static_cast<std::size_t>(approval.eyes);
}

}  // namespace saldo::collect
