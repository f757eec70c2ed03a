#pragma once

#include <string>
#include <vector>

/// Dunning: propose, look, approve or void, hand out, explain, hold.
namespace saldo::cli {

struct DunningProposeOptions {
  std::string socket, format;
  std::string job, as_of;
  bool dry_run = false;
};
int propose_dunning(const DunningProposeOptions& options);

struct DunningShowOptions {
  std::string socket, format;
  std::string notice, state;
  std::vector<std::string> where;
};
int show_dunning(const DunningShowOptions& options);

struct DunningLetterOptions {
  std::string socket, out;
  std::string format = "text";
  std::string notice;
};
int print_letter(const DunningLetterOptions& options);

/// The wordings that customers' languages lack; kFailed if any do.
struct DunningCheckOptions {
  std::string socket, format;
  std::string procedure;
};
int check_dunning(const DunningCheckOptions& options);

/// Approves, voids, puts on its way, or notes as sent: `act` is the last part of the route.
struct DunningActOptions {
  std::string socket, format;
  std::vector<std::string> notices;
  std::string run, reason, receipt, charge, item, level, channel;
  bool approve = false, withdraw = false;
};
int approve_dunning(const DunningActOptions& options);
int void_dunning(const DunningActOptions& options);
int exclude_dunning(const DunningActOptions& options);
int edit_dunning(const DunningActOptions& options);
int waive_dunning(const DunningActOptions& options);
int charge_dunning(const DunningActOptions& options);
int send_dunning(const DunningActOptions& options);
int note_dunning_sent(const DunningActOptions& options);

struct DunningExplainOptions {
  std::string socket, format;
  std::string customer, as_of, procedure;
};
int explain_dunning(const DunningExplainOptions& options);

struct DunningHoldOptions {
  std::string socket, format;
  std::string customer, item, kind, amount, from, to, reason;
};
int hold_dunning(const DunningHoldOptions& options);

struct DunningReleaseOptions {
  std::string socket, format;
  std::vector<std::string> holds;
};
int release_dunning(const DunningReleaseOptions& options);

}  // namespace saldo::cli
