#pragma once

#include <algorithm>
#include <string>

#include "saldo/charsets.hpp"
#include "saldo/money.hpp"

/// Lockbox files for tests.
namespace saldo::bank_testing {

inline constexpr const char* kLockboxHead =
    "101ACMECORP  02100002192601060815\n"
    "2ACMECORP  0210000219          40008000801\n";

inline std::string digits(std::int64_t n, std::size_t width) {
  const std::string s = std::to_string(n);
  return std::string(width - s.size(), '0') + s;
}
inline std::string padded(std::string s, std::size_t width) {
  s.resize(width, ' ');
  return s;
}

inline std::string lockbox_header(const char* number = "0022222", const char* date = "260105") {
  return "5000000" + std::string(number) + date + "ACMECORP  0210000219\n";
}
inline std::string check_record(int batch, int item, std::int64_t cents,
                                const std::string& name = "BOB E SMITH") {
  return "6" + digits(batch, 3) + digits(item, 3) + digits(cents, 10) + "055002707" + "0012345555" +
         digits(1000 + item, 10) + "010226" + padded(name, 30) + "ACME CORP\n";
}
inline std::string invoice_record(int batch, int item, int sequence, bool last,
                                  const std::string& invoice, const std::string& paid = "") {
  return "4" + digits(batch, 3) + digits(item, 3) + "6" + digits(sequence, 2) + (last ? "9" : "0") +
         padded(invoice, 16) + paid + "\n";
}
inline std::string batch_total(int batch, int checks, std::int64_t cents,
                               const char* number = "0022222") {
  return "7" + digits(batch, 3) + "000" + number + "260105" + digits(checks, 3) +
         digits(cents, 10) + "\n";
}
inline std::string deposit_total(int checks, std::int64_t cents) {
  return "8000000"
         "0022222"
         "260105" +
         digits(checks, 4) + digits(cents, 10) + "\n";
}
/// Head, what is given, and the count of records.
inline std::string lockbox_file(const std::string& records) {
  const std::string file = kLockboxHead + records;
  return file + "9" + digits(std::count(file.begin(), file.end(), '\n') + 1, 6) + "\n";
}

/// EBCDIC as in the United States.
inline std::string to_ibm037(const std::string& ascii) {
  std::string out;
  for (const char c : ascii)
    for (int byte = 0; byte < 256; ++byte)
      if (text::impl::kIbm037[byte] == static_cast<unsigned char>(c)) {
        out += static_cast<char>(byte);
        break;
      }
  return out;
}

/// Records of one width without line ends.
inline std::string in_pieces(const std::string& lines, std::size_t width) {
  std::string out;
  for (std::size_t at = 0, end = 0; at < lines.size(); at = end + 1) {
    end = lines.find('\n', at);
    out += padded(lines.substr(at, end - at), width);
  }
  return out;
}

}  // namespace saldo::bank_testing
