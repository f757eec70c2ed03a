#include "connect/conversation.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "connect/verdict.hpp"
#include "wire/records.hpp"
#include "wire/utf8.hpp"

namespace saldo::connect {
namespace {

using std::chrono::steady_clock;
using wire::FrameType;

/// More than this unsent, and we neither listen nor answer what we have heard: a child that asks
/// and asks without reading the answers waits, and counts as silent in the end.
constexpr std::size_t kUnsentMax = 3 * wire::kPartBytes;
/// How long a closed connection may be ahead of the end of its process.
constexpr std::chrono::milliseconds kLastBreath{2000};

/// Our answers come from code that may throw; the child is told and the call ends in order.
template <class F>
auto guarded(F f) -> decltype(f()) {
  try {
    return f();
  } catch (const FailureException& e) {
    return e.failure;
  } catch (const std::exception& e) {
    return Failure{.kind = FailureKind::broken, .message = e.what()};
  }
}

Failure not_text(const char* what) {
  return {.kind = FailureKind::broken, .message = std::string(what) + " is not clean UTF-8"};
}

}  // namespace

/// One wait for the child.
struct Conversation::Turn {
  wire::State state;
  Requests& requests;
  std::string_view body;  ///< of a delivery, as far as it isn't queued
  Stage stage = Stage::listening;
  bool silent = false;  ///< why it was asked to stop
  Time deadline;        ///< of the stage
  bool heard = false;
  bool behind = false;  ///< frames are here that wait until more is sent
  wire::Slice input{};  ///< the part that the child will ask for next
  enum class Input { unwanted, awaited, ready } input_state = Input::unwanted;
  std::optional<Failure> input_failure{};
  bool input_ended = false;
  bool gone = false;  ///< the process has ended, or closed its end
  Ending ending;
};

Conversation::Conversation(Process& process, const ChildLimits& limits, LogLines& log,
                           std::function<void(std::string_view, std::int64_t)> metric)
    : process_(process),
      channel_(process.socket()),
      limits_(limits),
      log_(log),
      metric_(std::move(metric)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), {}) {}

void Conversation::cancel(std::string_view reason) {
  {
    const std::lock_guard lock(reason_mutex_);
    reason_ = reason;
  }
  cancel_asked_ = true;
  ::eventfd_write(wake_.get(), 1);
}

Ending Conversation::run(wire::State state, Requests& requests, std::string_view body) {
  Turn turn{.state = state, .requests = requests, .body = body};
  turn.deadline = steady_clock::now() + limits_.silence;
  if (state == wire::State::destroy) {
    // Nobody waits for its result: it has the time that a cancelled call has.
    turn.stage = Stage::asked;
    turn.deadline = steady_clock::now() + limits_.cancel_grace;
  }
  while (!take_frames(turn)) {
    if (turn.gone) {
      exited(turn);
      break;
    }
    // Counted from here, so that the time that our own answers take is not the child's.
    if (turn.heard && turn.stage == Stage::listening)
      turn.deadline = steady_clock::now() + limits_.silence;
    turn.heard = false;
    poll_once(turn);
    const bool alive = turn.heard && turn.stage == Stage::listening;
    if (!alive && steady_clock::now() >= turn.deadline && climb(turn)) break;
  }
  // Who was found silent is not trusted with another call, even when it answered in the end.
  if (turn.ending.how == Ending::answered && turn.silent) turn.ending.how = Ending::silent;
  if (turn.ending.how != Ending::answered) process_.finish();
  drain_log();
  log_.flush(steady_clock::now());
  return std::move(turn.ending);
}

/// Queues some of a delivery's body.
void Conversation::feed(std::string_view& body) {
  while (!body.empty() && channel_.unsent() < wire::kPartBytes) {
    channel_.queue_bytes(FrameType::delivery_bytes, call_id_, body.substr(0, wire::kPartBytes));
    body.remove_prefix(std::min(body.size(), wire::kPartBytes));
  }
}

std::string_view Conversation::send_ahead(std::string_view body) {
  feed(body);
  channel_.send_some();
  return body;
}

void Conversation::poll_once(Turn& turn) {
  feed(turn.body);
  if (channel_.unsent() != 0 && channel_.send_some() != 0) turn.heard = true;
  // While the child works on one part, the next is made ready.
  if (turn.input_state == Turn::Input::awaited && channel_.unsent() == 0) prepare_input(turn);
  const bool listen = channel_.unsent() < kUnsentMax;
  if (listen && turn.behind) return;
  const bool more = channel_.unsent() != 0 || !turn.body.empty();
  const auto events = (listen ? POLLIN : 0) | (more ? POLLOUT : 0);
  const bool may_cancel = turn.stage == Stage::listening;
  pollfd on[] = {{process_.socket(), static_cast<short>(events), 0},
                 {process_.pidfd(), POLLIN, 0},
                 {log_open_ ? process_.log() : -1, POLLIN, 0},
                 {may_cancel ? wake_.get() : -1, POLLIN, 0}};
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(turn.deadline - steady_clock::now());
  const auto timeout = std::clamp<std::int64_t>(left.count(), 0, 60'000);
  if (::poll(on, std::size(on), static_cast<int>(timeout)) <= 0) return;
  if (on[2].revents != 0) drain_log();
  if ((on[0].revents & (POLLIN | POLLHUP | POLLERR)) != 0 && listen) {
    turn.gone = !channel_.receive_some();
    turn.heard = true;
  }
  // What a process sent before it ended is in the socket and is read to its end first.
  if (on[1].revents != 0 && on[0].revents == 0) turn.gone = true;
  if (on[3].revents != 0) {
    const std::lock_guard lock(reason_mutex_);
    ask_to_stop(turn, /*silent=*/false, reason_);
  }
}

void Conversation::ask_to_stop(Turn& turn, bool silent, std::string_view reason) {
  turn.stage = Stage::asked;
  turn.silent = silent;
  turn.deadline = steady_clock::now() + limits_.cancel_grace;
  channel_.queue(FrameType::cancel, call_id_, wire::Cancel{reason.substr(0, 1000)});
}

/// The next step of the ladder; true when it was the last.
bool Conversation::climb(Turn& turn) {
  switch (turn.stage) {
    case Stage::listening:
      ask_to_stop(turn, /*silent=*/true, "no sign of life");
      return false;
    case Stage::asked:
      turn.stage = Stage::terminated;
      turn.deadline = steady_clock::now() + limits_.term_grace;
      process_.signal(SIGTERM);
      return false;
    case Stage::terminated:
      turn.ending.how = turn.silent ? Ending::silent : Ending::unstoppable;
      return true;
  }
  return true;
}

void Conversation::exited(Turn& turn) {
  // Closing the connection is no way to end: who goes on without it is ended.
  if (!process_.ended_within(kLastBreath)) {
    misbehaved(turn, "it closed its connection and went on");
    return;
  }
  if (turn.silent)
    turn.ending.how = Ending::silent;
  else
    turn.ending.how = turn.stage == Stage::terminated ? Ending::unstoppable : Ending::exited;
}

bool Conversation::misbehaved(Turn& turn, std::string detail) {
  turn.ending.how = Ending::misbehaved;
  turn.ending.detail = std::move(detail);
  return true;
}

bool Conversation::take_frames(Turn& turn) {
  wire::Frame frame;
  for (;;) {
    turn.behind = channel_.unsent() >= kUnsentMax;
    if (turn.behind) return false;
    switch (channel_.next(frame)) {
      case wire::FrameBuffer::Next::incomplete:
        return false;
      case wire::FrameBuffer::Next::refused: {
        const auto header = channel_.refused_header();
        return misbehaved(turn, "it announced a frame of type " + std::to_string(header.type) +
                                    " with " + std::to_string(header.length) + " bytes");
      }
      case wire::FrameBuffer::Next::frame:
        turn.heard = true;
        if (take(turn, frame)) return true;
    }
  }
}

/// True when the turn is over.
bool Conversation::take(Turn& turn, const wire::Frame& frame) {
  const wire::Permit& permit = wire::permit(turn.state, frame.type);
  if (!permit.allowed || frame.id != call_id_ || frame.body.size() > permit.max_bytes)
    return misbehaved(turn, "a frame of type " + std::to_string(static_cast<int>(frame.type)) +
                                " with " + std::to_string(frame.body.size()) +
                                " bytes is not permitted now");
  switch (frame.type) {
    case FrameType::hello:
    case FrameType::done:
      turn.ending.body = frame.body;
      return true;
    case FrameType::records:
      return receive_records(turn, frame);
    case FrameType::input_read:
      read_for(turn);
      return false;
    case FrameType::document_begin:
    case FrameType::document_bytes:
    case FrameType::document_finish:
    case FrameType::checkpoint:
      return receive_document(turn, frame);
    case FrameType::transfer:
    case FrameType::transfer_read:
      return receive_transfer(turn, frame);
    default:
      return receive_message(turn, frame);
  }
}

bool Conversation::receive_records(Turn& turn, const wire::Frame& frame) {
  wire::Slice slice;
  const auto [slots, slot_bytes] = wire::kRecordsMemory;
  if (!wire::read_body(frame.body, slice) || slice.slot >= slots || slice.size > slot_bytes)
    return misbehaved(
        turn, "it sent records from beyond the memory for them: " + std::to_string(slice.size) +
                  " bytes in slot " + std::to_string(slice.slot));
  // What is looked at mustn't change meanwhile.
  batch_.assign(process_.records().slot(slice.slot).data(), slice.size);
  channel_.queue_bytes(FrameType::taken, call_id_, {});
  channel_.send_some();
  const std::string_view batch = batch_;
  if (auto flaw = wire::find_flaw(batch); !flaw.empty())
    return misbehaved(turn, "it sent records that are not well formed: " + flaw);
  // After a refusal the child learns of it with its next batch; what comes until then is void.
  if (turn.ending.refused) return false;
  const auto taken = guarded([&] { return turn.requests.records(batch); });
  if (!taken) refuse(turn, taken.error());
  return false;
}

void Conversation::prepare_input(Turn& turn) {
  turn.input_state = Turn::Input::ready;
  turn.input.size = 0;
  if (turn.input_ended) return;
  turn.input.slot = static_cast<std::uint32_t>((turn.input.slot + 1) % wire::kInputMemory.slots);
  const auto room = process_.input().slot(turn.input.slot);
  const auto got = guarded([&] { return turn.requests.read(room); });
  if (got)
    turn.input.size = static_cast<std::uint32_t>(*got);
  else
    turn.input_failure = got.error();
  turn.input_ended = turn.input.size == 0;
}

void Conversation::read_for(Turn& turn) {
  // Who was ended needs no more, whatever was asked for before.
  if (turn.ending.refused || turn.stage == Stage::terminated) return;
  if (turn.input_state != Turn::Input::ready) prepare_input(turn);
  channel_.queue(FrameType::input_part, call_id_, turn.input);
  turn.input_state = Turn::Input::awaited;
  if (turn.input_failure) refuse(turn, *turn.input_failure);
}

bool Conversation::receive_document(Turn& turn, const wire::Frame& frame) {
  Requests& requests = turn.requests;
  wire::DocumentBegin begin;
  wire::Checkpoint checkpoint;
  switch (frame.type) {
    case FrameType::document_begin:
      if (!wire::read_body(frame.body, begin)) return misbehaved(turn, "a document was malformed");
      answer(FrameType::reply, guarded([&]() -> Result<void> {
               for (const auto text : {begin.key, begin.name, begin.media_type})
                 if (!wire::is_clean_utf8(text)) return not_text("the name of a document");
               return requests.begin_document({std::string(begin.key), std::string(begin.name),
                                               std::string(begin.media_type)});
             }));
      return false;
    case FrameType::document_bytes:
      answer(FrameType::reply, guarded([&] { return requests.write_document(frame.body); }));
      return false;
    case FrameType::document_finish:
      answer(FrameType::reply, guarded([&] { return requests.finish_document(); }));
      return false;
    default:
      if (!wire::read_body(frame.body, checkpoint))
        return misbehaved(turn, "a checkpoint was malformed");
      answer(FrameType::durable, guarded([&]() -> Result<void> {
               if (!wire::is_clean_utf8(checkpoint.cursor)) return not_text("a cursor");
               return requests.checkpoint(checkpoint.cursor);
             }));
      return false;
  }
}

bool Conversation::receive_transfer(Turn& turn, const wire::Frame& frame) {
  if (frame.type == FrameType::transfer_read) {
    channel_.queue_bytes(FrameType::transfer_bytes, call_id_,
                         transfers_ ? transfers_->read(wire::kPartBytes) : std::string_view());
    return false;
  }
  wire::Transfer transfer;
  if (!wire::read_body(frame.body, transfer)) return misbehaved(turn, "a request was malformed");
  const auto reply = [&]() -> Transfers::Reply {
    try {
      if (transfers_) return transfers_->request(transfer);
      return {.outcome = SALDO_E_CONFIG, .message = "no server is granted here"};
    } catch (const std::exception& e) {
      return {.outcome = SALDO_E_RETRY, .message = e.what()};
    }
  }();
  wire::TransferReply body;
  body.status.status = reply.outcome;
  body.status.message = std::string_view(reply.message).substr(0, 1000);
  body.status.retry_after_ms = static_cast<std::uint64_t>(reply.retry_after.count());
  body.code = reply.status;
  body.size = reply.size;
  body.headers = reply.headers;
  channel_.queue(FrameType::transfer_reply, call_id_, body);
  return false;
}

bool Conversation::pause(std::chrono::milliseconds time) {
  const auto until = steady_clock::now() + time;
  while (!cancel_asked_) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return true;
    pollfd on{wake_.get(), POLLIN, 0};
    ::poll(&on, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 60'000)));
  }
  return false;
}

bool Conversation::receive_message(Turn& turn, const wire::Frame& frame) {
  wire::Log log;
  wire::Metric metric;
  wire::Progress progress;
  switch (frame.type) {
    case FrameType::log:
      if (!wire::read_body(frame.body, log)) return misbehaved(turn, "a log line was malformed");
      log_.line(std::min(log.level, SALDO_LOG_ERROR), log.text, steady_clock::now());
      return false;
    case FrameType::metric:
      if (!wire::read_body(frame.body, metric)) return misbehaved(turn, "a metric was malformed");
      if (metric_) metric_(wire::shown(metric.name), metric.delta);
      return false;
    case FrameType::progress:
      if (!wire::read_body(frame.body, progress)) return misbehaved(turn, "progress was malformed");
      turn.requests.progress(progress.done, progress.total);
      return false;
    default:
      return false;  // a Beat says all by coming
  }
}

void Conversation::refuse(Turn& turn, const Failure& failure) {
  turn.ending.refused = failure;
  channel_.queue(FrameType::refusal, call_id_, to_wire(failure));
}

void Conversation::answer(FrameType type, const Result<void>& result) {
  channel_.queue(type, call_id_, result ? wire::Status{} : to_wire(result.error()));
}

void Conversation::drain_log() {
  char buffer[16 << 10];
  // Bounded, so that a flood doesn't keep us from everything else.
  for (int i = 0; i < 16; ++i) {
    const ssize_t n = ::read(process_.log(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n == 0) log_open_ = false;  // closed by the plugin: it has nothing more to say
    if (n <= 0) return;
    log_.feed({buffer, static_cast<std::size_t>(n)}, steady_clock::now());
  }
}

}  // namespace saldo::connect
