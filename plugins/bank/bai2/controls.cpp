#include "bai2/controls.hpp"

#include "saldo/text.hpp"

namespace saldo::bank::bai2 {

namespace {

/// A number that must be there.
std::int64_t read_count(const Record& record, const char* name, std::string_view field) {
  if (!text::all_digits(field) || field.size() > 18)
    throw record.fault("number.invalid", name, field, "is not a number");
  return Money::parse_minor(field, 0);
}

}  // namespace

void Trailer::read(const Record& record) {
  at = record.at;
  Fields fields(record.body);
  const std::string_view end = record.body.substr(record.body.size());
  const auto next = [&] { return fields.more() ? fields.next() : end; };
  const auto total_field = next();
  if (record.code == 49) {
    records = read_count(record, "number of records", next());
  } else {
    const auto first = next(), second = next();
    const char* name = record.code == 98 ? "number of accounts" : "number of groups";
    // ASB (New Zealand) has no number of accounts.
    if (record.code == 98 && second.empty()) {
      records = read_count(record, "number of records", first);
    } else {
      parts = read_count(record, name, first);
      records = read_count(record, "number of records", second);
    }
  }
  // A total that is left out is zero.
  total = read_amount(record, "control total", total_field).value_or(0);
}

void Level::add(const Part& part) {
  ++parts_;
  const auto said = part.total_says ? part.total_says : part.total_is;
  const auto is = part.total_is ? part.total_is : part.total_says;
  total_known_ = total_known_ && said && is &&
                 !__builtin_add_overflow(total_said_, *said, &total_said_) &&
                 !__builtin_add_overflow(total_is_, *is, &total_is_);
  if (!part.records_say) return;
  // A sum beyond 64 bits explains nothing.
  if (__builtin_add_overflow(records_said_too_many_, *part.records_say - part.records_are,
                             &records_said_too_many_))
    records_said_too_many_ = 0;
}

Level::Fault Level::check(const Trailer& trailer, std::int64_t records) const {
  const auto fault = [](const char* what, std::int64_t expected, std::int64_t found) {
    return Fault{what, std::to_string(expected), std::to_string(found)};
  };
  const std::int64_t are = records - records_before_;
  if (total_known_ && trailer.total != total_is_ && trailer.total != total_said_)
    return fault("total", total_is_, *trailer.total);
  if (trailer.parts && trailer.parts != parts_) return fault("parts", parts_, *trailer.parts);
  if (trailer.records && trailer.records != are && *trailer.records - are != records_said_too_many_)
    return fault("records", are, *trailer.records);
  return {};
}

Part Level::as_part(const Trailer& trailer, std::int64_t records) const {
  Part part;
  part.total_says = trailer.total;
  if (total_known_) part.total_is = trailer.total == total_is_ ? total_is_ : total_said_;
  part.records_say = trailer.records;
  part.records_are = records - records_before_;
  return part;
}

}  // namespace saldo::bank::bai2
