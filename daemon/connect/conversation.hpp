#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "connect/channel.hpp"
#include "connect/child.hpp"
#include "connect/log_lines.hpp"
#include "connect/process.hpp"
#include "connect/transfer.hpp"
#include "wire/permit.hpp"

namespace saldo::connect {

/// How a wait for the child ended.
struct Ending {
  enum How {
    answered,     ///< Hello, or Done of the call
    exited,       ///< the process ended by itself
    silent,       ///< no frame for the limit; the process was ended
    unstoppable,  ///< it didn't stop in time when asked to; the process was ended
    misbehaved,   ///< it broke the protocol; the process was ended
  };
  How how = answered;
  std::string body;                ///< of the answer
  std::string detail;              ///< what it did that isn't permitted
  std::optional<Failure> refused;  ///< the first of our own answers that failed and can't be undone
};

/// Talks with one child on the thread that calls run(): drives the socket, the log pipe, the
/// process's pidfd and the wish to cancel with poll(), answers what the child asks for, holds it to
/// the permit table and ends it by the ladder Cancel, SIGTERM, SIGKILL.
class Conversation {
 public:
  Conversation(Process& process, const ChildLimits& limits, LogLines& log,
               std::function<void(std::string_view, std::int64_t)> metric);
  /// What the child may ask servers through.
  void offer(std::unique_ptr<Transfers> transfers) { transfers_ = std::move(transfers); }
  /// Waits, but no longer than until the call is cancelled; false when it is.
  bool pause(std::chrono::milliseconds time);

  Channel& channel() { return channel_; }
  /// The number of the call at hand; frames carry it.
  std::uint64_t call_id() const { return call_id_; }
  std::uint64_t begin_call() { return ++call_id_; }

  /// Sends what can be sent already of a delivery's body; what is left of it, for run().
  std::string_view send_ahead(std::string_view body);
  /// Waits for the answer that ends `state`, giving the child what it asks for meanwhile. `body` is
  /// sent as the body of a delivery.
  Ending run(wire::State state, Requests& requests, std::string_view body = {});

  /// Wakes run() up to cancel. Any thread; for good.
  void cancel(std::string_view reason);
  bool cancelled() const { return cancel_asked_; }
  /// Takes what the log pipe still holds.
  void drain_log();

 private:
  using Time = std::chrono::steady_clock::time_point;
  enum class Stage { listening, asked, terminated };

  struct Turn;
  void feed(std::string_view& body);
  void poll_once(Turn& turn);
  void ask_to_stop(Turn& turn, bool silent, std::string_view reason);
  bool climb(Turn& turn);
  bool take_frames(Turn& turn);
  bool take(Turn& turn, const wire::Frame& frame);
  void exited(Turn& turn);
  bool misbehaved(Turn& turn, std::string detail);
  void prepare_input(Turn& turn);
  void read_for(Turn& turn);
  bool receive_records(Turn& turn, const wire::Frame& frame);
  bool receive_document(Turn& turn, const wire::Frame& frame);
  bool receive_transfer(Turn& turn, const wire::Frame& frame);
  bool receive_message(Turn& turn, const wire::Frame& frame);
  void refuse(Turn& turn, const Failure& failure);
  void answer(wire::FrameType type, const Result<void>& result);

  Process& process_;
  Channel channel_;
  ChildLimits limits_;
  LogLines& log_;
  std::function<void(std::string_view, std::int64_t)> metric_;
  std::uint64_t call_id_ = 0;
  FileHandle wake_;
  std::unique_ptr<Transfers> transfers_;
  std::string batch_;  ///< of records, our own copy
  bool log_open_ = true;
  std::atomic<bool> cancel_asked_ = false;
  std::mutex reason_mutex_;
  std::string reason_;
};

}  // namespace saldo::connect
