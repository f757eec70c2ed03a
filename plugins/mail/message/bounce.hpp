#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/records.hpp"
#include "structure.hpp"

/// What mail systems say of mails that were sent: RFC 3464, and what others wrote before and beside
/// it.
namespace saldo::mail {

struct Bounce {
  std::vector<DeliveryReport> deliveries;
  std::string returned_message_id, returned_envelope_id;
  std::string evidence;
};

/// A report by the standard: a part message/delivery-status, or its fields where a broken structure
/// left them in the text.
std::optional<Bounce> standard_bounce(const Structure& mail, std::string_view whole);

/// A report in free text, as of qmail, Exim, Gmail, Exchange, Notes. It must come from a mail
/// system, say that a delivery failed, and name for whom.
std::optional<Bounce> plain_bounce(const Structure& mail, const std::string& text);

/// Of a mail system's own account: mailer-daemon, postmaster and the like.
bool is_mail_system(const HeaderFields& header);
bool has_null_return_path(const HeaderFields& header);

/// Why a delivery failed, from its status (RFC 3463) or, where that says little, from the mail
/// system's words: address | mailbox_full | policy | temporary | unknown. `address` only where the
/// mailbox itself is refused for good: it is what marks a contact as undeliverable.
std::string failure_reason(std::string_view status, std::string_view diagnostic);

/// The message id of the mail that was sent back, whole or its header.
std::string returned_message_id(const Structure& mail);

}  // namespace saldo::mail
