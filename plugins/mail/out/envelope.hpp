#pragma once

#include <string>
#include <string_view>

namespace saldo::mail {

/// Whom a mail is handed over for, as SMTP is told.
struct Envelope {
  std::string return_path;  ///< of this mail alone: bounces to it name the mail (VERP)
  std::string recipient;
};

/// The value of a header field of a message (RFC 5322), unfolded; empty if it has none. `name` is
/// given in lower case.
std::string field_of(std::string_view message, std::string_view name);

/// The one address of a field such as "Example AG <ap@example.com>" or "ap@example.com"; empty
/// where there is none, or more than one.
std::string address_of(std::string_view field);

/// What keeps SMTP from being told of an address (RFC 5321, without SMTPUTF8): "has no '@'". Empty:
/// nothing does.
std::string find_wrong(std::string_view address);

/// Whether a CR or an LF stands alone. What servers disagree about could hide a second mail within
/// the first.
bool has_stray_line_end(std::string_view message);

/// The envelope of a message whose Message-ID is <token@…>. `return_path` is the address that
/// bounces go to; empty: the sender's. Throws Rejected: `mail.recipient` where the recipient can't
/// be written to, `mail.message` where the message isn't as it has to be.
Envelope envelope_of(std::string_view message, std::string_view token,
                     std::string_view return_path);

}  // namespace saldo::mail
