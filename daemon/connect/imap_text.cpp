#include "connect/imap_text.hpp"

#include <algorithm>
#include <stdexcept>

#include "saldo/text.hpp"

namespace saldo::connect {

namespace {

constexpr std::uint64_t kNumberMax = 1ull << 60;

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

/// The numbers of IMAP have 32 bits, sizes may have more.
std::optional<std::uint64_t> number_at(std::string_view text) {
  std::uint64_t value = 0;
  std::size_t n = 0;
  for (; n < text.size() && text[n] >= '0' && text[n] <= '9'; ++n) {
    if (value > kNumberMax) return std::nullopt;
    value = value * 10 + static_cast<std::uint64_t>(text[n] - '0');
  }
  if (n == 0) return std::nullopt;
  return value;
}

std::size_t find_word(std::string_view text, std::string_view name) {
  const auto found = std::search(text.begin(), text.end(), name.begin(), name.end(),
                                 [](char a, char b) { return small(a) == small(b); });
  return found == text.end() ? text.npos : static_cast<std::size_t>(found - text.begin());
}

std::uint32_t code_point_at(std::string_view utf8, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(utf8[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::uint32_t c = length == 1 ? first : first & (0xFFu >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) c = (c << 6) | (byte(at + i) & 0x3Fu);
  at += length;
  return c;
}

/// Base64 of UTF-16, with ',' for '/' and without padding.
std::string shifted(const std::u16string& units) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";
  std::string out = "&";
  std::uint32_t bits = 0;
  int held = 0;
  for (const char16_t unit : units) {
    bits = (bits << 16) | unit;
    held += 16;
    for (; held >= 6; held -= 6) out += kDigits[(bits >> (held - 6)) & 0x3F];
    bits &= (1u << held) - 1;
  }
  if (held > 0) out += kDigits[(bits << (6 - held)) & 0x3F];
  return out + "-";
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) {
    return c >= '0' && c <= '9'                 ? c - '0'
           : small(c) >= 'a' && small(c) <= 'f' ? small(c) - 'a' + 10
                                                : -1;
  };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
    const int low = high >= 0 ? digit(text[i + 2]) : -1;
    out += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  return out;
}

}  // namespace

std::string imap_folder(std::string_view utf8) {
  if (utf8.empty() || text::find_invalid_utf8(utf8) != text::npos)
    throw std::invalid_argument("the folder's name isn't UTF-8");
  std::string out = "\"";
  std::u16string units;
  const auto flush = [&] {
    if (!units.empty()) out += shifted(units);
    units.clear();
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const std::uint32_t c = code_point_at(utf8, at);
    if (c < 0x20 || c == 0x7F)
      throw std::invalid_argument("the folder's name has a control character");
    if (c < 0x7F) {
      flush();
      if (c == '"' || c == '\\') out += '\\';
      out += static_cast<char>(c);
      if (c == '&') out += '-';
    } else if (c < 0x10000) {
      units += static_cast<char16_t>(c);
    } else {
      units += static_cast<char16_t>(0xD800 + ((c - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((c - 0x10000) & 0x3FF));
    }
  }
  flush();
  return out + '"';
}

std::optional<ImapTarget> parse_imap_target(std::string_view target) {
  if (!target.starts_with('/')) return std::nullopt;
  target.remove_prefix(1);
  ImapTarget out;
  const auto end = std::min(target.find(';'), target.size());
  out.folder = percent_decoded(target.substr(0, end));
  for (target.remove_prefix(end); !target.empty();) {
    target.remove_prefix(1);  // the semicolon
    const auto next = std::min(target.find(';'), target.size());
    const auto part = target.substr(0, next);
    target.remove_prefix(next);
    const auto equals = std::min(part.find('='), part.size());
    const auto value = part.substr(std::min(equals + 1, part.size()));
    const auto number = text::all_digits(value) ? number_at(value) : std::nullopt;
    if (!number || *number > UINT32_MAX) return std::nullopt;
    if (part.starts_with("UIDVALIDITY="))
      out.uidvalidity = static_cast<std::uint32_t>(*number);
    else if (part.starts_with("UID="))
      out.uid = static_cast<std::uint32_t>(*number);
    else
      return std::nullopt;
  }
  if (out.folder.empty()) return std::nullopt;
  return out;
}

std::string_view ImapResponse::kind() const {
  std::string_view rest = line;
  if (!rest.starts_with("* ")) return {};
  rest.remove_prefix(2);
  const auto digits = rest.find_first_not_of("0123456789");
  if (digits == 0 || digits == rest.npos || rest[digits] != ' ') return {};
  rest.remove_prefix(digits + 1);
  return rest.substr(0, rest.find(' '));
}

std::optional<std::uint64_t> literal_size(std::string_view line) {
  if (!line.ends_with('}')) return std::nullopt;
  const auto open = line.rfind('{');
  if (open == line.npos) return std::nullopt;
  auto digits = line.substr(open + 1, line.size() - open - 2);
  if (digits.ends_with('+')) digits.remove_suffix(1);
  return text::all_digits(digits) ? number_at(digits) : std::nullopt;
}

std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view name) {
  const std::string word = std::string(name) + " ";
  for (std::size_t from = 0; from < text.size();) {
    const auto at = find_word(text.substr(from), word);
    if (at == text.npos) return std::nullopt;
    const std::size_t begin = from + at;
    const char before = begin == 0 ? ' ' : text[begin - 1];
    if (before == ' ' || before == '(' || before == '[')
      return number_at(text.substr(begin + word.size()));
    from = begin + 1;
  }
  return std::nullopt;
}

bool has_imap_flag(std::string_view line, std::string_view flag) {
  const auto at = find_word(line, "FLAGS (");
  if (at == line.npos) return false;
  const auto end = std::min(line.find(')', at), line.size());
  std::string_view flags = line.substr(at + 7, end - std::min(end, at + 7));
  while (!flags.empty()) {
    const auto next = std::min(flags.find(' '), flags.size());
    const auto one = flags.substr(0, next);
    flags.remove_prefix(std::min(next + 1, flags.size()));
    if (one.size() == flag.size() && find_word(one, flag) == 0) return true;
  }
  return false;
}

}  // namespace saldo::connect
