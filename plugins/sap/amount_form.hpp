#pragma once

#include <map>
#include <string>
#include <string_view>

#include "saldo/money.hpp"
#include "saldo/sdk.hpp"

namespace saldo::sap {

/// How a system writes amounts. SAP keeps each with two decimals, whatever its currency has, and
/// with others than ISO 4217 for some currencies (table TCURX): 118000 yen are 1180.00 there, and
/// so are 118000 forints. A sender that forgets to convert is a hundred times wrong.
struct AmountForm {
  bool internal = false;  ///< amounts are written as they are kept
  /// SAP's decimals by currency, where its table isn't the one that it is delivered with.
  std::map<std::string, int, std::less<>> decimals;

  int decimals_of(Currency currency) const;
  /// The amount that digits with an optional sign in front mean. Throws FormatError for what is no
  /// amount of the currency, and for what could be either form.
  Money read(std::string_view digits, Currency currency) const;
};

/// The options `decimals` and `currency_decimals`. Throws Stop(CONFIG).
AmountForm amount_form_of(const Host& host);

/// The rule that a FormatError of AmountForm::read breaks, and what is wrong with the amount.
struct AmountFault {
  const char* rule;
  std::string why;
};
AmountFault amount_fault(const FormatError& error, Currency currency);

}  // namespace saldo::sap
