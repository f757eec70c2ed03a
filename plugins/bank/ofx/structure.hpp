#pragma once

#include <string_view>

namespace saldo::bank::ofx {

/// What the reader knows by name. All else is passed over: vendors may add to every aggregate.
enum class Name {
  kOther,
  kDocument,       ///< OFX
  kSignOnSet,      ///< SIGNONMSGSRSV1
  kSignOn,         ///< SONRS
  kMessageSet,     ///< of bank, credit card and investment accounts
  kResponse,       ///< STMTTRNRS …
  kStatus,         ///< STATUS
  kStatement,      ///< STMTRS …
  kCurrency,       ///< CURDEF
  kAccount,        ///< BANKACCTFROM …
  kList,           ///< BANKTRANLIST
  kPendingList,    ///< BANKTRANLISTP
  kInvestments,    ///< INVTRANLIST
  kBankPart,       ///< INVBANKTRAN
  kFrom,           ///< DTSTART
  kTo,             ///< DTEND
  kTransaction,    ///< STMTTRN
  kPending,        ///< STMTTRNP
  kLedgerBalance,  ///< LEDGERBAL
};

/// The name of a tag. The three kinds of statements have the same names for what is the same.
Name name_of_tag(std::string_view tag);

/// True where the first may stand directly in the second.
bool may_stand_in(Name name, Name parent);

/// True for aggregates of unlimited size, whose parts are read one at a time.
bool is_outer(Name name);

/// True for what must never be passed over, wherever it stands.
inline bool holds_money(Name name) {
  return name == Name::kTransaction || name == Name::kPending || name == Name::kList ||
         name == Name::kPendingList || name == Name::kStatement || name == Name::kResponse;
}

}  // namespace saldo::bank::ofx
