#include "cash/advice_stage.hpp"
#include "cash/case.hpp"
#include "cash/decision.hpp"
#include "cash/payer_stages.hpp"
#include "cash/reference_stages.hpp"
#include "cash/slip_stage.hpp"

namespace saldo::cash {
namespace {

/// Stage 0: what can't be a customer's payment, by its sign.
std::optional<Decision> decide_by_kind(const Payment& payment) {
  Decision d;
  d.unapplied = payment.amount;
  if (payment.returned) {
    d.rule = "technical.return";
    d.reason = "The bank gives back an earlier payment; link it to the one that it undoes.";
    return d;
  }
  if (payment.amount.minor > 0) return std::nullopt;
  d.status = Status::not_ar;
  d.rule = payment.amount.minor < 0 ? "technical.money_out" : "technical.no_money";
  d.reason =
      payment.amount.minor < 0 ? "Money out, and not a return: we paid it." : "No money was moved.";
  d.unapplied = {0, payment.amount.currency};
  return d;
}

Case read(const Payment& payment, const Book& book, const Policy& policy) {
  Case c{payment, book, policy, scan(payment), {}, {}};
  c.found = find(payment, c.scanned, book, policy);
  return c;
}

/// What this depth proves, on top of those before it.
std::optional<Decision> decide_at(Case& c, Depth depth) {
  c.payer = identify(c.payment, c.scanned, c.book, /*with_learnt=*/depth != Depth::exact);
  switch (depth) {
    case Depth::exact:
      if (auto d = apply_advised(c)) return d;
      return apply_named(c);
    case Depth::named:
      if (auto d = apply_in_spite_of_slips(c)) return d;
      return apply_named_with_difference(c);
    case Depth::all:
      break;
  }
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
  if (auto d = decide_by_kind(payment)) {
    // A return waits for a person, as everything does that isn't proved.
    if (d->status == Status::suspense && depth != Depth::all) return std::nullopt;
    return d;
  }
  Case c = read(payment, book, policy);
  for (const Depth each : {Depth::exact, Depth::named, Depth::all}) {
    if (auto d = decide_at(c, each)) return d;
    if (each == depth) break;
  }
  return std::nullopt;
}

Decision decide(const Payment& payment, const Book& book, const Policy& policy) {
  return *decide_to_depth(payment, book, policy, Depth::all);
}

}  // namespace saldo::cash
