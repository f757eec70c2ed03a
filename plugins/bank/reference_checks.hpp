#pragma once

#include <string_view>

/// Check digits of payment references and accounts. For references they are evidence, never a
/// filter: payers mistype, banks pass on what they got, and test files carry invented digits.
namespace saldo::bank {

/// Belgian structured communication (VCS/OGM) or BBAN: twelve digits, the last two of which are the
/// first ten modulo 97, or 97 where that is 0.
bool belgian_check_holds(std::string_view digits);

/// Finnish reference number (viite): weights 7, 3, 1 from the right, the last digit fills up to the
/// next ten.
bool finnish_check_holds(std::string_view digits);

/// Modulus 10 (Luhn), as of Norwegian KID and Swedish OCR references.
bool modulus10_holds(std::string_view digits);

/// Modulus 11 with weights 2 to 7, as of Norwegian KID; the check digit 10 is written "-".
bool modulus11_holds(std::string_view digits);

/// ISO 13616: the form of an IBAN, whatever its check digits say.
bool has_iban_form(std::string_view account);
/// ISO 13616: the form of an IBAN, and its check digits hold.
bool iban_check_holds(std::string_view account);

}  // namespace saldo::bank
