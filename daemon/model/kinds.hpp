#pragma once

#include <string_view>

#include "base/result.hpp"

/// The kinds and states of records, as the store and JSON spell them.
namespace saldo::model {

enum class ItemKind {
  invoice,
  credit_memo,
  debit_memo,
  down_payment_request,
  payment,  ///< a payment on account
  dunning_charge,
  interest,
};

enum class ItemState { open, partly_paid, cleared, written_off };

enum class TransactionState {
  fresh,  ///< "new": nobody has looked at it
  applied,
  proposed,
  unapplied,  ///< on the account of a customer who is known
  suspense,   ///< the payer is unknown
  not_ar,     ///< isn't customers' money
  returned,
};

std::string_view to_string(ItemKind kind);
std::string_view to_string(ItemState state);
std::string_view to_string(TransactionState state);

/// The failure is `invalid` and lists what would have been understood.
Result<ItemKind> parse_item_kind(std::string_view text);
Result<ItemState> parse_item_state(std::string_view text);
Result<TransactionState> parse_transaction_state(std::string_view text);

}  // namespace saldo::model
