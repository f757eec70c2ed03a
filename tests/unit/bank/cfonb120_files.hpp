#pragma once

#include "bank_testing.hpp"

/// Files of CFONB 120 for tests, whose balances are right unless a test asks for something else.
namespace saldo::bank_testing {

inline std::string fill(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

/// 14 characters, of which the last carries the sign.
inline std::string overpunched(std::int64_t minor) {
  auto digits = std::to_string(minor < 0 ? -minor : minor);
  digits.insert(0, 14 - digits.size(), '0');
  char& last = digits.back();
  last = (minor < 0 ? "}JKLMNOPQR" : "{ABCDEFGHI")[last - '0'];
  return digits;
}

struct CfonbEntry {
  std::string day = "060126", value = "060126", operation = "05", internal = "9162";
  std::string rejected = "  ", label = "VIR SEPA", number = "0000000", reference = {};
};

/// One document, written record by record.
class CfonbFile {
 public:
  std::string end = "\n";  ///< of each record
  std::string bank = "20041", branch = "01005", currency = "EUR", decimals = "2",
              account = "0500013M026";

  CfonbFile& record(const std::string& text) {
    text_ += text + end;
    return *this;
  }
  CfonbFile& begin(std::int64_t opening = 0, const std::string& day = "050126") {
    balance_ = opening;
    return record(balance("01", day));
  }
  CfonbFile& entry(std::int64_t minor, const CfonbEntry& e = {}) {
    balance_ += minor;
    return record("04" + bank + e.internal + branch + currency + decimals + " " + account +
                  e.operation + e.day + e.rejected + e.value + fill(e.label, 33) + e.number + "00" +
                  overpunched(minor) + fill(e.reference, 16));
  }
  CfonbFile& say(const std::string& qualifier, const std::string& info) {
    return record("05" + bank + "9162" + branch + currency + decimals + " " + account +
                  "05060126     " + fill(qualifier, 3) + fill(info, 72));
  }
  CfonbFile& close(const std::string& day = "060126") { return record(balance("07", day)); }
  std::string balance(const std::string& code, const std::string& day) const {
    return code + bank + "    " + branch + currency + decimals + " " + account + "  " + day +
           fill({}, 50) + overpunched(balance_) + fill({}, 16);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::int64_t balance_ = 0;
};

}  // namespace saldo::bank_testing
