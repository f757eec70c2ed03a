#pragma once

#include <boost/json/array.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "model/deduction.hpp"

namespace soci {
class session;
}

/// What shows who is right in a dispute. Evidence is only ever added: what it was worth is told by
/// the resolution.
namespace saldo::store {

struct NewEvidence {
  std::int64_t dispute = 0;
  model::EvidenceKind kind = model::EvidenceKind::contract;
  std::string reference;  ///< where it is to be found
  std::string actor;
};
void add_evidence(soci::session& sql, const NewEvidence& evidence, Instant now);
std::vector<model::EvidenceKind> evidence_kinds(soci::session& sql, std::int64_t dispute);
/// As JSON, in order.
boost::json::array list_evidence(soci::session& sql, std::int64_t dispute);

}  // namespace saldo::store
