#include "flows/sink_turns.hpp"

#include <utility>

#include "connect/verdict.hpp"
#include "flows/start_child.hpp"

namespace saldo::flows {

/// One process's way to servers.
class SinkTurns::InTurn final : public connect::Transfers {
 public:
  InTurn(std::shared_ptr<Shared> shared, connect::Pause pause)
      : shared_(std::move(shared)), pause_(std::move(pause)) {}

  Reply request(const wire::Transfer& transfer) override {
    shared_->pause = pause_;
    return shared_->transfers->request(transfer);
  }
  void hold_mails(std::function<bool()> release) override {
    shared_->transfers->hold_mails(std::move(release));
  }
  std::string_view read(std::size_t most) override { return shared_->transfers->read(most); }

 private:
  std::shared_ptr<Shared> shared_;
  connect::Pause pause_;
};

SinkTurns::SinkTurns(const Environment& environment, const config::Connector& connector,
                     std::function<bool()> may_leave)
    : environment_(environment), connector_(connector), may_leave_(std::move(may_leave)) {}

connect::Outcome SinkTurns::begin(const connect::Delivery& message) {
  return begin(processes_[turn_], message);
}

void SinkTurns::begin_next(const connect::Delivery& message) {
  alone_ = alone_ || !begin(other(), message).ok();
}

connect::Outcome SinkTurns::finish(std::string& receipt) {
  Process& process = processes_[turn_];
  connect::Outcome outcome = process.child->finish_delivery(receipt);
  process.begun.clear();
  if (outcome.child_lost()) drop(process);
  if (!other().begun.empty()) turn_ = 1 - turn_;
  return outcome;
}

connect::Outcome SinkTurns::begin(Process& process, const connect::Delivery& message) {
  if (process.begun == message.idempotency_key) return {};
  if (!process.begun.empty()) drop(process);  // it works on one that isn't delivered after all
  if (!process.child)
    if (auto started = start(process); !started.ok()) return started;
  process.child->begin_delivery(message);
  process.begun = message.idempotency_key;
  return {};
}

connect::Outcome SinkTurns::start(Process& process) {
  const config::Config& config = *environment_.config;
  auto launch = to_launch(connector_.name, *connector_.sink, config.plugin_silence);
  if (!launch) return connect::outcome_of(launch.error());
  if (environment_.make_transfers)
    launch->make_transfers = [this](std::vector<connect::Origin> origins, connect::Pause pause) {
      return share(std::move(origins), std::move(pause));
    };
  auto child = start_child(*launch, config.required_isolation, environment_.observer,
                           environment_.plugin_host);
  if (!child) return connect::outcome_of(child.error());
  connect::Outcome checked = (*child)->check();
  if (!checked.ok()) return checked;
  const std::lock_guard lock(mutex_);
  process.child = std::move(*child);
  return {};
}

std::unique_ptr<connect::Transfers> SinkTurns::share(std::vector<connect::Origin> origins,
                                                     connect::Pause pause) {
  if (!shared_->transfers) {
    shared_->transfers = environment_.make_transfers(
        std::move(origins),
        [shared = shared_.get()](std::chrono::milliseconds time) { return shared->pause(time); });
    shared_->transfers->hold_mails(may_leave_);
  }
  return std::make_unique<InTurn>(shared_, std::move(pause));
}

void SinkTurns::drop(Process& process) {
  std::unique_ptr<connect::Child> child;
  {
    const std::lock_guard lock(mutex_);
    child = std::exchange(process.child, nullptr);
  }
  process.begun.clear();
}

void SinkTurns::cancel(std::string_view reason) {
  const std::lock_guard lock(mutex_);
  for (Process& process : processes_)
    if (process.child) process.child->cancel(reason);
}

}  // namespace saldo::flows
