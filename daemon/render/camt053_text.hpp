#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Texts in elements of limited length, as camt.053 has them. Lengths are in characters. Pure.
namespace saldo::render::camt053 {

/// Without outer white space, which readers drop. What XML can't hold (control characters, broken
/// UTF-8) becomes U+FFFD.
std::string clean(std::string_view text);
/// Whether clean() replaces something.
bool holds_forbidden_characters(std::string_view text);

/// The length in bytes of the first `most` characters.
std::size_t bytes_of(std::string_view text, std::size_t most);

/// IBAN2007Identifier and BICFIDec2014Identifier.
bool is_iban(std::string_view text);
bool is_bic(std::string_view text);
/// Digits that the type Number holds.
bool is_number(std::string_view text);

/// The pieces of a text that come together again when they are joined by blanks. False when there
/// is no such cut; then it is cut where it must.
bool cut_at_blanks(std::string_view text, std::size_t most, std::vector<std::string>& pieces);

/// Remittance texts as elements. A reader joins a Ustrd of full length with the next one; so a text
/// of exactly that length must be followed by none, and what follows it becomes AddtlRmtInf.
struct Remittance {
  static constexpr std::size_t kLongest = 140;
  std::vector<std::string> unstructured, additional;
  std::string info;   ///< AddtlTxInf, for one text that can't be cut without losing a blank
  bool exact = true;  ///< false when a reader finds other texts
};
Remittance lay_out(const std::vector<std::string>& texts);

}  // namespace saldo::render::camt053
