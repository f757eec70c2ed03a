#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace saldo::receive {

/// Who may push to a receiver, with the secrets read. Immutable; any thread.
class Senders {
 public:
  /// Fails for a password that can't be read.
  static Result<Senders> of(const config::Receiver& receiver);

  struct Known {
    std::string name;
    std::vector<std::string> connectors;
  };
  /// The sender with these credentials: the value of the request's Authorization, and the common
  /// name of the certificate that was verified (empty: none was shown). Null when there is none.
  /// The time it takes doesn't tell how much of a password was right.
  const Known* find(std::string_view authorization, std::string_view common_name) const;

 private:
  struct Entry {
    Known known;
    std::string user, password, common_name;
  };
  std::vector<Entry> entries_;
};

}  // namespace saldo::receive
