#include "idoc/segments.hpp"

/// How the values of fields are read.
namespace saldo::sap {

std::string_view Segments::slice(const Element& e, const Field& field, std::size_t& begin) const {
  const auto data = std::string_view(data_).substr(e.data, e.size);
  if (e.ascii) {
    begin = std::min<std::size_t>(field.begin, data.size());
    return data.substr(begin, field.length);
  }
  const auto byte_of = [&](std::size_t from, std::size_t characters) {
    for (; from < data.size(); ++from)
      if (!text::impl::is_continuation(static_cast<unsigned char>(data[from])) && characters-- == 0)
        break;
    return from;
  };
  begin = byte_of(0, field.begin);
  return data.substr(begin, byte_of(begin, field.length) - begin);
}

std::string_view Segments::raw(Node node, const Field& field) {
  if (!node) return {};
  const Element& e = element(node);
  if (e.xml) return nodes_->text(e.xml.child(field.name));
  std::size_t begin = 0;
  return field.placed ? text::trim(slice(e, field, begin)) : std::string_view();
}

Place Segments::field_place(Node node, const Field& field) const {
  if (!node || node == root()) return place(node);
  const Element& e = element(node);
  if (e.xml) {
    const XmlNode child = e.xml.child(field.name);
    return child ? nodes_->place(child) : place(node);
  }
  if (!field.placed) return e.at;
  std::size_t begin = 0;
  slice(e, field, begin);
  if (e.one_byte)
    begin = std::min<std::size_t>(
        field.begin, text::count_characters(std::string_view(data_).substr(e.data, e.size)));
  return {e.at.line, e.at.offset + e.header + begin};
}

std::string_view Segments::field(Node node, const Field& field) {
  const auto value = raw(node, field);
  if (field.length != 0 && value.size() > field.length &&
      text::count_characters(value) > field.length)
    throw fault("field.length", node, field,
                "has " + std::to_string(text::count_characters(value)) +
                    " characters where the field has room for " + std::to_string(field.length));
  return value == "/" ? std::string_view{} : value;
}

std::string_view Segments::required(Node node, const Field& which) {
  const auto value = field(node, which);
  if (value.empty()) throw fault("idoc.missing", node, which, "the field is missing or empty");
  return value;
}

Date Segments::date(Node node, const Field& which) {
  const auto value = field(node, which);
  if (value.find_first_not_of('0') == value.npos) return {};
  try {
    return Date::parse_basic(value);
  } catch (const FormatError&) {
    throw fault("date.invalid", node, which, "is not a day of the form YYYYMMDD");
  }
}

Date Segments::required_date(Node node, const Field& which) {
  const Date day = date(node, which);
  if (day.empty()) throw fault("idoc.missing", node, which, "the date is missing");
  return day;
}

Currency Segments::currency(Node node, const Field& which) {
  if (const auto known = Currency::find(required(node, which))) return *known;
  throw fault("amount.currency", node, which, "is not an ISO 4217 currency");
}

std::optional<Money> Segments::amount(Node node, const Field& which, Currency currency) {
  auto digits = field(node, which);
  if (digits.empty()) return std::nullopt;
  const bool negative = digits.back() == '-';
  if (negative) digits = text::trim(digits.substr(0, digits.size() - 1));
  if (negative && !digits.empty() && (digits[0] == '-' || digits[0] == '+'))
    throw fault("amount.invalid", node, which, "has two signs");
  try {
    const Money money = conventions_.amounts.read(digits, currency);
    return negative ? -money : money;
  } catch (const FormatError& e) {
    const AmountFault wrong = amount_fault(e, currency);
    throw fault(wrong.rule, node, which, wrong.why);
  }
}

Money Segments::required_amount(Node node, const Field& which, Currency currency) {
  if (const auto money = amount(node, which, currency)) return *money;
  throw fault("idoc.missing", node, which, "the field is missing or empty");
}

std::optional<std::int64_t> Segments::number(Node node, const Field& which) {
  const auto digits = field(node, which);
  if (digits.empty()) return std::nullopt;
  if (!text::all_digits(digits) || digits.size() > 9)
    throw fault("number.invalid", node, which, "is not a whole number");
  return Money::parse_minor(digits, 0);
}

std::string Segments::percent(Node node, const Field& which) {
  const auto value = field(node, which);
  if (value.empty()) return "0";
  try {
    constexpr int kDecimals = 6;
    constexpr std::int64_t kHundred = 100'000'000;
    const std::int64_t millionths = Money::parse_minor(value, kDecimals);
    if (millionths >= 0 && millionths <= kHundred) return std::string(value);
  } catch (const FormatError&) {  // told below
  }
  throw fault("number.invalid", node, which, "is not a percentage");
}

}  // namespace saldo::sap
