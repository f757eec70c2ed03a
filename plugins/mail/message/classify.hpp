#pragma once

#include <string>

#include "bounce.hpp"
#include "structure.hpp"

namespace saldo::mail {

/// What a mail is, and what decided it.
struct Verdict {
  std::string classification;  ///< as Correspondence::classification
  std::string evidence;
  bool automated = false;
  Bounce bounce;  ///< of a bounce, or of a report: the mail that it is about
};

/// `whole` is the mail, `text` its text with all that it quotes. Bounces are looked for before
/// automatic replies, since mail systems mark them as such, too.
Verdict classify(const Structure& mail, std::string_view whole, const std::string& text);

}  // namespace saldo::mail
