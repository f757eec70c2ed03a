#include "cli/book.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/terminal.hpp"
#include "cli/xlsx.hpp"
#include "config/reader.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

/// Ends the verb with the view that was probably meant, if there is no `view`.
void require_view(const Daemon& daemon, const std::string& view) {
  std::vector<std::string> names;
  for (const json::object& row : fetch_rows(daemon, {.target = "/v1/views"}))
    names.push_back(text_at(row, "name"));
  if (std::ranges::find(names, view) == names.end())
    throw Stop(kUsage, "there is nothing called '" + view + "' to export" +
                           config::suggestion(view, names, "there are"));
}

json::object finding(const char* kind, const json::value& text) {
  return {{"finding", kind}, {"text", text}};
}

/// Adds a row for each element of a list of the answer; returns how many.
std::size_t add_findings(Rows& rows, const json::object& answer, const char* list,
                         const char* kind) {
  const auto* value = answer.if_contains(list);
  if (value == nullptr || !value->is_array()) return 0;
  for (const json::value& text : value->get_array()) rows.add(finding(kind, text));
  return value->get_array().size();
}

}  // namespace

int export_view(const ExportOptions& options) {
  const Daemon daemon(options.socket);
  Request request{.target = "/v1/export/" + url_encoded(options.view), .when_unknown = kUsage};
  if (!options.as_of.empty()) request.target += "?as_of=" + parse_day(options.as_of);
  const Format format =
      options.format.empty() && !options.out.empty() ? Format::jsonl : to_format(options.format);
  if (format == Format::xlsx) require_out_for_xlsx(options.out);
  Where where(options.where);
  try {
    print_listing(daemon, request, format, {}, options.out, std::move(where));
  } catch (const Stop& stop) {
    if (stop.code == kUsage) require_view(daemon, options.view);
    throw;
  }
  return kDone;
}

int verify(const VerifyOptions& options) {
  const Daemon daemon(options.socket);
  json::object answer;
  {
    Progress progress;
    progress.show("verifying every record and document", 0, 0);
    answer = fetch_object(daemon, {.method = "POST", .target = "/v1/verify"});
  }
  const auto* value = answer.if_contains("holds");
  const bool holds = value != nullptr && *value == true;
  const auto sink = open_sink({});
  const Format format = to_format(options.format);
  const auto rows = make_rows(format, *sink);
  if (format == Format::jsonl) {
    rows->add(answer);
  } else if (add_findings(*rows, answer, "broken", "broken") +
                 add_findings(*rows, answer, "gaps", "gap") ==
             0) {
    rows->add(finding("none", "the book holds"));
  }
  rows->finish();
  sink->finish();
  tell(std::string(holds ? "the book holds" : "the book doesn't hold") + "; " +
       text_at(answer, "documents") + " documents were read and hashed");
  return holds ? kDone : kFailed;
}

int health(const HealthOptions& options) {
  const Daemon daemon(options.socket);
  const auto sink = open_sink({});
  const auto rows = make_rows(to_format(options.format), *sink, {"component", "state", "detail"});
  bool any = false, well = true;
  for_each_line(daemon, {.target = "/v1/health"}, [&](std::string_view line) {
    any = true;
    well = well && text_at(parse_object(line), "state") == "ok";
    rows->add_line(line);
  });
  rows->finish();
  sink->finish();
  return any && well ? kDone : kFailed;
}

int backup(const BackupOptions& options) {
  constexpr unsigned kOwnerOnly = 0600;  // it holds what the book holds
  const Daemon daemon(options.socket);
  const auto sink = open_sink(options.file, kOwnerOnly);
  Progress progress;
  std::int64_t mebibytes = 0, bytes = 0;
  daemon.stream({.method = "POST", .target = "/v1/backup"}, [&](std::string_view piece) {
    sink->write(piece);
    bytes += static_cast<std::int64_t>(piece.size());
    mebibytes = bytes >> 20;
    progress.show("MiB copied:", mebibytes, 0);
  });
  sink->finish();
  progress.clear();
  tell(options.file + ": " + std::to_string(bytes) + " bytes");
  return kDone;
}

}  // namespace saldo::cli
