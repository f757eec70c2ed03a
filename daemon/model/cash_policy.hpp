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
#include "model/percent.hpp"
#include "saldo/date.hpp"
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

/// How far a payment may miss what is open and still settle it (RULES §2.4), in one direction.
struct ToleranceRule {
  std::optional<Money> amount;
  std::optional<Percent> percent;  ///< of what is open
  bool larger_of_both = false;     ///< which counts where both are given; else the smaller
  std::string reason;              ///< our reason code
  friend bool operator==(const ToleranceRule&, const ToleranceRule&) = default;
};
/// What may be written off in one currency.
struct WriteOffRule {
  std::optional<ToleranceRule> under, over;  ///< too little was paid, too much was paid
  Money budget;  ///< for one customer within `budget_days`, both directions together
  int budget_days = 365;
  friend bool operator==(const WriteOffRule&, const WriteOffRule&) = default;
};

/// One unit of `from` is so much of `to` on that day; the rate is a decimal number.
struct DatedRate {
  Currency from, to;
  Date date;
  std::string rate;
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
  std::map<std::string, WriteOffRule> write_offs;        ///< by currency; none: nothing is
  std::map<std::string, std::string> deduction_reasons;  ///< the customers' codes in ours
  std::int64_t return_fee_max_minor =
      0;  ///< what a bank may keep of a returned payment unexplained

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
  std::vector<DatedRate> rates;  ///< for payments in another currency than the items'
  int rates_valid_days = 0;      ///< so many days after its own a rate still counts
  /// Forms of our own numbers beside those that the book shows, such as "SI27-#####" for a year
  /// without an invoice yet; '#' is a digit.
  std::vector<std::string> number_forms;

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
