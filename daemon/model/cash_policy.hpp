#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "saldo/money.hpp"

/// How far cash application may go by itself, as an accountant writes it down.
namespace saldo::model {

/// What a decision rests on (RULES §2.2). A policy says of each whether it may post.
enum class CashStage {
  collection,          ///< 1: an id of our own direct debit
  creditor_reference,  ///< 2: a structured reference whose check digits hold
  advice,              ///< 3: an advice whose lines come to the payment
  invoice_number,      ///< 4: own numbers in the text, and their exact sum
  discount,            ///< 5: the difference is a cash discount
  tolerance,           ///< 6: the difference is within a tolerance
  deduction,           ///< 7: the difference is a deduction that the payer explains
  partial,             ///< 8: one item that is named is paid in part
  overpaid,            ///< 8: items that are named, and a rest on the account
  single_item,         ///< 9: who paid, and one open item of the amount
  group,               ///< 10: who paid, and all that is due
  subset,              ///< 11: who paid, and a unique combination
  corrupted,           ///< 13: a slip in a number, the amount and the payer
};
inline constexpr std::size_t kCashStages = 13;
std::string_view to_string(CashStage stage);
Result<CashStage> parse_cash_stage(std::string_view text);
const std::array<CashStage, kCashStages>& all_cash_stages();

/// The stage that a rule of cash application belongs to; none for rules that settle nothing.
std::optional<CashStage> stage_of_rule(std::string_view rule);
/// Its number in RULES §2.2; 14 for money on an account, 15 for what nobody knows. Lower is
/// stronger evidence.
int strength_of_rule(std::string_view rule);

/// Amounts by currency; no entry, no bound.
using AmountLimits = std::map<std::string, Money>;
/// Whether there is a bound for the amount's currency and the amount, whatever its sign, is beyond.
bool is_beyond(Money amount, const AmountLimits& limits);

struct StagePolicy {
  bool post = true;    ///< false: proposed only
  AmountLimits up_to;  ///< payments beyond are proposed only
  friend bool operator==(const StagePolicy&, const StagePolicy&) = default;
};

/// The settings that count for a payment.
struct CashRules {
  std::array<StagePolicy, kCashStages> stages;
  AmountLimits post_up_to;  ///< for all stages
  int number_digits_min = 5;
  int discount_grace_days = 0;
  int advice_days = 14;
  int subset_items_max = 5;
  std::int64_t accident_limit_ppm = 10'000;
  /// The first payment above it from an account that was learnt needs a person who isn't the one
  /// who taught it.
  AmountLimits second_person_from;

  StagePolicy& at(CashStage stage) { return stages[static_cast<std::size_t>(stage)]; }
  const StagePolicy& at(CashStage stage) const { return stages[static_cast<std::size_t>(stage)]; }
  /// The largest payment that the stage may post: the smaller of both bounds.
  bool may_post(CashStage stage, Money amount) const;
  friend bool operator==(const CashRules&, const CashRules&) = default;
};

/// Whom a rule of a policy is for; an empty list means everybody.
struct CashScope {
  std::string name;
  std::vector<std::string> company_codes, customer_groups;
  CashRules rules;
};

/// A customer belongs to a group by his number, or by his country.
struct CustomerGroup {
  std::set<std::string> customers, countries;
};

struct CashPolicy {
  std::string version;  ///< digest of all that it says; empty: the built-in one
  std::string yaml;     ///< what it says with all defaults filled in
  CashRules defaults;
  std::vector<CashScope> scopes;  ///< the first that fits counts
  std::map<std::string, CustomerGroup> groups;

  struct Party {
    std::string company_code, customer, country;  ///< empty: not known
  };
  /// The scope that counts for a party; null: the defaults.
  const CashScope* scope_of(const Party& party) const;
  const CashRules& rules_of(const CashScope* scope) const {
    return scope == nullptr ? defaults : scope->rules;
  }
};

}  // namespace saldo::model
