#include "config/cash_policy.hpp"
#include "config/yaml_writer.hpp"

namespace saldo::config {
namespace {

using model::CashRules;
using model::CashStage;

void write_stages(Writer& w, const CashRules& rules) {
  w.key("stages").map();
  for (const CashStage stage : model::all_cash_stages()) {
    w.key(std::string(model::to_string(stage))).map();
    w.key("post").flag(rules.at(stage).post);
    write_amounts(w, "up_to", rules.at(stage).up_to);
    if (stage == CashStage::subset) {
      w.key("items_max").number(rules.subset_items_max);
      w.key("accident_limit_ppm").number(static_cast<int>(rules.accident_limit_ppm));
    }
    w.end_map();
  }
  w.end_map();
}

void write_tolerance(Writer& w, const std::string& currency, const char* direction,
                     const std::optional<model::ToleranceRule>& rule) {
  if (!rule) return;
  w.map().key("direction").text(direction).key("currency").text(currency);
  if (rule->amount) w.key("amount").text(rule->amount->to_string() + ' ' + currency);
  if (rule->percent) w.key("percent").text(rule->percent->to_string());
  w.key("of_both").text(rule->larger_of_both ? "larger" : "smaller");
  w.key("reason").text(rule->reason).end_map();
}

void write_write_offs(Writer& w, const CashRules& rules) {
  if (rules.write_offs.empty()) return;
  w.key("tolerances").list();
  for (const auto& [currency, rule] : rules.write_offs) {
    write_tolerance(w, currency, "under", rule.under);
    write_tolerance(w, currency, "over", rule.over);
  }
  w.end_list().key("budgets").map();
  for (const auto& [currency, rule] : rules.write_offs)
    w.key(currency)
        .map()
        .key("amount")
        .text(rule.budget.to_string())
        .key("days")
        .number(rule.budget_days)
        .end_map();
  w.end_map();
}

void write_rules(Writer& w, const CashRules& rules) {
  write_amounts(w, "post_up_to", rules.post_up_to);
  write_amounts(w, "second_person_from", rules.second_person_from);
  w.key("number_digits_min").number(rules.number_digits_min);
  w.key("discount_grace_days").number(rules.discount_grace_days);
  w.key("advice_days").number(rules.advice_days);
  w.key("return_fee_max_minor").number(static_cast<int>(rules.return_fee_max_minor));
  write_stages(w, rules);
  write_write_offs(w, rules);
  if (rules.deduction_reasons.empty()) return;
  w.key("deduction_reasons").map();
  for (const auto& [theirs, ours] : rules.deduction_reasons) w.key(theirs).text(ours);
  w.end_map();
}

}  // namespace

std::string effective_yaml(const model::CashPolicy& policy) {
  Writer w;
  w.map().key("customer_groups").map();
  for (const auto& [name, group] : policy.groups) {
    w.key(name).map();
    w.texts("customers", {group.customers.begin(), group.customers.end()});
    w.texts("countries", {group.countries.begin(), group.countries.end()});
    w.end_map();
  }
  w.end_map().key("defaults").map();
  write_rules(w, policy.defaults);
  w.end_map().key("rules").list();
  for (const model::CashScope& scope : policy.scopes) {
    w.map().key("name").text(scope.name);
    w.texts("company_codes", scope.company_codes);
    w.texts("customer_groups", scope.customer_groups);
    write_rules(w, scope.rules);
    w.end_map();
  }
  w.end_list();
  if (!policy.number_forms.empty()) w.texts("number_forms", policy.number_forms);
  w.end_map();
  return w.take();
}

}  // namespace saldo::config
