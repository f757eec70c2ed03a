#pragma once

#include <array>

#include "saldo/money.hpp"
#include "saldo/records.hpp"
#include "tito/records.hpp"

namespace saldo::bank::tito {

/// What a period's entries come to, by their type: 1 deposits, 2 withdrawals, 3 and 4 corrections
/// of them.
class Turnover {
 public:
  /// `payments` is how many a summary entry stands for, if it says.
  void add(char type, const Money& amount, Place at);
  void add_payments(char type, std::int64_t payments);

  /// Whether T50 says this. Banks count a summary entry as one or as its payments, and corrections
  /// apart (T51), with what they correct, or by where their money goes. Throws
  /// Rejected("statement.total") where nothing fits.
  void check(const FixedRecord& record, Currency currency) const;

 private:
  struct Side {
    std::int64_t entries = 0, payments = 0, minor = 0;
  };
  enum class Corrections { kApart, kWithTheirs, kByDirection };
  Side side(std::size_t type, Corrections how) const;

  std::array<Side, 4> sides_{};
};

}  // namespace saldo::bank::tito
