#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/bounce.hpp"
#include "unit/mail_in/reading.hpp"

namespace saldo::mail {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kReport =
    "Return-Path: <>\nFrom: MAILER-DAEMON@mx.seller.example (Mail Delivery System)\n"
    "To: bounces+n17.0123456789abcdef@seller.example\nSubject: Undelivered Mail\n"
    "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n"
    "Content-Type: multipart/report; report-type=delivery-status; boundary=b1\n\n"
    "--b1\nContent-Type: text/plain\n\nIt didn't work.\n\n"
    "--b1\nContent-Type: message/delivery-status\n\n"
    "Reporting-MTA: dns; mx.seller.example\nOriginal-Envelope-Id: n17.0123456789abcdef\n\n"
    "Final-Recipient: rfc822; box7@host.buyer.example\nOriginal-Recipient: "
    "rfc822;AP@Buyer.example\n"
    "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <ap@buyer.example>: User\n"
    "    unknown\n\n"
    "Final-Recipient: rfc822; cfo@buyer.example\nAction: delayed\nStatus: 4.2.2 (mailbox full)\n\n"
    "--b1\nContent-Type: text/rfc822-headers\n\nFrom: ar@seller.example\n"
    "Message-ID: <n17.0123456789abcdef@seller.example>\n\n--b1--\n";

TEST(BounceReport, EveryRecipientIsReadWithItsStatusAndTheMailThatItIsAbout) {
  const Reading reading(kReport);
  const Correspondence mail = reading.record();
  EXPECT_EQ(mail.classification, "bounce");
  EXPECT_EQ(mail.evidence, "message/delivery-status");
  EXPECT_EQ(mail.returned_message_id, "n17.0123456789abcdef@seller.example");
  EXPECT_EQ(mail.returned_envelope_id, "n17.0123456789abcdef");
  ASSERT_THAT(mail.deliveries, SizeIs(2));
  EXPECT_EQ(mail.deliveries[0].recipient, "AP@buyer.example") << "the one that was written to";
  EXPECT_EQ(mail.deliveries[0].action, "failed");
  EXPECT_EQ(mail.deliveries[0].status, "5.1.1");
  EXPECT_EQ(mail.deliveries[0].reason, "address");
  EXPECT_EQ(mail.deliveries[0].diagnostic, "550 5.1.1 <ap@buyer.example>: User unknown");
  EXPECT_EQ(mail.deliveries[1].action, "delayed");
  EXPECT_EQ(mail.deliveries[1].status, "4.2.2");
  EXPECT_EQ(mail.deliveries[1].reason, "mailbox_full");
  EXPECT_TRUE(reading.result().documents.empty()) << "what comes back is no document";
}

TEST(BounceReport, ItIsReadWhereItsStructureIsBroken) {
  std::string broken = kReport;
  for (auto at = broken.find("\n--b1"); at != std::string::npos; at = broken.find("\n--b1", at + 1))
    broken.replace(at, 5, "\n --b2");
  const Correspondence mail = Reading(broken).record();
  EXPECT_EQ(mail.classification, "bounce");
  ASSERT_THAT(mail.deliveries, SizeIs(2));
  EXPECT_EQ(mail.deliveries[0].recipient, "AP@buyer.example");
}

TEST(BounceReport, CutAnywhereOrWithAnyByteChangedItIsReadOrRefused) {
  for (std::size_t size = 0; size < kReport.size(); size += 7) {
    const Reading cut(kReport.substr(0, size));
    EXPECT_TRUE(cut.rule().empty() || cut.rule() == "mail.header") << size << " " << cut.rule();
  }
  for (std::size_t at = 0; at < kReport.size(); at += 5)
    for (const char c : {'\0', '\n', '\xFF', ':', '<'}) {
      std::string changed = kReport;
      changed[at] = c;
      const Reading reading(changed);
      EXPECT_TRUE(reading.rule().empty() || reading.rule() == "mail.header") << at;
    }
}

struct Plain {
  const char* what;
  const char* header;
  const char* text;
  const char *recipient, *action, *status, *reason, *returned;
};

/// As mail systems write that know no standard.
const Plain kPlain[] = {
    {"qmail", "Return-Path: <>\nFrom: MAILER-DAEMON@mx4.example\nSubject: failure notice\n",
     "Hi. This is the qmail-send program at mx4.example.\nI'm afraid I wasn't able to deliver your "
     "message to the following addresses.\n\n<ap@buyer.example>:\n192.0.2.32 does not like "
     "recipient.\nRemote host said: 550 No such user (#5.1.1)\n\n--- Below this line is a copy of "
     "the "
     "message.\n\nMessage-ID: <n1.0123456789abcdef@seller.example>\nTo: other@x.example\n",
     "ap@buyer.example", "failed", "5.1.1", "address", "n1.0123456789abcdef@seller.example"},
    {"Exim",
     "From: Mail Delivery System <Mailer-Daemon@node.example>\nX-Failed-Recipients: "
     "ap@buyer.example\nAuto-Submitted: auto-replied\nSubject: Mail delivery failed: returning "
     "message to sender\n",
     "A message that you sent could not be delivered.\n\n  ap@buyer.example\n    host mx "
     "[192.0.2.222]:\n    550 Mailbox is full\n\n------ This is a copy of the message. ------\n\n"
     "Message-Id: <n1.0123456789abcdef@seller.example>\n",
     "ap@buyer.example", "failed", "", "mailbox_full", "n1.0123456789abcdef@seller.example"},
    {"Exchange 5.5",
     "From: System Administrator <postmaster@buyer.example>\nSubject: Undeliverable: "
     "Reminder\n",
     "Your message\n\n  To:      ar@seller.example\n\ndid not reach the following recipient(s):\n\n"
     "ap@buyer.example on Thu, 29 Apr 2010 00:00:00 -0000\n    The recipient name is not "
     "recognized\n",
     "ap@buyer.example", "failed", "", "address", ""},
    {"a label",
     "Return-Path: <>\nFrom: postmaster@buyer.example\nSubject: email bounce "
     "notification\n",
     "This message is to inform you that an email you sent was rejected.\n\nreject reason: blocked "
     "by policy 5.7.1\ntarget mail address: ap@buyer.example\n",
     "ap@buyer.example", "failed", "", "policy", ""},
    {"a delay",
     "From: mailer-daemon@googlemail.com\nX-Failed-Recipients: ap@buyer.example\nSubject: "
     "Delivery Status Notification (Delay)\n",
     "Delivery to ap@buyer.example has been delayed. We will continue trying.\n",
     "ap@buyer.example", "delayed", "", "unknown", ""},
};

TEST(BounceText, IsReadAsItsMailSystemWritesIt) {
  for (const Plain& p : kPlain) {
    SCOPED_TRACE(p.what);
    const Correspondence mail =
        Reading("To: ar@seller.example\n" + std::string(p.header) + "\n" + p.text).record();
    EXPECT_EQ(mail.classification, "bounce") << mail.evidence;
    ASSERT_THAT(mail.deliveries, SizeIs(1));
    EXPECT_EQ(mail.deliveries[0].recipient, p.recipient);
    EXPECT_EQ(mail.deliveries[0].action, p.action);
    EXPECT_EQ(mail.deliveries[0].status, p.status);
    EXPECT_EQ(mail.deliveries[0].reason, p.reason);
    EXPECT_EQ(mail.returned_message_id, p.returned);
  }
}

TEST(BounceText, AHeaderThatNamesThousandsOfRecipientsIsReadAsFarAsAMailOfOursGoes) {
  std::string header = "X-Failed-Recipients: r0@b.example";
  for (int i = 1; i < 5'000; ++i) header += ",\n r" + std::to_string(i) + "@b.example";
  const std::string text = "Delivery failed\n" + std::string(200'000, 'x') + "\n";
  const Reading mail(mail_of(header + "\n", text));
  EXPECT_EQ(mail.record().deliveries.size(), 50u);
}

TEST(BounceText, APersonWhoWritesOfAFailedDeliverySendsNoBounce) {
  for (const char* from : {"ana@buyer.example", "support@buyer.example"})
    EXPECT_NE(
        Reading("From: " + std::string(from) +
                "\nTo: ar@seller.example\nSubject: Undeliverable goods\n\nyour parcel could not "
                "be delivered to:\nap@buyer.example\n")
            .record()
            .classification,
        "bounce");
  // A postmaster may write as well.
  EXPECT_EQ(Reading("From: postmaster@buyer.example\nTo: ar@seller.example\nSubject: Re: "
                    "Question\n\nWe have looked into it.\n")
                .record()
                .classification,
            "reply");
}

struct Reason {
  const char *status, *words, *reason;
};
const Reason kReasons[] = {
    {"5.1.1", "", "address"},
    {"5.1.10", "", "address"},
    {"5.2.1", "", "address"},
    {"5.1.7", "bad sender", "policy"},
    {"5.2.2", "user unknown", "mailbox_full"},
    {"5.7.1", "user unknown", "policy"},
    {"5.0.0", "550 User unknown", "address"},
    {"5.0.0", "550 refused", "unknown"},
    {"5.3.4", "too big", "unknown"},
    {"4.1.1", "450 User unknown", "temporary"},
    {"4.2.2", "", "mailbox_full"},
    {"", "554 blocked as spam", "policy"},
    {"", "Mailbox full", "mailbox_full"},
    {"", "", "unknown"},
};

TEST(FailureReason, OnlyARefusedMailboxIsTheAddressesFault) {
  for (const Reason& r : kReasons)
    EXPECT_EQ(failure_reason(r.status, r.words), r.reason) << r.status << " " << r.words;
}

}  // namespace
}  // namespace saldo::mail
