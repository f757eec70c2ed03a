#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "flows/environment.hpp"
#include "store/mail_handover.hpp"

/// What becomes of a mail, and of its notice, by what the sink said.
namespace saldo::flows {

struct DeliveryTotals {
  std::int64_t sent = 0, recalled = 0, redirected = 0, failed = 0;
  std::int64_t postponed = 0;
  std::int64_t doubts = 0;  ///< attempts of which nobody knows how they ended
  std::int64_t of_all() const { return sent + recalled + redirected + failed; }
};

/// A mail that was handed to the sink.
struct MailAttempt {
  store::SentMail mail;
  connect::Outcome outcome;
  std::string receipt;
  bool untried = false;  ///< it didn't come that far: the sink couldn't be started, say
};

/// The next few mails that are due and not claimed, claimed for being handed over (see
/// store/mail_claims.hpp): none is begun before that is on disk.
std::deque<store::SentMail> claim_next(const Environment& environment, store::MailHandover& book,
                                       const std::string& connector);

/// A claimed mail, noted as under way; nothing when it isn't to go out any more: something has
/// happened to its notice, which is recalled then, or a person was quicker.
std::optional<store::SentMail> begin_claimed(const Environment& environment,
                                             store::MailHandover& book,
                                             const std::string& connector, const std::string& token,
                                             DeliveryTotals& totals);

enum class Settled {
  gone_on,   ///< the next may follow
  refused,   ///< the next may follow, unless that goes on
  later,     ///< nothing more goes out now
  stopped,   ///< the run was
  hopeless,  ///< nothing goes out before somebody changes something
};
/// Writes down what became of an attempt; what the run does next.
Settled settle_mail(const Environment& environment, store::MailHandover& book,
                    const std::string& connector, const MailAttempt& attempt,
                    DeliveryTotals& totals);

}  // namespace saldo::flows
