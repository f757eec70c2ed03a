#include "model/keys.hpp"

#include <cstdint>

#include "model/text.hpp"

namespace saldo::model {
namespace {

// Latin-1 Supplement from U+00C0 on and Latin Extended-A (U+0100–U+017F): each letter as banks that
// know only ASCII write it, in upper case. German practice for umlauts; '-' is nothing.
constexpr std::string_view kLatin1[] = {"A",  "A", "A", "A", "AE", "A", "AE", "C", "E",  "E", "E",
                                        "E",  "I", "I", "I", "I",  "D", "N",  "O", "O",  "O", "O",
                                        "OE", "",  "O", "U", "U",  "U", "UE", "Y", "TH", "SS"};
constexpr std::string_view kExtendedA =
    "AAAAAACCCCCCCCDDDDEEEEEEEEEEGGGGGGGGHHHHIIIIIIIIIIIIJJKKKLLLLLLLLLLNNNNNNNNNOOOOOOOORRRRRRSSSS"
    "SS"
    "SSTTTTTTUUUUUUUUUUUUWWYYYZZZZZZS";

/// Reads the two-byte UTF-8 sequences U+0080–U+07FF at `at`; 0 for anything else.
std::uint32_t two_byte_letter(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0xC2 || lead > 0xDF || at + 1 >= text.size()) return 0;
  const auto trail = static_cast<unsigned char>(text[at + 1]);
  if ((trail & 0xC0) != 0x80) return 0;
  return (lead & 0x1Fu) << 6 | (trail & 0x3Fu);
}

std::string ascii_of(std::uint32_t letter) {
  if (letter == 0xFF) return "Y";
  if (letter >= 0xC0 && letter <= 0xFE) {
    // Lower case stands 0x20 after upper case, but for ß and ÷, which have no pair.
    const bool lower = letter >= 0xE0;
    return std::string(kLatin1[letter - (lower ? 0xE0 : 0xC0)]);
  }
  if (letter >= 0x100 && letter < 0x100 + kExtendedA.size())
    return std::string(1, kExtendedA[letter - 0x100]);
  return {};
}

}  // namespace

std::string number_key(std::string_view number) {
  std::string key;
  for (const char c : number)
    if (is_alnum(c) && !(c == '0' && key.empty())) key += to_upper(c);
  return key;
}

std::string name_key(std::string_view name) {
  std::string key;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_alnum(name[i]))
      key += to_upper(name[i]);
    else if (const auto letter = two_byte_letter(name, i); letter != 0) {
      key += ascii_of(letter);
      ++i;
    }
  }
  return key;
}

}  // namespace saldo::model
