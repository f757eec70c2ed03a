#pragma once

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <random>
#include <string>

#include "bank_testing.hpp"

/// Builds lines of fixed columns, and says what must hold for every decoder of such files.
namespace saldo::bank_testing {

struct At {
  std::size_t column;  ///< from 0
  std::string text;
};

/// A line of `width` characters, `fill` where no field stands.
inline std::string fixed_line(std::size_t width, std::initializer_list<At> fields,
                              char fill = ' ') {
  std::string line(width, fill);
  for (const At& field : fields) line.replace(field.column, field.text.size(), field.text);
  return line + "\n";
}

inline std::string zero_padded(std::int64_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - digits.size(), '0') + digits;
}
inline std::string blank_padded(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

/// What a decode says of money: each statement's sums, and what is set aside.
inline std::string sums_of(const Decoded& decoded) {
  std::string out;
  for (const Statement& s : decoded.statements())
    out += s.account_currency + " " + s.total_credit->to_string() + " " +
           s.total_debit->to_string() + "\n";
  for (const PaymentInstruction& p : decoded.of<PaymentInstruction>())
    out += p.amount->to_string() + "\n";
  return out;
}

/// The money of the whole document.
inline std::string money_of(const Decoded& decoded) {
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> sums;
  for (const Statement& s : decoded.statements()) {
    auto& [credit, debit] = sums[s.account_currency];
    credit += s.total_credit->minor;
    debit += s.total_debit->minor;
  }
  for (const PaymentInstruction& p : decoded.of<PaymentInstruction>())
    sums[std::string(p.amount->currency.code())].first += p.amount->minor;
  std::string out;
  for (const auto& [currency, both] : sums)
    out.append(currency)
        .append(" ")
        .append(std::to_string(both.first))
        .append(" ")
        .append(std::to_string(both.second));
  return out;
}

inline bool explains(const Decoded& decoded) {
  if (decoded.status == SALDO_OK) return !decoded.refusals().empty();
  return decoded.status == SALDO_E_REJECTED && decoded.error.rule[0] != '\0' &&
         decoded.error.message[0] != '\0';
}

inline void expect_same_in_pieces(const char* component, const std::string& document) {
  const std::string whole = lines_of(decode(component, document));
  EXPECT_NE(whole, "");
  for (const std::size_t chunk : {1, 2, 3, 100})
    EXPECT_EQ(lines_of(decode(component, document, chunk)), whole) << chunk;
}

/// Cut off anywhere, the document gives an error; only line ends and blanks may be missing.
inline void expect_every_cut_is_found(const char* component, const std::string& document) {
  const std::string whole = sums_of(decode(component, document));
  for (std::size_t n = 0; n < document.size(); ++n) {
    const Decoded cut = decode(component, document.substr(0, n));
    const bool loses = document.find_first_not_of(" \r\n", n) != document.npos;
    EXPECT_TRUE(loses ? explains(cut) : sums_of(cut) == whole) << component << " cut at byte " << n;
  }
}

/// A changed byte gives an error or changes no sum. `may_differ` are bytes that nothing proves.
inline void expect_every_change_is_found(const char* component, const std::string& document,
                                         std::initializer_list<std::size_t> may_differ = {}) {
  std::mt19937 random(7);
  const std::string whole = money_of(decode(component, document));
  for (std::size_t i = 0; i < document.size(); ++i) {
    if (std::find(may_differ.begin(), may_differ.end(), i) != may_differ.end()) continue;
    for (const char c : {'0', '1', '2', '3', '5', '8', '9', ' ', '-', 'M', '\n',
                         static_cast<char>(random() % 256)}) {
      std::string changed = document;
      changed[i] = c;
      const Decoded result = decode(component, changed);
      EXPECT_TRUE(explains(result) || money_of(result) == whole)
          << component << " byte " << i << " became " << static_cast<int>(c);
    }
  }
}

}  // namespace saldo::bank_testing
