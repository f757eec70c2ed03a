#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace soci {
class session;
}

/// The durable job queue: queued → running → done | failed | cancelled. Times are UTC.
namespace saldo::store {

struct Run {
  std::int64_t id = 0;
  std::string job;   ///< name of the connector or job
  std::string kind;  ///< sync | ingest, or the kind of a job
  std::string state;
  std::string cause;  ///< demand | cron | change | push | after | recovery
  std::string actor, arguments_json;
  int attempt = 0;
  std::int64_t progress_done = 0, progress_total = 0;
  bool changed = false;  ///< it changed the book
  std::string result_json, error;

  bool ended() const { return state != "queued" && state != "running"; }
};

struct NewRun {
  std::string job, kind, cause, actor;
  std::string arguments_json = "{}";
  std::string idempotency_key;  ///< empty: none
  Instant not_before{};
};

/// Queues a run. With a known idempotency key, the earlier run is returned instead. Without one, an
/// equal run that is still queued is returned: asking twice before it starts is asking once.
Run enqueue(soci::session& sql, const NewRun& run, Instant now);

/// The oldest queued run that is due and whose job isn't running; now running, owned by `owner`.
/// Runs of cash application (kind reconcile) wait for each other, whatever their jobs.
std::optional<Run> claim_run(soci::session& sql, const std::string& owner, Instant now);
/// When the next queued run becomes due; nothing when none is queued.
std::optional<Instant> next_due(soci::session& sql);
/// Whether a run of this job is queued or running.
bool is_pending(soci::session& sql, const std::string& job);

/// Notes that a run has changed the book, in the transaction that changes it: whatever becomes of
/// the run, the jobs that come after it have something to do. Stays noted when the run ends.
void mark_changed(soci::session& sql, std::int64_t id);
void finish_run(soci::session& sql, std::int64_t id, const std::string& result_json, Instant now);
void fail_run(soci::session& sql, std::int64_t id, const std::string& error,
              const std::string& result_json, Instant now);
void cancel_run(soci::session& sql, std::int64_t id, const std::string& why, Instant now);
/// Back to the queue, not before `when`. An attempt that was only interrupted doesn't count.
void requeue_run(soci::session& sql, std::int64_t id, const std::string& error, Instant when,
                 bool counts);
/// Gives back the runs of a process that ended without finishing them.
std::int64_t recover_runs(soci::session& sql, const std::string& owner, Instant now);

/// Whether one of these jobs changed the book after `job` last began, dry runs apart.
bool has_news_for(soci::session& sql, const std::string& job,
                  const std::vector<std::string>& upstream);

std::optional<Run> find_run(soci::session& sql, std::int64_t id);

/// Until when a cron schedule has been served; nothing for a job that is new.
std::optional<Instant> served_until(soci::session& sql, const std::string& job);
void set_served_until(soci::session& sql, const std::string& job, Instant when);

}  // namespace saldo::store
