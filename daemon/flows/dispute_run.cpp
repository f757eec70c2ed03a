#include "flows/dispute_run.hpp"

#include <boost/json.hpp>

#include "flows/deductions.hpp"
#include "flows/notices.hpp"
#include "store/audit.hpp"
#include "store/deductions.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

std::int64_t void_undone(const DisputeDesk& desk) {
  const auto undone = store::disputes_without_deduction(desk.sql);
  for (const std::int64_t id : undone) {
    store::Dispute dispute = store::find_dispute(desk.sql, id);
    const std::int64_t act = do_act(desk, dispute, collect::DisputeAct::annul,
                                    "the decision that found the deduction was undone");
    dispute.closed_on = desk.today;
    end_parts(desk, dispute, act, /*told_to_pay=*/false);
    save_case(desk, dispute);
  }
  return static_cast<std::int64_t>(undone.size());
}

/// One step up the chain for each that is due, put down once.
bool escalate(const DisputeDesk& desk, store::Dispute& dispute) {
  const int used = clock_of(desk, dispute).used;
  const model::DisputeSla sla = sla_of(desk, dispute);
  const int due = collect::escalation_due(used, sla);
  if (due <= dispute.escalation) return false;
  dispute.escalation = due;
  put_down(desk, dispute, "escalate",
           "to " + std::string(model::escalated_to(due)) + ": " + std::to_string(used) +
               " business days, " + std::to_string(sla.days) + " are allowed");
  return true;
}

std::int64_t escalate_all(const DisputeDesk& desk, const RunControl& control, std::int64_t& open) {
  std::int64_t escalated = 0;
  const auto all = store::open_disputes(desk.sql);
  for (const std::int64_t id : all) {
    control.progress(open++, static_cast<std::int64_t>(all.size()));
    store::Dispute dispute = store::find_dispute(desk.sql, id);
    if (escalate(desk, dispute)) ++escalated;
    save_case(desk, dispute);
  }
  return escalated;
}

}  // namespace

DisputesBrought bring_disputes_up(const DisputeDesk& desk) {
  DisputesBrought done;
  for (const model::ItemId item : store::items_in_dispute(desk.sql)) {
    const CatchUp one = catch_up(desk, item);
    done.changed += one.changed;
    done.closed += one.closed;
  }
  done.voided = void_undone(desk);
  done.opened = open_deductions(desk);
  return done;
}

RunOutcome run_disputes(const Environment& environment, Date today, bool dry_run,
                        const RunControl& control) {
  store::WriteTransaction transaction(*environment.store);
  const DisputeDesk desk{transaction.sql(), *environment.config, today, environment.clock->now(),
                         "saldo"};
  const DisputesBrought brought = bring_disputes_up(desk);
  std::int64_t open = 0;
  const std::int64_t escalated = escalate_all(desk, control, open);
  const std::int64_t recalled = recall_overtaken(desk.sql, today, desk.now);
  const json::object result{{"open", open},
                            {"opened", brought.opened},
                            {"amounts_changed", brought.changed},
                            {"closed", brought.closed},
                            {"voided", brought.voided},
                            {"escalated", escalated},
                            {"recalled", recalled}};
  const bool changed = brought.any() || escalated != 0 || recalled != 0;
  if (!dry_run) {
    if (changed)
      store::add_audit(desk.sql,
                       {.actor = "saldo",
                        .action = "dispute.run",
                        .object = "run " + std::to_string(control.run),
                        .detail_json = json::serialize(result)},
                       desk.now);
    transaction.commit();
  }
  return {.changed = changed && !dry_run, .result_json = json::serialize(result)};
}

}  // namespace saldo::flows
