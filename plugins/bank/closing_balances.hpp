#pragma once

#include <map>
#include <string>

#include "saldo/records.hpp"

namespace saldo::bank {

/// With what each account's last statement in a document has closed, for the next one to open with.
/// Bounded: when there are too many accounts, all are forgotten.
class ClosingBalances {
 public:
  static constexpr std::size_t kAccountsMax = 4096;

  /// Null if no statement of the account is known.
  const Balance* find(const std::string& account) const {
    const auto found = last_.find(account);
    return found == last_.end() ? nullptr : &found->second;
  }
  void set(const std::string& account, const Balance& closing) {
    if (last_.size() >= kAccountsMax) clear();
    last_.insert_or_assign(account, closing);
  }
  /// A statement was set aside: nothing is known about what follows it.
  void clear() { last_.clear(); }

 private:
  std::map<std::string, Balance> last_;
};

}  // namespace saldo::bank
