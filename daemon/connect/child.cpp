#include "connect/child.hpp"

#include <optional>
#include <utility>

#include "base/assert.hpp"
#include "connect/business_day.hpp"
#include "connect/conversation.hpp"
#include "connect/log_lines.hpp"
#include "connect/process.hpp"
#include "connect/verdict.hpp"
#include "wire/utf8.hpp"

namespace saldo::connect {
namespace {

using wire::CallKind;

/// A message larger than this isn't delivered: a letter is a few hundred kilobytes.
constexpr std::size_t kDeliveryBytesMax = 64u << 20;

/// What a call brought besides its outcome.
struct Answer {
  std::int64_t number = 0;
  std::string text;
};

class ChildProcess final : public Child {
 public:
  ChildProcess(const Launch& launch, const Observer& observer, Process process)
      : connector_(launch.connector),
        component_(launch.component),
        time_zone_(launch.time_zone),
        library_(launch.library),
        limits_(launch.limits),
        observer_(observer),
        process_(std::move(process)),
        log_([this](unsigned level, std::string_view line) {
          if (observer_.log) observer_.log(connector_, level, line);
        }),
        talk_(process_, limits_, log_, [this](std::string_view name, std::int64_t delta) {
          if (observer_.metric) observer_.metric(connector_, name, delta);
        }) {
    if (launch.make_transfers)
      talk_.offer(launch.make_transfers(
          launch.origins, [this](std::chrono::milliseconds time) { return talk_.pause(time); }));
  }

  ~ChildProcess() override {
    abandon_delivery();
    if (lost_) return;
    NoRequests none;
    const Outcome outcome =
        call({.kind = static_cast<std::uint16_t>(CallKind::destroy)}, "destroy", none, {}, nullptr);
    if (!outcome.ok() && observer_.log)
      observer_.log(connector_, SALDO_LOG_ERROR, outcome.failure.message);
    if (lost_) return;
    if (outcome.ok()) process_.ended_within(limits_.term_grace);
    process_.finish();
    talk_.drain_log();
    log_.flush(std::chrono::steady_clock::now());
  }

  /// Hello, Welcome and create; the plugin can be used after it.
  Result<void> open(const Launch& launch) {
    NoRequests none;
    Ending ending = talk_.run(wire::State::starting, none);
    wire::Hello hello;
    if (ending.how == Ending::answered && !wire::read_body(ending.body, hello)) {
      ending.how = Ending::misbehaved;
      ending.detail = "its first frame was malformed";
    }
    if (ending.how != Ending::answered) return lose(ending, "loading").failure;
    if (!hello.refusal.empty()) {
      lost_ = true;
      return Failure{.message = "the plugin " + launch.library.string() +
                                " can't be used: " + wire::shown(hello.refusal)};
    }
    sandbox_ = wire::shown(hello.sandbox);
    plugin_ = wire::shown(hello.plugin_id) + " " + wire::shown(hello.plugin_version);
    if (!welcome(launch))
      return Failure{.message = "the folders of '" + connector_ + "' are too many"};
    const Outcome made = become(launch.component, launch.options);
    if (!made.ok()) return made.failure;
    return {};
  }

  Outcome become(const std::string& component, const Options& options) override {
    NoRequests none;
    component_ = component;
    wire::Options body;
    for (const auto& [key, value] : options) body.values.emplace_back(key, value);
    return call({.kind = static_cast<std::uint16_t>(CallKind::create),
                 .name = component_,
                 .content = wire::encode(body)},
                "create", none, {}, nullptr);
  }

  Outcome check() override {
    NoRequests none;
    return call({.kind = static_cast<std::uint16_t>(CallKind::check)}, "check", none, {}, nullptr);
  }

  Outcome identify(std::string_view head, std::string_view name, int& score) override {
    NoRequests none;
    Answer answer;
    Outcome outcome = call({.kind = static_cast<std::uint16_t>(CallKind::identify),
                            .name = name,
                            .content = head.substr(0, 4096)},
                           quoted("identify", name), none, {}, &answer);
    score = static_cast<int>(std::clamp<std::int64_t>(answer.number, 0, 100));
    return outcome;
  }

  Outcome decode(const DecodeRequest& request, Requests& requests) override {
    Outcome outcome = call({.kind = static_cast<std::uint16_t>(CallKind::decode),
                            .number = request.size,
                            .name = request.name,
                            .media_type = request.media_type},
                           quoted("decode", request.name), requests, {}, nullptr);
    if (!outcome.ok() && outcome.failure.file.empty()) outcome.failure.file = request.name;
    return outcome;
  }

  Outcome pull(std::string_view cursor, Requests& requests) override {
    return call({.kind = static_cast<std::uint16_t>(CallKind::pull), .content = cursor}, "pull",
                requests, {}, nullptr);
  }

  Outcome acknowledge(std::string_view key, bool posted) override {
    NoRequests none;
    return call({.kind = static_cast<std::uint16_t>(CallKind::acknowledge),
                 .number = posted ? SALDO_ACK_POSTED : SALDO_ACK_QUARANTINED,
                 .key = key},
                quoted("acknowledge", key), none, {}, nullptr);
  }

  Outcome wait(std::chrono::milliseconds timeout, bool& changed) override {
    NoRequests none;
    Answer answer;
    Outcome outcome = call({.kind = static_cast<std::uint16_t>(CallKind::wait),
                            .number = static_cast<std::uint64_t>(timeout.count())},
                           "wait", none, {}, &answer);
    changed = answer.number != 0;
    return outcome;
  }

  Outcome deliver(std::string_view idempotency_key, std::string_view name,
                  std::string_view media_type, std::string_view body,
                  std::string& receipt) override {
    begin_delivery({idempotency_key, name, media_type, body});
    return finish_delivery(receipt);
  }

  void begin_delivery(const Delivery& message) override {
    begun_.emplace();
    begun_->what = quoted("deliver", message.name);
    if (message.body.size() > kDeliveryBytesMax) {
      begun_->refused = ended(Verdict::limit, quoted("the message", message.name) + " has " +
                                                  std::to_string(message.body.size()) +
                                                  " bytes; at most 64 MiB can be delivered");
      return;
    }
    begun_->refused = send({.kind = static_cast<std::uint16_t>(CallKind::deliver),
                            .number = message.body.size(),
                            .name = message.name,
                            .media_type = message.media_type,
                            .key = message.idempotency_key},
                           begun_->what);
    if (begun_->refused.ok()) begun_->unsent = talk_.send_ahead(message.body);
  }

  Outcome finish_delivery(std::string& receipt) override {
    const Begun begun = *std::exchange(begun_, std::nullopt);
    if (!begun.refused.ok()) return begun.refused;
    NoRequests none;
    Answer answer;
    Outcome outcome = outcome_of_call(CallKind::deliver, begun.what, none, begun.unsent, &answer);
    receipt = wire::shown(answer.text);
    return outcome;
  }

  void cancel(std::string_view reason) override { talk_.cancel(reason); }
  std::string sandbox() const override { return sandbox_; }
  int pid() const override { return process_.pid(); }

 private:
  static std::string quoted(std::string_view verb, std::string_view name) {
    return std::string(verb) + " '" + wire::shown(name) + "'";
  }

  static Outcome ended(Verdict verdict, std::string message) {
    Outcome outcome;
    outcome.verdict = verdict;
    outcome.failure = {.kind = kind_of(verdict), .message = std::move(message)};
    return outcome;
  }

  bool welcome(const Launch& launch) {
    wire::Welcome welcome;
    welcome.abi_minor = SALDO_ABI_MINOR;
    welcome.silence_ms = static_cast<std::uint64_t>(limits_.silence.count());
    for (const DirectoryGrant& d : launch.directories) welcome.directories.push_back(d.option);
    return talk_.channel().queue(wire::FrameType::welcome, 0, welcome);
  }

  /// A delivery that is begun and not finished.
  struct Begun {
    std::string what;
    Outcome refused;          ///< why it wasn't handed over; ok: it was
    std::string_view unsent;  ///< of its body
  };

  /// Nothing more is done for it.
  void abandon_delivery() {
    if (!begun_) return;
    talk_.offer(nullptr);
    std::string receipt;
    finish_delivery(receipt);
  }

  Outcome call(wire::Call call, const std::string& what, Requests& requests, std::string_view body,
               Answer* answer) {
    if (Outcome sent = send(call, what); !sent.ok()) return sent;
    return outcome_of_call(static_cast<CallKind>(call.kind), what, requests, body, answer);
  }

  Outcome send(wire::Call call, const std::string& what) {
    SALDO_ASSERT(!begun_ || call.kind == static_cast<std::uint16_t>(CallKind::deliver));
    const bool destroying = call.kind == static_cast<std::uint16_t>(CallKind::destroy);
    if (lost_) return ended(Verdict::crashed, who() + " has ended; it must be started anew");
    if (talk_.cancelled() && !destroying) return ended(Verdict::cancelled, what + " was cancelled");
    set_clock(call);
    if (!talk_.channel().queue(wire::FrameType::call, talk_.begin_call(), call))
      return ended(Verdict::limit, what + ": names and cursor together are larger than 1 MiB");
    return {};
  }

  Outcome outcome_of_call(CallKind kind, const std::string& what, Requests& requests,
                          std::string_view body, Answer* answer) {
    Ending ending = talk_.run(wire::state_of(kind), requests, body);
    wire::Done done;
    if (ending.how == Ending::answered && !wire::read_body(ending.body, done)) {
      ending.how = Ending::misbehaved;
      ending.detail = "the outcome was malformed";
    }
    if (ending.how != Ending::answered) return lose(ending, what);
    if (answer != nullptr) *answer = {done.number, std::string(done.text)};
    // A plugin can't make good what failed on our side, whatever it says.
    if (ending.refused) return outcome_of(*ending.refused);
    return outcome_of(done.status);
  }

  void set_clock(wire::Call& call) const {
    const Instant now = observer_.clock->now();
    const BusinessDay day = business_day(now, time_zone_).value();  // start() found the zone
    call.now_ns = now.time_since_epoch().count();
    call.today = day.today;
    call.today_ends_ns = day.ends.time_since_epoch().count();
  }

  std::string who() const { return connector_ + " (" + component_ + ")"; }

  /// The child is gone: what happened, for people.
  Outcome lose(const Ending& ending, const std::string& what) {
    process_.finish();
    lost_ = true;
    Outcome outcome;
    switch (ending.how) {
      case Ending::silent:
        outcome = ended(Verdict::hung, who() + " gave no sign of life for " +
                                           std::to_string(limits_.silence.count()) + " ms during " +
                                           what + " and was ended");
        break;
      case Ending::unstoppable:
        outcome = ended(Verdict::hung, who() + " did not stop during " + what +
                                           " when it was asked to and was ended");
        break;
      case Ending::misbehaved:
        outcome = ended(Verdict::misbehaved,
                        who() + " broke the protocol during " + what + ": " + ending.detail);
        break;
      default:
        outcome = ended(Verdict::crashed, who() + " " + process_.how_it_ended() + " during " +
                                              what + ", without finishing it");
    }
    outcome.crash_report = report(outcome.failure.message);
    return outcome;
  }

  std::string report(const std::string& message) const {
    std::string text = message + "\nplugin: " + (plugin_.empty() ? "not loaded" : plugin_) +
                       "\nlibrary (/proc/self/fd/4 below): " + library_.string() +
                       "\nsandbox: " + (sandbox_.empty() ? "unknown" : sandbox_) +
                       "\nprocess: " + process_.how_it_ended() + "\nlast output:\n";
    for (const std::string& line : log_.last()) text += "  " + line + "\n";
    return text;
  }

  std::string connector_, component_, time_zone_;
  std::filesystem::path library_;
  ChildLimits limits_;
  Observer observer_;
  Process process_;
  LogLines log_;
  Conversation talk_;
  std::string sandbox_, plugin_;
  std::optional<Begun> begun_;
  bool lost_ = false;
};

}  // namespace

Result<std::unique_ptr<Child>> Child::start(const Launch& launch, const Observer& observer,
                                            const std::filesystem::path& host) {
  if (!business_day(observer.clock->now(), launch.time_zone))
    return Failure{.message = "the time zone '" + launch.time_zone + "' of connector '" +
                              launch.connector + "' is unknown"};
  auto process = Process::start(launch, host);
  if (!process) return process.error();
  auto child = std::make_unique<ChildProcess>(launch, observer, std::move(*process));
  if (auto opened = child->open(launch); !opened) return opened.error();
  return std::unique_ptr<Child>(std::move(child));
}

}  // namespace saldo::connect
