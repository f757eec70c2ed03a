#include "model/kinds.hpp"

#include "model/spelling.hpp"

namespace saldo::model {
namespace {

constexpr Spelling<ItemKind, 7> kItemKinds{{
    {ItemKind::invoice, "invoice"},
    {ItemKind::credit_memo, "credit_memo"},
    {ItemKind::debit_memo, "debit_memo"},
    {ItemKind::down_payment_request, "down_payment_request"},
    {ItemKind::payment, "payment"},
    {ItemKind::dunning_charge, "dunning_charge"},
    {ItemKind::interest, "interest"},
}};
constexpr Spelling<ItemState, 4> kItemStates{{
    {ItemState::open, "open"},
    {ItemState::partly_paid, "partly_paid"},
    {ItemState::cleared, "cleared"},
    {ItemState::written_off, "written_off"},
}};
constexpr Spelling<TransactionState, 7> kTransactionStates{{
    {TransactionState::fresh, "new"},
    {TransactionState::applied, "applied"},
    {TransactionState::proposed, "proposed"},
    {TransactionState::unapplied, "unapplied"},
    {TransactionState::suspense, "suspense"},
    {TransactionState::not_ar, "not_ar"},
    {TransactionState::returned, "returned"},
}};

}  // namespace

std::string_view to_string(ItemKind kind) { return spell(kItemKinds, kind); }
std::string_view to_string(ItemState state) { return spell(kItemStates, state); }
std::string_view to_string(TransactionState state) { return spell(kTransactionStates, state); }

Result<ItemKind> parse_item_kind(std::string_view text) {
  return read(kItemKinds, "item kind", text);
}
Result<ItemState> parse_item_state(std::string_view text) {
  return read(kItemStates, "item state", text);
}
Result<TransactionState> parse_transaction_state(std::string_view text) {
  return read(kTransactionStates, "transaction state", text);
}

}  // namespace saldo::model
