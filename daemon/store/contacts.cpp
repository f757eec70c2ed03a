#include "store/contacts.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/result.hpp"
#include "store/columns.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

void check(const NewContact& contact) {
  static constexpr const char* kChannels[] = {"phone", "email", "letter", "visit", "portal"};
  if (std::ranges::find(kChannels, contact.channel) == std::end(kChannels))
    refuse(FailureKind::invalid,
           "a contact is by phone, email, letter, visit or portal, not '" + contact.channel + "'");
  if (contact.outcome.empty()) refuse(FailureKind::invalid, "say what came of the contact");
  if (!contact.next_action.empty() && contact.next_action < contact.day)
    refuse(FailureKind::invalid, "the next action can't be before the contact");
}

std::int64_t item_of(soci::session& sql, const std::string& customer, const std::string& number) {
  std::int64_t id = 0;
  sql << "SELECT COALESCE(MAX(i.id), 0) FROM item i JOIN customer c ON c.id = i.customer_id WHERE "
         "c.number = :customer AND i.number = :number",
      soci::use(customer, "customer"), soci::use(number, "number"), soci::into(id);
  if (id == 0)
    refuse(FailureKind::not_found, "customer '" + customer + "' has no item '" + number + "'");
  return id;
}

}  // namespace

std::int64_t add_contact(soci::session& sql, const NewContact& c, Instant now) {
  check(c);
  std::int64_t customer = 0, id = 0;
  sql << "SELECT COALESCE(MAX(id), 0) FROM customer WHERE number = :number",
      soci::use(c.customer, "number"), soci::into(customer);
  if (customer == 0) refuse(FailureKind::not_found, "there is no customer '" + c.customer + "'");
  const std::string direction = c.incoming ? "in" : "out";
  const std::int32_t day = c.day.days(), next = c.next_action.days();
  const auto at = to_column(now);
  sql << "INSERT INTO contact (customer_id, channel, direction, contact_day, person, outcome, "
         "note, next_day, actor, recorded_at) VALUES (:customer, :channel, :direction, :day, "
         "NULLIF(:person, ''), :outcome, NULLIF(:note, ''), NULLIF(:next, -2147483648), :actor, "
         ":at)",
      soci::use(customer, "customer"), soci::use(c.channel, "channel"),
      soci::use(direction, "direction"), soci::use(day, "day"), soci::use(c.person, "person"),
      soci::use(c.outcome, "outcome"), soci::use(c.note, "note"), soci::use(next, "next"),
      soci::use(c.actor, "actor"), soci::use(at, "at");
  sql << "SELECT MAX(id) FROM contact", soci::into(id);
  for (const std::string& number : c.items) {
    const std::int64_t item = item_of(sql, c.customer, number);
    sql << "INSERT INTO contact_item (contact_id, item_id) VALUES (:contact, :item)",
        soci::use(id, "contact"), soci::use(item, "item");
  }
  return id;
}

void list_contacts(soci::session& sql, const std::string& customer,
                   const std::function<void(json::object&)>& each) {
  for_each_object(
      sql,
      "SELECT t.id AS contact, c.number AS customer, c.name, t.contact_day AS date_day, t.channel, "
      "t.direction, t.person, t.outcome, t.note, t.next_day AS next_action_day, t.actor, "
      "t.recorded_at, NULLIF((SELECT json_group_array(x.number) FROM (SELECT i.number FROM "
      "contact_item m JOIN item i ON i.id = m.item_id WHERE m.contact_id = t.id ORDER BY "
      "i.number) x), '[]') AS items_json FROM contact t JOIN customer c ON c.id = t.customer_id "
      "WHERE (:customer = '' OR c.number = :customer) ORDER BY t.contact_day DESC, t.id DESC",
      {{"customer", customer}}, each);
}

}  // namespace saldo::store
