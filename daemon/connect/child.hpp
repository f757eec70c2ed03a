#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connect/transfer.hpp"

/// Supervision of plugin processes. One Child is one saldo-plugin-host with one plugin instance.
namespace saldo::connect {

/// A directory that the child may use, named by the option that holds it.
struct DirectoryGrant {
  std::string option;
  std::filesystem::path path;
};

struct ChildLimits {
  std::chrono::milliseconds silence{30'000};      ///< no frame for so long: hung
  std::chrono::milliseconds cancel_grace{5'000};  ///< from Cancel to SIGTERM
  std::chrono::milliseconds term_grace{2'000};    ///< from SIGTERM to SIGKILL
  std::uint64_t address_space_bytes = 256u << 20;
};

/// What a component is configured with, by name.
using Options = std::vector<std::pair<std::string, std::string>>;

/// All that is needed to start a child.
struct Launch {
  std::string connector;  ///< names the instance in logs
  std::string component;  ///< which decoder, source or sink of the plugin
  std::filesystem::path library;
  Options options;
  std::vector<DirectoryGrant> directories;
  std::vector<Origin> origins;   ///< servers that it may talk to, through us
  MakeTransfers make_transfers;  ///< none: it may talk to nobody
  std::string time_zone = "UTC";
  ChildLimits limits;
};

/// What a call came to: the outcome classes of plugin.h, and what only the supervisor sees.
enum class Verdict {
  ok,
  retry,
  rejected,
  config,
  auth,
  cancelled,
  unsupported,
  limit,
  bug,         ///< the plugin said so itself, or gave an unknown status
  crashed,     ///< ended by a signal, or without finishing the call
  hung,        ///< silent for longer than the limit; ended by us
  misbehaved,  ///< broke the protocol; ended by us
};
std::string_view to_string(Verdict verdict);

struct Outcome {
  Verdict verdict = Verdict::ok;
  Failure failure;  ///< for every verdict but ok
  std::chrono::milliseconds retry_after{0};
  std::string crash_report;  ///< signal, call, last log lines; for crashed, hung, misbehaved

  bool ok() const { return verdict == Verdict::ok; }
  /// The child's process is gone; a new one is needed.
  bool child_lost() const { return verdict >= Verdict::crashed; }
};

struct DocumentOffer {
  std::string key, name, media_type;
};

/// What a child may ask for while a call runs. Called on the thread that made the call. A returned
/// Failure travels to the plugin as the failed host call.
class Requests {
 public:
  virtual ~Requests() = default;
  /// A batch of records as it came over the wire, already checked for form; read it with
  /// wire::RecordReader.
  virtual Result<void> records(std::string_view batch) = 0;
  /// The next bytes of the document being decoded; 0 at its end.
  virtual Result<std::size_t> read(std::span<char> buffer) = 0;
  /// A document that a source found, or that lies within the one being decoded.
  virtual Result<void> begin_document(const DocumentOffer& offer) = 0;
  virtual Result<void> write_document(std::string_view bytes) = 0;
  virtual Result<void> finish_document() = 0;
  virtual Result<void> checkpoint(std::string_view cursor) = 0;
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
};

/// Refuses everything; base for those who answer only some.
class NoRequests : public Requests {
 public:
  Result<void> records(std::string_view) override { return refused(); }
  Result<std::size_t> read(std::span<char>) override { return refused(); }
  Result<void> begin_document(const DocumentOffer&) override { return refused(); }
  Result<void> write_document(std::string_view) override { return refused(); }
  Result<void> finish_document() override { return refused(); }
  Result<void> checkpoint(std::string_view) override { return refused(); }
  void progress(std::uint64_t, std::uint64_t) override {}

 private:
  static Failure refused() {
    return {.kind = FailureKind::denied, .message = "this call doesn't offer that service"};
  }
};

/// Where a child's life is told; shared by all children, thread-safe.
struct Observer {
  const Clock* clock = nullptr;
  /// level as in plugin.h; the text is the child's own, one line, already rate-limited.
  std::function<void(std::string_view connector, unsigned level, std::string_view text)> log;
  std::function<void(std::string_view connector, std::string_view name, std::int64_t delta)> metric;
};

struct DecodeRequest {
  std::string name, media_type;
  std::uint64_t size = 0;
};

/// A message for a receiver.
struct Delivery {
  std::string_view idempotency_key, name, media_type, body;
};

/// One plugin process. Calls are made one at a time by one thread; cancel() may come from any.
class Child {
 public:
  /// Starts the process, lets it confine itself, load the plugin and create the instance. The host
  /// program is `host`; throws nothing.
  static Result<std::unique_ptr<Child>> start(const Launch& launch, const Observer& observer,
                                              const std::filesystem::path& host);
  virtual ~Child() = default;  ///< ends the process: destroy, then the ladder of limits

  /// Puts another component of the same plugin in the place of the one at hand.
  virtual Outcome become(const std::string& component, const Options& options) = 0;
  virtual Outcome check() = 0;
  virtual Outcome identify(std::string_view head, std::string_view name, int& score) = 0;
  virtual Outcome decode(const DecodeRequest& request, Requests& requests) = 0;
  virtual Outcome pull(std::string_view cursor, Requests& requests) = 0;
  virtual Outcome acknowledge(std::string_view key, bool posted) = 0;
  virtual Outcome wait(std::chrono::milliseconds timeout, bool& changed) = 0;
  virtual Outcome deliver(std::string_view idempotency_key, std::string_view name,
                          std::string_view media_type, std::string_view body,
                          std::string& receipt) = 0;
  /// deliver() in two halves. The message is handed over, and the plugin works on it until it asks
  /// for something; its answers come with finish_delivery(), which is the next call, or none
  /// follows. The body stands until then.
  virtual void begin_delivery(const Delivery& message) = 0;
  virtual Outcome finish_delivery(std::string& receipt) = 0;
  /// Asks the running call to stop, then ends the process by the ladder. Any thread.
  virtual void cancel(std::string_view reason) = 0;
  /// e.g. "landlock7+seccomp"; what the child reported in Hello.
  virtual std::string sandbox() const = 0;
  virtual int pid() const = 0;
};

}  // namespace saldo::connect
