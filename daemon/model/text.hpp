#pragma once

#include <string>
#include <string_view>

/// ASCII only and independent of the locale: numbers and codes mean the same on every machine.
namespace saldo::model {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char to_upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool is_letter(char c) { return to_upper(c) >= 'A' && to_upper(c) <= 'Z'; }
constexpr bool is_alnum(char c) { return is_digit(c) || is_letter(c); }

/// Upper case, blanks dropped; all else stays, so that it can be refused.
inline std::string without_blanks(std::string_view text) {
  std::string s;
  for (const char c : text)
    if (c != ' ') s += to_upper(c);
  return s;
}

}  // namespace saldo::model
