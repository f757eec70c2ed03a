#include "store/dispute_evidence.hpp"

#include <soci/soci.h>

#include <boost/json.hpp>

#include "store/columns.hpp"
#include "store/rows.hpp"

namespace saldo::store {

namespace json = boost::json;

void add_evidence(soci::session& sql, const NewEvidence& evidence, Instant now) {
  const std::string kind(model::to_string(evidence.kind));
  const auto at = to_column(now);
  sql << "INSERT INTO dispute_evidence (dispute_id, kind, reference, actor, recorded_at) VALUES "
         "(:dispute, :kind, :reference, :actor, :at)",
      soci::use(evidence.dispute, "dispute"), soci::use(kind, "kind"),
      soci::use(evidence.reference, "reference"), soci::use(evidence.actor, "actor"),
      soci::use(at, "at");
}

std::vector<model::EvidenceKind> evidence_kinds(soci::session& sql, std::int64_t dispute) {
  std::vector<model::EvidenceKind> all;
  std::string kind;
  soci::statement query =
      (sql.prepare << "SELECT DISTINCT kind FROM dispute_evidence WHERE dispute_id = :dispute",
       soci::use(dispute, "dispute"), soci::into(kind));
  query.execute();
  while (query.fetch()) all.push_back(model::parse_evidence_kind(kind).value());
  return all;
}

json::array list_evidence(soci::session& sql, std::int64_t dispute) {
  json::array all;
  for_each_object(sql,
                  "SELECT kind, reference, actor, recorded_at FROM dispute_evidence WHERE "
                  "dispute_id = :dispute ORDER BY id",
                  {{"dispute", dispute}},
                  [&](json::object& row) { all.push_back(std::move(row)); });
  return all;
}

}  // namespace saldo::store
