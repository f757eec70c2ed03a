#include "store/charges.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>
#include <optional>
#include <vector>

#include "base/result.hpp"
#include "model/keys.hpp"
#include "store/columns.hpp"
#include "store/dunning_notices.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message) {
  throw FailureException({.kind = kind, .message = message});
}

std::string name_of(model::NoticeId notice) {
  return "notice " + std::to_string(model::raw(notice));
}

/// What the notice claims, and until when.
struct Claim {
  Money amount;
  Date run_date;
};
Claim claim_of(soci::session& sql, std::int64_t notice, NoticeCharge charge) {
  std::int64_t minor = 0;
  std::string currency;
  int day = 0;
  sql << "SELECT " + column_of(charge) + ", currency, run_day FROM dunning_notice WHERE id = :id",
      soci::use(notice, "id"), soci::into(minor), soci::into(currency), soci::into(day);
  return {{minor, Currency::parse(currency)}, Date::from_days(day)};
}

struct Row {
  std::int64_t id = 0, minor = 0;
  std::string state, maker, currency;
};
/// The charge that counts; nothing where none was proposed, or all were withdrawn.
std::optional<Row> standing_charge(soci::session& sql, std::int64_t notice, NoticeCharge charge) {
  const std::string kind = to_string(charge);
  Row row;
  sql << "SELECT g.id, g.amount_minor, g.state, g.maker, n.currency FROM notice_charge g JOIN "
         "dunning_notice n ON n.id = g.notice_id WHERE g.notice_id = :notice AND g.charge = :kind "
         "AND g.state <> 'withdrawn'",
      soci::use(notice, "notice"), soci::use(kind, "kind"), soci::into(row.id),
      soci::into(row.minor), soci::into(row.state), soci::into(row.maker), soci::into(row.currency);
  return sql.got_data() ? std::optional(row) : std::nullopt;
}

struct Part {
  std::int64_t item = 0, minor = 0;
};

/// The items of whose interest nothing is contingent and no day is charged yet.
std::vector<Part> chargeable_interest(soci::session& sql, std::int64_t notice) {
  std::vector<Part> parts;
  Part part;
  std::string segments;
  int charged_through = 0;
  soci::statement query =
      (sql.prepare << "SELECT m.item_id, m.interest_minor, m.segments_json, COALESCE((SELECT "
                      "MAX(p.through_day) FROM notice_charge_item p JOIN notice_charge g ON g.id = "
                      "p.charge_id WHERE p.item_id = m.item_id AND g.charge = 'interest' AND "
                      "g.state <> 'withdrawn'), -1000000) FROM dunning_notice_item m WHERE "
                      "m.notice_id = :notice AND m.interest_minor > 0 AND m.contingent_minor = 0 "
                      "ORDER BY m.item_id",
       soci::use(notice, "notice"), soci::into(part.item), soci::into(part.minor),
       soci::into(segments), soci::into(charged_through));
  query.execute();
  while (query.fetch()) {
    const json::value first = json::parse(segments).at(0);
    const Date from = Date::parse_iso(std::string_view(first.at("from").as_string()));
    if (from.days() > charged_through) parts.push_back(part);
  }
  return parts;
}

std::vector<Part> chargeable_compensation(soci::session& sql, std::int64_t notice) {
  std::vector<Part> parts;
  Part part;
  soci::statement query =
      (sql.prepare << "SELECT m.item_id, m.compensation_minor FROM dunning_notice_item m WHERE "
                      "m.notice_id = :notice AND m.compensation_minor > 0 AND NOT EXISTS (SELECT 1 "
                      "FROM notice_charge_item p JOIN notice_charge g ON g.id = p.charge_id WHERE "
                      "p.item_id = m.item_id AND g.charge = 'compensation' AND g.state <> "
                      "'withdrawn') ORDER BY m.item_id",
       soci::use(notice, "notice"), soci::into(part.item), soci::into(part.minor));
  query.execute();
  while (query.fetch()) parts.push_back(part);
  return parts;
}

std::int64_t insert_charge(soci::session& sql, std::int64_t notice, NoticeCharge charge,
                           std::int64_t minor, const std::string& actor, const std::string& reason,
                           Instant now) {
  const std::string kind = to_string(charge);
  const auto at = to_column(now);
  sql << "INSERT INTO notice_charge (notice_id, charge, amount_minor, state, maker, reason, "
         "proposed_at) VALUES (:notice, :kind, :minor, 'awaiting', :actor, :reason, :at)",
      soci::use(notice, "notice"), soci::use(kind, "kind"), soci::use(minor, "minor"),
      soci::use(actor, "actor"), soci::use(reason, "reason"), soci::use(at, "at");
  std::int64_t id = 0;
  sql << "SELECT MAX(id) FROM notice_charge", soci::into(id);
  const std::string number = std::to_string(id);
  const std::string reference = "SALDO-CHARGE-" + number, key = model::number_key(reference);
  sql << "UPDATE notice_charge SET reference = :reference, reference_key = :key WHERE id = :id",
      soci::use(reference, "reference"), soci::use(key, "key"), soci::use(id, "id");
  return id;
}

void insert_parts(soci::session& sql, std::int64_t charge, const std::vector<Part>& parts,
                  Date through) {
  Part part;
  const int day = through.days();
  soci::statement insert =
      (sql.prepare << "INSERT INTO notice_charge_item (charge_id, item_id, amount_minor, "
                      "through_day) VALUES (:charge, :item, :minor, :day)",
       soci::use(charge, "charge"), soci::use(part.item, "item"), soci::use(part.minor, "minor"),
       soci::use(day, "day"));
  for (const Part& each : parts) {
    part = each;
    insert.execute(true);
  }
}

void end_charge(soci::session& sql, std::int64_t id, const std::string& state,
                const std::string& actor, Instant now) {
  const auto at = to_column(now);
  sql << "UPDATE notice_charge SET state = :state, decided_by = :actor, decided_at = :at WHERE id "
         "= :id",
      soci::use(state, "state"), soci::use(actor, "actor"), soci::use(at, "at"),
      soci::use(id, "id");
}

}  // namespace

Charged propose_charge(soci::session& sql, model::NoticeId notice, NoticeCharge charge,
                       const std::string& actor, const std::string& reason, Instant now) {
  const std::int64_t id = model::raw(notice);
  const std::string state = notice_life(sql, notice).state, kind = to_string(charge);
  if (state != "sent")
    refuse(FailureKind::conflict,
           name_of(notice) + " is " + state + "; only what a sent notice claims can be charged");
  if (const auto standing = standing_charge(sql, id, charge))
    refuse(FailureKind::conflict, "the " + kind + " of " + name_of(notice) +
                                      " is charged already (" + standing->state + " by " +
                                      standing->maker + ")");
  const Claim claim = claim_of(sql, id, charge);
  std::vector<Part> parts;
  if (charge == NoticeCharge::interest) parts = chargeable_interest(sql, id);
  if (charge == NoticeCharge::compensation) parts = chargeable_compensation(sql, id);
  Money amount{0, claim.amount.currency};
  for (const Part& part : parts) amount += Money{part.minor, amount.currency};
  if (charge == NoticeCharge::fee) amount = claim.amount;
  if (amount.minor == 0)
    refuse(FailureKind::conflict,
           claim.amount.minor == 0
               ? name_of(notice) + " claims no " + kind
               : "nothing is left to be charged of the " + kind + " of " + name_of(notice) +
                     ": its items are in dispute, or it is charged with another notice");
  insert_parts(sql, insert_charge(sql, id, charge, amount.minor, actor, reason, now), parts,
               claim.run_date);
  return {amount, claim.amount - amount};
}

Money approve_charge(soci::session& sql, model::NoticeId notice, NoticeCharge charge,
                     const std::string& actor, Instant now) {
  const auto standing = standing_charge(sql, model::raw(notice), charge);
  if (!standing || standing->state != "awaiting")
    refuse(FailureKind::conflict,
           "no charge of " + name_of(notice) + "'s " + to_string(charge) + " awaits approval");
  if (standing->maker == actor)
    refuse(FailureKind::denied, actor + " proposed this; another person must approve it");
  end_charge(sql, standing->id, "approved", actor, now);
  return {standing->minor, Currency::parse(standing->currency)};
}

Money withdraw_charge(soci::session& sql, model::NoticeId notice, NoticeCharge charge,
                      const std::string& actor, Instant now) {
  const auto standing = standing_charge(sql, model::raw(notice), charge);
  if (!standing)
    refuse(FailureKind::conflict,
           "the " + to_string(charge) + " of " + name_of(notice) + " isn't charged");
  std::string item;
  sql << "SELECT i.number FROM notice_charge g JOIN item_reference r ON r.value_key = "
         "g.reference_key JOIN item i ON i.id = r.item_id WHERE g.id = :id LIMIT 1",
      soci::use(standing->id, "id"), soci::into(item);
  if (sql.got_data())
    refuse(FailureKind::conflict, "the ERP has posted the " + to_string(charge) + " of " +
                                      name_of(notice) + " as " + item + "; reverse it there");
  end_charge(sql, standing->id, "withdrawn", actor, now);
  return {standing->minor, Currency::parse(standing->currency)};
}

json::array list_charges(soci::session& sql, model::NoticeId notice) {
  json::array all;
  for_each_object(sql,
                  "SELECT g.charge, g.amount_minor, n.currency, g.state, g.reference, g.maker, "
                  "g.reason, g.proposed_at, g.decided_by, g.decided_at FROM notice_charge g JOIN "
                  "dunning_notice n ON n.id = g.notice_id WHERE g.notice_id = :notice ORDER BY "
                  "g.id",
                  {{"notice", model::raw(notice)}},
                  [&](json::object& row) { all.push_back(std::move(row)); });
  return all;
}

void for_each_charged_item(soci::session& sql,
                           const std::function<void(const ChargedItem&)>& each) {
  std::int64_t item = 0;
  std::string charge;
  int through = 0;
  soci::statement query =
      (sql.prepare << "SELECT p.item_id, g.charge, MAX(p.through_day) FROM notice_charge_item p "
                      "JOIN notice_charge g ON g.id = p.charge_id JOIN item i ON i.id = p.item_id "
                      "WHERE g.state <> 'withdrawn' AND i.open_minor <> 0 GROUP BY p.item_id, "
                      "g.charge",
       soci::into(item), soci::into(charge), soci::into(through));
  query.execute();
  while (query.fetch())
    each({model::ItemId{item},
          charge == "interest" ? NoticeCharge::interest : NoticeCharge::compensation,
          Date::from_days(through)});
}

}  // namespace saldo::store
