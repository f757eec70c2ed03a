#include "store/dispute_parts.hpp"

#include <soci/soci.h>

#include <array>

#include "base/result.hpp"
#include "model/keys.hpp"
#include "store/columns.hpp"
#include "store/dunning_holds.hpp"

namespace saldo::store {

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

/// What a disputed amount can become, as changes name it.
constexpr std::array<std::pair<const char*, Money model::DisputedPart::*>, 5> kKinds{{
    {"paid", &model::DisputedPart::paid},
    {"credited", &model::DisputedPart::credited},
    {"written_off", &model::DisputedPart::written_off},
    {"cleared", &model::DisputedPart::cleared},
    {"released", &model::DisputedPart::released},
}};

void add_change(soci::session& sql, std::int64_t act, const DisputePart& part, const char* kind,
                std::int64_t minor) {
  if (minor == 0) return;
  const std::int64_t item = model::raw(part.item);
  const std::string name = kind;
  sql << "INSERT INTO dispute_change (act_id, dispute_id, item_id, kind, minor) VALUES (:act, "
         ":dispute, :item, :kind, :minor)",
      soci::use(act, "act"), soci::use(part.dispute, "dispute"), soci::use(item, "item"),
      soci::use(name, "kind"), soci::use(minor, "minor");
}

std::int64_t hold(soci::session& sql, const DisputePart& part, const std::string& customer,
                  Date day, const std::string& actor, Instant now) {
  return add_hold(sql,
                  {.customer = customer,
                   .item = part.number,
                   .kind = HoldKind::dispute,
                   .amount = part.amounts.disputed.to_string(),
                   .period = {day, {}},
                   .reason = "dispute " + std::to_string(part.dispute) + ": " + part.reason,
                   .actor = actor},
                  now);
}

/// One row with its columns bound to a part.
class PartRow {
 public:
  template <class Each>
  void read(soci::session& sql, const std::string& where, std::int64_t id, Each each) {
    soci::statement query =
        (sql.prepare << kSelect + where, soci::use(id, "id"), soci::into(part_.dispute),
         soci::into(item_), soci::into(part_.number), soci::into(currency_),
         soci::into(part_.reason), soci::into(open_), soci::into(part_.hold),
         soci::into(amounts_[0]), soci::into(amounts_[1]), soci::into(amounts_[2]),
         soci::into(amounts_[3]), soci::into(amounts_[4]), soci::into(amounts_[5]),
         soci::into(amounts_[6]), soci::into(released_), soci::into(amounts_[7]),
         soci::into(amounts_[8]), soci::into(amounts_[9]), soci::into(amounts_[10]),
         soci::into(amounts_[11]), soci::into(credit_), soci::into(write_off_));
    query.execute();
    while (query.fetch()) each(part());
  }

 private:
  DisputePart part() {
    part_.item = model::ItemId{item_};
    part_.open = open_ != 0;
    part_.released_on = Date::from_days(released_);
    model::DisputedPart& a = part_.amounts;
    ItemNow& seen = part_.seen;
    Money* const all[] = {&a.original,
                          &a.disputed,
                          &a.paid,
                          &a.credited,
                          &a.written_off,
                          &a.cleared,
                          &a.released,
                          &seen.open,
                          &seen.settled.paid,
                          &seen.settled.credited,
                          &seen.settled.written_off,
                          &seen.settled.cleared};
    const Currency currency = Currency::parse(currency_);
    for (std::size_t i = 0; i < amounts_.size(); ++i) *all[i] = {amounts_[i], currency};
    a.credit_approved = credit_ != 0;
    a.write_off_approved = write_off_ != 0;
    return part_;
  }

  static const std::string kSelect;
  DisputePart part_;
  std::int64_t item_ = 0;
  std::array<std::int64_t, 12> amounts_{};
  int open_ = 0, released_ = 0, credit_ = 0, write_off_ = 0;
  std::string currency_;
};

const std::string PartRow::kSelect =
    "SELECT p.dispute_id, p.item_id, i.number, i.currency, p.reason, p.is_open, p.hold_id, "
    "p.original_minor, p.disputed_minor, p.paid_minor, p.credited_minor, p.written_off_minor, "
    "p.cleared_minor, p.released_minor, COALESCE(p.released_day, -2147483648), p.seen_open_minor, "
    "p.seen_paid_minor, p.seen_credited_minor, p.seen_written_off_minor, p.seen_cleared_minor, "
    "d.approved = 1 AND d.resolution IN ('credit', 'rebill', 'partial'), d.approved = 1 AND "
    "d.resolution = 'write_off' FROM dispute_item p JOIN item i ON i.id = p.item_id JOIN dispute d "
    "ON d.id = p.dispute_id WHERE ";

std::vector<DisputePart> read_parts(soci::session& sql, const std::string& where, std::int64_t id) {
  std::vector<DisputePart> parts;
  PartRow row;
  row.read(sql, where, id, [&](const DisputePart& part) { parts.push_back(part); });
  return parts;
}

void update_part(soci::session& sql, const DisputePart& part) {
  const std::int64_t item = model::raw(part.item);
  const int open = part.open ? 1 : 0;
  const std::int32_t released = part.released_on.days();
  const model::DisputedPart& a = part.amounts;
  const model::ItemSettled& seen = part.seen.settled;
  sql << "UPDATE dispute_item SET is_open = :open, hold_id = :hold, disputed_minor = :disputed, "
         "paid_minor = :paid, credited_minor = :credited, written_off_minor = :written_off, "
         "cleared_minor = :cleared, released_minor = :released, released_day = NULLIF(:day, "
         "-2147483648), seen_open_minor = :seen_open, seen_paid_minor = :seen_paid, "
         "seen_credited_minor = :seen_credited, seen_written_off_minor = :seen_written, "
         "seen_cleared_minor = :seen_cleared WHERE dispute_id = :dispute AND item_id = :item",
      soci::use(open, "open"), soci::use(part.hold, "hold"),
      soci::use(a.disputed.minor, "disputed"), soci::use(a.paid.minor, "paid"),
      soci::use(a.credited.minor, "credited"), soci::use(a.written_off.minor, "written_off"),
      soci::use(a.cleared.minor, "cleared"), soci::use(a.released.minor, "released"),
      soci::use(released, "day"), soci::use(part.seen.open.minor, "seen_open"),
      soci::use(seen.paid.minor, "seen_paid"), soci::use(seen.credited.minor, "seen_credited"),
      soci::use(seen.written_off.minor, "seen_written"),
      soci::use(seen.cleared.minor, "seen_cleared"), soci::use(part.dispute, "dispute"),
      soci::use(item, "item");
}

std::string customer_of(soci::session& sql, std::int64_t dispute) {
  std::string number;
  sql << "SELECT c.number FROM dispute d JOIN customer c ON c.id = d.customer_id WHERE d.id = :id",
      soci::use(dispute, "id"), soci::into(number);
  return number;
}

}  // namespace

ItemNow item_now(soci::session& sql, model::ItemId id) {
  const std::int64_t item = model::raw(id);
  std::string code;
  ItemNow now;
  model::ItemSettled& s = now.settled;
  sql << "SELECT i.open_minor, i.currency, COALESCE(SUM(s.paid), 0), COALESCE(SUM(s.credited), 0), "
         "COALESCE(SUM(s.written_off), 0), COALESCE(SUM(s.cleared), 0) FROM item i LEFT JOIN ("
         "SELECT paid_minor + discount_minor AS paid, 0 AS credited, write_off_minor AS "
         "written_off, 0 AS cleared FROM allocation WHERE item_id = :item UNION ALL "
         "SELECT x.paid, -x.paid, 0, 0 FROM (SELECT DISTINCT a.id, a.paid_minor AS paid FROM item "
         "t JOIN item_reference r ON r.value_key = t.number_key JOIN item m ON m.id = r.item_id "
         "AND m.kind = 'credit_memo' AND m.currency = t.currency AND m.customer_id = "
         "t.customer_id JOIN allocation a ON a.item_id = m.id WHERE t.id = :item AND EXISTS "
         "(SELECT 1 FROM allocation p WHERE p.item_id = t.id AND p.transaction_id = "
         "a.transaction_id)) x UNION ALL "
         "SELECT 0, CASE WHEN m.id IS NULL THEN 0 ELSE c.settled_minor END, 0, CASE WHEN m.id IS "
         "NULL THEN c.settled_minor ELSE 0 END FROM erp_clearing c JOIN item t ON t.id = c.item_id "
         "LEFT JOIN item m ON m.number = c.cleared_by AND m.kind = 'credit_memo' AND m.customer_id "
         "= t.customer_id AND m.company_code = t.company_code WHERE c.item_id = :item) s ON 1 = 1 "
         "WHERE i.id = :item GROUP BY i.id, i.open_minor, i.currency",
      soci::use(item, "item"), soci::into(now.open.minor), soci::into(code),
      soci::into(s.paid.minor), soci::into(s.credited.minor), soci::into(s.written_off.minor),
      soci::into(s.cleared.minor);
  const Currency currency = Currency::parse(code);
  for (Money* m : {&now.open, &s.paid, &s.credited, &s.written_off, &s.cleared})
    m->currency = currency;
  return now;
}

std::vector<DisputePart> open_parts_of(soci::session& sql, model::ItemId item) {
  return read_parts(sql, "p.item_id = :id AND p.is_open = 1 ORDER BY p.dispute_id",
                    model::raw(item));
}

std::vector<DisputePart> parts_of(soci::session& sql, std::int64_t dispute) {
  return read_parts(sql, "p.dispute_id = :id ORDER BY p.item_id", dispute);
}

std::vector<model::ItemId> items_in_dispute(soci::session& sql) {
  std::vector<model::ItemId> items;
  std::int64_t id = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT DISTINCT item_id FROM dispute_item WHERE is_open = 1 ORDER BY item_id",
       soci::into(id));
  query.execute();
  while (query.fetch()) items.push_back(model::ItemId{id});
  return items;
}

DisputableItem disputable(soci::session& sql, model::ItemId id) {
  const std::int64_t item = model::raw(id);
  DisputableItem found{.id = id};
  std::string currency;
  sql << "SELECT i.number, c.number, i.currency, i.open_minor - COALESCE((SELECT "
         "SUM(p.disputed_minor) FROM "
         "dispute_item p WHERE p.item_id = i.id AND p.is_open = 1), 0) FROM item i JOIN "
         "customer c ON c.id = i.customer_id WHERE i.id = :item",
      soci::use(item, "item"), soci::into(found.number), soci::into(found.customer),
      soci::into(currency), soci::into(found.room.minor);
  found.room.currency = Currency::parse(currency);
  return found;
}

DisputableItem find_disputable(soci::session& sql, const std::string& customer,
                               const std::string& number) {
  std::int64_t id = 0, open = 0, count = 0;
  const std::string customer_key = model::number_key(customer), key = model::number_key(number);
  sql << "SELECT COALESCE(MAX(i.id), 0), COALESCE(MAX(i.open_minor), 0), COUNT(*) FROM item i JOIN "
         "customer c ON c.id = i.customer_id WHERE c.number_key = :customer AND i.number_key = "
         ":number AND i.open_minor <> 0",
      soci::use(customer_key, "customer"), soci::use(key, "number"), soci::into(id),
      soci::into(open), soci::into(count);
  if (count == 0)
    refuse(FailureKind::not_found, "customer '" + customer + "' has no open item '" + number + "'");
  if (count > 1)
    refuse(FailureKind::conflict,
           "customer '" + customer + "' has several open items '" + number + "'");
  if (open < 0)
    refuse(FailureKind::conflict, "item '" + number + "' is a credit; what is disputed is a claim");
  return disputable(sql, model::ItemId{id});
}

std::int64_t dispute_about(soci::session& sql, model::ItemId id, model::DisputeReason reason) {
  const std::int64_t item = model::raw(id);
  const std::string name(model::to_string(reason));
  std::int64_t dispute = 0;
  sql << "SELECT COALESCE(MAX(dispute_id), 0) FROM dispute_item WHERE item_id = :item AND reason = "
         ":reason AND is_open = 1",
      soci::use(item, "item"), soci::use(name, "reason"), soci::into(dispute);
  return dispute;
}

void add_part(soci::session& sql, const DisputePart& part, const std::string& customer,
              std::int64_t act, Date day, const std::string& actor, Instant now) {
  const std::int64_t item = model::raw(part.item);
  const std::int64_t hold_id = hold(sql, part, customer, day, actor, now);
  const model::ItemSettled& seen = part.seen.settled;
  const std::int64_t amount = part.amounts.original.minor;
  sql << "INSERT INTO dispute_item (dispute_id, item_id, reason, is_open, hold_id, original_minor, "
         "disputed_minor, seen_open_minor, seen_paid_minor, seen_credited_minor, "
         "seen_written_off_minor, seen_cleared_minor) VALUES (:dispute, :item, :reason, 1, :hold, "
         ":amount, :amount, :open, :paid, :credited, :written, :cleared)",
      soci::use(part.dispute, "dispute"), soci::use(item, "item"), soci::use(part.reason, "reason"),
      soci::use(hold_id, "hold"), soci::use(amount, "amount"),
      soci::use(part.seen.open.minor, "open"), soci::use(seen.paid.minor, "paid"),
      soci::use(seen.credited.minor, "credited"), soci::use(seen.written_off.minor, "written"),
      soci::use(seen.cleared.minor, "cleared");
  add_change(sql, act, part, "disputed", amount);
}

void save_part(soci::session& sql, const DisputePart& before, const DisputePart& part,
               std::int64_t act, Date day, const std::string& actor, Instant now) {
  for (const auto& [kind, amount] : kKinds)
    add_change(sql, act, part, kind, (part.amounts.*amount - before.amounts.*amount).minor);
  DisputePart saved = part;
  const std::int64_t disputed = part.amounts.disputed.minor;
  const auto at = to_column(now);
  if (disputed == 0 || !part.open)
    sql << "UPDATE dunning_hold SET ended_by = :actor, ended_at = :at WHERE id = :hold AND "
           "ended_at IS NULL",
        soci::use(actor, "actor"), soci::use(at, "at"), soci::use(part.hold, "hold");
  else if (before.amounts.disputed.minor == 0 || !before.open)
    saved.hold = hold(sql, part, customer_of(sql, part.dispute), day, actor, now);
  else
    sql << "UPDATE dunning_hold SET amount_minor = :amount WHERE id = :hold",
        soci::use(disputed, "amount"), soci::use(part.hold, "hold");
  update_part(sql, saved);
}

}  // namespace saldo::store
