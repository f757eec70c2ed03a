#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/messages.hpp"
#include "store/pushed.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

/// What an IDoc status means for what we sent: posted, refused, or on its way.
enum class Meaning { confirmed, failed, on_its_way };

Meaning meaning_of(const std::string& code) {
  if (code == "53") return Meaning::confirmed;
  // Errors of inbound processing, and an EDI subsystem's negative acknowledgement.
  for (const char* refused : {"17", "51", "56", "60", "61", "63", "65", "66", "68"})
    if (code == refused) return Meaning::failed;
  return Meaning::on_its_way;
}

const std::string kList =
    "SELECT m.id, m.kind, m.state, c.number AS customer, m.company_code, m.amount_minor, "
    "m.currency, t.bank_reference AS payment, m.subject AS about, m.connector, m.idempotency_key "
    "AS message_key, m.number, m.transaction_id AS \"transaction\", m.decision_id AS decision, "
    "m.notice_id AS notice, m.document_id AS document, m.reverses_id AS reverses, m.replaces_id AS "
    "replaces, m.attempts, m.error, m.receipt, m.answer_code AS \"answer.code\", m.answer_text AS "
    "\"answer.text\", m.answer_reference AS \"answer.reference\", m.created_at, m.sent_at, "
    "m.answered_at FROM message m LEFT JOIN customer c ON c.id = m.customer_id LEFT JOIN "
    "bank_transaction t ON t.id = m.transaction_id ";

std::int64_t answered(soci::session& sql, const PaymentStatus& answer) {
  std::int64_t id = 0;
  // Our key, where the answer has it; a number may be one of another system's.
  sql << "SELECT COALESCE((SELECT id FROM message WHERE idempotency_key = :key), (SELECT id FROM "
         "message WHERE number = :number AND :key = ''), 0)",
      soci::use(answer.original_end_to_end_id, "key"),
      soci::use(answer.original_message_id, "number"), soci::into(id);
  return id;
}

constexpr const char* kPostedThoughVoid =
    "it was posted there although it is void here; take it back there, then void it once more";

/// A void message that was posted all the same, which somebody has seen to now.
bool is_settled_by_hand(soci::session& sql, std::int64_t id) {
  soci::statement update =
      (sql.prepare << "UPDATE message SET error = NULL WHERE id = :id AND state = 'void' AND "
                      "answer_code = '53' AND error IS NOT NULL",
       soci::use(id, "id"));
  update.execute(true);
  return update.get_affected_rows() != 0;
}

}  // namespace

void begin_attempt(soci::session& sql, std::int64_t id) {
  sql << "UPDATE message SET attempts = attempts + 1 WHERE id = :id", soci::use(id, "id");
}

void withdraw_attempt(soci::session& sql, std::int64_t id) {
  sql << "UPDATE message SET attempts = attempts - 1 WHERE id = :id", soci::use(id, "id");
}

void note_failed_attempt(soci::session& sql, std::int64_t id, const std::string& error) {
  sql << "UPDATE message SET error = :error WHERE id = :id", soci::use(error, "error"),
      soci::use(id, "id");
}

void mark_sent(soci::session& sql, std::int64_t id, const std::string& receipt, Instant now) {
  const auto at = to_column(now);
  // Its answer may have come before its receipt was stored; then it stays what the answer made it.
  sql << "UPDATE message SET receipt = :receipt, sent_at = :at, error = CASE WHEN state = "
         "'proposed' THEN NULL ELSE error END, state = CASE WHEN state = 'proposed' THEN 'sent' "
         "ELSE state END WHERE id = :id",
      soci::use(receipt, "receipt"), soci::use(at, "at"), soci::use(id, "id");
}

void mark_confirmed(soci::session& sql, std::int64_t id, const std::string& receipt, Instant now) {
  mark_sent(sql, id, receipt, now);
  const auto at = to_column(now);
  sql << "UPDATE message SET state = 'confirmed', answered_at = :at WHERE id = :id",
      soci::use(at, "at"), soci::use(id, "id");
}

void mark_failed(soci::session& sql, std::int64_t id, const std::string& error) {
  sql << "UPDATE message SET error = :error, state = 'failed' WHERE id = :id AND state = "
         "'proposed'",
      soci::use(error, "error"), soci::use(id, "id");
}

void deliver_again(soci::session& sql, std::int64_t id) {
  sql << "UPDATE message SET error = NULL, state = 'proposed' WHERE id = :id AND state = 'failed'",
      soci::use(id, "id");
}

void note_act(soci::session& sql, std::int64_t id, const std::string& act, const std::string& actor,
              const std::string& reason, Instant now) {
  const auto at = to_column(now);
  sql << "INSERT INTO message_act (message_id, act, actor, reason, acted_at) VALUES (:id, :act, "
         ":actor, :reason, :at)",
      soci::use(id, "id"), soci::use(act, "act"), soci::use(actor, "actor"),
      soci::use(reason, "reason"), soci::use(at, "at");
}

void void_message(soci::session& sql, std::int64_t id, const std::string& actor,
                  const std::string& reason, Instant now) {
  const auto m = find_message(sql, id);
  if (!m)
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no proposal " + std::to_string(id)});
  if (m->state == "void" && is_settled_by_hand(sql, id))
    return note_act(sql, id, "void", actor, reason, now);
  const bool may_have_arrived = m->state == "proposed" && m->attempts > 0;
  if ((m->state != "proposed" && m->state != "failed" && m->state != "awaiting") ||
      may_have_arrived)
    throw FailureException(
        {.kind = FailureKind::conflict,
         .message = "proposal " + std::to_string(id) + " is " + m->state +
                    (may_have_arrived ? " and may have arrived already" : "") +
                    (m->about.decision != 0 ? "; undo the decision behind it, and it is taken back"
                                            : "; correct in the ERP what it did there"),
         .rule = "message.state"});
  sql << "UPDATE message SET state = 'void' WHERE id = :id", soci::use(id, "id");
  note_act(sql, id, "void", actor, reason, now);
}

std::string maker_of(soci::session& sql, std::int64_t id) {
  std::string maker;
  sql << "SELECT COALESCE((SELECT actor FROM message_act WHERE message_id = :id AND act = "
         "'propose' ORDER BY id LIMIT 1), '')",
      soci::use(id, "id"), soci::into(maker);
  return maker;
}

void approve_message(soci::session& sql, std::int64_t id, const std::string& actor, Instant now) {
  sql << "UPDATE message SET state = 'proposed' WHERE id = :id AND state = 'awaiting'",
      soci::use(id, "id");
  note_act(sql, id, "approve", actor, "", now);
}

std::int64_t void_needless_reversals(soci::session& sql, const std::string& connector,
                                     Instant now) {
  std::vector<std::int64_t> needless, undone;
  std::int64_t id = 0, refused = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT m.id, CASE WHEN o.state = 'failed' THEN o.id ELSE 0 END FROM message "
              "m JOIN message o ON o.id = m.reverses_id WHERE m.connector = :connector AND "
              "m.state = 'proposed' AND m.attempts = 0 AND o.state IN ('failed', 'void') AND "
              "NOT (o.state = 'failed' AND o.answer_code IS NULL AND EXISTS (SELECT 1 FROM "
              "message_act a WHERE a.message_id = o.id AND a.act = 'doubt'))",
       soci::use(connector, "connector"), soci::into(id), soci::into(refused));
  query.execute();
  while (query.fetch()) {
    needless.push_back(id);
    if (refused != 0) undone.push_back(refused);
  }
  for (const std::int64_t each : needless)
    void_message(sql, each, "saldod", "what it takes back wasn't posted", now);
  for (const std::int64_t each : undone)
    void_message(sql, each, "saldod", "the decision behind it was undone", now);
  return static_cast<std::int64_t>(needless.size() + undone.size());
}

bool take_answer(soci::session& sql, std::int64_t document, const PaymentStatus& answer,
                 Instant now) {
  const auto at = to_column(now);
  const std::int64_t id = answered(sql, answer);
  const std::string why = answer.reasons.empty() ? "" : answer.reasons.front().text;
  const std::string& reference = answer.original_instruction_id;
  const auto line = static_cast<std::int64_t>(answer.at.line);
  const auto offset = static_cast<std::int64_t>(answer.at.offset);
  sql << "INSERT INTO message_answer (document_id, message_id, number, message_key, code, text, "
         "reference, line, byte_offset, recorded_at) VALUES (:document, NULLIF(:id, 0), "
         "NULLIF(:number, ''), NULLIF(:key, ''), :code, NULLIF(:text, ''), NULLIF(:reference, "
         "''), :line, :offset, :at)",
      soci::use(document, "document"), soci::use(id, "id"),
      soci::use(answer.original_message_id, "number"),
      soci::use(answer.original_end_to_end_id, "key"), soci::use(answer.status, "code"),
      soci::use(why, "text"), soci::use(reference, "reference"), soci::use(line, "line"),
      soci::use(offset, "offset"), soci::use(at, "at");
  note_is_answer(sql, document);
  const Meaning meaning = meaning_of(answer.status);
  if (id == 0 || meaning == Meaning::on_its_way) return false;
  const std::string state = meaning == Meaning::confirmed ? "confirmed" : "failed";
  const std::string contradiction = kPostedThoughVoid;
  // A void message stays void: what was told in its place is told already.
  soci::statement update =
      (sql.prepare << "UPDATE message SET error = CASE WHEN state = 'void' THEN :contradiction "
                      "ELSE error END, state = CASE WHEN state = 'void' THEN 'void' ELSE :state "
                      "END, answer_code = :code, answer_text = NULLIF(:text, ''), "
                      "answer_reference = NULLIF(:reference, ''), answered_at = :at WHERE id = "
                      ":id AND (state IN ('proposed', 'sent', 'failed') OR (state = 'void' AND "
                      ":state = 'confirmed' AND COALESCE(answer_code, '') <> :code))",
       soci::use(contradiction, "contradiction"), soci::use(state, "state"),
       soci::use(answer.status, "code"), soci::use(why, "text"), soci::use(reference, "reference"),
       soci::use(at, "at"), soci::use(id, "id"));
  update.execute(true);
  return update.get_affected_rows() != 0;
}

void list_messages(soci::session& sql, const std::string& state,
                   const std::function<void(json::object&)>& each) {
  for_each_object(sql, kList + "WHERE :state = '' OR m.state = :state ORDER BY m.id",
                  {{"state", state}}, each);
}

json::object show_message(soci::session& sql, std::int64_t id) {
  std::optional<json::object> found;
  for_each_object(sql, kList + "WHERE m.id = :id", {{"id", id}},
                  [&](json::object& row) { found = std::move(row); });
  if (!found)
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no proposal " + std::to_string(id)});
  const auto add = [&](const char* key, const std::string& query) {
    json::array rows;
    for_each_object(sql, query, {{"id", id}},
                    [&](json::object& row) { rows.emplace_back(std::move(row)); });
    (*found)[key] = std::move(rows);
  };
  add("answers",
      "SELECT a.code, a.text, a.reference, a.number, a.recorded_at, d.sha256 AS document, a.line "
      "FROM message_answer a JOIN document d ON d.id = a.document_id WHERE a.message_id = :id "
      "ORDER BY a.id");
  add("acts",
      "SELECT act, actor, reason, acted_at FROM message_act WHERE message_id = :id ORDER BY id");
  (*found)["body"] = json::parse(find_message(sql, id)->body);
  return std::move(*found);
}

MessageHealth message_health(soci::session& sql, const std::string& connector) {
  MessageHealth health;
  std::int64_t contradictions = 0;
  std::string contradiction;
  sql << "SELECT COALESCE(SUM(CASE WHEN state = 'proposed' THEN 1 ELSE 0 END), 0), "
         "COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0), COALESCE((SELECT error "
         "FROM message WHERE state = 'proposed' AND connector = :connector AND error IS NOT NULL "
         "ORDER BY id LIMIT 1), '') FROM message WHERE connector = :connector AND state IN "
         "('proposed', 'failed')",
      soci::use(connector, "connector"), soci::into(health.waiting), soci::into(health.failed),
      soci::into(health.error);
  // As the index has it.
  sql << "SELECT COUNT(*), COALESCE('proposal ' || MIN(id) || ': ' || MIN(error), '') FROM message "
         "WHERE connector = :connector AND state = 'void' AND answer_code = '53' AND error IS NOT "
         "NULL",
      soci::use(connector, "connector"), soci::into(contradictions), soci::into(contradiction);
  health.failed += contradictions;
  if (health.error.empty()) health.error = contradiction;
  return health;
}

}  // namespace saldo::store
