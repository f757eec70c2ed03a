#pragma once

#include "saldo/date.hpp"

namespace saldo::model {

/// The days from `from` to `to`, both included. An empty `from` is never; an empty `to` has no end.
struct Period {
  Date from, to;
  constexpr bool contains(Date day) const {
    return !from.empty() && from <= day && (to.empty() || day <= to);
  }
  friend constexpr bool operator==(const Period&, const Period&) = default;
};

}  // namespace saldo::model
