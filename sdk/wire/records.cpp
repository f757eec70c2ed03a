#include "wire/records.hpp"

#include <bit>
#include <cstddef>
#include <cstring>
#include <span>

#include "wire/utf8.hpp"

namespace saldo::wire {
namespace {

static_assert(std::endian::native == std::endian::little, "the wire is little-endian");
static_assert(sizeof(saldo_money) == 16, "money travels as its 16 bytes");

constexpr std::size_t kRecordHeaderBytes = 24;
constexpr std::size_t kFieldHeaderBytes = 8;
constexpr std::size_t kSmallestFieldBytes = kFieldHeaderBytes + 4;  // an empty text

template <class T>
char* put(char* to, T value) {
  std::memcpy(to, &value, sizeof value);
  return to + sizeof value;
}
template <class T>
T load(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

std::size_t value_size(const saldo_field& f) {
  if (f.type == SALDO_FIELD_TEXT) return 4 + static_cast<std::size_t>(f.value.text.size);
  return f.type == SALDO_FIELD_MONEY ? sizeof(saldo_money) : sizeof(std::int64_t);
}

char* put_value(char* to, const saldo_field& f) {
  switch (f.type) {
    case SALDO_FIELD_TEXT: {
      const auto size = static_cast<std::uint32_t>(f.value.text.size);
      to = put(to, size);
      if (size != 0) std::memcpy(to, f.value.text.data, size);
      return to + size;
    }
    case SALDO_FIELD_MONEY:
      return put(to, f.value.money);
    default:
      return put(to, f.value.integer);
  }
}

char* put_header(char* to, const saldo_record& record) {
  to = put(to, record.kind);
  to = put(to, std::uint16_t{0});
  to = put(to, record.field_count);
  to = put(to, record.place.line);
  return put(to, record.place.offset);
}

/// The first bytes of a field in memory are those on the wire.
char* put_field_header(char* to, const saldo_field& f) {
  static_assert(offsetof(saldo_field, type) == 2 && offsetof(saldo_field, row) == 4);
  std::memcpy(to, &f, kFieldHeaderBytes);
  return to + kFieldHeaderBytes;
}

/// Reads a field at `p`, which has `left` bytes; where the next one starts, or nullptr.
const char* read_field(const char* p, std::size_t left, saldo_field& f) {
  if (left < kSmallestFieldBytes) return nullptr;
  f.id = load<std::uint16_t>(p);
  f.type = load<std::uint16_t>(p + 2);
  f.row = load<std::uint32_t>(p + 4);
  p += kFieldHeaderBytes;
  left -= kFieldHeaderBytes;
  switch (f.type) {
    case SALDO_FIELD_TEXT: {
      const auto size = load<std::uint32_t>(p);
      if (size > left - 4) return nullptr;
      f.value.text = {p + 4, size};
      return p + 4 + size;
    }
    case SALDO_FIELD_MONEY:
      if (left < sizeof(saldo_money)) return nullptr;
      f.value.money = load<saldo_money>(p);
      return p + sizeof(saldo_money);
    case SALDO_FIELD_DATE:
    case SALDO_FIELD_INTEGER:
      if (left < sizeof(std::int64_t)) return nullptr;
      f.value.integer = load<std::int64_t>(p);
      return p + sizeof(std::int64_t);
    default:
      return nullptr;
  }
}

bool is_clean_money(const saldo_money& m) {
  return m.currency[3] == 0 && m.reserved[0] == 0 && m.reserved[1] == 0 && m.reserved[2] == 0;
}

bool is_sized(const saldo_str& text) {
  return text.size <= UINT32_MAX && (text.size == 0 || text.data != nullptr);
}

bool is_good(const saldo_field& f) {
  switch (f.type) {
    case SALDO_FIELD_TEXT:
      return is_sized(f.value.text) &&
             is_clean_utf8({f.value.text.data, static_cast<std::size_t>(f.value.text.size)});
    case SALDO_FIELD_MONEY:
      return is_clean_money(f.value.money);
    default:
      return f.type == SALDO_FIELD_DATE || f.type == SALDO_FIELD_INTEGER;
  }
}

/// Where it ends; nullptr if there is no room for it, or it has no good form.
char* put_good(char* to, const char* end, const saldo_field& f) {
  const auto room = static_cast<std::size_t>(end - to);
  if (f.type == SALDO_FIELD_TEXT) {
    const saldo_str& text = f.value.text;
    if (room < kSmallestFieldBytes || text.size > room - kSmallestFieldBytes || !is_sized(text))
      return nullptr;
    const auto size = static_cast<std::size_t>(text.size);
    to = put(put_field_header(to, f), static_cast<std::uint32_t>(size));
    return copy_clean_utf8(to, {text.data, size}) ? to + size : nullptr;
  }
  if (!is_good(f) || room < kFieldHeaderBytes + value_size(f)) return nullptr;
  return put_value(put_field_header(to, f), f);
}

/// Why it isn't good.
std::string flaw_of_field(const saldo_field& f) {
  const auto name = [&] { return "field " + std::to_string(f.id) + " "; };
  switch (f.type) {
    case SALDO_FIELD_TEXT:
      if (f.value.text.size > UINT32_MAX) return name() + "is too long";
      if (f.value.text.data == nullptr) return name() + "has no bytes";
      return name() + "is not UTF-8, or holds a zero byte";
    case SALDO_FIELD_MONEY:
      return name() + "has a currency of more than 3 letters";
    default:
      return name() + "has the unknown type " + std::to_string(f.type);
  }
}

}  // namespace

std::size_t encoded_size(const saldo_record& record) {
  std::size_t size = kRecordHeaderBytes;
  for (std::uint32_t i = 0; i < record.field_count; ++i)
    size += kFieldHeaderBytes + value_size(record.fields[i]);
  return size;
}

void append_record(std::string& batch, const saldo_record& record) {
  const std::size_t start = batch.size();
  batch.resize(start + encoded_size(record));
  char* p = put_header(batch.data() + start, record);
  for (std::uint32_t i = 0; i < record.field_count; ++i) {
    const saldo_field& f = record.fields[i];
    p = put_value(put_field_header(p, f), f);
  }
}

char* put_record(char* to, const char* end, const saldo_record& record) {
  if (record.kind == 0 || (record.field_count != 0 && record.fields == nullptr)) return nullptr;
  if (end - to < static_cast<std::ptrdiff_t>(kRecordHeaderBytes)) return nullptr;
  to = put_header(to, record);
  for (const saldo_field& f : std::span(record.fields, record.field_count))
    if ((to = put_good(to, end, f)) == nullptr) return nullptr;
  return to;
}

std::string find_flaw(const saldo_record& record) {
  if (record.kind == 0) return "the record has no kind";
  if (record.field_count != 0 && record.fields == nullptr) return "the record has no fields";
  for (std::uint32_t i = 0; i < record.field_count; ++i)
    if (!is_good(record.fields[i])) return flaw_of_field(record.fields[i]);
  return {};
}

std::string find_flaw(std::string_view batch) {
  RecordReader reader(batch);
  while (const saldo_record* record = reader.next())
    if (auto flaw = find_flaw(*record); !flaw.empty()) return flaw;
  return reader.failed() ? "a record is cut off or of an unknown form" : "";
}

const saldo_record* RecordReader::next() {
  if (failed_ || rest_.empty()) return nullptr;
  failed_ = true;  // until the record is read whole
  if (rest_.size() < kRecordHeaderBytes) return nullptr;
  const char* p = rest_.data();
  const char* const end = p + rest_.size();
  const auto reserved = load<std::uint16_t>(p + 2);
  const auto count = load<std::uint32_t>(p + 4);
  if (reserved != 0 || count > (rest_.size() - kRecordHeaderBytes) / kSmallestFieldBytes)
    return nullptr;
  if (fields_.size() < count) fields_.resize(count);
  record_ = {load<std::uint16_t>(p),
             0,
             count,
             {load<std::uint64_t>(p + 8), load<std::uint64_t>(p + 16)},
             fields_.data()};
  p += kRecordHeaderBytes;
  for (std::uint32_t i = 0; i < count; ++i) {
    p = read_field(p, static_cast<std::size_t>(end - p), fields_[i]);
    if (p == nullptr) return nullptr;
  }
  rest_.remove_prefix(static_cast<std::size_t>(p - rest_.data()));
  failed_ = false;
  return &record_;
}

}  // namespace saldo::wire
