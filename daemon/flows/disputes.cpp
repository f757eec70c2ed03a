#include "flows/disputes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "collect/dispute_amounts.hpp"
#include "flows/dispute_case.hpp"
#include "flows/notices.hpp"
#include "store/audit.hpp"
#include "store/dispute_evidence.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

using collect::DisputeAct;
using model::DisputeResolution;
using store::Dispute;

[[noreturn]] void refuse(const std::string& message, FailureKind kind = FailureKind::invalid) {
  throw FailureException({.kind = kind, .message = message});
}

void need_reason(const std::string& reason, const char* what) {
  if (reason.empty()) refuse("say why the dispute is " + std::string(what));
}

std::string shown(const Money& amount) {
  return amount.to_string() + " " + std::string(amount.currency.code());
}

json::object answer_of(const DisputeDesk& desk, const Dispute& dispute) {
  const auto parts = store::parts_of(desk.sql, dispute.id);
  json::object answer{{"dispute", dispute.id},
                      {"state", std::string(model::to_string(dispute.state))},
                      {"disputed", disputed_of(parts, dispute.currency).to_string()},
                      {"currency", std::string(dispute.currency.code())}};
  if (!dispute.due.empty()) answer["due_on"] = dispute.due.to_string();
  if (dispute.resolution) {
    answer["resolution"] = std::string(model::to_string(*dispute.resolution));
    if (model::needs_approval(*dispute.resolution)) answer["approved"] = dispute.approved;
  }
  return answer;
}

void note(const DisputeDesk& desk, const char* action, const json::object& answer) {
  store::add_audit(desk.sql,
                   {.actor = desk.actor,
                    .action = "dispute." + std::string(action),
                    .object = "dispute " + std::to_string(answer.at("dispute").as_int64()),
                    .detail_json = json::serialize(answer)},
                   desk.now);
}

/// One act on one dispute, as it stands after what has been settled meanwhile.
template <class Act>
json::object act_on(const Environment& environment, std::int64_t id, const char* action, Date today,
                    const std::string& actor, Act act) {
  store::WriteTransaction transaction(*environment.store);
  const DisputeDesk desk{transaction.sql(), *environment.config, today, environment.clock->now(),
                         actor};
  for (const store::DisputePart& part : store::parts_of(desk.sql, id)) catch_up(desk, part.item);
  Dispute dispute = store::find_dispute(desk.sql, id);
  json::object more = act(desk, dispute);
  save_case(desk, dispute);
  json::object answer = answer_of(desk, dispute);
  for (auto& [key, value] : more) answer[key] = value;
  note(desk, action, answer);
  transaction.commit();
  return answer;
}

DisputeClaim claim_of(const DisputeDesk& desk, const std::string& customer,
                      const DisputeRequest::Item& item) {
  catch_up(desk, store::find_disputable(desk.sql, customer, item.number).id);
  DisputeClaim claim{store::find_disputable(desk.sql, customer, item.number), {}};
  const Money room = claim.item.room;
  claim.amount = item.amount ? Money::parse(*item.amount, room.currency) : room;
  if (room.minor <= 0)
    refuse("all that is open on item '" + item.number + "' is disputed already",
           FailureKind::conflict);
  if (claim.amount.minor <= 0 || (claim.amount - room).minor > 0)
    refuse("the disputed amount of item '" + item.number + "' must be above 0 and up to the " +
           shown(room) + " that are open and not disputed, not " + item.amount.value_or(""));
  return claim;
}

std::vector<DisputeClaim> claims_of(const DisputeDesk& desk, const DisputeRequest& request) {
  if (request.items.empty()) refuse("a dispute is about items; name them");
  std::vector<DisputeClaim> claims;
  for (const DisputeRequest::Item& item : request.items) {
    const DisputeClaim claim = claim_of(desk, request.customer, item);
    if (std::ranges::any_of(claims,
                            [&](const DisputeClaim& c) { return c.item.id == claim.item.id; }))
      refuse("item '" + item.number + "' is named twice");
    if (!claims.empty() && claim.item.customer != claims.front().item.customer)
      refuse("the items belong to customers '" + claims.front().item.customer + "' and '" +
                 claim.item.customer + "'; a dispute is with one",
             FailureKind::conflict);
    if (!claims.empty() && claim.amount.currency != claims.front().amount.currency)
      refuse("the items are in " + std::string(claims.front().amount.currency.code()) + " and " +
                 std::string(claim.amount.currency.code()) + "; a dispute is in one currency",
             FailureKind::conflict);
    claims.push_back(claim);
  }
  return claims;
}

/// What is credited, checked against what is disputed.
std::optional<Money> credit_of(const DisputeOutcome& outcome, DisputeResolution resolution,
                               const Money& disputed) {
  if (resolution != DisputeResolution::partial) {
    if (!outcome.amount.empty())
      refuse("only a partial resolution has an amount; all " + shown(disputed) +
             " are resolved as " + outcome.resolution);
    return std::nullopt;
  }
  if (outcome.amount.empty()) refuse("a partial resolution needs the amount that is credited");
  const Money amount = Money::parse(outcome.amount, disputed.currency);
  if (amount.minor <= 0 || amount.minor >= disputed.minor)
    refuse("the amount that is credited must be above 0 and below the " + shown(disputed) +
           " that are disputed, not " + outcome.amount);
  return amount;
}

/// Keeps as much disputed as is to be credited, on the first items first; the rest is the
/// customer's to pay.
void release_rest(const DisputeDesk& desk, const Dispute& dispute, std::int64_t act) {
  Money keep = *dispute.credit;
  for (const store::DisputePart& before : store::parts_of(desk.sql, dispute.id)) {
    store::DisputePart part = before;
    const Money disputed = part.amounts.disputed;
    collect::release(part.amounts, keep.minor < disputed.minor ? keep : disputed);
    keep -= part.amounts.disputed;
    if (part.amounts.disputed != disputed) part.released_on = desk.today;
    store::save_part(desk.sql, before, part, act, desk.today, desk.actor, desk.now);
  }
}

/// A deduction is right where something shows it (RULES §7).
void need_evidence(const DisputeDesk& desk, const Dispute& dispute, DisputeResolution resolution) {
  const bool credits = resolution == DisputeResolution::credit ||
                       resolution == DisputeResolution::rebill ||
                       resolution == DisputeResolution::partial;
  if (dispute.decision == 0 || !credits) return;
  const model::DeductionPolicy& policy = desk.config.deductions;
  if (policy.is_shown(dispute.reason, store::evidence_kinds(desk.sql, dispute.id))) return;
  const std::string id = std::to_string(dispute.id);
  refuse("dispute " + id + " is a deduction for " + std::string(model::to_string(dispute.reason)) +
             " that nothing shows to be right; add evidence of " + policy.needed(dispute.reason) +
             " first (saldo dispute evidence " + id + " …)",
         FailureKind::conflict);
}

std::string paid_by_customer(const DisputeDesk& desk, const Dispute& dispute) {
  if (dispute.contest_by.empty() || desk.today <= dispute.contest_by) return {};
  return "the deduction could be contested until " + dispute.contest_by.to_string() +
         "; the customer may refuse to pay it";
}

}  // namespace

json::object open_dispute(const Environment& environment, const DisputeRequest& request, Date today,
                          const std::string& actor) {
  const auto reason = model::parse_dispute_reason(request.reason).value();
  store::WriteTransaction transaction(*environment.store);
  const DisputeDesk desk{transaction.sql(), *environment.config, today, environment.clock->now(),
                         actor};
  const auto claims = claims_of(desk, request);
  const Dispute dispute = open_case(desk,
                                    {.customer = claims.front().item.customer,
                                     .reason = reason,
                                     .customer_reason = request.customer_reason,
                                     .note = request.note,
                                     .queue = request.queue},
                                    claims, request.note);
  json::object answer = answer_of(desk, dispute);
  answer["recalled"] = recall_overtaken(desk.sql, today, desk.now);
  note(desk, "open", answer);
  transaction.commit();
  return answer;
}

json::object assign_dispute(const Environment& environment, std::int64_t id,
                            const DisputeAssignment& assignment, Date today,
                            const std::string& actor) {
  if (assignment.owner.empty()) refuse("say to whom the dispute is assigned");
  return act_on(environment, id, "assign", today, actor,
                [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
                  dispute.owner = assignment.owner;
                  if (assignment.queue) dispute.queue = *assignment.queue;
                  const std::string why = assignment.reason.empty() ? "" : "; " + assignment.reason;
                  do_act(desk, dispute, DisputeAct::assign, "to " + assignment.owner + why);
                  return {{"owner", dispute.owner}};
                });
}

json::object move_dispute(const Environment& environment, std::int64_t id, DisputeAct act,
                          const std::string& reason, Date today, const std::string& actor) {
  return act_on(environment, id, std::string(collect::to_string(act)).c_str(), today, actor,
                [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
                  do_act(desk, dispute, act, reason);
                  return {};
                });
}

json::object add_dispute_evidence(const Environment& environment, std::int64_t id,
                                  const DisputeEvidence& evidence, Date today,
                                  const std::string& actor) {
  const auto kind = model::parse_evidence_kind(evidence.kind).value();
  if (evidence.reference.empty())
    refuse("say where the evidence is to be found, such as a delivery note's number");
  return act_on(environment, id, "evidence", today, actor,
                [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
                  if (!model::is_open(dispute.state))
                    refuse("dispute " + std::to_string(id) + " is " +
                               std::string(model::to_string(dispute.state)) +
                               "; reopen it to go on with it",
                           FailureKind::conflict);
                  store::add_evidence(desk.sql, {id, kind, evidence.reference, actor}, desk.now);
                  put_down(desk, dispute, "evidence", evidence.kind + ": " + evidence.reference);
                  return {{"evidence", evidence.kind}, {"reference", evidence.reference}};
                });
}

json::object resolve_dispute(const Environment& environment, std::int64_t id,
                             const DisputeOutcome& outcome, Date today, const std::string& actor) {
  need_reason(outcome.reason, "resolved so");
  const auto resolution = model::parse_dispute_resolution(outcome.resolution).value();
  return act_on(
      environment, id, "resolve", today, actor,
      [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
        const auto disputed = disputed_of(store::parts_of(desk.sql, id), dispute.currency);
        do_act(desk, dispute, DisputeAct::resolve, outcome.reason);
        need_evidence(desk, dispute, resolution);
        dispute.credit = credit_of(outcome, resolution, disputed);
        dispute.resolution = resolution;
        dispute.resolved_by = actor;
        dispute.approved = false;
        if (!outcome.root_cause.empty()) dispute.root_cause = outcome.root_cause;
        constexpr int kTwo = 2, kThree = 3;
        const bool large =
            model::is_beyond(dispute.credit.value_or(disputed), desk.policy().third_person_beyond);
        dispute.eyes = large ? kThree : kTwo;
        if (model::needs_approval(resolution))
          return {{"because",
                   large ? "two other people must approve it" : "another person must approve it"}};
        const std::int64_t act = do_act(desk, dispute, DisputeAct::close, "the customer is to pay");
        dispute.closed_on = today;
        end_parts(desk, dispute, act, /*told_to_pay=*/true);
        if (std::string late = paid_by_customer(desk, dispute); !late.empty())
          return {{"because", late}};
        return {};
      });
}

json::object approve_dispute(const Environment& environment, std::int64_t id, Date today,
                             const std::string& actor) {
  return act_on(
      environment, id, "approve", today, actor,
      [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
        collect::after(dispute.state, DisputeAct::approve).value();
        if (dispute.approved)
          refuse("dispute " + std::to_string(id) + " is approved already", FailureKind::conflict);
        const bool enough =
            collect::approve_resolution({.opened_by = dispute.opened_by,
                                         .resolved_by = dispute.resolved_by,
                                         .approvers = store::dispute_approvers(desk.sql, id),
                                         .eyes = dispute.eyes},
                                        actor)
                .value();
        const std::int64_t act = do_act(desk, dispute, DisputeAct::approve, {});
        dispute.approved = enough;
        if (!enough) return {{"because", "another person must approve it, too"}};
        if (dispute.credit) release_rest(desk, dispute, act);
        return {};
      });
}

json::object reject_dispute(const Environment& environment, std::int64_t id,
                            const std::string& reason, Date today, const std::string& actor) {
  need_reason(reason, "not resolved so");
  return act_on(environment, id, "reject", today, actor,
                [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
                  const std::int64_t act = do_act(desk, dispute, DisputeAct::reject, reason);
                  if (dispute.approved && dispute.credit) dispute_parts_again(desk, dispute, act);
                  dispute.resolution.reset();
                  dispute.credit.reset();
                  dispute.resolved_by.clear();
                  dispute.approved = false;
                  return {};
                });
}

json::object void_dispute(const Environment& environment, std::int64_t id,
                          const std::string& reason, Date today, const std::string& actor) {
  need_reason(reason, "voided");
  return act_on(environment, id, "void", today, actor,
                [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
                  const std::int64_t act = do_act(desk, dispute, DisputeAct::annul, reason);
                  dispute.closed_on = today;
                  end_parts(desk, dispute, act, /*told_to_pay=*/false);
                  return {};
                });
}

json::object reopen_dispute(const Environment& environment, std::int64_t id,
                            const std::string& reason, Date today, const std::string& actor) {
  need_reason(reason, "reopened");
  return act_on(
      environment, id, "reopen", today, actor,
      [&](const DisputeDesk& desk, Dispute& dispute) -> json::object {
        const std::int64_t act = do_act(desk, dispute, DisputeAct::reopen, reason);
        collect::may_reopen(dispute.closed_on, today, desk.policy().reopen_within_days).value();
        const auto parts = store::parts_of(desk.sql, id);
        for (const store::DisputePart& part : parts)
          if (const auto other = store::dispute_about(desk.sql, part.item, dispute.reason))
            refuse("item '" + part.number + "' is disputed for the same reason in dispute " +
                       std::to_string(other) + "; go on with that one",
                   FailureKind::conflict);
        dispute_parts_again(desk, dispute, act);
        if (disputed_of(store::parts_of(desk.sql, id), dispute.currency).minor == 0)
          refuse("nothing that it was about is open and undisputed any more",
                 FailureKind::conflict);
        dispute.resolution.reset();
        dispute.credit.reset();
        dispute.resolved_by.clear();
        dispute.approved = false;
        dispute.escalation = 0;
        dispute.closed_on = {};
        return {{"recalled", recall_overtaken(desk.sql, today, desk.now)}};
      });
}

}  // namespace saldo::flows
