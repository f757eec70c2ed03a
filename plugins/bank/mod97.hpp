#pragma once

#include <string>
#include <string_view>

/// Check digits by modulus 97 (ISO 7064 MOD 97-10), in which letters stand for 10 to 35.
namespace saldo::bank {

/// The remainder, or -1 where there is a character that is neither a digit nor an upper-case
/// letter.
int mod97(std::string_view digits_and_letters);

/// True if country, length and check digits are those of an IBAN (ISO 13616).
bool is_iban(std::string_view s);
/// The IBAN of an account in its country's own form. `bban` has digits and letters only.
std::string make_iban(std::string_view country, std::string_view bban);

/// The creditor reference (ISO 11649, "RF18539007547034") that stands as a word of the text, in
/// electronic form; empty if there is none whose check digits hold.
std::string find_creditor_reference(std::string_view text);

/// True for a SEPA creditor identifier (EPC AT-02, "ES59ZZZX1234567L") whose check digits hold.
bool is_creditor_identifier(std::string_view s);

}  // namespace saldo::bank
