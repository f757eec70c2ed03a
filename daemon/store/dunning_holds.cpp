#include "store/dunning_holds.hpp"

#include <soci/soci.h>

#include "model/spelling.hpp"
#include "store/columns.hpp"

namespace saldo::store {
namespace {

constexpr model::Spelling<HoldKind, 7> kKinds{{
    {HoldKind::block, "block"},
    {HoldKind::dispute, "dispute"},
    {HoldKind::promise, "promise"},
    {HoldKind::payment_plan, "payment_plan"},
    {HoldKind::direct_debit, "direct_debit"},
    {HoldKind::legal, "legal"},
    {HoldKind::insolvency, "insolvency"},
}};

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

/// What the book holds of the item that is to be held.
struct HeldItem {
  std::int64_t id = 0, open = 0;
  std::string currency;
};

std::int64_t find_customer(soci::session& sql, const std::string& number) {
  std::int64_t id = 0, count = 0;
  sql << "SELECT COALESCE(MAX(id), 0), COUNT(*) FROM customer WHERE number = :number",
      soci::use(number, "number"), soci::into(id), soci::into(count);
  if (count == 0) refuse(FailureKind::not_found, "there is no customer '" + number + "'");
  if (count > 1)
    refuse(FailureKind::conflict, "customer '" + number + "' exists in several source systems");
  return id;
}

HeldItem find_item(soci::session& sql, std::int64_t customer, const std::string& number) {
  HeldItem item;
  std::int64_t count = 0;
  sql << "SELECT COALESCE(MAX(id), 0), COALESCE(MAX(open_minor), 0), COALESCE(MAX(currency), ''), "
         "COUNT(*) FROM item WHERE customer_id = :customer AND number = :number AND open_minor <> "
         "0",
      soci::use(customer, "customer"), soci::use(number, "number"), soci::into(item.id),
      soci::into(item.open), soci::into(item.currency), soci::into(count);
  if (count == 0) refuse(FailureKind::not_found, "the customer has no open item '" + number + "'");
  if (count > 1)
    refuse(FailureKind::conflict, "the customer has several open items '" + number + "'");
  return item;
}

void check_kind(const NewHold& hold) {
  const std::string kind(to_string(hold.kind));
  const bool of_customer = hold.kind == HoldKind::legal || hold.kind == HoldKind::insolvency;
  if (of_customer && !hold.item.empty())
    refuse(FailureKind::invalid, kind + " is of a customer, not of an item");
  if (!of_customer && hold.kind != HoldKind::block && hold.item.empty())
    refuse(FailureKind::invalid, "a " + kind + " is of an item; name it");
  if (hold.kind == HoldKind::promise && hold.period.to.empty())
    refuse(FailureKind::invalid, "a promise needs the day by which it is to be kept");
  if (hold.amount && hold.kind != HoldKind::dispute)
    refuse(FailureKind::invalid, "only a dispute has an amount, not a " + kind);
  if (hold.period.from.empty() || (!hold.period.to.empty() && hold.period.to < hold.period.from))
    refuse(FailureKind::invalid, "the hold ends before it begins");
  if (hold.reason.empty()) refuse(FailureKind::invalid, "a hold needs a reason");
}

}  // namespace

std::string_view to_string(HoldKind kind) { return model::spell(kKinds, kind); }
Result<HoldKind> parse_hold_kind(std::string_view text) {
  return model::read(kKinds, "kind of hold", text);
}

std::int64_t add_hold(soci::session& sql, const NewHold& hold, Instant now) {
  check_kind(hold);
  const std::int64_t customer = find_customer(sql, hold.customer);
  HeldItem item;
  std::int64_t amount = 0;
  if (!hold.item.empty()) item = find_item(sql, customer, hold.item);
  if (hold.amount) {
    const Currency currency = Currency::parse(item.currency);
    amount = Money::parse(*hold.amount, currency).minor;
    if (amount <= 0 || amount > item.open)
      refuse(FailureKind::invalid, "the disputed amount must be above 0 and up to the " +
                                       Money{item.open, currency}.to_string() +
                                       " that is open, not " + *hold.amount);
  }
  const std::string kind(to_string(hold.kind));
  const int from = hold.period.from.days(), to = hold.period.to.days();
  const auto at = to_column(now);
  std::int64_t id = 0;
  sql << "INSERT INTO dunning_hold (customer_id, item_id, kind, amount_minor, from_day, to_day, "
         "reason, actor, recorded_at) VALUES (:customer, NULLIF(:item, 0), :kind, NULLIF(:amount, "
         "0), :from, NULLIF(:to, -2147483648), :reason, :actor, :at)",
      soci::use(customer, "customer"), soci::use(item.id, "item"), soci::use(kind, "kind"),
      soci::use(amount, "amount"), soci::use(from, "from"), soci::use(to, "to"),
      soci::use(hold.reason, "reason"), soci::use(hold.actor, "actor"), soci::use(at, "at");
  sql << "SELECT MAX(id) FROM dunning_hold", soci::into(id);
  return id;
}

void end_hold(soci::session& sql, std::int64_t id, const std::string& actor, Instant now) {
  const auto at = to_column(now);
  std::int64_t dispute = 0;
  sql << "SELECT COALESCE(MAX(dispute_id), 0) FROM dispute_item WHERE hold_id = :id AND is_open = "
         "1",
      soci::use(id, "id"), soci::into(dispute);
  if (dispute != 0)
    refuse(FailureKind::conflict, "hold " + std::to_string(id) + " belongs to dispute " +
                                      std::to_string(dispute) + "; resolve or void that one");
  soci::statement update =
      (sql.prepare << "UPDATE dunning_hold SET ended_by = :actor, ended_at = :at WHERE id = :id "
                      "AND ended_at IS NULL",
       soci::use(actor, "actor"), soci::use(at, "at"), soci::use(id, "id"));
  update.execute(true);
  if (update.get_affected_rows() == 0)
    refuse(FailureKind::not_found,
           "there is no hold " + std::to_string(id) + " that could still be ended");
}

void for_each_hold(soci::session& sql, const std::function<void(const Hold&)>& each) {
  for_each_hold_at(sql, Instant::max(), each);
}

void for_each_hold_at(soci::session& sql, Instant instant,
                      const std::function<void(const Hold&)>& each) {
  const auto at = to_column(instant);
  std::int64_t id = 0, customer = 0, item = 0, amount = 0;
  int from = 0, to = 0;
  std::string kind;
  soci::statement query =
      (sql.prepare << "SELECT id, customer_id, COALESCE(item_id, 0), kind, COALESCE(amount_minor, "
                      "0), from_day, COALESCE(to_day, -2147483648) FROM dunning_hold WHERE "
                      "recorded_at < :at AND (ended_at IS NULL OR ended_at >= :at) ORDER BY id",
       soci::use(at, "at"), soci::into(id), soci::into(customer), soci::into(item),
       soci::into(kind), soci::into(amount), soci::into(from), soci::into(to));
  query.execute();
  while (query.fetch()) {
    Hold hold{.id = id,
              .customer = model::CustomerId{customer},
              .kind = parse_hold_kind(kind).value(),
              .period = {Date::from_days(from), Date::from_days(to)}};
    if (item != 0) hold.item = model::ItemId{item};
    if (amount != 0) hold.amount_minor = amount;
    each(hold);
  }
}

}  // namespace saldo::store
