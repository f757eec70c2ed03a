#include "norma43/entry.hpp"

#include "norma43/fields.hpp"
#include "norma43/layout.hpp"
#include "reference_checks.hpp"

namespace saldo::bank::norma43 {

namespace {

/// Common concepts (appendix 2 of the standard) that undo something.
constexpr std::string_view kReturned = "14", kCorrected = "98";

/// A reference; none where only zeros fill the field.
std::string_view reference(const FixedRecord& record, const Columns& c) {
  const std::string_view value = record.text(c);
  return value.find_first_not_of('0') == value.npos ? std::string_view() : value;
}

/// References 1 and 2 are often one payer's reference of 28 characters.
std::string references(const FixedRecord& record) {
  const std::string_view first = reference(record, kReference1);
  const std::string_view second = reference(record, kReference2);
  if (first.empty() || second.empty()) return text::collapse(first.empty() ? second : first);
  return text::collapse(record.raw(kReferences));
}

}  // namespace

Transaction read_entry(const FixedRecord& record, Currency currency) {
  Transaction t;
  t.at = record.at;
  t.booking_date = date(record, kBooked);
  t.value_date = date(record, kValue);
  if (t.booking_date.empty() && t.value_date.empty())
    throw record.fault("date.invalid", kBooked, "is not a day of the form YYMMDD");
  t.amount = signed_amount(record, kSign, kAmount, currency);
  t.status = t.amount->minor == 0 ? "info" : "booked";
  const std::string_view common = record.text(kCommonConcept);
  t.code_proprietary = common;
  if (const auto own = record.text(kOwnConcept); !own.empty())
    t.code_proprietary.append("/").append(own);
  t.reversal = common == kReturned || common == kCorrected;
  if (common == kReturned) t.return_text = "Devoluciones e impagados";
  t.bank_reference = reference(record, kDocument);
  t.customer_reference = references(record);
  t.creditor_reference = find_creditor_reference(t.customer_reference);
  return t;
}

}  // namespace saldo::bank::norma43
