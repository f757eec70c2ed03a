#include "records_out.hpp"

#include "saldo/sdk.hpp"
#include "steady.hpp"
#include "stops.hpp"
#include "wire/records.hpp"

namespace saldo::host {
namespace {

constexpr std::int64_t kOldestMs = 50;
constexpr std::size_t kCapacity = wire::kHeaderBytes + wire::kBodyBytesMax;

}  // namespace

RecordsOut::RecordsOut(Link& link)
    : link_(link), frame_(std::make_unique_for_overwrite<char[]>(kCapacity)) {}

void RecordsOut::emit(const saldo_record& record) {
  const std::int64_t now = coarse_ms();
  if (count_ == 0) begin(now);
  char* end = put(record);
  if (end == nullptr) {
    refuse_bad(record);
    flush();
    begin(now);
    end = put(record);
  }
  size_ = static_cast<std::size_t>(end - frame_.get());
  ++count_;
  if (count_ >= wire::kBatchRecords || size_ >= wire::kBatchBytes || now - first_ms_ >= kOldestMs)
    flush();
}

void RecordsOut::begin(std::int64_t now) {
  size_ = wire::kHeaderBytes;
  first_ms_ = now;
}

char* RecordsOut::put(const saldo_record& record) {
  return wire::put_record(frame_.get() + size_, frame_.get() + kCapacity, record);
}

/// Throws Stop for a record that no frame has room for, or that has no good form.
void RecordsOut::refuse_bad(const saldo_record& record) {
  if (auto flaw = wire::find_flaw(record); !flaw.empty())
    throw Stop(SALDO_E_BUG, "a record was emitted that is not well formed: " + flaw);
  const std::size_t size = wire::encoded_size(record);
  if (size > wire::kBodyBytesMax)
    throw Stop(SALDO_E_LIMIT,
               "a record of " + std::to_string(size) + " bytes is larger than the limit of 1 MiB");
}

void RecordsOut::flush() {
  if (count_ == 0) return;
  wire::store_header(frame_.get(), static_cast<std::uint32_t>(size_ - wire::kHeaderBytes),
                     wire::FrameType::records, link_.call_id());
  count_ = 0;
  link_.write({frame_.get(), size_});
  link_.look();
  stop_if_over(link_);
}

}  // namespace saldo::host
