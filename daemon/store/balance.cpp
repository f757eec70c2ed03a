#include "store/balance.hpp"

#include <soci/soci.h>

#include "store/columns.hpp"

namespace saldo::store {

namespace {

Instant from_column(std::int64_t at) { return Instant{} + std::chrono::microseconds{at}; }

std::vector<std::string> split(const std::string& codes) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at + 1 < codes.size();) {
    const auto end = codes.find(',', at + 1);
    all.push_back(codes.substr(at + 1, end - at - 1));
    at = end;
  }
  return all;
}

}  // namespace

std::vector<CompleteExtract> newest_extracts(soci::session& sql) {
  std::vector<CompleteExtract> all;
  CompleteExtract e;
  std::string codes;
  std::int64_t began = 0;
  soci::statement query =
      (sql.prepare << "SELECT e.id, e.extract_id, e.connector, e.company_codes, e.began_at FROM "
                      "erp_extract e WHERE e.state = 'complete' AND e.content = 'open_items' AND "
                      "e.extent = 'full' AND NOT EXISTS (SELECT 1 FROM erp_extract n WHERE n.state "
                      "= 'complete' AND n.content = 'open_items' AND n.extent = 'full' AND "
                      "n.connector = e.connector AND n.company_codes = e.company_codes AND "
                      "n.began_at > e.began_at) ORDER BY e.began_at DESC, e.id",
       soci::into(e.row), soci::into(e.id), soci::into(e.connector), soci::into(codes),
       soci::into(began));
  query.execute();
  while (query.fetch()) {
    e.company_codes = split(codes);
    e.began = from_column(began);
    all.push_back(e);
  }
  return all;
}

void for_each_listed(soci::session& sql, const CompleteExtract& extract,
                     const std::function<void(const BalanceRow&)>& each) {
  BalanceRow row;
  int refused = 0;
  soci::statement query =
      (sql.prepare << "SELECT company_code, number, fiscal_year, COALESCE(customer_number, ''), "
                      "COALESCE(open_minor, 0), COALESCE(currency, ''), COALESCE(dunning_block, "
                      "''), refused FROM erp_extract_row WHERE extract_id = :extract ORDER BY "
                      "company_code, number, fiscal_year",
       soci::use(extract.row, "extract"), soci::into(row.company_code), soci::into(row.number),
       soci::into(row.fiscal_year), soci::into(row.customer), soci::into(row.open_minor),
       soci::into(row.currency), soci::into(row.dunning_block), soci::into(refused));
  query.execute();
  while (query.fetch()) {
    row.refused = refused != 0;
    each(row);
  }
}

void for_each_in_book(soci::session& sql, const CompleteExtract& extract,
                      const std::function<void(const BalanceRow&)>& each) {
  BalanceRow row;
  int newer = 0;
  soci::statement query =
      (sql.prepare
           << "SELECT i.company_code, i.number, i.fiscal_year, c.number, i.open_minor, i.currency, "
              "COALESCE(i.dunning_block, ''), COALESCE((SELECT SUM(a.paid_minor + a.discount_minor "
              "+ a.write_off_minor) FROM allocation a WHERE a.item_id = i.id), 0), CASE WHEN "
              "EXISTS (SELECT 1 FROM record_version r WHERE r.kind = 'item' AND r.record_id = i.id "
              "AND r.recorded_at >= e.began_at AND NOT EXISTS (SELECT 1 FROM erp_extract_part p "
              "WHERE p.document_id = r.document_id AND p.extract_id = e.id)) OR (SELECT "
              "COALESCE(MAX(s.as_of_at), "
              "0) FROM "
              "erp_clearing s WHERE s.item_id = i.id) > e.began_at THEN 1 ELSE 0 END FROM item i "
              "JOIN customer c ON c.id = i.customer_id JOIN erp_extract e ON e.id = :extract LEFT "
              "JOIN erp_extract_row x ON x.extract_id = e.id AND x.company_code = i.company_code "
              "AND x.number = i.number AND x.fiscal_year = i.fiscal_year WHERE (e.company_codes = "
              "'' OR e.company_codes LIKE '%,' || i.company_code || ',%') AND (i.open_minor <> 0 "
              "OR x.number IS NOT NULL)",
       soci::use(extract.row, "extract"), soci::into(row.company_code), soci::into(row.number),
       soci::into(row.fiscal_year), soci::into(row.customer), soci::into(row.open_minor),
       soci::into(row.currency), soci::into(row.dunning_block), soci::into(row.settled_here_minor),
       soci::into(newer));
  query.execute();
  while (query.fetch()) {
    row.is_newer = newer != 0;
    each(row);
  }
}

void add_balance_check(soci::session& sql, const BalanceCheckResult& result,
                       const std::vector<BalanceDifferenceRow>& differences, Instant now) {
  const auto at = to_column(now), as_of = to_column(result.as_of);
  sql << "INSERT INTO balance_check (run_id, checked_at, as_of_at, accounts, items, differences) "
         "VALUES (:run, :at, :as_of, :accounts, :items, :differences)",
      soci::use(result.run, "run"), soci::use(at, "at"), soci::use(as_of, "as_of"),
      soci::use(result.accounts, "accounts"), soci::use(result.items, "items"),
      soci::use(result.differences, "differences");
  std::int64_t check = 0, position = 0;
  sql << "SELECT MAX(id) FROM balance_check", soci::into(check);
  for (const BalanceDifferenceRow& d : differences) {
    ++position;
    soci::indicator erp = d.erp_minor ? soci::i_ok : soci::i_null,
                    here = d.here_minor ? soci::i_ok : soci::i_null,
                    settled = d.settled_here_minor ? soci::i_ok : soci::i_null;
    const std::int64_t erp_minor = d.erp_minor.value_or(0), here_minor = d.here_minor.value_or(0),
                       settled_minor = d.settled_here_minor.value_or(0);
    sql << "INSERT INTO balance_difference (check_id, position, cause, customer_number, "
           "company_code, number, fiscal_year, currency, erp_minor, here_minor, "
           "settled_here_minor, erp_block, here_block) VALUES (:check, :position, :cause, "
           ":customer, :company, NULLIF(:number, ''), NULLIF(:year, 0), :currency, :erp, :here, "
           ":settled, NULLIF(:erp_block, ''), NULLIF(:here_block, ''))",
        soci::use(check, "check"), soci::use(position, "position"), soci::use(d.cause, "cause"),
        soci::use(d.customer, "customer"), soci::use(d.company_code, "company"),
        soci::use(d.number, "number"), soci::use(d.fiscal_year, "year"),
        soci::use(d.currency, "currency"), soci::use(erp_minor, erp, "erp"),
        soci::use(here_minor, here, "here"), soci::use(settled_minor, settled, "settled"),
        soci::use(d.erp_block, "erp_block"), soci::use(d.here_block, "here_block");
  }
}

std::optional<BalanceCheckResult> last_balance_check(soci::session& sql) {
  BalanceCheckResult r;
  std::int64_t as_of = 0;
  soci::statement query =
      (sql.prepare << "SELECT run_id, as_of_at, accounts, items, differences FROM balance_check "
                      "ORDER BY id DESC LIMIT 1",
       soci::into(r.run), soci::into(as_of), soci::into(r.accounts), soci::into(r.items),
       soci::into(r.differences));
  query.execute();
  if (!query.fetch()) return std::nullopt;
  r.as_of = from_column(as_of);
  return r;
}

}  // namespace saldo::store
