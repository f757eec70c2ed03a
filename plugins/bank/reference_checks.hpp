#pragma once

#include <string>
#include <string_view>

/// Check digits of payment references. They are evidence, never a
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

/// The creditor reference (ISO 11649, "RF18539007547034") that stands as a word of the text, in
/// electronic form; empty if there is none whose check digits hold.
std::string find_creditor_reference(std::string_view text);

}  // namespace saldo::bank
