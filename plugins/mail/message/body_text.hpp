#pragma once

#include <string>
#include <vector>

#include "structure.hpp"

namespace saldo::mail {

struct BodyText {
  std::string text;  ///< what the sender wrote
  bool cut = false;  ///< there is more than fits
};

/// The mail's text, quotes and all: of its parts that aren't attached, and of those that say the
/// same the plain one rather than HTML. Lines that were folded (RFC 3676) are put together.
std::string mail_text(const std::vector<Part>& parts);

/// Without the lines that quote another mail ("> …"), at most kTextBytesMax.
BodyText own_text(const std::string& text);

inline constexpr std::size_t kTextBytesMax = 64u << 10;

}  // namespace saldo::mail
