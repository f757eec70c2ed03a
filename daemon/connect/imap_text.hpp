#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The wording of IMAP (RFC 3501): what is sent, and what servers say. Pure.
namespace saldo::connect {

/// A folder's name as a quoted string, in the modified UTF-7 that servers want (5.1.3). Throws
/// std::invalid_argument for a name that isn't UTF-8 or holds control characters.
std::string imap_folder(std::string_view utf8);

/// What a target "/INBOX/Bills;UIDVALIDITY=7;UID=12" names, percent-encoding undone.
struct ImapTarget {
  std::string folder;
  std::uint32_t uidvalidity = 0, uid = 0;  ///< 0: not given
};
/// Nothing when it has another form.
std::optional<ImapTarget> parse_imap_target(std::string_view target);

/// One response of a server: its line, in which each literal stands as its announcement "{n}", and
/// the literals in their order.
struct ImapResponse {
  std::string line;
  std::vector<std::string> literals;

  /// "* 12 FETCH (…" and the like: the word behind the number; empty for other responses.
  std::string_view kind() const;
};

/// How many bytes a literal has that a line announces at its end; nothing when it announces none.
std::optional<std::uint64_t> literal_size(std::string_view line);

/// The number behind "name " in a text such as "[UIDVALIDITY 7]" or "(UID 12 RFC822.SIZE 300)";
/// nothing when it isn't there.
std::optional<std::uint64_t> number_behind(std::string_view text, std::string_view name);

/// Whether a flag is among FLAGS (…) of a response; flags are compared without regard to case.
bool has_imap_flag(std::string_view line, std::string_view flag);

}  // namespace saldo::connect
