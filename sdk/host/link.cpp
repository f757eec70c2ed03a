#include "link.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include "saldo/sdk.hpp"
#include "steady.hpp"

namespace saldo::host {
namespace {

constexpr std::int64_t kLookEveryMs = 20;
constexpr std::uint64_t kBeatEveryMs = 1000;

[[noreturn]] void give_up(const char* why) {
  std::fprintf(stderr, "saldo-plugin-host: %s\n", why);
  _exit(1);
}

template <class Body>
void keep(std::optional<Kept<Body>>& slot, std::string_view bytes) {
  slot.emplace();
  slot->bytes.assign(bytes);
  if (!wire::read_body(slot->bytes, slot->body)) give_up("the daemon sent a malformed frame");
}

}  // namespace

void Link::too_large() { throw Stop(SALDO_E_LIMIT, "a text of this call is larger than 1 MiB"); }

void Link::send_bytes(wire::FrameType type, std::string_view body) {
  if (body.size() > wire::kBodyBytesMax) too_large();
  out_.clear();
  wire::append_raw_frame(out_, type, call_id_, body);
  write();
}

void Link::write() {
  std::string_view unsent = out_;
  while (!unsent.empty()) {
    const ssize_t n = ::send(socket_, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) _exit(0);
    unsent.remove_prefix(static_cast<std::size_t>(n));
  }
  last_sent_ms_ = coarse_ms();
}

void Link::receive(bool wait) {
  for (;;) {
    const auto room = in_.room();
    const ssize_t n = ::recv(socket_, room.data(), room.size(), wait ? 0 : MSG_DONTWAIT);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    if (n <= 0) _exit(0);  // the daemon is gone
    in_.filled(static_cast<std::size_t>(n));
    break;
  }
  wire::Frame frame;
  for (;;) {
    switch (in_.next(frame)) {
      case wire::FrameBuffer::Next::frame:
        handle(frame);
        break;
      case wire::FrameBuffer::Next::incomplete:
        return;
      case wire::FrameBuffer::Next::refused:
        give_up("the daemon sent a frame that this version doesn't know");
    }
  }
}

void Link::handle(const wire::Frame& frame) {
  using wire::FrameType;
  if (frame.type == FrameType::welcome) {
    keep(welcome_, frame.body);
    silence_ms_ = welcome_->body.silence_ms;
    return;
  }
  if (frame.type == FrameType::call) {
    keep(call_, frame.body);
    // From here on frames belong to the new call; what the old one left is void.
    call_id_ = frame.id;
    cancelled_ = false;
    refusal_.reset();
    answer_.reset();
    transfer_.reset();
    transfer_part_.reset();
    input_parts_.clear();
    delivery_parts_.clear();
    untaken_ = 0;
    return;
  }
  if (frame.id != call_id_) return;
  switch (frame.type) {
    case FrameType::input_part:
      if (!wire::read_body(frame.body, input_parts_.emplace_back()))
        give_up("a part of the document was malformed");
      return;
    case FrameType::delivery_bytes:
      delivery_parts_.emplace_back(frame.body);
      return;
    case FrameType::taken:
      --untaken_;
      return;
    case FrameType::reply:
    case FrameType::durable:
      return keep(answer_, frame.body);
    case FrameType::transfer_reply:
      return keep(transfer_, frame.body);
    case FrameType::transfer_bytes:
      transfer_part_ = frame.body;
      return;
    case FrameType::refusal:
      return keep(refusal_, frame.body);
    case FrameType::cancel:
      cancelled_ = true;
      return;
    default:
      give_up("the daemon sent a frame that only a child may send");
  }
}

const wire::Welcome& Link::welcome() {
  while (!welcome_) receive(/*wait=*/true);
  return welcome_->body;
}

const wire::Call& Link::next_call() {
  while (!call_) receive(/*wait=*/true);
  // Moving the strings could move short texts; the views are read again where they end up.
  current_.emplace();
  current_->bytes = std::move(call_->bytes);
  call_.reset();
  if (!wire::read_body(current_->bytes, current_->body)) give_up("a call was malformed");
  return current_->body;
}

template <class Body>
const Body& Link::take(std::optional<Kept<Body>>& slot, Kept<Body>& taken) {
  while (!slot) receive(/*wait=*/true);
  // Moving the string could move a short text; the views are read again where it ends up.
  taken.bytes = std::move(slot->bytes);
  slot.reset();
  if (!wire::read_body(taken.bytes, taken.body)) give_up("an answer was malformed");
  return taken.body;
}

const wire::Status& Link::answer() { return take(answer_, taken_answer_); }

const wire::TransferReply& Link::transfer_reply() { return take(transfer_, taken_transfer_); }

std::string Link::next_transfer_part() {
  while (!transfer_part_) receive(/*wait=*/true);
  std::string part = std::move(*transfer_part_);
  transfer_part_.reset();
  return part;
}

std::string_view Link::next_input_part() {
  while (input_parts_.empty() && !refusal_ && !cancelled_) receive(/*wait=*/true);
  if (input_parts_.empty()) return {};
  const wire::Slice part = input_parts_.front();
  input_parts_.pop_front();
  return {input_.slot(part.slot).data(), part.size};
}

std::string Link::next_delivery_part() {
  while (delivery_parts_.empty() && !refusal_ && !cancelled_) receive(/*wait=*/true);
  if (delivery_parts_.empty()) return {};
  std::string part = std::move(delivery_parts_.front());
  delivery_parts_.pop_front();
  return part;
}

void Link::send_batch(const wire::Slice& batch) {
  ++untaken_;
  send(wire::FrameType::records, batch);
}

void Link::wait_for_taken(std::size_t most) {
  while (untaken_ >= most) receive(/*wait=*/true);
}

void Link::look() {
  last_look_ms_ = coarse_ms();
  receive(/*wait=*/false);
}

void Link::stay_alive() {
  const std::int64_t now = coarse_ms();
  if (now - last_look_ms_ >= kLookEveryMs) look();
  const auto due = static_cast<std::int64_t>(std::min(kBeatEveryMs, silence_ms_ / 4));
  if (now - last_sent_ms_ >= due) send(wire::FrameType::beat);
}

}  // namespace saldo::host
