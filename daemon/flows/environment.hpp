#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "archive/archive.hpp"
#include "base/clock.hpp"
#include "config/config.hpp"
#include "connect/child.hpp"
#include "saldo/date.hpp"
#include "store/store.hpp"

/// The use cases: ingest, sync, reconcile, dun, export, verify. The only place where the pure
/// modules meet the world. Each is one function that a job or a request calls on a thread of its
/// own.
namespace saldo::flows {

/// What every use case works with. Shared by all threads; the pointers outlive the flows.
struct Environment {
  store::Store* store = nullptr;
  const archive::Archive* archive = nullptr;
  const Clock* clock = nullptr;
  std::shared_ptr<const config::Config> config;  ///< the version that a run started with
  connect::Observer observer;
  std::filesystem::path plugin_host;
  connect::MakeTransfers make_transfers;  ///< for sources and sinks that talk to servers
};

/// What a running use case may be told and tells.
struct RunControl {
  std::stop_token stop;
  std::function<void(std::int64_t done, std::int64_t total)> progress = [](auto, auto) {};
  std::int64_t run = 0;
};

/// How a use case ended, for the job queue.
struct RunOutcome {
  enum class End { done, failed, retry, cancelled };
  End end = End::done;
  bool changed = false;     ///< the book changed: jobs that come after have something to do
  std::string result_json;  ///< counts and money, for people
  std::string error;        ///< one sentence, unless done
  std::chrono::milliseconds retry_after{0};  ///< with retry; 0: the queue decides
};

}  // namespace saldo::flows
