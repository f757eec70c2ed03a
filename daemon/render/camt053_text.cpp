#include "render/camt053_text.hpp"

#include <algorithm>

#include "saldo/text.hpp"

namespace saldo::render::camt053 {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kInfoLength = 500;

struct Character {
  std::size_t length = 1;  ///< of a byte that isn't UTF-8, too
  bool allowed = false;    ///< in XML
};

Character character_at(std::string_view text, std::size_t i) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data()) + i;
  const std::size_t n = text::impl::sequence_length(p, text.size() - i);
  if (n == 0) return {};
  const bool control = n == 1 && *p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r';
  const bool none = n == 3 && p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE;  // U+FFFE, U+FFFF
  return {n, !control && !none};
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper_or_digit(char c) { return is_upper(c) || is_digit(c); }

std::vector<std::string> cut(std::string_view text, std::size_t most) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const std::size_t n = bytes_of(text, most);
    pieces.emplace_back(text.substr(0, n));
    text.remove_prefix(n);
  }
  return pieces;
}

bool is_full(std::string_view text) {
  return text.size() >= Remittance::kLongest &&
         text::count_characters(text) == Remittance::kLongest;
}

/// The texts that a reader makes of Ustrd elements.
std::vector<std::string> read_back(const std::vector<std::string>& elements) {
  std::vector<std::string> texts;
  bool full = false;
  for (const std::string& element : elements) {
    const std::string_view value = text::trim(element);
    if (value.empty()) continue;
    if (full)
      texts.back() += value;
    else
      texts.emplace_back(value);
    full = is_full(value);
  }
  return texts;
}

std::vector<std::string> all_cut(const std::vector<std::string>& texts, std::size_t count) {
  std::vector<std::string> elements;
  for (std::size_t i = 0; i < count; ++i)
    for (std::string& piece : cut(texts[i], Remittance::kLongest))
      elements.push_back(std::move(piece));
  return elements;
}

bool fits_one(const std::string& text) {
  return text.size() <= Remittance::kLongest ||
         text::count_characters(text) <= Remittance::kLongest;
}

/// Puts the texts behind a full one into AddtlRmtInf. False when that doesn't bring them back.
bool split_behind_full(const std::vector<std::string>& texts, Remittance& out) {
  std::size_t kept = 0;
  while (kept < texts.size() && !is_full(cut(texts[kept], Remittance::kLongest).back())) ++kept;
  if (kept == texts.size()) return false;
  ++kept;
  const std::vector<std::string> head(texts.begin(), texts.begin() + static_cast<long>(kept));
  out.unstructured = all_cut(texts, kept);
  out.additional.assign(texts.begin() + static_cast<long>(kept), texts.end());
  // What begins with '?' may be taken for a bank's remark on the reference.
  return read_back(out.unstructured) == head &&
         std::ranges::all_of(out.additional, [](const std::string& text) {
           return fits_one(text) && !text.starts_with('?');
         });
}

}  // namespace

std::string clean(std::string_view text) {
  text = text::trim(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const Character c = character_at(text, i);
    out += c.allowed ? text.substr(i, c.length) : kReplacement;
    i += c.length;
  }
  return out;
}

bool holds_forbidden_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Character c = character_at(text, i);
    if (!c.allowed) return true;
    i += c.length;
  }
  return false;
}

std::size_t bytes_of(std::string_view text, std::size_t most) {
  std::size_t i = 0;
  for (std::size_t characters = 0; i < text.size(); ++i) {
    if (text::impl::is_continuation(static_cast<unsigned char>(text[i]))) continue;
    if (characters++ == most) break;
  }
  return i;
}

bool is_iban(std::string_view text) {
  if (text.size() < 5 || text.size() > 34) return false;
  if (!is_upper(text[0]) || !is_upper(text[1]) || !is_digit(text[2]) || !is_digit(text[3]))
    return false;
  return std::ranges::all_of(
      text.substr(4), [](char c) { return is_digit(c) || is_upper(static_cast<char>(c & ~0x20)); });
}

bool is_bic(std::string_view text) {
  return (text.size() == 8 || text.size() == 11) && std::ranges::all_of(text, is_upper_or_digit) &&
         is_upper(text[4]) && is_upper(text[5]);
}

bool is_number(std::string_view text) {
  constexpr std::size_t kDigits = 18;
  return text::all_digits(text) && text.size() <= kDigits;
}

bool cut_at_blanks(std::string_view text, std::size_t most, std::vector<std::string>& pieces) {
  bool clean_cut = true;
  while (text::count_characters(text) > most) {
    const std::size_t limit = bytes_of(text, most);
    std::size_t at = text.rfind(' ', limit);
    // Of several blanks in a row readers keep one.
    while (at != text.npos && at > 0 &&
           (text::is_space(text[at - 1]) || text::is_space(text[at + 1])))
      at = text.rfind(' ', at - 1);
    if (at == text.npos || at == 0) {
      clean_cut = false;
      pieces.emplace_back(text.substr(0, limit));
      text.remove_prefix(limit);
      continue;
    }
    pieces.emplace_back(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  if (!text.empty()) pieces.emplace_back(text);
  return clean_cut;
}

Remittance lay_out(const std::vector<std::string>& texts) {
  Remittance out;
  std::vector<std::string> cleaned;
  bool shorter = true;
  for (const std::string& text : texts) {
    out.exact = out.exact && !holds_forbidden_characters(text);
    if (std::string c = clean(text); !c.empty()) cleaned.push_back(std::move(c));
  }
  for (const std::string& text : cleaned) shorter = shorter && text.size() < Remittance::kLongest;
  if (shorter) {
    out.unstructured = std::move(cleaned);
    return out;
  }
  out.unstructured = all_cut(cleaned, cleaned.size());
  if (read_back(out.unstructured) == cleaned) return out;
  if (cleaned.size() == 1 && text::count_characters(cleaned[0]) <= kInfoLength) {
    out.unstructured.clear();
    out.info = cleaned[0];
    return out;
  }
  Remittance split;
  if (split_behind_full(cleaned, split)) {
    split.exact = out.exact;
    return split;
  }
  out.exact = false;
  return out;
}

}  // namespace saldo::render::camt053
