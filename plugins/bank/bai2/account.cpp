#include "bai2/account.hpp"

#include "saldo/text.hpp"
#include "statement_proof.hpp"

namespace saldo::bank::bai2 {

void AccountHeader::begin(const Record& record, Currency default_currency) {
  *this = {};
  currency_ = default_currency;
  take(record);
}

void AccountHeader::take(const Record& record) {
  for (Fields fields(record.body); fields.more();) take_field(record, fields.next());
}

void AccountHeader::take_field(const Record& record, std::string_view field) {
  switch (due_) {
    case Due::kNumber:
      if (field.empty())
        throw record.fault("account.missing", "customer account number", field, "is missing");
      assign_text(number_, field, record.utf8);
      due_ = Due::kCurrency;
      return;
    case Due::kCurrency:
      return take_currency(record, field);
    case Due::kType:
      // A type code is never empty: banks put more commas than there are fields.
      if (field.empty()) return;
      type_ = read_type_code(record, field);
      due_ = Due::kAmount;
      return;
    case Due::kAmount:
      return take_amount(record, field);
    case Due::kItems:
      if (!field.empty() && !text::all_digits(field))
        throw record.fault("number.invalid", "item count", field, "is not a number");
      due_ = Due::kFunds;
      return;
    case Due::kFunds:
      return take_funds(record, field);
    case Due::kFundsField:
      funds_.take(record, field);
      if (!funds_.due()) due_ = Due::kType;
      return;
  }
}

void AccountHeader::take_currency(const Record& record, std::string_view field) {
  due_ = Due::kType;
  if (field.empty()) return;
  const auto currency = Currency::find(field);
  if (!currency)
    throw record.fault("amount.currency", "currency", field, "is not an ISO 4217 code");
  currency_ = *currency;
}

void AccountHeader::take_amount(const Record& record, std::string_view field) {
  due_ = Due::kItems;
  const auto amount = read_amount(record, "amount", field);
  if (!amount) return;
  const Place at = record.place_of(field);
  sum_ = checked_sum(sum_, *amount, at);
  const auto keep = [&](std::optional<Figure>& figure) {
    if (!figure) figure = {*amount, at};
  };
  switch (type_) {
    case 10:
      return keep(opening);
    case 15:
      return keep(closing);
    case 30:
      return keep(current);
    case 100:
      return keep(total_credits);
    case 400:
      return keep(total_debits);
    default:
      return;
  }
}

/// Some banks leave out the comma of an empty funds type at the end of a record.
void AccountHeader::take_funds(const Record& record, std::string_view field) {
  if (is_type_code(field)) {
    due_ = Due::kType;
    return take_field(record, field);
  }
  if (!funds_.begin(field))
    throw record.fault("funds.invalid", "funds type", field, "is none of 0, 1, 2, S, V, D, Z");
  due_ = funds_.due() ? Due::kFundsField : Due::kType;
}

}  // namespace saldo::bank::bai2
