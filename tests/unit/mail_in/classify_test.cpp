#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "message/addresses.hpp"
#include "unit/mail_in/reading.hpp"

namespace saldo::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Case {
  const char* header;
  const char* classification;
  const char* evidence;  ///< a part of it
  bool automated = false;
};

/// What decides, header by header.
const Case kCases[] = {
    {"Subject: Question\n", "other", "no mark"},
    {"Subject: Re: Reminder\n", "reply", "'re:'"},
    {"Subject: AW: Zahlungserinnerung\n", "reply", "'aw:'"},
    {"Subject: Re[2]: Reminder\n", "reply", "'re:'"},
    {"Subject: Reminder\nIn-Reply-To: <n1.0123456789abcdef@seller.example>\n", "reply",
     "In-Reply-To"},
    {"Subject: x\nReferences: <a@b> <c@d>\n", "reply", "References"},
    {"Subject: x\nAuto-Submitted: no\n", "other", "no mark"},
    // RFC 3834
    {"Subject: x\nAuto-Submitted: auto-replied (vacation)\n", "auto_reply", "auto-replied", true},
    {"Subject: Re: x\nIn-Reply-To: <a@b>\nAuto-Submitted: auto-replied\n", "auto_reply",
     "Auto-Submitted", true},
    {"Subject: Payment Advice\nAuto-Submitted: auto-generated\n", "other", "auto-generated", true},
    {"Subject: x\nX-Autoreply: yes\n", "auto_reply", "x-autoreply", true},
    {"Subject: x\nPrecedence: auto_reply\n", "auto_reply", "auto_reply", true},
    {"Subject: Abwesenheitsnotiz: Mahnung\nX-Auto-Response-Suppress: All\n", "auto_reply",
     "Abwesenheitsnotiz", true},
    {"Subject: Automatic reply: Reminder\n", "auto_reply", "subject", true},
    {"Subject: =?utf-8?q?R=C3=A9ponse_automatique_=3A_Rappel?=\n", "auto_reply", "subject", true},
    {"Subject: Respuesta =?utf-8?q?autom=C3=A1tica?=: Recordatorio\n", "auto_reply", "subject",
     true},
    {"Return-Path: <>\nSubject: I am away\nIn-Reply-To: <a@b>\n", "auto_reply", "null return path",
     true},
    // A person may begin so; only with another mark is it a program.
    {"Subject: Out of office next week, please pay later\n", "other", "no mark"},
    {"Subject: Out of office next week\nPrecedence: bulk\n", "auto_reply", "Precedence: bulk",
     true},
    {"Subject: RE: Automatic reply: Reminder\n", "reply", "'re:'"},
    // Exchange puts it on what people write, too.
    {"Subject: RE: Reminder\nX-Auto-Response-Suppress: DR, OOF\n", "reply", "'re:'"},
    {"Subject: Our news\nPrecedence: list\n", "other", "Precedence: list", true},
    {"Subject: Our news\nList-Id: <news.buyer.example>\n", "other", "List-Id", true},
    {"Return-Path: <>\nSubject: Notice\n", "other", "null return path", true},
    // A group's address (a list) and a rule of a mailbox pass on what people write.
    {"Subject: Re: Reminder\nPrecedence: list\nList-Id: <ar.seller.example>\n"
     "In-Reply-To: <n1.0123456789abcdef@seller.example>\n",
     "reply", "In-Reply-To"},
    {"Subject: Reminder\nX-MS-Exchange-Inbox-Rules-Loop: ar@seller.example\nReferences: <a@b>\n",
     "reply", "References"},
    {"Subject: Re: Reminder\nPrecedence: bulk\nIn-Reply-To: <a@b>\n", "other", "bulk", true},
    {"Subject: Automatic reply: Reminder\nX-MS-Exchange-Inbox-Rules-Loop: ap@buyer.example\n"
     "X-Auto-Response-Suppress: All\n",
     "auto_reply", "Suppress", true},
};

TEST(Classify, TheHeaderDecidesWhatAMailIs) {
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.header);
    const Correspondence mail = Reading(mail_of(c.header)).record();
    EXPECT_EQ(mail.classification, c.classification) << mail.evidence;
    EXPECT_THAT(mail.evidence, HasSubstr(c.evidence));
    EXPECT_EQ(mail.automated, c.automated);
  }
}

TEST(Classify, AComplaintIsAReportOnTheMailThatItSendsBack) {
  const Correspondence mail =
      Reading(
          "From: fbl@isp.example\nTo: abuse@seller.example\nSubject: FW: Reminder\n"
          "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n"
          "--b\nContent-Type: text/plain\n\nAn abuse report.\n"
          "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n"
          "--b\nContent-Type: message/rfc822\n\nMessage-ID: <n3.00000000000000ff@seller.example>\n"
          "Subject: Reminder\n\nPay.\n--b--\n")
          .record();
  EXPECT_EQ(mail.classification, "report");
  EXPECT_EQ(mail.evidence, "message/feedback-report: abuse");
  EXPECT_EQ(mail.returned_message_id, "n3.00000000000000ff@seller.example");
  EXPECT_TRUE(mail.attachments.empty()) << "what a report sends back is no document";
}

TEST(Classify, AReadReceiptIsAReportAndNoAnswer) {
  const Correspondence mail =
      Reading(mail_of("Subject: Read: Reminder\nContent-Type: multipart/report; "
                      "report-type=disposition-notification; boundary=b\n",
                      "--b\n\nread\n--b\nContent-Type: message/disposition-notification\n\n"
                      "Original-Message-ID: <n3.00000000000000ff@seller.example>\n"
                      "Disposition: manual-action/MDN-sent-manually; displayed\n--b--\n"))
          .record();
  EXPECT_EQ(mail.classification, "report");
  EXPECT_THAT(mail.evidence, HasSubstr("displayed"));
  EXPECT_EQ(mail.returned_message_id, "n3.00000000000000ff@seller.example");
}

TEST(Classify, AddressesIdsAndTimesAreReadFromFoldedAndEncodedHeaders) {
  const Correspondence mail =
      Reading(
          "Return-Path: <ap@buyer.example>\nDelivered-To: "
          "bounces+n7.0123456789abcdef@SELLER.example\n"
          "Received: from a (b [192.0.2.1])\n by c with ESMTP for <ar@seller.example>;\n"
          " Fri, 14 Feb 2025 09:12:33 +0100\n"
          "From: =?iso-8859-1?Q?M=FCller=2C?= =?utf-8?b?IMOWemc=?= <AP@Buyer.Example>\n"
          "To: \"AR, us\" <ar@seller.example>, team: a@x.example, b@x.example;\nCc: c@x.example\n"
          "Date: Fri, 14 Feb 2025 09:12:33 +0100\nMessage-ID: <re-55@buyer.example>\n"
          "References: <a@x>\n <b@x>\nSubject: AW: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n aus "
          "Ulm\n\nhello\n")
          .record();
  EXPECT_EQ(mail.from_address, "AP@buyer.example");
  EXPECT_EQ(mail.from_name, "M\u00FCller, \u00D6zg");
  EXPECT_THAT(mail.to,
              ElementsAre("ar@seller.example", "a@x.example", "b@x.example", "c@x.example"));
  EXPECT_THAT(mail.delivered_to,
              ElementsAre("bounces+n7.0123456789abcdef@seller.example", "ar@seller.example"));
  EXPECT_EQ(mail.sent_at, "2025-02-14T08:12:33Z");
  EXPECT_THAT(mail.references, ElementsAre("a@x", "b@x"));
  EXPECT_EQ(mail.subject, "AW: Gr\u00FC\u00DFe aus Ulm");
  EXPECT_EQ(mail.text, "hello");
}

TEST(Classify, AnIdIsWhatStandsBetweenTheTwoBracketsThatAreNextToEachOther) {
  EXPECT_EQ(parse_message_ids("<<a@b> <c@d>> e > <f@\r\n g>"),
            (std::vector<std::string>{"a@b", "c@d", "f@g"}));
  const std::string brackets(1'000'000, '<');
  EXPECT_EQ(parse_message_ids(brackets + "a@b>"), std::vector<std::string>{"a@b"});
}

TEST(Classify, OnlyMailsAreRecognised) {
  TestHost host(mail_entry(), "mail");
  EXPECT_GE(host.identify(mail_of("Subject: x\n")), 95);
  EXPECT_GE(host.identify("From a@b Thu Apr 29 23:34:45 2004\n" + mail_of("Subject: x\n")), 95);
  EXPECT_GT(host.identify("Subject: x\n\ny", "x.eml"), 0);
  for (const char* other : {"", ":20:STATEMENT\n:25:DE", "<?xml version='1.0'?><Document/>",
                            "OFXHEADER:100\nDATA:OFXSGML\n", "Date: 2026-01-01\nAmount: 12\n",
                            "From;To;Subject\na;b;c\n", "UNB+UNOC:3+A+B", "PK\x03\x04",
                            "Invoice No: 1\nDate: x\nTotal: 5\n"})
    EXPECT_EQ(host.identify(other), 0) << other;
}

}  // namespace
}  // namespace saldo::mail
