#pragma once

#include <string>

/// CREMUL interchanges for tests.
namespace saldo::cremul_documents {

/// How many segments a text has. (Its data holds no released terminators.)
inline std::size_t count_segments(const std::string& text) {
  std::size_t n = 0;
  for (const char c : text) n += c == '\'' ? 1 : 0;
  return n;
}

/// A message around these bookings, with its counts.
inline std::string message_of(const std::string& bookings, std::size_t lines,
                              const std::string& type = "CREMUL") {
  const std::string body = "UNH+1+" + type +
                           ":D:96A:UN'BGM+435+M77'DTM+137:20260116:102'NAD+MR+00975945065'" +
                           bookings + "CNT+LI:" + std::to_string(lines) + "'";
  return body + "UNT+" + std::to_string(count_segments(body) + 1) + "+1'";
}

inline std::string interchange_of(const std::string& messages, int count = 1) {
  return "UNA:+,? 'UNB+UNOC:3+008:14+009:14+260116:1200+01001'" + messages + "UNZ+" +
         std::to_string(count) + "+01001'";
}

/// A file of one message with these bookings.
inline std::string file_of(const std::string& bookings, std::size_t lines) {
  return interchange_of(message_of(bookings, lines));
}

inline std::string booking(const std::string& amount, const std::string& payments,
                           const std::string& number = "1") {
  return "LIN+" + number + "'DTM+209:20260116:102'BUS++DO++230:25:124'MOA+349:" + amount +
         ":NOK'RFF+ACK:B" + number + "'FII+BF+86011117947'" + payments;
}

inline std::string payment(const std::string& amount, const std::string& more = "") {
  return "SEQ++1'FII+OR+15031234568'RFF+ACD:90010'MOA+143:" + amount + "'" + more;
}

}  // namespace saldo::cremul_documents
