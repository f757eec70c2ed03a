#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "wire/bodies.hpp"
#include "wire/frame_buffer.hpp"

namespace saldo::host {

/// A body that outlives the receive buffer, read as `Body`.
template <class Body>
struct Kept {
  std::string bytes;
  Body body{};
};

/// The child's end of the socket: sends frames, takes what the daemon sends and sorts it. When the
/// daemon is gone or talks nonsense, the process ends: there is nobody to tell. One thread.
class Link {
 public:
  /// The daemon puts documents into `input`, and takes records from `records`.
  Link(int socket, wire::SharedMemory input, wire::SharedMemory records)
      : socket_(socket), input_(std::move(input)), records_(std::move(records)) {}

  template <class Body>
  void send(wire::FrameType type, const Body& body) {
    out_.clear();
    if (!wire::append_frame(out_, type, call_id_, body)) too_large();
    write();
  }
  void send(wire::FrameType type) { send_bytes(type, {}); }
  void send_bytes(wire::FrameType type, std::string_view body);

  /// Waits for the daemon's Welcome.
  const wire::Welcome& welcome();
  /// Waits for the next call; frames of earlier ones that come now are dropped. The call's texts
  /// are good until the next one.
  const wire::Call& next_call();
  /// Waits for the answer to a document request or a checkpoint. Good until the next call of this.
  const wire::Status& answer();
  /// Waits for the next part of the document; empty at the end. Good until the part behind the next
  /// one is asked for.
  std::string_view next_input_part();
  /// Waits for the next part of the body of a delivery.
  std::string next_delivery_part();
  /// Where batches of records are made.
  const wire::SharedMemory& records() const { return records_; }
  /// Sends a batch of records, whose place is free again when the daemon has taken it.
  void send_batch(const wire::Slice& batch);
  /// Waits until fewer than `most` batches are on their way.
  void wait_for_taken(std::size_t most);
  /// Waits for the outcome of a transfer. Good until the next call of this.
  const wire::TransferReply& transfer_reply();
  /// Waits for the next part of a reply's body; empty at the end.
  std::string next_transfer_part();

  /// Takes what has come, without waiting.
  void look();
  /// look(), but not oftener than every 20 ms; and a Beat when nothing was sent for a while.
  void stay_alive();
  bool cancelled() const { return cancelled_; }
  /// Set when the daemon refused records or reads of this call.
  const wire::Status* refusal() const { return refusal_ ? &refusal_->body : nullptr; }
  std::uint64_t call_id() const { return call_id_; }
  int socket() const { return socket_; }
  std::uint64_t silence_ms() const { return silence_ms_; }

 private:
  [[noreturn]] static void too_large();
  /// Sends what stands in out_.
  void write();
  void receive(bool wait);
  void handle(const wire::Frame& frame);
  /// Waits for `slot` to be filled, takes it into `taken` and gives its body.
  template <class Body>
  const Body& take(std::optional<Kept<Body>>& slot, Kept<Body>& taken);

  int socket_;
  wire::SharedMemory input_, records_;
  wire::FrameBuffer in_;
  std::string out_;
  std::uint64_t call_id_ = 0;
  std::uint64_t silence_ms_ = 30'000;
  std::int64_t last_look_ms_ = 0, last_sent_ms_ = 0;
  bool cancelled_ = false;
  std::optional<Kept<wire::Welcome>> welcome_;
  std::optional<Kept<wire::Call>> call_;  ///< received and not yet taken by next_call
  std::optional<Kept<wire::Call>> current_;
  std::optional<Kept<wire::Status>> answer_, refusal_;
  Kept<wire::Status> taken_answer_;
  std::optional<Kept<wire::TransferReply>> transfer_;
  Kept<wire::TransferReply> taken_transfer_;
  std::optional<std::string> transfer_part_;
  std::deque<wire::Slice> input_parts_;
  std::deque<std::string> delivery_parts_;
  std::size_t untaken_ = 0;  ///< batches that are on their way
};

}  // namespace saldo::host
