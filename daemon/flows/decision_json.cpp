#include "flows/decision_json.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "model/cash_policy.hpp"

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

json::object to_basis(const cash::Allocation& a, std::int64_t open_minor) {
  json::object basis{{"item", model::raw(a.item)},
                     {"open", open_minor},
                     {"paid", a.paid.minor},
                     {"discount", a.discount.minor}};
  if (!a.write_off.nothing()) {
    basis["write_off"] = a.write_off.amount().minor;
    basis["reason"] = a.write_off.reason();
  }
  if (!a.exchange) return basis;
  basis["cash"] = a.exchange->cash.minor;
  basis["cash_currency"] = std::string(a.exchange->cash.currency.code());
  basis["rate"] = a.exchange->rate;
  if (a.exchange->difference) basis["difference"] = a.exchange->difference->minor;
  return basis;
}

store::NewAllocation from_basis(const json::object& basis, Currency currency) {
  const auto minor = [&](const char* key) {
    const json::value* value = basis.if_contains(key);
    return value == nullptr ? std::int64_t{0} : value->to_number<std::int64_t>();
  };
  store::NewAllocation a{.item = model::ItemId{minor("item")},
                         .paid = {minor("paid"), currency},
                         .discount = {minor("discount"), currency},
                         .write_off_minor = minor("write_off"),
                         .write_off_reason = {},
                         .exchange = {}};
  if (const json::value* reason = basis.if_contains("reason"))
    a.write_off_reason = std::string(reason->as_string());
  if (!basis.contains("cash")) return a;
  const Currency cash = Currency::parse(std::string_view(basis.at("cash_currency").as_string()));
  a.exchange = store::NewExchange{
      {minor("cash"), cash}, std::string(basis.at("rate").as_string()), std::nullopt};
  if (basis.contains("difference")) a.exchange->difference = Money{minor("difference"), cash};
  return a;
}

std::string basis_json(const cash::Decision& decision, const SqlBook& book) {
  if (decision.proposals.empty()) return {};
  json::array out;
  for (const cash::Proposal& p : decision.proposals) {
    json::array items;
    for (const cash::Allocation& a : p.allocations)
      items.push_back(to_basis(a, book.open_of(a.item).first));
    out.push_back(json::object{{"customer", model::raw(p.customer)}, {"items", std::move(items)}});
  }
  return json::serialize(out);
}

std::optional<std::int64_t> accident_of(const cash::Decision& decision) {
  for (const cash::Evidence& e : decision.evidence) {
    if (e.kind != "accident_millionths") continue;
    std::int64_t millionths = 0;
    const auto end = e.value.data() + e.value.size();
    if (std::from_chars(e.value.data(), end, millionths).ptr == end) return millionths;
  }
  return std::nullopt;
}

std::optional<int> margin_of(const cash::Decision& decision) {
  if (!decision.runner_up) return std::nullopt;
  return model::strength_of_rule(decision.runner_up->rule) - model::strength_of_rule(decision.rule);
}

}  // namespace saldo::flows
