#include "records_out.hpp"

#include "saldo/sdk.hpp"
#include "steady.hpp"
#include "stops.hpp"
#include "wire/records.hpp"

namespace saldo::host {
namespace {

constexpr std::int64_t kOldestMs = 50;
constexpr std::size_t kLookEvery = 16;  // the clock costs a good part of what a record does

}  // namespace

void RecordsOut::emit(const saldo_record& record) {
  if (count_ == 0) begin();
  char* end = put(record);
  if (end == nullptr) {
    refuse_bad(record);
    flush();
    begin();
    end = put(record);
  }
  size_ = static_cast<std::size_t>(end - link_.records().slot(slot_).data());
  ++count_;
  if (count_ >= wire::kBatchRecords || size_ >= wire::kBatchBytes || is_old()) flush();
}

bool RecordsOut::is_old() const {
  return count_ % kLookEvery == 0 && coarse_ms() - first_ms_ >= kOldestMs;
}

void RecordsOut::begin() {
  link_.wait_for_taken(wire::kRecordsMemory.slots);
  size_ = 0;
  first_ms_ = coarse_ms();
}

char* RecordsOut::put(const saldo_record& record) {
  const auto place = link_.records().slot(slot_);
  return wire::put_record(place.data() + size_, place.data() + place.size(), record);
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
  count_ = 0;
  link_.send_batch({slot_, static_cast<std::uint32_t>(size_)});
  slot_ = static_cast<std::uint32_t>((slot_ + 1) % wire::kRecordsMemory.slots);
  link_.look();
  stop_if_over(link_);
}

}  // namespace saldo::host
