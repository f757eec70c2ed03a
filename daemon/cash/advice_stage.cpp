#include "cash/advice_stage.hpp"

#include <algorithm>
#include <cstdlib>

#include "cash/proposals.hpp"
#include "cash/settlement.hpp"
#include "model/keys.hpp"

namespace saldo::cash {
namespace {

/// An advice, read as to what the payment settles.
struct Advised {
  Advice advice;
  bool by_number = false;  ///< the payment names it
  std::vector<Allocation> allocations;
  std::vector<model::CustomerId> customers;  ///< of the items
  std::string rule = "advice.exact";
  std::string doubt;  ///< empty: it is proof
};

bool meets(const std::vector<model::CustomerId>& some, const std::vector<model::CustomerId>& all) {
  return std::any_of(some.begin(), some.end(), [&](model::CustomerId c) {
    return std::find(all.begin(), all.end(), c) != all.end();
  });
}

class AdviceStage {
 public:
  explicit AdviceStage(const Case& c) : c_(c) {}

  /// The one advice of this payment; nothing if there is none, or if several could be it.
  std::optional<Advised> find() const {
    auto named = candidates_by_number();
    const bool by_number = !named.empty();
    // What the payment says itself goes before an advice that it doesn't mention.
    const bool silent =
        !c_.found.names_items() && c_.found.unknown.empty() && c_.found.advices.empty();
    if (!by_number && !silent) return std::nullopt;
    const auto all = by_number ? std::move(named) : candidates_by_total();
    if (all.size() != 1) return std::nullopt;
    Advised a{.advice = all.front(), .by_number = by_number};
    read(a);
    return a;
  }

 private:
  static Money total_of(const Advice& advice) {
    if (advice.total.minor != 0 || advice.lines.empty()) return advice.total;
    Money sum{0, advice.lines.front().amount.currency};
    for (const Advice::Line& line : advice.lines) sum += line.amount;
    return sum;
  }
  bool is_of_payer(const Advice& advice) const {
    const Payer& p = c_.payer;
    return meets(advice.customers, p.by_iban) || meets(advice.customers, p.by_name) ||
           meets(advice.customers, p.by_learnt) || meets(advice.customers, p.by_number);
  }

  std::vector<Advice> candidates_by_number() const {
    std::vector<Advice> found;
    for (const std::string& key : c_.found.advices)
      for (Advice& advice : c_.book.advices_by_number(key))
        if (total_of(advice) == c_.payment.amount) found.push_back(std::move(advice));
    // Payers number their advices each for themselves.
    if (found.size() > 1)
      std::erase_if(found, [&](const Advice& advice) { return !is_of_payer(advice); });
    return found;
  }
  std::vector<Advice> candidates_by_total() const {
    auto found = c_.book.advices_by_total(c_.payment.amount);
    std::erase_if(found, [&](const Advice& advice) {
      const bool near =
          advice.payment_date.empty() ||
          std::abs(days_between(advice.payment_date, c_.day())) <= c_.policy.advice_days;
      return !near || !is_of_payer(advice);
    });
    return found;
  }

  /// The item that a line means: of the advice's customer, in the payment's currency, open.
  std::optional<OpenItem> item_of(const Advice::Line& line, const Advice& advice) const {
    auto items = c_.book.items_by_number(model::number_key(line.document));
    std::erase_if(items, [&](const OpenItem& i) {
      const bool others = !advice.customers.empty() && !meets({i.customer}, advice.customers);
      return i.cleared() || others || i.open.currency != c_.payment.amount.currency ||
             (!c_.payment.company_code.empty() && i.company_code != c_.payment.company_code);
    });
    if (items.size() != 1) return std::nullopt;
    return items.front();
  }

  void read(Advised& a) const {
    Money stated = c_.none(), less = c_.none();
    for (const Advice::Line& line : a.advice.lines) {
      if (line.amount.currency != stated.currency) {
        a.doubt = "The advice isn't in the payment's currency.";
        return;
      }
      stated += line.amount;
      less += line.discount + line.deduction;
    }
    // Payers state what they pay, or what they were billed; only one of them comes to the total.
    const bool net = stated == c_.payment.amount;
    if (!net && stated - less != c_.payment.amount) {
      a.doubt = "The lines of the advice come to " + show(stated) + ", not to what was paid.";
      return;
    }
    for (const Advice::Line& line : a.advice.lines)
      if (!settle_line(line, net ? line.amount : line.amount - line.discount - line.deduction, a))
        return;
    look_for_contradictions(a);
  }

  bool settle_line(const Advice::Line& line, Money paid, Advised& a) const {
    const auto item = item_of(line, a.advice);
    if (!item) {
      a.doubt = "The advice lists '" + line.document + "', on which nothing is open.";
      return false;
    }
    const Money earned = earned_discount(*item, c_.payment, c_.policy);
    // Half a minor unit may have been rounded the other way.
    const bool granted =
        line.discount.minor > 0 && line.discount.minor <= earned.minor + 1 && earned.minor > 0;
    const Money discount = granted ? line.discount : line.discount.minor > 0 ? earned : c_.none();
    const std::int64_t settled = (paid + discount).minor, open = item->open.minor;
    const bool within =
        open > 0 ? paid.minor > 0 && settled <= open : paid.minor < 0 && settled >= open;
    const bool twice = std::any_of(a.allocations.begin(), a.allocations.end(),
                                   [&](const Allocation& b) { return b.item == item->id; });
    if (!within || twice) {
      a.doubt = "The advice pays more on " + item->number + " than the " + show(item->open) +
                " that are open.";
      return false;
    }
    if (settled != open)
      a.rule = "advice.deduction";
    else if (discount.minor != 0 && a.rule == "advice.exact")
      a.rule = "advice.discount";
    a.allocations.push_back({item->id, item->number, paid, discount});
    if (!meets({item->customer}, a.customers)) a.customers.push_back(item->customer);
    return true;
  }

  /// Payers number their advices each for themselves, so the name must not be another's.
  bool bears_others_name(model::CustomerId customer) const {
    const Payer& p = c_.payer;
    return p.by_iban.empty() && !p.paid_before(customer) && p.name_of_others(customer) &&
           !text_names(c_.scanned, customer, c_.book);
  }

  void look_for_contradictions(Advised& a) const {
    if (a.customers.size() != 1) {
      a.doubt = "The advice lists items of several customers, or none.";
    } else if (c_.payer.account_of_others(a.customers.front()) &&
               !text_names(c_.scanned, a.customers.front(), c_.book)) {
      a.doubt = "It was paid from an account that is known for another customer only.";
    } else if (c_.payer.number_of_others(a.customers.front())) {
      a.doubt = "The text gives another customer's number.";
    } else if (bears_others_name(a.customers.front())) {
      a.doubt = "The payer bears another customer's name.";
    } else if (!a.by_number && !c_.payer.known() && c_.payer.by_name != a.customers) {
      a.doubt = "The payment doesn't name the advice, and the payer isn't known for certain.";
    }
  }

  const Case& c_;
};

void add_evidence(Decision& d, const Advised& a, const Case& c) {
  d.evidence.push_back(
      {"advice", a.advice.number.empty() ? a.advice.total.to_string() : a.advice.number, 0, 0});
  for (const Advice::Line& line : a.advice.lines) {
    d.evidence.push_back({"advice_line", line.document, 0, 0});
    if (line.reason.empty()) continue;
    d.evidence.push_back({"deduction_reason", line.reason, 0, 0});
    // A code that isn't mapped is a person's to read.
    if (const auto ours = c.policy.deduction_reasons.find(line.reason);
        ours != c.policy.deduction_reasons.end())
      d.evidence.push_back({"deduction_code", ours->second, 0, 0});
  }
  d.evidence.insert(d.evidence.end(), c.payer.evidence.begin(), c.payer.evidence.end());
  d.evidence.push_back({"amount", show(c.payment.amount), 0, 0});
}

}  // namespace

std::optional<Decision> apply_advised(const Case& c) {
  const auto a = AdviceStage(c).find();
  if (!a || !a->doubt.empty()) return std::nullopt;
  Decision d = undecided(c);
  d.status = Status::applied;
  d.customer = a->customers.front();
  d.allocations = a->allocations;
  d.unapplied = c.none();
  d.rule = a->rule;
  d.advice = a->advice.id;
  add_evidence(d, *a, c);
  d.runner_up =
      on_account(*d.customer, c.payment, "Without the advice, nothing says what is paid.");
  d.reason = a->by_number ? "The payment names an advice whose lines come to what was paid."
                          : "An advice of this payer comes to what was paid.";
  if (a->rule == "advice.deduction") d.reason += " What the advice deducts stays open.";
  return d;
}

std::optional<Decision> propose_advised(const Case& c) {
  const auto a = AdviceStage(c).find();
  if (!a || a->doubt.empty()) return std::nullopt;
  if (c.found.names_items()) return std::nullopt;
  Decision d = undecided(c);
  d.status = Status::proposed;
  d.rule = a->rule;
  d.reason = a->doubt;
  add_evidence(d, *a, c);
  d.customer = a->customers.size() == 1 ? a->customers.front() : c.payer.known();
  if (d.customer && a->allocations.size() == a->advice.lines.size())
    add(d.proposals, {*d.customer, a->allocations, c.none(), a->rule, a->doubt});
  if (d.customer) add(d.proposals, on_account(*d.customer, c.payment, a->doubt));
  if (d.proposals.size() > 1) d.runner_up = d.proposals[1];
  return d;
}

}  // namespace saldo::cash
