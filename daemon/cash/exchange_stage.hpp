#pragma once

#include <optional>

#include "cash/decision.hpp"
#include "cash/findings.hpp"

namespace saldo::cash {

/// A payment as it stands in the currency of the items that it names (RULES §2.5).
struct Conversion {
  Payment payment;  ///< its amount in the items' currency
  std::string rate;
  bool by_bank = false;  ///< the message itself says both amounts
};

/// The currency of the items that a payment names, if none of what is open on them has its own.
std::optional<Currency> foreign_currency(const Findings& found, const Payment& payment);

/// The bank's applied rate counts; where the message doesn't say it, the configured one of the
/// value date. Nothing if there is neither.
std::optional<Conversion> convert(const Payment& payment, Currency to, const Findings& found,
                                  const ExchangeRates& rates);

/// Makes a decision on the converted payment one on the payment itself: what each item took of it,
/// the difference to the item's own rate, and the rest in the payment's currency.
Decision in_own_currency(Decision decision, const Conversion& conversion, const Payment& payment,
                         const Book& book, const ExchangeRates& rates);

/// A payment whose currency has no rate waits for a person, and so does one that `conversion`
/// leaves nothing of.
Decision hold_unconverted(const Payment& payment, Currency items, const Findings& found,
                          const std::optional<Conversion>& conversion);

}  // namespace saldo::cash
