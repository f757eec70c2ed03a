#include "collect/dunning.hpp"
#include "collect/run_gate.hpp"
#include "model/spelling.hpp"

namespace saldo::collect {
namespace {

constexpr model::Spelling<ItemReason, 18> kItemReasons{{
    {ItemReason::dunned, "DUNNED"},
    {ItemReason::dunnable, "DUNNABLE"},
    {ItemReason::not_overdue, "NOT_OVERDUE"},
    {ItemReason::in_grace, "IN_GRACE"},
    {ItemReason::item_blocked, "ITEM_BLOCKED"},
    {ItemReason::disputed, "DISPUTED"},
    {ItemReason::after_dispute, "AFTER_DISPUTE"},
    {ItemReason::promise_active, "PROMISE_ACTIVE"},
    {ItemReason::direct_debit_in_flight, "DIRECT_DEBIT_IN_FLIGHT"},
    {ItemReason::payment_plan, "PAYMENT_PLAN"},
    {ItemReason::below_cent, "BELOW_CENT"},
    {ItemReason::credit, "CREDIT"},
    {ItemReason::credit_item_excluded, "CREDIT_ITEM_EXCLUDED"},
    {ItemReason::set_off, "SET_OFF"},
    {ItemReason::not_posted, "NOT_POSTED"},
    {ItemReason::other_policy, "OTHER_POLICY"},
    {ItemReason::below_first_level, "BELOW_FIRST_LEVEL"},
    {ItemReason::below_min, "BELOW_MIN"},
}};
constexpr model::Spelling<AccountOutcome, 15> kAccountOutcomes{{
    {AccountOutcome::notice, "NOTICE"},
    {AccountOutcome::no_procedure, "NO_PROCEDURE"},
    {AccountOutcome::acct_blocked, "ACCT_BLOCKED"},
    {AccountOutcome::legal, "LEGAL"},
    {AccountOutcome::insolvency, "INSOLVENCY"},
    {AccountOutcome::acct_not_business_day, "ACCT_NOT_BUSINESS_DAY"},
    {AccountOutcome::acct_interval, "ACCT_INTERVAL"},
    {AccountOutcome::unapplied_hold, "UNAPPLIED_HOLD"},
    {AccountOutcome::acct_min_arrears, "ACCT_MIN_ARREARS"},
    {AccountOutcome::nothing_dunnable, "NOTHING_DUNNABLE"},
    {AccountOutcome::acct_credit_balance, "ACCT_CREDIT_BALANCE"},
    {AccountOutcome::below_min, "BELOW_MIN"},
    {AccountOutcome::no_change, "NO_CHANGE"},
    {AccountOutcome::no_channel, "NO_CHANNEL"},
    {AccountOutcome::channel_interval, "CHANNEL_INTERVAL"},
}};
constexpr model::Spelling<RunGate, 5> kRunGates{{
    {RunGate::open, "OPEN"},
    {RunGate::bank_gap, "BANK_GAP"},
    {RunGate::bank_stale, "BANK_STALE"},
    {RunGate::balance_differs, "BALANCE_DIFFERS"},
    {RunGate::balance_stale, "BALANCE_STALE"},
}};

}  // namespace

std::string_view to_string(ItemReason reason) { return model::spell(kItemReasons, reason); }
std::string_view to_string(AccountOutcome outcome) {
  return model::spell(kAccountOutcomes, outcome);
}
std::string_view to_string(RunGate gate) { return model::spell(kRunGates, gate); }

}  // namespace saldo::collect
