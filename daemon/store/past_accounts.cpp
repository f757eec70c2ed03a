#include "store/past_accounts.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "store/native_statement.hpp"
#include "store/settled.hpp"

namespace saldo::store {

namespace {

/// What stood beside the items at the end of a day.
class PastFacts {
 public:
  PastFacts(soci::session& sql, Date day) : day_(day) {
    read_unapplied(sql);
    read_holds(sql);
    read_released(sql);
    read_areas(sql);
  }

  void complete(AccountToDun& account) const {
    account.unapplied = {0, account.currency};
    const auto found =
        unapplied_.find({model::raw(account.customer), std::string(account.currency.code())});
    if (found != unapplied_.end()) account.unapplied.minor = found->second;
    account.holds = of(customer_holds_, model::raw(account.customer));
    const auto areas = areas_.find({model::raw(account.customer), account.company_code});
    if (areas != areas_.end()) account.areas = areas->second;
    for (DunnableItem& item : account.items) {
      item.holds = of(item_holds_, model::raw(item.id));
      const auto released = released_.equal_range(model::raw(item.id));
      for (auto r = released.first; r != released.second; ++r)
        item.released.emplace_back(Date::from_days(r->second.first),
                                   Money{r->second.second, account.currency});
    }
  }

 private:
  using Holds = std::unordered_map<std::int64_t, std::vector<Hold>>;
  static std::vector<Hold> of(const Holds& holds, std::int64_t id) {
    const auto found = holds.find(id);
    return found == holds.end() ? std::vector<Hold>() : found->second;
  }

  void read_unapplied(soci::session& sql) {
    std::int64_t customer = 0, minor = 0;
    std::string currency;
    const std::int32_t day = day_.days();
    soci::statement query =
        (sql.prepare << "SELECT t.customer_id, t.currency, SUM(t.amount_minor - COALESCE((SELECT "
                        "SUM(COALESCE(a.cash_minor, a.paid_minor)) FROM allocation a WHERE "
                        "a.transaction_id = t.id AND a.value_day <= :day), 0)) FROM "
                        "bank_transaction t WHERE t.customer_id IS NOT NULL AND "
                        "COALESCE(t.value_day, t.booking_day) <= :day AND t.state IN ('applied', "
                        "'unapplied', 'proposed', 'returned') GROUP BY 1, 2",
         soci::use(day, "day"), soci::into(customer), soci::into(currency), soci::into(minor));
    query.execute();
    while (query.fetch()) unapplied_[{customer, currency}] = minor;
  }

  void read_holds(soci::session& sql) {
    const Instant end{std::chrono::sys_days{day_.plus_days(1).ymd()}};
    for_each_hold_at(sql, end, [&](const Hold& h) {
      (h.item ? item_holds_[model::raw(*h.item)] : customer_holds_[model::raw(h.customer)])
          .push_back(h);
    });
  }

  void read_released(soci::session& sql) {
    std::int64_t item = 0, minor = 0;
    int released = 0;
    const std::int32_t day = day_.days();
    soci::statement query =
        (sql.prepare << "SELECT item_id, released_day, released_minor FROM dispute_item WHERE "
                        "released_day <= :day AND released_minor > 0 ORDER BY item_id, dispute_id",
         soci::use(day, "day"), soci::into(item), soci::into(released), soci::into(minor));
    query.execute();
    while (query.fetch()) released_.emplace(item, std::pair(released, minor));
  }

  void read_areas(soci::session& sql) {
    std::int64_t customer = 0;
    std::string company, area;
    ErpDunning erp;
    soci::statement query =
        (sql.prepare << "SELECT customer_id, company_code, area, COALESCE(dunning_procedure, ''), "
                        "COALESCE(dunning_block, '') FROM customer_dunning_area",
         soci::into(customer), soci::into(company), soci::into(area), soci::into(erp.procedure),
         soci::into(erp.block));
    query.execute();
    while (query.fetch()) areas_[{customer, company}][area] = erp;
  }

  Date day_;
  std::map<std::pair<std::int64_t, std::string>, std::map<std::string, ErpDunning>> areas_;
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> unapplied_;
  Holds customer_holds_, item_holds_;
  std::multimap<std::int64_t, std::pair<int, std::int64_t>> released_;
};

const std::string kOpenThen =
    "SELECT * FROM (SELECT c.id, c.number AS customer, c.country, COALESCE(c.contacts_json LIKE "
    "'%\"kind\":\"email\"%', 0), COALESCE(c.contacts_json LIKE '%\"kind\":\"phone\"%', 0), "
    "i.company_code, i.currency, COALESCE(k.dunning_procedure, ''), COALESCE(k.dunning_block, ''), "
    "i.id AS item, i.number, i.kind, COALESCE(i.dunning_area, ''), i.amount_minor - " +
    std::string(kSettledUntilDay) +
    " AS open, i.due_day, COALESCE(i.posting_day, i.document_day, i.due_day), "
    "COALESCE(i.dunning_block, '') FROM item i JOIN customer c ON c.id = i.customer_id LEFT JOIN "
    "customer_company k ON k.customer_id = c.id AND k.company_code = i.company_code WHERE "
    "COALESCE(i.posting_day, i.document_day, i.due_day) <= :day) x WHERE x.open <> 0 ORDER BY "
    "x.customer, x.id, x.company_code, x.currency, x.due_day, x.number";

}  // namespace

std::vector<Date> dunning_days(soci::session& sql, const std::vector<std::string>& jobs, Date from,
                               Date to) {
  std::vector<Date> days;
  std::string job, date;
  const std::string first = from.to_string(), last = to.to_string();
  soci::statement query =
      (sql.prepare << "SELECT DISTINCT job, json_extract(result_json, '$.run_date') AS day FROM "
                      "job_run WHERE kind = 'dunning' AND state = 'done' AND "
                      "json_extract(result_json, '$.dry_run') IS NULL AND day BETWEEN :first AND "
                      ":last ORDER BY day",
       soci::use(first, "first"), soci::use(last, "last"), soci::into(job), soci::into(date));
  query.execute();
  while (query.fetch()) {
    if (std::ranges::find(jobs, job) == jobs.end()) continue;
    const Date day = Date::parse_iso(date);
    if (days.empty() || days.back() != day) days.push_back(day);
  }
  return days;
}

void for_each_past_account(soci::session& sql, Date day,
                           const std::function<void(AccountToDun&)>& each) {
  const PastFacts facts(sql, day);
  NativeStatement open_then(sql, kOpenThen);
  auto rows = open_then.rows(day.days());
  AccountToDun account;
  const auto hand_over = [&] {
    if (account.items.empty()) return;
    facts.complete(account);
    each(account);
  };
  while (rows.next()) {
    const model::CustomerId customer{rows.number(0)};
    const Currency currency = Currency::parse(rows.text(6));
    if (customer != account.customer || rows.text(5) != account.company_code ||
        currency != account.currency) {
      hand_over();
      account = {};
      account.customer = customer;
      account.customer_number = rows.text(1);
      account.customer_country = rows.text(2);
      account.has_email = rows.number(3) != 0;
      account.has_phone = rows.number(4) != 0;
      account.company_code = rows.text(5);
      account.currency = currency;
      account.dunning_procedure = rows.text(7);
      account.dunning_block = rows.text(8);
    }
    account.items.push_back({.id = model::ItemId{rows.number(9)},
                             .number = std::string(rows.text(10)),
                             .kind = std::string(rows.text(11)),
                             .area = std::string(rows.text(12)),
                             .open = {rows.number(13), currency},
                             .due_date = rows.day(14),
                             .posting_date = rows.day(15),
                             .dunning_block = std::string(rows.text(16))});
  }
  hand_over();
}

void for_each_level_before(soci::session& sql, Date day,
                           const std::function<void(model::ItemId, int level)>& each) {
  std::int64_t item = 0;
  int level = 0;
  const std::int32_t before = day.days();
  soci::statement query =
      (sql.prepare
           << "SELECT m.item_id, MAX(m.level) FROM dunning_notice n JOIN "
              "dunning_notice_item m ON m.notice_id = n.id WHERE n.state = 'sent' AND "
              "COALESCE(n.sent_day, n.run_day) < :before AND m.level > 0 GROUP BY m.item_id",
       soci::use(before, "before"), soci::into(item), soci::into(level));
  query.execute();
  while (query.fetch()) each(model::ItemId{item}, level);
}

void for_each_sent_before(soci::session& sql, Date day,
                          const std::function<void(const SentBefore&)>& each) {
  SentBefore sent;
  std::int64_t customer = 0;
  int on = 0;
  const std::int32_t before = day.days();
  soci::statement query =
      (sql.prepare << "SELECT customer_id, company_code, currency, area, COALESCE(channel, ''), "
                      "MAX(COALESCE(sent_day, run_day)) FROM dunning_notice WHERE state = 'sent' "
                      "AND COALESCE(sent_day, run_day) < :before GROUP BY 1, 2, 3, 4, 5",
       soci::use(before, "before"), soci::into(customer), soci::into(sent.company_code),
       soci::into(sent.currency), soci::into(sent.area), soci::into(sent.channel), soci::into(on));
  query.execute();
  while (query.fetch()) {
    sent.customer = model::CustomerId{customer};
    sent.day = Date::from_days(on);
    each(sent);
  }
}

}  // namespace saldo::store
