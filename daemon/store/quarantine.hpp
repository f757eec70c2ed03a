#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/documents.hpp"

/// What was refused: whole documents, and single statements of documents that were posted.
namespace saldo::store {

/// Sets a document aside with the reason; `report` is a crash report or empty. A document of which
/// an earlier attempt posted statements stays posted.
void mark_quarantined(soci::session& sql, std::int64_t id, const std::string& decoder,
                      const Failure& failure, const std::string& report, Instant now);

struct SetAside {
  std::int64_t statement = 0;  ///< its index in the document
  Failure failure;
};
/// Sets one statement of a posted document aside.
void set_aside(soci::session& sql, std::int64_t document, const std::string& decoder,
               const SetAside& what, Instant now);

/// True when something of the document is refused and not resolved since.
bool has_refusals(soci::session& sql, std::int64_t document);
/// Puts a document back in line for being decoded again.
void mark_received_again(soci::session& sql, std::int64_t id);
/// Documents of which something waits in the quarantine because it broke this rule: whole ones by
/// their latest refusal, parts of posted ones by theirs.
std::vector<std::int64_t> quarantined_by_rule(soci::session& sql, std::string_view rule);

}  // namespace saldo::store
