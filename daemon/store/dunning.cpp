#include "store/dunning.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

Money unapplied_of(soci::session& sql, model::CustomerId customer, Currency currency) {
  const std::int64_t id = model::raw(customer);
  const std::string code(currency.code());
  std::int64_t minor = 0;
  sql << "SELECT COALESCE(SUM(unapplied_minor), 0) FROM bank_transaction WHERE customer_id = :id "
         "AND currency = :currency AND state IN ('unapplied', 'proposed', 'applied')",
      soci::use(id, "id"), soci::use(code, "currency"), soci::into(minor);
  return {minor, currency};
}

Date last_sent(soci::session& sql, const AccountToDun& account) {
  const std::int64_t id = model::raw(account.customer);
  const std::string code(account.currency.code());
  int day = kNoDay;
  sql << "SELECT COALESCE(MAX(run_day), -2147483648) FROM dunning_notice WHERE customer_id = :id "
         "AND company_code = :company AND currency = :currency AND state = 'sent'",
      soci::use(id, "id"), soci::use(account.company_code, "company"), soci::use(code, "currency"),
      soci::into(day);
  return Date::from_days(day);
}

}  // namespace

void for_each_account(soci::session& sql, Date as_of,
                      const std::function<void(const AccountToDun&)>& each) {
  std::int64_t item = 0, customer = 0, open = 0;
  int due = 0, posting = 0, level = 0;
  const std::int32_t until = as_of.days();
  std::string customer_number, company, currency, number, kind, procedure, block;
  soci::statement query =
      (sql.prepare
           << "SELECT i.id, i.customer_id, c.number, i.company_code, i.currency, i.number, i.kind, "
              "i.open_minor, i.due_day, COALESCE(i.posting_day, i.document_day, i.due_day), "
              "COALESCE(k.dunning_procedure, ''), COALESCE(k.dunning_block, ''), "
              "COALESCE((SELECT MAX(ni.level) FROM dunning_notice_item ni JOIN dunning_notice n ON "
              "n.id = ni.notice_id WHERE ni.item_id = i.id AND n.state = 'sent'), 0) "
              "FROM item i JOIN customer c ON c.id = i.customer_id LEFT JOIN customer_company k ON "
              "k.customer_id = i.customer_id AND k.company_code = i.company_code "
              "WHERE i.open_minor <> 0 AND COALESCE(i.posting_day, i.document_day, i.due_day) <= "
              ":until ORDER BY c.number, c.id, i.company_code, i.currency, i.due_day, i.number",
       soci::use(until, "until"), soci::into(item), soci::into(customer),
       soci::into(customer_number), soci::into(company), soci::into(currency), soci::into(number),
       soci::into(kind), soci::into(open), soci::into(due), soci::into(posting),
       soci::into(procedure), soci::into(block), soci::into(level));
  query.execute();
  AccountToDun account;
  const auto flush = [&] {
    if (account.items.empty()) return;
    account.unapplied = unapplied_of(sql, account.customer, account.currency);
    account.last_sent = last_sent(sql, account);
    each(account);
    account.items.clear();
  };
  while (query.fetch()) {
    if (model::CustomerId{customer} != account.customer || company != account.company_code ||
        currency != account.currency.code())
      flush();
    account.customer = model::CustomerId{customer};
    account.customer_number = customer_number;
    account.company_code = company;
    account.currency = Currency::parse(currency);
    account.dunning_procedure = procedure;
    account.dunning_block = block;
    account.items.push_back({.id = model::ItemId{item},
                             .number = number,
                             .kind = kind,
                             .open = {open, account.currency},
                             .due_date = Date::from_days(due),
                             .posting_date = Date::from_days(posting),
                             .sent_level = level});
  }
  flush();
}

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

bool add_notice(soci::session& sql, const NewNotice& n, Instant now) {
  const auto at = to_column(now);
  const std::int64_t run = model::raw(n.run), customer = model::raw(n.customer);
  const std::int32_t day = n.run_date.days();
  const std::string currency(n.amount.currency.code());
  soci::statement insert =
      (sql.prepare << "INSERT INTO dunning_notice (run_id, idempotency_key, procedure_name, "
                      "config_version, customer_id, company_code, run_day, level, amount_minor, "
                      "fee_minor, currency, state, proposed_at) VALUES (:run, :key, :procedure, "
                      ":config, :customer, :company, :day, :level, :amount, :fee, :currency, "
                      "'proposed', :at) ON CONFLICT (idempotency_key) DO NOTHING",
       soci::use(run, "run"), soci::use(n.idempotency_key, "key"),
       soci::use(n.procedure, "procedure"), soci::use(n.config_version, "config"),
       soci::use(customer, "customer"), soci::use(n.company_code, "company"), soci::use(day, "day"),
       soci::use(n.level, "level"), soci::use(n.amount.minor, "amount"),
       soci::use(n.fee.minor, "fee"), soci::use(currency, "currency"), soci::use(at, "at"));
  insert.execute(true);
  if (insert.get_affected_rows() == 0) return false;
  std::int64_t notice = 0;
  sql << "SELECT id FROM dunning_notice WHERE idempotency_key = :key",
      soci::use(n.idempotency_key, "key"), soci::into(notice);
  for (const NoticeItem& i : n.items) {
    const std::int64_t item = model::raw(i.item);
    sql << "INSERT INTO dunning_notice_item (notice_id, item_id, level, amount_minor, "
           "days_overdue) VALUES (:notice, :item, :level, :amount, :days)",
        soci::use(notice, "notice"), soci::use(item, "item"), soci::use(i.level, "level"),
        soci::use(i.amount.minor, "amount"), soci::use(i.days_overdue, "days");
  }
  return true;
}

void add_outcome(soci::session& sql, const DunningOutcome& o) {
  const std::int64_t run = model::raw(o.run), customer = model::raw(o.customer);
  const std::int64_t item = o.item ? model::raw(*o.item) : 0;
  const std::string currency(o.currency.code());
  sql << "INSERT INTO dunning_outcome (run_id, customer_id, company_code, currency, item_id, "
         "reason, level) VALUES (:run, :customer, :company, :currency, NULLIF(:item, 0), :reason, "
         ":level)",
      soci::use(run, "run"), soci::use(customer, "customer"), soci::use(o.company_code, "company"),
      soci::use(currency, "currency"), soci::use(item, "item"), soci::use(o.reason, "reason"),
      soci::use(o.level, "level");
}

}  // namespace saldo::store
