#include "model/dunning_procedure.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "model/spelling.hpp"
#include "saldo/text.hpp"

namespace saldo::model {
namespace {

constexpr Spelling<CreditMode, 3> kCreditModes{{
    {CreditMode::sap_like, "sap_like"},
    {CreditMode::net, "net"},
    {CreditMode::ignore, "ignore"},
}};
constexpr Spelling<DisputeMode, 2> kDisputeModes{{
    {DisputeMode::whole, "whole"},
    {DisputeMode::undisputed_part, "undisputed_part"},
}};

constexpr Spelling<DunningMode, 2> kDunningModes{{
    {DunningMode::item, "item"},
    {DunningMode::account, "account"},
}};
constexpr Spelling<DayBasis, 3> kDayBases{{
    {DayBasis::act_365, "act_365"},
    {DayBasis::act_act, "act_act"},
    {DayBasis::act_360, "act_360"},
}};

Failure refuse(const DunningProcedure& procedure, const std::string& why) {
  Failure f;
  f.rule = "dunning_procedure";
  f.message = "dunning procedure " + text::quoted(procedure.name) + ": " + why;
  return f;
}

/// What is wrong with amounts by currency code; empty if nothing is.
std::string fault_of(const std::map<std::string, Money>& amounts) {
  for (const auto& [code, amount] : amounts) {
    if (amount.currency.code() != code)
      return text::quoted(code) + " holds an amount in " + text::quoted(amount.currency.code());
    if (amount.minor < 0) return "an amount in " + code + " is negative: " + amount.to_string();
  }
  return {};
}

}  // namespace

std::string_view to_string(CreditMode mode) { return spell(kCreditModes, mode); }
std::string_view to_string(DisputeMode mode) { return spell(kDisputeModes, mode); }
Result<CreditMode> parse_credit_mode(std::string_view text) {
  return read(kCreditModes, "credit mode", text);
}
Result<DisputeMode> parse_dispute_mode(std::string_view text) {
  return read(kDisputeModes, "dispute mode", text);
}

std::string_view to_string(DunningMode mode) { return spell(kDunningModes, mode); }
std::string_view to_string(DayBasis basis) { return spell(kDayBases, basis); }
Result<DunningMode> parse_dunning_mode(std::string_view text) {
  return read(kDunningModes, "dunning mode", text);
}
Result<DayBasis> parse_day_basis(std::string_view text) {
  return read(kDayBases, "day basis", text);
}

bool FourEyes::needed_for(int level, Money amount) const {
  if (from_level > 0 && level >= from_level) return true;
  const auto limit = from_amount.find(std::string(amount.currency.code()));
  return limit != from_amount.end() && amount.minor >= limit->second.minor;
}

const DunningLevel& DunningProcedure::level(int number) const {
  SALDO_ASSERT(number >= 1 && static_cast<std::size_t>(number) <= levels.size());
  return levels[static_cast<std::size_t>(number - 1)];
}

int DunningProcedure::days_when_first_seen() const {
  return std::max(item_grace + 1, mode == DunningMode::account ? account_min_arrears : 0);
}

Result<void> DunningProcedure::check() const {
  if (interval_days < 0 || account_min_arrears < 0 || item_grace < 0 || max_bank_age_days < 0 ||
      max_balance_check_age_days < 0)
    return refuse(*this, "days can't be negative");
  if (levels.empty()) return refuse(*this, "it has no levels");
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const std::string where = "level " + std::to_string(i + 1) + ": ";
    if (!progressive && i + 1 < levels.size() && levels[i + 1].days <= days_when_first_seen())
      return refuse(*this, where + "nothing reaches it, for what is dunned at all is " +
                               std::to_string(days_when_first_seen()) +
                               " days late and so reaches the level after it");
    if (levels[i].days < 0) return refuse(*this, where + "days can't be negative");
    if (i > 0 && levels[i].days <= levels[i - 1].days)
      return refuse(*this, where + "its days must be more than the level's before it");
    if (const auto fault = fault_of(levels[i].min_amount); !fault.empty())
      return refuse(*this, where + "min_amount: " + fault);
    if (const auto fault = fault_of(levels[i].fee); !fault.empty())
      return refuse(*this, where + "fee: " + fault);
  }
  if (show_all_from_level > static_cast<int>(levels.size()))
    return refuse(*this, "show_all_from_level is above its last level");
  if (four_eyes.from_level > static_cast<int>(levels.size()))
    return refuse(*this, "four_eyes.from_level is above its last level");
  return {};
}

}  // namespace saldo::model
