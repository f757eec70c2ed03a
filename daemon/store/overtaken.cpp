#include "store/overtaken.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <boost/json.hpp>

#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

namespace {

/// Notices that wait: all, or the one that is asked about, which is found by its id then.
std::string which(const model::NoticeId* only) {
  const std::string waits = "n.state IN ('proposed', 'approved', 'queued')";
  return only == nullptr ? waits : "n.id = :only AND " + waits;
}

/// Items on which something else is open than when the notice was proposed.
std::string paid_items(const std::string& notices) {
  return "SELECT n.id, i.number, i.open_minor AS now_minor, m.open_minor AS then_minor, n.currency "
         "FROM dunning_notice n JOIN dunning_notice_item m ON m.notice_id = n.id JOIN item i ON "
         "i.id = m.item_id WHERE " +
         notices +
         " AND m.level > 0 AND m.open_minor IS NOT NULL AND i.open_minor <> m.open_minor ORDER BY "
         "n.id, i.number";
}

/// Customers with more unapplied money than then.
std::string unapplied(const std::string& notices) {
  return "SELECT n.id, SUM(t.unapplied_minor) AS now_minor, n.unapplied_minor AS then_minor, "
         "n.currency FROM dunning_notice n JOIN bank_transaction t ON t.customer_id = "
         "n.customer_id AND t.currency = n.currency AND t.unapplied_minor <> 0 AND t.state IN "
         "('unapplied', 'proposed', 'applied', 'returned') WHERE " +
         notices + " GROUP BY n.id HAVING SUM(t.unapplied_minor) > n.unapplied_minor ORDER BY n.id";
}

/// Holds that were recorded since and count today.
std::string holds(const std::string& notices) {
  return "SELECT n.id, h.kind, h.reason FROM dunning_notice n JOIN dunning_hold h ON h.customer_id "
         "= n.customer_id AND h.recorded_at >= n.proposed_at WHERE " +
         notices +
         " AND h.ended_at IS NULL AND h.from_day <= :today AND COALESCE(h.to_day, :today) >= "
         ":today AND (h.item_id IS NULL OR EXISTS (SELECT 1 FROM dunning_notice_item m WHERE "
         "m.notice_id = n.id AND m.item_id = h.item_id AND m.level > 0)) ORDER BY n.id, h.id";
}

std::string text_of(const json::object& row, const char* field) {
  return std::string(row.at(field).as_string());
}

/// Adds what a query found, a notice's first finding only.
template <class Tell>
void find_overtaken(soci::session& sql, const std::string& query, const Parameters& parameters,
                    std::vector<Overtaken>& all, Tell tell) {
  for_each_object(sql, query, parameters, [&](json::object& row) {
    const model::NoticeId id{row.at("id").as_int64()};
    if (std::ranges::find(all, id, &Overtaken::id) == all.end()) all.push_back({id, tell(row)});
  });
}

}  // namespace

std::vector<Overtaken> overtaken_notices(soci::session& sql, Date today,
                                         const model::NoticeId* only) {
  const std::string notices = which(only);
  Parameters asked;
  if (only != nullptr) asked.emplace("only", model::raw(*only));
  std::vector<Overtaken> all;
  find_overtaken(sql, paid_items(notices), asked, all, [](const json::object& row) {
    return "item " + text_of(row, "number") + ": " + text_of(row, "now") + " are open, " +
           text_of(row, "then") + " were when it was proposed";
  });
  find_overtaken(sql, unapplied(notices), asked, all, [](const json::object& row) {
    return "the customer has " + text_of(row, "now") + " unapplied, " + text_of(row, "then") +
           " when it was proposed";
  });
  asked.emplace("today", std::int64_t{today.days()});
  find_overtaken(sql, holds(notices), asked, all, [](const json::object& row) {
    return "a hold was recorded since: " + text_of(row, "kind") + ", " + text_of(row, "reason");
  });
  return all;
}

OvertakenCheck::OvertakenCheck(soci::session& sql)
    : query_(sql, [] {
        const model::NoticeId one{};
        const std::string notice = which(&one);  // ?1 is its id; ?2 in holds() today
        return "SELECT EXISTS (" + paid_items(notice) + ") OR EXISTS (" + unapplied(notice) +
               ") OR EXISTS (" + holds(notice) + ")";
      }()) {}

bool OvertakenCheck::is_overtaken(model::NoticeId id, Date today) {
  auto rows = query_.rows(model::raw(id), today.days());
  return rows.next() && rows.number(0) != 0;
}

}  // namespace saldo::store
