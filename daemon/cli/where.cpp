#include "cli/where.hpp"

#include <boost/json.hpp>
#include <string_view>

#include "cli/exit.hpp"
#include "cli/flatten.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

struct Look {
  bool seen = false, matches = false;
};

Look look(const json::value& value, std::string_view path, const std::string& wanted);

Look look_in(const json::object& object, std::string_view path, const std::string& wanted) {
  // A name may hold dots itself, so the longest one that is there leads on.
  for (auto end = path.size(); end != std::string_view::npos && end != 0;
       end = path.rfind('.', end - 1))
    if (const auto* inner = object.if_contains({path.data(), end}))
      return look(*inner, end == path.size() ? std::string_view() : path.substr(end + 1), wanted);
  return {};
}

Look look(const json::value& value, std::string_view path, const std::string& wanted) {
  if (const auto* list = value.if_array()) {
    Look all{.seen = true};
    for (const json::value& element : *list) {
      const Look one = look(element, path, wanted);
      all.matches = all.matches || one.matches;
    }
    return all;
  }
  if (path.empty()) return {true, (value.is_null() ? std::string() : text_of(value)) == wanted};
  const auto* object = value.if_object();
  return object != nullptr ? look_in(*object, path, wanted) : Look{};
}

}  // namespace

Where::Where(const std::vector<std::string>& conditions) {
  for (const std::string& text : conditions) {
    const auto sign = text.find('=');
    if (sign == std::string::npos || sign == 0)
      throw Stop(kUsage,
                 "'" + text + "' is no condition; write field=value, such as status=applied");
    conditions_.push_back({text.substr(0, sign), text.substr(sign + 1)});
  }
}

bool Where::matches(const json::object& row) {
  bool all = true;
  for (Condition& condition : conditions_) {
    const Look found = look_in(row, condition.field, condition.value);
    condition.seen = condition.seen || found.seen;
    all = all && (found.matches || (condition.value.empty() && !found.seen));
  }
  return all;
}

std::vector<std::string> Where::unseen() const {
  std::vector<std::string> fields;
  for (const Condition& condition : conditions_)
    if (!condition.seen) fields.push_back(condition.field);
  return fields;
}

}  // namespace saldo::cli
