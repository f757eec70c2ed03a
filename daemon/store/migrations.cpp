#include "store/migrations.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/schema.hpp"

namespace saldo::store {

const std::vector<Migration>& migrations() {
  static const std::vector<Migration> all = {
      {1, "documents, bank, receivables, decisions", book_schema()},
      {2, "job runs, cursors, audit", operations_schema()},
      {3, "dunning proposals", dunning_schema()},
      {4, "refused statements, provisional lines", bank_lines_schema()},
      {5, "the life of dunning notices, holds", dunning_life_schema()},
      {6, "advices and their payments, passes of a run, learnt accounts",
       cash_application_schema()},
      {7, "payments of batches", batches_schema()},
      {8, "promises to pay, contacts", collection_schema()},
      {9, "review by persons, learnt payers, proof of decisions", review_schema()},
      {10, "write-offs, currencies, returns of allocations", settlement_schema()},
      {11, "extracts of the ERP, what it cleared, balance checks", erp_schema()},
      {12, "pushed IDocs, messages to others", write_back_schema()},
      {13, "mails to customers, addresses that take none", mail_schema()},
      {14, "correspondence", correspondence_schema()},
      {15, "disputes", dispute_schema()},
      {16, "messages of any kind, what senders of IDocs were told", outbox_schema()},
      {17, "mails that may be handed over", mail_claims_schema()},
      {18, "mails and notices by state", mail_queue_schema()},
      {19, "windows and evidence of deductions", deduction_schema()},
      {20, "charges of what notices claim", charge_schema()},
      {21, "dunning areas, what is looked up often", lookup_schema()},
      {22, "keys of notices in the order of customers", notice_key_schema()},
  };
  return all;
}

namespace {

std::string in_dialect(std::string statement) {
  for (const auto& [placeholder, sqlite] :
       {std::pair<std::string, std::string>{"{id}", "INTEGER PRIMARY KEY"}}) {
    for (auto at = statement.find(placeholder); at != std::string::npos;
         at = statement.find(placeholder, at + sqlite.size()))
      statement.replace(at, placeholder.size(), sqlite);
  }
  return statement;
}

int current_version(soci::session& sql) {
  sql << "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY, "
         "name TEXT NOT NULL)";
  int version = 0;
  sql << "SELECT COALESCE(MAX(version), 0) FROM schema_version", soci::into(version);
  return version;
}

}  // namespace

int migrate(soci::session& sql, int target) {
  const int newest = migrations().back().version;
  if (target == 0) target = newest;
  int version = current_version(sql);
  if (version > newest)
    throw FailureException({.kind = FailureKind::conflict,
                            .message = "the book has schema version " + std::to_string(version) +
                                       ", this saldo knows up to " + std::to_string(newest) +
                                       "; install the saldo that wrote it, or a newer one"});
  for (const Migration& step : migrations()) {
    if (step.version <= version || step.version > target) continue;
    soci::transaction transaction(sql);
    for (const char* statement : step.statements) sql << in_dialect(statement);
    const std::string name = step.name;
    sql << "INSERT INTO schema_version (version, name) VALUES (:version, :name)",
        soci::use(step.version, "version"), soci::use(name, "name");
    transaction.commit();
    version = step.version;
  }
  return version;
}

}  // namespace saldo::store
