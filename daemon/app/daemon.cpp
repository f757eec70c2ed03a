#include "app/daemon.hpp"

#include <spdlog/spdlog.h>
#include <systemd/sd-daemon.h>

#include "api/routes.hpp"
#include "app/logging.hpp"
#include "connect/host_path.hpp"
#include "flows/wording_lint.hpp"
#include "store/audit.hpp"

namespace saldo::app {

namespace {

constexpr int kWorkers = 3;
// A schedule is looked at again after this, because clocks are set and machines sleep.
constexpr std::chrono::minutes kScheduleLook{15};

Result<void> make_folders(const config::Config& config) {
  std::vector<std::filesystem::path> folders = {config.database().parent_path(),
                                                config.archive_path};
  for (const config::Connector& c : config.connectors)
    for (const auto* use : {&c.source, &c.sink})
      if (*use)
        for (const std::string& option : (*use)->directories)
          folders.emplace_back((*use)->options.at(option));
  for (const auto& folder : folders) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
      return Failure{.kind = FailureKind::unavailable,
                     .message = "can't make this folder: " + error.message(),
                     .file = folder.string()};
  }
  return {};
}

}  // namespace

Daemon::Daemon(config::Config config, std::filesystem::path default_plugins)
    : default_plugins_(std::move(default_plugins)) {
  config_ = std::make_shared<const config::Config>(std::move(config));
}

Daemon::~Daemon() = default;

std::shared_ptr<const config::Config> Daemon::config() const {
  const std::lock_guard lock(config_mutex_);
  return config_;
}

std::vector<api::ReceiverState> Daemon::receivers() const {
  const std::lock_guard lock(config_mutex_);
  return receivers_;
}

flows::Environment Daemon::environment() const {
  return {.store = store_.get(),
          .archive = &*archive_,
          .clock = &clock_,
          .config = config(),
          .observer = {.clock = &clock_,
                       .log = log_connector,
                       .metric =
                           [this](std::string_view connector, std::string_view name,
                                  std::int64_t delta) {
                             const_cast<Metrics&>(metrics_).add(connector, name, delta);
                           }},
          .plugin_host = connect::plugin_host_path(),
          .make_transfers = &connect::make_curl_transfers};
}

Result<void> Daemon::start() {
  if (auto made = make_folders(*config_); !made) return made;
  auto store = store::Store::open(config_->database());
  if (!store) return store.error();
  store_ = std::move(*store);
  auto archive = archive::Archive::open(config_->archive_path);
  if (!archive) return archive.error();
  archive_.emplace(std::move(*archive));
  jobs_ = std::make_unique<jobs::Jobs>(*store_, clock_, [this] { return environment(); });
  const api::Application application{.jobs = jobs_.get(),
                                     .environment = [this] { return environment(); },
                                     .metrics = [this] { return metrics_.text(); },
                                     .receivers = [this] { return receivers(); }};
  server_ = std::make_unique<api::Server>(
      loop_, [application](api::Exchange& exchange) { api::route(application, exchange); });
  if (auto listening = server_->listen(config_->socket); !listening) return listening;
  use(*config_);
  jobs_->start(kWorkers);
  return open_receivers();
}

/// What was pushed to an earlier process is taken in whatever the configuration says now.
Result<void> Daemon::open_receivers() {
  const flows::Environment now = environment();
  std::vector<api::ReceiverState> states;
  Result<void> outcome;
  if (!receive_ && (!now.config->receivers.empty() || receive::Service::has_journal(now))) {
    auto service = receive::Service::start(
        now, [this](const std::string& connector) { jobs_->ingest(connector, "push", "saldod"); });
    if (service) {
      receive_ = std::move(*service);
    } else {
      outcome = service.error();
      for (const config::Receiver& r : now.config->receivers)
        states.push_back({r.name, service.error()});
    }
  }
  if (receive_)
    for (auto& [receiver, address] : receive_->use(now)) {
      if (address) {
        spdlog::info("takes pushed IDocs: {} at {}", receiver, *address);
      } else {
        spdlog::error("{}", address.error().to_string());
        outcome = address.error();
      }
      states.push_back({receiver, std::move(address)});
    }
  const std::lock_guard lock(config_mutex_);
  receivers_ = std::move(states);
  return outcome;
}

void Daemon::use(config::Config config) {
  watchers_.reset();
  {
    const std::lock_guard lock(config_mutex_);
    config_ = std::make_shared<const config::Config>(std::move(config));
  }
  store::WriteTransaction transaction(*store_);
  for (const config::Job& job : config_->jobs)
    if (job.policy)
      store::keep_config_version(transaction.sql(), job.policy->version, job.policy->yaml,
                                 clock_.now());
  store::keep_config_version(transaction.sql(), config_->digest, config_->masked_yaml,
                             clock_.now());
  store::add_audit(transaction.sql(),
                   {.actor = "saldod", .action = "config.use", .object = config_->digest},
                   clock_.now());
  transaction.commit();
  for (const flows::WordingGap& gap : flows::lint_wordings(environment(), {}))
    spdlog::warn("{}", gap.to_string());
  watchers_ = std::make_unique<jobs::Watchers>(*jobs_, environment());
}

void Daemon::reload() {
  sd_notify(0, "RELOADING=1");
  config::Loaded loaded = config::load(config_->file, default_plugins_);
  if (!loaded.config) {
    for (const Failure& fault : loaded.faults) spdlog::error("{}", fault.to_string());
    spdlog::error("the configuration has faults; saldod goes on with version {}", config_->digest);
  } else if (loaded.config->store_url != config_->store_url ||
             loaded.config->archive_path != config_->archive_path ||
             loaded.config->socket != config_->socket) {
    spdlog::error("store, archive and socket can't change while saldod runs; restart it");
  } else if (const auto made = make_folders(*loaded.config); !made) {
    spdlog::error("{}", made.error().to_string());
  } else {
    use(std::move(*loaded.config));
    // What failed is in the log; saldod goes on without that receiver.
    static_cast<void>(open_receivers());
    spdlog::info("configuration version {} is in use", config_->digest);
    serve_schedules();
  }
  sd_notify(0, "READY=1");
}

void Daemon::serve_schedules() {
  auto wait = std::chrono::duration_cast<std::chrono::nanoseconds>(kScheduleLook);
  try {
    if (const auto next = jobs_->serve_schedules()) wait = std::min(wait, *next - clock_.now());
  } catch (const std::exception& e) {
    spdlog::error("schedules: {}", e.what());
    wait = std::chrono::seconds(10);
  }
  schedule_timer_.expires_after(wait);
  schedule_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) serve_schedules();
  });
}

void Daemon::feed_watchdog() {
  std::uint64_t microseconds = 0;
  if (sd_watchdog_enabled(0, &microseconds) <= 0) return;
  sd_notify(0, "WATCHDOG=1");
  watchdog_timer_.expires_after(std::chrono::microseconds(microseconds / 3));
  watchdog_timer_.async_wait([this](boost::system::error_code error) {
    if (!error) feed_watchdog();
  });
}

void Daemon::wait_for_signal() {
  signals_.async_wait([this](boost::system::error_code error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      reload();
      return wait_for_signal();
    }
    spdlog::info("stopping: finishing or giving back what is running");
    sd_notify(0, "STOPPING=1");
    receive_.reset();
    watchers_.reset();
    jobs_->stop();
    server_->stop();
    loop_.stop();
  });
}

void Daemon::run() {
  wait_for_signal();
  serve_schedules();
  feed_watchdog();
  sd_notify(0, "READY=1");
  spdlog::info("ready: {} connectors, {} jobs, socket {}", config_->connectors.size(),
               config_->jobs.size(), config_->socket.string());
  loop_.run();
  spdlog::info("stopped");
}

}  // namespace saldo::app
