#include "store/extracts.hpp"

#include <soci/soci.h>

#include <vector>

#include "base/result.hpp"
#include "model/extract.hpp"
#include "store/columns.hpp"
#include "store/receivables.hpp"

namespace saldo::store {

namespace {

bool has_form(std::string_view text, std::string_view form) {
  bool fits = text.size() == form.size();
  for (std::size_t i = 0; fits && i < form.size(); ++i)
    fits = form[i] == '0' ? text[i] >= '0' && text[i] <= '9' : text[i] == form[i];
  return fits;
}

/// "2026-03-01T12:00:00Z", with or without milliseconds.
Instant parse_instant(const std::string& text) {
  using namespace std::chrono;
  const auto two = [&](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
  const bool fine = has_form(text, "0000-00-00T00:00:00.000Z");
  if (!fine && !has_form(text, "0000-00-00T00:00:00Z"))
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "an extract began at '" + text +
                                       "', which is no time such as 2026-03-01T12:00:00Z",
                            .rule = "extract.form"});
  const Date day = Date::parse_iso(text);
  const int thousandths = fine ? two(20) * 10 + (text[22] - '0') : 0;
  return Instant{} + days{day.days()} + hours{two(11)} + minutes{two(14)} + seconds{two(17)} +
         milliseconds{thousandths};
}

/// ",1000,2000,", which SQL searches for ",1000,"; empty: all company codes.
std::string joined(const std::vector<std::string>& codes) {
  std::string out;
  for (const std::string& code : codes) out += (out.empty() ? "," : "") + code + ",";
  return out;
}

/// Open items that an extract should have listed: of its company codes, told by its connector
/// before it began.
constexpr const char* kExpected =
    " FROM item i WHERE i.open_minor <> 0 AND EXISTS (SELECT 1 FROM erp_extract e WHERE e.id = "
    ":extract AND (e.company_codes = '' OR e.company_codes LIKE '%,' || i.company_code || ',%') "
    "AND EXISTS (SELECT 1 FROM record_version r JOIN document d ON d.id = r.document_id WHERE "
    "r.kind = 'item' AND r.record_id = i.id AND d.connector = e.connector) AND (SELECT "
    "MAX(r.recorded_at) FROM record_version r WHERE r.kind = 'item' AND r.record_id = i.id) < "
    "e.began_at) ";
constexpr const char* kAbsent =
    "AND NOT EXISTS (SELECT 1 FROM erp_extract_row x WHERE x.extract_id = :extract AND "
    "x.company_code = i.company_code AND x.number = i.number AND x.fiscal_year = i.fiscal_year) ";

}  // namespace

ExtractWriter::ExtractWriter(soci::session& sql, const Document& document, const Extract& part,
                             Instant now)
    : sql_(sql), document_(document.id), connector_(document.connector), part_(part), now_(now) {
  const bool known = (part.content == "open_items" || part.content == "customers") &&
                     (part.extent == "full" || part.extent == "changes");
  if (!known || part.id.empty() || part.part < 1)
    throw FailureException({.kind = FailureKind::invalid,
                            .message = "part " + std::to_string(part.part) + " of extract '" +
                                       part.id + "' (" + part.content + ", " + part.extent +
                                       ") isn't one that saldo knows",
                            .rule = "extract.form"});
  told_.began = parse_instant(part.began);
  put_extract();
  put_part();
}

void ExtractWriter::put_extract() {
  const std::string codes = joined(part_.company_codes);
  const auto began = to_column(told_.began);
  sql_ << "INSERT INTO erp_extract (connector, extract_id, content, extent, company_codes, "
          "began_at, absent_percent, state) VALUES (:connector, :extract, :content, :extent, "
          ":codes, :began, :percent, 'loading') ON CONFLICT DO NOTHING",
      soci::use(connector_, "connector"), soci::use(part_.id, "extract"),
      soci::use(part_.content, "content"), soci::use(part_.extent, "extent"),
      soci::use(codes, "codes"), soci::use(began, "began"),
      soci::use(part_.absent_percent, "percent");
  sql_ << "SELECT id, state FROM erp_extract WHERE connector = :connector AND extract_id = "
          ":extract",
      soci::use(connector_, "connector"), soci::use(part_.id, "extract"), soci::into(told_.extract),
      soci::into(state_before_);
}

void ExtractWriter::put_part() {
  std::int64_t before = 0;
  sql_ << "SELECT COALESCE((SELECT document_id FROM erp_extract_part WHERE extract_id = :extract "
          "AND part = :part), 0)",
      soci::use(told_.extract, "extract"), soci::use(part_.part, "part"), soci::into(before);
  stale_ = before > document_;
  if (stale_) return;
  sql_ << "DELETE FROM erp_extract_row WHERE extract_id = :extract AND part = :part",
      soci::use(told_.extract, "extract"), soci::use(part_.part, "part");
  const int last = part_.last ? 1 : 0;
  const std::int64_t total = part_.total.value_or(-1);
  sql_ << "INSERT INTO erp_extract_part (extract_id, part, document_id, is_last, row_count, total) "
          "VALUES (:extract, :part, :document, :last, :rows, NULLIF(:total, -1)) ON CONFLICT "
          "(extract_id, part) DO UPDATE SET document_id = excluded.document_id, is_last = "
          "excluded.is_last, row_count = excluded.row_count, total = excluded.total",
      soci::use(told_.extract, "extract"), soci::use(part_.part, "part"),
      soci::use(document_, "document"), soci::use(last, "last"), soci::use(part_.rows, "rows"),
      soci::use(total, "total");
}

void ExtractWriter::put_row(const ExtractKey& key, const Item* item) {
  const std::int64_t year = key.fiscal_year.value_or(0);
  const int refused = item == nullptr ? 1 : 0;
  const std::string customer = item != nullptr ? item->customer : "",
                    block = item != nullptr ? item->dunning_block : "";
  const std::string currency(item != nullptr ? item->amount->currency.code() : "");
  const std::int64_t open = item == nullptr ? 0 : item->open_amount.value_or(*item->amount).minor;
  // A row that pages brought twice, as the book moved between them, is one row.
  sql_ << "INSERT INTO erp_extract_row (extract_id, part, company_code, number, fiscal_year, "
          "customer_number, open_minor, currency, dunning_block, refused) VALUES (:extract, :part, "
          ":company, :number, :year, NULLIF(:customer, ''), CASE WHEN :currency = '' THEN NULL "
          "ELSE :open END, NULLIF(:currency, ''), NULLIF(:block, ''), :refused) ON CONFLICT DO "
          "NOTHING",
      soci::use(told_.extract, "extract"), soci::use(part_.part, "part"),
      soci::use(key.company_code, "company"), soci::use(key.number, "number"),
      soci::use(year, "year"), soci::use(customer, "customer"), soci::use(currency, "currency"),
      soci::use(open, "open"), soci::use(block, "block"), soci::use(refused, "refused");
}

void ExtractWriter::listed(const Item& item, bool refused) {
  if (stale_ || part_.extent != "full" || !item.amount) return;
  const ExtractKey key{item.company_code, item.number, fiscal_year_of(item)};
  put_row(key, refused ? nullptr : &item);
}

ExtractOutcome ExtractWriter::judged() {
  std::vector<model::ExtractPart> parts;
  model::ExtractPart part;
  int last = 0;
  std::int64_t total = 0;
  soci::statement query =
      (sql_.prepare << "SELECT part, is_last, row_count, COALESCE(total, -1) FROM "
                       "erp_extract_part WHERE extract_id = :extract ORDER BY part",
       soci::use(told_.extract, "extract"), soci::into(part.part), soci::into(last),
       soci::into(part.rows), soci::into(total));
  query.execute();
  while (query.fetch()) {
    part.last = last != 0;
    part.total = total < 0 ? std::nullopt : std::optional(total);
    parts.push_back(part);
  }
  const model::ExtractProof proof = model::judge(parts);
  using State = model::ExtractProof::State;
  return {.extract = part_.id,
          .state = proof.state == State::complete     ? "complete"
                   : proof.state == State::incomplete ? "incomplete"
                                                      : "loading",
          .reason = proof.reason};
}

/// Why nothing may be concluded from a complete extract; empty when something may.
std::string ExtractWriter::find_doubt() {
  int unknown = 0;
  sql_ << "SELECT COUNT(*) FROM erp_extract_row WHERE extract_id = :extract AND refused = 1 AND "
          "(company_code = '' OR number = '' OR fiscal_year = 0)",
      soci::use(told_.extract, "extract"), soci::into(unknown);
  if (unknown != 0)
    return std::to_string(unknown) +
           " of its rows were refused and their keys aren't known: they may be any item.";
  std::string company;
  std::int64_t open = 0, absent = 0, percent = 0;
  // So few are a matter of a day in a small company, and no sign of anything.
  constexpr int kFew = 20;
  soci::statement query =
      (sql_.prepare
           << std::string("SELECT x.company_code, x.expected, x.absent, e.absent_percent FROM "
                          "(SELECT i.company_code, COUNT(*) AS expected, SUM(CASE WHEN 1 = 1 ") +
                  kAbsent + "THEN 1 ELSE 0 END) AS absent " + kExpected +
                  "GROUP BY i.company_code) x JOIN erp_extract e ON e.id = :extract WHERE "
                  "x.absent > :few AND x.absent * 100 > x.expected * e.absent_percent ORDER BY "
                  "x.company_code LIMIT 1",
       soci::use(told_.extract, "extract"), soci::use(kFew, "few"), soci::into(company),
       soci::into(open), soci::into(absent), soci::into(percent));
  query.execute();
  if (!query.fetch()) return {};
  return std::to_string(absent) + " of " + std::to_string(open) + " open items of company code " +
         company + " are absent, more than the " + std::to_string(percent) +
         " per cent that option absent_percent allows: see whether the ERP's user may still see "
         "them, or raise the option for one run.";
}

std::int64_t ExtractWriter::clear_absent() {
  const auto at = to_column(now_), began = to_column(told_.began);
  const auto day = static_cast<int>(
      std::chrono::floor<std::chrono::days>(told_.began).time_since_epoch().count());
  soci::statement insert =
      (sql_.prepare << std::string("INSERT INTO erp_clearing (item_id, settled_minor, currency, "
                                   "cause, cleared_day, as_of_at, extract_id, document_id, "
                                   "recorded_at) SELECT i.id, i.open_minor, i.currency, 'absence', "
                                   ":day, :began, :extract, :document, :at") +
                           kExpected + kAbsent,
       soci::use(day, "day"), soci::use(began, "began"), soci::use(told_.extract, "extract"),
       soci::use(document_, "document"), soci::use(at, "at"));
  insert.execute(true);
  const auto cleared = static_cast<std::int64_t>(insert.get_affected_rows());
  if (cleared != 0)
    sql_ << "UPDATE item SET open_minor = 0, state = 'cleared' WHERE id IN (SELECT item_id FROM "
            "erp_clearing WHERE extract_id = :extract AND cause = 'absence' AND recorded_at = "
            ":at) AND open_minor <> 0",
        soci::use(told_.extract, "extract"), soci::use(at, "at");
  return cleared;
}

void ExtractWriter::set_state(const ExtractOutcome& outcome) {
  const auto at = to_column(now_);
  sql_ << "UPDATE erp_extract SET state = :state, reason = NULLIF(:reason, ''), cleared = cleared "
          "+ :cleared, completed_at = CASE WHEN :state = 'complete' THEN COALESCE(completed_at, "
          ":at) END WHERE id = :extract",
      soci::use(outcome.state, "state"), soci::use(outcome.reason, "reason"),
      soci::use(outcome.cleared, "cleared"), soci::use(at, "at"),
      soci::use(told_.extract, "extract");
}

/// What older extracts of the same company codes listed is of no use any more.
void ExtractWriter::forget_older_rows() {
  sql_ << "DELETE FROM erp_extract_row WHERE extract_id IN (SELECT o.id FROM erp_extract o JOIN "
          "erp_extract n ON n.id = :extract WHERE o.connector = n.connector AND o.content = "
          "n.content AND o.company_codes = n.company_codes AND o.began_at < n.began_at)",
      soci::use(told_.extract, "extract");
}

ExtractOutcome ExtractWriter::finish() {
  if (stale_) return {.extract = part_.id, .state = state_before_, .reason = {}};
  const bool full_items = part_.content == "open_items" && part_.extent == "full";
  if (full_items)
    for (const ExtractKey& key : part_.refused) put_row(key, nullptr);
  ExtractOutcome outcome = judged();
  int newer = 0;
  if (outcome.state == "complete" && full_items) {
    sql_ << "SELECT COUNT(*) FROM erp_extract n JOIN erp_extract o ON o.id = :extract WHERE "
            "n.state = 'complete' AND n.content = o.content AND n.extent = 'full' AND n.connector "
            "= o.connector AND n.company_codes = o.company_codes AND n.began_at > o.began_at",
        soci::use(told_.extract, "extract"), soci::into(newer);
    // A part that waited in the quarantine completes its extract late: the newer one counts.
    if (newer == 0) {
      outcome.reason = find_doubt();
      if (!outcome.reason.empty()) outcome.state = "doubtful";
      if (outcome.state == "complete") outcome.cleared = clear_absent();
    }
  }
  outcome.is_news = outcome.state != state_before_;
  set_state(outcome);
  if (outcome.state == "complete" && full_items && newer == 0) forget_older_rows();
  return outcome;
}

}  // namespace saldo::store
