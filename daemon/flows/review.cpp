#include "flows/review.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "flows/decide.hpp"
#include "flows/decision_json.hpp"
#include "flows/notices.hpp"
#include "flows/review_learning.hpp"
#include "flows/sql_book.hpp"
#include "store/audit.hpp"
#include "store/review.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

[[noreturn]] void refuse(FailureKind kind, const std::string& message, const std::string& rule) {
  throw FailureException({.kind = kind, .message = message, .rule = rule});
}

std::string show(Money amount) {
  return amount.to_string() + ' ' + std::string(amount.currency.code());
}

/// One act of a person on one payment.
class Reviewing {
 public:
  Reviewing(const Environment& environment, const ReviewAct& act, std::string action)
      : environment_(environment),
        act_(act),
        action_(std::move(action)),
        transaction_(*environment.store),
        now_(environment.clock->now()) {
    t_ = store::reviewed_transaction(sql(), store::find_transaction(sql(), act.transaction));
    if (act.version != t_.version)
      refuse(FailureKind::conflict,
             "the payment was decided on anew (version " + std::to_string(t_.version) + ", not " +
                 std::to_string(act.version) + "); look at it again",
             "review.overtaken");
    row_.transaction = t_.id;
    row_.value_date = t_.value_date;
    row_.customer = t_.customer;
    row_.unapplied = t_.unapplied;
    row_.rule = "review." + action_;
    row_.reason = act.reason;
    row_.config_version = environment.config->digest;
    row_.actor = act.actor;
    row_.policy_version = policy().version;
  }

  soci::session& sql() { return transaction_.sql(); }
  const store::ReviewedTransaction& payment() const { return t_; }
  store::NewDecision& row() { return row_; }
  const model::CashPolicy& policy() const { return cash_policy_of(*environment_.config); }

  void need_reason() const {
    if (act_.reason.find_first_not_of(' ') == std::string::npos)
      refuse(FailureKind::invalid, "say why, with a reason", "review.reason");
  }
  /// Only what waits, or what is left over of what was applied, can be decided on.
  void need_money() const {
    const bool waits = t_.state == "new" || t_.state == "proposed" || t_.state == "unapplied" ||
                       t_.state == "suspense" || t_.state == "applied";
    if (waits && t_.unapplied.minor != 0) return;
    refuse(FailureKind::conflict,
           "nothing is left of the payment: it is " + t_.state + "; undo that first",
           "review.nothing_left");
  }

  /// Settles one item, and takes what it took off what is left.
  void settle(const store::ReviewedItem& item, const store::NewAllocation& a) {
    const Money cash = a.exchange ? a.exchange->cash : a.paid;
    if (cash.currency != t_.unapplied.currency)
      refuse(FailureKind::invalid,
             "item " + item.number + " is in " + std::string(item.open.currency.code()) +
                 ", the payment in " + std::string(t_.unapplied.currency.code()),
             "review.currency");
    const std::int64_t settled = (a.paid + a.discount).minor + a.write_off_minor;
    const std::int64_t open = item.open.minor;
    const bool within = open > 0 ? settled > 0 && settled <= open && a.paid.minor >= 0
                                 : settled < 0 && settled >= open && a.discount.minor == 0;
    if (!within)
      refuse(FailureKind::invalid,
             show({settled, item.open.currency}) + " can't settle item " + item.number +
                 ", on which " + show(item.open) + " are open",
             "review.beyond_open");
    const auto same = [&](const store::NewAllocation& b) { return b.item == item.id; };
    if (std::ranges::any_of(row_.allocations, same))
      refuse(FailureKind::invalid, "item " + item.number + " is named twice", "review.twice");
    row_.allocations.push_back(a);
    row_.unapplied -= cash;
  }
  /// On whose account it is from now on.
  void belongs_to(model::CustomerId customer) {
    row_.customer = customer;
    const auto& rules = policy().rules_of(policy().scope_of(party(customer)));
    if (is_first_large_use(sql(), t_.iban, customer, t_.amount, rules))
      confirm_account(sql(), t_, customer, act_.actor, now_);
  }
  void needs_nothing_left() const {
    stays_within_payment();
    if (row_.unapplied.minor != 0)
      refuse(FailureKind::invalid,
             show(row_.unapplied) +
                 " of the payment would be left over; name more items, or the "
                 "customer on whose account the rest is to stand",
             "review.rest");
  }

  void stays_within_payment() const {
    if (row_.unapplied.minor != 0 && (row_.unapplied.minor < 0) != (t_.amount.minor < 0))
      refuse(FailureKind::invalid,
             "the items come to more than the " + show(t_.unapplied) + " that are left",
             "review.beyond_payment");
  }

  /// Stores the decision, and what a person's word teaches; the answer.
  json::object finish(model::TransactionState state) {
    row_.state = state;
    stays_within_payment();
    row_.evidence_json = with_person(row_.evidence_json);
    store::add_decision(sql(), row_, now_);
    json::object answer{{"transaction", t_.name},
                        {"state", std::string(model::to_string(state))},
                        {"version", store::newest_decision(sql(), t_.id)},
                        {"unapplied", row_.unapplied.to_string()},
                        {"currency", std::string(t_.amount.currency.code())}};
    if (row_.customer) answer["customer"] = store::customer_number(sql(), *row_.customer);
    if (act_.learn) answer["learnt"] = learn_payer(sql(), t_, row_.customer, act_.actor, now_);
    return answer;
  }
  /// After finish() and whatever follows from it.
  json::object commit(json::object answer) {
    const auto day = std::chrono::floor<std::chrono::days>(now_).time_since_epoch().count();
    const auto recalled =
        recall_overtaken(sql(), Date::from_days(static_cast<std::int32_t>(day)), now_);
    if (recalled > 0) answer["recalled"] = recalled;
    // The audit chain holds references only: names and accounts may have to be erased one day.
    json::object logged = answer;
    logged.erase("learnt");
    store::add_audit(sql(),
                     {.actor = act_.actor,
                      .action = "review." + action_,
                      .object = "transaction " + t_.name,
                      .detail_json = json::serialize(logged)},
                     now_);
    transaction_.commit();
    return answer;
  }
  Instant now() const { return now_; }

 private:
  model::CashPolicy::Party party(model::CustomerId customer) {
    const cash::NumberForms none;
    const SqlBook book(sql(), none);
    model::CashPolicy::Party party{.company_code = {},
                                   .customer = book.customer_number(customer),
                                   .country = book.customer_country(customer)};
    if (!row_.allocations.empty())
      party.company_code = book.open_of(row_.allocations.front().item).second;
    return party;
  }
  std::string with_person(const std::string& evidence) const {
    json::array all = evidence.empty() ? json::array() : json::parse(evidence).as_array();
    all.push_back(json::object{{"kind", "person"}, {"value", act_.actor}});
    return json::serialize(all);
  }

  const Environment& environment_;
  const ReviewAct& act_;
  std::string action_;
  store::WriteTransaction transaction_;
  Instant now_;
  store::ReviewedTransaction t_;
  store::NewDecision row_;
};

/// The proposals of a payment with what they rest on.
const json::object& basis_of(const json::array& all, std::size_t proposal) {
  if (proposal < 1 || proposal > all.size())
    refuse(FailureKind::not_found,
           all.empty() ? "nothing is proposed for this payment; choose items for it"
                       : "there are " + std::to_string(all.size()) + " proposals, not " +
                             std::to_string(proposal),
           "review.proposal");
  return all[proposal - 1].as_object();
}

/// The best discount that the terms have, whenever it is paid: how far a person may go.
Money best_discount(const store::ReviewedItem& item) {
  const model::PaymentTerms terms = read_terms(item.terms_json);
  if (terms.discounts.empty() || item.open.minor <= 0) return {0, item.open.currency};
  return terms.discounts.front().percent.of(item.open);
}

void settle_as_said(Reviewing& reviewing, const SettledItem& said) {
  const store::ReviewedItem item = store::find_open_item(reviewing.sql(), said.item);
  const Currency currency = item.open.currency;
  Money discount{0, currency};
  if (said.discount) discount = Money::parse(*said.discount, currency);
  if (const Money best = best_discount(item); discount.minor < 0 || discount.minor > best.minor)
    refuse(FailureKind::invalid,
           "the terms of item " + item.number + " grant a discount of " + show(best) +
               " at most, not " + show(discount),
           "review.discount");
  const Money paid = said.amount ? Money::parse(*said.amount, currency) : item.open - discount;
  store::NewAllocation a;
  a.item = item.id;
  a.paid = paid;
  a.discount = discount;
  reviewing.settle(item, a);
}

}  // namespace

json::object accept_proposal(const Environment& environment, const ReviewAct& act,
                             std::size_t proposal) {
  Reviewing r(environment, act, "accept");
  r.need_money();
  const store::ReviewedTransaction& t = r.payment();
  const json::array all =
      t.basis_json.empty() ? json::array() : json::parse(t.basis_json).as_array();
  const json::object& basis = basis_of(all, proposal);
  for (const json::value& value : basis.at("items").as_array()) {
    const json::object& one = value.as_object();
    const auto item =
        store::reviewed_item(r.sql(), model::ItemId{one.at("item").to_number<std::int64_t>()});
    const Money then{one.at("open").to_number<std::int64_t>(), item.open.currency};
    if (item.open != then)
      refuse(FailureKind::conflict,
             "the book has moved on: " + show(then) + " were open on item " + item.number +
                 " when this was proposed, now " + show(item.open) +
                 " are; look at the payment again after the next run, or choose items for it",
             "review.overtaken");
    r.settle(item, from_basis(one, item.open.currency));
  }
  r.belongs_to(model::CustomerId{basis.at("customer").to_number<std::int64_t>()});
  const json::value proposals = json::parse(t.proposals_json);
  const json::object& accepted = proposals.at(proposal - 1).as_object();
  r.row().evidence_json = t.evidence_json;
  r.row().runner_up_json = t.runner_up_json;
  r.row().reason = "Proposal '" + std::string(accepted.at("rule").as_string()) + "' was accepted" +
                   (act.reason.empty() ? "." : ": " + act.reason);
  return r.commit(r.finish(r.row().allocations.empty() ? model::TransactionState::unapplied
                                                       : model::TransactionState::applied));
}

json::object settle_items(const Environment& environment, const ReviewAct& act,
                          const std::vector<SettledItem>& items, const std::string& on_account) {
  Reviewing r(environment, act, on_account.empty() ? "choose" : "split");
  r.need_reason();
  r.need_money();
  if (items.empty()) refuse(FailureKind::invalid, "name the items that it pays", "review.items");
  std::optional<model::CustomerId> customer;
  for (const SettledItem& said : items) {
    settle_as_said(r, said);
    if (!customer) customer = store::find_open_item(r.sql(), said.item).customer;
  }
  if (on_account.empty()) r.needs_nothing_left();
  r.belongs_to(on_account.empty() ? *customer : store::find_customer(r.sql(), on_account));
  return r.commit(r.finish(model::TransactionState::applied));
}

json::object park_payment(const Environment& environment, const ReviewAct& act,
                          const std::string& customer) {
  Reviewing r(environment, act, "park");
  r.need_reason();
  r.need_money();
  r.belongs_to(store::find_customer(r.sql(), customer));
  return r.commit(r.finish(r.payment().state == "applied" ? model::TransactionState::applied
                                                          : model::TransactionState::unapplied));
}

json::object mark_not_ar(const Environment& environment, const ReviewAct& act) {
  Reviewing r(environment, act, "not_ar");
  r.need_reason();
  r.need_money();
  if (r.payment().state == "applied")
    refuse(FailureKind::conflict, "the payment settles items; undo that first", "review.applied");
  r.row().customer.reset();
  r.row().unapplied = {0, r.payment().amount.currency};
  return r.commit(r.finish(model::TransactionState::not_ar));
}

json::object undo_decision(const Environment& environment, const ReviewAct& act) {
  Reviewing r(environment, act, "undo");
  r.need_reason();
  const store::ReviewedTransaction& t = r.payment();
  if (t.state != "applied" && t.state != "not_ar" && t.state != "unapplied")
    refuse(FailureKind::conflict, "the payment is " + t.state + "; there is nothing to undo",
           "review.nothing_to_undo");
  r.row().reversals = store::standing_allocations(r.sql(), t.id);
  r.row().unapplied = t.amount;
  const auto undone = static_cast<std::int64_t>(r.row().reversals.size());
  json::object answer =
      r.finish(t.customer ? model::TransactionState::proposed : model::TransactionState::suspense);
  answer["undone"] = undone;
  store::release_advice(r.sql(), t.id);
  if (const auto withdrawn =
          store::withdraw_taught_by(r.sql(), t.id, act.actor, act.reason, r.now()))
    answer["withdrawn"] = withdrawn;
  // What the book says of it now, for whoever decides next.
  const auto waiting = store::undecided_transactions(r.sql(), std::span(&t.id, 1));
  if (!waiting.empty()) {
    const cash::NumberForms forms = SqlBook::learn_forms(r.sql(), r.policy());
    Decider decider(r.sql(), forms, r.policy(), environment.config->digest);
    if (auto made = decider.decide(waiting.front(), cash::Depth::all)) {
      store::add_decision(r.sql(), made->row, r.now());
      answer["state"] = std::string(model::to_string(made->row.state));
      answer["version"] = store::newest_decision(r.sql(), t.id);
    }
  }
  return r.commit(std::move(answer));
}

json::object withdraw_learnt(const Environment& environment, std::int64_t id,
                             const std::string& reason, const std::string& actor) {
  if (reason.empty()) refuse(FailureKind::invalid, "say why, with a reason", "review.reason");
  store::WriteTransaction transaction(*environment.store);
  const Instant now = environment.clock->now();
  store::withdraw_learnt(transaction.sql(), id, actor, reason, now);
  json::object answer{{"learnt", id}, {"state", "withdrawn"}};
  store::add_audit(transaction.sql(),
                   {.actor = actor,
                    .action = "learnt.withdraw",
                    .object = "learnt " + std::to_string(id),
                    .detail_json = json::serialize(answer)},
                   now);
  transaction.commit();
  return answer;
}

}  // namespace saldo::flows
