#include "api/request.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/result.hpp"
#include "config/time_zone.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kBodyBytesMax = 64u << 10;

bool is_texts(const json::value& value) {
  return value.is_array() &&
         std::ranges::all_of(value.get_array(), [](const json::value& v) { return v.is_string(); });
}

[[noreturn]] void refuse(const std::string& message) {
  throw FailureException({.message = message});
}

}  // namespace

Request::Request(Exchange& exchange, const std::vector<std::string_view>& known) {
  const std::string body = exchange.read_all(kBodyBytesMax);
  if (body.empty()) return;
  const json::value parsed = json::parse(body);
  if (!parsed.is_object()) refuse("the request's body is not a JSON object");
  members_ = parsed.get_object();
  for (const auto& [key, value] : members_) {
    const std::string name(key);
    if (std::ranges::find(known, std::string_view(name)) == known.end())
      refuse("this request has no member '" + name + "'");
    if (!value.is_string() && !is_texts(value))
      refuse(name + " has to be a text, or a list of texts");
  }
}

std::string Request::text(std::string_view key) const {
  const json::value* value = members_.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse(std::string(key) + " has to be a text");
  return std::string(value->get_string());
}

Date Request::day(std::string_view key, Date otherwise) const {
  const std::string value = text(key);
  return value.empty() ? otherwise : Date::parse_iso(value);
}

int Request::integer(std::string_view key, int otherwise) const {
  const std::string value = text(key);
  if (value.empty()) return otherwise;
  int number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc() || end != value.data() + value.size())
    refuse(std::string(key) + " has to be a whole number, not '" + value + "'");
  return number;
}

std::vector<std::string> Request::texts(std::string_view key) const {
  std::vector<std::string> all;
  const json::value* value = members_.if_contains(key);
  if (value == nullptr) return all;
  if (!value->is_array()) refuse(std::string(key) + " has to be a list of texts");
  for (const json::value& text : value->get_array()) all.emplace_back(text.get_string());
  return all;
}

std::string parameter(const Exchange& exchange, const std::string& name) {
  const auto found = exchange.query.find(name);
  return found == exchange.query.end() ? std::string() : found->second;
}

Date today(const flows::Environment& environment) {
  return config::TimeZone::find("UTC").value().local_date(environment.clock->now());
}

}  // namespace saldo::api
