#include "out/smtp_reply.hpp"

#include <gtest/gtest.h>

namespace saldo::mail {
namespace {

TEST(SmtpReply, SaysWhatBecameOfTheMail) {
  struct Case {
    unsigned status;
    const char *stage, *reply;
    Fate fate;
  };
  const Case cases[] = {
      {250, "end", "250 2.0.0 Ok: queued as 4F", Fate::taken},
      {0, "end", "354 go ahead", Fate::unknown},
      {421, "connect", "421 too busy", Fate::server_busy},
      {421, "rcpt", "421 4.3.2 shutting down", Fate::server_busy},
      {451, "mail", "451 4.3.0 later", Fate::server_busy},
      {454, "auth", "454 4.7.0 try later", Fate::server_busy},
      {450, "rcpt", "450 4.2.0 greylisted", Fate::postponed},
      {452, "rcpt", "452 4.2.2 mailbox full", Fate::postponed},
      {451, "end", "451 4.3.0 try again", Fate::postponed},
      {550, "rcpt", "550 5.1.1 no such user", Fate::recipient},
      {550, "rcpt", "550 no such user", Fate::recipient},
      {551, "rcpt", "551 moved", Fate::recipient},
      {556, "rcpt", "556 5.1.10 takes no mail", Fate::recipient},
      {550, "rcpt", "550 5.2.1 mailbox disabled", Fate::recipient},
      // What isn't the recipient's fault must not mark its address.
      {554, "rcpt", "554 5.7.1 relay access denied", Fate::refused},
      {550, "rcpt", "550 5.7.1 your host is on a list", Fate::refused},
      {550, "end", "550 5.7.1 looks like spam", Fate::refused},
      {550, "end", "550 no such user", Fate::refused},
      {552, "mail", "552 5.3.4 too large", Fate::refused},
      {530, "mail", "530 5.7.0 STARTTLS first", Fate::denied},
      {535, "auth", "535 5.7.8 bad password", Fate::denied},
      {530, "rcpt", "530 5.7.0 authenticate first", Fate::denied},
      {550, "mail", "550 5.1.8 sender rejected", Fate::sender},
      {554, "connect", "554 go away", Fate::sender},
  };
  for (const Case& c : cases)
    EXPECT_EQ(fate_of(c.status, c.stage, c.reply), c.fate) << c.stage << ": " << c.reply;
}

}  // namespace
}  // namespace saldo::mail
