#include "store/dunning_letters.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "base/result.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

void read_contacts(const std::string& text, NoticeToWrite& notice) {
  if (text.empty()) return;
  const json::value contacts = json::parse(text);
  for (const json::value& entry : contacts.as_array())
    notice.contacts.emplace_back(entry.at("kind").as_string(), entry.at("value").as_string());
}

void read_items(soci::session& sql, std::int64_t id, Currency currency, NoticeToWrite& notice) {
  NoticeToWrite::Item item;
  std::int64_t amount = 0;
  int document_day = 0, due_day = 0;
  soci::statement query =
      (sql.prepare << "SELECT i.number, COALESCE(i.document_day, -2147483648), i.due_day, "
                      "m.days_overdue, m.amount_minor FROM dunning_notice_item m JOIN item i ON "
                      "i.id = m.item_id WHERE m.notice_id = :id AND m.level > 0 ORDER BY "
                      "i.due_day, i.number",
       soci::use(id, "id"), soci::into(item.number), soci::into(document_day), soci::into(due_day),
       soci::into(item.days_overdue), soci::into(amount));
  query.execute();
  while (query.fetch()) {
    item.document_date = Date::from_days(document_day);
    item.due_date = Date::from_days(due_day);
    item.amount = {amount, currency};
    notice.items.push_back(item);
  }
}

}  // namespace

NoticeToWrite notice_to_write(soci::session& sql, model::NoticeId notice) {
  const std::int64_t id = model::raw(notice);
  NoticeToWrite out{.id = notice};
  std::string currency, contacts;
  std::int64_t amount = 0, fee = 0;
  int run_day = 0, sent_day = 0, legal = 0;
  sql << "SELECT n.state, COALESCE(n.letter, ''), n.level, n.legal, n.run_day, "
         "COALESCE(n.sent_day, -2147483648), n.company_code, n.amount_minor, n.fee_minor, "
         "n.currency, c.number, c.name, COALESCE(c.country, ''), COALESCE(c.language, ''), "
         "COALESCE(c.contacts_json, '') FROM dunning_notice n JOIN customer c ON c.id = "
         "n.customer_id WHERE n.id = :id",
      soci::use(id, "id"), soci::into(out.state), soci::into(out.letter), soci::into(out.level),
      soci::into(legal), soci::into(run_day), soci::into(sent_day), soci::into(out.company_code),
      soci::into(amount), soci::into(fee), soci::into(currency), soci::into(out.customer_number),
      soci::into(out.customer_name), soci::into(out.country), soci::into(out.language),
      soci::into(contacts);
  if (!sql.got_data())
    throw FailureException(
        {.kind = FailureKind::not_found, .message = "there is no notice " + std::to_string(id)});
  out.legal = legal != 0;
  out.run_date = Date::from_days(run_day);
  out.sent_on = Date::from_days(sent_day);
  const Currency money = Currency::parse(currency);
  out.amount = {amount, money};
  out.fee = {fee, money};
  read_contacts(contacts, out);
  read_items(sql, id, money, out);
  return out;
}

std::vector<std::pair<std::string, std::int64_t>> languages_of_dunned(
    soci::session& sql, const std::vector<std::string>& but_these) {
  std::vector<std::pair<std::string, std::int64_t>> all;
  std::string language;
  std::int64_t customers = 0;
  const std::string others = json::serialize(json::value_from(but_these));
  soci::statement rows =
      (sql.prepare << "SELECT COALESCE(c.language, ''), COUNT(*) FROM customer c WHERE EXISTS ("
                      "SELECT 1 FROM customer_company k WHERE k.customer_id = c.id AND "
                      "COALESCE(k.dunning_procedure, '') <> '' AND k.dunning_procedure NOT IN "
                      "(SELECT value FROM json_each(:others))) GROUP BY 1 ORDER BY 1",
       soci::use(others, "others"), soci::into(language), soci::into(customers));
  rows.execute();
  while (rows.fetch()) all.emplace_back(language, customers);
  return all;
}

}  // namespace saldo::store
