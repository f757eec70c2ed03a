#include "idoc/segments.hpp"

namespace saldo::sap {

Node Segments::parse(const XmlSlices& slices, const XmlEvent& event, std::int64_t position) {
  document_ = "IDoc " + std::to_string(position) + " of the file";
  const Node root = tree_.parse(slices, event);
  const auto number = field(root.child("EDI_DC40"), "DOCNUM");
  if (number.find_first_not_of('0') != number.npos) document_ = "IDoc " + text::quoted(number);
  return root;
}

std::string_view Segments::field(Node segment, const char* name) {
  const auto value = tree_.text(segment.child(name));
  return value == "/" ? std::string_view{} : value;
}

std::string_view Segments::required(Node segment, const char* name) {
  const auto value = field(segment, name);
  if (value.empty()) throw fault("idoc.missing", segment, name, "the field is missing or empty");
  return value;
}

Date Segments::date(Node segment, const char* name) {
  const auto value = field(segment, name);
  if (value.find_first_not_of('0') == value.npos) return {};
  try {
    return Date::parse_basic(value);
  } catch (const FormatError& e) {
    throw fault("date.invalid", segment, name, e.what());
  }
}

std::optional<Money> Segments::amount(Node segment, const char* name, std::string_view currency) {
  auto digits = field(segment, name);
  if (digits.empty()) return std::nullopt;
  const auto ccy = Currency::find(currency);
  if (!ccy)
    throw fault("amount.currency", segment, name,
                "its currency " + text::quoted(currency) + " is not an ISO 4217 code");
  const bool negative = digits.back() == '-';
  if (negative) digits = text::trim(digits.substr(0, digits.size() - 1));
  try {
    if (negative && !digits.empty() && (digits[0] == '-' || digits[0] == '+'))
      throw FormatError("amount " + text::quoted(digits) + " has two signs");
    const Money money = Money::parse(digits, *ccy);
    return negative ? -money : money;
  } catch (const FormatError& e) {
    const bool range = std::string_view(e.what()).ends_with("beyond 64 bits");
    throw fault(range ? "amount.range" : "amount.invalid", segment, name,
                std::string(e.what()) + " (" + std::string(currency) + ")");
  }
}

std::optional<std::int64_t> Segments::number(Node segment, const char* name) {
  const auto digits = field(segment, name);
  if (digits.empty()) return std::nullopt;
  if (!text::all_digits(digits) || digits.size() > 9)
    throw fault("number.invalid", segment, name, text::quoted(digits) + " is not a whole number");
  return Money::parse_minor(digits, 0);
}

Node Segments::find(Node parent, const char* name, const char* key, std::string_view value) {
  for (Node s = parent.child(name); s; s = s.next_sibling(name))
    if (field(s, key) == value) return s;
  return {};
}

void Segments::require_few(Node parent, const char* name) const {
  std::size_t count = 0;
  for (Node s = parent.child(name); s; s = s.next_sibling(name))
    if (++count > kMostSegments)
      throw fault("idoc.limit", s, "", "more than a thousand of these segments stand in one IDoc");
}

Rejected Segments::fault(const char* rule, Node segment, const char* field_name,
                         const std::string& why, const char* remedy) const {
  const Node field = segment.child(field_name);
  const Place at = place(field ? field : segment);
  std::string what = segment.name();
  if (*field_name != '\0') what += std::string("-") + field_name;
  return Rejected(rule, xml::where(at) + document_ + ", " + what + ": " + why + "; " + remedy)
      .at_place(at);
}

std::string padded(std::string_view id) {
  std::string out(id);
  if (text::all_digits(id) && id.size() < 10) out.insert(0, 10 - id.size(), '0');
  return out;
}

bool is_extension(Node node) {
  const std::string_view name = node.name();
  const bool segment = node.attribute("SEGMENT") || node.first_child().type() == pugi::node_element;
  return segment && !name.starts_with("E1") && name != "EDI_DC40";
}

}  // namespace saldo::sap
