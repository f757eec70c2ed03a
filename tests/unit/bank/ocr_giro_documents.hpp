#pragma once

#include "fixed_lines.hpp"

/// Builds synthetic files of Nets for the tests. Amounts are in øre.
namespace saldo::ocr_giro_documents {

using bank_testing::At;
using bank_testing::blank_padded;
using bank_testing::zero_padded;

inline std::string record(std::initializer_list<At> fields) {
  return bank_testing::fixed_line(80, fields, '0');
}
inline std::string start() { return record({{0, "NY0000100000808000500010001234"}}); }
inline std::string end(std::int64_t transactions, std::int64_t records, std::int64_t total) {
  return record({{0, "NY000089"},
                 {8, zero_padded(transactions, 8) + zero_padded(records, 8) +
                         zero_padded(total, 17) + "050126"}});
}
inline std::string assignment_start(const std::string& kind = "0900") {
  return record({{0, "NY" + kind + "20"}, {8, "001008566"}, {17, "0000007"}, {24, "15035500016"}});
}
inline std::string assignment_end(std::int64_t transactions, std::int64_t records,
                                  std::int64_t total, const std::string& kind = "0900") {
  return record({{0, "NY" + kind + "88"},
                 {8, zero_padded(transactions, 8) + zero_padded(records, 8) +
                         zero_padded(total, 17) + "050126050126050126"}});
}

/// Records 30 and 31 of a payment.
inline std::string payment(int number, std::int64_t amount, const std::string& kid,
                           const std::string& type = "10", const std::string& sign = "0") {
  const std::string key = zero_padded(number, 7);
  return record({{0, "NY09" + type + "30" + key + "0501260101" + "101464" + sign},
                 {32, zero_padded(amount, 17)},
                 {49, std::string(25 - kid.size(), ' ') + kid}}) +
         record({{0, "NY09" + type + "31" + key + "9636827194" + "099038562"},
                 {41, "040126"},
                 {47, "15035500024"}});
}
inline std::string text_record(int number, const std::string& message,
                               const std::string& type = "21") {
  return record({{0, "NY09" + type + "32" + zero_padded(number, 7) + blank_padded(message, 40)}});
}

/// Records 30, 31 and a 49 of a payment request.
inline std::string request(int number, std::int64_t amount, const std::string& kid) {
  const std::string key = zero_padded(number, 7);
  return record({{0, "NY212130" + key + "200126" + std::string(11, ' ')},
                 {32, zero_padded(amount, 17)},
                 {49, std::string(25 - kid.size(), ' ') + kid}}) +
         record({{0, "NY212131" + key + blank_padded("HANSEN", 35) +
                         blank_padded("INVOICE " + kid, 25)}}) +
         record({{0, "NY212149" + key + "40011" + blank_padded("Rent of January", 40)}});
}

inline std::int64_t lines_in(const std::string& s) { return std::count(s.begin(), s.end(), '\n'); }

/// An assignment of payments whose controls hold.
inline std::string assignment(const std::string& payments, std::int64_t transactions,
                              std::int64_t total, const std::string& kind = "0900") {
  return assignment_start(kind) + payments +
         assignment_end(transactions, lines_in(payments) + 2, total, kind);
}
inline std::string transmission(const std::string& assignments, std::int64_t transactions,
                                std::int64_t total) {
  return start() + assignments + end(transactions, lines_in(assignments) + 2, total);
}
inline std::string file(const std::string& payments, std::int64_t transactions, std::int64_t total,
                        const std::string& kind = "0900") {
  return transmission(assignment(payments, transactions, total, kind), transactions, total);
}

}  // namespace saldo::ocr_giro_documents
