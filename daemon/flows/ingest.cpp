#include "flows/ingest.hpp"

#include <boost/json.hpp>
#include <thread>

#include "base/chance.hpp"
#include "connect/backoff.hpp"
#include "flows/decode.hpp"
#include "flows/held_money.hpp"
#include "flows/post.hpp"
#include "flows/take_in.hpp"
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

constexpr int kDepthMax = 4;

/// Where the records of a document go, and the documents that lie within it.
class Opened final : public DecodeSink {
 public:
  Opened(const Environment& environment, const store::Document& document)
      : environment_(environment),
        document_(document),
        stage_(environment.archive->scratch()),
        take_in_(environment, {.connector = document.connector,
                               .actor = "document:" + std::to_string(document.id),
                               .container = document.id}) {}

  Result<void> records(std::string_view batch) override { return stage_.add(batch); }
  Result<void> begin_document(const connect::DocumentOffer& offer) override {
    if (auto deep = require_not_too_deep(); !deep) return deep;
    return take_in_.begin(offer);
  }
  Result<void> write_document(std::string_view bytes) override { return take_in_.write(bytes); }
  Result<void> finish_document() override {
    const auto taken = take_in_.finish();
    if (!taken) return taken.error();
    ++documents_;
    return {};
  }
  const Stage& stage() const { return stage_; }
  /// How many documents lie within.
  std::int64_t documents() const { return documents_; }

 private:
  Result<void> require_not_too_deep() {
    store::Snapshot snapshot(*environment_.store);
    const int depth = store::depth_within_containers(snapshot.sql(), document_.id);
    if (depth < kDepthMax) return {};
    return Failure{.kind = FailureKind::invalid,
                   .message = "documents are packed into each other more than " +
                              std::to_string(kDepthMax) +
                              " times; unpack them and submit what "
                              "they hold",
                   .rule = "archive.depth",
                   .expected = std::to_string(kDepthMax),
                   .found = std::to_string(depth + 1)};
  }

  const Environment& environment_;
  const store::Document& document_;
  Stage stage_;
  TakeIn take_in_;
  std::int64_t documents_ = 0;
};

class Ingest {
 public:
  Ingest(const Environment& environment, const config::Connector& connector,
         const RunControl& control, store::Durability durability)
      : environment_(environment),
        connector_(connector),
        control_(control),
        durability_(durability),
        decoders_(environment.observer, environment.plugin_host) {}

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
    Opened opened(environment_, document);
    const Decoded decoded = decoders_.decode(
        {.connector = connector_.name,
         .name = document.name,
         .media_type = document.media_type,
         .size = static_cast<std::uint64_t>(document.size),
         .decoders = connector_.decoders,
         .silence = environment_.config->plugin_silence,
         .required_isolation = environment_.config->required_isolation},
        [&](std::span<char> buffer) { return reader->read(buffer); }, opened, control_.stop);
    return after_decoding(document, decoded, opened);
  }

  Next after_decoding(const store::Document& document, const Decoded& decoded,
                      const Opened& opened) {
    using connect::Verdict;
    const connect::Outcome& outcome = decoded.outcome;
    switch (outcome.verdict) {
      case Verdict::ok:
        return post_decoded(document, decoded, opened);
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

  Next post_decoded(const store::Document& document, const Decoded& decoded, const Opened& opened) {
    const auto posted = post(environment_, document, {decoded.decoder, decoded.version},
                             opened.stage(), control_.run, durability_);
    if (!posted) {
      Failure failure = posted.error();
      if (failure.kind != FailureKind::invalid && failure.kind != FailureKind::conflict)
        return leave(failure, false);
      if (!failure.held) failure.held = held_money(opened.stage());
      return set_aside(document, decoded.decoder, failure, {});
    }
    const bool news = posted->changed || posted->answered || opened.documents() > 0;
    ++(news ? totals_.posted : totals_.unchanged);
    totals_.refused_statements += static_cast<std::int64_t>(posted->refusals.size());
    for (const std::string& why : posted->refusals)
      environment_.observer.log(connector_.name, SALDO_LOG_WARNING,
                                "set a part of " + document.name + " aside: " + why);
    if (posted->extract && posted->extract->is_news) tell_of(*posted->extract);
    totals_.statements += posted->counts.statements;
    totals_.transactions += posted->counts.transactions;
    totals_.duplicates += posted->counts.duplicates;
    totals_.customers += posted->counts.customers;
    totals_.items += posted->counts.items;
    totals_.changed = totals_.changed || posted->changed;
    return Next::done;
  }

  void tell_of(const store::ExtractOutcome& extract) {
    totals_.cleared += extract.cleared;
    const bool good = extract.state == "complete";
    environment_.observer.log(
        connector_.name, good || extract.state == "loading" ? SALDO_LOG_INFO : SALDO_LOG_WARNING,
        "extract " + extract.extract + " is " + extract.state +
            (good ? "; items cleared as it doesn't list them: " + std::to_string(extract.cleared)
                  : ", nothing is cleared by it: " + extract.reason));
  }

  Next crashed(const store::Document& document, const Decoded& decoded) {
    // Documents before it may have brought the process into this state: that proves nothing.
    if (!decoded.in_fresh_child) return Next::again;
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
    store::WriteTransaction transaction(*environment_.store, durability_);
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
  const store::Durability durability_;
  Decoders decoders_;
  IngestTotals totals_;
};

}  // namespace

IngestTotals ingest(const Environment& environment, const config::Connector& connector,
                    const RunControl& control, store::Durability durability) {
  return Ingest(environment, connector, control, durability).run();
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
                                                 {"items", t.items},
                                                 {"cleared", t.cleared}});
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
  // Nobody outside is told: after a power cut the documents that wait again are posted again.
  return to_outcome(ingest(environment, connector, control, store::Durability::repeatable),
                    control);
}

}  // namespace saldo::flows
