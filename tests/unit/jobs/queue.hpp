#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "jobs/jobs.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::jobs {

using flows::Desk;

inline config::Job job(const std::string& name, const std::string& kind = "reconcile") {
  config::Job j;
  j.name = name;
  j.kind = kind;
  return j;
}

/// A queue over a book of its own. Its workers can be held at the beginning of a run.
class Queue {
 public:
  Queue() { desk.config->jobs = {job("cash")}; }
  ~Queue() { release(); }

  Jobs& jobs() {
    if (!jobs_) make();
    return *jobs_;
  }
  /// The process ends and another one begins.
  Jobs& restart() {
    jobs_.reset();
    make();
    return *jobs_;
  }

  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  /// Returns when a worker stands at the beginning of a run.
  void wait_until_held() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return standing_ > 0; });
  }

  store::Run find(std::int64_t id) {
    return desk.book.read([&](soci::session& sql) { return store::find_run(sql, id).value(); });
  }
  /// Waits until there is the run and it is as asked; the test's own time limit ends a wait in
  /// vain.
  store::Run wait_until(std::int64_t id, const std::function<bool(const store::Run&)>& as_asked) {
    for (;;) {
      const auto run = desk.book.read([&](soci::session& sql) { return store::find_run(sql, id); });
      if (run && as_asked(*run)) return *run;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  store::Run ended(std::int64_t id) {
    return wait_until(id, [](const store::Run& run) { return run.ended(); });
  }
  /// Lets so much time pass and tells the workers.
  void pass(std::chrono::seconds time) {
    desk.clock.time = desk.clock.time.load() + time;
    jobs().serve_schedules();
  }

  Desk desk;

 private:
  void make() {
    jobs_ = std::make_unique<Jobs>(desk.book.store(), desk.clock, [this] {
      if (std::this_thread::get_id() != test_) stand();
      return desk.environment();
    });
  }
  void stand() {
    std::unique_lock lock(mutex_);
    ++standing_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return !held_; });
    --standing_;
  }

  const std::thread::id test_ = std::this_thread::get_id();
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  int standing_ = 0;
  std::unique_ptr<Jobs> jobs_;
};

}  // namespace saldo::jobs
