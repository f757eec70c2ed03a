#include <algorithm>

#include "cash/decision.hpp"
#include "cash/payer_stages.hpp"
#include "cash/proposals.hpp"
#include "cash/reading.hpp"

namespace saldo::cash {
namespace {

Decision open_decision(const Payment& payment) {
  Decision d;
  d.unapplied = payment.amount;
  return d;
}

void add_evidence(Decision& d, const Reading& reading, const Payer& payer) {
  for (const Finding& f : reading.findings) d.evidence.push_back(f.evidence);
  d.evidence.insert(d.evidence.end(), payer.evidence.begin(), payer.evidence.end());
}

std::string join(const std::vector<std::string>& sentences) {
  std::string s;
  for (const std::string& sentence : sentences) s += (s.empty() ? "" : " ") + sentence;
  return s;
}

/// Stage 0: what can't be a customer's payment, by its sign.
std::optional<Decision> decide_by_kind(const Payment& payment) {
  Decision d = open_decision(payment);
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

/// Applies to what is named by references and numbers (RULES §2.2, stages 2 and 4), or says why
/// not.
class ReferenceStages {
 public:
  ReferenceStages(const Payment& payment, const Book& book, const Findings& found,
                  const Payer& payer)
      : payment_(payment), book_(book), found_(found), payer_(payer) {}

  std::optional<Decision> run() const {
    if (!found_.names_items()) return std::nullopt;
    const Reading named = read_together({&found_.by_reference, &found_.by_number});
    if (named.all_cleared()) return decide_cleared(named);
    if (auto d = apply(named)) return d;
    if (!found_.by_part.empty() && found_.parts_complete) {
      const Reading with_parts =
          read_together({&found_.by_reference, &found_.by_number, &found_.by_part});
      if (auto d = apply(with_parts)) return d;
      if (with_parts.exact(payment_)) return propose(with_parts);
    }
    return propose(named);
  }

 private:
  std::string rule() const {
    return found_.by_number.empty() ? "reference.creditor" : "reference.exact";
  }

  std::optional<Decision> apply(const Reading& reading) const {
    if (!reading.exact(payment_) || !doubts_about(reading, payment_, found_, payer_, book_).empty())
      return std::nullopt;
    Decision d = open_decision(payment_);
    d.status = Status::applied;
    d.customer = reading.findings.front().item.customer;
    d.allocations = settle_in_full(reading.items());
    d.unapplied = {0, payment_.amount.currency};
    d.rule = rule();
    add_evidence(d, reading, payer_);
    d.evidence.push_back({"amount", show(payment_.amount), 0, 0});
    d.runner_up = equal_item(reading);
    d.reason = reading.findings.size() == 1
                   ? "The item is named, and exactly what is open on it was paid."
                   : "All items are named, and exactly the sum of what is open on them was paid.";
    return d;
  }
  /// Another item of the customer that the amount alone would fit as well.
  std::optional<Proposal> equal_item(const Reading& reading) const {
    if (reading.findings.size() != 1) return std::nullopt;
    const OpenItem& chosen = reading.findings.front().item;
    for (const OpenItem& other : book_.open_items(chosen.customer))
      if (other.id != chosen.id && other.open == payment_.amount)
        return Proposal{other.customer,
                        settle_in_full({other}),
                        {0, payment_.amount.currency},
                        "payer.single_item",
                        "The amount fits, but another number is named."};
    return std::nullopt;
  }

  /// Everything that is named has been settled already: a duplicate, or a number from last month.
  Decision decide_cleared(const Reading& reading) const {
    Decision d = open_decision(payment_);
    add_evidence(d, reading, payer_);
    const auto customers = reading.customers();
    const model::CustomerId customer = customers.front();
    Money invoiced{0, payment_.amount.currency};
    for (const OpenItem& item : reading.items())
      if (item.amount.currency == invoiced.currency) invoiced += item.amount;
    const bool duplicate = invoiced == payment_.amount;
    d.rule = duplicate ? "reference.duplicate" : "reference.cleared";
    d.reason = duplicate
                   ? "DUPLICATE_SUSPECT: what is named was settled before, with this very amount."
                   : "Nothing is open any more on what is named.";
    if (customers.size() > 1 || payer_.account_of_others(customer)) {
      d.status = Status::proposed;
      d.customer = customers.size() > 1 ? payer_.known() : customer;
      d.reason += customers.size() > 1
                      ? " The items belong to different customers."
                      : " It was paid from an account that is known for another customer only.";
      for (const auto c : customers) add(d.proposals, on_account(c, payment_, d.reason));
      return d;
    }
    d.status = Status::unapplied;
    d.customer = customer;
    add_payer_proposals(d, customer, payment_, book_);
    return d;
  }

  Decision propose(const Reading& reading) const {
    Decision d = open_decision(payment_);
    d.status = Status::proposed;
    d.rule = rule();
    add_evidence(d, reading, payer_);
    std::vector<std::string> doubts = doubts_about(reading, payment_, found_, payer_, book_);
    if (!reading.exact(payment_)) doubts.insert(doubts.begin(), sum_differs(reading));
    d.reason = join(doubts);
    const auto customers = reading.customers();
    d.customer = customers.size() == 1 ? customers.front() : payer_.known();
    for (const auto customer : customers) add_fit(d, reading.items_of(customer));
    if (const auto payer = payer_.known()) add_payer_proposals(d, *payer, payment_, book_);
    if (d.proposals.empty() && d.customer)
      add(d.proposals, on_account(*d.customer, payment_, d.reason));
    if (d.proposals.size() > 1) d.runner_up = d.proposals[1];
    return d;
  }
  void add_fit(Decision& d, std::vector<OpenItem> items) const {
    std::erase_if(items, [&](const OpenItem& i) {
      return i.cleared() || i.open.currency != payment_.amount.currency;
    });
    if (auto fit = best_fit(items, payment_, "reference")) add(d.proposals, std::move(*fit));
  }
  std::string sum_differs(const Reading& reading) const {
    Money sum{0, payment_.amount.currency};
    for (const OpenItem& item : reading.items()) {
      if (item.open.currency != sum.currency)
        return "Item " + item.number + " is in " + std::string(item.open.currency.code()) +
               ", the payment in " + std::string(sum.currency.code()) + ".";
      sum += item.open;
    }
    return show(payment_.amount) + " were paid, " + show(sum) + " are open on what is named.";
  }

  const Payment& payment_;
  const Book& book_;
  const Findings& found_;
  const Payer& payer_;
};

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
  }
  return {};
}

Decision decide(const Payment& payment, const Book& book, const Policy& policy) {
  if (auto d = decide_by_kind(payment)) return *std::move(d);
  const ScannedText scanned = scan(payment);
  const Findings found = find(payment, scanned, book, policy);
  const Payer payer = identify(payment, scanned, book);
  if (auto d = ReferenceStages(payment, book, found, payer).run()) return *std::move(d);
  return decide_by_payer(payment, book, found, payer);
}

}  // namespace saldo::cash
