#pragma once

#include "api/routes.hpp"

/// One function a route; each answers the exchange or throws.
namespace saldo::api {

void submit_document(const Application&, Exchange&);
void list_documents(const Application&, Exchange&);
void show_document(const Application&, Exchange&);
void raw_document(const Application&, Exchange&);
void replay_document(const Application&, Exchange&);
void list_quarantine(const Application&, Exchange&);

void list_connectors(const Application&, Exchange&);
void sync_connector(const Application&, Exchange&);
void list_jobs(const Application&, Exchange&);
void run_job(const Application&, Exchange&);
void list_runs(const Application&, Exchange&);
void show_run(const Application&, Exchange&);
void cancel_run(const Application&, Exchange&);

void list_notices(const Application&, Exchange&);
void show_notice(const Application&, Exchange&);
void notice_letter(const Application&, Exchange&);
void check_wordings(const Application&, Exchange&);
void approve_notice(const Application&, Exchange&);
void approve_run(const Application&, Exchange&);
void void_notice(const Application&, Exchange&);
void void_run(const Application&, Exchange&);
void exclude_item(const Application&, Exchange&);
void edit_notice(const Application&, Exchange&);
void waive_charge(const Application&, Exchange&);
void charge_notice(const Application&, Exchange&);
void approve_charge(const Application&, Exchange&);
void withdraw_charge(const Application&, Exchange&);
void send_notice(const Application&, Exchange&);
void note_notice_sent(const Application&, Exchange&);
void explain_dunning(const Application&, Exchange&);
void add_hold(const Application&, Exchange&);
void end_hold(const Application&, Exchange&);

void show_worklist(const Application&, Exchange&);
void customer_statement(const Application&, Exchange&);
void list_promises(const Application&, Exchange&);
void add_promise(const Application&, Exchange&);
void withdraw_promise(const Application&, Exchange&);
void list_disputes(const Application&, Exchange&);
void show_dispute(const Application&, Exchange&);
void open_dispute(const Application&, Exchange&);
void assign_dispute(const Application&, Exchange&);
void resume_dispute(const Application&, Exchange&);
void wait_dispute(const Application&, Exchange&);
void add_dispute_evidence(const Application&, Exchange&);
void resolve_dispute(const Application&, Exchange&);
void approve_dispute(const Application&, Exchange&);
void reject_dispute(const Application&, Exchange&);
void void_dispute(const Application&, Exchange&);
void reopen_dispute(const Application&, Exchange&);
void list_contacts(const Application&, Exchange&);
void add_contact(const Application&, Exchange&);
void list_correspondence(const Application&, Exchange&);
void show_correspondence(const Application&, Exchange&);
void explain_one(const Application&, Exchange&);
void backtest_policy(const Application&, Exchange&);
void list_review(const Application&, Exchange&);
void show_review(const Application&, Exchange&);
void accept_review(const Application&, Exchange&);
void settle_review(const Application&, Exchange&);
void park_review(const Application&, Exchange&);
void not_ar_review(const Application&, Exchange&);
void undo_review(const Application&, Exchange&);
void withdraw_learnt(const Application&, Exchange&);
void list_proposals(const Application&, Exchange&);
void show_proposal(const Application&, Exchange&);
void propose_credit_change(const Application&, Exchange&);
void approve_credit_change(const Application&, Exchange&);
void retry_proposal(const Application&, Exchange&);
void void_proposal(const Application&, Exchange&);
void list_mails(const Application&, Exchange&);
void list_undeliverable(const Application&, Exchange&);
void lift_undeliverable(const Application&, Exchange&);

void list_views(const Application&, Exchange&);
void export_view(const Application&, Exchange&);
void verify_book(const Application&, Exchange&);
void backup_book(const Application&, Exchange&);
void show_health(const Application&, Exchange&);
void show_metrics(const Application&, Exchange&);

/// A path segment or parameter as a number; throws FailureException naming it.
std::int64_t number_of(const std::string& text, const char* what);
/// Streams JSON lines.
class Lines {
 public:
  explicit Lines(Exchange& exchange) : exchange_(exchange) {
    exchange_.begin("application/x-ndjson");
  }
  void add(const boost::json::object& line);
  void end() { exchange_.end(); }

 private:
  Exchange& exchange_;
};

}  // namespace saldo::api
