#include <array>

#include "bounce.hpp"
#include "charset.hpp"

namespace saldo::mail {
namespace {

struct Phrase {
  std::string_view words, reason;
};

/// In small letters. What people's mail systems say; the first that stands there counts.
constexpr std::array kPhrases = {
    Phrase{"mailbox full", "mailbox_full"},
    Phrase{"mailbox is full", "mailbox_full"},
    Phrase{"over quota", "mailbox_full"},
    Phrase{"quota exceeded", "mailbox_full"},
    Phrase{"exceeded storage", "mailbox_full"},
    Phrase{"not enough disk space", "mailbox_full"},
    Phrase{"user unknown", "address"},
    Phrase{"unknown user", "address"},
    Phrase{"unknown recipient", "address"},
    Phrase{"no such user", "address"},
    Phrase{"no mailbox here", "address"},
    Phrase{"mailbox unavailable", "address"},
    Phrase{"recipient name is not recognized", "address"},
    Phrase{"does not exist", "address"},
    Phrase{"not a registered", "address"},
    Phrase{"recipientnotfound", "address"},
    Phrase{"recipnotfound", "address"},
    Phrase{"spam", "policy"},
    Phrase{"blocked", "policy"},
    Phrase{"blacklist", "policy"},
    Phrase{"policy", "policy"},
};

std::string_view phrase_reason(std::string_view diagnostic) {
  const std::string small = lower(diagnostic);
  for (const Phrase& phrase : kPhrases)
    if (small.find(phrase.words) != std::string::npos) return phrase.reason;
  return "unknown";
}

/// RFC 3463: the detail behind "5.1." that isn't about the recipient's address.
bool is_senders_fault(std::string_view detail) { return detail == "7" || detail == "8"; }

std::string_view permanent_reason(std::string_view subject, std::string_view detail) {
  if (subject == "1") return is_senders_fault(detail) ? "policy" : "address";
  if (subject == "2") {
    if (detail == "1") return "address";
    if (detail == "2") return "mailbox_full";
    if (detail == "3") return "policy";
  }
  return subject == "6" || subject == "7" ? "policy" : "unknown";
}

}  // namespace

std::string failure_reason(std::string_view status, std::string_view diagnostic) {
  const auto first = status.find('.');
  const auto second = first == status.npos ? first : status.find('.', first + 1);
  if (second == status.npos) {
    const auto told = phrase_reason(diagnostic);
    return std::string(told);
  }
  const auto subject = status.substr(first + 1, second - first - 1);
  const auto detail = status.substr(second + 1);
  if (status.front() == '4')  // it says itself that it may pass, whatever its words are
    return subject == "2" && detail == "2" ? "mailbox_full" : "temporary";
  if (status.front() == '2') return {};
  const auto told = permanent_reason(subject, detail);
  return std::string(told == "unknown" ? phrase_reason(diagnostic) : told);
}

}  // namespace saldo::mail
