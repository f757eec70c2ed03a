#pragma once

#include <map>
#include <optional>
#include <string>

#include "saldo/records.hpp"

namespace saldo::bank {

/// The statements of one document by account: each must go on where the one before ended. Across
/// documents the book looks after that. Remembers a bounded number of accounts.
class StatementChain {
 public:
  /// A sentence when the account's statement before closed with something else than this one opens
  /// with; else nothing.
  std::optional<std::string> follow(const Statement& statement);
  /// The account's statement at hand was refused: nothing is known of how it ended.
  void forget(const Statement& statement);

 private:
  static constexpr std::size_t kAccounts = 4096;
  struct End {
    Money closing;
    std::string name, sequence;
  };
  std::map<std::string, End> ends_;
};

}  // namespace saldo::bank
