#include "records_out.hpp"

#include "saldo/sdk.hpp"
#include "steady.hpp"
#include "stops.hpp"
#include "wire/records.hpp"

namespace saldo::host {
namespace {

constexpr std::int64_t kOldestMs = 50;

}  // namespace

void RecordsOut::emit(const saldo_record& record) {
  if (auto flaw = wire::find_flaw(record); !flaw.empty())
    throw Stop(SALDO_E_BUG, "a record was emitted that is not well formed: " + flaw);
  const std::size_t size = wire::encoded_size(record);
  if (size > wire::kBodyBytesMax)
    throw Stop(SALDO_E_LIMIT,
               "a record of " + std::to_string(size) + " bytes is larger than the limit of 1 MiB");
  if (frame_.size() + size > wire::kHeaderBytes + wire::kBodyBytesMax) flush();
  const std::int64_t now = coarse_ms();
  if (count_ == 0) {
    frame_.assign(wire::kHeaderBytes, '\0');
    first_ms_ = now;
  }
  wire::append_record(frame_, record, size);
  ++count_;
  if (count_ >= wire::kBatchRecords || frame_.size() >= wire::kBatchBytes ||
      now - first_ms_ >= kOldestMs)
    flush();
}

void RecordsOut::flush() {
  if (count_ == 0) return;
  wire::store_header(frame_.data(), static_cast<std::uint32_t>(frame_.size() - wire::kHeaderBytes),
                     wire::FrameType::records, link_.call_id());
  count_ = 0;
  link_.write(frame_);
  link_.look();
  stop_if_over(link_);
}

}  // namespace saldo::host
