#include "api/request.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/handlers.hpp"
#include "flows/business_day.hpp"

namespace saldo::api {

namespace json = boost::json;

namespace {

constexpr std::size_t kBodyBytesMax = 64u << 10;

[[noreturn]] void refuse(std::string_view key, const char* what) {
  throw FailureException({.message = std::string(key) + " has to be " + what});
}

}  // namespace

Request::Request(Exchange& exchange, const std::vector<std::string_view>& known) {
  const std::string body = exchange.read_all(kBodyBytesMax);
  if (body.empty()) return;
  const json::value parsed = json::parse(body);
  if (!parsed.is_object())
    throw FailureException({.message = "the request's body is not a JSON object"});
  members_ = parsed.get_object();
  for (const auto& [key, value] : members_)
    if (std::ranges::find(known, std::string_view(key)) == known.end())
      throw FailureException({.message = "this request has no member '" + std::string(key) + "'"});
}

std::string Request::text(std::string_view key) const {
  const json::value* value = members_.if_contains(key);
  if (value == nullptr) return {};
  if (!value->is_string()) refuse(key, "a text");
  return std::string(value->get_string());
}

Date Request::day(std::string_view key, Date otherwise) const {
  const std::string value = text(key);
  return value.empty() ? otherwise : Date::parse_iso(value);
}

std::int64_t Request::number(std::string_view key) const {
  const json::value* value = members_.if_contains(key);
  if (value == nullptr) refuse(key, "given");
  if (value->is_int64()) return value->get_int64();
  if (!value->is_string()) refuse(key, "a whole number");
  return number_of(std::string(value->get_string()), std::string(key).c_str());
}

std::int64_t Request::number(std::string_view key, std::int64_t otherwise) const {
  return members_.contains(key) ? number(key) : otherwise;
}

bool Request::flag(std::string_view key) const {
  const json::value* value = members_.if_contains(key);
  if (value == nullptr) return false;
  if (!value->is_bool()) refuse(key, "true or false");
  return value->get_bool();
}

const json::array& Request::list(std::string_view key) const {
  static const json::array kNone;
  const json::value* value = members_.if_contains(key);
  if (value == nullptr) return kNone;
  if (!value->is_array()) refuse(key, "a list");
  return value->get_array();
}

std::vector<std::string> Request::texts(std::string_view key) const {
  std::vector<std::string> all;
  for (const json::value& value : list(key)) {
    if (!value.is_string()) refuse(key, "a list of texts");
    all.emplace_back(value.get_string());
  }
  return all;
}

std::string parameter(const Exchange& exchange, const std::string& name) {
  const auto found = exchange.query.find(name);
  return found == exchange.query.end() ? std::string() : found->second;
}

Date today(const flows::Environment& environment) { return flows::business_day(environment, {}); }

}  // namespace saldo::api
