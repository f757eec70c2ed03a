#include "lockbox/layout.hpp"

namespace saldo::bank::lockbox {

namespace {

struct Named {
  std::string_view name;
  Columns Layout::*columns;
};
constexpr Named kFields[] = {
    {"1.origin", &Layout::origin},     {"1.date", &Layout::file_date},
    {"5.lockbox", &Layout::lockbox},   {"5.date", &Layout::deposit_date},
    {"6.batch", &Layout::batch},       {"6.item", &Layout::item},
    {"6.amount", &Layout::amount},     {"6.routing", &Layout::routing},
    {"6.account", &Layout::account},   {"6.check", &Layout::check_number},
    {"6.name", &Layout::name},         {"6.payee", &Layout::payee},
    {"7.count", &Layout::batch_count}, {"7.amount", &Layout::batch_total},
    {"8.count", &Layout::total_count}, {"8.amount", &Layout::total},
    {"9.count", &Layout::records},
};
constexpr std::string_view kDocumentFields[] = {"6.invoice", "6.paid", "4.invoice", "4.paid"};
constexpr std::size_t kWidest = 9999;

[[noreturn]] void fail(std::string_view part, const std::string& why) {
  throw Stop(SALDO_E_CONFIG, "option layout: " + text::quoted(part) + " " + why);
}

std::string known_names() {
  std::string names;
  for (const auto& f : kFields) names.append(names.empty() ? "" : ", ").append(f.name);
  for (const auto name : kDocumentFields) names.append(", ").append(name);
  return names;
}

/// "8-17", or "none".
Columns read_columns(std::string_view part, std::string_view range, const char* name) {
  if (range == "none") return {0, 0, name};
  const auto dash = range.find('-');
  const auto number = [&](std::string_view digits) -> std::size_t {
    if (!text::all_digits(digits) || digits.size() > 4)
      fail(part, "doesn't give columns; write them as 8-17, or none");
    return static_cast<std::size_t>(Money::parse_minor(digits, 0));
  };
  const auto first = number(range.substr(0, dash));
  const auto last = dash == range.npos ? first : number(range.substr(dash + 1));
  if (first == 0 || last < first || last > kWidest)
    fail(part, "gives columns that no record has; they count from 1");
  return {first - 1, last, name};
}

/// "6.invoice", "4.paid" and so on: adds to the list.
void change_document(std::string_view part, std::string_view name, std::string_view range,
                     std::vector<Layout::Document>& list) {
  if (name.substr(2) == "invoice") {
    list.push_back({read_columns(part, range, "invoice number"), {0, 0, "invoice amount"}});
    return;
  }
  if (list.empty()) fail(part, "stands before the invoice that it belongs to");
  list.back().paid = read_columns(part, range, "invoice amount");
}

}  // namespace

void Layout::change(std::string_view option) {
  bool check_changed = false, overflow_changed = false;
  while (!(option = text::trim(option)).empty()) {
    const auto part = option.substr(0, option.find_first_of(" \t\n,"));
    option.remove_prefix(part.size());
    if (!option.empty() && option[0] == ',') option.remove_prefix(1);
    const auto equals = part.find('=');
    if (equals == part.npos) fail(part, "isn't of the form field=from-to");
    const auto field_name = part.substr(0, equals), range = part.substr(equals + 1);
    if (field_name == "6.invoice" || field_name == "6.paid") {
      if (!std::exchange(check_changed, true)) check_documents.clear();
      change_document(part, field_name, range, check_documents);
      continue;
    }
    if (field_name == "4.invoice" || field_name == "4.paid") {
      if (!std::exchange(overflow_changed, true)) overflow_documents.clear();
      change_document(part, field_name, range, overflow_documents);
      continue;
    }
    const auto* field = std::find_if(std::begin(kFields), std::end(kFields),
                                     [&](const Named& f) { return f.name == field_name; });
    if (field == std::end(kFields)) fail(part, "names no field; there are " + known_names());
    this->*field->columns = read_columns(part, range, (this->*field->columns).name);
  }
  for (const Columns* needed : {&amount, &batch_total, &total, &records})
    if (needed->end == 0) fail(needed->name, "can't be left out");
}

}  // namespace saldo::bank::lockbox
