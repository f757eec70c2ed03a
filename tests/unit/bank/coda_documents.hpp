#pragma once

#include <vector>

#include "fixed_lines.hpp"

/// Builds synthetic CODA files for the tests. Amounts are in cents.
namespace saldo::coda_documents {

using bank_testing::At;
using bank_testing::fixed_line;
using bank_testing::zero_padded;

inline constexpr const char* kAccount = "BE68539007547034";

inline std::string record(std::initializer_list<At> fields) { return fixed_line(128, fields); }
inline std::string sign_of(std::int64_t cents) { return cents < 0 ? "1" : "0"; }
inline std::string amount_of(std::int64_t cents) {
  return zero_padded(cents < 0 ? -cents : cents, 14) + "0";
}

inline std::string header(const std::string& version = "2", const std::string& duplicate = " ") {
  return record({{0, "0000005012630005"},
                 {16, duplicate},
                 {24, "FILEREF001"},
                 {34, "ACME BELGIUM NV"},
                 {60, "KREDBEBB"},
                 {71, "00403019261"},
                 {83, "00000"},
                 {127, version}});
}
inline std::string old_balance(std::int64_t cents, const std::string& account = kAccount,
                               const std::string& structure = "2") {
  return record({{0, "1" + structure + "005"},
                 {5, account},
                 {structure == "0" ? 18u : 39u, "EUR"},
                 {42, sign_of(cents) + amount_of(cents) + "040126"},
                 {64, "ACME BELGIUM NV"},
                 {90, "KBC-Bedrijfsrekening"},
                 {125, "007"}});
}
inline std::string new_balance(std::int64_t cents, const std::string& account = kAccount,
                               const std::string& link = "0") {
  return record({{0, "8005"},
                 {4, account},
                 {38, "EUR"},
                 {41, sign_of(cents) + amount_of(cents) + "050126"},
                 {127, link}});
}
inline std::string message(const std::string& text) {
  return record({{0, "4 00010000"}, {32, text}, {127, "0"}});
}
inline std::string trailer(std::int64_t records, std::int64_t debit, std::int64_t credit,
                           const std::string& next = "2") {
  return record({{0, "9"},
                 {16, zero_padded(records, 6)},
                 {22, amount_of(debit)},
                 {37, amount_of(credit)},
                 {127, next}});
}

struct Movement {
  int sequence = 1, detail = 0;
  std::int64_t cents = 0;
  std::string code = "00150000";
  bool structured = false;
  std::string text1{}, text2{}, text3{};
  std::string customer{}, account{}, name{}, returned{};  // returned: kind and reason
  /// Information records: what stands from column 40 of 3.1, led by its structure code.
  std::vector<std::string> information{};
  std::string reference = "BANKREF-0001";
};

inline std::string key_of(const Movement& m, int detail) {
  return zero_padded(m.sequence, 4) + zero_padded(detail, 4);
}

inline std::string movement(const Movement& m) {
  const bool has3 = !m.account.empty() || !m.name.empty() || !m.text3.empty();
  const bool has2 = has3 || !m.text2.empty() || !m.customer.empty() || !m.returned.empty();
  const std::string key = key_of(m, m.detail), link = m.information.empty() ? "0" : "1";
  std::string out = record({{0, "21" + key},
                            {10, m.reference},
                            {31, sign_of(m.cents) + amount_of(m.cents) + "050126" + m.code},
                            {61, m.structured ? "1" : "0"},
                            {62, m.text1},
                            {115, "0501260050"},
                            {125, has2 ? "1" : "0"},
                            {127, has2 ? "0" : link}});
  if (has2)
    out += record({{0, "22" + key},
                   {10, m.text2},
                   {63, m.customer},
                   {98, "GEBABEBB"},
                   {112, m.returned},
                   {125, has3 ? "1" : "0"},
                   {127, has3 ? "0" : link}});
  if (has3)
    out += record(
        {{0, "23" + key}, {10, m.account}, {47, m.name}, {82, m.text3}, {125, "0"}, {127, link}});
  for (std::size_t i = 0; i < m.information.size(); ++i)
    out += record({{0, "31" + key_of(m, m.detail + 1 + static_cast<int>(i))},
                   {10, m.reference},
                   {31, m.code},
                   {39, m.information[i]},
                   {125, "0"},
                   {127, i + 1 < m.information.size() ? "1" : "0"}});
  return out;
}

inline std::int64_t lines_in(const std::string& text) {
  return std::count(text.begin(), text.end(), '\n');
}

/// A statement whose controls hold.
inline std::string statement(std::int64_t opening, const std::vector<Movement>& movements,
                             const std::string& next = "2") {
  std::string body;
  std::int64_t debit = 0, credit = 0;
  for (const Movement& m : movements) {
    body += movement(m);
    if (m.detail == 0) (m.cents < 0 ? debit : credit) += m.cents < 0 ? -m.cents : m.cents;
  }
  return header() + old_balance(opening) + body + new_balance(opening + credit - debit) +
         trailer(lines_in(body) + 2, debit, credit, next);
}

}  // namespace saldo::coda_documents
