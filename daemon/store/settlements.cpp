#include <soci/soci.h>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/decisions.hpp"
#include "store/native_statement.hpp"
#include "store/undecided.hpp"

namespace saldo::store {
namespace {

FailureException conflict(std::string rule, std::string message) {
  return FailureException({.kind = FailureKind::conflict,
                           .message = std::move(message) + "; nothing was posted",
                           .rule = std::move(rule)});
}

constexpr const char* kSaysTheSame =
    "SELECT 1 FROM decision d WHERE d.id = (SELECT MAX(id) FROM decision WHERE transaction_id = "
    "?1) AND d.status = ?2 AND COALESCE(d.customer_id, 0) = ?3 AND d.rule = ?4 AND d.reason = ?5 "
    "AND d.evidence_json = ?6 AND COALESCE(d.proposals_json, '') = ?7 AND "
    "COALESCE(d.runner_up_json, '') = ?8 AND COALESCE(d.basis_json, '') = ?9 AND d.actor IS NULL";
constexpr const char* kDecision =
    "INSERT INTO decision (transaction_id, run_id, decided_at, status, customer_id, rule, reason, "
    "evidence_json, runner_up_json, proposals_json, config_version, pass, takes_back_id, actor, "
    "basis_json, policy_version, policy_rule, accident_millionths, margin) VALUES (?1, ?2, ?3, ?4, "
    "NULLIF(?5, 0), ?6, ?7, ?8, NULLIF(?9, ''), NULLIF(?10, ''), ?11, ?12, NULLIF(?13, 0), "
    "NULLIF(?14, ''), NULLIF(?15, ''), ?16, NULLIF(?17, ''), ?18, ?19)";
constexpr const char* kAllocation =
    "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, discount_minor, "
    "write_off_minor, currency, value_day, allocated_at, write_off_reason, cash_minor, "
    "cash_currency, rate, fx_difference_minor, budget_customer_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, "
    "?7, ?8, ?9, NULLIF(?10, ''), ?11, NULLIF(?12, ''), NULLIF(?13, ''), ?14, CASE WHEN ?6 <> 0 "
    "THEN (SELECT customer_id FROM item WHERE id = ?2) END)";
/// The condition makes settling beyond the open amount, or in another currency, impossible.
constexpr const char* kSettle =
    "UPDATE item SET open_minor = open_minor - ?1, state = CASE WHEN open_minor = ?1 THEN "
    "'cleared' ELSE 'partly_paid' END WHERE id = ?2 AND currency = ?3 AND ((open_minor > 0 AND ?1 "
    "BETWEEN 1 AND open_minor) OR (open_minor < 0 AND ?1 BETWEEN open_minor AND -1))";
constexpr const char* kCounterPosting =
    "INSERT INTO allocation (transaction_id, item_id, decision_id, paid_minor, discount_minor, "
    "write_off_minor, currency, value_day, allocated_at, reverses_id, write_off_reason, "
    "cash_minor, cash_currency, rate, fx_difference_minor) SELECT ?1, a.item_id, ?2, "
    "-a.paid_minor, -a.discount_minor, -a.write_off_minor, a.currency, ?3, ?4, a.id, "
    "a.write_off_reason, -a.cash_minor, a.cash_currency, a.rate, -a.fx_difference_minor FROM "
    "allocation a WHERE a.id = ?5 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "
    "allocation r WHERE r.reverses_id = a.id)";
constexpr const char* kReopen =
    "UPDATE item SET open_minor = open_minor + a.settled, state = CASE WHEN open_minor + a.settled "
    "= amount_minor THEN 'open' ELSE 'partly_paid' END FROM (SELECT item_id, paid_minor + "
    "discount_minor + write_off_minor AS settled FROM allocation WHERE id = ?1) a WHERE item.id = "
    "a.item_id AND ABS(open_minor + a.settled) <= ABS(amount_minor)";
constexpr const char* kReturned =
    "UPDATE bank_transaction SET state = 'returned' WHERE id = ?1 AND state <> 'returned' AND "
    "amount_minor > 0";
constexpr const char* kTransaction =
    "UPDATE bank_transaction SET state = ?1, customer_id = NULLIF(?2, 0), unapplied_minor = ?3, "
    "by_person = MAX(by_person, ?4) WHERE id = ?5";

std::int64_t customer_of(const NewDecision& d) { return d.customer ? model::raw(*d.customer) : 0; }

}  // namespace

/// Where the postings of one decision belong.
struct DecisionWriter::Posting {
  std::int64_t transaction = 0, decision = 0, at = 0;
  std::int32_t day = 0;
};

struct DecisionWriter::Statements {
  explicit Statements(soci::session& session) : sql(session) {}

  soci::session& sql;
  NativeStatement is_undecided{
      sql, std::string("SELECT 1 FROM bank_transaction WHERE id = ?1 AND ") + kUndecided};
  NativeStatement says_the_same{sql, kSaysTheSame};
  NativeStatement decision{sql, kDecision};
  NativeStatement allocation{sql, kAllocation};
  NativeStatement settle{sql, kSettle};
  NativeStatement counter_posting{sql, kCounterPosting};
  NativeStatement reopen{sql, kReopen};
  NativeStatement returned{sql, kReturned};
  NativeStatement transaction{sql, kTransaction};
};

DecisionWriter::DecisionWriter(soci::session& sql)
    : statements_(std::make_unique<Statements>(sql)) {}
DecisionWriter::~DecisionWriter() = default;

bool DecisionWriter::is_undecided(model::TransactionId id) {
  return statements_->is_undecided.rows(model::raw(id)).next();
}

bool DecisionWriter::says_the_same(const NewDecision& d) {
  return statements_->says_the_same
      .rows(model::raw(d.transaction), model::to_string(d.state), customer_of(d), d.rule, d.reason,
            d.evidence_json, d.proposals_json, d.runner_up_json, d.basis_json)
      .next();
}

void DecisionWriter::add(const NewDecision& d, Instant now) {
  const Posting posting{.transaction = model::raw(d.transaction),
                        .decision = insert(d, to_column(now)),
                        .at = to_column(now),
                        .day = d.value_date.days()};
  for (const std::int64_t allocation : d.reversals) reverse(posting, allocation);
  for (const NewAllocation& a : d.allocations) allocate(posting, a);
  if (d.takes_back) mark_returned(*d.takes_back);
  statements_->transaction.run(model::to_string(d.state), customer_of(d), d.unapplied.minor,
                               d.actor.empty() ? 0 : 1, posting.transaction);
}

std::int64_t DecisionWriter::insert(const NewDecision& d, std::int64_t at) {
  const std::optional<std::int64_t> margin = d.margin;
  statements_->decision.run(
      model::raw(d.transaction), model::raw(d.run), at, model::to_string(d.state), customer_of(d),
      d.rule, d.reason, d.evidence_json, d.runner_up_json, d.proposals_json, d.config_version,
      d.pass, d.takes_back ? model::raw(*d.takes_back) : 0, d.actor, d.basis_json, d.policy_version,
      d.policy_rule, d.accident_millionths, margin);
  return statements_->decision.last_id();
}

void DecisionWriter::allocate(const Posting& p, const NewAllocation& a) {
  const std::int64_t item = model::raw(a.item);
  std::optional<std::int64_t> cash, difference;
  if (a.exchange) cash = a.exchange->cash.minor;
  if (a.exchange && a.exchange->difference) difference = a.exchange->difference->minor;
  const NewExchange exchange = a.exchange.value_or(NewExchange{});
  statements_->allocation.run(p.transaction, item, p.decision, a.paid.minor, a.discount.minor,
                              a.write_off_minor, a.paid.currency.code(), p.day, p.at,
                              a.write_off_reason, cash, exchange.cash.currency.code(),
                              exchange.rate, difference);
  const Money settled = a.paid + a.discount + Money{a.write_off_minor, a.paid.currency};
  if (statements_->settle.run(settled.minor, item, settled.currency.code()) != 1)
    throw conflict("allocation.beyond_open",
                   "item " + std::to_string(item) + " has less open than " + settled.to_string());
}

void DecisionWriter::reverse(const Posting& p, std::int64_t allocation) {
  if (statements_->counter_posting.run(p.transaction, p.decision, p.day, p.at, allocation) != 1)
    throw conflict("allocation.not_standing",
                   "allocation " + std::to_string(allocation) + " was undone before, or never was");
  if (statements_->reopen.run(allocation) != 1)
    throw conflict("allocation.beyond_open",
                   "undoing allocation " + std::to_string(allocation) +
                       " would leave more open on its item than was invoiced");
}

void DecisionWriter::mark_returned(model::TransactionId payment) {
  const std::int64_t id = model::raw(payment);
  if (statements_->returned.run(id) != 1)
    throw conflict("transaction.returned",
                   "payment " + std::to_string(id) + " was taken back already, or isn't money in");
}

void add_decision(soci::session& sql, const NewDecision& decision, Instant now) {
  DecisionWriter(sql).add(decision, now);
}

std::vector<std::int64_t> standing_allocations(soci::session& sql, model::TransactionId id) {
  const std::int64_t transaction = model::raw(id);
  std::vector<std::int64_t> standing;
  std::int64_t allocation = 0;
  soci::statement query =
      (sql.prepare << "SELECT a.id FROM allocation a WHERE a.transaction_id = :id AND "
                      "a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM allocation r WHERE "
                      "r.reverses_id = a.id) ORDER BY a.id",
       soci::use(transaction, "id"), soci::into(allocation));
  query.execute();
  while (query.fetch()) standing.push_back(allocation);
  return standing;
}

}  // namespace saldo::store
