#include "flows/correspondence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/business_day.hpp"
#include "flows/collections.hpp"
#include "flows/dun.hpp"
#include "flows/notices.hpp"
#include "flows/post.hpp"
#include "store/contacts.hpp"
#include "store/correspondence.hpp"
#include "store/dunning_notices.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// A notice that went out by mail, and what comes back.
class CorrespondenceFlow : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(1);
    procedure.levels[0].days = 5;
    procedure.levels[0].channels = {"email", "letter"};
    desk.config->procedures["standard"] = procedure;
    Customer c = customer("100001");
    c.dunning_procedure = "standard";
    c.contacts = {{"email", "ap@buyer.example"}};
    desk.book.post_receivables("erp", {c}, {item("90000001", "100001", 30'000)});
    desk.book.post_bank("bank", statement(0, 0), {});
    desk.clock.time = at_second(86'400 * 31);  // 2026-02-01
    RunControl control{.run = 7};
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = day("2026-02-01")},
                control);
    approve_notice(desk.environment(), notice(), "unix:anna");
    send_notice(desk.environment(), notice(), "unix:anna");
    note_sent(desk.environment(), notice(), "250 ok", "unix:anna");
    desk.book.write([&](soci::session& sql) {
      store::add_mail(sql,
                      {.token = kToken,
                       .message_id = kToken + "@seller.example",
                       .notice = notice(),
                       .customer = desk.book.customer_id("100001"),
                       .connector = "mail",
                       .recipient = "ap@buyer.example",
                       .body_sha256 = std::string(64, '0')},
                      desk.clock.now());
      sql << "UPDATE sent_mail SET state = 'sent'";
    });
    ASSERT_EQ(state(), "sent");
  }
  model::NoticeId notice() {
    return model::NoticeId{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
  }
  std::string state() { return desk.book.text("SELECT state FROM dunning_notice"); }
  std::string channel() {
    return desk.book.text("SELECT COALESCE(channel, '') FROM dunning_notice");
  }
  Correspondence reply() {
    Correspondence mail;
    mail.classification = "reply";
    mail.evidence = "In-Reply-To";
    mail.message_id = "re@buyer.example";
    mail.in_reply_to = kToken + "@seller.example";
    mail.from_address = "boss@buyer.example";
    mail.from_name = "The Boss";
    mail.subject = "Re: Reminder";
    mail.text = "We pay tomorrow.";
    return mail;
  }
  Correspondence bounce(const char* status, const char* reason,
                        const char* recipient = "AP@buyer.example", const char* action = "failed") {
    Correspondence mail;
    mail.classification = "bounce";
    mail.evidence = "message/delivery-status";
    mail.automated = true;
    mail.delivered_to = {"bounces+" + kToken + "@seller.example"};
    mail.deliveries = {{recipient, action, status, reason, "550 says so"}};
    return mail;
  }
  /// Posts a mail as a document of these bytes; what it did.
  std::string take(const Correspondence& mail, const std::string& bytes = "mail") {
    const store::Document document = desk.deliver("a.eml", bytes, "inbox");
    Stage stage(desk.book.folder());
    stage.add(batch_of(mail)).value();
    posted = post(desk.environment(), document, {"mail", "1"}, stage, 1).value();
    return desk.book.text(
        "SELECT COALESCE(effect, '') FROM correspondence "
        "ORDER BY id DESC LIMIT 1");
  }
  std::vector<json::object> contacts() {
    std::vector<json::object> rows;
    desk.book.read([&](soci::session& sql) {
      store::list_contacts(sql, "100001", [&](json::object& row) { rows.push_back(row); });
    });
    return rows;
  }
  std::vector<json::object> worklist() {
    std::vector<json::object> rows;
    collector_worklist(desk.environment(), day("2026-02-01"),
                       [&](json::object& row) { rows.push_back(row); });
    return rows;
  }
  std::int64_t undeliverable() {
    return desk.book.number("SELECT COUNT(*) FROM undeliverable_address WHERE lifted_at IS NULL");
  }
  const std::string kToken = "n1.0123456789abcdef";
  Desk desk;
  Posted posted;
};

TEST_F(CorrespondenceFlow, AnAnswerIsAContactToBeFollowedUpToday) {
  take(reply());
  ASSERT_THAT(contacts(), SizeIs(1));
  const json::object c = contacts()[0];
  EXPECT_EQ(c.at("channel"), "email");
  EXPECT_EQ(c.at("direction"), "in");
  EXPECT_EQ(c.at("person"), "The Boss <boss@buyer.example>");
  EXPECT_EQ(c.at("outcome"), "mail: Re: Reminder");
  EXPECT_EQ(c.at("note"), "We pay tomorrow.");
  EXPECT_EQ(c.at("items"), json::array{"90000001"});
  EXPECT_EQ(c.at("next_action"), "2026-02-01");
  ASSERT_THAT(worklist(), SizeIs(1));
  EXPECT_EQ(worklist()[0].at("next_action"), "2026-02-01");
  EXPECT_TRUE(posted.answered);
  EXPECT_FALSE(posted.changed) << "no job has anything to do";
  EXPECT_EQ(state(), "sent");
}

TEST_F(CorrespondenceFlow, AnAnswerComesOnTheDayThatItIsWhereTheCompanyIs) {
  desk.config->company_time_zones = {{"1000", "America/New_York"}, {"2000", "Asia/Tokyo"}};
  take(reply());
  EXPECT_EQ(contacts()[0].at("next_action"), "2026-01-31");
  desk.config->company_time_zones["1000"] = "Asia/Tokyo";
  EXPECT_EQ(business_day(desk.environment(), ""), day("2026-02-01"));
  desk.clock.time = desk.clock.now() + std::chrono::hours(16);
  EXPECT_EQ(business_day(desk.environment(), ""), day("2026-02-02")) << "in Tokyo, as both are";
  desk.config->company_time_zones["1000"] = "America/New_York";
  EXPECT_EQ(business_day(desk.environment(), ""), day("2026-02-01")) << "UTC: they differ";
}

TEST_F(CorrespondenceFlow, AnAutomaticReplyIsKeptAndIsNoAnswer) {
  Correspondence away = reply();
  away.classification = "auto_reply";
  away.automated = true;
  EXPECT_EQ(take(away), "");
  EXPECT_THAT(contacts(), SizeIs(0));
  EXPECT_EQ(desk.book.text("SELECT class || ' ' || thread FROM correspondence"),
            "auto_reply message_id");
}

TEST_F(CorrespondenceFlow, WhatAProgramWroteIsNoContactEither) {
  Correspondence advice = reply();
  advice.classification = "other";
  advice.automated = true;
  take(advice);
  EXPECT_THAT(contacts(), SizeIs(0));
}

TEST_F(CorrespondenceFlow, WithAnAddressThatDoesNotExistTheNoticeGoesByLetter) {
  const std::string effect = take(bounce("5.1.1", "address"));
  EXPECT_THAT(effect, HasSubstr("ap@buyer.example isn't written to any more"));
  EXPECT_THAT(effect, HasSubstr("goes by letter"));
  EXPECT_EQ(state(), "approved");
  EXPECT_EQ(channel(), "letter");
  EXPECT_EQ(undeliverable(), 1);
  EXPECT_EQ(desk.book.text("SELECT state FROM sent_mail"), "bounced");
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM dunning_act WHERE act = 'bounced' AND reason "
                             "LIKE '%5.1.1: 550 says so%'"),
            1);
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM audit_entry WHERE action = 'dunning.bounced'"),
            1);
}

TEST_F(CorrespondenceFlow, AFullMailboxSendsTheNoticeByLetterAndMarksNobody) {
  take(bounce("5.2.2", "mailbox_full"));
  EXPECT_EQ(state(), "approved");
  EXPECT_EQ(channel(), "letter");
  EXPECT_EQ(undeliverable(), 0);
}

TEST_F(CorrespondenceFlow, WhereNoOtherChannelIsLeftTheNoticeWaitsForAPerson) {
  desk.config->procedures["standard"].levels[0].channels = {"email"};
  EXPECT_THAT(take(bounce("5.1.1", "address")), HasSubstr("waits for a person"));
  EXPECT_EQ(state(), "failed");
}

TEST_F(CorrespondenceFlow, ALevelWhoseMailCameBackDoesNotCount) {
  take(bounce("5.1.1", "address"));
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM dunning_notice WHERE sent_day IS NOT NULL"), 0);
}

TEST_F(CorrespondenceFlow, ADelayHasNoEffect) {
  EXPECT_THAT(take(bounce("4.4.1", "temporary", "ap@buyer.example", "delayed")),
              HasSubstr("nothing is done"));
  EXPECT_EQ(state(), "sent");
  EXPECT_EQ(undeliverable(), 0);
}

TEST_F(CorrespondenceFlow, ABounceAboutAnotherAddressProvesNothingAndGoesToAPerson) {
  EXPECT_THAT(take(bounce("5.1.1", "address", "forwarded@elsewhere.example")),
              HasSubstr("a person has to look"));
  EXPECT_EQ(state(), "sent");
  EXPECT_EQ(undeliverable(), 0);
  ASSERT_THAT(contacts(), SizeIs(1));
  EXPECT_THAT(std::string(contacts()[0].at("outcome").as_string()), HasSubstr("came back"));
}

TEST_F(CorrespondenceFlow, ASecondBounceOfTheSameMailChangesNothing) {
  take(bounce("5.1.1", "address"), "one");
  EXPECT_THAT(take(bounce("5.1.1", "address"), "two"), HasSubstr("was known"));
  EXPECT_EQ(undeliverable(), 1);
  EXPECT_EQ(state(), "approved");
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM dunning_act WHERE act = 'bounced'"), 1);
}

TEST_F(CorrespondenceFlow, TheSameMailInTwoDocumentsIsOneContact) {
  take(reply(), "one");
  EXPECT_EQ(take(reply(), "two"), "a copy of one that came before");
  EXPECT_THAT(contacts(), SizeIs(1));
}

TEST_F(CorrespondenceFlow, ADocumentThatIsReadAgainChangesNothing) {
  take(reply(), "one");
  take(reply(), "one");
  EXPECT_FALSE(posted.answered);
  EXPECT_THAT(contacts(), SizeIs(1));
  EXPECT_EQ(desk.book.number("SELECT COUNT(*) FROM correspondence"), 1);
}

TEST_F(CorrespondenceFlow, WhatBelongsToNobodyIsKeptAndShownWithTheReason) {
  Correspondence stranger = reply();
  stranger.in_reply_to.clear();
  stranger.from_address = "eve@x.example";
  EXPECT_EQ(take(stranger), "");
  EXPECT_EQ(desk.book.text("SELECT thread_evidence FROM correspondence"),
            "no customer has the address eve@x.example");
  EXPECT_THAT(contacts(), SizeIs(0));
}

}  // namespace
}  // namespace saldo::flows
