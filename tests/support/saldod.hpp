#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "support/http.hpp"
#include "support/process.hpp"

namespace saldo::test {

/// How long a test waits for what should come; a loaded machine is slow, a hung daemon is a fault.
constexpr std::chrono::seconds kPatience{120};

/// A saldod of its own in a fresh folder, with the plugins of the build. Its log is printed when
/// the test that used it has failed.
class Saldod {
 public:
  /// Doesn't start it. The folder has `bank` and `erp` for files to be dropped.
  Saldod();
  ~Saldod();
  Saldod(const Saldod&) = delete;
  Saldod& operator=(const Saldod&) = delete;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path database() const { return folder_ / "saldo.db"; }

  /// Writes the configuration: where things are kept, and `rest`. Relative paths start at the
  /// folder. Plugins are also looked for in `folder()/plugins`.
  void configure(const std::string& rest);
  /// Starts it and waits until it answers. Throws when it ends instead.
  void start();
  /// Starts it and doesn't wait.
  void launch();
  /// Starts it and waits for its end; the exit code.
  int run_to_end();
  /// SIGTERM; the exit code.
  int stop();
  void kill() { process_.kill(); }
  Process& process() { return process_; }
  const Process& process() const { return process_; }
  bool answers() const;

  /// Requests that must succeed: anything but 200 throws.
  Reply get(const std::string& target) const;
  Reply post(const std::string& target, std::string_view body = {}) const;
  /// Nothing when the daemon went away.
  std::optional<Reply> ask(std::string_view method, const std::string& target,
                           std::string_view body = {}) const;

  /// Hands a document over; the answer.
  boost::json::object submit(const std::string& connector, const std::string& name,
                             std::string_view bytes) const;
  /// Waits for the run's end and gives the run.
  boost::json::object wait_for_run(std::int64_t run) const;
  boost::json::object sync(const std::string& connector) const;
  boost::json::object run(const std::string& job, const std::string& arguments = "{}") const;
  /// Waits until nothing is queued or running.
  void settle() const;

  std::vector<boost::json::object> rows(const std::string& view) const;
  /// Everything that tells what is in the book, without times and ids.
  std::string exported() const;
  /// What `verify` finds broken; empty when everything holds.
  std::string broken() const;
  std::string log() const;

 private:
  std::filesystem::path folder_;
  Process process_;
};

/// Connectors `bank` (camt, mt940) and `erp` (sap-idoc) on the folders of these names, for
/// Saldod::configure. `schedule` is their schedule's mapping, e.g. "{ watch: true }".
std::string two_connectors(const std::string& schedule = {});
inline constexpr const char* kReconcileJob =
    "jobs:\n  - { name: cash-application, kind: reconcile }\n";

std::string read_file(const std::filesystem::path& file);
/// A text of a row; empty when it has none of that name.
std::string text(const boost::json::object& row, std::string_view name);
std::int64_t number(const boost::json::object& row, std::string_view name);

}  // namespace saldo::test
