#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saldo/sdk.hpp"

namespace saldo::mail {

struct ImapOptions {
  std::vector<std::string> folders;  ///< to take mails from
  bool move = true;                  ///< else mails stay and are marked as read
  std::string done, failed;          ///< folders to move to
  std::uint64_t largest_bytes = 0;
  std::int64_t poll_ns = 0;
};
/// Throws Stop(SALDO_E_CONFIG) naming option, value and remedy.
ImapOptions read_imap_options(const Host& host);

}  // namespace saldo::mail
