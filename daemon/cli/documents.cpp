#include "cli/documents.hpp"

#include <boost/json.hpp>
#include <filesystem>
#include <optional>

#include "cli/listing.hpp"
#include "cli/runs.hpp"
#include "cli/terminal.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

const std::vector<std::string> kSubmitted = {"document", "name", "status",   "known", "run",
                                             "rule",     "line", "expected", "found"};
const std::vector<std::string> kDocuments = {
    "id",          "name",       "connector",    "status",    "decoder",
    "received_at", "statements", "transactions", "customers", "items"};
const std::vector<std::string> kQuarantine = {"document", "name",      "rule", "line",
                                              "expected", "found",     "held", "currency",
                                              "message",  "refused_at"};

/// Documents that were handed over and may still be on their way.
class Batch {
 public:
  Batch(const Daemon& daemon, const std::string& format, bool wait)
      : daemon_(daemon),
        watch_(daemon),
        wait_(wait),
        sink_(open_sink({})),
        rows_(make_rows(to_format(format), *sink_, kSubmitted)) {}

  void add(json::object document) { documents_.push_back(std::move(document)); }
  void fail() { good_ = false; }

  /// Prints what became of each. Exit code.
  int finish() {
    for (json::object& document : documents_) {
      if (wait_) settle(document);
      rows_->add(document);
    }
    rows_->finish();
    sink_->finish();
    return good_ ? kDone : kFailed;
  }

 private:
  void settle(json::object& document) {
    const auto* run = document.if_contains("run");
    const bool ran = run != nullptr && run->is_int64();
    if (ran) good_ = succeeded(watch_.wait(run->get_int64())) && good_;
    const std::string id = std::to_string(integer_at(document, "document"));
    const json::object now = fetch_object(daemon_, {.target = "/v1/documents/" + id});
    document["status"] = text_at(now, "status");
    if (!document.contains("name")) document["name"] = text_at(now, "name");
    const bool posted = text_at(now, "status") == "posted";
    const bool refused = has_open_refusal(now);
    if (posted && !refused) return;
    good_ = false;
    if (refused || text_at(now, "status") == "quarantined")
      explain(document, id);
    else
      tell("saldo: document " + id + " is still " + text_at(now, "status") +
           "; see saldo documents " + id);
  }

  /// Of the whole document, or of a statement whose neighbours were posted.
  static bool has_open_refusal(const json::object& document) {
    const auto* refusals = document.if_contains("refusals");
    if (refusals == nullptr || !refusals->is_array()) return false;
    return std::any_of(
        refusals->get_array().begin(), refusals->get_array().end(),
        [](const json::value& refusal) { return !refusal.as_object().contains("resolved_at"); });
  }

  /// Adds the newest refusal: rule, place, both figures.
  void explain(json::object& document, const std::string& id) {
    const auto refusals = fetch_rows(daemon_, {.target = "/v1/quarantine/" + id});
    const json::object* newest = nullptr;
    for (const json::object& refusal : refusals)
      if (newest == nullptr || text_at(refusal, "refused_at") >= text_at(*newest, "refused_at"))
        newest = &refusal;
    if (newest == nullptr) return;
    for (const char* field :
         {"rule", "message", "line", "offset", "expected", "found", "held", "currency"})
      if (const auto* value = newest->if_contains(field); value != nullptr && !value->is_null())
        document[field] = *value;
    const std::string line = text_at(*newest, "line");
    const std::string rule = text_at(*newest, "rule");
    const std::string expected = text_at(*newest, "expected"), found = text_at(*newest, "found");
    tell(text_at(document, "name") + (line.empty() || line == "0" ? "" : ":" + line) + ": " +
         text_at(*newest, "message") + (rule.empty() ? "" : " (" + rule + ")") +
         (expected.empty() ? "" : ", expected " + expected) +
         (found.empty() ? "" : ", found " + found));
  }

  const Daemon& daemon_;
  RunWatch watch_;
  bool wait_, good_ = true;
  std::unique_ptr<Sink> sink_;
  std::unique_ptr<Rows> rows_;
  std::vector<json::object> documents_;
};

std::optional<json::object> hand_over(const Daemon& daemon, const SubmitOptions& options,
                                      const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) {
    tell("saldo: " + file.string() + ": " +
         (error ? "can't be read: " + error.message() : "is not a file"));
    return std::nullopt;
  }
  const std::string name = file.filename().string();
  json::object document =
      fetch_object(daemon, {.method = "POST",
                            .target = "/v1/connectors/" + url_encoded(options.connector) +
                                      "/documents?name=" + url_encoded(name),
                            .file = file,
                            .when_unknown = kUsage});
  if (const auto* known = document.if_contains("known"); known != nullptr && *known == true)
    tell(file.string() + ": nothing changed; these bytes are document " +
         text_at(document, "document") + " already (" + text_at(document, "status") + ")");
  document["name"] = name;
  return document;
}

}  // namespace

int submit(const SubmitOptions& options) {
  const Daemon daemon(options.socket);
  Batch batch(daemon, options.format, options.wait);
  Progress progress;
  std::int64_t done = 0;
  for (const std::string& file : options.files) {
    progress.show("submit " + file, done++, static_cast<std::int64_t>(options.files.size()));
    try {
      auto document = hand_over(daemon, options, file);
      document ? batch.add(std::move(*document)) : batch.fail();
    } catch (const Stop& stop) {
      // One bad file doesn't keep the others back; a daemon that is gone does.
      if (stop.code != kFailed) throw;
      progress.clear();
      tell("saldo: " + file + ": " + stop.what());
      batch.fail();
    }
  }
  progress.clear();
  return batch.finish();
}

int documents(const DocumentsOptions& options) {
  const Daemon daemon(options.socket);
  if (options.document.empty()) {
    if (options.raw) throw Stop(kUsage, "--raw needs the document's number or SHA-256");
    print_listing(
        daemon,
        {.target = "/v1/documents" +
                   (options.status.empty() ? "" : "?status=" + url_encoded(options.status))},
        to_format(options.format), kDocuments);
    return kDone;
  }
  const std::string target = "/v1/documents/" + url_encoded(options.document);
  const auto sink = open_sink({});
  if (options.raw)
    daemon.stream({.target = target + "/raw"}, [&](std::string_view piece) { sink->write(piece); });
  else
    print_object(to_format(options.format), *sink, fetch_object(daemon, {.target = target}));
  sink->finish();
  return kDone;
}

int quarantine(const QuarantineOptions& options) {
  const Daemon daemon(options.socket);
  print_listing(daemon,
                {.target = "/v1/quarantine" +
                           (options.document.empty() ? "" : "/" + url_encoded(options.document))},
                to_format(options.format), kQuarantine);
  return kDone;
}

int replay(const ReplayOptions& options) {
  const Daemon daemon(options.socket);
  Batch batch(daemon, options.format, options.wait);
  for (const std::string& document : options.documents) {
    try {
      batch.add(fetch_object(
          daemon,
          {.method = "POST", .target = "/v1/documents/" + url_encoded(document) + "/replay"}));
    } catch (const Stop& stop) {
      if (stop.code != kFailed) throw;
      tell("saldo: document " + document + ": " + stop.what());
      batch.fail();
    }
  }
  return batch.finish();
}

}  // namespace saldo::cli
