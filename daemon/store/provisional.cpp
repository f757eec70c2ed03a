#include "store/provisional.hpp"

#include <soci/soci.h>

namespace saldo::store {

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += (out.empty() ? "" : "\n") + line;
  return out;
}

/// How surely two lines of one amount are one fact: 3 by the bank's own reference, 2 by the payer's
/// end-to-end id, 1 by payer and text, 0 not.
template <class Line>
int likeness(const Line& line, const Transaction& t) {
  if (!line.bank_reference.empty() && !t.bank_reference.empty())
    return line.bank_reference == t.bank_reference ? 3 : 0;
  if (!line.end_to_end_id.empty() && !t.end_to_end_id.empty())
    return line.end_to_end_id == t.end_to_end_id ? 2 : 0;
  return line.counterparty_iban == t.counterparty_iban && line.remittance == joined(t.remittance)
             ? 1
             : 0;
}

template <class Lines>
const typename Lines::value_type* most_alike(const Lines& lines, const Transaction& t,
                                             const std::string& kind) {
  const typename Lines::value_type* best = nullptr;
  int surest = 0;
  for (const auto& line : lines) {
    if (!kind.empty() && line.kind != kind) continue;
    if (const int sure = likeness(line, t); sure > surest) {
      surest = sure;
      best = &line;
    }
  }
  return best;
}

}  // namespace

Provisional::Provisional(soci::session& sql, std::int64_t account) : sql_(sql), account_(account) {
  int any = 0;
  sql << "SELECT CASE WHEN EXISTS (SELECT 1 FROM bank_transaction WHERE account_id = :account AND "
         "state = 'provisional') THEN 1 ELSE 0 END",
      soci::use(account, "account"), soci::into(any);
  any_ = any != 0;
}

std::vector<Provisional::Line> Provisional::candidates(const std::string& of, std::int64_t minor,
                                                       Date day) {
  std::vector<Line> found;
  Line line;
  const std::int32_t from = day.days() - kDaysApartMax, to = day.days() + kDaysApartMax;
  soci::statement query =
      (sql_.prepare << "SELECT t.id, s.kind, COALESCE(t.bank_reference, ''), "
                       "COALESCE(t.end_to_end_id, ''), COALESCE(t.counterparty_iban, ''), "
                       "COALESCE(t.remittance, '') FROM bank_transaction t JOIN statement s ON "
                       "s.id = t.statement_id WHERE t.account_id = :account AND t.amount_minor = "
                       ":minor AND t.booking_day BETWEEN :from AND :to AND " +
                           of + " ORDER BY t.id",
       soci::use(account_, "account"), soci::use(minor, "minor"), soci::use(from, "from"),
       soci::use(to, "to"), soci::into(line.id), soci::into(line.kind),
       soci::into(line.bank_reference), soci::into(line.end_to_end_id),
       soci::into(line.counterparty_iban), soci::into(line.remittance));
  query.execute();
  while (query.fetch()) found.push_back(line);
  return found;
}

void Provisional::supersede(std::int64_t booked, const Transaction& t, Date day) {
  if (!any_) return;
  const auto lines = candidates("t.state = 'provisional'", t.amount->minor, day);
  // One of each kind: a report and a notification may both have told of it.
  for (const char* kind : {"intraday", "notification"})
    if (const Line* line = most_alike(lines, t, kind))
      sql_ << "UPDATE bank_transaction SET state = 'superseded', superseded_by = :booked WHERE id "
              "= :id",
          soci::use(booked, "booked"), soci::use(line->id, "id");
}

/// A busy account has more lines within those days than a report has: they are looked through once
/// rather than for each of the report's.
const Provisional::Booked& Provisional::booked_around(Date day) {
  if (booked_ && booked_->day == day) return *booked_;
  booked_.emplace(Booked{.day = day, .by_amount = {}});
  const std::int32_t from = day.days() - kDaysApartMax, to = day.days() + kDaysApartMax;
  std::int64_t id = 0, minor = 0;
  soci::statement query =
      (sql_.prepare << "SELECT t.id, t.amount_minor FROM bank_transaction t JOIN statement s ON "
                       "s.id = t.statement_id WHERE t.account_id = :account AND t.booking_day "
                       "BETWEEN :from AND :to AND s.kind = 'booked' AND t.status = 'booked' ORDER "
                       "BY t.id",
       soci::use(account_, "account"), soci::use(from, "from"), soci::use(to, "to"), soci::into(id),
       soci::into(minor));
  query.execute();
  while (query.fetch()) booked_->by_amount[minor].push_back(id);
  return *booked_;
}

std::int64_t Provisional::booked_twin(const Transaction& t, Date day) {
  const Booked& booked = booked_around(day);
  const auto same = booked.by_amount.find(t.amount->minor);
  if (same == booked.by_amount.end()) return 0;
  std::vector<Line> lines;
  for (const std::int64_t id : same->second)
    if (!given_.contains(id))
      for (Line& line : candidates("t.id = " + std::to_string(id), t.amount->minor, day))
        lines.push_back(std::move(line));
  const Line* line = most_alike(lines, t, {});
  if (line == nullptr) return 0;
  given_.insert(line->id);
  return line->id;
}

}  // namespace saldo::store
