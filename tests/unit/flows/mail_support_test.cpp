#include "flows/mail_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/correspondence.hpp"
#include "flows/explain.hpp"
#include "flows/reconcile.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A payment without a word that three invoices could be meant by, and mails that speak of it.
class MailSupport : public testing::Test {
 protected:
  void SetUp() override {
    post_book(desk);
    desk.clock.time = at_second(86'400 * 5);
  }
  static void post_book(Desk& desk) {
    Customer buyer = customer("100001"), other = customer("100002", "Beispiel AG");
    buyer.contacts = {{"email", "ap@buyer.test"}};
    other.contacts = {{"email", "ap@other.test"}};
    desk.book.post_receivables(
        "erp", {buyer, other},
        {item("90000001", "100001", 123'400), item("90000002", "100001", 5'000),
         item("90000003", "100001", 123'400), item("90000004", "100002", 128'400)});
    Transaction silent = transaction(128'400, "SILENT");
    silent.remittance = {"thank you"};
    desk.book.post_bank("bank", statement(0, 128'400), {silent});
  }
  void take(const std::string& from, const std::string& text, bool automated = false) {
    Correspondence mail;
    mail.classification = "other";
    mail.evidence = "no mark";
    mail.automated = automated;
    mail.message_id = std::to_string(++mails) + "@buyer.test";
    mail.from_address = from;
    mail.text = text;
    const store::Document document = desk.deliver("a.eml", mail.message_id, "inbox");
    desk.book.write([&](soci::session& sql) {
      take_correspondence(desk.environment(), sql, document.id, mail);
    });
  }
  std::vector<json::object> support() {
    return desk.book.read([&](soci::session& sql) {
      return mails_for_payment(sql, desk.book.transaction_id("SILENT"));
    });
  }
  std::string decide() {
    const RunControl control{.run = 7};
    run_reconcile(desk.environment(), {}, control);
    return desk.book.text("SELECT state FROM bank_transaction");
  }

  Desk desk;
  int mails = 0;
};

TEST_F(MailSupport, WhatItNamesAndStatesIsShownAsUnverifiedWithTheMailAsItsSource) {
  take("AP@buyer.test",
       "Dear all,\nwe have paid\n90000001 of 01.01.2026   1.234,00 EUR\n"
       "90000002  50,00\nRegards");
  const auto shown = support();
  ASSERT_THAT(shown, SizeIs(1));
  EXPECT_EQ(shown[0].at("verified"), false);
  EXPECT_EQ(shown[0].at("customer"), "100001");
  EXPECT_EQ(shown[0].at("why"), "the amounts that it states come to the payment");
  EXPECT_EQ(json::serialize(shown[0].at("items")),
            R"([{"item":"90000001","open":"1234.00","stated":"1234.00"},)"
            R"({"item":"90000002","open":"50.00","stated":"50.00"}])");
  std::string told;
  explain(desk.environment(), "SILENT", [&](const json::object& line) {
    if (line.at("about") == "mail") told = line.at("text").as_string();
  });
  EXPECT_THAT(told, HasSubstr("Unverified: mail 1 of "));
  EXPECT_THAT(told, HasSubstr("names 90000001 with 1234.00 EUR, 90000002 with 50.00 EUR"));
}

TEST_F(MailSupport, NothingIsPostedByIt) {
  take("ap@buyer.test", "We have paid 90000001 and 90000002, 1.284,00 EUR together.");
  EXPECT_THAT(support(), SizeIs(1));
  EXPECT_NE(decide(), "applied");
  EXPECT_EQ(desk.book.count("allocation"), 0);
  EXPECT_EQ(desk.book.number("SELECT open_minor FROM item WHERE number = '90000001'"), 123'400);
  EXPECT_EQ(desk.book.count("remittance_advice"), 0) << "it is no advice of the payer's";
}

TEST_F(MailSupport, TheDecisionIsTheSameAsWithoutTheMail) {
  take("ap@buyer.test", "We have paid 90000001 and 90000002, 1.284,00 EUR together.");
  decide();
  const std::string decided =
      "SELECT status || COALESCE(rule, '') || COALESCE(reason, '') || "
      "COALESCE(proposals_json, '') FROM decision";
  const std::string with_it = desk.book.text(decided);
  Desk other;
  post_book(other);
  other.clock.time = desk.clock.now();
  run_reconcile(other.environment(), {}, RunControl{.run = 7});
  EXPECT_EQ(other.book.text(decided), with_it);
}

TEST_F(MailSupport, AMailOfAnotherCustomerOrOfNobodyOrOfAMachineIsNone) {
  const std::string text = "90000001 1.234,00 and 90000002 50,00";
  take("ap@other.test", text);
  take("eve@x.test", text);
  take("ap@buyer.test", text, /*automated=*/true);
  EXPECT_THAT(support(), IsEmpty());
}

TEST_F(MailSupport, NumbersThatDoNotComeToThePaymentAreNone) {
  take("ap@buyer.test", "What about 90000001 and 90000003?");
  EXPECT_THAT(support(), IsEmpty());
  take("ap@buyer.test", "90000001 and 90000002 are paid.");
  ASSERT_THAT(support(), SizeIs(1));
  EXPECT_EQ(support()[0].at("why"), "what is open on the items that it names comes to the payment");
}

TEST_F(MailSupport, AnAmountThatIsDeductedOrOfAnotherCurrencyIsNotStatedAsPaid) {
  for (const std::string text :
       {"90000001 1.234,00 EUR\n90000002 -50,00 EUR", "90000001 1.234,00\n90000002 50,00-",
        "90000001 1.234,00 EUR\n90000002 50,00 USD", "90000001 1.234,00\n90000002 GBP 50,00"}) {
    take("ap@buyer.test", text);
    const auto shown = support().front();
    EXPECT_EQ(shown.at("why"), "what is open on the items that it names comes to the payment")
        << text;
    EXPECT_EQ(json::serialize(shown.at("items")),
              R"([{"item":"90000001","open":"1234.00","stated":"1234.00"},)"
              R"({"item":"90000002","open":"50.00"}])")
        << text;
  }
}

TEST_F(MailSupport, ThePaymentsAmountInAnotherCurrencyIsNone) {
  take("ap@buyer.test", "We have paid 90000003, 1.284,00 USD.");
  EXPECT_THAT(support(), IsEmpty());
  take("ap@buyer.test", "We have paid 90000003, USD 1.284,00.");
  EXPECT_THAT(support(), IsEmpty());
}

TEST_F(MailSupport, AMailOfAnotherTimeIsNone) {
  desk.clock.time = at_second(86'400 * 60);
  take("ap@buyer.test", "90000001 1.234,00 and 90000002 50,00");
  EXPECT_THAT(support(), IsEmpty());
}

}  // namespace
}  // namespace saldo::flows
