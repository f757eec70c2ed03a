#include "store/runs.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

constexpr const char* kSelect =
    "SELECT id, job, kind, state, cause, actor, arguments_json, attempt, progress_done, "
    "progress_total, changed, COALESCE(result_json, ''), COALESCE(error, '') FROM job_run ";

template <class T>
std::optional<Run> select_one(soci::session& sql, const std::string& rest, const T& key) {
  Run r;
  int changed = 0;
  sql << kSelect + rest, soci::use(key, "key"), soci::into(r.id), soci::into(r.job),
      soci::into(r.kind), soci::into(r.state), soci::into(r.cause), soci::into(r.actor),
      soci::into(r.arguments_json), soci::into(r.attempt), soci::into(r.progress_done),
      soci::into(r.progress_total), soci::into(changed), soci::into(r.result_json),
      soci::into(r.error);
  if (!sql.got_data()) return std::nullopt;
  r.changed = changed != 0;
  return r;
}

Instant to_instant(std::int64_t column) { return Instant{std::chrono::microseconds{column}}; }

void end_run(soci::session& sql, std::int64_t id, const std::string& state,
             const std::string& result, const std::string& error, Instant now) {
  const auto at = to_column(now);
  sql << "UPDATE job_run SET state = :state, finished_at = :at, result_json = "
         "NULLIF(:result, ''), error = NULLIF(:error, ''), owner = NULL WHERE id = :id",
      soci::use(state, "state"), soci::use(at, "at"), soci::use(result, "result"),
      soci::use(error, "error"), soci::use(id, "id");
}

}  // namespace

std::optional<Run> find_run(soci::session& sql, std::int64_t id) {
  return select_one(sql, "WHERE id = :key", id);
}

Run enqueue(soci::session& sql, const NewRun& n, Instant now) {
  if (!n.idempotency_key.empty()) {
    if (auto known = select_one(sql, "WHERE idempotency_key = :key", n.idempotency_key))
      return *known;
  } else {
    std::int64_t id = 0;
    sql << "SELECT COALESCE((SELECT MIN(id) FROM job_run WHERE job = :job AND kind = :kind AND "
           "state = 'queued' AND arguments_json = :arguments AND attempt = 0), 0)",
        soci::use(n.job, "job"), soci::use(n.kind, "kind"),
        soci::use(n.arguments_json, "arguments"), soci::into(id);
    if (id != 0) return *find_run(sql, id);
  }
  const auto at = to_column(now), not_before = to_column(std::max(now, n.not_before));
  sql << "INSERT INTO job_run (job, kind, state, cause, actor, idempotency_key, arguments_json, "
         "queued_at, not_before_at) VALUES (:job, :kind, 'queued', :cause, :actor, "
         "NULLIF(:key, ''), :arguments, :at, :not_before)",
      soci::use(n.job, "job"), soci::use(n.kind, "kind"), soci::use(n.cause, "cause"),
      soci::use(n.actor, "actor"), soci::use(n.idempotency_key, "key"),
      soci::use(n.arguments_json, "arguments"), soci::use(at, "at"),
      soci::use(not_before, "not_before");
  std::int64_t id = 0;
  sql << "SELECT MAX(id) FROM job_run", soci::into(id);
  return *find_run(sql, id);
}

namespace {

// One run of a job at a time; one of cash application: two would conclude about one customer from
// what the other is about to change; and one that delivers mails: two would hand over the same.
const std::string kFree =
    "NOT EXISTS (SELECT 1 FROM job_run r WHERE r.state = 'running' AND (r.job = q.job OR (r.kind = "
    "q.kind AND q.kind IN ('reconcile', 'deliver'))))";

}  // namespace

std::optional<Run> claim_run(soci::session& sql, const std::string& owner, Instant now) {
  const auto at = to_column(now);
  std::int64_t id = 0;
  sql << "SELECT COALESCE((SELECT q.id FROM job_run q WHERE q.state = 'queued' AND "
         "q.not_before_at <= :now AND " +
             kFree + " ORDER BY q.not_before_at, q.id LIMIT 1), 0)",
      soci::use(at, "now"), soci::into(id);
  if (id == 0) return std::nullopt;
  sql << "UPDATE job_run SET state = 'running', owner = :owner, started_at = :now, attempt = "
         "attempt + 1, progress_done = 0, progress_total = 0, error = NULL WHERE id = :id",
      soci::use(owner, "owner"), soci::use(at, "now"), soci::use(id, "id");
  return find_run(sql, id);
}

std::optional<Instant> next_due(soci::session& sql) {
  std::int64_t at = 0;
  soci::indicator found = soci::i_null;
  sql << "SELECT MIN(q.not_before_at) FROM job_run q WHERE q.state = 'queued' AND " + kFree,
      soci::into(at, found);
  if (found != soci::i_ok) return std::nullopt;
  return to_instant(at);
}

bool is_pending(soci::session& sql, const std::string& job) {
  int count = 0;
  sql << "SELECT COUNT(*) FROM job_run WHERE job = :job AND state IN ('queued', 'running')",
      soci::use(job, "job"), soci::into(count);
  return count != 0;
}

void mark_changed(soci::session& sql, std::int64_t id) {
  sql << "UPDATE job_run SET changed = 1 WHERE id = :id", soci::use(id, "id");
}

void finish_run(soci::session& sql, std::int64_t id, const std::string& result_json, Instant now) {
  end_run(sql, id, "done", result_json, {}, now);
}

void fail_run(soci::session& sql, std::int64_t id, const std::string& error,
              const std::string& result_json, Instant now) {
  end_run(sql, id, "failed", result_json, error, now);
}

void cancel_run(soci::session& sql, std::int64_t id, const std::string& why, Instant now) {
  end_run(sql, id, "cancelled", {}, why, now);
}

void requeue_run(soci::session& sql, std::int64_t id, const std::string& error, Instant when,
                 bool counts) {
  const auto at = to_column(when);
  const int back = counts ? 0 : 1;
  sql << "UPDATE job_run SET state = 'queued', owner = NULL, not_before_at = :at, error = "
         "NULLIF(:error, ''), attempt = attempt - :back WHERE id = :id",
      soci::use(at, "at"), soci::use(error, "error"), soci::use(back, "back"), soci::use(id, "id");
}

std::int64_t recover_runs(soci::session& sql, const std::string& owner, Instant now) {
  const auto at = to_column(now);
  soci::statement update =
      (sql.prepare << "UPDATE job_run SET state = 'queued', owner = NULL, not_before_at = :at, "
                      "attempt = attempt - 1 WHERE state = 'running' AND owner <> :owner",
       soci::use(at, "at"), soci::use(owner, "owner"));
  update.execute(true);
  return update.get_affected_rows();
}

bool has_news_for(soci::session& sql, const std::string& job,
                  const std::vector<std::string>& upstream) {
  for (const std::string& name : upstream) {
    int newer = 0;
    // In the words of their indexes.
    sql << "SELECT CASE WHEN EXISTS (SELECT 1 FROM job_run u WHERE u.job = :name AND u.changed = 1 "
           "AND u.finished_at >= COALESCE((SELECT MAX(COALESCE(d.started_at, d.queued_at)) FROM "
           "job_run d WHERE d.job = :job AND d.arguments_json NOT LIKE '%\"dry_run\"%'), 0)) THEN "
           "1 ELSE 0 END",
        soci::use(name, "name"), soci::use(job, "job"), soci::into(newer);
    if (newer != 0) return true;
  }
  return false;
}

std::optional<Instant> served_until(soci::session& sql, const std::string& job) {
  std::int64_t at = 0;
  sql << "SELECT served_until_at FROM job_schedule WHERE job = :job", soci::use(job, "job"),
      soci::into(at);
  if (!sql.got_data()) return std::nullopt;
  return to_instant(at);
}

void set_served_until(soci::session& sql, const std::string& job, Instant when) {
  const auto at = to_column(when);
  sql << "INSERT INTO job_schedule (job, served_until_at) VALUES (:job, :at) ON CONFLICT (job) "
         "DO UPDATE SET served_until_at = excluded.served_until_at",
      soci::use(job, "job"), soci::use(at, "at");
}

}  // namespace saldo::store
