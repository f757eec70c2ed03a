#include "flows/decision_json.hpp"

#include <boost/json.hpp>

namespace saldo::flows {

namespace json = boost::json;

namespace {

json::object to_json(const cash::Proposal& p, const SqlBook& book) {
  json::array applied;
  for (const cash::Allocation& a : p.allocations)
    applied.push_back(json::array{a.number, a.paid.minor, a.discount.minor});
  return {{"customer", book.customer_number(p.customer)},
          {"applied", std::move(applied)},
          {"unapplied_minor", p.unapplied.minor},
          {"rule", p.rule},
          {"reason", p.reason}};
}

}  // namespace

std::string evidence_json(const cash::Decision& decision) {
  json::array out;
  for (const cash::Evidence& e : decision.evidence) {
    json::object entry{{"kind", e.kind}, {"value", e.value}};
    if (e.end != 0) entry["at"] = json::array{e.begin, e.end};
    out.push_back(std::move(entry));
  }
  return json::serialize(out);
}

std::string runner_up_json(const cash::Decision& decision, const SqlBook& book) {
  if (!decision.runner_up) return {};
  return json::serialize(to_json(*decision.runner_up, book));
}

std::string proposals_json(const cash::Decision& decision, const SqlBook& book) {
  if (decision.proposals.empty()) return {};
  json::array out;
  for (const cash::Proposal& p : decision.proposals) out.push_back(to_json(p, book));
  return json::serialize(out);
}

}  // namespace saldo::flows
