#include "flows/deliver.hpp"

#include <boost/json.hpp>
#include <mutex>
#include <optional>
#include <vector>

#include "connect/verdict.hpp"
#include "flows/mail_outcome.hpp"
#include "flows/notice_mail.hpp"
#include "flows/start_child.hpp"
#include "saldo/plugin.h"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr const char* kMediaType = "message/rfc822";
constexpr int kRefusedInARowMax = 3;

RunOutcome failed(const std::string& why) { return {.end = RunOutcome::End::failed, .error = why}; }

class Deliver {
 public:
  Deliver(const Environment& environment, const config::Connector& connector,
          const RunControl& control)
      : environment_(environment), connector_(connector), control_(control) {}

  RunOutcome run(bool dry_run) {
    queued_ = queue_mails(environment_, connector_, dry_run, control_);
    RunOutcome outcome;
    if (!dry_run) outcome = hand_over();
    if (outcome.end == RunOutcome::End::done && queued_.held > 0)
      outcome = failed(std::to_string(queued_.held) +
                       " notices can't be written and stay approved; " + queued_.why);
    outcome.changed = !dry_run && queued_.queued + queued_.recalled + queued_.redirected +
                                          queued_.failed + totals_.of_all() >
                                      0;
    outcome.result_json = result(dry_run);
    return outcome;
  }

 private:
  std::string result(bool dry_run) const {
    json::object result{{"queued", queued_.queued},
                        {"sent", totals_.sent},
                        {"recalled", queued_.recalled + totals_.recalled},
                        {"redirected", queued_.redirected + totals_.redirected},
                        {"failed", queued_.failed + totals_.failed},
                        {"postponed", totals_.postponed},
                        {"doubts", totals_.doubts},
                        {"held", queued_.held}};
    if (dry_run) result["dry_run"] = true;
    return json::serialize(result);
  }

  /// One commit a mail: it stores what became of the one before and notes the next as perhaps gone
  /// out, on disk before the server hears of it. So a crash leaves at most one of which nobody
  /// knows.
  RunOutcome hand_over() {
    const std::stop_callback cancel(control_.stop, [this] {
      const std::lock_guard lock(child_mutex_);
      if (child_) child_->cancel("saldo is stopping the run");
    });
    std::optional<MailAttempt> last;
    for (;;) {
      std::optional<store::SentMail> next;
      std::optional<RunOutcome> end;
      {
        store::WriteTransaction transaction(*environment_.store);
        if (last) end = settle(transaction.sql(), *last);
        if (!end && control_.stop.stop_requested())
          end = RunOutcome{.end = RunOutcome::End::cancelled, .error = "stopped"};
        if (!end) next = begin_next(environment_, transaction.sql(), connector_.name, totals_);
        transaction.commit();
      }
      if (end) return *end;
      if (!next) return {};
      last = attempt(*next);
      control_.progress(totals_.sent, totals_.sent + 1);
    }
  }

  std::optional<RunOutcome> settle(soci::session& sql, const MailAttempt& attempt) {
    const Settled settled = settle_mail(environment_, sql, connector_.name, attempt, totals_);
    refused_in_a_row_ = settled == Settled::refused ? refused_in_a_row_ + 1 : 0;
    const connect::Outcome& o = attempt.outcome;
    if (o.child_lost()) drop_child();
    switch (settled) {
      case Settled::gone_on:
        return std::nullopt;
      case Settled::refused:
        if (refused_in_a_row_ < kRefusedInARowMax) return std::nullopt;
        return failed(std::to_string(kRefusedInARowMax) +
                      " mails in a row were refused; check the mail server's rules, then approve "
                      "the notices again: " +
                      o.failure.to_string());
      case Settled::later:
        return RunOutcome{.end = RunOutcome::End::retry,
                          .error = o.failure.to_string(),
                          .retry_after = o.retry_after};
      case Settled::stopped:
        return RunOutcome{.end = RunOutcome::End::cancelled, .error = "stopped"};
      case Settled::hopeless:
        return failed(o.failure.to_string());
    }
    return std::nullopt;
  }

  MailAttempt attempt(const store::SentMail& mail) {
    MailAttempt attempt{.mail = mail};
    std::string body;
    attempt.outcome = read(mail.body_sha256, body);
    if (attempt.outcome.ok() && !child_) attempt.outcome = start();
    if (!attempt.outcome.ok()) {
      attempt.untried = true;
      return attempt;
    }
    attempt.outcome =
        child_->deliver(mail.token, mail.recipient, kMediaType, body, attempt.receipt);
    return attempt;
  }

  connect::Outcome read(const std::string& sha256, std::string& body) const {
    auto reader = environment_.archive->read(sha256);
    if (!reader) return connect::outcome_of(reader.error());
    std::vector<char> piece(std::size_t{64} << 10);
    for (;;) {
      const auto got = reader->read(piece);
      if (!got) return connect::outcome_of(got.error());
      if (*got == 0) return {};
      body.append(piece.data(), *got);
    }
  }

  connect::Outcome start() {
    const config::Config& config = *environment_.config;
    auto launch = to_launch(connector_.name, *connector_.sink, config.plugin_silence);
    if (!launch) return connect::outcome_of(launch.error());
    launch->make_transfers = environment_.make_transfers;
    auto child = start_child(*launch, config.required_isolation, environment_.observer,
                             environment_.plugin_host);
    if (!child) return connect::outcome_of(child.error());
    connect::Outcome checked = (*child)->check();
    if (!checked.ok()) return checked;
    const std::lock_guard lock(child_mutex_);
    child_ = std::move(*child);
    return {};
  }

  void drop_child() {
    const std::lock_guard lock(child_mutex_);
    child_.reset();
  }

  const Environment& environment_;
  const config::Connector& connector_;
  const RunControl& control_;
  std::mutex child_mutex_;  // a stop comes on another thread
  std::unique_ptr<connect::Child> child_;
  MailingTotals queued_;
  DeliveryTotals totals_;
  int refused_in_a_row_ = 0;
};

}  // namespace

RunOutcome run_deliver(const Environment& environment, const config::Connector& connector,
                       bool dry_run, const RunControl& control) {
  if (!connector.sink) return failed("connector " + connector.name + " has no sink to deliver to");
  return Deliver(environment, connector, control).run(dry_run);
}

}  // namespace saldo::flows
