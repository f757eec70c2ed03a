#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/environment.hpp"
#include "flows/stage.hpp"
#include "store/documents.hpp"
#include "store/extracts.hpp"

namespace saldo::flows {

struct Posted {
  store::PostedCounts counts;
  bool changed = false;   ///< something is in the book that wasn't there
  bool answered = false;  ///< messages got an answer, or a mail came: no job has anything to do
  std::vector<std::string> refusals;  ///< why statements, customers or items were set aside
  std::optional<store::ExtractOutcome> extract;  ///< of which it is a part
};

/// Brings the staged records of a document into the book, with the document's state, in one
/// transaction: all of it or nothing, but for statements that the decoder itself set aside, and for
/// customers and items that the book refuses, which are quarantined while the rest is posted. A
/// Failure of kind invalid or conflict means the document has to be set aside; any other, that the
/// attempt may be repeated.
/// `run` is noted as having changed the book.
Result<Posted> post(const Environment& environment, const store::Document& document,
                    const store::DecodedBy& by, const Stage& stage, std::int64_t run,
                    store::Durability durability = store::Durability::acknowledged);

}  // namespace saldo::flows
