#pragma once

#include <optional>

#include "model/promise.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// Whether promises to pay are kept (RULES §8).
namespace saldo::collect {

struct PromiseTerms {
  Money amount;  ///< positive
  Date promised_for;
  int tolerance_days = 0;  ///< so many days later still keeps it

  Date last_day() const { return promised_for.plus_days(tolerance_days); }
};

/// What has become of an open promise, by what was paid on its items from the day it was given to
/// its last day. Kept as soon as all is paid; broken or partly kept only once its last day is over.
model::PromiseState judge(const PromiseTerms& terms, Money paid, Date today);

/// The promise on an item before this one.
struct EarlierPromise {
  model::PromiseState state = model::PromiseState::open;
  int level = 1;
};
/// The how-manieth promise on an item it is, counting those that weren't kept: one after an open,
/// partly kept, broken or withdrawn one counts one more; after a kept one, for the rest, it stays.
int promise_level(const std::optional<EarlierPromise>& earlier);

}  // namespace saldo::collect
