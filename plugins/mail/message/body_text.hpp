#pragma once

#include <string>
#include <vector>

#include "structure.hpp"

namespace saldo::mail {

struct BodyText {
  std::string text;  ///< what the sender wrote
  bool cut = false;  ///< there is more than fits
};

/// The part that holds the mail's own text: the plain one where parts say the same, else HTML; null
/// when there is none.
const Part* body_part(const std::vector<Part>& parts);

/// A part as plain text, quotes and all; lines that were folded (RFC 3676) are put together.
std::string plain_text(const Part& part);

/// Without the lines that quote another mail ("> …"), at most kTextBytesMax.
BodyText own_text(const std::string& text);

inline constexpr std::size_t kTextBytesMax = 64u << 10;

}  // namespace saldo::mail
