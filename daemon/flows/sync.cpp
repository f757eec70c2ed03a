#include "flows/sync.hpp"

#include <vector>

#include "flows/ingest.hpp"
#include "flows/start_child.hpp"
#include "flows/take_in.hpp"
#include "saldo/plugin.h"
#include "store/documents.hpp"

namespace saldo::flows {

namespace {

struct Taken {
  std::string key, sha256;
};

/// Takes documents from a source into the archive and the book.
class SourceRequests final : public connect::NoRequests {
 public:
  SourceRequests(const Environment& environment, const std::string& connector)
      : environment_(environment),
        connector_(connector),
        take_in_(environment, {.connector = connector, .actor = "connector:" + connector}) {}

  Result<void> begin_document(const connect::DocumentOffer& offer) override {
    key_ = offer.key;
    return take_in_.begin(offer);
  }
  Result<void> write_document(std::string_view bytes) override { return take_in_.write(bytes); }
  Result<void> finish_document() override {
    auto document = take_in_.finish();
    if (!document) return document.error();
    if (document->is_known) ++known;
    taken.push_back({key_, std::move(document->sha256)});
    return {};
  }
  Result<void> checkpoint(std::string_view cursor) override {
    try {
      store::WriteTransaction transaction(*environment_.store);
      store::set_source_cursor(transaction.sql(), connector_, std::string(cursor));
      transaction.commit();
      return {};
    } catch (const std::exception& e) {
      return Failure{.kind = FailureKind::unavailable, .message = e.what()};
    }
  }

  std::vector<Taken> taken;
  std::int64_t known = 0;  ///< of them, what saldo has had before

 private:
  const Environment& environment_;
  const std::string& connector_;
  TakeIn take_in_;
  std::string key_;
};

RunOutcome source_failed(const connect::Outcome& outcome) {
  using connect::Verdict;
  const bool hopeless = outcome.verdict == Verdict::config || outcome.verdict == Verdict::auth ||
                        outcome.verdict == Verdict::unsupported;
  return {.end = outcome.verdict == Verdict::cancelled ? RunOutcome::End::cancelled
                 : hopeless                            ? RunOutcome::End::failed
                                                       : RunOutcome::End::retry,
          .error = outcome.failure.to_string(),
          .retry_after = outcome.retry_after};
}

Result<std::unique_ptr<connect::Child>> start_source(const Environment& environment,
                                                     const config::Connector& connector) {
  const config::Config& config = *environment.config;
  auto launch = to_launch(connector.name, *connector.source, config.plugin_silence);
  if (!launch) return launch.error();
  launch->make_transfers = environment.make_transfers;
  return start_child(*launch, config.required_isolation, environment.observer,
                     environment.plugin_host);
}

/// Tells the source what became of each document; one that still waits isn't acknowledged.
connect::Outcome acknowledge(const Environment& environment, connect::Child& child,
                             const std::vector<Taken>& taken) {
  for (const Taken& t : taken) {
    std::string status;
    {
      store::Snapshot snapshot(*environment.store);
      const auto document = store::find_document_by_sha256(snapshot.sql(), t.sha256);
      if (document) status = document->status;
    }
    if (status != "posted" && status != "quarantined") continue;
    connect::Outcome outcome = child.acknowledge(t.key, status == "posted");
    if (!outcome.ok()) return outcome;
  }
  return {};
}

}  // namespace

RunOutcome run_sync(const Environment& environment, const config::Connector& connector,
                    const RunControl& control) {
  if (!connector.source)
    return {.end = RunOutcome::End::failed,
            .error = "connector " + connector.name +
                     " has no source; documents come to it by `saldo submit`"};
  auto started = start_source(environment, connector);
  if (!started)
    return {.end = may_pass(started.error()) ? RunOutcome::End::retry : RunOutcome::End::failed,
            .error = started.error().to_string()};
  connect::Child& child = **started;
  const std::stop_callback cancel(control.stop, [&] { child.cancel("saldo is stopping the run"); });
  std::string cursor;
  {
    store::Snapshot snapshot(*environment.store);
    cursor = store::source_cursor(snapshot.sql(), connector.name);
  }
  SourceRequests requests(environment, connector.name);
  const connect::Outcome pulled = child.pull(cursor, requests);
  // What was taken before a failure is durable, so it is posted whatever came after.
  IngestTotals totals = ingest(environment, connector, control);
  totals.unchanged += requests.known;
  RunOutcome outcome = to_outcome(totals, control);
  if (!pulled.ok()) {
    RunOutcome failed = source_failed(pulled);
    failed.changed = outcome.changed;
    failed.result_json = outcome.result_json;
    return failed;
  }
  const connect::Outcome acknowledged = acknowledge(environment, child, requests.taken);
  if (!acknowledged.ok() && outcome.end == RunOutcome::End::done) {
    RunOutcome failed = source_failed(acknowledged);
    failed.changed = outcome.changed;
    failed.result_json = outcome.result_json;
    return failed;
  }
  return outcome;
}

Watch::Watch(Environment environment, const config::Connector& connector)
    : environment_(std::move(environment)), connector_(connector) {}
Watch::~Watch() = default;

Watch::Seen Watch::wait(std::chrono::milliseconds timeout, const std::stop_token& stop) {
  if (!child_) {
    auto started = start_source(environment_, connector_);
    if (!started) {
      environment_.observer.log(connector_.name, SALDO_LOG_ERROR, started.error().to_string());
      return Seen::broken;
    }
    child_ = std::move(*started);
  }
  bool changed = false;
  connect::Outcome outcome;
  {
    const std::stop_callback cancel(stop, [&] { child_->cancel("saldo is stopping"); });
    outcome = child_->wait(timeout, changed);
  }
  if (outcome.ok()) return changed ? Seen::something : Seen::nothing;
  child_.reset();
  if (stop.stop_requested()) return Seen::nothing;
  environment_.observer.log(connector_.name, SALDO_LOG_ERROR, outcome.failure.to_string());
  return Seen::broken;
}

}  // namespace saldo::flows
