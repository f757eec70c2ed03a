#pragma once

#include "bai2/fields.hpp"

namespace saldo::bank::bai2 {

/// A figure of an account and where it stands.
struct Figure {
  std::int64_t minor = 0;
  Place at;
};

/// What an account says of itself before its details: record 03 with its continuations (88).
class AccountHeader {
 public:
  /// Throws Rejected: account.missing, amount.currency, type.invalid, amount.invalid,
  /// amount.range, number.invalid, funds.invalid, date.invalid.
  void begin(const Record& record, Currency default_currency);
  void go_on(const Record& record) { take(record); }

  const std::string& number() const { return number_; }
  Currency currency() const { return currency_; }
  std::optional<Figure> opening, closing, current;    ///< ledger balances: 010, 015, 030
  std::optional<Figure> total_credits, total_debits;  ///< 100, 400
  /// Sum of all figures as they stand, for the control total.
  std::int64_t sum() const { return sum_; }

 private:
  enum class Due { kNumber, kCurrency, kType, kAmount, kItems, kFunds, kFundsField };
  void take(const Record& record);
  void take_field(const Record& record, std::string_view field);
  void take_currency(const Record& record, std::string_view field);
  void take_amount(const Record& record, std::string_view field);
  void take_funds(const Record& record, std::string_view field);

  std::string number_;
  Currency currency_;
  Funds funds_;
  Due due_ = Due::kNumber;
  int type_ = 0;
  std::int64_t sum_ = 0;
};

}  // namespace saldo::bank::bai2
