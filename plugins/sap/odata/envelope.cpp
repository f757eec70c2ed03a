#include "odata/envelope.hpp"

#include <charconv>

#include "saldo/sdk.hpp"
#include "saldo/text.hpp"

namespace saldo::sap::odata {

namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Rejected("odata.envelope", "the lines before the reply are damaged: " + why);
}

std::int64_t number(std::string_view value) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), n);
  if (error != std::errc() || end != value.data() + value.size() || n < 0)
    refuse(text::quoted(value) + " is no number");
  return n;
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

}  // namespace

std::string Envelope::to_string() const {
  std::string codes;
  for (const std::string& code : company_codes) codes += (codes.empty() ? "" : ",") + code;
  std::string out(kMark);
  const auto add = [&](const char* name, const std::string& value) {
    out += std::string(name) + ": " + value + "\n";
  };
  add("extract", extract);
  add("content", content);
  add("extent", extent);
  add("began", began);
  add("company-codes", codes);
  add("part", std::to_string(part));
  add("last", last ? "yes" : "no");
  add("absent-percent", std::to_string(absent_percent));
  if (moved) add("moved", "yes");
  add("request", request);
  return out + "\n";
}

Envelope Envelope::parse(std::string_view head) {
  Envelope e;
  head.remove_prefix(kMark.size());
  while (!head.empty() && head.front() != '\n') {
    const auto end = head.find('\n');
    const auto line = head.substr(0, end);
    const auto colon = line.find(": ");
    if (end == head.npos || colon == line.npos) refuse("a line has no name");
    const auto name = line.substr(0, colon), value = line.substr(colon + 2);
    if (name == "extract") e.extract = value;
    if (name == "content") e.content = value;
    if (name == "extent") e.extent = value;
    if (name == "began") e.began = value;
    if (name == "company-codes") e.company_codes = split(value);
    if (name == "part") e.part = number(value);
    if (name == "last") e.last = value == "yes";
    if (name == "absent-percent") e.absent_percent = number(value);
    if (name == "moved") e.moved = value == "yes";
    if (name == "request") e.request = value;
    head.remove_prefix(end + 1);
  }
  if (e.extract.empty() || e.part == 0 || e.began.empty()) refuse("the extract or part is missing");
  if (e.content != "open_items" && e.content != "customers")
    refuse("content is " + text::quoted(e.content));
  if (e.extent != "full" && e.extent != "changes") refuse("extent is " + text::quoted(e.extent));
  return e;
}

}  // namespace saldo::sap::odata
