#pragma once

#include <string>
#include <vector>

/// What leaves for other systems: look, send again, void.
namespace saldo::cli {

struct ProposalsOptions {
  std::string socket, format;
  std::string proposal, status;
  std::vector<std::string> where;
};
int show_proposals(const ProposalsOptions& options);

struct ProposalActOptions {
  std::string socket, format;
  std::vector<std::string> proposals;
  std::string reason;
};
int retry_proposals(const ProposalActOptions& options);
int void_proposals(const ProposalActOptions& options);

struct CreditChangeOptions {
  std::string socket, format;
  std::string customer, area, limit, currency, block, reason, connector;
};
int propose_credit_change(const CreditChangeOptions& options);
int approve_credit_changes(const ProposalActOptions& options);

}  // namespace saldo::cli
