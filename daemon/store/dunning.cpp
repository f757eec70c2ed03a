#include "store/dunning.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"
#include "store/dunning_notices.hpp"

namespace saldo::store {

std::vector<BankAccountChain> bank_account_chains(soci::session& sql) {
  std::vector<BankAccountChain> chains;
  std::string account, currency, number;
  std::int64_t opening = 0, closing = 0, previous_closing = 0;
  int closing_day = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT COALESCE(a.iban, a.account_key), s.currency, COALESCE(s.number, ''), "
              "s.opening_minor + s.duplicate_minor, s.closing_minor, COALESCE(s.closing_day, "
              "s.to_day, 0) FROM "
              "statement s JOIN bank_account a ON a.id = s.account_id WHERE s.kind = "
              "'booked' AND s.repeated = 0 ORDER BY a.account_key, 6, s.document_id, "
              "s.position",
       soci::into(account), soci::into(currency), soci::into(number), soci::into(opening),
       soci::into(closing), soci::into(closing_day));
  query.execute();
  std::string current;
  while (query.fetch()) {
    if (chains.empty() || account + currency != current) {
      current = account + currency;
      chains.push_back({.account = account});
    } else if (opening != previous_closing && !chains.back().gap) {
      const Currency c = Currency::parse(currency);
      chains.back().gap = true;
      chains.back().gap_detail = "statement " + number + " of " +
                                 Date::from_days(closing_day).to_string() + " opens with " +
                                 Money{opening, c}.to_string() + ", the one before closes with " +
                                 Money{previous_closing, c}.to_string();
    }
    chains.back().last_closing = Date::from_days(closing_day);
    previous_closing = closing;
  }
  return chains;
}

namespace {

/// Whether the notice is there already: waiting, gone out, or voided no earlier than this run.
bool is_known(soci::session& sql, const NewNotice& n) {
  const std::int64_t customer = model::raw(n.customer);
  const std::int32_t day = n.run_date.days();
  std::int64_t known = 0;
  sql << "SELECT COUNT(*) FROM dunning_notice WHERE customer_id = :customer AND (idempotency_key = "
         ":key OR (state = 'voided' AND former_key = :key AND run_day >= :day))",
      soci::use(customer, "customer"), soci::use(n.idempotency_key, "key"), soci::use(day, "day"),
      soci::into(known);
  return known > 0;
}

/// Takes back what the account has waiting; false when something is on its way out.
bool supersede(soci::session& sql, const NewNotice& n, Instant now) {
  const std::int64_t customer = model::raw(n.customer);
  const std::string currency(n.amount.currency.code());
  std::vector<std::int64_t> waiting;
  std::int64_t id = 0;
  std::string state;
  soci::statement query =
      (sql.prepare
           << "SELECT id, state FROM dunning_notice WHERE customer_id = :customer AND state "
              "IN ('proposed', 'approved', 'sending') AND company_code = :company AND "
              "currency = :currency AND area = :area",
       soci::use(customer, "customer"), soci::use(n.company_code, "company"),
       soci::use(currency, "currency"), soci::use(n.area, "area"), soci::into(id),
       soci::into(state));
  query.execute();
  while (query.fetch()) {
    if (state == "sending") return false;
    waiting.push_back(id);
  }
  for (const std::int64_t old : waiting)
    withdraw_notice(sql, model::NoticeId{old}, "superseded", "saldo",
                    "run " + std::to_string(model::raw(n.run)) + " proposed another", now);
  return true;
}

void insert_notice(soci::session& sql, const NewNotice& n, Instant now) {
  const auto at = to_column(now);
  const std::int64_t run = model::raw(n.run), customer = model::raw(n.customer);
  const std::int32_t day = n.run_date.days();
  const int legal = n.legal ? 1 : 0;
  const std::string currency(n.amount.currency.code()),
      state = n.approved ? "approved" : "proposed";
  sql << "INSERT INTO dunning_notice (run_id, idempotency_key, procedure_name, config_version, "
         "customer_id, company_code, run_day, level, amount_minor, fee_minor, currency, state, "
         "proposed_at, area, legal, channel, letter, interest_minor, compensation_minor, effects, "
         "maker, eyes, unapplied_minor) VALUES (:run, :key, :procedure, :config, :customer, "
         ":company, :day, :level, :amount, :fee, :currency, :state, :at, :area, :legal, "
         "NULLIF(:channel, ''), NULLIF(:letter, ''), :interest, :compensation, :effects, :maker, "
         ":eyes, :unapplied)",
      soci::use(run, "run"), soci::use(n.idempotency_key, "key"),
      soci::use(n.procedure, "procedure"), soci::use(n.config_version, "config"),
      soci::use(customer, "customer"), soci::use(n.company_code, "company"), soci::use(day, "day"),
      soci::use(n.level, "level"), soci::use(n.amount.minor, "amount"),
      soci::use(n.fee.minor, "fee"), soci::use(currency, "currency"), soci::use(state, "state"),
      soci::use(at, "at"), soci::use(n.area, "area"), soci::use(legal, "legal"),
      soci::use(n.channel, "channel"), soci::use(n.letter, "letter"),
      soci::use(n.interest.minor, "interest"), soci::use(n.compensation.minor, "compensation"),
      soci::use(n.effects, "effects"), soci::use(n.maker, "maker"), soci::use(n.eyes, "eyes"),
      soci::use(n.unapplied.minor, "unapplied");
}

void insert_items(soci::session& sql, std::int64_t notice, const std::vector<NoticeItem>& items) {
  std::int64_t item = 0, amount = 0, open = 0, interest = 0, contingent = 0;
  int level = 0, days = 0, has_interest = 0;
  std::string segments;
  soci::statement insert =
      (sql.prepare << "INSERT INTO dunning_notice_item (notice_id, item_id, level, amount_minor, "
                      "days_overdue, open_minor, interest_minor, contingent_minor, segments_json) "
                      "VALUES (:notice, :item, :level, :amount, :days, :open, CASE WHEN "
                      ":has_interest = 1 THEN :interest END, CASE WHEN :has_interest = 1 THEN "
                      ":contingent END, NULLIF(:segments, ''))",
       soci::use(notice, "notice"), soci::use(item, "item"), soci::use(level, "level"),
       soci::use(amount, "amount"), soci::use(days, "days"), soci::use(open, "open"),
       soci::use(has_interest, "has_interest"), soci::use(interest, "interest"),
       soci::use(contingent, "contingent"), soci::use(segments, "segments"));
  for (const NoticeItem& i : items) {
    item = model::raw(i.item);
    amount = i.amount.minor;
    open = i.open.minor;
    level = i.level;
    days = i.days_overdue;
    has_interest = i.interest ? 1 : 0;
    interest = i.interest ? i.interest->minor : 0;
    contingent = i.contingent ? i.contingent->minor : 0;
    segments = i.segments_json;
    insert.execute(true);
  }
}

}  // namespace

bool add_notice(soci::session& sql, const NewNotice& n, Instant now) {
  if (is_known(sql, n) || !supersede(sql, n, now)) return false;
  insert_notice(sql, n, now);
  std::int64_t notice = 0;
  sql << "SELECT id FROM dunning_notice WHERE idempotency_key = :key",
      soci::use(n.idempotency_key, "key"), soci::into(notice);
  insert_items(sql, notice, n.items);
  return true;
}

void OutcomeWriter::add(const Outcome& o) {
  constexpr std::size_t kRowsAtOnce = 1'000;
  runs_.push_back(model::raw(o.run));
  customers_.push_back(model::raw(o.customer));
  items_.push_back(o.item ? model::raw(*o.item) : 0);
  companies_.push_back(o.company_code);
  currencies_.emplace_back(o.currency.code());
  reasons_.push_back(o.reason);
  levels_.push_back(o.level);
  if (runs_.size() >= kRowsAtOnce) flush();
}

void OutcomeWriter::flush() {
  if (runs_.empty()) return;
  sql_ << "INSERT INTO dunning_outcome (run_id, customer_id, company_code, currency, item_id, "
          "reason, level) VALUES (:run, :customer, :company, :currency, NULLIF(:item, 0), :reason, "
          ":level)",
      soci::use(runs_, "run"), soci::use(customers_, "customer"), soci::use(companies_, "company"),
      soci::use(currencies_, "currency"), soci::use(items_, "item"), soci::use(reasons_, "reason"),
      soci::use(levels_, "level");
  runs_.clear();
  customers_.clear();
  items_.clear();
  companies_.clear();
  currencies_.clear();
  reasons_.clear();
  levels_.clear();
}

}  // namespace saldo::store
