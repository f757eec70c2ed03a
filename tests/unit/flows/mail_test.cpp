#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <deque>
#include <span>

#include "flows/dun.hpp"
#include "flows/mail_outcome.hpp"
#include "flows/notice_mail.hpp"
#include "flows/notices.hpp"
#include "store/boot.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"
#include "store/mail_claims.hpp"
#include "unit/flows/desk.hpp"

/// From the approved notice to the mail's receipt, without a mail server.
namespace saldo::flows {
namespace {

using connect::Outcome;
using connect::Verdict;
using testing::HasSubstr;

Outcome failure(Verdict verdict, const char* rule) {
  Outcome outcome{.verdict = verdict};
  outcome.failure = {.message = "as the server said", .rule = rule};
  return outcome;
}

class MailFlow : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(1);
    procedure.levels[0].days = 5;
    procedure.levels[0].channels = {"email", "letter"};
    procedure.levels[0].needs_approval = false;
    desk.config->procedures["standard"] = procedure;
    desk.config->letters.path = SALDO_SOURCE_DIR "/configs/letters";
    desk.config->letters.language = "en";
    desk.config->company_time_zones["1000"] = "Europe/Berlin";
    desk.config->letterheads["1000"] = {.name = "Verkäufer GmbH",
                                        .address = {"Hafenstraße 12"},
                                        .footer = {},
                                        .iban = "DE75512108001245126199",
                                        .bic = {},
                                        .email = "ar@seller.test"};
    desk.book.post_bank("bank", statement(0, 0), {});
    desk.clock.time = at_second(86'400 * 31);  // 2026-02-01
  }
  void post_buyer(const std::string& number, std::vector<Contact> contacts) {
    Customer buyer = customer(number);
    buyer.dunning_procedure = "standard";
    buyer.country = "DE";
    buyer.language = "en";
    buyer.contacts = std::move(contacts);
    desk.book.post_receivables("erp", {buyer}, {item("90" + number, number, 30'000)});
  }
  /// As nobody has to approve, the notices are approved, too.
  void propose() {
    const RunControl control{.run = 7};
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = day("2026-02-01")},
                control);
  }
  model::NoticeId notice_to(std::vector<Contact> contacts) {
    post_buyer("100001", std::move(contacts));
    propose();
    return model::NoticeId{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
  }
  void queue_three() {
    for (const std::string number : {"100001", "100002", "100003"})
      post_buyer(number, address("ap@" + number + ".test"));
    propose();
    ASSERT_EQ(queue().queued, 3);
  }
  /// As a run does first.
  std::deque<store::SentMail> claim() {
    return desk.book.write([&](soci::session& sql) {
      store::drop_claims(sql, "outgoing");  // of a run that was abandoned
      store::MailHandover book(sql);
      return claim_next(desk.environment(), book, "outgoing");
    });
  }
  void start_anew() {
    desk.book.write([&](soci::session& sql) { store::settle_claims(sql, store::boot_id()); });
    totals = {};
  }
  MailingTotals queue() { return queue_mails(desk.environment(), connector, false, {}); }
  /// The first of the claimed that may go out still.
  std::optional<store::SentMail> begin(std::deque<store::SentMail>& claimed) {
    std::optional<store::SentMail> begun;
    while (!begun && !claimed.empty()) {
      const std::string token = claimed.front().token;
      claimed.pop_front();
      begun = desk.book.write([&](soci::session& sql) {
        store::MailHandover book(sql);
        return begin_claimed(desk.environment(), book, "outgoing", token, totals);
      });
    }
    return begun;
  }
  std::optional<store::SentMail> begin() {
    auto claimed = claim();
    return begin(claimed);
  }
  Settled settle(const store::SentMail& mail, const Outcome& outcome, bool untried = false) {
    return desk.book.write([&](soci::session& sql) {
      store::MailHandover book(sql);
      return settle_mail(
          desk.environment(), book, "outgoing",
          {.mail = mail, .outcome = outcome, .receipt = "250 ok", .untried = untried}, totals);
    });
  }
  std::string state(model::NoticeId id) {
    return desk.book.read([&](soci::session& sql) { return store::notice_life(sql, id).state; });
  }
  std::string channel() { return desk.book.text("SELECT channel FROM dunning_notice"); }
  std::string mail_state() {
    return desk.book.text(
        "SELECT GROUP_CONCAT(state) FROM (SELECT state FROM sent_mail ORDER BY rowid)");
  }
  static std::vector<Contact> address(const std::string& value) { return {{"email", value}}; }

  Desk desk;
  config::Connector connector{
      .name = "outgoing", .source = {}, .decoders = {}, .sink = {}, .schedule = {}};
  DeliveryTotals totals;
};

TEST_F(MailFlow, AnApprovedNoticeIsWrittenQueuedHandedOverAndCountsFromItsReceiptOn) {
  const auto id = notice_to(address("ap@buyer.test"));
  EXPECT_EQ(queue().queued, 1);
  EXPECT_EQ(state(id), "queued");
  const auto mail = begin();
  ASSERT_TRUE(mail);
  EXPECT_EQ(state(id), "sending");
  EXPECT_THAT(mail->token, testing::MatchesRegex("n1\\.[0-9a-f]*"));
  EXPECT_EQ(mail->message_id, mail->token + "@seller.test");
  std::string bytes(1 << 20, '\0');
  auto reader = desk.archive().read(mail->body_sha256).value();
  bytes.resize(reader.read(bytes).value());
  EXPECT_EQ(bytes.find("iso-8859-1", bytes.find("\r\n\r\n")), std::string::npos);
  for (const char* part : {"\r\nTo: ap@buyer.test\r\n", "\r\nAuto-Submitted: auto-generated\r\n",
                           "Content-Type: application/pdf", "text/html; charset=utf-8"})
    EXPECT_NE(bytes.find(part), std::string::npos) << part;
  EXPECT_NE(bytes.find("Message-Id: <" + mail->message_id + ">\r\n"), std::string::npos);
  EXPECT_EQ(settle(*mail, {}), Settled::gone_on);
  EXPECT_EQ(state(id), "sent");
  EXPECT_EQ(desk.book.text("SELECT receipt FROM dunning_notice"), "250 ok");
  EXPECT_FALSE(begin()) << "it went out";
  EXPECT_EQ(queue().queued, 0);
}

TEST_F(MailFlow, WhatHappensBeforeItIsHandedOverRecallsIt) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  desk.book.write([&](soci::session& sql) {
    store::add_hold(sql,
                    {.customer = "100001",
                     .item = {},
                     .kind = store::HoldKind::block,
                     .period = {day("2026-01-01"), {}},
                     .reason = "in talks",
                     .actor = "unix:anna"},
                    desk.clock.now());
  });
  EXPECT_FALSE(begin());
  EXPECT_EQ(state(id), "recalled");
  EXPECT_EQ(mail_state(), "recalled");
  EXPECT_EQ(totals.recalled, 1);
}

TEST_F(MailFlow, OneThatMayHaveGoneOutIsSentAgainUnderTheSameNameAndCannotBeRecalled) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  const auto first = begin();
  EXPECT_EQ(settle(*first, failure(Verdict::retry, "mail.unknown")), Settled::later);
  EXPECT_THROW(void_notice(desk.environment(), id, "too late", "unix:anna"), FailureException);
  const auto second = begin();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->token, first->token);
  EXPECT_EQ(second->body_sha256, first->body_sha256);
  EXPECT_EQ(second->doubts, 1);
  EXPECT_EQ(settle(*second, failure(Verdict::retry, "")), Settled::later);
  EXPECT_EQ(mail_state(), "sending") << "the first attempt's fate is still unknown";
  EXPECT_EQ(settle(*begin(), {}), Settled::gone_on);
  EXPECT_EQ(state(id), "sent");
  EXPECT_EQ(totals.doubts, 1);
}

TEST_F(MailFlow, AnAttemptThatSaldoDiedOverIsADoubt) {
  notice_to(address("ap@buyer.test"));
  queue();
  begin();  // and nothing more of this process
  const auto again = begin();
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->in_flight);
  EXPECT_EQ(totals.doubts, 1);
  settle(*again, {});
  EXPECT_EQ(desk.book.number("SELECT doubts FROM sent_mail"), 1);
}

TEST_F(MailFlow, AProcessThatDiesLeavesOneMailInDoubtHoweverManyWereClaimed) {
  queue_three();
  auto claimed = claim();
  ASSERT_EQ(claimed.size(), 3u);
  settle(*begin(claimed), {});
  begin(claimed);  // and nothing more of this process
  start_anew();
  while (const auto mail = begin()) settle(*mail, {});
  EXPECT_EQ(totals.sent, 2);
  EXPECT_EQ(totals.doubts, 1);
  EXPECT_EQ(desk.book.number("SELECT SUM(doubts) FROM sent_mail"), 1);
}

TEST_F(MailFlow, AfterAPowerCutEachThatWasClaimedMayHaveGoneOut) {
  queue_three();
  // What was committed behind the claims is lost: beginnings and outcomes.
  desk.book.write([&](soci::session& sql) {
    store::MailHandover book(sql);
    for (const auto& mail : book.due("outgoing", desk.clock.now(), 2))
      book.claim(mail.token, "the boot before");
  });
  start_anew();
  EXPECT_EQ(mail_state(), "sending,sending,queued");
  EXPECT_THROW(void_notice(desk.environment(), model::NoticeId{1}, "too late", "unix:anna"),
               FailureException);
  while (const auto mail = begin()) settle(*mail, {});
  EXPECT_EQ(totals.sent, 3);
  EXPECT_EQ(totals.doubts, 2);
}

TEST_F(MailFlow, WhatIsClaimedIsNotClaimedAgainUntilItsRunIsOver) {
  queue_three();
  const auto claim_some = [&](int limit) {
    return desk.book.write([&](soci::session& sql) {
      store::MailHandover book(sql);
      const auto due = book.due("outgoing", desk.clock.now(), limit);
      for (const auto& mail : due) book.claim(mail.token, store::boot_id());
      return due.size();
    });
  };
  EXPECT_EQ(claim_some(2), 2);
  EXPECT_EQ(claim_some(2), 1);
  EXPECT_EQ(claim_some(2), 0);
  desk.book.write([&](soci::session& sql) { store::drop_claims(sql, "outgoing"); });
  EXPECT_EQ(claim_some(9), 3);
}

TEST_F(MailFlow, AClaimedMailIsRecalledLikeAnyOther) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  auto claimed = claim();
  void_notice(desk.environment(), id, "agreed by phone", "unix:anna");
  EXPECT_FALSE(begin(claimed));
  EXPECT_EQ(mail_state(), "recalled");
}

TEST_F(MailFlow, OneInDoubtThatTheServerPutsOffWaitsAsWell) {
  notice_to(address("ap@buyer.test"));
  queue();
  settle(*begin(), failure(Verdict::retry, "mail.unknown"));
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.postponed")), Settled::gone_on);
  EXPECT_FALSE(begin()) << "not before five minutes";
  desk.clock.time = desk.clock.now() + std::chrono::hours(1);
  EXPECT_TRUE(begin());
}

TEST_F(MailFlow, WhatCertainlyDidNotGoOutWaitsAndCanBeRecalled) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "")), Settled::later);
  EXPECT_EQ(state(id), "queued");
  EXPECT_EQ(settle(*begin(), failure(Verdict::config, ""), /*untried=*/true), Settled::hopeless);
  EXPECT_EQ(state(id), "queued");
  void_notice(desk.environment(), id, "agreed by phone", "unix:anna");
  EXPECT_EQ(mail_state(), "recalled");
  EXPECT_FALSE(begin());
}

TEST_F(MailFlow, ARecipientThatIsRefusedIsMarkedAndTheNoticeTakesTheNextChannel) {
  const auto id = notice_to(address("gone@buyer.test"));
  queue();
  EXPECT_EQ(settle(*begin(), failure(Verdict::rejected, "mail.recipient")), Settled::gone_on);
  EXPECT_EQ(state(id), "approved");
  EXPECT_EQ(channel(), "letter");
  EXPECT_EQ(mail_state(), "failed");
  EXPECT_EQ(queue().queued, 0);
  EXPECT_EQ(send_notice(desk.environment(), id, "unix:anna").at("state"), "sending")
      << "a person prints and posts it";
}

TEST_F(MailFlow, AnotherAddressOfTheCustomerIsTriedFirst) {
  const auto id = notice_to({{"email", "gone@buyer.test"}, {"email", "ap@buyer.test"}});
  queue();
  const auto first = begin();
  settle(*first, failure(Verdict::rejected, "mail.recipient"));
  EXPECT_EQ(queue().queued, 1);
  const auto second = begin();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->recipient, "ap@buyer.test");
  EXPECT_NE(second->token, first->token);
  settle(*second, {});
  EXPECT_EQ(state(id), "sent");
}

TEST_F(MailFlow, AMailThatIsRefusedForAnotherReasonWaitsForAPerson) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  EXPECT_EQ(settle(*begin(), failure(Verdict::rejected, "mail.refused")), Settled::refused);
  EXPECT_EQ(state(id), "failed");
  EXPECT_EQ(desk.book.count("undeliverable_address"), 0) << "the address isn't to blame";
  void_notice(desk.environment(), id, "sent by hand", "unix:anna");
  EXPECT_EQ(state(id), "voided");
}

TEST_F(MailFlow, WhatTheServerPutsOffWaitsLongerEachTimeAndNotForEver) {
  notice_to(address("ap@buyer.test"));
  queue();
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.postponed")), Settled::gone_on);
  EXPECT_FALSE(begin()) << "not before five minutes";
  desk.clock.time = desk.clock.now() + std::chrono::minutes(6);
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.postponed")), Settled::gone_on);
  desk.clock.time = desk.clock.now() + std::chrono::minutes(6);
  EXPECT_FALSE(begin()) << "now it waits for ten";
  desk.clock.time = desk.clock.now() + std::chrono::hours(73);
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.postponed")), Settled::gone_on);
  EXPECT_EQ(channel(), "letter");
}

TEST_F(MailFlow, OneThatMayHaveGoneOutFiveTimesIsLeftToAPerson) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  for (int n = 0; n < 4; ++n)
    EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.unknown")), Settled::later);
  EXPECT_EQ(state(id), "sending");
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.unknown")), Settled::gone_on);
  EXPECT_EQ(state(id), "failed");
  EXPECT_FALSE(begin());
}

TEST_F(MailFlow, WhatWasPutOffDoesntCountAmongTheCrashes) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  for (int n = 0; n < 5; ++n) {
    EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.postponed")), Settled::gone_on);
    desk.clock.time = desk.clock.now() + std::chrono::hours(5);
  }
  EXPECT_EQ(settle(*begin(), failure(Verdict::crashed, "")), Settled::later);
  EXPECT_EQ(state(id), "sending");
}

TEST_F(MailFlow, OneThatMayHaveGoneOutDoesntGoByLetterAsWell) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  settle(*begin(), failure(Verdict::retry, "mail.unknown"));
  desk.clock.time = desk.clock.now() + std::chrono::hours(73);
  EXPECT_EQ(settle(*begin(), failure(Verdict::retry, "mail.postponed")), Settled::gone_on);
  EXPECT_EQ(channel(), "email");
  EXPECT_EQ(state(id), "failed") << "a person may ask whether it has arrived";
}

TEST_F(MailFlow, ANoticeThatCannotBeWrittenStaysApprovedAndSaysWhy) {
  desk.config->letterheads["1000"].email.clear();
  const auto id = notice_to(address("ap@buyer.test"));
  const MailingTotals told = queue();
  EXPECT_EQ(told.held, 1);
  EXPECT_THAT(told.why, HasSubstr("company code 1000 has no address to send mails from"));
  EXPECT_EQ(state(id), "approved");
}

TEST_F(MailFlow, OneWithVeryManyItemsGoesWithoutHtml) {
  Customer buyer = customer("100001");
  buyer.dunning_procedure = "standard";
  buyer.language = "en";
  buyer.contacts = address("ap@buyer.test");
  std::vector<Item> items;
  for (int n = 0; n < 2500; ++n)
    items.push_back(item(std::to_string(90'000'001 + n), "100001", 30'000));
  desk.book.post_receivables("erp", {buyer}, items);
  run_dunning(desk.environment(), {.procedure = "standard", .run_date = day("2026-02-01")},
              RunControl{.run = 7});
  EXPECT_EQ(queue().queued, 1);
  const auto mail = begin();
  ASSERT_TRUE(mail);
  std::string bytes(1 << 20, '\0');
  auto reader = desk.archive().read(mail->body_sha256).value();
  std::size_t size = 0;
  while (const std::size_t got = reader.read(std::span(bytes).subspan(size)).value()) size += got;
  EXPECT_LT(size, 900u << 10);
  EXPECT_EQ(bytes.find("text/html"), std::string::npos);
  EXPECT_NE(bytes.find("90002500"), std::string::npos);
}

TEST_F(MailFlow, APersonsSendQueuesAMailWhereAJobDeliversIt) {
  desk.config->connectors.push_back(connector);
  desk.config->jobs.push_back({.name = "mails", .kind = "deliver", .connector = "outgoing"});
  const auto id = notice_to(address("ap@buyer.test"));
  EXPECT_EQ(send_notice(desk.environment(), id, "unix:anna").at("state"), "queued");
  EXPECT_EQ(desk.book.count("sent_mail WHERE connector = 'outgoing' AND state = 'queued'"), 1);
  EXPECT_THROW(send_notice(desk.environment(), id, "unix:anna"), FailureException) << "once";
  EXPECT_EQ(desk.book.text("SELECT actor || ' ' || action FROM audit_entry"),
            "unix:anna dunning.send");
}

TEST_F(MailFlow, APersonWhoKnowsThatItHasArrivedEndsTheDoubt) {
  const auto id = notice_to(address("ap@buyer.test"));
  queue();
  settle(*begin(), failure(Verdict::retry, "mail.unknown"));
  note_sent(desk.environment(), id, "the customer has answered it", "unix:anna");
  EXPECT_EQ(state(id), "sent");
  EXPECT_EQ(mail_state(), "sent");
  EXPECT_FALSE(begin()) << "it isn't sent again";
}

TEST_F(MailFlow, ADryRunChangesNothing) {
  const auto id = notice_to(address("ap@buyer.test"));
  EXPECT_EQ(queue_mails(desk.environment(), connector, true, {}).queued, 1);
  EXPECT_EQ(state(id), "approved");
  EXPECT_EQ(desk.book.count("sent_mail"), 0);
}

}  // namespace
}  // namespace saldo::flows
