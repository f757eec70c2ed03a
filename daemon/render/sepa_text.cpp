#include "render/sepa_text.hpp"

#include "saldo/text.hpp"

namespace saldo::render {

namespace {

constexpr std::string_view kPunctuation = " /-?:().,'+";

bool is_sepa(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') ||
         kPunctuation.find(c) != kPunctuation.npos;
}

/// What stands for U+00C0 to U+017F, separated by blanks.
constexpr std::string_view kLatin =
    "A A A A Ae A AE C E E E E I I I I D N O O O O Oe . O U U U Ue Y Th ss "
    "a a a a ae a ae c e e e e i i i i d n o o o o oe . o u u u ue y th y "
    "A a A a A a C c C c C c C c D d D d E e E e E e E e E e G g G g G g G g H h H h "
    "I i I i I i I i I i IJ ij J j K k k L l L l L l L l L l N n N n N n n N n O o O o O o OE oe "
    "R r R r R r S s S s S s S s T t T t T t U u U u U u U u U u U u W w Y y Y Z z Z z Z z s ";

std::string_view latin(char32_t c) {
  std::size_t begin = 0;
  for (char32_t i = 0xC0; i < c; ++i) begin = kLatin.find(' ', begin) + 1;
  return kLatin.substr(begin, kLatin.find(' ', begin) - begin);
}

/// The character behind a well-formed sequence of `n` bytes.
char32_t code_point(std::string_view s, std::size_t n) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  char32_t c = n == 1 ? byte(0) : byte(0) & (0xFFu >> (n + 1));
  for (std::size_t i = 1; i < n; ++i) c = (c << 6) | (byte(i) & 0x3Fu);
  return c;
}

std::string_view replacement(char32_t c) {
  if (c >= 0xC0 && c <= 0x17F) return latin(c);
  if (c == '&') return "+";
  if (c == 0xA0 || c == '\t' || c == '\n' || c == '\r') return " ";
  if (c == 0x2013 || c == 0x2014 || c == 0x2010 || c == 0x2011) return "-";
  if (c == 0x2018 || c == 0x2019 || c == '`' || c == 0xB4) return "'";
  if (c == 0x20AC) return "EUR";
  return ".";
}

std::size_t length_at(std::string_view text, std::size_t i) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data()) + i;
  const std::size_t n = text::impl::sequence_length(p, text.size() - i);
  return n == 0 ? 1 : n;
}

}  // namespace

std::string_view first_foreign_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_sepa(text[i])) return text.substr(i, length_at(text, i));
  return {};
}

std::string to_sepa_text(std::string_view text, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t n = length_at(text, i);
    if (n == 1 && is_sepa(text[i]))
      out += text[i];
    else if (n == 1 && static_cast<unsigned char>(text[i]) >= 0x80)
      out += '.';  // not UTF-8
    else
      out += replacement(code_point(text.substr(i), n));
    i += n;
  }
  const std::string_view trimmed = text::trim(out);
  return std::string(text::trim(trimmed.substr(0, most)));
}

}  // namespace saldo::render
