#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cli/daemon_client.hpp"
#include "cli/rows.hpp"

/// Job runs: start them, wait for them, look at them.
namespace saldo::cli {

/// Waits for runs and remembers how they ended. Shows progress on a terminal.
class RunWatch {
 public:
  explicit RunWatch(const Daemon& daemon) : daemon_(daemon) {}
  /// Returns the run when it has ended. A run that was waited for already isn't asked for again.
  const boost::json::object& wait(std::int64_t run);

 private:
  const Daemon& daemon_;
  std::map<std::int64_t, boost::json::object> ended_;
};

/// Whether the run came to its end without failing; if not, says why on stderr.
bool succeeded(const boost::json::object& run);

struct RunOptions {
  std::string socket, format;
  std::string job, as_of, idempotency_key;
  bool wait = false, dry_run = false;
};
int run_job(const RunOptions& options);

struct SyncOptions {
  std::string socket, format;
  std::vector<std::string> connectors;
  bool all = false, wait = false;
};
int sync(const SyncOptions& options);

struct RunsOptions {
  std::string socket, format;
  std::string run;  ///< empty: list them
  int limit = 50;
  bool follow = false;
};
int runs(const RunsOptions& options);

struct CancelOptions {
  std::string socket, format;
  std::string run;
};
int cancel(const CancelOptions& options);

/// A number as the user wrote it; `what` names it in the message.
std::int64_t parse_id(const std::string& text, const char* what);
/// The text of a day, checked; ends the verb when the calendar doesn't have it.
std::string parse_day(const std::string& text);

}  // namespace saldo::cli
