#include "cash/payer_stages.hpp"

#include <algorithm>
#include <unordered_map>

#include "cash/near_numbers.hpp"
#include "cash/proposals.hpp"
#include "model/keys.hpp"
#include "model/text.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kUnknownNumbersTried = 4;
constexpr std::size_t kTailDigits = 4;  // shorter tails occur by chance

/// What this payment could settle on the account, oldest due date first.
std::vector<OpenItem> account_of(model::CustomerId customer, const Payment& payment,
                                 const Book& book) {
  auto items = book.open_items(customer);
  std::erase_if(items, [&](const OpenItem& i) {
    return i.cleared() || i.open.currency != payment.amount.currency ||
           (!payment.company_code.empty() && i.company_code != payment.company_code);
  });
  std::stable_sort(items.begin(), items.end(), [](const OpenItem& a, const OpenItem& b) {
    return a.due_date != b.due_date ? a.due_date < b.due_date : a.id < b.id;
  });
  return items;
}

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

bool is_tail_of(const std::string& digits, const std::string& number) {
  return digits.size() >= kTailDigits && model::number_key(number).ends_with(digits);
}

class PayerStages {
 public:
  PayerStages(const Payment& payment, const Book& book, const Findings& found, const Payer& payer)
      : payment_(payment), book_(book), found_(found), payer_(payer) {
    d_.unapplied = payment.amount;
    d_.evidence = payer.evidence;
    for (const UnknownNumber& u : found.unknown) d_.evidence.push_back(u.evidence);
  }

  Decision run() {
    if (const auto customer = payer_.known())
      decide_known(*customer);
    else if (const auto presumed = payer_.presumed())
      propose_presumed(*presumed);
    else
      decide_unknown();
    if (d_.proposals.size() > 1) d_.runner_up = d_.proposals[1];
    return std::move(d_);
  }

 private:
  /// Stages 9 and 14.
  void decide_known(model::CustomerId customer) {
    d_.customer = customer;
    const auto account = account_of(customer, payment_, book_);
    const auto fitting = of_amount(account, payment_.amount);
    if (fitting.size() == 1) {
      const std::string doubt = doubt_about(fitting.front(), account);
      if (doubt.empty()) return apply(fitting.front());
      return propose(customer, "payer.single_item", doubt);
    }
    if (fitting.size() > 1)
      return propose(customer, "payer.equal_items",
                     std::to_string(fitting.size()) + " open items have exactly this amount.");
    propose(customer, "payer.unapplied",
            "The payer is known, but no single open item has this amount.");
    if (!d_.proposals.empty()) return;
    d_.status = Status::unapplied;
    d_.reason = "The payer is known, and nothing open fits.";
  }

  std::string doubt_about(const OpenItem& item, const std::vector<OpenItem>& account) const {
    for (const UnknownNumber& u : found_.unknown)
      if (!is_tail_of(u.digits, item.number))
        return "The text gives '" + u.evidence.value + "', which isn't this item's number.";
    if (!found_.ambiguous.empty())
      return "Several open items have the number " + found_.ambiguous.front().value + ".";
    if (payer_.number_of_others(item.customer)) return "The text gives another customer's number.";
    if (found_.says_on_account) return "The text says that the money is on account.";
    if (found_.says_advice) return "The text refers to an advice that lists what is paid.";
    if (other_sum_fits(account, payment_.amount))
      return "Other open items together come to this amount, too.";
    return {};
  }

  void apply(const OpenItem& item) {
    d_.status = Status::applied;
    d_.rule = "payer.single_item";
    d_.allocations = settle_in_full({item});
    d_.unapplied = {0, payment_.amount.currency};
    d_.evidence.push_back({"amount", show(payment_.amount), 0, 0});
    d_.reason =
        "It was paid from this customer's account, and one open item has exactly this amount.";
  }

  void propose(model::CustomerId customer, std::string rule, std::string reason) {
    d_.status = Status::proposed;
    d_.rule = std::move(rule);
    d_.reason = std::move(reason);
    propose_near(customer);
    propose_tails(customer);
    add_payer_proposals(d_, customer, payment_, book_);
  }

  /// Stage 13 without automation: one slip in the number, and exactly the amount.
  void propose_near(std::optional<model::CustomerId> customer) {
    std::size_t tried = 0;
    for (const UnknownNumber& u : found_.unknown) {
      if (++tried > kUnknownNumbersTried) return;
      for (const OpenItem& item :
           items_with_near_number(model::number_key(u.digits), payment_.amount, book_))
        if (!customer || item.customer == *customer)
          add(d_.proposals, {item.customer,
                             settle_in_full({item}),
                             {0, payment_.amount.currency},
                             "reference.corrupted",
                             "'" + u.evidence.value + "' is one slip away from " + item.number +
                                 ", and the amount is exactly what is open."});
    }
  }
  /// A number cut to its last digits names an item of this customer, though the amount differs.
  void propose_tails(model::CustomerId customer) {
    for (const UnknownNumber& u : found_.unknown)
      for (const OpenItem& item : account_of(customer, payment_, book_))
        if (is_tail_of(u.digits, item.number) ||
            is_near(model::number_key(u.digits), model::number_key(item.number)))
          if (auto fit = best_fit({item}, payment_, "reference.corrupted"))
            add(d_.proposals, std::move(*fit));
  }

  /// A name or a customer number isn't proof: at most a proposal.
  void propose_presumed(model::CustomerId customer) {
    d_.customer = customer;
    propose(
        customer, "payer.presumed",
        "The payer's account is unknown; only the name or the number in the text speak for this "
        "customer.");
    if (d_.proposals.empty()) add(d_.proposals, on_account(customer, payment_, d_.reason));
  }

  void decide_unknown() {
    propose_near(std::nullopt);
    auto candidates = payer_.by_iban;
    candidates.insert(candidates.end(), payer_.by_number.begin(), payer_.by_number.end());
    candidates.insert(candidates.end(), payer_.by_name.begin(), payer_.by_name.end());
    for (const auto customer : candidates)
      for (const OpenItem& item : of_amount(account_of(customer, payment_, book_), payment_.amount))
        add(d_.proposals, {customer,
                           settle_in_full({item}),
                           {0, payment_.amount.currency},
                           "payer.single_item",
                           "The payer may be this customer; the amount fits."});
    d_.status = d_.proposals.empty() ? Status::suspense : Status::proposed;
    d_.rule = candidates.empty() ? "payer.unknown" : "payer.ambiguous";
    d_.reason = candidates.empty() ? "Neither the payer nor anything that is paid is known."
                                   : "Several customers could have paid this.";
  }

  const Payment& payment_;
  const Book& book_;
  const Findings& found_;
  const Payer& payer_;
  Decision d_;
};

}  // namespace

Decision decide_by_payer(const Payment& payment, const Book& book, const Findings& found,
                         const Payer& payer) {
  return PayerStages(payment, book, found, payer).run();
}

void add_payer_proposals(Decision& decision, model::CustomerId customer, const Payment& payment,
                         const Book& book) {
  const auto account = account_of(customer, payment, book);
  for (const OpenItem& item : of_amount(account, payment.amount))
    add(decision.proposals, {customer,
                             settle_in_full({item}),
                             {0, payment.amount.currency},
                             "payer.single_item",
                             "The item has exactly this amount."});
  const auto add_sum = [&](const std::vector<OpenItem>& items, const char* rule,
                           const char* reason) {
    Money sum{0, payment.amount.currency};
    for (const OpenItem& item : items) sum += item.open;
    if (items.size() > 1 && sum == payment.amount)
      add(decision.proposals, {customer, settle_in_full(items), {0, sum.currency}, rule, reason});
  };
  auto due = account;
  const Date day = payment.value_date.empty() ? payment.booking_date : payment.value_date;
  std::erase_if(due, [&](const OpenItem& i) { return i.due_date > day || i.open.minor < 0; });
  add_sum(due, "payer.due_items", "It is the sum of all invoices that are due.");
  add_sum(account, "payer.balance", "It is the balance of the account.");
  for (const OpenItem& item : account)
    if (auto fit = best_fit({item}, payment, "payer"); fit && fit->rule == "payer.discount")
      add(decision.proposals, std::move(*fit));
}

}  // namespace saldo::cash
