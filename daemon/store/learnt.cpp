#include "store/learnt.hpp"

#include <soci/soci.h>

#include <vector>

#include "base/result.hpp"
#include "store/columns.hpp"

namespace saldo::store {
namespace {

std::string name_of(LearntKind kind) { return kind == LearntKind::iban ? "iban" : "alias"; }

/// How many entries say the same: of those that count, or of those that were withdrawn.
int count(soci::session& sql, const NewLearnt& l, const std::string& condition) {
  const std::string kind = name_of(l.kind);
  const std::int64_t customer = model::raw(l.customer);
  int found = 0;
  sql << "SELECT COUNT(*) FROM learnt_payer WHERE kind = :kind AND value_key = :key AND "
         "customer_id = :customer AND " +
             condition,
      soci::use(kind, "kind"), soci::use(l.key, "key"), soci::use(customer, "customer"),
      soci::into(found);
  return found;
}

/// The account among those that cash application looks up.
void publish(soci::session& sql, const NewLearnt& l) {
  const std::int64_t customer = model::raw(l.customer), transaction = model::raw(l.proof);
  sql << "INSERT INTO customer_iban (iban, customer_id, provenance, document_id) SELECT :iban, "
         ":customer, 'learnt', s.document_id FROM bank_transaction t JOIN statement s ON s.id = "
         "t.statement_id WHERE t.id = :transaction ON CONFLICT DO NOTHING",
      soci::use(l.key, "iban"), soci::use(customer, "customer"),
      soci::use(transaction, "transaction");
}

}  // namespace

bool learn(soci::session& sql, const NewLearnt& l, Instant now) {
  if (count(sql, l, "withdrawn_at IS NULL") != 0) return false;
  if (!l.person && count(sql, l, "withdrawn_at IS NOT NULL") != 0) return false;
  const std::string kind = name_of(l.kind);
  const std::int64_t customer = model::raw(l.customer), transaction = model::raw(l.proof);
  const auto at = to_column(now);
  sql << "INSERT INTO learnt_payer (kind, value_key, value, customer_id, transaction_id, "
         "learnt_at, learnt_by) VALUES (:kind, :key, :value, :customer, :transaction, :at, :by)",
      soci::use(kind, "kind"), soci::use(l.key, "key"), soci::use(l.value, "value"),
      soci::use(customer, "customer"), soci::use(transaction, "transaction"), soci::use(at, "at"),
      soci::use(l.by, "by");
  if (l.kind == LearntKind::iban) publish(sql, l);
  return true;
}

std::optional<LearntAccount> find_learnt_account(soci::session& sql, const std::string& iban,
                                                 model::CustomerId customer) {
  const std::int64_t id = model::raw(customer);
  LearntAccount found;
  int confirmed = 0;
  sql << "SELECT id, learnt_by, confirmed_at IS NOT NULL FROM learnt_payer WHERE kind = 'iban' AND "
         "value_key = :iban AND customer_id = :customer AND withdrawn_at IS NULL",
      soci::use(iban, "iban"), soci::use(id, "customer"), soci::into(found.id),
      soci::into(found.learnt_by), soci::into(confirmed);
  if (!sql.got_data()) return std::nullopt;
  found.confirmed = confirmed != 0;
  return found;
}

void confirm_learnt(soci::session& sql, std::int64_t id, const std::string& actor, Instant now) {
  const auto at = to_column(now);
  sql << "UPDATE learnt_payer SET confirmed_at = :at, confirmed_by = :actor WHERE id = :id AND "
         "confirmed_at IS NULL",
      soci::use(at, "at"), soci::use(actor, "actor"), soci::use(id, "id");
}

void withdraw_learnt(soci::session& sql, std::int64_t id, const std::string& actor,
                     const std::string& reason, Instant now) {
  std::string withdrawn_by;
  soci::indicator withdrawn = soci::i_null;
  sql << "SELECT withdrawn_by FROM learnt_payer WHERE id = :id", soci::use(id, "id"),
      soci::into(withdrawn_by, withdrawn);
  if (!sql.got_data())
    throw FailureException({.kind = FailureKind::not_found,
                            .message = "nothing was learnt under number " + std::to_string(id) +
                                       "; `saldo learnt list` shows what was"});
  if (withdrawn == soci::i_ok)
    throw FailureException(
        {.kind = FailureKind::conflict,
         .message = "number " + std::to_string(id) + " was withdrawn by " + withdrawn_by});
  const auto at = to_column(now);
  sql << "UPDATE learnt_payer SET withdrawn_at = :at, withdrawn_by = :actor, withdrawn_reason = "
         ":reason WHERE id = :id",
      soci::use(at, "at"), soci::use(actor, "actor"), soci::use(reason, "reason"),
      soci::use(id, "id");
  sql << "DELETE FROM customer_iban WHERE provenance = 'learnt' AND (iban, customer_id) IN (SELECT "
         "value_key, customer_id FROM learnt_payer WHERE id = :id AND kind = 'iban')",
      soci::use(id, "id");
}

std::int64_t withdraw_taught_by(soci::session& sql, model::TransactionId proof,
                                const std::string& actor, const std::string& reason, Instant now) {
  const std::int64_t transaction = model::raw(proof);
  std::vector<std::int64_t> ids;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare << "SELECT id FROM learnt_payer WHERE transaction_id = :transaction AND "
                      "withdrawn_at IS NULL ORDER BY id",
       soci::use(transaction, "transaction"), soci::into(id));
  query.execute();
  while (query.fetch()) ids.push_back(id);
  for (const std::int64_t each : ids) withdraw_learnt(sql, each, actor, reason, now);
  return static_cast<std::int64_t>(ids.size());
}

}  // namespace saldo::store
