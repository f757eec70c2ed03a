#include "cash/exchange_stage.hpp"

#include <algorithm>

#include "cash/proposals.hpp"
#include "cash/reading.hpp"
#include "model/keys.hpp"

namespace saldo::cash {
namespace {

__extension__ using Wide = __int128;

Date day_of(const Payment& payment) {
  return payment.value_date.empty() ? payment.booking_date : payment.value_date;
}

std::vector<OpenItem> named_in(const Findings& found) {
  return read_together({&found.by_reference, &found.by_number, &found.by_part}).items();
}

/// `part` of `whole` in proportion, rounded half away from zero. `of` is positive.
std::int64_t share(std::int64_t part, std::int64_t of, std::int64_t whole) {
  const Wide product = Wide{part} * whole;
  const Wide half = product < 0 ? -(Wide{of} / 2) : Wide{of} / 2;
  return static_cast<std::int64_t>((product + half) / of);
}

std::string written(const ExchangeRates::Found& found, Currency from, Currency to) {
  const std::string base(found.inverse ? to.code() : from.code());
  const std::string quote(found.inverse ? from.code() : to.code());
  return found.rate.to_string() + ' ' + quote + " for 1 " + base + " of " + found.date.to_string();
}

class Exchanging {
 public:
  Exchanging(const Conversion& conversion, const Payment& payment, const Book& book,
             const ExchangeRates& rates)
      : conversion_(conversion), payment_(payment), book_(book), rates_(rates) {}

  /// Gives each allocation its part of the payment; what is left is the rest.
  Money exchange(std::vector<Allocation>& allocations, Money unapplied) const {
    Money rest = payment_.amount;
    for (Allocation& a : allocations) {
      Exchange e;
      const bool last = &a == &allocations.back() && unapplied.minor == 0;
      e.cash =
          last ? rest
               : Money{share(a.paid.minor, conversion_.payment.amount.minor, payment_.amount.minor),
                       payment_.amount.currency};
      e.rate = conversion_.rate;
      e.difference = difference(a, e.cash);
      rest -= e.cash;
      a.exchange = std::move(e);
    }
    return rest;
  }

 private:
  std::optional<Money> difference(const Allocation& a, Money cash) const {
    for (const OpenItem& item : book_.items_by_number(model::number_key(a.number))) {
      if (item.id != a.item) continue;
      const auto found = rates_.find(a.paid.currency, cash.currency, item.posting_date);
      if (found) return cash - saldo::cash::convert(*found, a.paid, cash.currency);
    }
    return std::nullopt;
  }

  const Conversion& conversion_;
  const Payment& payment_;
  const Book& book_;
  const ExchangeRates& rates_;
};

}  // namespace

std::optional<Currency> foreign_currency(const Findings& found, const Payment& payment) {
  std::optional<Currency> currency;
  for (const OpenItem& item : named_in(found)) {
    if (item.cleared()) continue;
    if (item.open.currency == payment.amount.currency) return std::nullopt;
    if (currency && *currency != item.open.currency) return std::nullopt;
    currency = item.open.currency;
  }
  return currency;
}

std::optional<Conversion> convert(const Payment& payment, Currency to, const Findings& found,
                                  const ExchangeRates& rates) {
  Conversion c{payment, {}, false};
  if (payment.instructed && payment.instructed->currency == to && payment.instructed->minor > 0) {
    c.payment.amount = *payment.instructed;
    c.rate = show(*payment.instructed) + " for " + show(payment.amount) + " by the bank";
    c.by_bank = true;
    return c;
  }
  const auto rate = rates.find(payment.amount.currency, to, day_of(payment));
  if (!rate) return std::nullopt;
  c.payment.amount = convert(*rate, payment.amount, to);
  c.rate = written(*rate, payment.amount.currency, to);
  // The payer rounded once, in the payment's currency: a sum that comes to it is what was meant.
  Money sum{0, to};
  for (const OpenItem& item : named_in(found))
    if (item.open.currency == to) sum += item.open;
  const ExchangeRates::Found back{rate->rate, rate->date, !rate->inverse};
  if (convert(back, sum, payment.amount.currency) == payment.amount) c.payment.amount = sum;
  return c;
}

Decision in_own_currency(Decision d, const Conversion& conversion, const Payment& payment,
                         const Book& book, const ExchangeRates& rates) {
  const Exchanging exchanging(conversion, payment, book, rates);
  d.unapplied = d.status == Status::applied ? exchanging.exchange(d.allocations, d.unapplied)
                                            : payment.amount;
  for (Proposal& p : d.proposals) p.unapplied = exchanging.exchange(p.allocations, p.unapplied);
  if (d.runner_up)
    d.runner_up->unapplied = exchanging.exchange(d.runner_up->allocations, d.runner_up->unapplied);
  d.evidence.push_back({"exchange_rate", conversion.rate, 0, 0});
  for (const Allocation& a : d.allocations)
    if (a.exchange->difference && a.exchange->difference->minor != 0)
      d.evidence.push_back({"exchange_difference", show(*a.exchange->difference), 0, 0});
  d.reason += " The items are in " + std::string(conversion.payment.amount.currency.code()) + ": " +
              conversion.rate + '.';
  return d;
}

Decision hold_unconverted(const Payment& payment, Currency items, const Findings& found,
                          const std::optional<Conversion>& conversion) {
  Decision d;
  d.status = Status::proposed;
  d.unapplied = payment.amount;
  d.rule = conversion ? "currency.nothing" : "currency.no_rate";
  const auto named = named_in(found);
  for (const auto* list : {&found.by_reference, &found.by_number})
    for (const Finding& f : *list) d.evidence.push_back(f.evidence);
  const std::string own(payment.amount.currency.code()), other(items.code());
  d.reason = "Item " + named.front().number + " is in " + other + ", the payment in " + own + "; " +
             (conversion ? "by " + conversion->rate + " it comes to nothing."
                         : "neither the message nor the configured rates of " +
                               day_of(payment).to_string() + " say what 1 " + own + " is in " +
                               other + ".");
  const model::CustomerId customer = named.front().customer;
  if (std::all_of(named.begin(), named.end(),
                  [&](const OpenItem& i) { return i.customer == customer; })) {
    d.customer = customer;
    add(d.proposals, on_account(customer, payment, d.reason));
  }
  return d;
}

}  // namespace saldo::cash
