#pragma once

#include "flows/environment.hpp"
#include "store/messages.hpp"

namespace saldo::flows {

/// Tells another system what was decided, sent and received: brings the outbox of the connector up
/// to date with the book, then delivers what waits in it through the connector's sink, in order,
/// until each has a receipt. Killed at any moment, the next run delivers again under the same keys
/// what has no receipt. What the sink refuses has failed, and the rest goes on; what can't be
/// delivered now ends the run with `retry`. A dry run counts what it would propose and delivers
/// nothing.
///
/// What is told stands in the options of the sink: `messages`, a list with commas of clearing,
/// dunning, credit and idoc_status (clearing alone where the sink has no such option), and
/// `dunning_block`, the ERP's block that stands for saldo's. A receipt that begins with "confirmed:
/// " is the other side's answer: it did what the message says. A refusal by the rule
/// "message.in_doubt" says that it may have arrived all the same.
RunOutcome run_write_back(const Environment& environment, const config::Connector& connector,
                          bool dry_run, const RunControl& control);

enum class SettledMessage { sent, failed, waits };
/// Writes down what became of a message, as it was when it was handed to the sink. One that brings
/// the sink down again and again has failed, and a person may look whether it has arrived: outages
/// don't count.
SettledMessage settle_message(soci::session& sql, const store::Message& message,
                              const connect::Outcome& outcome, const std::string& receipt,
                              Instant now);

}  // namespace saldo::flows
