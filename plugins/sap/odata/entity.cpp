#include "odata/entity.hpp"

#include <charconv>

#include "saldo/text.hpp"

namespace saldo::sap::odata {

namespace {

constexpr std::int64_t kDayMs = 86'400'000, kMinuteMs = 60'000;
constexpr std::int64_t kYear1Days = -719'162, kYear9999Days = 2'932'896;

std::optional<std::int64_t> whole(std::string_view digits) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), n);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return n;
}

/// What stands in "/Date(…)/", in milliseconds of the place's own time.
std::optional<std::int64_t> milliseconds(std::string_view text) {
  if (!text.starts_with("/Date(") || !text.ends_with(")/")) return std::nullopt;
  text.remove_prefix(6);
  text.remove_suffix(2);
  const auto sign = text.find_first_of("+-", 1);
  const auto ms = whole(text.substr(0, sign));
  if (!ms || sign == text.npos) return ms;
  const auto minutes = whole(text.substr(sign + 1));
  constexpr std::int64_t kMinutesMax = 14 * 60;
  if (!minutes || *minutes > kMinutesMax) return std::nullopt;
  return *ms + (text[sign] == '-' ? -*minutes : *minutes) * kMinuteMs;
}

}  // namespace

Rejected Entity::fault(const char* rule, const std::string& why) const {
  return Rejected(rule, key_ + " " + why).at_place(value_.at);
}

Rejected Entity::fault(const char* rule, std::string_view field, std::string_view value,
                       const std::string& why) const {
  return Rejected(rule, key_ + ": " + std::string(field) + " " + text::quoted(value) + " " + why)
      .at_place(value_.at);
}

const Value* Entity::scalar(std::string_view field) const {
  const Value* v = value_.find(field);
  if (v == nullptr || v->kind == Value::Kind::null) return nullptr;
  if (v->kind == Value::Kind::object || v->kind == Value::Kind::array)
    throw fault("odata.field",
                ": " + std::string(field) + " holds an object or a list instead of a value");
  return v;
}

std::string Entity::text(std::string_view field) const {
  const Value* v = scalar(field);
  return v == nullptr ? std::string() : std::string(text::trim(v->text));
}

std::string Entity::required(std::string_view field) const {
  std::string value = text(field);
  if (value.empty()) throw fault("odata.missing", field, value, "is missing or empty");
  return value;
}

bool Entity::flag(std::string_view field) const {
  const std::string value = text(field);
  if (value == "true" || value == "X") return true;
  if (value.empty() || value == "false") return false;
  throw fault("odata.boolean", field, value, "is neither true nor false");
}

Date Entity::date(std::string_view field) const {
  const std::string value = text(field);
  if (value.empty()) return {};
  if (const auto ms = milliseconds(value)) {
    std::int64_t days = *ms / kDayMs;
    if (*ms % kDayMs < 0) --days;  // what lies before 1970 counts backwards
    if (days < kYear1Days) return {};
    if (days <= kYear9999Days) return Date::from_days(static_cast<std::int32_t>(days));
  } else {
    try {
      return Date::parse_iso(value);
    } catch (const FormatError&) {  // told below
    }
  }
  throw fault("date.invalid", field, value, "is not a day such as /Date(1736467200000)/");
}

Date Entity::required_date(std::string_view field) const {
  const Date day = date(field);
  if (day.empty()) throw fault("odata.missing", field, text(field), "is missing");
  return day;
}

std::optional<std::int64_t> Entity::integer(std::string_view field) const {
  const std::string value = text(field);
  if (value.empty()) return std::nullopt;
  constexpr std::int64_t kMax = 999'999'999;
  try {
    const std::int64_t n = Money::parse_minor(value, 0);
    if (n >= 0 && n <= kMax) return n;
  } catch (const FormatError&) {  // told below
  }
  throw fault("number.invalid", field, value, "is not a whole number");
}

std::string Entity::percent(std::string_view field) const {
  std::string value = text(field);
  if (value.empty()) return "0";
  constexpr int kDecimals = 6;
  constexpr std::int64_t kHundred = 100'000'000;
  try {
    const std::int64_t millionths = Money::parse_minor(value, kDecimals);
    if (millionths >= 0 && millionths <= kHundred) return value;
  } catch (const FormatError&) {  // told below
  }
  throw fault("number.invalid", field, value, "is not a percentage");
}

Currency Entity::currency(std::string_view field) const {
  const std::string code = required(field);
  if (const auto known = Currency::find(code)) return *known;
  throw fault("amount.currency", field, code, "is not an ISO 4217 currency");
}

Money Entity::amount(std::string_view field, Currency currency, const AmountForm& form) const {
  const std::string value = required(field);
  try {
    return form.read(value, currency);
  } catch (const FormatError& e) {
    const AmountFault wrong = amount_fault(e, currency);
    throw fault(wrong.rule, field, value, wrong.why);
  }
}

bool Entity::is_deferred(std::string_view field) const {
  const Value* v = value_.find(field);
  return v == nullptr || (v->is_object() && v->find("__deferred") != nullptr);
}

const Value* Entity::expanded(std::string_view field) const {
  if (is_deferred(field)) return nullptr;
  const Value* v = value_.find(field);
  if (v->kind == Value::Kind::null) return nullptr;
  if (v->is_object()) return v;
  throw fault("odata.field", ": " + std::string(field) + " holds no entity");
}

const std::vector<Value>* Entity::expanded_list(std::string_view field) const {
  if (is_deferred(field)) return nullptr;
  const Value* v = value_.find(field);
  if (v->is_object()) v = v->find("results");
  if (v != nullptr && v->kind == Value::Kind::array) return &v->elements;
  throw fault("odata.field", ": " + std::string(field) + " holds no list of entities");
}

}  // namespace saldo::sap::odata
