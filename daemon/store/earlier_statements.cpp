#include "store/earlier_statements.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

std::optional<EarlierStatement> predecessor(soci::session& sql, std::int64_t account,
                                            const Statement& s) {
  const std::int32_t closing_day = s.closing.date.days();
  std::int64_t id = 0, opening = 0, closing = 0;
  int day = 0;
  soci::statement query =
      (sql.prepare << "SELECT id, opening_minor, closing_minor, closing_day FROM statement WHERE "
                      "account_id = :account AND kind = 'booked' AND repeated = 0 AND closing_day "
                      "<= :day ORDER BY closing_day DESC, id DESC LIMIT 1",
       soci::use(account, "account"), soci::use(closing_day, "day"), soci::into(id),
       soci::into(opening), soci::into(closing), soci::into(day));
  query.execute();
  if (!query.fetch() || closing != s.opening.amount->minor) return std::nullopt;
  return EarlierStatement{
      .id = id, .closing_date = Date::from_days(day), .moves = opening != closing};
}

std::optional<EarlierStatement> same_statement(soci::session& sql, std::int64_t account,
                                               const Statement& s) {
  if (s.closing.date.empty()) return std::nullopt;
  const std::int32_t closing_day = s.closing.date.days();
  std::int64_t id = 0;
  int numbered = 0, same_number = 0;
  soci::statement query =
      (sql.prepare << "SELECT id, CASE WHEN number IS NULL AND sequence IS NULL THEN 0 ELSE 1 END, "
                      "CASE WHEN COALESCE(number, '') = :number AND COALESCE(sequence, '') = "
                      ":sequence THEN 1 ELSE 0 END FROM statement WHERE account_id = :account AND "
                      "kind = 'booked' AND closing_day = :day AND opening_minor = :opening AND "
                      "closing_minor = :closing ORDER BY 3 DESC, id LIMIT 1",
       soci::use(s.id, "number"), soci::use(s.sequence, "sequence"), soci::use(account, "account"),
       soci::use(closing_day, "day"), soci::use(s.opening.amount->minor, "opening"),
       soci::use(s.closing.amount->minor, "closing"), soci::into(id), soci::into(numbered),
       soci::into(same_number));
  query.execute();
  if (!query.fetch()) return std::nullopt;
  return EarlierStatement{.id = id,
                          .closing_date = s.closing.date,
                          .moves = *s.opening.amount != *s.closing.amount,
                          .numbered = numbered != 0,
                          .same_number = numbered != 0 && same_number != 0};
}

EarlierLines::EarlierLines(soci::session& sql, std::int64_t statement) {
  std::int64_t id = 0, minor = 0;
  std::string fingerprint;
  soci::statement query =
      (sql.prepare << "SELECT id, amount_minor, fingerprint FROM bank_transaction WHERE "
                      "statement_id = :statement UNION ALL SELECT t.id, t.amount_minor, "
                      "t.fingerprint FROM duplicate_transaction x JOIN bank_transaction t ON t.id "
                      "= x.twin_id WHERE x.statement_id = :statement ORDER BY 1",
       soci::use(statement, "statement"), soci::into(id), soci::into(minor),
       soci::into(fingerprint));
  query.execute();
  while (query.fetch()) {
    by_content_[fingerprint].push_back(lines_.size());
    by_amount_[minor].push_back(lines_.size());
    lines_.push_back({id, minor});
  }
}

/// Candidates are kept in their order; the next free one is always near the front.
std::int64_t EarlierLines::first_free(std::vector<std::size_t>& candidates) {
  for (const std::size_t at : candidates)
    if (!lines_[at].taken) {
      lines_[at].taken = true;
      return lines_[at].id;
    }
  return 0;
}

std::int64_t EarlierLines::take(const std::string& fingerprint) {
  const auto found = by_content_.find(fingerprint);
  return found == by_content_.end() ? 0 : first_free(found->second);
}

std::int64_t EarlierLines::take_amount(std::int64_t minor) {
  const auto found = by_amount_.find(minor);
  return found == by_amount_.end() ? 0 : first_free(found->second);
}

}  // namespace saldo::store
