#include "store/dunning_accounts.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace saldo::store {
namespace {

/// What belongs to accounts and items beside their own rows, read once a run: a query for each of
/// many thousands of accounts would cost more than all else.
class Facts {
 public:
  Facts(soci::session& sql, const AccountQuery& query) {
    read_unapplied(sql);
    read_sent(sql);
    for_each_hold(sql, [&](const Hold& h) {
      (h.item ? item_holds_[model::raw(*h.item)] : customer_holds_[model::raw(h.customer)])
          .push_back(h);
    });
    read_released(sql);
    if (query.settlements) read_settlements(sql);
  }

  void complete(AccountToDun& account) const {
    const std::int64_t customer = model::raw(account.customer);
    const std::string currency(account.currency.code());
    account.unapplied = {0, account.currency};
    if (const auto u = unapplied_.find({customer, currency}); u != unapplied_.end())
      account.unapplied.minor = u->second;
    account.last_sent.clear();
    account.last_by_channel.clear();
    const auto sent = sent_.equal_range({customer, account.company_code, currency});
    for (auto s = sent.first; s != sent.second; ++s) {
      Date& by_area = account.last_sent[s->second.area];
      by_area = std::max(by_area, s->second.day);
      Date& by_channel = account.last_by_channel[s->second.channel];
      by_channel = std::max(by_channel, s->second.day);
    }
    account.holds = of(customer_holds_, customer);
  }
  void complete(DunnableItem& item) const {
    item.holds = of(item_holds_, model::raw(item.id));
    take(released_, item, item.released);
    take(settlements_, item, item.settlements);
  }

 private:
  using Holds = std::unordered_map<std::int64_t, std::vector<Hold>>;
  /// Amounts of days, by item.
  using Amounts = std::unordered_map<std::int64_t, std::vector<std::pair<int, std::int64_t>>>;
  static void take(const Amounts& amounts, const DunnableItem& item,
                   std::vector<std::pair<Date, Money>>& to) {
    const auto found = amounts.find(model::raw(item.id));
    if (found == amounts.end()) return;
    for (const auto& [day, minor] : found->second)
      to.emplace_back(Date::from_days(day), Money{minor, item.open.currency});
  }
  static std::vector<Hold> of(const Holds& holds, std::int64_t id) {
    const auto found = holds.find(id);
    return found == holds.end() ? std::vector<Hold>() : found->second;
  }

  void read_unapplied(soci::session& sql) {
    std::int64_t customer = 0, minor = 0;
    std::string currency;
    soci::statement query =
        (sql.prepare
             << "SELECT customer_id, currency, SUM(unapplied_minor) FROM bank_transaction "
                "WHERE customer_id IS NOT NULL AND unapplied_minor <> 0 AND state IN "
                "('unapplied', 'proposed', 'applied', 'returned') GROUP BY customer_id, currency",
         soci::into(customer), soci::into(currency), soci::into(minor));
    query.execute();
    while (query.fetch()) unapplied_[{customer, currency}] = minor;
  }

  void read_sent(soci::session& sql) {
    std::int64_t customer = 0;
    std::string company, currency, area, channel;
    int day = 0;
    soci::statement query =
        (sql.prepare << "SELECT customer_id, company_code, currency, area, COALESCE(channel, ''), "
                        "MAX(COALESCE(sent_day, run_day)) FROM dunning_notice WHERE state = 'sent' "
                        "GROUP BY 1, 2, 3, 4, 5",
         soci::into(customer), soci::into(company), soci::into(currency), soci::into(area),
         soci::into(channel), soci::into(day));
    query.execute();
    while (query.fetch())
      sent_.emplace(std::tuple(customer, company, currency),
                    Sent{area, channel, Date::from_days(day)});
  }

  void read_released(soci::session& sql) {
    std::int64_t item = 0, minor = 0;
    int day = 0;
    soci::statement query =
        (sql.prepare << "SELECT item_id, released_day, released_minor FROM dispute_item WHERE "
                        "released_day IS NOT NULL AND released_minor > 0 ORDER BY item_id, "
                        "dispute_id",
         soci::into(item), soci::into(day), soci::into(minor));
    query.execute();
    while (query.fetch()) released_[item].emplace_back(day, minor);
  }

  /// Without what was undone: a payment that was taken back interrupts no interest.
  void read_settlements(soci::session& sql) {
    std::int64_t item = 0, minor = 0;
    int day = 0;
    soci::statement query =
        (sql.prepare << "SELECT a.item_id, a.value_day, a.paid_minor + a.discount_minor + "
                        "a.write_off_minor FROM allocation a JOIN item i ON i.id = a.item_id WHERE "
                        "i.open_minor > 0 AND a.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM "
                        "allocation r WHERE r.reverses_id = a.id) "
                        "ORDER BY a.item_id, a.value_day, a.id",
         soci::into(item), soci::into(day), soci::into(minor));
    query.execute();
    while (query.fetch()) settlements_[item].emplace_back(day, minor);
  }

  struct Sent {
    std::string area, channel;
    Date day;
  };
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> unapplied_;
  std::multimap<std::tuple<std::int64_t, std::string, std::string>, Sent> sent_;
  Holds customer_holds_, item_holds_;
  Amounts released_, settlements_;
};

/// One row of an open item with its customer.
struct Row {
  std::int64_t item = 0, customer = 0, open = 0;
  int due = 0, posting = 0, level = 0, email = 0, phone = 0;
  std::string customer_number, country, company, currency, number, kind, area, procedure, block,
      item_block;

  bool continues(const AccountToDun& a) const {
    return model::CustomerId{customer} == a.customer && company == a.company_code &&
           currency == a.currency.code();
  }
  void begin(AccountToDun& a) const {
    a.customer = model::CustomerId{customer};
    a.customer_number = customer_number;
    a.customer_country = country;
    a.company_code = company;
    a.currency = Currency::parse(currency);
    a.dunning_procedure = procedure;
    a.dunning_block = block;
    a.has_email = email != 0;
    a.has_phone = phone != 0;
  }
  DunnableItem to_item(Currency c) const {
    return {.id = model::ItemId{item},
            .number = number,
            .kind = kind,
            .area = area,
            .open = {open, c},
            .due_date = Date::from_days(due),
            .posting_date = Date::from_days(posting),
            .sent_level = level,
            .dunning_block = item_block,
            .holds = {},
            .released = {},
            .settlements = {}};
  }
};

constexpr const char* kScope =
    " FROM item i JOIN customer c ON c.id = i.customer_id LEFT JOIN customer_company k ON "
    "k.customer_id = i.customer_id AND k.company_code = i.company_code WHERE i.open_minor <> 0 AND "
    "COALESCE(i.posting_day, i.document_day, i.due_day) <= :until AND (:number = '' OR c.number = "
    ":number)";

const std::string kOpenItems =
    std::string(
        "SELECT i.id, i.customer_id, c.number, COALESCE(c.country, ''), i.company_code, "
        "i.currency, i.number, i.kind, COALESCE(i.dunning_area, ''), i.open_minor, i.due_day, "
        "COALESCE(i.posting_day, i.document_day, i.due_day), COALESCE(k.dunning_procedure, ''), "
        "COALESCE(k.dunning_block, ''), COALESCE(i.dunning_block, ''), "
        "COALESCE((SELECT MAX(ni.level) FROM dunning_notice_item ni JOIN dunning_notice n ON "
        "n.id = ni.notice_id WHERE ni.item_id = i.id AND n.state = 'sent'), 0), "
        "COALESCE(c.contacts_json LIKE '%\"kind\":\"email\"%' AND (NOT EXISTS (SELECT 1 FROM "
        "undeliverable_address u WHERE u.customer_id = c.id AND u.lifted_at IS NULL) OR EXISTS "
        "(SELECT 1 FROM json_each(c.contacts_json) e WHERE json_extract(e.value, '$.kind') = "
        "'email' AND NOT EXISTS (SELECT 1 FROM undeliverable_address u WHERE u.customer_id = c.id "
        "AND u.lifted_at IS NULL AND u.address = json_extract(e.value, '$.value')))), 0), "
        "COALESCE(c.contacts_json LIKE '%\"kind\":\"phone\"%', 0)") +
    kScope + " ORDER BY c.number, c.id, i.company_code, i.currency, i.due_day, i.number";

}  // namespace

Date AccountToDun::last_sent_at_all() const {
  Date last;
  for (const auto& [area, day] : last_sent) last = std::max(last, day);
  return last;
}

void for_each_account(soci::session& sql, const AccountQuery& query,
                      const std::function<void(const AccountToDun&)>& each) {
  const Facts facts(sql, query);
  Row r;
  const std::int32_t until = query.as_of.days();
  soci::statement rows =
      (sql.prepare << kOpenItems, soci::use(until, "until"), soci::use(query.customer, "number"),
       soci::into(r.item), soci::into(r.customer), soci::into(r.customer_number),
       soci::into(r.country), soci::into(r.company), soci::into(r.currency), soci::into(r.number),
       soci::into(r.kind), soci::into(r.area), soci::into(r.open), soci::into(r.due),
       soci::into(r.posting), soci::into(r.procedure), soci::into(r.block),
       soci::into(r.item_block), soci::into(r.level), soci::into(r.email), soci::into(r.phone));
  rows.execute();
  AccountToDun account;
  const auto flush = [&] {
    if (account.items.empty()) return;
    facts.complete(account);
    each(account);
    account.items.clear();
  };
  while (rows.fetch()) {
    if (!account.items.empty() && !r.continues(account)) flush();
    if (account.items.empty()) r.begin(account);
    facts.complete(account.items.emplace_back(r.to_item(account.currency)));
  }
  flush();
}

std::int64_t count_accounts(soci::session& sql, const AccountQuery& query) {
  std::int64_t count = 0;
  const std::int32_t until = query.as_of.days();
  sql << std::string(
             "SELECT COUNT(*) FROM (SELECT DISTINCT i.customer_id, i.company_code, "
             "i.currency") +
             kScope + ")",
      soci::use(until, "until"), soci::use(query.customer, "number"), soci::into(count);
  return count;
}

}  // namespace saldo::store
