#include "odata/cursor.hpp"

#include <boost/json.hpp>

namespace saldo::sap::odata {

namespace json = boost::json;

namespace {

constexpr std::int64_t kVersion = 2;

json::object to_json(const Progress& p) {
  json::object out{{"full", p.full_began_ns}, {"known", p.known_ns}};
  if (p.open)
    out["open"] = json::object{{"id", p.open->id},
                               {"full", p.open->full},
                               {"began", p.open->began_ns},
                               {"query", p.open->query},
                               {"part", p.open->part},
                               {"next", p.open->next},
                               {"skip", p.open->skip},
                               {"window_rows", p.open->window_rows},
                               {"last_row", p.open->last_row}};
  return out;
}

std::string text(const json::object& o, const char* name) {
  return std::string(std::string_view(o.at(name).as_string()));
}

Progress to_progress(const json::object& o) {
  Progress p{.full_began_ns = o.at("full").as_int64(),
             .known_ns = o.at("known").as_int64(),
             .open = std::nullopt};
  if (const json::value* open = o.if_contains("open")) {
    const json::object& e = open->as_object();
    p.open = OpenExtract{.id = text(e, "id"),
                         .full = e.at("full").as_bool(),
                         .began_ns = e.at("began").as_int64(),
                         .query = text(e, "query"),
                         .part = e.at("part").as_int64(),
                         .next = text(e, "next"),
                         .skip = e.at("skip").as_int64(),
                         .window_rows = e.at("window_rows").as_int64(),
                         .last_row = text(e, "last_row")};
  }
  return p;
}

}  // namespace

std::string Cursor::to_string() const {
  return json::serialize(json::object{{"version", kVersion},
                                      {"customers", to_json(customers)},
                                      {"open_items", to_json(open_items)}});
}

std::optional<Cursor> Cursor::parse(std::string_view text) {
  try {
    const json::value value = json::parse(json::string_view(text.data(), text.size()));
    const json::object& o = value.as_object();
    if (o.at("version").as_int64() != kVersion) return std::nullopt;
    return Cursor{.customers = to_progress(o.at("customers").as_object()),
                  .open_items = to_progress(o.at("open_items").as_object())};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace saldo::sap::odata
