#pragma once

#include <string>
#include <vector>

/// Disputes: what customers don't pay because they hold it against us.
namespace saldo::cli {

struct DisputeOpenOptions {
  std::string socket, format;
  std::string customer, reason, customer_reason, note, queue;
  std::vector<std::string> items;  ///< NUMBER or NUMBER=AMOUNT
};
int open_dispute(const DisputeOpenOptions& options);

struct DisputeListOptions {
  std::string socket, format;
  std::string customer, state, owner, queue;
  bool deductions = false;
  std::vector<std::string> where;
};
int list_disputes(const DisputeListOptions& options);

/// What acts on one dispute may take; each takes some of it.
struct DisputeActOptions {
  std::string socket, format;
  std::string dispute, reason;
  std::string owner, queue;                    ///< of assign
  std::string whom;                            ///< of wait
  std::string kind, reference;                 ///< of evidence
  std::string resolution, amount, root_cause;  ///< of resolve
};
int show_dispute(const DisputeActOptions& options);
int assign_dispute(const DisputeActOptions& options);
int resume_dispute(const DisputeActOptions& options);
int wait_dispute(const DisputeActOptions& options);
int add_dispute_evidence(const DisputeActOptions& options);
int resolve_dispute(const DisputeActOptions& options);
int approve_dispute(const DisputeActOptions& options);
int reject_dispute(const DisputeActOptions& options);
int void_dispute(const DisputeActOptions& options);
int reopen_dispute(const DisputeActOptions& options);

}  // namespace saldo::cli
