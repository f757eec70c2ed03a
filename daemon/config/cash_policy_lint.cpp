#include "config/cash_policy_lint.hpp"

#include <algorithm>

namespace saldo::config {
namespace {

using model::CashRules;
using model::CashScope;
using model::CashStage;

const Node* find(const Node& node, std::string_view key) {
  const auto found = std::ranges::find(node.entries, key, &Entry::key);
  return found == node.entries.end() ? nullptr : &found->value;
}

Mark at(const Node& node, std::string_view key) {
  const auto found = std::ranges::find(node.entries, key, &Entry::key);
  return found == node.entries.end() ? node.at : found->at;
}

/// Whether everybody whom `list` lets in is let in by `wider`, too. Empty: everybody.
bool within(const std::vector<std::string>& list, const std::vector<std::string>& wider) {
  if (wider.empty()) return true;
  return !list.empty() && std::ranges::all_of(list, [&](const std::string& name) {
    return std::ranges::find(wider, name) != wider.end();
  });
}

class Lint {
 public:
  Lint(const model::CashPolicy& policy, const Node& root, Faults& faults)
      : policy_(policy), root_(root), faults_(faults) {}

  void run(const std::set<std::string>& company_codes) {
    if (const Node* defaults = find(root_, "defaults")) check_rules(policy_.defaults, *defaults);
    if (const Node* rules = find(root_, "rules"))
      for (std::size_t i = 0; i < policy_.scopes.size() && i < rules->items.size(); ++i)
        check_scope(i, rules->items[i], company_codes);
    check_groups();
  }

 private:
  void check_scope(std::size_t i, const Node& node, const std::set<std::string>& company_codes) {
    const CashScope& scope = policy_.scopes[i];
    for (std::size_t j = 0; j < i; ++j) {
      const CashScope& before = policy_.scopes[j];
      if (!scope.name.empty() && scope.name == before.name)
        faults_.add(at(node, "name"),
                    "two rules are called " + in_quotes(scope.name) + "; give one another name");
      if (within(scope.company_codes, before.company_codes) &&
          within(scope.customer_groups, before.customer_groups)) {
        faults_.add(node.at, "rule " + in_quotes(scope.name) +
                                 " is never reached: whoever it is for, rule " +
                                 in_quotes(before.name) +
                                 " before it is for, too; put the narrower one first");
        break;
      }
    }
    if (scope.company_codes.empty() && scope.customer_groups.empty())
      faults_.add(node.at, "rule " + in_quotes(scope.name) +
                               " is for everybody, as the defaults are; name company_codes or "
                               "customer_groups, or move it there");
    check_names(scope.company_codes, company_codes, node, "company_codes", "company code");
    std::set<std::string> groups;
    for (const auto& [name, group] : policy_.groups) groups.insert(name);
    for (const std::string& name : scope.customer_groups)
      if (!groups.contains(name))
        faults_.add(at(node, "customer_groups"),
                    "there is no customer group " + in_quotes(name) +
                        suggestion(name, {groups.begin(), groups.end()}, "there are"));
    check_rules(scope.rules, node);
  }

  void check_names(const std::vector<std::string>& names, const std::set<std::string>& known,
                   const Node& node, const char* key, const char* what) {
    if (known.empty()) return;
    for (const std::string& name : names)
      if (!known.contains(name))
        faults_.add(at(node, key), std::string("there is no ") + what + ' ' + in_quotes(name) +
                                       suggestion(name, {known.begin(), known.end()}, "there are"));
  }

  void check_rules(const CashRules& rules, const Node& node) {
    if (const Node* stages = find(node, "stages")) {
      for (const CashStage stage : model::all_cash_stages()) check_stage(rules, stage, *stages);
    }
    for (const auto& [currency, limit] : rules.post_up_to)
      if (limit.minor == 0 && find(node, "post_up_to") != nullptr)
        faults_.add(at(node, "post_up_to"), "no stage can ever post in " + currency +
                                                ": 'post_up_to' is 0; leave the currency out, or "
                                                "switch the stages off");
    check_write_offs(rules, node);
  }

  void check_stage(const CashRules& rules, CashStage stage, const Node& stages) {
    const std::string name(model::to_string(stage));
    const Node* node = find(stages, name);
    if (node == nullptr) return;
    const model::StagePolicy& policy = rules.at(stage);
    for (const auto& [currency, limit] : policy.up_to) {
      if (policy.post && limit.minor == 0)
        faults_.add(at(*node, "up_to"), "stage " + in_quotes(name) + " can never post in " +
                                            currency + ": 'up_to' is 0; write post: false");
      if (!policy.post)
        faults_.add(at(*node, "up_to"), "stage " + in_quotes(name) +
                                            " doesn't post, so 'up_to' never counts; remove it");
      if (const auto all = rules.post_up_to.find(currency);
          policy.post && all != rules.post_up_to.end() && limit.minor > all->second.minor)
        faults_.add(at(*node, "up_to"), "stage " + in_quotes(name) + " posts up to " +
                                            limit.to_string() + ' ' + currency +
                                            ", but 'post_up_to' ends at " +
                                            all->second.to_string() + ", so it never counts");
    }
    if (stage == CashStage::subset && policy.post && rules.accident_limit_ppm == 0)
      faults_.add(node->at,
                  "stage 'subset' can never post: 'accident_limit_ppm' is 0; write "
                  "post: false");
  }

  void check_write_offs(const CashRules& rules, const Node& node) {
    const Node* tolerances = find(node, "tolerances");
    const Node* budgets = find(node, "budgets");
    if (tolerances == nullptr && budgets == nullptr) return;
    if (!rules.at(CashStage::tolerance).post)
      faults_.add(tolerances != nullptr ? tolerances->at : budgets->at,
                  "stage 'tolerance' doesn't post, so no tolerance ever counts; let it post, or "
                  "remove them");
    for (const auto& [currency, rule] : rules.write_offs) {
      const bool any = rule.under.has_value() || rule.over.has_value();
      if (any && rule.budget.minor == 0)
        faults_.add(tolerances->at,
                    "the tolerances of " + currency +
                        " can never post: there is no budget for them; add budgets: "
                        "{ " +
                        currency + ": { amount: 50.00, days: 365 } }");
      if (!any)
        faults_.add(budgets->at, "there is a budget of " + currency +
                                     ", but no tolerance that could use it; remove it");
      for (const auto* tolerance : {&rule.under, &rule.over})
        if (*tolerance && (*tolerance)->amount && rule.budget.minor != 0 &&
            (*tolerance)->amount->minor > rule.budget.minor)
          faults_.add(tolerances->at, "a tolerance of " + (*tolerance)->amount->to_string() + ' ' +
                                          currency + " is beyond its budget of " +
                                          rule.budget.to_string() + ", so it never counts whole");
    }
  }

  void check_groups() {
    const Node* groups = find(root_, "customer_groups");
    if (groups == nullptr) return;
    for (const auto& [name, group] : policy_.groups) {
      if (group.customers.empty() && group.countries.empty())
        faults_.add(at(*groups, name),
                    "customer group " + in_quotes(name) + " is empty; name customers or countries");
      const bool used = std::ranges::any_of(policy_.scopes, [&group_name =
                                                                 name](const CashScope& scope) {
        return std::ranges::find(scope.customer_groups, group_name) != scope.customer_groups.end();
      });
      if (!used)
        faults_.add(at(*groups, name),
                    "no rule is for customer group " + in_quotes(name) + "; use or remove it");
    }
  }

  const model::CashPolicy& policy_;
  const Node& root_;
  Faults& faults_;
};

}  // namespace

void lint_cash_policy(const model::CashPolicy& policy, const Node& root,
                      const std::set<std::string>& company_codes, Faults& faults) {
  Lint(policy, root, faults).run(company_codes);
}

}  // namespace saldo::config
