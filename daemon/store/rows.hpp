#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>

namespace soci {
class session;
}

/// Rows of any query as JSON objects, for what is shown to people. A column's name says what it is:
/// `x_minor` becomes "x", a decimal string in the row's `currency`; `x_day` a date; `x_at` (which
/// keeps its name) an instant; `x_json` the parsed value; `x_flag` a boolean; `x_list` (text with
/// commas) an array; "a.b" an object within. NULL is absent.
namespace saldo::store {

using Value = std::variant<std::int64_t, std::string>;
using Parameters = std::map<std::string, Value>;  ///< by name, without the colon

void for_each_object(soci::session& sql, const std::string& query, const Parameters& parameters,
                     const std::function<void(boost::json::object&)>& each);

/// "2026-01-31T12:00:00.123456Z"
std::string instant_text(std::int64_t microseconds);

}  // namespace saldo::store
