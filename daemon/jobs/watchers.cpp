#include "jobs/watchers.hpp"

#include "base/chance.hpp"
#include "connect/backoff.hpp"
#include "flows/sync.hpp"
#include "saldo/plugin.h"

namespace saldo::jobs {

namespace {

constexpr std::chrono::minutes kWatchTime{10};
constexpr std::chrono::seconds kSyncTime{30};
constexpr std::chrono::seconds kUnsettledPause{5};

/// Sleeps until the time is up or the thread is asked to stop.
void pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

Watchers::Watchers(Jobs& jobs, flows::Environment environment)
    : jobs_(jobs), environment_(std::move(environment)) {
  for (const config::Connector& c : environment_.config->connectors)
    if (c.schedule.watch && c.source)
      threads_.emplace_back([this, &c](const std::stop_token& stop) { watch(c, stop); });
}

Watchers::~Watchers() {
  for (std::jthread& thread : threads_) thread.request_stop();
}

void Watchers::watch(const config::Connector& connector, const std::stop_token& stop) {
  flows::Watch source(environment_, connector);
  connect::CrashCounter crashes;
  unsigned failures = 0;
  while (!stop.stop_requested()) {
    const auto seen = source.wait(kWatchTime, stop);
    if (stop.stop_requested()) return;
    if (seen == flows::Watch::Seen::broken) {
      if (crashes.crashed(environment_.clock->now())) {
        environment_.observer.log(connector.name, SALDO_LOG_ERROR,
                                  "the source failed five times in ten minutes and is not watched "
                                  "any more; mend its configuration and reload saldod");
        return;
      }
      pause(connect::backoff_delay(failures++, chance()), stop);
      continue;
    }
    failures = 0;
    if (seen == flows::Watch::Seen::nothing) continue;
    const auto run = jobs_.sync(connector.name, "change", "saldod");
    if (!run) return;
    std::optional<store::Run> ended;
    do {
      ended = jobs_.wait(run->id, kSyncTime);
    } while (ended && !ended->ended() && !stop.stop_requested());
    // What is still there after a sync couldn't be taken yet; looking again at once would spin.
    if (!ended || !ended->changed) pause(kUnsettledPause, stop);
  }
}

}  // namespace saldo::jobs
