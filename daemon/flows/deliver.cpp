#include "flows/deliver.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/json.hpp>
#include <deque>
#include <future>
#include <optional>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "connect/verdict.hpp"
#include "flows/mail_outcome.hpp"
#include "flows/notice_mail.hpp"
#include "flows/sink_turns.hpp"
#include "flows/start_child.hpp"
#include "saldo/plugin.h"
#include "store/mail_claims.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

constexpr const char* kMediaType = "message/rfc822";
constexpr int kRefusedInARowMax = 3;
/// One is handed to the sink while the one before is on its way; one is read meanwhile.
constexpr std::size_t kReadAhead = 2;

RunOutcome failed(const std::string& why) { return {.end = RunOutcome::End::failed, .error = why}; }

class Deliver {
 public:
  Deliver(const Environment& environment, const config::Connector& connector,
          const RunControl& control)
      : environment_(environment), connector_(connector), control_(control) {}

  RunOutcome run(bool dry_run) {
    queued_ = queue_mails(environment_, connector_, dry_run, control_);
    RunOutcome outcome;
    const auto launch =
        to_launch(connector_.name, *connector_.sink, environment_.config->plugin_silence);
    holds_ = launch && launch->directories.empty() && environment_.make_transfers;
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

  /// What a transaction between two mails came to.
  struct Booked {
    std::optional<RunOutcome> end;         ///< of the run
    std::optional<store::SentMail> begun;  ///< noted as under way: it may leave
  };

  /// A mail's bytes, or why they can't be had.
  struct Body {
    connect::Outcome outcome;
    std::string bytes;
  };
  struct Reading {
    store::SentMail mail;
    std::shared_future<Body> body;
  };

  /// One commit a mail: it stores what became of the one before and notes the next as under way.
  /// So a killed process leaves at most one of which nobody knows. Where the sink is held, that
  /// comes about while the next is announced to the server; not a byte of it leaves before. The
  /// claims of the next few are brought to disk (see store/mail_claims.hpp), and the next is read
  /// and worked on by the sink (see sink_turns.hpp), while others are on their way.
  RunOutcome hand_over() {
    const std::stop_callback cancel(control_.stop,
                                    [this] { sink_.cancel("saldo is stopping the run"); });
    std::optional<MailAttempt> last;
    for (;;) {
      if (claimed_.empty() && on_disk_.valid()) {
        on_disk_.get();
        claimed_ = std::exchange(reserve_, {});
      }
      // Behind a failure it isn't certain that the next will be tried.
      if (claimed_.empty() || (last && !last->outcome.ok())) {
        if (auto end = book(last, nullptr).end) return *end;
        last.reset();
        continue;
      }
      const store::SentMail next = claimed_.front();
      claimed_.pop_front();
      const std::shared_future<Body> body = body_of(next);
      const auto soon = unread();
      auto booked_beside = [this, last, next] { return book(last, &next); };
      booking_ =
          (holds_ ? on(beside_, booked_beside) : std::async(std::launch::deferred, booked_beside))
              .share();
      for (const store::SentMail& mail : soon)
        reading_.push_back(
            {mail, on(beside_, [this, mail] { return read(mail.body_sha256); }).share()});
      MailAttempt attempted;
      if (holds_ || may_leave()) attempted = attempt(next, body.get());
      const Booked& booked = booking_.get();
      if (booked.end) return *booked.end;
      last.reset();
      if (!booked.begun) continue;
      attempted.mail = *booked.begun;
      last = std::move(attempted);
      control_.progress(totals_.sent, totals_.sent + 1);
    }
  }

  /// Does it on a thread of the pool.
  template <class Work>
  static std::future<std::invoke_result_t<Work>> on(boost::asio::thread_pool& pool, Work work) {
    std::packaged_task<std::invoke_result_t<Work>()> task(std::move(work));
    auto future = task.get_future();
    boost::asio::post(pool, std::move(task));
    return future;
  }

  /// Stores what became of the last; begins the next, if there is one; claims some more when none
  /// are in reserve.
  Booked book(const std::optional<MailAttempt>& last, const store::SentMail* next) {
    store::WriteTransaction transaction(*environment_.store, store::Durability::repeatable);
    if (!book_) {
      book_.emplace(transaction.sql());
      store::drop_claims(transaction.sql(), connector_.name);  // of a run that was abandoned
    }
    Booked booked;
    if (last) booked.end = settle(*last);
    if (!booked.end && control_.stop.stop_requested())
      booked.end = RunOutcome{.end = RunOutcome::End::cancelled, .error = "stopped"};
    if (!booked.end && next != nullptr)
      booked.begun = begin_claimed(environment_, *book_, connector_.name, next->token, totals_);
    const bool claims = !booked.end && reserve_.empty();
    if (claims) reserve_ = claim_next(environment_, *book_, connector_.name);
    if (!booked.end && claimed_.empty() && reserve_.empty() && next == nullptr)
      booked.end = RunOutcome{};
    if (booked.end) store::drop_claims(transaction.sql(), connector_.name);
    transaction.commit();
    if (claims && !reserve_.empty()) on_disk_ = on(disk_, [this] { environment_.store->sync(); });
    return booked;
  }

  /// Whether the mail that is announced is noted as under way, and may leave.
  bool may_leave() const noexcept {
    try {
      return booking_.get().begun.has_value();
    } catch (...) {
      return false;  // hand_over() meets it, too
    }
  }

  std::optional<RunOutcome> settle(const MailAttempt& attempt) {
    const Settled settled = settle_mail(environment_, *book_, connector_.name, attempt, totals_);
    refused_in_a_row_ = settled == Settled::refused ? refused_in_a_row_ + 1 : 0;
    const connect::Outcome& o = attempt.outcome;
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

  MailAttempt attempt(const store::SentMail& mail, const Body& body) {
    MailAttempt attempt{.mail = mail, .outcome = body.outcome};
    if (attempt.outcome.ok()) attempt.outcome = sink_.begin(delivery(mail, body));
    if (!attempt.outcome.ok()) {
      attempt.untried = true;
      return attempt;
    }
    if (holds_) begin_next();
    attempt.outcome = sink_.finish(attempt.receipt);
    return attempt;
  }

  /// Hands over the next to the sink, if it is read already: while it prepares that, the one at
  /// hand is on its way. What it wants to send waits.
  void begin_next() {
    if (reading_.empty()) return;
    const auto& [mail, body] = reading_.front();
    if (body.wait_for(std::chrono::seconds(0)) != std::future_status::ready) return;
    if (body.get().outcome.ok()) sink_.begin_next(delivery(mail, body.get()));
  }

  static connect::Delivery delivery(const store::SentMail& mail, const Body& body) {
    return {mail.token, mail.recipient, kMediaType, body.bytes};
  }

  /// Those of the next two whose bytes aren't read nor being read.
  std::vector<store::SentMail> unread() const {
    std::vector<store::SentMail> mails;
    std::size_t at = 0;
    for (const auto* some : {&claimed_, &reserve_})
      for (const store::SentMail& mail : *some)
        if (at++ >= reading_.size() && at <= kReadAhead) mails.push_back(mail);
    return mails;
  }

  /// The bytes of one that isn't claimed any more.
  std::shared_future<Body> body_of(const store::SentMail& mail) {
    if (reading_.empty())
      return std::async(std::launch::deferred, [this, mail] { return read(mail.body_sha256); });
    SALDO_ASSERT(reading_.front().mail.token == mail.token);
    auto body = std::move(reading_.front().body);
    reading_.pop_front();
    return body;
  }

  Body read(const std::string& sha256) const {
    Body body;
    auto reader = environment_.archive->read(sha256);
    if (!reader) return {.outcome = connect::outcome_of(reader.error())};
    std::vector<char> piece(std::size_t{64} << 10);
    for (;;) {
      const auto got = reader->read(piece);
      if (!got) return {.outcome = connect::outcome_of(got.error())};
      if (*got == 0) return body;
      body.bytes.append(piece.data(), *got);
    }
  }

  const Environment& environment_;
  const config::Connector& connector_;
  const RunControl& control_;
  MailingTotals queued_;
  DeliveryTotals totals_;
  std::optional<store::MailHandover> book_;        // on the connection of write transactions
  std::deque<store::SentMail> claimed_, reserve_;  // on disk; on their way there
  std::future<void> on_disk_;                      // of those in reserve
  /// Whether all that the sink sends is held until may_leave(): a child without a directory reaches
  /// the world through our transfers alone.
  bool holds_ = false;
  std::deque<Reading> reading_;         // of the first that are claimed, in their order
  std::shared_future<Booked> booking_;  // of the mail that is announced
  int refused_in_a_row_ = 0;
  SinkTurns sink_{environment_, connector_, [this] { return may_leave(); }};
  // They end before what they use.
  boost::asio::thread_pool disk_{1};    // waits for it
  boost::asio::thread_pool beside_{1};  // books, then reads; gives work to the other
};

}  // namespace

RunOutcome run_deliver(const Environment& environment, const config::Connector& connector,
                       bool dry_run, const RunControl& control) {
  if (!connector.sink) return failed("connector " + connector.name + " has no sink to deliver to");
  return Deliver(environment, connector, control).run(dry_run);
}

}  // namespace saldo::flows
