#pragma once

#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/record_descriptions.hpp"

/// Records to and from the flat field lists of plugin.h: two visitors over describe().
namespace saldo {

inline saldo_str to_abi(std::string_view s) { return {s.data(), s.size()}; }
inline std::string_view from_abi(saldo_str s) { return {s.data, static_cast<std::size_t>(s.size)}; }

inline saldo_money to_abi(const Money& m) {
  saldo_money out{};
  out.units = m.minor;
  out.scale = static_cast<std::uint8_t>(m.currency.decimals());
  std::memcpy(out.currency, m.currency.code().data(), m.currency.code().size());
  return out;
}
/// Throws FormatError for an unknown currency or a scale that isn't the currency's own.
inline Money from_abi(const saldo_money& m) {
  const auto currency = Currency::parse({m.currency, ::strnlen(m.currency, sizeof m.currency)});
  if (m.scale != currency.decimals())
    throw FormatError("scale " + std::to_string(m.scale) + " is not that of " +
                      std::string(currency.code()));
  return {m.units, currency};
}

/// Lists the fields that a record has, in the memory of `room`. They point into the record.
class FieldWriter {
 public:
  explicit FieldWriter(std::vector<saldo_field>& room)
      : room_(room), next_(room.data()), end_(next_ + room.size()) {}
  /// Valid until the next writer of the same room.
  std::span<const saldo_field> fields() const { return {room_.data(), next_}; }

  void text(std::uint16_t id, const char*, const std::string& s) {
    if (!s.empty()) push(id, SALDO_FIELD_TEXT).value.text = to_abi(std::string_view(s));
  }
  void texts(std::uint16_t id, const char*, const std::vector<std::string>& list) {
    for (row_ = 0; row_ < list.size(); ++row_)
      push(id, SALDO_FIELD_TEXT).value.text = to_abi(std::string_view(list[row_]));
    row_ = 0;
  }
  void date(std::uint16_t id, const char*, Date d) {
    if (!d.empty()) push(id, SALDO_FIELD_DATE).value.integer = d.days();
  }
  void money(std::uint16_t id, const char*, const std::optional<Money>& m) {
    if (m) push(id, SALDO_FIELD_MONEY).value.money = to_abi(*m);
  }
  void money_of(std::uint16_t id, const char* path, const char*, const std::optional<Money>& m) {
    money(id, path, m);
  }
  void flag(std::uint16_t id, const char*, bool b) {
    if (b) push(id, SALDO_FIELD_INTEGER).value.integer = 1;
  }
  void integer(std::uint16_t id, const char*, std::int64_t n) {
    push(id, SALDO_FIELD_INTEGER).value.integer = n;
  }
  void number(std::uint16_t id, const char*, const std::optional<std::int64_t>& n) {
    if (n) push(id, SALDO_FIELD_INTEGER).value.integer = *n;
  }
  template <class T, class F>
  void rows(std::uint16_t, std::uint16_t, const char*, const std::vector<T>& list, F part) {
    for (row_ = 0; row_ < list.size(); ++row_) part(*this, list[row_]);
    row_ = 0;
  }

 private:
  saldo_field& push(std::uint16_t id, std::uint16_t type) {
    if (next_ == end_) [[unlikely]]
      grow();
    saldo_field& f = *next_++;
    f.id = id;
    f.type = type;
    f.row = static_cast<std::uint32_t>(row_);
    return f;
  }
  void grow() {
    const std::size_t count = room_.size();
    room_.resize(2 * count + 16);
    next_ = room_.data() + count;
    end_ = room_.data() + room_.size();
  }
  std::vector<saldo_field>& room_;
  saldo_field *next_, *end_;
  std::size_t row_ = 0;
};

/// Empties the fields of a record; see clear_record.
class FieldCleaner {
 public:
  void text(std::uint16_t, const char*, std::string& s) { s.clear(); }
  void texts(std::uint16_t, const char*, std::vector<std::string>& list) { list.clear(); }
  void date(std::uint16_t, const char*, Date& d) { d = {}; }
  void money(std::uint16_t, const char*, std::optional<Money>& m) { m.reset(); }
  void money_of(std::uint16_t, const char*, const char*, std::optional<Money>& m) { m.reset(); }
  void flag(std::uint16_t, const char*, bool& b) { b = false; }
  void integer(std::uint16_t, const char*, std::int64_t& n) { n = 0; }
  void number(std::uint16_t, const char*, std::optional<std::int64_t>& n) { n.reset(); }
  template <class T, class F>
  void rows(std::uint16_t, std::uint16_t, const char*, std::vector<T>& list, F) {
    list.clear();
  }
};

/// Makes the record what a new one is, but keeps the memory of its texts: for decoders that fill
/// one record after the other.
template <class R>
void clear_record(R& record) {
  record.at = {};
  FieldCleaner cleaner;
  describe(cleaner, record);
}

/// Fills a record from its fields, which must come in the order of the description. Ids that this
/// version doesn't know are passed over. Throws FormatError on anything else.
class FieldReader {
 public:
  FieldReader(std::span<const saldo_field> fields, std::uint16_t last_known_id)
      : fields_(fields), last_known_id_(last_known_id) {}

  void text(std::uint16_t id, const char*, std::string& s) {
    if (const auto* f = take(id, SALDO_FIELD_TEXT)) s.assign(from_abi(f->value.text));
  }
  void texts(std::uint16_t id, const char*, std::vector<std::string>& list) {
    list.clear();
    for (row_ = 0;; ++row_) {
      const auto* f = take(id, SALDO_FIELD_TEXT);
      if (f == nullptr) break;
      list.emplace_back(from_abi(f->value.text));
    }
    row_ = 0;
  }
  void date(std::uint16_t id, const char*, Date& d) {
    const auto* f = take(id, SALDO_FIELD_DATE);
    if (f == nullptr) return;
    if (f->value.integer < -719162 || f->value.integer > 2932896)  // years 1 to 9999
      throw FormatError("a date lies outside the years 1 to 9999");
    d = Date::from_days(static_cast<std::int32_t>(f->value.integer));
  }
  void money(std::uint16_t id, const char*, std::optional<Money>& m) {
    if (const auto* f = take(id, SALDO_FIELD_MONEY)) m = from_abi(f->value.money);
  }
  void money_of(std::uint16_t id, const char* path, const char*, std::optional<Money>& m) {
    money(id, path, m);
  }
  void flag(std::uint16_t id, const char*, bool& b) {
    if (const auto* f = take(id, SALDO_FIELD_INTEGER)) b = f->value.integer != 0;
  }
  void integer(std::uint16_t id, const char*, std::int64_t& n) {
    if (const auto* f = take(id, SALDO_FIELD_INTEGER)) n = f->value.integer;
  }
  void number(std::uint16_t id, const char*, std::optional<std::int64_t>& n) {
    if (const auto* f = take(id, SALDO_FIELD_INTEGER)) n = f->value.integer;
  }
  template <class T, class F>
  void rows(std::uint16_t first, std::uint16_t last, const char*, std::vector<T>& list, F part) {
    list.clear();
    for (row_ = 0; within(first, last); ++row_) {
      if (fields_[next_].row != row_) throw FormatError("rows of a list are not in order");
      part(*this, list.emplace_back());
    }
    row_ = 0;
  }
  void finish() {
    skip_unknown();
    if (next_ != fields_.size()) throw FormatError("fields of a record are not in order");
  }

 private:
  void skip_unknown() {
    while (next_ < fields_.size() && fields_[next_].id > last_known_id_) ++next_;
  }
  bool within(std::uint16_t first, std::uint16_t last) {
    skip_unknown();
    return next_ < fields_.size() && fields_[next_].id >= first && fields_[next_].id <= last;
  }
  const saldo_field* take(std::uint16_t id, std::uint16_t type) {
    skip_unknown();
    if (next_ == fields_.size()) return nullptr;
    const saldo_field& f = fields_[next_];
    if (f.id != id || f.row != row_) return nullptr;
    if (f.type != type) throw FormatError("field " + std::to_string(id) + " has the wrong type");
    ++next_;
    return &f;
  }
  std::span<const saldo_field> fields_;
  std::uint16_t last_known_id_;
  std::size_t next_ = 0;
  std::size_t row_ = 0;
};

template <class R>
inline constexpr std::uint16_t kLastFieldId = 0;
template <>
inline constexpr std::uint16_t kLastFieldId<Statement> = 19;
template <>
inline constexpr std::uint16_t kLastFieldId<Transaction> = 33;
template <>
inline constexpr std::uint16_t kLastFieldId<Customer> = 32;
template <>
inline constexpr std::uint16_t kLastFieldId<Item> = 25;
template <>
inline constexpr std::uint16_t kLastFieldId<RemittanceAdvice> = 9;
template <>
inline constexpr std::uint16_t kLastFieldId<Refusal> = 6;
template <>
inline constexpr std::uint16_t kLastFieldId<PaymentInstruction> = 23;
template <>
inline constexpr std::uint16_t kLastFieldId<PaymentStatus> = 15;
template <>
inline constexpr std::uint16_t kLastFieldId<Extract> = 13;
template <>
inline constexpr std::uint16_t kLastFieldId<Correspondence> = 26;

/// The record behind a field list; throws FormatError.
template <class R>
R read_record(const saldo_record& in) {
  R out;
  out.at = {in.place.line, in.place.offset};
  FieldReader reader({in.fields, in.field_count}, kLastFieldId<R>);
  describe(reader, out);
  reader.finish();
  return out;
}

}  // namespace saldo
