#include "services.hpp"

#include <algorithm>
#include <cstring>

#include "steady.hpp"
#include "stops.hpp"
#include "tables.hpp"

namespace saldo::host {
namespace {

using wire::CallKind;
using wire::FrameType;

/// Asked ahead, so that reading the document and decoding it overlap.
constexpr unsigned kPartsAhead = 2;
static_assert(kPartsAhead < wire::kInputMemory.slots, "what is read now has a slot, too");
constexpr std::size_t kCounters = 64;
constexpr std::int64_t kProgressEveryMs = 100;
constexpr std::int64_t kDayNs = 86'400'000'000'000;

}  // namespace

Services::Services(Link& link)
    : face_{{sizeof(saldo_host), SALDO_ABI_MAJOR, SALDO_ABI_MINOR, &find_service}, this},
      link_(link),
      records_(link),
      files_(link) {}

Services& Services::of(const saldo_host* host) {
  static_assert(offsetof(Face, host) == 0);
  return *reinterpret_cast<const Face*>(host)->services;
}

void Services::begin_call(const wire::Call& call) {
  call_ = static_cast<CallKind>(call.kind);
  now_ns_ = call.now_ns;
  today_ = call.today;
  today_ends_ns_ = call.today_ends_ns;
  called_at_ns_ = boot_ns();
  records_.discard();
  document_open_ = false;
  document_part_.clear();
  part_ = {};
  part_read_ = 0;
  parts_asked_ = 0;
  input_ended_ = false;
  transfer_ended_ = true;
  transfer_part_.clear();
  transfer_part_read_ = 0;
  if (call_ != CallKind::create) return;
  options_bytes_ = call.content;
  options_ = {};
  if (!options_bytes_.empty() && !wire::read_body(options_bytes_, options_))
    throw Stop(SALDO_E_BUG, "the options of a component were malformed");
}

void Services::require_call(CallKind first, CallKind second, const char* what) const {
  if (call_ == first || call_ == second) return;
  throw Stop(SALDO_E_BUG, std::string(what) + " isn't possible in this call");
}

void Services::log(std::uint32_t level, std::string_view message) {
  link_.send(FrameType::log, wire::Log{level, message.substr(0, 4096)});
}

bool Services::should_stop() {
  link_.stay_alive();
  return link_.cancelled();
}

void Services::progress(std::uint64_t done, std::uint64_t total) {
  link_.stay_alive();
  const std::int64_t now = coarse_ms();
  if (now - last_progress_ms_ < kProgressEveryMs) return;
  last_progress_ms_ = now;
  link_.send(FrameType::progress, wire::Progress{done, total});
}

void Services::emit(const saldo_record& record) {
  require_call(CallKind::decode, CallKind::pull, "emitting records");
  stop_if_over(link_);
  records_.emit(record);
}

void Services::await_answer() {
  const wire::Status& answer = link_.answer();
  if (answer.status != SALDO_OK) throw to_stop(answer);
}

void Services::checkpoint(std::string_view cursor) {
  require_call(CallKind::pull, CallKind::pull, "a checkpoint");
  records_.flush();
  link_.send(FrameType::checkpoint, wire::Checkpoint{cursor});
  await_answer();
}

const std::string_view* Services::option(std::string_view key) const {
  for (const auto& [name, value] : options_.values)
    if (name == key) return &value;
  return nullptr;
}

std::int64_t Services::now_ns() const { return now_ns_ + (boot_ns() - called_at_ns_); }

saldo_date Services::today() const {
  const std::int64_t past_midnight = now_ns() - today_ends_ns_;
  if (past_midnight < 0) return today_;
  return today_ + 1 + static_cast<saldo_date>(past_midnight / kDayNs);
}

void Services::count(std::string_view name, std::int64_t delta) {
  if (auto found = counters_.find(name); found != counters_.end()) {
    found->second += delta;
  } else if (counters_.size() < kCounters) {
    counters_.emplace(name, delta);
  } else if (!counters_full_) {
    counters_full_ = true;
    log(SALDO_LOG_WARNING,
        "the plugin counts under more than 64 names; further names are not kept");
  }
}

void Services::send_metrics() {
  for (auto& [name, delta] : counters_) {
    if (delta != 0) link_.send(FrameType::metric, wire::Metric{name, delta});
    delta = 0;
  }
}

void Services::begin_document(const saldo_document& document) {
  require_call(CallKind::decode, CallKind::pull, "handing over a document");
  if (document_open_) throw Stop(SALDO_E_BUG, "the document before this one was not finished");
  link_.look();
  stop_if_over(link_);
  link_.send(FrameType::document_begin,
             wire::DocumentBegin{from_abi(document.key), from_abi(document.name),
                                 from_abi(document.media_type)});
  await_answer();
  document_open_ = true;
  document_part_.clear();
}

void Services::send_document_part() {
  link_.send_bytes(FrameType::document_bytes, document_part_);
  document_part_.clear();
  try {
    await_answer();
  } catch (const Stop&) {
    document_open_ = false;
    throw;
  }
}

void Services::write_document(std::string_view bytes) {
  if (!document_open_) throw Stop(SALDO_E_BUG, "no document was begun");
  while (!bytes.empty()) {
    const std::size_t n = std::min(bytes.size(), wire::kPartBytes - document_part_.size());
    document_part_.append(bytes.substr(0, n));
    bytes.remove_prefix(n);
    if (document_part_.size() == wire::kPartBytes) send_document_part();
  }
}

void Services::finish_document() {
  if (!document_open_) throw Stop(SALDO_E_BUG, "no document was begun");
  if (!document_part_.empty()) send_document_part();
  document_open_ = false;
  link_.send(FrameType::document_finish);
  await_answer();
}

std::size_t Services::read_input(char* buffer, std::size_t capacity) {
  if (part_read_ == part_.size() && !input_ended_) {
    for (; parts_asked_ < kPartsAhead; ++parts_asked_) link_.send(FrameType::input_read);
    part_ = link_.next_input_part();
    --parts_asked_;
    part_read_ = 0;
    stop_if_over(link_);
    input_ended_ = part_.empty();
  }
  const std::size_t n = std::min(capacity, part_.size() - part_read_);
  std::memcpy(buffer, part_.data() + part_read_, n);
  part_read_ += n;
  return n;
}

saldo_transfer_reply Services::transfer(const saldo_transfer_request& request) {
  if (call_ == CallKind::decode || call_ == CallKind::identify || call_ == CallKind::create ||
      call_ == CallKind::destroy)
    throw Stop(SALDO_E_BUG, "a request to a server isn't possible in this call");
  link_.look();
  stop_if_over(link_);
  transfer_ended_ = true;
  transfer_part_.clear();
  transfer_part_read_ = 0;
  link_.send(
      FrameType::transfer,
      wire::Transfer{from_abi(request.origin), from_abi(request.method), from_abi(request.target),
                     from_abi(request.headers), from_abi(request.body)});
  const wire::TransferReply& answer = link_.transfer_reply();
  if (answer.status.status != SALDO_OK) throw to_stop(answer.status);
  transfer_ended_ = false;
  saldo_transfer_reply reply{};
  reply.struct_size = sizeof reply;
  reply.status = answer.code;
  reply.headers = to_abi(answer.headers);
  reply.size = answer.size;
  return reply;
}

std::size_t Services::read_transfer(char* buffer, std::size_t capacity) {
  if (transfer_part_read_ == transfer_part_.size() && !transfer_ended_) {
    stop_if_over(link_);
    link_.send(FrameType::transfer_read);
    transfer_part_ = link_.next_transfer_part();
    transfer_part_read_ = 0;
    transfer_ended_ = transfer_part_.empty();
  }
  const std::size_t n = std::min(capacity, transfer_part_.size() - transfer_part_read_);
  std::memcpy(buffer, transfer_part_.data() + transfer_part_read_, n);
  transfer_part_read_ += n;
  return n;
}

}  // namespace saldo::host
