#pragma once

#include <stdexcept>
#include <string>

namespace saldo::cli {

/// What `saldo` returns to the shell; part of its interface.
enum Exit : int {
  kDone = 0,
  kFailed = 1,       ///< the work failed, or a check found something
  kUsage = 2,        ///< wrong usage or configuration
  kUnreachable = 3,  ///< the daemon can't be reached
  kDenied = 4,       ///< the caller may not
};

/// Ends a verb with a sentence for the user; caught in main alone.
class Stop : public std::runtime_error {
 public:
  Stop(Exit its_code, const std::string& message) : std::runtime_error(message), code(its_code) {}
  Exit code;
};

}  // namespace saldo::cli
