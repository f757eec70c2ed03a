#include "jobs/jobs.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/chance.hpp"
#include "connect/backoff.hpp"
#include "jobs/dispatch.hpp"
#include "saldo/plugin.h"
#include "store/boot.hpp"
#include "store/documents.hpp"
#include "store/mail_claims.hpp"

namespace saldo::jobs {

namespace {

constexpr std::chrono::seconds kQueuePause{5};  // before a book that failed is asked again

void queue_ingest(soci::session& sql, const std::string& connector, const std::string& cause,
                  Instant now) {
  store::enqueue(sql, {.job = connector, .kind = "ingest", .cause = cause, .actor = "saldod"}, now);
}

/// Jobs that come after `ended` (after anything, when empty), whose upstreams have all ended and
/// brought news.
void queue_due_jobs(soci::session& sql, const config::Config& config, const std::string& ended,
                    const std::string& cause, Instant now) {
  for (const config::Job& job : config.jobs) {
    const bool follows =
        ended.empty() || std::find(job.after.begin(), job.after.end(), ended) != job.after.end();
    const bool busy = std::any_of(job.after.begin(), job.after.end(), [&](const std::string& name) {
      return store::is_pending(sql, name);
    });
    if (follows && !busy && store::has_news_for(sql, job.name, job.after))
      store::enqueue(sql, {.job = job.name, .kind = job.kind, .cause = cause, .actor = "saldod"},
                     now);
  }
}

}  // namespace

Jobs::Jobs(store::Store& store, const Clock& clock, std::function<flows::Environment()> environment)
    : store_(store), clock_(clock), environment_(std::move(environment)) {
  owner_ =
      std::to_string(::getpid()) + "@" + std::to_string(clock_.now().time_since_epoch().count());
}

Jobs::~Jobs() { stop(); }

void Jobs::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++generation_;
  }
  changed_.notify_all();
}

void Jobs::start(int workers) {
  {
    store::WriteTransaction transaction(store_);
    soci::session& sql = transaction.sql();
    const Instant now = clock_.now();
    store::recover_runs(sql, owner_, now);
    store::settle_claims(sql, store::boot_id());
    for (const std::string& name : store::connectors_with_waiting_documents(sql))
      queue_ingest(sql, name, "recovery", now);
    queue_due_jobs(sql, *environment_().config, {}, "recovery", now);
    transaction.commit();
  }
  for (int i = 0; i < workers; ++i)
    workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void Jobs::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (auto& [id, running] : running_) running.stop.request_stop();
  }
  for (std::jthread& worker : workers_) worker.request_stop();
  wake();
  workers_.clear();
}

store::Run Jobs::enqueue(const store::NewRun& run) {
  store::WriteTransaction transaction(store_);
  store::Run queued = store::enqueue(transaction.sql(), run, clock_.now());
  transaction.commit();
  wake();
  return queued;
}

Result<store::Run> Jobs::run_job(const std::string& name, const std::string& cause,
                                 const std::string& actor, const std::string& arguments_json,
                                 const std::string& idempotency_key) {
  const auto config = environment_().config;
  const auto job = std::find_if(config->jobs.begin(), config->jobs.end(),
                                [&](const config::Job& j) { return j.name == name; });
  if (job == config->jobs.end())
    return Failure{.kind = FailureKind::not_found,
                   .message = "there is no job '" + name + "' in the configuration"};
  store::Run run = enqueue({.job = name,
                            .kind = job->kind,
                            .cause = cause,
                            .actor = actor,
                            .arguments_json = arguments_json,
                            .idempotency_key = idempotency_key});
  if (run.job == name && run.arguments_json == arguments_json) return run;
  return Failure{.kind = FailureKind::conflict,
                 .message = "the idempotency key '" + idempotency_key + "' was used for run " +
                            std::to_string(run.id) + " of job '" + run.job + "' with arguments " +
                            run.arguments_json + "; nothing was queued: use a key of its own"};
}

Result<store::Run> Jobs::sync(const std::string& name, const std::string& cause,
                              const std::string& actor) {
  const auto config = environment_().config;
  const config::Connector* connector = find_connector(*config, name);
  if (connector == nullptr)
    return Failure{.kind = FailureKind::not_found,
                   .message = "there is no connector '" + name + "' in the configuration"};
  if (!connector->source)
    return Failure{.kind = FailureKind::invalid,
                   .message = "connector '" + name +
                              "' has no source; hand documents to it with `saldo submit`"};
  return enqueue({.job = name, .kind = "sync", .cause = cause, .actor = actor});
}

store::Run Jobs::ingest(const std::string& connector, const std::string& cause,
                        const std::string& actor) {
  return enqueue({.job = connector, .kind = "ingest", .cause = cause, .actor = actor});
}

void Jobs::Running::cancel(const std::string& actor) {
  cancelled_by = actor;
  stop.request_stop();
}

bool Jobs::cancel(std::int64_t id, const std::string& actor) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = running_.find(id); found != running_.end()) {
      found->second.cancel(actor);
      return true;
    }
  }
  // Its worker is about to begin it, or records how it has ended: then the book decides, which
  // nobody changes while it is looked at.
  store::WriteTransaction transaction(store_);
  const auto run = store::find_run(transaction.sql(), id);
  if (!run || run->ended()) return false;
  if (run->state == "running") {
    const std::lock_guard lock(mutex_);
    running_[id].cancel(actor);
    return true;
  }
  store::cancel_run(transaction.sql(), id, "cancelled by " + actor, clock_.now());
  transaction.commit();
  wake();
  return true;
}

std::optional<store::Run> Jobs::wait(std::int64_t id, std::chrono::milliseconds timeout) {
  const auto end = std::chrono::steady_clock::now() + timeout;
  for (;;) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      seen = generation_;
    }
    std::optional<store::Run> run;
    {
      store::Snapshot snapshot(store_);
      run = store::find_run(snapshot.sql(), id);
    }
    if (!run || run->ended()) return run;
    std::unique_lock lock(mutex_);
    const bool woken =
        changed_.wait_until(lock, end, [&] { return generation_ != seen || stopping_; });
    if (!woken || stopping_) return run;
  }
}

Progress Jobs::progress(std::int64_t run) const {
  const std::lock_guard lock(mutex_);
  const auto found = running_.find(run);
  return found == running_.end() ? Progress{} : found->second.progress;
}

std::optional<store::Run> Jobs::claim(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      seen = generation_;
    }
    std::optional<Instant> due;
    {
      store::Snapshot snapshot(store_);
      due = store::next_due(snapshot.sql());
    }
    if (due && *due <= clock_.now()) {
      store::WriteTransaction transaction(store_);
      auto run = store::claim_run(transaction.sql(), owner_, clock_.now());
      transaction.commit();
      if (run) return run;
      continue;
    }
    std::unique_lock lock(mutex_);
    const auto woken = [&] { return generation_ != seen; };
    if (due)
      changed_.wait_for(lock, stop, *due - clock_.now(), woken);
    else
      changed_.wait(lock, stop, woken);
  }
  return std::nullopt;
}

std::optional<store::Run> Jobs::next_run(const std::stop_token& stop) {
  for (;;) {
    try {
      return claim(stop);
    } catch (const std::exception& e) {  // a full disk ends no worker
      environment_().observer.log("saldod", SALDO_LOG_ERROR,
                                  std::string("can't take work from the queue: ") + e.what());
      std::unique_lock lock(mutex_);
      const std::uint64_t seen = generation_;
      changed_.wait_for(lock, stop, kQueuePause, [&] { return generation_ != seen; });
    }
  }
}

void Jobs::work(const std::stop_token& stop) {
  while (auto run = next_run(stop)) {
    Running* state = nullptr;
    {
      const std::lock_guard lock(mutex_);
      state = &running_[run->id];
      if (stopping_) state->stop.request_stop();
    }
    carry_out(*run, *state);
    wake();
  }
}

void Jobs::carry_out(const store::Run& run, Running& state) {
  const flows::Environment environment = environment_();
  const flows::RunControl control{.stop = state.stop.get_token(),
                                  .progress =
                                      [&](std::int64_t done, std::int64_t total) {
                                        const std::lock_guard lock(mutex_);
                                        state.progress = {done, total};
                                      },
                                  .run = run.id};
  flows::RunOutcome outcome;
  try {
    outcome = dispatch(environment, run, control);
  } catch (const std::exception& e) {
    outcome = {.end = flows::RunOutcome::End::retry, .error = e.what()};
  }
  while (!settled(run, outcome, environment)) {
    // As long as the book says that it runs, no other run of the job is begun.
    std::unique_lock lock(mutex_);
    if (changed_.wait_for(lock, kQueuePause, [this] { return stopping_; }))
      return;  // the next start of saldod queues it again
  }
}

bool Jobs::settled(const store::Run& run, const flows::RunOutcome& outcome,
                   const flows::Environment& environment) {
  try {
    settle(run, outcome, *environment.config);
    return true;
  } catch (const std::exception& e) {  // a full disk
    environment.observer.log(run.job, SALDO_LOG_ERROR,
                             std::string("can't record how a run ended: ") + e.what());
    return false;
  }
}

void Jobs::settle(const store::Run& run, const flows::RunOutcome& outcome,
                  const config::Config& config) {
  store::WriteTransaction transaction(store_);
  // Who cancels it from now on waits for what is recorded here. Another worker may take it up as
  // soon as that is done.
  auto taken = [&] {
    const std::lock_guard lock(mutex_);
    return running_.extract(run.id);
  }();
  try {
    record(transaction.sql(), run, taken.mapped(), outcome, config);
    transaction.commit();
  } catch (...) {
    const std::lock_guard lock(mutex_);
    running_.insert(std::move(taken));
    throw;
  }
}

void Jobs::record(soci::session& sql, const store::Run& run, const Running& state,
                  const flows::RunOutcome& outcome, const config::Config& config) {
  using End = flows::RunOutcome::End;
  const Instant now = clock_.now();
  const bool stopped = state.stop.stop_requested();
  if (outcome.changed) store::mark_changed(sql, run.id);
  if (stopped && !state.cancelled_by.empty() && outcome.end != End::done) {
    store::cancel_run(sql, run.id, "cancelled by " + state.cancelled_by, now);
  } else if (stopped && outcome.end != End::done) {
    store::requeue_run(sql, run.id, "interrupted: saldo was stopped", now, /*counts=*/false);
  } else if (outcome.end == End::done) {
    store::finish_run(sql, run.id, outcome.result_json, now);
  } else if (outcome.end == End::retry && run.attempt < attempts_max(config, run)) {
    auto delay = outcome.retry_after;
    if (delay.count() == 0)
      delay = connect::backoff_delay(static_cast<unsigned>(run.attempt), chance());
    store::requeue_run(sql, run.id, outcome.error, now + delay, /*counts=*/true);
  } else {
    store::fail_run(sql, run.id, outcome.error, outcome.result_json, now);
  }
  // With the end of the run, so that what it owes to others isn't lost with the process.
  // Customers that came with it may have freed documents of other connectors.
  for (const std::string& name : store::connectors_with_waiting_documents(sql))
    if (!store::is_pending(sql, name) && name != run.job) queue_ingest(sql, name, "change", now);
  queue_due_jobs(sql, config, run.job, "after", now);
}

std::optional<Instant> Jobs::serve_schedules() {
  const auto config = environment_().config;
  const Instant now = clock_.now();
  std::optional<Instant> next;
  for (const Schedule& schedule : schedules(*config)) {
    std::optional<Instant> served;
    {
      store::Snapshot snapshot(store_);
      served = store::served_until(snapshot.sql(), schedule.name);
    }
    // A schedule that is new starts now; one that was missed while saldo was down runs once.
    const auto missed = served ? schedule.cron.next_after(*served, schedule.zone) : std::nullopt;
    const bool due = missed && *missed <= now;
    if (due || !served) {
      store::WriteTransaction transaction(store_);
      if (due)
        store::enqueue(
            transaction.sql(),
            {.job = schedule.name, .kind = schedule.kind, .cause = "cron", .actor = "saldod"}, now);
      store::set_served_until(transaction.sql(), schedule.name, now);
      transaction.commit();
    }
    const auto following = schedule.cron.next_after(now, schedule.zone);
    if (following && (!next || *following < *next)) next = following;
  }
  wake();
  return next;
}

}  // namespace saldo::jobs
