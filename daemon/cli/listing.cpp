#include "cli/listing.hpp"

#include <boost/json.hpp>

#include "cli/flatten.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {

namespace json = boost::json;

void LineSplitter::feed(std::string_view piece) {
  for (auto end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
    const std::string_view line = piece.substr(0, end);
    piece.remove_prefix(end + 1);
    if (begun_.empty()) {
      if (!line.empty()) each_(line);
      continue;
    }
    begun_ += line;
    each_(begun_);
    begun_.clear();
  }
  begun_ += piece;
}

void LineSplitter::finish() {
  if (!begun_.empty()) each_(begun_);
  begun_.clear();
}

void for_each_line(const Daemon& daemon, const Request& request,
                   const std::function<void(std::string_view)>& each) {
  LineSplitter lines(each);
  daemon.stream(request, [&](std::string_view piece) { lines.feed(piece); });
  lines.finish();
}

std::vector<json::object> fetch_rows(const Daemon& daemon, const Request& request) {
  std::vector<json::object> rows;
  for_each_line(daemon, request,
                [&](std::string_view line) { rows.push_back(parse_object(line)); });
  return rows;
}

json::object fetch_object(const Daemon& daemon, const Request& request) {
  return parse_object(daemon.fetch(request));
}

void print_listing(const Daemon& daemon, const Request& request, Format format,
                   std::vector<std::string> table_columns, const std::string& out, Where where) {
  const auto sink = open_sink(out);
  const auto rows = make_rows(format, *sink, std::move(table_columns));
  bool any = false;
  for_each_line(daemon, request, [&](std::string_view line) {
    any = true;
    if (where.empty() || where.matches(parse_object(line))) rows->add_line(line);
  });
  rows->finish();
  sink->finish();
  if (any)
    for (const std::string& field : where.unseen())
      tell("saldo: no row has the field '" + field + "'; see the names with --format jsonl");
}

std::string text_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  return value == nullptr || value->is_null() ? std::string() : text_of(*value);
}

std::int64_t integer_at(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains({name.data(), name.size()});
  if (value == nullptr || !value->is_int64())
    throw Stop(kFailed, "the daemon's answer lacks '" + std::string(name) +
                            "'; are saldo and saldod of the same version?");
  return value->get_int64();
}

}  // namespace saldo::cli
