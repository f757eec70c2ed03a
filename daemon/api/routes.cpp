#include "api/routes.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "api/handlers.hpp"

namespace saldo::api {

namespace {

struct Route {
  std::string_view method;
  std::string_view path;  // "*" is any one segment
  void (*handle)(const Application&, Exchange&);
};

constexpr Route kRoutes[] = {
    {"POST", "v1/connectors/*/documents", submit_document},
    {"POST", "v1/connectors/*/sync", sync_connector},
    {"GET", "v1/connectors", list_connectors},
    {"GET", "v1/jobs", list_jobs},
    {"POST", "v1/jobs/*/run", run_job},
    {"GET", "v1/runs", list_runs},
    {"GET", "v1/runs/*", show_run},
    {"POST", "v1/runs/*/cancel", cancel_run},
    {"GET", "v1/documents", list_documents},
    {"GET", "v1/documents/*", show_document},
    {"GET", "v1/documents/*/raw", raw_document},
    {"POST", "v1/documents/*/replay", replay_document},
    {"GET", "v1/quarantine", list_quarantine},
    {"GET", "v1/quarantine/*", list_quarantine},
    {"GET", "v1/dunning/notices", list_notices},
    {"GET", "v1/dunning/notices/*", show_notice},
    {"GET", "v1/dunning/notices/*/letter", notice_letter},
    {"POST", "v1/dunning/notices/*/approve", approve_notice},
    {"POST", "v1/dunning/notices/*/void", void_notice},
    {"POST", "v1/dunning/notices/*/exclude", exclude_item},
    {"POST", "v1/dunning/notices/*/edit", edit_notice},
    {"POST", "v1/dunning/notices/*/waive", waive_charge},
    {"POST", "v1/dunning/notices/*/charge", charge_notice},
    {"POST", "v1/dunning/notices/*/charge/approve", approve_charge},
    {"POST", "v1/dunning/notices/*/charge/withdraw", withdraw_charge},
    {"POST", "v1/dunning/notices/*/send", send_notice},
    {"POST", "v1/dunning/notices/*/sent", note_notice_sent},
    {"POST", "v1/dunning/runs/*/approve", approve_run},
    {"POST", "v1/dunning/runs/*/void", void_run},
    {"GET", "v1/dunning/explain/*", explain_dunning},
    {"GET", "v1/dunning/wordings/check", check_wordings},
    {"POST", "v1/dunning/holds", add_hold},
    {"POST", "v1/dunning/holds/*/end", end_hold},
    {"GET", "v1/worklist", show_worklist},
    {"GET", "v1/customers/*/statement", customer_statement},
    {"GET", "v1/promises", list_promises},
    {"POST", "v1/promises", add_promise},
    {"POST", "v1/promises/*/withdraw", withdraw_promise},
    {"GET", "v1/disputes", list_disputes},
    {"POST", "v1/disputes", open_dispute},
    {"GET", "v1/disputes/*", show_dispute},
    {"POST", "v1/disputes/*/assign", assign_dispute},
    {"POST", "v1/disputes/*/resume", resume_dispute},
    {"POST", "v1/disputes/*/wait", wait_dispute},
    {"POST", "v1/disputes/*/evidence", add_dispute_evidence},
    {"POST", "v1/disputes/*/resolve", resolve_dispute},
    {"POST", "v1/disputes/*/approve", approve_dispute},
    {"POST", "v1/disputes/*/reject", reject_dispute},
    {"POST", "v1/disputes/*/void", void_dispute},
    {"POST", "v1/disputes/*/reopen", reopen_dispute},
    {"GET", "v1/contacts", list_contacts},
    {"POST", "v1/contacts", add_contact},
    {"GET", "v1/correspondence", list_correspondence},
    {"GET", "v1/correspondence/*", show_correspondence},
    {"POST", "v1/policy/backtest", backtest_policy},
    {"GET", "v1/explain/*", explain_one},
    {"GET", "v1/review", list_review},
    {"GET", "v1/review/*", show_review},
    {"POST", "v1/review/*/accept", accept_review},
    {"POST", "v1/review/*/settle", settle_review},
    {"POST", "v1/review/*/park", park_review},
    {"POST", "v1/review/*/not-ar", not_ar_review},
    {"POST", "v1/review/*/undo", undo_review},
    {"POST", "v1/learnt/*/withdraw", withdraw_learnt},
    {"GET", "v1/proposals", list_proposals},
    {"GET", "v1/proposals/*", show_proposal},
    {"POST", "v1/credit-changes", propose_credit_change},
    {"POST", "v1/proposals/*/approve", approve_credit_change},
    {"POST", "v1/proposals/*/retry", retry_proposal},
    {"POST", "v1/proposals/*/void", void_proposal},
    {"GET", "v1/mails", list_mails},
    {"GET", "v1/mails/addresses", list_undeliverable},
    {"POST", "v1/mails/addresses/lift", lift_undeliverable},
    {"GET", "v1/views", list_views},
    {"GET", "v1/export/*", export_view},
    {"POST", "v1/verify", verify_book},
    {"POST", "v1/backup", backup_book},
    {"GET", "v1/health", show_health},
    {"GET", "metrics", show_metrics},
};

bool matches(const Route& route, const Exchange& exchange) {
  if (route.method != exchange.method) return false;
  std::string_view left = route.path;
  for (const std::string& segment : exchange.path) {
    const auto end = std::min(left.find('/'), left.size());
    const std::string_view wanted = left.substr(0, end);
    if (wanted.empty() || (wanted != "*" && wanted != segment)) return false;
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  return left.empty();
}

void refuse(Exchange& exchange, const Failure& failure) {
  if (!exchange.answered()) exchange.answer(status_of(failure.kind), error_body(failure));
}

}  // namespace

void route(const Application& application, Exchange& exchange) {
  try {
    for (const Route& route : kRoutes)
      if (matches(route, exchange)) return route.handle(application, exchange);
    refuse(exchange, {.kind = FailureKind::not_found, .message = "there is nothing at this path"});
  } catch (const FailureException& e) {
    refuse(exchange, e.failure);
  } catch (const FormatError& e) {
    refuse(exchange, {.kind = FailureKind::invalid, .message = e.what()});
  } catch (const boost::system::system_error& e) {
    refuse(exchange, {.kind = FailureKind::invalid, .message = e.what()});
  } catch (const std::exception& e) {
    refuse(exchange, {.kind = FailureKind::broken, .message = e.what()});
  }
}

}  // namespace saldo::api
