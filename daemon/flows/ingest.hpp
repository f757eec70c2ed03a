#pragma once

#include <cstdint>
#include <string>

#include "flows/environment.hpp"

namespace saldo::flows {

/// What became of the documents of one run.
struct IngestTotals {
  std::int64_t posted = 0, quarantined = 0, unchanged = 0, left = 0;
  std::int64_t statements = 0, refused_statements = 0, transactions = 0, duplicates = 0,
               customers = 0, items = 0;
  std::int64_t cleared = 0;  ///< items that the ERP no longer lists
  bool changed = false;
  std::string first_error;  ///< why documents were left: what has to be mended or waited for
  bool give_up = false;     ///< the fault is in configuration or authorisation: retrying won't help
};

/// Decodes and posts every document of the connector that waits, in order of arrival: bytes from
/// the archive, a confined child, checks, one transaction. Bad input is set aside with its
/// reason and the rest goes on; input that ends its decoder three times is set aside too.
/// `durability` is that of each transaction.
IngestTotals ingest(const Environment& environment, const config::Connector& connector,
                    const RunControl& control,
                    store::Durability durability = store::Durability::acknowledged);

/// The same as a job: `ingest` with its totals as result.
RunOutcome run_ingest(const Environment& environment, const config::Connector& connector,
                      const RunControl& control);

RunOutcome to_outcome(const IngestTotals& totals, const RunControl& control);

}  // namespace saldo::flows
