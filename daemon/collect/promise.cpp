#include "collect/promise.hpp"

namespace saldo::collect {

using model::PromiseState;

PromiseState judge(const PromiseTerms& terms, Money paid, Date today) {
  if ((paid - terms.amount).minor >= 0) return PromiseState::kept;
  if (today <= terms.last_day()) return PromiseState::open;
  return paid.minor > 0 ? PromiseState::partly_kept : PromiseState::broken;
}

int promise_level(const std::optional<EarlierPromise>& earlier) {
  if (!earlier) return 1;
  return earlier->level + (earlier->state == PromiseState::kept ? 0 : 1);
}

}  // namespace saldo::collect
