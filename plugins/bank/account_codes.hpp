#pragma once

#include <string>
#include <string_view>

/// Codes of accounts, banks and creditors, in electronic form: upper case without blanks. Formats
/// that have no field of its own for an IBAN put it where the account number stands.
namespace saldo::bank {

/// The remainder by 97 (ISO 7064 MOD 97-10), in which letters stand for 10 to 35; -1 where there is
/// a character that is neither a digit nor an upper-case letter.
int mod97(std::string_view digits_and_letters);
/// True if the two characters behind the first two are check digits of the whole (ISO 7064), as in
/// IBAN, RF reference and SEPA creditor identifier: `head` has four characters.
bool check_digits_hold(std::string_view head, std::string_view body);

/// ISO 13616: the form of an IBAN, whatever its check digits say.
bool has_iban_form(std::string_view account);
/// The form of an IBAN, and its check digits hold.
bool is_iban(std::string_view account);
/// The IBAN of an account in its country's own form. `bban` has digits and letters only.
std::string make_iban(std::string_view country, std::string_view bban);

/// True for the form of a BIC (ISO 9362).
bool is_bic(std::string_view text);

/// True for a SEPA creditor identifier (EPC AT-02, "ES59ZZZX1234567L") whose check digits hold.
bool is_creditor_identifier(std::string_view text);

}  // namespace saldo::bank
