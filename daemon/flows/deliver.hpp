#pragma once

#include "flows/environment.hpp"

namespace saldo::flows {

/// Sends what is approved and goes by mail: queues it at the connector (see notice_mail.hpp), then
/// hands over what waits there, one mail after the other, until each has a receipt. The notice's
/// level and date count from the receipt on, in the same transaction.
///
/// What happens to a notice before its mail is handed over recalls it. A mail that certainly didn't
/// go out waits; one that may have (saldo or the connection died between its end and the server's
/// answer) is sent again with the same Message-ID, and that is counted: `mail_doubts`. What the
/// server puts off goes with a later run, for three days. A recipient
/// that is refused for good is marked, and the notice takes the next channel of its level; a mail
/// that is refused for another reason waits for a person, and three in a row end the run, for then
/// the fault is hardly theirs. A dry run counts what it would queue and sends nothing.
RunOutcome run_deliver(const Environment& environment, const config::Connector& connector,
                       bool dry_run, const RunControl& control);

}  // namespace saldo::flows
