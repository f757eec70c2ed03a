#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "flows/environment.hpp"
#include "store/sent_mail.hpp"

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

/// The next mail, noted as perhaps gone out; nothing when none is due. Notices that something has
/// happened to meanwhile are recalled on the way.
std::optional<store::SentMail> begin_next(const Environment& environment, soci::session& sql,
                                          const std::string& connector, DeliveryTotals& totals);

enum class Settled {
  gone_on,   ///< the next may follow
  refused,   ///< the next may follow, unless that goes on
  later,     ///< nothing more goes out now
  stopped,   ///< the run was
  hopeless,  ///< nothing goes out before somebody changes something
};
/// Writes down what became of an attempt; what the run does next.
Settled settle_mail(const Environment& environment, soci::session& sql,
                    const std::string& connector, const MailAttempt& attempt,
                    DeliveryTotals& totals);

}  // namespace saldo::flows
