#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace saldo::model {

/// One part of an extract as it stands in the book (saldo::Extract).
struct ExtractPart {
  std::int64_t part = 0;  ///< from 1
  bool last = false;
  std::int64_t rows = 0;
  std::optional<std::int64_t> total;  ///< of the whole extract, as the ERP counted with this part
};

/// What may be concluded from the parts of an extract that are in the book.
struct ExtractProof {
  enum class State {
    loading,     ///< parts are still to come, or wait in the quarantine
    incomplete,  ///< all parts are there, and they don't prove that nothing is missing
    complete,    ///< what isn't in it, the ERP didn't have
  };
  State state = State::loading;
  std::string reason;  ///< one sentence, unless complete
};

/// Judges the parts, which are in order and each there once. Complete is what has every part up to
/// the one marked last, and as many rows as the ERP counted, the same number with each part: a book
/// that changed while it was read may have moved a row past the reader.
ExtractProof judge(const std::vector<ExtractPart>& parts);

}  // namespace saldo::model
