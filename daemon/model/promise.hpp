#pragma once

#include <string_view>

#include "base/result.hpp"

namespace saldo::model {

/// What has become of a promise to pay (RULES §8; SAP Promise to Pay).
enum class PromiseState {
  open,         ///< its day hasn't come
  kept,         ///< all of it was paid in time
  partly_kept,  ///< part of it was
  broken,       ///< nothing was
  withdrawn,    ///< taken back by a person
};
std::string_view to_string(PromiseState state);
Result<PromiseState> parse_promise_state(std::string_view text);

}  // namespace saldo::model
