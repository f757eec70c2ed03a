#include "cash/payer_stages.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <unordered_map>

#include "cash/combinations.hpp"
#include "cash/natural_groups.hpp"
#include "cash/near_numbers.hpp"
#include "cash/proposals.hpp"
#include "cash/settlement.hpp"
#include "cash/slip_stage.hpp"
#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kUnknownNumbersTried = 4;
constexpr std::int64_t kRound = 10'000;  // minor units: whole hundreds, in most currencies
constexpr std::size_t kFewItems = 3;     // that the rest of an overpayment may be meant for

std::vector<OpenItem> of_amount(const std::vector<OpenItem>& account, Money amount) {
  std::vector<OpenItem> some;
  std::copy_if(account.begin(), account.end(), std::back_inserter(some),
               [&](const OpenItem& i) { return i.open == amount; });
  return some;
}

/// Whether all of the account, or two of its items, also come to the amount.
bool other_sum_fits(const std::vector<OpenItem>& account, Money amount) {
  Money all{0, amount.currency};
  std::unordered_map<std::int64_t, std::size_t> seen;
  for (const OpenItem& item : account) {
    if (seen.contains((amount - item.open).minor)) return true;
    ++seen[item.open.minor];
    all += item.open;
  }
  return account.size() > 1 && all == amount;
}

/// Whether the payment is what is open on the item less the discount that it earns; half a minor
/// unit may have been rounded the other way.
bool is_less_discount(const OpenItem& item, const Case& c) {
  const Money missing = item.open - c.payment.amount;
  if (missing.minor <= 0) return false;
  const Money discount = earned_discount(item, c.payment, c.policy);
  return discount.minor > 0 && std::abs((discount - missing).minor) <= 1;
}

/// A round amount that round items come to: one that is paid on account would look the same.
bool may_be_on_account(const std::vector<OpenItem>& items, Money amount) {
  return amount.minor % kRound == 0 && std::all_of(items.begin(), items.end(), [](const auto& i) {
           return i.open.minor % CombinationLimits{}.coarse_unit == 0;
         });
}

class PayerStages {
 public:
  explicit PayerStages(const Case& c) : c_(c) {
    d_ = undecided(c);
    d_.evidence = c.payer.evidence;
    for (const UnknownNumber& u : c.found.unknown) d_.evidence.push_back(u.evidence);
  }

  Decision run() {
    if (const auto customer = c_.payer.known())
      decide_known(*customer);
    else if (const auto presumed = c_.payer.presumed())
      propose_presumed(*presumed);
    else
      decide_unknown();
    if (d_.proposals.size() > 1) d_.runner_up = d_.proposals[1];
    return std::move(d_);
  }

 private:
  /// Stages 9 to 11 and 14.
  void decide_known(model::CustomerId customer) {
    d_.customer = customer;
    const auto& account = account_of(customer, c_);
    const auto fitting = of_amount(account, c_.payment.amount);
    if (fitting.size() > 1)
      return propose(customer, "payer.equal_items",
                     std::to_string(fitting.size()) + " open items have exactly this amount.");
    const auto groups = groups_of_amount(account, c_);
    if (fitting.size() == 1) {
      const std::string doubt = doubt_about(fitting.front(), account);
      if (!doubt.empty()) return propose(customer, "payer.single_item", doubt);
      return apply(fitting, "payer.single_item",
                   "It was paid from this customer's account, and one open item has exactly this "
                   "amount.");
    }
    if (!groups.empty()) return decide_groups(customer, groups);
    decide_subset(customer, account);
  }
  void decide_groups(model::CustomerId customer, const std::vector<NaturalGroup>& groups) {
    std::string doubt = doubt_about_text();
    if (doubt.empty()) doubt = doubt_about_orders(groups.front().items);
    if (doubt.empty() && groups.size() > 1) doubt = "Several groups of items come to this amount.";
    if (doubt.empty() && !c_.policy.post_groups) doubt = "Groups of items aren't settled unseen.";
    if (doubt.empty() && may_be_on_account(groups.front().items, c_.payment.amount))
      doubt = "A round amount like this may be paid on account; nothing in the text says what for.";
    if (!doubt.empty()) return propose(customer, groups.front().rule, doubt);
    apply(groups.front().items, groups.front().rule,
          "It was paid by this customer. " + groups.front().reason);
  }
  void decide_subset(model::CustomerId customer, const std::vector<OpenItem>& account) {
    std::vector<const OpenItem*> claims;
    std::vector<std::int64_t> amounts;
    for (const OpenItem& item : account) {
      if (item.open.minor <= 0) continue;
      claims.push_back(&item);
      amounts.push_back(item.open.minor);
    }
    CombinationLimits limits;
    limits.items_max = static_cast<std::size_t>(c_.policy.subset_items_max);
    const Combinations all = combinations_of(amounts, c_.payment.amount.minor, limits);
    if (!all.unique()) return keep(customer);
    std::vector<OpenItem> chosen;
    for (const std::size_t i : all.found.front()) chosen.push_back(*claims[i]);
    d_.evidence.push_back({"accident_millionths", std::to_string(all.accident), 0, 0});
    std::string doubt = doubt_about_text();
    if (doubt.empty()) doubt = doubt_about_orders(chosen);
    if (doubt.empty() && !c_.policy.post_subsets) doubt = "Combinations aren't settled unseen.";
    if (doubt.empty() && (all.accident > c_.policy.accident_limit || all.coarse))
      doubt = "These items come to the amount, but others could do so by chance.";
    if (doubt.empty())
      return apply(chosen, "payer.subset",
                   "It was paid by this customer, and no other open items come to this amount.");
    add(d_.proposals, {customer, settle_in_full(chosen), c_.none(), "payer.subset",
                       "These items alone come to the amount."});
    propose(customer, "payer.subset", doubt);
  }
  void keep(model::CustomerId customer) {
    propose(customer, "payer.unapplied",
            "The payer is known, but no single open item has this amount.");
    if (!d_.proposals.empty()) return;
    d_.status = Status::unapplied;
    d_.reason = "The payer is known, and nothing open fits.";
  }

  /// What the text says against concluding anything from who pays.
  std::string doubt_about_text() const {
    if (!c_.found.unknown.empty())
      return "The text gives '" + c_.found.unknown.front().evidence.value +
             "', which isn't in the book.";
    return doubt_about_words();
  }
  std::string doubt_about(const OpenItem& item, const std::vector<OpenItem>& account) const {
    for (const UnknownNumber& u : c_.found.unknown)
      if (!is_tail_of(u.digits, item.number))
        return "The text gives '" + u.evidence.value + "', which isn't this item's number.";
    if (std::string doubt = doubt_about_words(); !doubt.empty()) return doubt;
    if (std::string doubt = doubt_about_orders({item}); !doubt.empty()) return doubt;
    if (other_sum_fits(account, c_.payment.amount))
      return "Other open items together come to this amount, too.";
    return {};
  }

  /// An order that the text names says what is paid, also where that is cleared or comes to another
  /// amount. Customers number their orders each for themselves, so those of others say nothing.
  std::string doubt_about_orders(const std::vector<OpenItem>& chosen) const {
    std::set<model::ItemId> ordered;
    const Evidence* order = nullptr;
    for (const Finding& f : c_.found.ordered)
      if (f.item.customer == *d_.customer) {
        ordered.insert(f.item.id);
        order = &f.evidence;
      }
    const auto is_ordered = [&](const OpenItem& item) { return ordered.contains(item.id); };
    if (order == nullptr || std::all_of(chosen.begin(), chosen.end(), is_ordered)) return {};
    return "The text names the order '" + order->value + "', which was billed with other items.";
  }

  std::string doubt_about_words() const {
    if (!c_.found.ambiguous.empty())
      return "Several open items have the number " + c_.found.ambiguous.front().value + ".";
    if (c_.payer.number_of_others(*d_.customer)) return "The text gives another customer's number.";
    if (c_.found.says_on_account) return "The text says that the money is on account.";
    if (c_.found.says_advice) return "The text refers to an advice that lists what is paid.";
    return {};
  }

  void apply(const std::vector<OpenItem>& items, std::string rule, std::string reason) {
    d_.status = Status::applied;
    d_.rule = std::move(rule);
    d_.allocations = settle_in_full(items);
    d_.unapplied = c_.none();
    d_.evidence.push_back({"amount", show(c_.payment.amount), 0, 0});
    d_.reason = std::move(reason);
    d_.runner_up = on_account(*d_.customer, c_.payment, "Nothing in the text names an item.");
  }

  void propose(model::CustomerId customer, std::string rule, std::string reason) {
    d_.status = Status::proposed;
    d_.rule = std::move(rule);
    d_.reason = std::move(reason);
    propose_near(customer);
    propose_tails(customer);
    add_payer_proposals(d_, customer, c_);
  }

  /// Stage 13 without automation: one slip in the number, and exactly the amount.
  void propose_near(std::optional<model::CustomerId> customer) {
    std::size_t tried = 0;
    for (const UnknownNumber& u : c_.found.unknown) {
      if (++tried > kUnknownNumbersTried) return;
      for (const OpenItem& item :
           items_with_near_number(model::number_key(u.digits), c_.payment.amount, c_.book))
        if (!customer || item.customer == *customer)
          add(d_.proposals, {item.customer,
                             settle_in_full({item}),
                             {0, c_.payment.amount.currency},
                             "reference.corrupted",
                             "'" + u.evidence.value + "' is one slip away from " + item.number +
                                 ", and the amount is exactly what is open."});
    }
  }
  /// A number cut to its last digits names an item of this customer, though the amount differs.
  void propose_tails(model::CustomerId customer) {
    for (const UnknownNumber& u : c_.found.unknown)
      for (const OpenItem& item : account_of(customer, c_))
        if (is_tail_of(u.digits, item.number) ||
            is_near(model::number_key(u.digits), model::number_key(item.number)))
          if (auto fit = best_fit({item}, c_.payment, c_.policy, "reference.corrupted"))
            add(d_.proposals, std::move(*fit));
  }

  /// A name or a customer number isn't proof: at most a proposal.
  void propose_presumed(model::CustomerId customer) {
    d_.customer = customer;
    propose(
        customer, "payer.presumed",
        "The payer's account is unknown; only the name or the number in the text speak for this "
        "customer.");
    if (d_.proposals.empty()) add(d_.proposals, on_account(customer, c_.payment, d_.reason));
  }

  void decide_unknown() {
    propose_near(std::nullopt);
    auto candidates = c_.payer.by_iban;
    candidates.insert(candidates.end(), c_.payer.by_number.begin(), c_.payer.by_number.end());
    candidates.insert(candidates.end(), c_.payer.by_name.begin(), c_.payer.by_name.end());
    for (const auto customer : candidates)
      for (const OpenItem& item : of_amount(account_of(customer, c_), c_.payment.amount))
        add(d_.proposals, {customer,
                           settle_in_full({item}),
                           {0, c_.payment.amount.currency},
                           "payer.single_item",
                           "The payer may be this customer; the amount fits."});
    d_.status = d_.proposals.empty() ? Status::suspense : Status::proposed;
    d_.rule = candidates.empty() ? "payer.unknown" : "payer.ambiguous";
    d_.reason = candidates.empty() ? "Neither the payer nor anything that is paid is known."
                                   : "Several customers could have paid this.";
  }

  const Case& c_;
  Decision d_;
};

}  // namespace

Decision decide_by_payer(const Case& c) { return PayerStages(c).run(); }

void add_payer_proposals(Decision& decision, model::CustomerId customer, const Case& c) {
  const auto& account = account_of(customer, c);
  for (const OpenItem& item : of_amount(account, c.payment.amount))
    add(decision.proposals, {customer, settle_in_full({item}), c.none(), "payer.single_item",
                             "The item has exactly this amount."});
  for (const NaturalGroup& group : groups_of_amount(account, c))
    add(decision.proposals,
        {customer, settle_in_full(group.items), c.none(), group.rule, group.reason});
  for (const OpenItem& item : account)
    if (is_less_discount(item, c))
      if (auto fit = best_fit({item}, c.payment, c.policy, "payer"))
        add(decision.proposals, std::move(*fit));
}

OtherItems others_of_amount(const std::vector<OpenItem>& named, Money amount, const Case& c) {
  std::vector<OpenItem> others;
  std::vector<std::int64_t> amounts;
  for (const OpenItem& item : account_of(named.front().customer, c))
    if (item.open.minor > 0 && std::none_of(named.begin(), named.end(),
                                            [&](const OpenItem& n) { return n.id == item.id; })) {
      others.push_back(item);
      amounts.push_back(item.open.minor);
    }
  CombinationLimits limits;
  limits.items_min = 1;
  limits.items_max = kFewItems;
  const Combinations all = combinations_of(amounts, amount.minor, limits);
  OtherItems found{.possible = !all.found.empty() || !all.complete, .only = {}};
  if (all.unique())
    for (const std::size_t i : all.found.front()) found.only.push_back(others[i]);
  return found;
}

}  // namespace saldo::cash
