#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/documents.hpp"
#include "cli/runs.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {
namespace {

void add_run_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<SyncOptions>(app, "sync", "Run a connector's source now", "saldo sync house-bank --wait")
      .word("CONNECTOR", &SyncOptions::connectors, "Connectors", /*required=*/false)
      .flag("--all", &SyncOptions::all, "Every connector that has a source")
      .flag("--wait", &SyncOptions::wait, "Return when the runs have ended")
      .formatted()
      .connected(socket)
      .runs(action, sync);

  Verb<RunOptions>(app, "run", "Run a configured job now",
                   "saldo run dunning --dry-run --as-of 2026-03-31")
      .word("JOB", &RunOptions::job, "Name of the job in the configuration")
      .flag("--wait", &RunOptions::wait, "Return when the run has ended")
      .flag("--dry-run", &RunOptions::dry_run, "Show what it would do; change nothing")
      .option("--as-of", "DATE", &RunOptions::as_of, "As if it were that day (YYYY-MM-DD)")
      .option("--idempotency-key", "KEY", &RunOptions::idempotency_key,
              "The same key starts one run, however often it is asked for")
      .formatted()
      .connected(socket)
      .runs(action, run_job);

  Verb<RunsOptions>(app, "runs", "Show the job runs: state, counts, duration, error",
                    "saldo runs 17 --follow")
      .word("ID", &RunsOptions::run, "One run in detail", /*required=*/false)
      .flag("--follow", &RunsOptions::follow, "Until it has ended; all runs as they change")
      .option("--limit", "N", &RunsOptions::limit, "How many, newest first; 50 by default")
      .formatted()
      .connected(socket)
      .runs(action, runs);

  Verb<CancelOptions>(app, "cancel", "Ask a run to stop", "saldo cancel 17")
      .word("RUN", &CancelOptions::run, "Number of the run")
      .formatted()
      .connected(socket)
      .runs(action, cancel);
}

void add_document_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<SubmitOptions>(app, "submit", "Hand documents to a connector, as if its source found them",
                      "saldo submit house-bank statement.xml --wait")
      .word("CONNECTOR", &SubmitOptions::connector, "Name of the connector in the configuration")
      .word("FILE", &SubmitOptions::files, "Documents")
      .flag("--wait", &SubmitOptions::wait, "Return when each is in the book or refused")
      .formatted()
      .connected(socket)
      .runs(action, submit);

  Verb<DocumentsOptions>(app, "documents", "Show the archived documents",
                         "saldo documents --status quarantined")
      .word("ID", &DocumentsOptions::document, "One with all that came of it; number or SHA-256",
            /*required=*/false)
      .option("--status", "S", &DocumentsOptions::status, "Only received, posted or quarantined")
      .flag("--raw", &DocumentsOptions::raw, "Write the document's own bytes to stdout")
      .formatted()
      .connected(socket)
      .runs(action, documents);

  Verb<QuarantineOptions>(app, "quarantine",
                          "Show what was refused, why, and the money it holds up",
                          "saldo quarantine --format csv")
      .word("ID", &QuarantineOptions::document, "One document", /*required=*/false)
      .formatted()
      .connected(socket)
      .runs(action, quarantine);

  Verb<ReplayOptions>(app, "replay", "Decode refused documents again, after a fix",
                      "saldo replay 12 --wait")
      .word("DOC", &ReplayOptions::documents, "Documents; number or SHA-256")
      .flag("--wait", &ReplayOptions::wait, "Return when each is in the book or refused")
      .formatted()
      .connected(socket)
      .runs(action, replay);
}

}  // namespace

void add_daemon_verbs(CLI::App& app, std::string& socket, Action& action) {
  add_document_verbs(app, socket, action);
  add_run_verbs(app, socket, action);
}

}  // namespace saldo::cli
