#pragma once

#include <string>

#include "base/clock.hpp"
#include "render/letter.hpp"

namespace saldo::render {

/// What a mail says of itself.
struct MailHeader {
  std::string from_name, from_address;
  std::string to_address;  ///< without a name, so that no name can be taken for an address
  std::string message_id;  ///< without angle brackets
  Instant date;
  std::string attachment;  ///< the file name of the PDF
  bool html = true;        ///< without it a letter with a long table takes a third of the room
};

/// A letter as a whole mail (RFC 5322): text, HTML to choose instead, and the letter as a PDF.
/// Marked as written by a machine (Auto-Submitted, RFC 3834), so that no machine answers. ASCII,
/// lines end in CR LF; the same bytes for the same letter and header. Throws FailureException as
/// letter_pdf does.
std::string letter_message(const Letter& letter, const MailHeader& header);

}  // namespace saldo::render
