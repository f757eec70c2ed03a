#include "flows/write_back.hpp"

#include <boost/json.hpp>
#include <optional>
#include <set>

#include "flows/clearing.hpp"
#include "flows/credit_change.hpp"
#include "flows/dunning_data.hpp"
#include "flows/idoc_status.hpp"
#include "flows/start_child.hpp"
#include "saldo/plugin.h"
#include "saldo/text.hpp"
#include "store/messages.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr int kDeliveredAtOnce = 32;  // between two commits; so many may be delivered again
constexpr std::int64_t kCrashesMax = 5;
constexpr const char *kClearing = "clearing", *kDunning = "dunning", *kIdocStatus = "idoc_status",
                     *kCredit = "credit";
constexpr std::string_view kConfirmed = "confirmed: ", kInDoubt = "message.in_doubt";

const char* media_type_of(const store::Message& m) {
  if (m.kind == kIdocStatus) return kIdocStatusMediaType;
  if (m.kind == kCredit) return kCreditMediaType;
  return m.kind.starts_with(kDunning) ? kDunningMediaType : kClearingMediaType;
}

/// Whether the fault is the message's own, so that others may go on.
bool is_of_message(const connect::Outcome& outcome) {
  using connect::Verdict;
  return outcome.verdict == Verdict::rejected || outcome.verdict == Verdict::limit ||
         outcome.verdict == Verdict::unsupported || outcome.verdict == Verdict::bug;
}

class WriteBack {
 public:
  using Settled = SettledMessage;

  WriteBack(const Environment& environment, const config::Connector& connector,
            const RunControl& control)
      : environment_(environment),
        connector_(connector),
        control_(control),
        messages_(listed(option("messages", kClearing))),
        dunning_block_(option("dunning_block", "")) {}

  RunOutcome run(bool dry_run) {
    propose(dry_run);
    RunOutcome outcome;
    if (!dry_run) outcome = deliver();
    outcome.changed = totals_.proposed + totals_.voided + totals_.reversed + sent_ + failed_ > 0;
    json::object result{{"proposed", totals_.proposed},
                        {"voided", totals_.voided},
                        {"reversed", totals_.reversed},
                        {"sent", sent_},
                        {"failed", failed_}};
    if (dry_run) {
      result["dry_run"] = true;
      outcome.changed = false;
    }
    outcome.result_json = json::serialize(result);
    return outcome;
  }

 private:
  Instant now() const { return environment_.clock->now(); }

  std::string option(const char* name, const char* otherwise) const {
    const auto found = connector_.sink->options.find(name);
    return found == connector_.sink->options.end() ? otherwise : found->second;
  }
  /// Refuses what isn't a kind of messages.
  static std::set<std::string> listed(const std::string& names) {
    std::set<std::string> all;
    for (std::size_t at = 0; at <= names.size();) {
      const std::size_t end = std::min(names.find(',', at), names.size());
      std::string name(text::trim(std::string_view(names).substr(at, end - at)));
      if (name != kClearing && name != kDunning && name != kIdocStatus && name != kCredit)
        throw FailureException({.message = "option messages of the sink is '" + names +
                                           "'; list some of clearing, dunning, credit and "
                                           "idoc_status, with commas between them",
                                .rule = "write_back.messages"});
      all.insert(std::move(name));
      at = end + 1;
    }
    return all;
  }
  bool tells(const char* messages) const { return messages_.contains(messages); }

  /// The next some hundred messages; false when the outbox is up to date with the book.
  bool propose_more(soci::session& sql) {
    bool more = tells(kClearing) && propose_clearing(sql, connector_.name, now(), totals_);
    more = (tells(kDunning) && tell_dunning(sql, connector_.name, now(), totals_)) || more;
    return (tells(kIdocStatus) && tell_idoc_status(sql, connector_.name, now(), totals_)) || more;
  }

  /// What follows from how things stand, rather than from what has happened since.
  void propose_rest(soci::session& sql) {
    const auto today = std::chrono::floor<std::chrono::days>(now()).time_since_epoch().count();
    if (tells(kDunning) && !dunning_block_.empty())
      tell_blocks(sql, connector_.name, dunning_block_,
                  Date::from_days(static_cast<std::int32_t>(today)), now(), totals_);
    if (tells(kClearing))
      totals_.voided += store::void_needless_reversals(sql, connector_.name, now());
  }

  void propose(bool dry_run) {
    if (dry_run) {
      store::WriteTransaction transaction(*environment_.store, store::Durability::repeatable);
      while (propose_more(transaction.sql())) {
      }
      propose_rest(transaction.sql());
      return;  // never committed
    }
    for (bool more = true; more && !control_.stop.stop_requested();) {
      store::WriteTransaction transaction(*environment_.store);
      more = propose_more(transaction.sql());
      if (more) transaction.commit();
    }
    store::WriteTransaction transaction(*environment_.store);
    propose_rest(transaction.sql());
    transaction.commit();
  }

  RunOutcome deliver() {
    for (;;) {
      if (control_.stop.stop_requested())
        return {.end = RunOutcome::End::cancelled, .error = "stopped"};
      if (!waits()) return {};
      if (!child_) {
        if (auto trouble = start()) return *trouble;
      }
      const auto due = begin();
      if (due.empty()) return {};
      if (auto trouble = deliver(due)) return *trouble;
      control_.progress(sent_ + failed_, sent_ + failed_ + static_cast<std::int64_t>(due.size()));
    }
  }

  bool waits() const {
    store::Snapshot snapshot(*environment_.store);
    return !store::due_messages(snapshot.sql(), connector_.name, 1).empty();
  }

  /// What is next, noted as perhaps delivered: on disk before the sink hears of it.
  std::vector<store::Message> begin() {
    store::WriteTransaction transaction(*environment_.store);
    auto due = store::due_messages(transaction.sql(), connector_.name, kDeliveredAtOnce);
    for (const store::Message& m : due) store::begin_attempt(transaction.sql(), m.id);
    if (!due.empty()) transaction.commit();
    return due;
  }

  std::optional<RunOutcome> start() {
    const config::Config& config = *environment_.config;
    auto launch = to_launch(connector_.name, *connector_.sink, config.plugin_silence);
    if (!launch) return failed(launch.error());
    launch->make_transfers = environment_.make_transfers;
    auto child = start_child(*launch, config.required_isolation, environment_.observer,
                             environment_.plugin_host);
    if (!child)
      return may_pass(child.error()) ? later(child.error().to_string(), {}) : failed(child.error());
    child_ = std::move(*child);
    const connect::Outcome checked = child_->check();
    return checked.ok() ? std::nullopt : trouble_of(checked);
  }

  static RunOutcome failed(const Failure& failure) {
    return {.end = RunOutcome::End::failed, .error = failure.to_string()};
  }
  static RunOutcome later(const std::string& error, std::chrono::milliseconds after) {
    return {.end = RunOutcome::End::retry, .error = error, .retry_after = after};
  }
  std::optional<RunOutcome> trouble_of(const connect::Outcome& outcome) {
    using connect::Verdict;
    child_.reset();
    if (outcome.verdict == Verdict::config || outcome.verdict == Verdict::auth)
      return failed(outcome.failure);
    return later(outcome.failure.to_string(), outcome.retry_after);
  }

  struct Delivery {
    std::int64_t id = 0;
    connect::Outcome outcome;
    std::string receipt;
  };

  /// Hands them over until one can't be; stores what came of each.
  std::optional<RunOutcome> deliver(const std::vector<store::Message>& due) {
    std::vector<Delivery> deliveries;
    const std::stop_callback cancel(control_.stop,
                                    [&] { child_->cancel("saldo is stopping the run"); });
    for (const store::Message& m : due) {
      Delivery& d = deliveries.emplace_back(Delivery{.id = m.id});
      d.outcome = child_->deliver(m.idempotency_key, m.idempotency_key, media_type_of(m), m.body,
                                  d.receipt);
      if (!d.outcome.ok() && !is_of_message(d.outcome)) break;
    }
    store_outcomes(due, deliveries);
    const connect::Outcome& last = deliveries.back().outcome;
    if (last.ok() || is_of_message(last)) return std::nullopt;
    return trouble_of(last);
  }

  void store_outcomes(const std::vector<store::Message>& due,
                      const std::vector<Delivery>& deliveries) {
    store::WriteTransaction transaction(*environment_.store);
    soci::session& sql = transaction.sql();
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
      const Delivery& d = deliveries[i];
      const Settled settled = settle_message(sql, due[i], d.outcome, d.receipt, now());
      sent_ += settled == Settled::sent ? 1 : 0;
      if (settled != Settled::failed) continue;
      ++failed_;
      environment_.observer.log(
          connector_.name, SALDO_LOG_WARNING,
          "proposal " + std::to_string(d.id) + " failed: " + d.outcome.failure.to_string());
    }
    // The sink didn't hear of those behind the one that can't be delivered now.
    for (std::size_t i = deliveries.size(); i < due.size(); ++i)
      store::withdraw_attempt(sql, due[i].id);
    transaction.commit();
  }

  const Environment& environment_;
  const config::Connector& connector_;
  const RunControl& control_;
  const std::set<std::string> messages_;
  const std::string dunning_block_;
  std::unique_ptr<connect::Child> child_;
  OutboxTotals totals_;
  std::int64_t sent_ = 0, failed_ = 0;
};

}  // namespace

SettledMessage settle_message(soci::session& sql, const store::Message& message,
                              const connect::Outcome& outcome, const std::string& receipt,
                              Instant now) {
  if (outcome.ok()) {
    if (receipt.starts_with(kConfirmed))
      store::mark_confirmed(sql, message.id, receipt.substr(kConfirmed.size()), now);
    else
      store::mark_sent(sql, message.id, receipt, now);
    return SettledMessage::sent;
  }
  const std::string why = outcome.failure.to_string();
  const bool poison = outcome.child_lost() && message.doubts + 1 >= kCrashesMax;
  if (outcome.child_lost() || outcome.verdict == connect::Verdict::bug ||
      outcome.failure.rule == kInDoubt)
    store::note_act(sql, message.id, store::kDoubt, "saldod", why, now);
  if (is_of_message(outcome) || poison) {
    store::mark_failed(sql, message.id, why);
    return SettledMessage::failed;
  }
  store::note_failed_attempt(sql, message.id, why);
  return SettledMessage::waits;
}

RunOutcome run_write_back(const Environment& environment, const config::Connector& connector,
                          bool dry_run, const RunControl& control) {
  if (!connector.sink)
    return {.end = RunOutcome::End::failed,
            .error = "connector " + connector.name + " has no sink to deliver to"};
  return WriteBack(environment, connector, control).run(dry_run);
}

}  // namespace saldo::flows
