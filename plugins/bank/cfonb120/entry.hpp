#pragma once

#include "saldo/fixed_records.hpp"

namespace saldo::bank::cfonb120 {

/// An entry (04) and what its details (05) say about it.
class Entry {
 public:
  /// Record 04. Throws Rejected.
  void begin(const FixedRecord& record, Currency currency);
  /// Record 05. Its qualifier says what it is; what has none that is known is remittance. Never
  /// fails: `notes` gets a sentence about what couldn't be read.
  void add(const FixedRecord& record, std::vector<std::string>& notes);
  /// How many records 05 there were.
  std::size_t details() const { return details_; }
  /// The entry as a whole.
  Transaction& finish();

 private:
  struct Party {
    std::string name, ultimate, account;
  };
  void set(std::string& field, std::string_view value);
  void add_line(std::string_view text);
  void add_first_half(std::string_view text);
  void add_second_half(std::string_view text);
  void set_account(Party& party, const FixedRecord& record);
  void add_amount(const FixedRecord& record, std::vector<std::string>& notes);
  void add_return(std::string_view text);
  void settle_counterparty();

  Transaction t_;
  Party payer_, payee_;
  std::string payee_bank_, reference_;
  std::string half_;         // the first half (LCC) of a text that LC2 continues
  std::size_t half_at_ = 0;  // how many lines there were with it; 0 is none
  std::size_t details_ = 0;
};

}  // namespace saldo::bank::cfonb120
