#include "store/dunning_data.hpp"

#include <soci/soci.h>

namespace saldo::store {

std::vector<DunnedAccount> accounts_sent_behind(soci::session& sql, std::int64_t act, int limit,
                                                std::int64_t& last) {
  std::vector<DunnedAccount> accounts;
  DunnedAccount a;
  std::int64_t id = 0;
  last = act;
  soci::statement rows =
      (sql.prepare << "SELECT a.id, n.customer_id, c.number, n.company_code, n.area FROM "
                      "dunning_act a JOIN dunning_notice n ON n.id = a.notice_id JOIN customer c "
                      "ON c.id = n.customer_id WHERE a.id > :act AND a.act = 'sent' ORDER BY a.id "
                      "LIMIT :limit",
       soci::use(act, "act"), soci::use(limit, "limit"), soci::into(id), soci::into(a.customer_id),
       soci::into(a.customer), soci::into(a.company_code), soci::into(a.area));
  rows.execute();
  while (rows.fetch()) {
    accounts.push_back(a);
    last = id;
  }
  return accounts;
}

std::optional<LastNotice> last_notice(soci::session& sql, const DunnedAccount& account) {
  LastNotice found;
  int day = 0;
  sql << "SELECT n.id, n.sent_day, (SELECT MAX(x.level) FROM dunning_notice x WHERE x.customer_id "
         "= n.customer_id AND x.company_code = n.company_code AND x.area = n.area AND x.state = "
         "'sent' AND x.run_day = n.run_day) FROM dunning_notice n WHERE n.customer_id = :customer "
         "AND n.company_code = :company AND n.area = :area AND n.state = 'sent' AND n.sent_day IS "
         "NOT NULL ORDER BY n.sent_day DESC, n.run_day DESC, n.id DESC LIMIT 1",
      soci::use(account.customer_id, "customer"), soci::use(account.company_code, "company"),
      soci::use(account.area, "area"), soci::into(found.notice), soci::into(day),
      soci::into(found.level);
  if (!sql.got_data()) return std::nullopt;
  found.day = Date::from_days(day);
  return found;
}

std::vector<BlockedCompany> companies_to_block(soci::session& sql, const std::string& connector,
                                               Date today) {
  std::vector<BlockedCompany> companies;
  BlockedCompany b;
  const std::int32_t day = today.days();
  int held = 0;
  soci::statement rows =
      (sql.prepare
           << "WITH held AS (SELECT DISTINCT customer_id AS id FROM dunning_hold WHERE item_id IS "
              "NULL AND kind IN ('block', 'legal', 'insolvency') AND ended_at IS NULL AND from_day "
              "<= :today AND (to_day IS NULL OR to_day >= :today)), told AS (SELECT DISTINCT "
              "customer_id AS id FROM message WHERE connector = :connector AND subject >= 'block:' "
              "AND subject < 'block;' AND state <> 'void') SELECT c.id, c.number, k.company_code, "
              "COALESCE(k.dunning_block, ''), CASE WHEN c.id IN (SELECT id FROM held) THEN 1 ELSE "
              "0 END FROM customer c JOIN customer_company k ON k.customer_id = c.id WHERE c.id IN "
              "(SELECT id FROM held UNION SELECT id FROM told) ORDER BY c.number, c.id, "
              "k.company_code",
       soci::use(day, "today"), soci::use(connector, "connector"),
       soci::into(b.account.customer_id), soci::into(b.account.customer),
       soci::into(b.account.company_code), soci::into(b.erp_block), soci::into(held));
  rows.execute();
  while (rows.fetch()) {
    b.held = held != 0;
    companies.push_back(b);
  }
  return companies;
}

}  // namespace saldo::store
