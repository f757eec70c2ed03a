#pragma once

#include <string>

#include "saldo/transfer.hpp"

namespace saldo::mail {

/// Hands mails over to a mail server, one recipient each. The message is complete (RFC 5322); its
/// idempotency key is its token, which its Message-ID begins with and its return path holds.
///
/// The receipt is what the server said when it took the mail. Failures have a rule: `mail.unknown`
/// when the connection broke after the mail's end and before the answer, so that it may have gone
/// out; `mail.postponed` when only this mail has to wait; `mail.recipient` when the recipient can't
/// be reached; `mail.refused` when this mail is refused for another reason; `mail.message` when it
/// isn't as it has to be. Other failures are the server's or the configuration's, and nothing went
/// out.
class Smtp final : public Sink {
 public:
  explicit Smtp(Host its_host);

  /// Greets the server as for a mail, with TLS and secret.
  void check() override;
  std::string deliver(const saldo_message& message) override;

 private:
  std::string return_path_;
  Transfer server_;
};

}  // namespace saldo::mail
