#include "cash/return_stage.hpp"

#include <algorithm>

#include "cash/proposals.hpp"
#include "model/iban.hpp"

namespace saldo::cash {
namespace {

/// What banks write where the payer gave no EndToEndId (ISO 20022, EPC rulebooks).
constexpr std::string_view kNotProvided = "NOTPROVIDED";

class ReturnStage {
 public:
  ReturnStage(const Payment& payment, const Book& book, const Policy& policy)
      : payment_(payment), book_(book), policy_(policy) {
    d_.unapplied = payment.amount;
    d_.rule = "technical.return";
  }

  Decision run() {
    if (payment_.amount.minor >= 0) {
      d_.reason = "Money that we sent came back; it belongs to the order that it undoes.";
      return std::move(d_);
    }
    look_up_customer();
    const std::vector<PastPayment> candidates = find();
    std::vector<PastPayment> fitting = candidates;
    std::erase_if(fitting, [&](const PastPayment& p) { return !fits(p); });
    if (fitting.size() == 1)
      take_back(fitting.front());
    else
      hold(candidates, fitting.size());
    return std::move(d_);
  }

 private:
  void look_up_customer() {
    const auto iban = model::Iban::parse(payment_.counterparty_iban);
    if (!iban) return;
    owners_ = book_.customers_by_iban(iban->text());
    if (owners_.empty()) owners_ = book_.customers_by_learnt_iban(iban->text());
    if (owners_.size() == 1) d_.customer = owners_.front();
  }

  /// What the return names, by the strongest key that leads to anything.
  std::vector<PastPayment> find() {
    const bool named = !payment_.end_to_end_id.empty() && payment_.end_to_end_id != kNotProvided;
    if (named) {
      auto found = earlier(book_.past_debits(ReturnKey::end_to_end_id, payment_.end_to_end_id));
      if (!found.empty()) return found_by("end_to_end_id", payment_.end_to_end_id, found);
    }
    if (!payment_.mandate_id.empty()) {
      auto found = earlier(book_.past_debits(ReturnKey::mandate_id, payment_.mandate_id));
      // Of a mandate's many debits, our own reference names one.
      const auto named_by_us = [&](const PastPayment& p) {
        return !payment_.instruction_id.empty() && p.instruction_id == payment_.instruction_id;
      };
      if (std::any_of(found.begin(), found.end(), named_by_us))
        std::erase_if(found, [&](const PastPayment& p) { return !named_by_us(p); });
      if (!found.empty()) return found_by("mandate_id", payment_.mandate_id, found);
    }
    if (named)
      for (const model::CustomerId owner : owners_) {
        auto found = earlier(book_.past_payments(owner, payment_.end_to_end_id));
        if (!found.empty()) return found_by("payment_id", payment_.end_to_end_id, found);
      }
    return {};
  }
  std::vector<PastPayment> earlier(std::vector<PastPayment> found) const {
    std::erase_if(found, [&](const PastPayment& p) {
      return p.amount.currency != payment_.amount.currency ||
             p.booking_date > payment_.booking_date;
    });
    return found;
  }
  std::vector<PastPayment> found_by(const char* kind, const std::string& value,
                                    std::vector<PastPayment> found) {
    d_.evidence.push_back({kind, value, 0, 0});
    return found;
  }

  Money fee_beyond(const PastPayment& p) const { return -payment_.amount - p.amount; }
  /// A return may come with a fee: the message says so, or policy takes so much for one.
  bool fits(const PastPayment& p) const {
    if (p.returned || !p.decided) return false;
    const Money fee = fee_beyond(p);
    if (fee.minor == 0) return true;
    if (fee.minor < 0) return false;
    const auto size = [](Money m) { return Money{m.minor < 0 ? -m.minor : m.minor, m.currency}; };
    if (payment_.instructed && size(*payment_.instructed) == p.amount) return true;
    Money charges{0, fee.currency};
    for (const Money& charge : payment_.charges)
      if (charge.currency == fee.currency) charges += size(charge);
    return charges == fee || fee.minor <= policy_.return_fee_max;
  }

  void take_back(const PastPayment& p) {
    d_.status = Status::returned;
    d_.rule = "return." + d_.evidence.front().kind;
    d_.customer = p.customer;
    d_.takes_back = p;
    d_.reason = "The bank takes back the payment of " + p.booking_date.to_string() + ".";
    for (const PastPayment::Share& share : p.shares) {
      d_.unapplied += share.cash;
      d_.evidence.push_back({"reopened", share.number, 0, 0});
    }
    if (!p.shares.empty())
      d_.reason += " What it settled is open again, with its own due date and dunning level.";
    if (const Money fee = fee_beyond(p); fee.minor > 0) {
      d_.evidence.push_back({"return_fee", show(fee), 0, 0});
      d_.reason += " " + show(fee) +
                   " beyond it are the bank's fee; they stand apart on the "
                   "customer's account.";
    }
  }

  void hold(const std::vector<PastPayment>& candidates, std::size_t fitting) {
    const auto all = [&](auto has) {
      return std::all_of(candidates.begin(), candidates.end(), has);
    };
    if (candidates.empty())
      d_.reason =
          "The bank takes back a payment that the book has never seen: neither its "
          "EndToEndId nor its mandate leads to one.";
    else if (fitting > 1)
      d_.reason = std::to_string(fitting) + " payments could be meant by what the bank takes back.";
    else if (all([](const PastPayment& p) { return p.returned; }))
      d_.reason = "The payment that the bank takes back was taken back before.";
    else if (all([](const PastPayment& p) { return !p.decided; }))
      d_.reason = "The payment that the bank takes back hasn't been decided on yet.";
    else
      d_.reason = show(-payment_.amount) + " are taken back, but " +
                  show(candidates.front().amount) +
                  " came in; nothing in the message explains the difference.";
  }

  const Payment& payment_;
  const Book& book_;
  const Policy& policy_;
  std::vector<model::CustomerId> owners_;
  Decision d_;
};

}  // namespace

Decision decide_return(const Payment& payment, const Book& book, const Policy& policy) {
  return ReturnStage(payment, book, policy).run();
}

}  // namespace saldo::cash
