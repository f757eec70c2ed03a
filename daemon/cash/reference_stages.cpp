#include "cash/reference_stages.hpp"

#include <algorithm>

#include "cash/payer_stages.hpp"
#include "cash/proposals.hpp"
#include "cash/reading.hpp"
#include "cash/residual.hpp"
#include "cash/settlement.hpp"
#include "model/iban.hpp"

namespace saldo::cash {
namespace {

Reading named_in(const Case& c) {
  return read_together({&c.found.by_reference, &c.found.by_number});
}
bool has_parts(const Case& c) { return !c.found.by_part.empty() && c.found.parts_complete; }
Reading with_parts(const Case& c) {
  return read_together({&c.found.by_reference, &c.found.by_number, &c.found.by_part});
}

std::string rule_of(const Case& c) {
  if (!c.found.by_reference.empty() &&
      c.found.by_reference.front().evidence.kind == "collection_id")
    return "reference.collection";
  return c.found.by_number.empty() ? "reference.creditor" : "reference.exact";
}

void add_evidence(Decision& d, const Reading& reading, const Case& c) {
  for (const Finding& f : reading.findings) d.evidence.push_back(f.evidence);
  d.evidence.insert(d.evidence.end(), c.payer.evidence.begin(), c.payer.evidence.end());
}

/// Another item of the customer that the amount alone would fit as well.
std::optional<Proposal> equal_item(const Reading& reading, const Case& c) {
  if (reading.findings.size() != 1) return std::nullopt;
  const OpenItem& chosen = reading.findings.front().item;
  for (const OpenItem& other : account_of(chosen.customer, c))
    if (other.id != chosen.id && other.open == c.payment.amount)
      return Proposal{other.customer, settle_in_full({other}), c.none(), "payer.single_item",
                      "The amount fits, but another number is named."};
  return std::nullopt;
}

/// An account is learnt where the payment is proved without it and the payer's name agrees.
bool learns_account(const Reading& reading, model::CustomerId customer, const Case& c) {
  const bool sure = std::none_of(reading.findings.begin(), reading.findings.end(),
                                 [](const Finding& f) { return f.weak; });
  return sure && c.payer.by_iban.empty() && c.payer.by_name == std::vector{customer} &&
         model::Iban::parse(c.payment.counterparty_iban).has_value();
}

std::optional<Decision> apply_exactly(const Reading& reading, const Case& c, std::string rule) {
  if (!reading.exact(c.payment) || !doubts_about(reading, c).empty()) return std::nullopt;
  Decision d = undecided(c);
  d.status = Status::applied;
  d.customer = reading.findings.front().item.customer;
  d.allocations = settle_in_full(reading.items());
  d.unapplied = c.none();
  d.rule = std::move(rule);
  add_evidence(d, reading, c);
  d.evidence.push_back({"amount", show(c.payment.amount), 0, 0});
  d.runner_up = equal_item(reading, c);
  d.learns_account = learns_account(reading, *d.customer, c);
  d.reason = reading.findings.size() == 1
                 ? "The item is named, and exactly what is open on it was paid."
                 : "All items are named, and exactly the sum of what is open on them was paid.";
  return d;
}

bool may_post(const Settlement& s, const Reading& reading, const Policy& policy) {
  switch (s.kind) {
    case Settlement::Kind::exact:
    case Settlement::Kind::discount:
    case Settlement::Kind::tolerance:
    case Settlement::Kind::over_discount:
      return true;
    case Settlement::Kind::partial:
      // Of several items nobody says which one was paid short.
      return policy.post_partial && reading.findings.size() == 1;
    case Settlement::Kind::overpaid:
      return policy.post_overpaid;
  }
  return false;
}

std::optional<Decision> apply_difference(const Reading& reading, const Case& c) {
  if (!reading.all_open(c.payment) || !doubts_about(reading, c).empty() ||
      !doubts_about_difference(reading, c).empty())
    return std::nullopt;
  const auto items = reading.items();
  auto settled = settle(items, c.payment, c.policy, c.found.says_deduction);
  if (settled)
    if (auto written_off = write_off_residual(items, *settled, c)) settled = std::move(written_off);
  if (!settled || !may_post(*settled, reading, c.policy)) return std::nullopt;
  // The rest of an overpayment may be meant for items that the text leaves out.
  if (settled->rest.minor > 0 && others_of_amount(items, settled->rest, c).possible)
    return std::nullopt;
  Decision d = undecided(c);
  d.status = Status::applied;
  d.customer = items.front().customer;
  d.allocations = settled->allocations;
  d.unapplied = settled->rest;
  d.rule = "reference." + std::string(to_string(settled->kind));
  add_evidence(d, reading, c);
  for (const Allocation& a : d.allocations)
    if (!a.write_off.nothing())
      d.evidence.push_back(
          {"write_off", show(a.write_off.amount()) + ' ' + a.write_off.reason(), 0, 0});
  if (settled->missing.minor > 0) d.evidence.push_back({"missing", show(settled->missing), 0, 0});
  d.runner_up = on_account(*d.customer, c.payment, "The sum differs from what is named.");
  d.reason = settled->reason;
  return d;
}

/// Everything that is named has been settled already: a duplicate, or a number from last month.
Decision decide_cleared(const Reading& reading, const Case& c) {
  Decision d = undecided(c);
  add_evidence(d, reading, c);
  const auto customers = reading.customers();
  const model::CustomerId customer = customers.front();
  Money invoiced = c.none();
  for (const OpenItem& item : reading.items())
    if (item.amount.currency == invoiced.currency) invoiced += item.amount;
  const bool duplicate = invoiced == c.payment.amount;
  d.rule = duplicate ? "reference.duplicate" : "reference.cleared";
  d.reason = duplicate
                 ? "DUPLICATE_SUSPECT: what is named was settled before, with this very amount."
                 : "Nothing is open any more on what is named.";
  const bool others_account =
      c.payer.account_of_others(customer) && !text_names(c.scanned, customer, c.book);
  if (customers.size() > 1 || others_account) {
    d.status = Status::proposed;
    d.customer = customers.size() > 1 ? c.payer.known() : customer;
    d.reason += customers.size() > 1
                    ? " The items belong to different customers."
                    : " It was paid from an account that is known for another customer only.";
    for (const auto each : customers) add(d.proposals, on_account(each, c.payment, d.reason));
    return d;
  }
  d.status = Status::unapplied;
  d.customer = customer;
  add_payer_proposals(d, customer, c);
  return d;
}

std::string sum_differs(const Reading& reading, const Case& c) {
  Money sum = c.none();
  for (const OpenItem& item : reading.items()) {
    if (item.open.currency != sum.currency)
      return "Item " + item.number + " is in " + std::string(item.open.currency.code()) +
             ", the payment in " + std::string(sum.currency.code()) + ".";
    sum += item.open;
  }
  return show(c.payment.amount) + " were paid, " + show(sum) + " are open on what is named.";
}

/// What is named, and the only other items that take up what is left of the payment.
void add_fit_with_others(Decision& d, std::vector<OpenItem> items, const Case& c) {
  Money rest = c.payment.amount;
  for (const OpenItem& item : items) rest -= item.open;
  if (rest.minor <= 0) return;
  const std::vector<OpenItem> others = others_of_amount(items, rest, c).only;
  if (others.empty()) return;
  items.insert(items.end(), others.begin(), others.end());
  add(d.proposals, {items.front().customer, settle_in_full(items), c.none(), "reference.and_others",
                    "What is named, with the only other items that take up the rest."});
}

void add_fit(Decision& d, std::vector<OpenItem> items, const Case& c) {
  std::erase_if(items, [&](const OpenItem& i) {
    return i.cleared() || i.open.currency != c.payment.amount.currency;
  });
  if (items.empty()) return;
  add_fit_with_others(d, items, c);
  if (auto fit = best_fit(items, c.payment, c.policy, "reference")) add(d.proposals, *fit);
}

Decision propose(const Reading& reading, const Case& c) {
  Decision d = undecided(c);
  d.status = Status::proposed;
  d.rule = rule_of(c);
  add_evidence(d, reading, c);
  std::vector<std::string> doubts = doubts_about(reading, c);
  if (!reading.exact(c.payment)) {
    doubts.insert(doubts.begin(), sum_differs(reading, c));
    const auto more = doubts_about_difference(reading, c);
    doubts.insert(doubts.end(), more.begin(), more.end());
  }
  d.reason = join(doubts);
  const auto customers = reading.customers(),
             payers = customers.size() == 1 ? customers : std::vector<model::CustomerId>{};
  d.customer = payers.empty() ? c.payer.known() : payers.front();
  for (const auto customer : customers) add_fit(d, reading.items_of(customer), c);
  if (const auto payer = c.payer.known()) add_payer_proposals(d, *payer, c);
  if (d.proposals.empty() && d.customer)
    add(d.proposals, on_account(*d.customer, c.payment, d.reason));
  if (d.proposals.size() > 1) d.runner_up = d.proposals[1];
  return d;
}

}  // namespace

std::optional<Decision> apply_named(const Case& c) {
  if (c.found.names_items()) {
    const Reading named = named_in(c);
    if (named.all_cleared()) return std::nullopt;
    if (auto d = apply_exactly(named, c, rule_of(c))) return d;
    if (has_parts(c)) return apply_exactly(with_parts(c), c, rule_of(c));
    return std::nullopt;
  }
  if (c.found.by_order.empty() || !c.found.unknown.empty()) return std::nullopt;
  return apply_exactly(read_together({&c.found.by_order}), c, "reference.order");
}

std::optional<Decision> apply_named_with_difference(const Case& c) {
  if (!c.found.names_items()) return std::nullopt;
  if (!c.found.parts_complete) return std::nullopt;
  return apply_difference(has_parts(c) ? with_parts(c) : named_in(c), c);
}

std::optional<Decision> propose_named(const Case& c) {
  if (!c.found.names_items()) return std::nullopt;
  const Reading named = named_in(c);
  if (named.all_cleared()) return decide_cleared(named, c);
  if (has_parts(c)) {
    const Reading more = with_parts(c);
    if (more.exact(c.payment)) return propose(more, c);
  }
  return propose(named, c);
}

}  // namespace saldo::cash
