#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* sap_entry();

/// Builds synthetic IDocs and decodes them.
namespace saldo::sap_testing {

inline std::string field(const std::string& name, const std::string& value) {
  return "<" + name + ">" + value + "</" + name + ">";
}
/// "QUALF=009 BELNR=4711" as fields, then `children`.
inline std::string segment(const std::string& name, const std::string& fields,
                           const std::string& children = "") {
  std::string out = "<" + name + " SEGMENT=\"1\">";
  std::size_t start = 0;
  while (start < fields.size()) {
    std::size_t end = fields.find(' ', start);
    if (end == std::string::npos) end = fields.size();
    const std::size_t equal = fields.find('=', start);
    std::string value = fields.substr(equal + 1, end - equal - 1);
    for (char& c : value)
      if (c == '_') c = ' ';
    out += field(fields.substr(start, equal - start), value);
    start = end + 1;
  }
  return out + children + "</" + name + ">";
}
inline std::string idoc(const std::string& message, const std::string& number,
                        const std::string& segments) {
  return "<IDOC BEGIN=\"1\">" + segment("EDI_DC40", "DOCNUM=" + number + " MESTYP=" + message) +
         segments + "</IDOC>\n";
}
inline std::string file(const std::string& root, const std::string& idocs) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + root + ">\n" + idocs + "</" + root +
         ">\n";
}
inline std::string customer(const std::string& segments) {
  return file("DEBMAS07", idoc("DEBMAS", "0000000000000001", segments));
}
inline std::string invoice(const std::string& segments) {
  return file("INVOIC02", idoc("INVOIC", "0000000001000000", segments));
}

inline Decoded decode(std::string_view document, std::size_t chunk = SIZE_MAX) {
  return TestHost(sap_entry(), "sap-idoc").decode(document, chunk);
}

/// The message without its place, which it must begin with.
inline std::string message_of(const Decoded& d) {
  const std::string where = "line " + std::to_string(d.error.place.line) + ", byte " +
                            std::to_string(d.error.place.offset) + ": ";
  const std::string message = d.error.message;
  return message.starts_with(where) ? message.substr(where.size()) : "no place in: " + message;
}

}  // namespace saldo::sap_testing
