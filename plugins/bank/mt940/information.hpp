#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mt940/fields.hpp"
#include "saldo/records.hpp"

/// :86: information to the account owner, in the dialects that banks write.
namespace saldo::bank::mt940 {

/// Reads one text after the other, reusing its memory.
class InformationReader {
 public:
  /// Fills in what the text of the field says about the transaction: parties, references,
  /// remittance. Never fails: what has no known form is remittance.
  ///
  /// Dialects: German (and Austrian, Polish, Romanian, Luxembourg) subfields "166?00…?20…?32…" with
  /// SEPA keywords EREF+ MREF+ SVWZ+; slash codes "/EREF/…/NAME/…/REMI/…" (Netherlands, SWIFT
  /// SEPA); free text.
  void read(const Field& field, Transaction& t);

 private:
  std::string_view in_known_form(const Field& field);
  bool read_subfields(std::string_view s, Transaction& t);

  Scratch other_form_;  // of the unwrapped text
  Scratch purpose_;     // subfields 20 to 29 and 60 to 63
  std::vector<std::string_view> others_;
};

/// The second line of :61: a counterparty's account, codes like /OCMT/, or text.
void read_supplementary(std::string_view text, Transaction& t);

/// :NS: numbered lines "15name": purpose 01 to 14, name 15 and 16, account 33 and 34.
void read_numbered_lines(std::string_view text, Transaction& t);

/// "/CODE/value/CODE/…", without line ends; false if it isn't of that form.
bool read_slash_codes(std::string_view unwrapped, Transaction& t);

/// "DE…": two letters, two digits, up to 30 letters and digits.
bool looks_like_iban(std::string_view s);
bool looks_like_bic(std::string_view s);
/// Puts an account where it belongs, if none is there yet.
void set_account(std::string_view account, std::string_view bank, Transaction& t);
void add_remittance(std::string_view text, Transaction& t);

}  // namespace saldo::bank::mt940
