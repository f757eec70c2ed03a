#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "cli/book.hpp"
#include "cli/verb.hpp"

namespace saldo::cli {

void add_book_verbs(CLI::App& app, std::string& socket, Action& action) {
  Verb<ExportOptions>(app, "export", "Write out a view of the book",
                      "saldo export aging --as-of 2026-03-31 --format csv --out aging.csv\n"
                      "  saldo export cash-application --where status=proposed")
      .word("WHAT", &ExportOptions::view,
            "customers, items, allocations, transactions, statements, cash-application, aging, "
            "dunning, proposals, credit-notes, debit-notes, kpi or audit")
      .option("--as-of", "DATE", &ExportOptions::as_of, "What was known and true on that day")
      .option("--where", "FIELD=VALUE", &ExportOptions::where,
              "Only rows whose field has this value; repeated: all must hold. A dot leads into a "
              "field: account.iban=…")
      .option("--out", "FILE", &ExportOptions::out, "Write to a file, which appears when complete")
      .choice("--format", &ExportOptions::format, {"jsonl", "csv", "table", "xlsx"},
              "Form of the result; a table on a terminal, else jsonl")
      .connected(socket)
      .runs(action, export_view);

  Verb<VerifyOptions>(app, "verify", "Prove the book from its stored facts", "saldo verify")
      .formatted()
      .connected(socket)
      .runs(action, verify);

  Verb<HealthOptions>(app, "health", "Show how the daemon and every connector are",
                      "saldo health && echo well")
      .formatted()
      .connected(socket)
      .runs(action, health);

  Verb<BackupOptions>(app, "backup", "Copy book and documents while the daemon runs",
                      "saldo backup /var/backups/saldo.tar")
      .word("FILE", &BackupOptions::file, "The copy, a tar archive; replaced when it is complete")
      .connected(socket)
      .runs(action, backup);
}

}  // namespace saldo::cli
