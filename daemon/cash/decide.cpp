#include "cash/advice_stage.hpp"
#include "cash/case.hpp"
#include "cash/decision.hpp"
#include "cash/exchange_stage.hpp"
#include "cash/payer_stages.hpp"
#include "cash/reference_stages.hpp"
#include "cash/slip_stage.hpp"
#include "cash/technical_stage.hpp"

namespace saldo::cash {
namespace {

Case read(const Payment& payment, const Book& book, const Policy& policy) {
  Case c{payment, book, policy, scan(payment), {}, {}};
  c.found = find(payment, c.scanned, book, policy);
  c.payer = identify(payment, c.scanned, book);
  return c;
}

std::optional<Decision> decide_at(Case& c, Depth depth);

/// The first depth that proves something, up to this one.
std::optional<Decision> decide_case(Case& c, Depth depth) {
  for (const Depth each : {Depth::exact, Depth::named, Depth::all}) {
    if (auto d = decide_at(c, each)) return d;
    if (each == depth) break;
  }
  return std::nullopt;
}

/// The items that are named are in another currency: they are settled in theirs.
std::optional<Decision> decide_in_currency(const Case& c, Currency currency, Depth depth) {
  const auto conversion = convert(c.payment, currency, c.found, c.policy.rates);
  if (!conversion || conversion->payment.amount.minor <= 0) {
    if (depth != Depth::all) return std::nullopt;
    return hold_unconverted(c.payment, currency, c.found, conversion);
  }
  Policy policy = c.policy;
  // By our own rate, a difference may be no more than that of the payer's bank.
  policy.post_partial &= conversion->by_bank;
  policy.post_overpaid &= conversion->by_bank;
  Case converted = read(conversion->payment, c.book, policy);
  auto d = decide_case(converted, depth);
  if (!d) return std::nullopt;
  return in_own_currency(std::move(*d), *conversion, c.payment, c.book, c.policy.rates);
}

/// What this depth proves, on top of those before it.
std::optional<Decision> decide_at(Case& c, Depth depth) {
  if (depth != Depth::exact) add_learnt(c.payer, c.payment, c.book);
  switch (depth) {
    case Depth::exact:
      if (auto d = apply_advised(c)) return d;
      return apply_named(c);
    case Depth::named:
      if (auto d = apply_named(c)) return d;  // an account that was learnt may resolve a doubt
      if (auto d = apply_in_spite_of_slips(c)) return d;
      return apply_named_with_difference(c);
    case Depth::all:
      break;
  }
  if (auto d = route(c)) return d;
  if (auto d = propose_advised(c)) return d;
  if (auto d = propose_named(c)) return d;
  return decide_by_payer(c);
}

}  // namespace

std::string_view to_string(Status status) {
  switch (status) {
    case Status::applied:
      return "applied";
    case Status::unapplied:
      return "unapplied";
    case Status::suspense:
      return "suspense";
    case Status::proposed:
      return "proposed";
    case Status::not_ar:
      return "not_ar";
    case Status::returned:
      return "returned";
  }
  return {};
}

std::optional<Decision> decide_to_depth(const Payment& payment, const Book& book,
                                        const Policy& policy, Depth depth) {
  if (auto d = decide_by_kind(payment, book, policy)) {
    // What isn't proved waits for a person; one may be linked once its payment is decided on.
    if (d->status == Status::suspense && depth != Depth::all) return std::nullopt;
    return d;
  }
  Case c = read(payment, book, policy);
  if (const auto currency = foreign_currency(c.found, payment))
    return decide_in_currency(c, *currency, depth);
  return decide_case(c, depth);
}

Decision decide(const Payment& payment, const Book& book, const Policy& policy) {
  return *decide_to_depth(payment, book, policy, Depth::all);
}

}  // namespace saldo::cash
