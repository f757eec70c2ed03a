#include "flows/dispute_case.hpp"

#include <algorithm>

#include "collect/dispute_amounts.hpp"

namespace saldo::flows {

namespace {

using store::Dispute;
using store::DisputePart;

const std::string kSaldo = "saldo";

const model::Calendar& calendar_of(const config::Config& config) {
  static const model::Calendar weekends;
  const auto found = config.calendars.find(config.disputes.calendar);
  return found == config.calendars.end() ? weekends : found->second;
}

model::ItemSettled operator-(const model::ItemSettled& a, const model::ItemSettled& b) {
  return {a.paid - b.paid, a.credited - b.credited, a.written_off - b.written_off,
          a.cleared - b.cleared};
}

/// "90000001: paid 50.00, credited 20.00 EUR"; empty: nothing has changed.
std::string told(const DisputePart& before, const DisputePart& part) {
  std::string text;
  const auto add = [&](const char* what, Money then, Money now) {
    if (now != then)
      text += (text.empty() ? "" : ", ") + std::string(what) + " " + (now - then).to_string();
  };
  const model::DisputedPart &b = before.amounts, &a = part.amounts;
  add("paid", b.paid, a.paid);
  add("credited", b.credited, a.credited);
  add("written off", b.written_off, a.written_off);
  add("cleared by the ERP", b.cleared, a.cleared);
  if (text.empty()) return text;
  return part.number + ": " + text + " " + std::string(a.original.currency.code());
}

/// Closes the dispute if nothing of it is disputed any more.
bool settle(const DisputeDesk& desk, std::int64_t id) {
  const auto parts = store::parts_of(desk.sql, id);
  const bool left = std::ranges::any_of(
      parts, [](const DisputePart& p) { return p.amounts.disputed.minor != 0; });
  if (left) return false;
  Dispute dispute = store::find_dispute(desk.sql, id);
  DisputeDesk saldo = desk;
  saldo.actor = kSaldo;
  const std::int64_t act =
      do_act(saldo, dispute, collect::DisputeAct::settle, "nothing of it is disputed any more");
  dispute.closed_on = desk.today;
  end_parts(saldo, dispute, act, /*told_to_pay=*/false);
  save_case(saldo, dispute);
  return true;
}

}  // namespace

std::int64_t put_down(const DisputeDesk& desk, const Dispute& dispute, const char* act,
                      const std::string& reason) {
  return store::add_dispute_act(desk.sql,
                                {.dispute = dispute.id,
                                 .act = act,
                                 .state = dispute.state,
                                 .actor = desk.actor,
                                 .reason = reason,
                                 .day = desk.today},
                                desk.now);
}

std::int64_t do_act(const DisputeDesk& desk, Dispute& dispute, collect::DisputeAct act,
                    const std::string& reason) {
  dispute.state = collect::after(dispute.state, act).value();
  return put_down(desk, dispute, std::string(collect::to_string(act)).c_str(), reason);
}

model::DisputeSla sla_of(const DisputeDesk& desk, const Dispute& dispute) {
  Money claimed{0, dispute.currency};
  for (const DisputePart& part : store::parts_of(desk.sql, dispute.id))
    claimed += part.amounts.original;
  return desk.policy().sla(dispute.reason, claimed, dispute.queue);
}

collect::DisputeClock clock_of(const DisputeDesk& desk, const Dispute& dispute) {
  std::vector<collect::DisputeStep> steps;
  for (const auto& [day, state] : store::dispute_steps(desk.sql, dispute.id))
    steps.push_back({day, state});
  return collect::dispute_clock(steps, sla_of(desk, dispute).days, calendar_of(desk.config),
                                desk.today);
}

void save_case(const DisputeDesk& desk, Dispute& dispute) {
  dispute.due = clock_of(desk, dispute).due;
  store::save_dispute(desk.sql, dispute);
}

Dispute open_case(const DisputeDesk& desk, Dispute dispute, const std::vector<DisputeClaim>& claims,
                  const std::string& because) {
  const std::string reason(model::to_string(dispute.reason));
  for (const DisputeClaim& claim : claims)
    if (const auto other = store::dispute_about(desk.sql, claim.item.id, dispute.reason))
      throw FailureException({.kind = FailureKind::conflict,
                              .message = "item '" + claim.item.number + "' is disputed for " +
                                         reason + " already, in dispute " + std::to_string(other),
                              .rule = "dispute.one_per_item_and_reason"});
  dispute.currency = claims.front().amount.currency;
  dispute.opened_on = desk.today;
  dispute.opened_by = desk.actor;
  dispute.id = store::add_dispute(desk.sql, dispute, desk.now);
  const std::int64_t act = put_down(desk, dispute, "open", because);
  for (const DisputeClaim& claim : claims) {
    DisputePart part{.dispute = dispute.id,
                     .item = claim.item.id,
                     .number = claim.item.number,
                     .reason = reason};
    part.amounts.original = part.amounts.disputed = claim.amount;
    part.seen = store::item_now(desk.sql, claim.item.id);
    store::add_part(desk.sql, part, dispute.customer, act, desk.today, desk.actor, desk.now);
  }
  save_case(desk, dispute);
  return dispute;
}

Money disputed_of(const std::vector<DisputePart>& parts, Currency currency) {
  Money sum{0, currency};
  for (const DisputePart& part : parts) sum += part.amounts.disputed;
  return sum;
}

void end_parts(const DisputeDesk& desk, const Dispute& dispute, std::int64_t act,
               bool told_to_pay) {
  for (const DisputePart& before : store::parts_of(desk.sql, dispute.id)) {
    DisputePart part = before;
    part.open = false;
    const Money disputed = part.amounts.disputed;
    collect::release(part.amounts, {0, disputed.currency});
    if (told_to_pay && disputed.minor != 0) part.released_on = desk.today;
    store::save_part(desk.sql, before, part, act, desk.today, desk.actor, desk.now);
  }
}

void dispute_parts_again(const DisputeDesk& desk, const Dispute& dispute, std::int64_t act) {
  for (const DisputePart& before : store::parts_of(desk.sql, dispute.id)) {
    catch_up(desk, before.item);
    DisputePart part = before;
    part.open = true;
    const Money room = store::disputable(desk.sql, part.item).room;
    const store::ItemNow now = store::item_now(desk.sql, part.item);
    // Money that has gone back since is disputed again, too; what others dispute isn't open to it.
    collect::apportion({&part.amounts}, now.settled - part.seen.settled,
                       room + before.amounts.disputed);
    collect::dispute_again(part.amounts, room - (part.amounts.disputed - before.amounts.disputed));
    if (part.amounts.released.minor == 0) part.released_on = {};
    part.seen = now;
    store::save_part(desk.sql, before, part, act, desk.today, desk.actor, desk.now);
  }
}

CatchUp catch_up(const DisputeDesk& desk, model::ItemId item) {
  CatchUp done;
  const auto before = store::open_parts_of(desk.sql, item);
  if (before.empty()) return done;
  const store::ItemNow now = store::item_now(desk.sql, item);
  auto parts = before;
  std::vector<model::DisputedPart*> amounts;
  amounts.reserve(parts.size());
  for (DisputePart& part : parts) amounts.push_back(&part.amounts);
  // All parts of an item are looked at together, so that they have seen the same.
  collect::apportion(amounts, now.settled - before.front().seen.settled, now.open);
  DisputeDesk saldo = desk;
  saldo.actor = kSaldo;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    parts[i].seen = now;
    const std::string text = told(before[i], parts[i]);
    const std::int64_t act =
        text.empty()
            ? 0
            : put_down(saldo, store::find_dispute(desk.sql, parts[i].dispute), "amount", text);
    store::save_part(desk.sql, before[i], parts[i], act, desk.today, kSaldo, desk.now);
    if (text.empty()) continue;
    ++done.changed;
    if (settle(desk, parts[i].dispute)) ++done.closed;
  }
  return done;
}

}  // namespace saldo::flows
