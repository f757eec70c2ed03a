#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "flows/environment.hpp"
#include "store/runs.hpp"

/// The durable queue at work: claims runs, carries them out on worker threads, retries, and starts
/// what comes after. One run of a job at a time. What a dying process had not finished is queued
/// again by the next one.
namespace saldo::jobs {

struct Progress {
  std::int64_t done = 0, total = 0;
};

/// Thread-safe.
class Jobs {
 public:
  /// `environment` is asked at the beginning of each run, so a run keeps its configuration.
  Jobs(store::Store& store, const Clock& clock, std::function<flows::Environment()> environment);
  ~Jobs();

  /// Takes over what an earlier process left and starts `workers` threads.
  void start(int workers);
  /// Stops running work at its next safe point and gives it back to the queue. Idempotent.
  void stop();

  store::Run enqueue(const store::NewRun& run);
  /// Queues a run of a configured job. Fails with not_found for an unknown name.
  Result<store::Run> run_job(const std::string& job, const std::string& cause,
                             const std::string& actor, const std::string& arguments_json,
                             const std::string& idempotency_key = {});
  Result<store::Run> sync(const std::string& connector, const std::string& cause,
                          const std::string& actor);
  store::Run ingest(const std::string& connector, const std::string& cause,
                    const std::string& actor);

  /// Cancels a queued or running run; false when it has ended already.
  bool cancel(std::int64_t run, const std::string& actor);
  /// The run as it is when it has ended, or when the time is up or saldo stops.
  std::optional<store::Run> wait(std::int64_t run, std::chrono::milliseconds timeout);
  Progress progress(std::int64_t run) const;

  /// Queues every cron schedule that has come due since it was last served (once, however often it
  /// was missed) and returns when the next one is due.
  std::optional<Instant> serve_schedules();

 private:
  struct Running {
    std::stop_source stop;
    Progress progress;
    std::string cancelled_by;

    void cancel(const std::string& actor);
  };

  void work(const std::stop_token& stop);
  /// Waits for the next run; nothing when asked to stop.
  std::optional<store::Run> next_run(const std::stop_token& stop);
  std::optional<store::Run> claim(const std::stop_token& stop);
  void carry_out(const store::Run& run, Running& state);
  /// False, and logged, when the book can't take it now.
  bool settled(const store::Run& run, const flows::RunOutcome& outcome,
               const flows::Environment& environment);
  void settle(const store::Run& run, const flows::RunOutcome& outcome,
              const config::Config& config);
  void record(soci::session& sql, const store::Run& run, const Running& state,
              const flows::RunOutcome& outcome, const config::Config& config);
  void wake();

  store::Store& store_;
  const Clock& clock_;
  std::function<flows::Environment()> environment_;
  std::string owner_;

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t generation_ = 0;             // counts wake-ups, so that none is missed
  std::map<std::int64_t, Running> running_;  // claimed, and nothing recorded of how they end
  bool stopping_ = false;
  std::vector<std::jthread> workers_;
};

}  // namespace saldo::jobs
