#include "store/correspondence.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/result.hpp"
#include "store/contacts.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

namespace json = boost::json;

Customer with_address(const char* number, const char* address) {
  Customer c = customer(number);
  c.contacts = {{"phone", "+49 30 1"}, {"email", address}};
  return c;
}

Correspondence mail_from(const char* address) {
  Correspondence mail;
  mail.classification = "reply";
  mail.evidence = "In-Reply-To";
  mail.message_id = "re-1@buyer.example";
  mail.from_address = address;
  mail.from_name = "Ana";
  mail.to = {"ar@seller.example"};
  mail.sent_at = "2026-01-02T08:00:00Z";
  mail.subject = "AW: Mahnung";
  mail.text = "Wir zahlen morgen.";
  mail.attachments = {{.name = "a.pdf", .media_type = "application/pdf", .content = "pdf"}};
  return mail;
}

class Correspondences : public testing::Test {
 protected:
  void SetUp() override {
    book.post_receivables(
        "erp",
        {with_address("100001", "AP@Buyer.example"), with_address("100002", "shared@group.example"),
         with_address("100003", "shared@group.example")},
        {});
    book.write([&](soci::session& sql) {
      add_mail(sql,
               {.token = kToken,
                .message_id = kToken + "@seller.example",
                .customer = book.customer_id("100002"),
                .connector = "mail",
                .recipient = "ap@other.example",
                .body_sha256 = std::string(64, '0')},
               at_second(1));
      sql << "UPDATE sent_mail SET state = 'sent'";
    });
  }
  Thread thread(const Correspondence& mail) {
    return book.read([&](soci::session& sql) { return thread_of(sql, mail); });
  }
  /// Keeps a mail of a document of its own.
  KeptMail keep(const Correspondence& mail, const std::string& bytes) {
    Sha256 hash;
    hash.update(bytes);
    const std::string sha256 = hash.hex_digest();
    return book.write([&](soci::session& sql) {
      const Document document = receive_document(sql,
                                                 {.sha256 = sha256,
                                                  .size = 1,
                                                  .name = "a.eml",
                                                  .media_type = {},
                                                  .connector = "inbox",
                                                  .actor = "test"},
                                                 at_second(2))
                                    .first;
      return keep_mail(sql, document.id, mail, thread_of(sql, mail), at_second(3));
    });
  }
  std::vector<json::object> list(const CorrespondenceFilter& filter = {}) {
    std::vector<json::object> rows;
    book.read([&](soci::session& sql) {
      list_correspondence(sql, filter, [&](json::object& row) { rows.push_back(row); });
    });
    return rows;
  }
  const std::string kToken = "n17.0123456789abcdef";
  TestBook book;
};

TEST_F(Correspondences, TheTokenInTheAddressSaysWhatAMailIsAbout) {
  Correspondence mail = mail_from("ap@buyer.example");  // the address of another customer
  mail.delivered_to = {"bounces+" + kToken + "@seller.example"};
  EXPECT_EQ(thread(mail).by, "token");
  EXPECT_EQ(thread(mail).customer_number, "100002");
  EXPECT_EQ(thread(mail).mail->token, kToken);
  mail.delivered_to.clear();
  mail.returned_envelope_id = kToken;
  EXPECT_EQ(thread(mail).by, "token");
}

TEST_F(Correspondences, WhatOnlyLooksLikeATokenIsNone) {
  Correspondence mail = mail_from("nobody@nowhere.example");
  for (const char* address :
       {"bounces+n17.0123456789abcde@seller.example",
        "bounces+n17.0123456789abcdef0@seller.example",
        "bounces+n17.0123456789ABCDEF@seller.example", "n17.0123456789abcdef@seller.example",
        "bounces+n.0123456789abcdef@seller.example",
        "bounces+n99.0123456789abcdef@seller.example"}) {
    mail.delivered_to = {address};
    EXPECT_EQ(thread(mail).by, "none") << address;
  }
}

TEST_F(Correspondences, TheIdOfAMailOfOursSaysIt) {
  Correspondence mail = mail_from("nobody@nowhere.example");
  mail.references = {"old@x", kToken + "@seller.example", "newer@x"};
  EXPECT_EQ(thread(mail).by, "message_id");
  EXPECT_EQ(thread(mail).customer_number, "100002");
  mail.references.clear();
  mail.in_reply_to = kToken + "@seller.example";
  EXPECT_EQ(thread(mail).by, "message_id");
}

TEST_F(Correspondences, TheSendersAddressCountsIfOneCustomerHasIt) {
  const Thread known = thread(mail_from("ap@buyer.example"));
  EXPECT_EQ(known.by, "address");
  EXPECT_EQ(known.customer_number, "100001");
  const Thread shared = thread(mail_from("shared@group.example"));
  EXPECT_EQ(shared.by, "none");
  EXPECT_EQ(shared.evidence,
            "several customers have the address shared@group.example: 100002, 100003");
  EXPECT_EQ(thread(mail_from("p@buyer.example")).by, "none") << "a part of an address is none";
  EXPECT_EQ(thread(mail_from("%@buyer.example")).by, "none");
  EXPECT_EQ(thread(mail_from("")).evidence, "it names no sender");
}

TEST_F(Correspondences, ABounceIsNeverThreadedByItsSender) {
  Correspondence mail = mail_from("ap@buyer.example");
  mail.classification = "bounce";
  EXPECT_EQ(thread(mail).by, "none");
}

TEST_F(Correspondences, ADocumentsMailIsKeptOnceAndACopyIsKnownAsOne) {
  const KeptMail first = keep(mail_from("ap@buyer.example"), "bytes");
  EXPECT_TRUE(first.is_new);
  EXPECT_EQ(first.copy_of, 0);
  const KeptMail again = keep(mail_from("ap@buyer.example"), "bytes");
  EXPECT_FALSE(again.is_new);
  EXPECT_EQ(again.id, first.id);
  const KeptMail copy = keep(mail_from("ap@buyer.example"), "other bytes");
  EXPECT_TRUE(copy.is_new);
  EXPECT_EQ(copy.copy_of, first.id);
  EXPECT_EQ(keep(mail_from("eve@x.example"), "third").copy_of, 0)
      << "another sender may have used the id";
}

TEST_F(Correspondences, TheyAreListedAndShownWithAllThatWasRead) {
  const auto id = keep(mail_from("ap@buyer.example"), "one").id;
  Correspondence stranger = mail_from("eve@x.example");
  stranger.classification = "other";
  stranger.message_id = "x@x";
  keep(stranger, "two");
  ASSERT_EQ(list().size(), 2u);
  EXPECT_EQ(list()[0].at("from").at("address"), "eve@x.example") << "the newest first";
  ASSERT_EQ(list({.customer = "100001"}).size(), 1u);
  EXPECT_EQ(list({.classification = "other"}).size(), 1u);
  ASSERT_EQ(list({.unthreaded = true}).size(), 1u);
  EXPECT_EQ(list({.unthreaded = true})[0].at("thread_evidence"),
            "no customer has the address eve@x.example");
  const json::object shown =
      book.read([&](soci::session& sql) { return show_correspondence(sql, id); });
  EXPECT_EQ(shown.at("text"), "Wir zahlen morgen.");
  EXPECT_EQ(shown.at("customer"), "100001");
  EXPECT_EQ(shown.at("read").at("attachments").at(0).at("name"), "a.pdf");
  EXPECT_EQ(shown.at("date"), "2026-01-02T08:00:00Z");
  EXPECT_THROW(book.read([&](soci::session& sql) { return show_correspondence(sql, 99); }),
               FailureException);
}

TEST_F(Correspondences, AMailBouncesOnceAndOnlyIfItWentOut) {
  const auto bounce = [&] {
    return book.write(
        [&](soci::session& sql) { return mark_mail_bounced(sql, kToken, "5.1.1 unknown"); });
  };
  EXPECT_TRUE(bounce());
  EXPECT_FALSE(bounce());
  EXPECT_EQ(book.text("SELECT state || ': ' || error FROM sent_mail"), "bounced: 5.1.1 unknown");
  book.write([&](soci::session& sql) { sql << "UPDATE sent_mail SET state = 'queued'"; });
  EXPECT_FALSE(bounce());
}

}  // namespace
}  // namespace saldo::store
