#pragma once

#include "camt/fields.hpp"

/// Elements that the payment initiation messages share.
namespace saldo::bank::pain {

using camt::Fields;
using camt::Node;

/// The name of a party, which since version 09 of some messages stands in Pty.
std::string read_name(Fields& fields, Node party);

struct Account {
  std::string iban, number;
};
Account read_account(Fields& fields, Node account);

std::string read_bic(Fields& fields, Node agent);

/// Code or Prtry of a choice.
std::string read_code(Fields& fields, Node choice);

/// Creditor identifier of a direct debit scheme, of whatever scheme.
std::string read_scheme_id(Fields& fields, Node creditor_scheme);

/// A date, or a choice of Dt and DtTm.
Date read_date(Fields& fields, Node node);

/// Free text, document numbers, and the first structured reference apart from them.
void read_remittance(Fields& fields, Node rmt_inf, std::string& creditor_reference,
                     std::vector<std::string>& remittance);

/// InstdAmt, or the equivalent amount in the account's currency; nothing if there is neither.
std::optional<Money> read_amount(Fields& fields, Node amt);

/// Sums of amounts whatever their currencies, as CtrlSum has them.
class ControlSum {
 public:
  /// Throws Rejected("amount.range").
  void add(const Money& amount, Place at);
  /// True if `text` is this sum as a decimal number.
  bool is(std::string_view text) const;
  /// "12.5" and "12.50" are the same sum; this has at least two decimals.
  std::string to_string() const;

 private:
  static constexpr int kDecimals = 4;  // no currency has more
  std::int64_t sum_ = 0;
};

}  // namespace saldo::bank::pain
