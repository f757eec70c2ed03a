#include "flows/ingest.hpp"

#include <boost/json.hpp>
#include <thread>

#include "base/chance.hpp"
#include "connect/backoff.hpp"
#include "flows/decode.hpp"
#include "flows/held_money.hpp"
#include "flows/post.hpp"
#include "saldo/plugin.h"
#include "store/documents.hpp"
#include "store/quarantine.hpp"

namespace saldo::flows {

namespace {

constexpr std::int64_t kCrashesMax = 3;

/// Waits, but not longer than until the run is stopped.
void pause(std::chrono::milliseconds time, const std::stop_token& stop) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (!stop.stop_requested() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

class Ingest {
 public:
  Ingest(const Environment& environment, const config::Connector& connector,
         const RunControl& control)
      : environment_(environment), connector_(connector), control_(control) {}

  IngestTotals run() {
    std::vector<std::int64_t> waiting = waiting_now();
    for (std::size_t i = 0; i < waiting.size() && !control_.stop.stop_requested(); ++i) {
      control_.progress(static_cast<std::int64_t>(i), static_cast<std::int64_t>(waiting.size()));
      document(waiting[i]);
      // Posting customers may put documents back in line that waited for them.
      if (i + 1 == waiting.size())
        for (const std::int64_t id : waiting_now())
          if (std::find(waiting.begin(), waiting.end(), id) == waiting.end()) waiting.push_back(id);
    }
    return totals_;
  }

 private:
  enum class Next { done, again };

  std::vector<std::int64_t> waiting_now() {
    store::Snapshot snapshot(*environment_.store);
    return store::waiting_documents(snapshot.sql(), connector_.name);
  }

  void document(std::int64_t id) {
    std::optional<store::Document> document;
    {
      store::Snapshot snapshot(*environment_.store);
      document = store::find_document(snapshot.sql(), id);
    }
    if (!document || !document->waits) return;
    for (unsigned attempt = 0; attempt_once(*document) == Next::again; ++attempt)
      pause(connect::backoff_delay(attempt, chance()), control_.stop);
  }

  Next attempt_once(const store::Document& document) {
    auto reader = environment_.archive->read(document.sha256);
    if (!reader) return set_aside(document, {}, reader.error(), {});
    Stage stage(environment_.archive->scratch());
    const Decoded decoded = decode(
        {.connector = connector_.name,
         .name = document.name,
         .media_type = document.media_type,
         .size = static_cast<std::uint64_t>(document.size),
         .decoders = connector_.decoders,
         .silence = environment_.config->plugin_silence,
         .required_isolation = environment_.config->required_isolation},
        [&](std::span<char> buffer) { return reader->read(buffer); }, stage, environment_.observer,
        environment_.plugin_host, control_.stop, [](auto, auto) {});
    return after_decoding(document, decoded, stage);
  }

  Next after_decoding(const store::Document& document, const Decoded& decoded, const Stage& stage) {
    using connect::Verdict;
    const connect::Outcome& outcome = decoded.outcome;
    switch (outcome.verdict) {
      case Verdict::ok:
        return post_decoded(document, decoded, stage);
      case Verdict::rejected:
      case Verdict::unsupported:
      case Verdict::limit:
        return set_aside(document, decoded.decoder, outcome.failure, {});
      case Verdict::retry:
        return leave(outcome.failure, false);
      case Verdict::config:
      case Verdict::auth:
        return leave(outcome.failure, true);
      case Verdict::cancelled:
        return leave(outcome.failure, false);
      default:
        break;
    }
    if (control_.stop.stop_requested()) return leave(outcome.failure, false);
    return crashed(document, decoded);
  }

  Next post_decoded(const store::Document& document, const Decoded& decoded, const Stage& stage) {
    const auto posted =
        post(environment_, document, {decoded.decoder, decoded.version}, stage, control_.run);
    if (!posted) {
      Failure failure = posted.error();
      if (failure.kind != FailureKind::invalid && failure.kind != FailureKind::conflict)
        return leave(failure, false);
      if (!failure.held) failure.held = held_money(stage);
      return set_aside(document, decoded.decoder, failure, {});
    }
    ++(posted->changed ? totals_.posted : totals_.unchanged);
    totals_.refused_statements += static_cast<std::int64_t>(posted->refusals.size());
    for (const std::string& why : posted->refusals)
      environment_.observer.log(connector_.name, SALDO_LOG_WARNING,
                                "set a statement of " + document.name + " aside: " + why);
    totals_.statements += posted->counts.statements;
    totals_.transactions += posted->counts.transactions;
    totals_.duplicates += posted->counts.duplicates;
    totals_.customers += posted->counts.customers;
    totals_.items += posted->counts.items;
    totals_.changed = totals_.changed || posted->changed;
    return Next::done;
  }

  Next crashed(const store::Document& document, const Decoded& decoded) {
    std::int64_t crashes = 0;
    {
      store::WriteTransaction transaction(*environment_.store);
      crashes = store::count_crash(transaction.sql(), document.id);
      transaction.commit();
    }
    if (crashes < kCrashesMax) return Next::again;
    Failure failure = decoded.outcome.failure;
    failure.rule = "plugin." + std::string(connect::to_string(decoded.outcome.verdict));
    return set_aside(document, decoded.decoder, failure, decoded.outcome.crash_report);
  }

  Next set_aside(const store::Document& document, const std::string& decoder, Failure failure,
                 const std::string& report) {
    if (failure.rule.empty()) failure.rule = "document.refused";
    store::WriteTransaction transaction(*environment_.store);
    store::mark_quarantined(transaction.sql(), document.id, decoder, failure, report,
                            environment_.clock->now());
    transaction.commit();
    ++totals_.quarantined;
    environment_.observer.log(connector_.name, SALDO_LOG_WARNING,
                              "quarantined " + document.name + ": " + failure.to_string());
    return Next::done;
  }

  Next leave(const Failure& failure, bool give_up) {
    ++totals_.left;
    totals_.give_up = totals_.give_up || give_up;
    if (totals_.first_error.empty()) totals_.first_error = failure.to_string();
    return Next::done;
  }

  const Environment& environment_;
  const config::Connector& connector_;
  const RunControl& control_;
  IngestTotals totals_;
};

}  // namespace

IngestTotals ingest(const Environment& environment, const config::Connector& connector,
                    const RunControl& control) {
  return Ingest(environment, connector, control).run();
}

RunOutcome to_outcome(const IngestTotals& t, const RunControl& control) {
  RunOutcome outcome;
  outcome.changed = t.changed;
  outcome.result_json =
      boost::json::serialize(boost::json::object{{"posted", t.posted},
                                                 {"unchanged", t.unchanged},
                                                 {"quarantined", t.quarantined},
                                                 {"left", t.left},
                                                 {"statements", t.statements},
                                                 {"refused_statements", t.refused_statements},
                                                 {"transactions", t.transactions},
                                                 {"duplicates", t.duplicates},
                                                 {"customers", t.customers},
                                                 {"items", t.items}});
  if (control.stop.stop_requested()) {
    outcome.end = RunOutcome::End::cancelled;
    outcome.error = "stopped";
  } else if (t.left > 0) {
    outcome.end = t.give_up ? RunOutcome::End::failed : RunOutcome::End::retry;
    outcome.error = t.first_error;
  }
  return outcome;
}

RunOutcome run_ingest(const Environment& environment, const config::Connector& connector,
                      const RunControl& control) {
  return to_outcome(ingest(environment, connector, control), control);
}

}  // namespace saldo::flows
