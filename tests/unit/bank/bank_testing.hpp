#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "saldo/testing.hpp"

extern "C" const saldo_plugin* bank_entry();

/// What the tests of the bank's decoders share.
namespace saldo::bank_testing {

inline Decoded decode(const char* component, std::string_view document,
                      std::size_t chunk = SIZE_MAX) {
  return TestHost(bank_entry(), component).decode(document, chunk);
}
inline Decoded decode_leniently(const char* component, std::string_view document) {
  return TestHost(bank_entry(), component, {{"lenient", "true"}}).decode(document);
}

/// All records as text, for comparing whole results.
inline std::string lines_of(const Decoded& decoded) {
  std::string out;
  for (const auto& record : decoded.records)
    out += std::visit(
        [](const auto& r) {
          return std::to_string(r.at.line) + ":" + std::to_string(r.at.offset) + "\n" +
                 FieldLines::of(r) + "\n";
        },
        record);
  return out;
}

inline std::string held_of(const Decoded& d) {
  return std::string(d.error.held.currency) + " " +
         Money::format(d.error.held.units, d.error.held.scale);
}

/// The rule, or "ok".
inline std::string rule_of(const Decoded& d) {
  return d.status == SALDO_OK ? "ok" : std::string(d.error.rule);
}

}  // namespace saldo::bank_testing
