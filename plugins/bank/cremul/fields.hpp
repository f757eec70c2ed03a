#pragma once

#include <optional>

#include "edifact/segment.hpp"

/// Values of the segments that CREMUL, and its relatives, carry.
namespace saldo::bank::cremul {

using edifact::Segment;

/// MOA: an amount with its qualifier. The currency is `fallback` where the segment names none.
struct Amount {
  std::string qualifier;
  Money money;
  Place at;
};
/// Throws Rejected: amount.invalid, amount.range, amount.currency.
Amount read_amount(const Segment& moa, Currency fallback);

/// The date of a DTM in the forms 101, 102, 203 and 204. Throws Rejected("date.invalid").
Date read_date(const Segment& dtm);

/// FII: an account and its bank.
struct Account {
  std::string iban, number, name, bic, bank;
  Currency currency;
};
/// Throws Rejected("amount.currency").
Account read_account(const Segment& fii);

/// The name in a NAD: structured, or the first of its unstructured lines.
std::string read_name(const Segment& nad);

}  // namespace saldo::bank::cremul
