#include "cli/flatten.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace saldo::cli {
namespace {

namespace json = boost::json;

bool is_plain(const json::value& value) { return !value.is_structured() && !value.is_null(); }

std::string joined(const json::array& list) {
  std::string text;
  for (const json::value& element : list) text += (text.empty() ? "" : "; ") + text_of(element);
  return text;
}

void add(const std::string& path, const json::value& value, bool deeply, Cells& out) {
  if (value.is_null()) return;
  if (const auto* object = value.if_object()) {
    for (const auto& [key, inner] : *object)
      add(path.empty() ? std::string(key) : path + '.' + std::string(key), inner, deeply, out);
    return;
  }
  const auto* list = value.if_array();
  if (list == nullptr) {
    out.emplace_back(path, text_of(value));
  } else if (std::ranges::all_of(*list, is_plain)) {
    if (!list->empty()) out.emplace_back(path, joined(*list));
  } else if (deeply) {
    for (std::size_t i = 0; i < list->size(); ++i)
      add(path + '.' + std::to_string(i), (*list)[i], deeply, out);
  } else {
    out.emplace_back(path, json::serialize(*list));
  }
}

Cells cells_of(const json::object& object, bool deeply) {
  Cells out;
  for (const auto& [key, value] : object) add(std::string(key), value, deeply, out);
  return out;
}

}  // namespace

std::string text_of(const json::value& value) {
  if (const auto* text = value.if_string()) return {text->data(), text->size()};
  return json::serialize(value);
}

Cells flatten(const json::object& row) { return cells_of(row, /*deeply=*/false); }
Cells flatten_deeply(const json::object& object) { return cells_of(object, /*deeply=*/true); }

}  // namespace saldo::cli
