#pragma once

#include <string>
#include <string_view>

namespace saldo::mail {

/// What became of a mail that was handed to a mail server.
enum class Fate {
  taken,        ///< the server answers for it now
  unknown,      ///< it was sent whole, and no answer came: it may be on its way
  server_busy,  ///< nothing went out; the server takes nothing now
  postponed,    ///< nothing went out; this mail may go later
  recipient,    ///< refused for good: there is no such recipient
  refused,      ///< refused for good, for another reason
  denied,       ///< the server doesn't know us, or wants a secret or TLS
  sender,       ///< the server takes nothing from this sender
};

/// By the reply's status, its text, and the step that it answers (see Transfer's SEND): RFC 5321,
/// 4.2 and the enhanced codes of RFC 3463. Only what says that the mailbox isn't there or takes
/// nothing blames the recipient: a relay that is denied or a rule that is broken doesn't.
Fate fate_of(unsigned status, std::string_view stage, std::string_view reply);

}  // namespace saldo::mail
