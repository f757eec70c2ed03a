#pragma once

#include <string>

#include "support/documents.hpp"
#include "support/saldod.hpp"

namespace saldo::test {

/// A running saldod with a bank and an ERP, two customers, an invoice of 1,190.00 EUR, and what
/// tests of refusals ask of it.
class Desk {
 public:
  Desk();

  const Saldod& saldod() const { return saldod_; }
  Saldod& saldod() { return saldod_; }
  /// Hands it over and waits until saldo is done with it.
  std::int64_t submit(const std::string& connector, const std::string& name,
                      std::string_view bytes);
  /// The refusal of a document; empty when it wasn't refused.
  boost::json::object refusal(std::int64_t document) const;
  /// Hands a document over that must be refused by this rule: with a message, at a place, with
  /// nothing of it in the book, and a good one behind it posted.
  boost::json::object expect_refused(const std::string& connector, const std::string& name,
                                     std::string_view bytes, const std::string& rule,
                                     bool has_place = true);
  /// Posts one more good statement; its transactions are in the book when this returns.
  void expect_good_statement_posted();

 private:
  Saldod saldod_;
  int statements_ = 0;
};

/// `text` with the first `from` replaced; `from` must be there.
std::string with(std::string text, const std::string& from, const std::string& to);

}  // namespace saldo::test
