#include "render/camt053_batches.hpp"

#include <limits>

#include "render/camt053_margin.hpp"
#include "saldo/record_descriptions.hpp"

namespace saldo::render::camt053 {

namespace {

/// A bound for what a line takes as XML.
class XmlBytes {
 public:
  void text(std::uint16_t, const char*, const std::string& s) {
    constexpr std::size_t kReference = 5;  // "&amp;"
    bytes += 24 + s.size();
    for (const char c : s) bytes += c == '&' || c == '<' || c == '>' || c < ' ' ? kReference : 0;
  }
  void texts(std::uint16_t id, const char* path, const std::vector<std::string>& list) {
    for (const std::string& s : list) text(id, path, s);
  }
  void date(std::uint16_t, const char*, Date) {}
  void money(std::uint16_t, const char*, const std::optional<Money>&) {}
  void money_of(std::uint16_t, const char*, const char*, const std::optional<Money>&) {}
  void flag(std::uint16_t, const char*, bool) {}
  void integer(std::uint16_t, const char*, std::int64_t) {}
  void number(std::uint16_t, const char*, const std::optional<std::int64_t>&) {}
  template <class T, class F>
  void rows(std::uint16_t, std::uint16_t, const char*, const std::vector<T>& list, F part) {
    constexpr std::size_t kTags = 300;
    bytes += kTags * list.size();
    for (const T& row : list) part(*this, row);
  }
  std::size_t bytes = 1000;  // the tags of a line that has everything
};

std::size_t xml_bytes(const Transaction& line) {
  XmlBytes size;
  describe(size, line);
  return size.bytes;
}

bool begins_batch(const Transaction& t) {
  return t.batch_index == 1 && t.batch_count && *t.batch_count > 1;
}

}  // namespace

void Batches::add(const Transaction& line) {
  const std::size_t bytes = xml_bytes(line);
  if (!held_.empty() && (!continues(line) || bytes_ + bytes > kBytesMax)) finish();
  if (held_.empty() && !begins_batch(line)) return each_({&line, 1});
  bytes_ += bytes;
  held_.push_back(line);
  const bool whole = static_cast<std::int64_t>(held_.size()) == *line.batch_count;
  if (!whole) return;
  if (!has_sum()) return finish();
  each_(held_);
  held_.clear();
  bytes_ = 0;
}

void Batches::finish() {
  for (const Transaction& line : held_) each_({&line, 1});
  held_.clear();
  bytes_ = 0;
}

bool Batches::continues(const Transaction& line) const {
  const Transaction& first = held_.front();
  return line.batch_index == static_cast<std::int64_t>(held_.size()) + 1 &&
         line.batch_count == first.batch_count && line.batch_id == first.batch_id &&
         line.statement == first.statement && line.status == first.status &&
         line.reversal == first.reversal && line.booking_date == first.booking_date &&
         line.value_date == first.value_date && line.amount && first.amount &&
         line.amount->currency == first.amount->currency;
}

bool Batches::has_sum() const {
  std::int64_t sum = 0;
  for (const Transaction& line : held_)
    if (__builtin_add_overflow(sum, line.amount->minor, &sum)) return false;
  return fits_amount({sum, held_.front().amount->currency});
}

Money sum_of(std::span<const Transaction> lines) {
  Money sum = *lines.front().amount;
  for (const Transaction& line : lines.subspan(1)) sum += *line.amount;
  return sum;
}

}  // namespace saldo::render::camt053
