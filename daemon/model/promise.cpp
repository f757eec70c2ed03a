#include "model/promise.hpp"

#include "model/spelling.hpp"

namespace saldo::model {

namespace {

constexpr Spelling<PromiseState, 5> kStates{{
    {PromiseState::open, "open"},
    {PromiseState::kept, "kept"},
    {PromiseState::partly_kept, "partly_kept"},
    {PromiseState::broken, "broken"},
    {PromiseState::withdrawn, "withdrawn"},
}};

}  // namespace

std::string_view to_string(PromiseState state) { return spell(kStates, state); }
Result<PromiseState> parse_promise_state(std::string_view text) {
  return read(kStates, "state of a promise", text);
}

}  // namespace saldo::model
