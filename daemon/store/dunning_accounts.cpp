#include "store/dunning_accounts.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "store/charges.hpp"
#include "store/native_statement.hpp"

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
    for_each_charged_item(sql, [&](const ChargedItem& c) {
      Charged& charged = charged_[model::raw(c.item)];
      if (c.charge == NoticeCharge::interest)
        charged.interest = c.through;
      else
        charged.compensation = true;
    });
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
    if (const auto charged = charged_.find(model::raw(item.id)); charged != charged_.end()) {
      item.interest_charged = charged->second.interest;
      item.compensation_charged = charged->second.compensation;
    }
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

  struct Charged {
    Date interest;  ///< up to this day
    bool compensation = false;
  };
  struct Sent {
    std::string area, channel;
    Date day;
  };
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> unapplied_;
  std::multimap<std::tuple<std::int64_t, std::string, std::string>, Sent> sent_;
  Holds customer_holds_, item_holds_;
  Amounts released_, settlements_;
  std::unordered_map<std::int64_t, Charged> charged_;  ///< by item
};

constexpr const char* kCustomers =
    "SELECT c.id, c.number, c.country, COALESCE(c.contacts_json LIKE '%\"kind\":\"email\"%' AND "
    "(NOT EXISTS (SELECT 1 FROM undeliverable_address u WHERE u.customer_id = c.id AND u.lifted_at "
    "IS NULL) OR EXISTS (SELECT 1 FROM json_each(c.contacts_json) e WHERE json_extract(e.value, "
    "'$.kind') = 'email' AND NOT EXISTS (SELECT 1 FROM undeliverable_address u WHERE u.customer_id "
    "= c.id AND u.lifted_at IS NULL AND u.address = json_extract(e.value, '$.value')))), 0), "
    "COALESCE(c.contacts_json LIKE '%\"kind\":\"phone\"%', 0) FROM customer c WHERE (?1 = '' OR "
    "c.number = ?1) AND EXISTS (SELECT 1 FROM item i WHERE i.customer_id = c.id AND i.open_minor "
    "<> 0) ORDER BY c.number, c.id";
/// In the order of their index; the rest of the order costs less here than in the book.
constexpr const char* kOpenItems =
    "SELECT i.id, i.company_code, i.currency, i.number, i.kind, i.dunning_area, i.open_minor, "
    "i.due_day, COALESCE(i.posting_day, i.document_day, i.due_day), i.dunning_block, COALESCE(("
    "SELECT MAX(ni.level) FROM dunning_notice_item ni JOIN dunning_notice n ON n.id = ni.notice_id "
    "WHERE ni.item_id = i.id AND n.state = 'sent'), 0) FROM item i WHERE i.customer_id = ?1 AND "
    "i.open_minor <> 0 AND COALESCE(i.posting_day, i.document_day, i.due_day) <= ?2";
constexpr const char* kCompany =
    "SELECT dunning_procedure, dunning_block FROM customer_company WHERE customer_id = ?1 AND "
    "company_code = ?2";
constexpr const char* kAreas =
    "SELECT area, dunning_procedure, dunning_block FROM customer_dunning_area WHERE customer_id = "
    "?1 AND company_code = ?2";

/// An open item with the account that it stands on.
struct OpenItem {
  std::string company, currency;
  DunnableItem item;

  bool same_account(const OpenItem& other) const {
    return company == other.company && currency == other.currency;
  }
  bool operator<(const OpenItem& other) const {
    return std::tie(company, currency, item.due_date, item.number) <
           std::tie(other.company, other.currency, other.item.due_date, other.item.number);
  }
};

OpenItem to_open_item(const NativeStatement::Rows& row) {
  OpenItem open{.company = std::string(row.text(1)), .currency = std::string(row.text(2))};
  open.item.id = model::ItemId{row.number(0)};
  open.item.number = row.text(3);
  open.item.kind = row.text(4);
  open.item.area = row.text(5);
  open.item.open = {row.number(6), Currency::parse(open.currency)};
  open.item.due_date = row.day(7);
  open.item.posting_date = row.day(8);
  open.item.dunning_block = row.text(9);
  open.item.sent_level = static_cast<int>(row.number(10));
  return open;
}

class Reader {
 public:
  Reader(soci::session& sql, const AccountQuery& query)
      : query_(query),
        facts_(sql, query),
        customers_(sql, kCustomers),
        items_(sql, kOpenItems),
        company_(sql, kCompany),
        areas_(sql, kAreas) {}

  void read(const std::function<void(const AccountToDun&)>& each) {
    auto customers = customers_.rows(query_.customer);
    AccountToDun account;
    while (customers.next()) {
      account.customer = model::CustomerId{customers.number(0)};
      account.customer_number = customers.text(1);
      account.customer_country = customers.text(2);
      account.has_email = customers.number(3) != 0;
      account.has_phone = customers.number(4) != 0;
      read_items(account.customer);
      for (std::size_t begin = 0, end = 0; begin < open_.size(); begin = end) {
        for (end = begin; end < open_.size() && open_[end].same_account(open_[begin]);) ++end;
        fill(account, begin, end);
        each(account);
      }
    }
  }

 private:
  void read_items(model::CustomerId customer) {
    open_.clear();
    auto rows = items_.rows(model::raw(customer), query_.as_of.days());
    while (rows.next()) open_.push_back(to_open_item(rows));
    std::sort(open_.begin(), open_.end());
  }

  void fill(AccountToDun& account, std::size_t begin, std::size_t end) {
    account.company_code = open_[begin].company;
    account.currency = Currency::parse(open_[begin].currency);
    account.dunning_procedure.clear();
    account.dunning_block.clear();
    auto company = company_.rows(model::raw(account.customer), account.company_code);
    if (company.next()) {
      account.dunning_procedure = company.text(0);
      account.dunning_block = company.text(1);
    }
    account.areas.clear();
    auto areas = areas_.rows(model::raw(account.customer), account.company_code);
    while (areas.next())
      account.areas[std::string(areas.text(0))] = {std::string(areas.text(1)),
                                                   std::string(areas.text(2))};
    account.items.clear();
    for (std::size_t i = begin; i < end; ++i)
      facts_.complete(account.items.emplace_back(std::move(open_[i].item)));
    facts_.complete(account);
  }

  const AccountQuery& query_;
  const Facts facts_;
  NativeStatement customers_, items_, company_, areas_;
  std::vector<OpenItem> open_;  ///< of one customer
};

}  // namespace

Date AccountToDun::last_sent_at_all() const {
  Date last;
  for (const auto& [area, day] : last_sent) last = std::max(last, day);
  return last;
}

void for_each_account(soci::session& sql, const AccountQuery& query,
                      const std::function<void(const AccountToDun&)>& each) {
  Reader(sql, query).read(each);
}

std::int64_t count_customers_to_dun(soci::session& sql) {
  std::int64_t count = 0;
  sql << "SELECT COUNT(DISTINCT customer_id) FROM item WHERE open_minor <> 0", soci::into(count);
  return count;
}

}  // namespace saldo::store
