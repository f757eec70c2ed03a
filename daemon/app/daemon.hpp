#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <mutex>
#include <optional>

#include "api/routes.hpp"
#include "api/server.hpp"
#include "app/metrics.hpp"
#include "archive/archive.hpp"
#include "config/config.hpp"
#include "jobs/jobs.hpp"
#include "jobs/watchers.hpp"
#include "receive/service.hpp"
#include "store/store.hpp"

namespace saldo::app {

/// saldod: the parts put together, and the control loop (signals, schedules, watchdog).
class Daemon {
 public:
  explicit Daemon(config::Config config, std::filesystem::path default_plugins);
  ~Daemon();

  /// Opens book and archive, takes over unfinished work, listens. After it, saldod is ready.
  Result<void> start();
  /// Runs the control loop until SIGTERM or SIGINT.
  void run();

 private:
  flows::Environment environment() const;
  std::shared_ptr<const config::Config> config() const;
  std::vector<api::ReceiverState> receivers() const;
  void use(config::Config config);
  Result<void> open_receivers();
  void reload();
  void serve_schedules();
  void feed_watchdog();
  void wait_for_signal();

  std::filesystem::path default_plugins_;
  SystemClock clock_;
  Metrics metrics_;
  mutable std::mutex config_mutex_;
  std::shared_ptr<const config::Config> config_;
  std::vector<api::ReceiverState> receivers_;  // guarded by config_mutex_
  std::unique_ptr<store::Store> store_;
  std::optional<archive::Archive> archive_;

  boost::asio::io_context loop_{1};
  boost::asio::signal_set signals_{loop_, SIGTERM, SIGINT, SIGHUP};
  boost::asio::steady_timer schedule_timer_{loop_};
  boost::asio::steady_timer watchdog_timer_{loop_};
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<jobs::Watchers> watchers_;
  std::unique_ptr<api::Server> server_;
  std::unique_ptr<receive::Service> receive_;
};

}  // namespace saldo::app
