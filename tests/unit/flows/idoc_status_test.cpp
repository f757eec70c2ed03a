#include "flows/idoc_status.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "store/pushed.hpp"
#include "store/quarantine.hpp"
#include "unit/flows/desk.hpp"
#include "unit/flows/steps.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

class IdocStatus : public testing::Test {
 protected:
  /// An IDoc that was pushed and waits.
  std::int64_t push(const std::string& number, const std::string& connector = "sap") {
    const std::int64_t document = desk.book.document("idoc-" + number, connector);
    desk.book.write([&](soci::session& sql) {
      store::remember_pushed(sql, {connector, "100", "PRDCLNT100", number}, {document, number});
    });
    return document;
  }
  void posted(std::int64_t document) {
    desk.book.write([&](soci::session& sql) {
      store::mark_posted(sql, document, {"sap-idoc", "1"}, {}, desk.clock.now());
    });
  }
  void refused(std::int64_t document, const std::string& rule, const std::string& why) {
    desk.book.write([&](soci::session& sql) {
      store::mark_quarantined(sql, document, "sap-idoc", {.message = why, .rule = rule}, {},
                              desk.clock.now());
    });
  }
  std::int64_t tell(const std::string& connector = "sap") {
    OutboxTotals totals;
    desk.book.write([&](soci::session& sql) {
      while (tell_idoc_status(sql, connector, desk.clock.now(), totals)) {
      }
    });
    return totals.proposed;
  }
  /// "number status reason" of the newest message.
  std::string newest() {
    const json::value body =
        json::parse(desk.book.text("SELECT body FROM message ORDER BY id DESC LIMIT 1"));
    std::string text;
    for (const char* key : {"idoc", "status", "why"})
      text += (text.empty() ? "" : " ") + std::string(body.at(key).as_string());
    return text;
  }
  /// Of all messages, in their order.
  std::string of_all(const std::string& what) {
    return desk.book.text("SELECT GROUP_CONCAT(x) FROM (SELECT " + what +
                          " AS x FROM message ORDER BY id)");
  }
  void send_all() {
    desk.book.write([&](soci::session& sql) {
      for (const auto& m : store::due_messages(sql, "sap", 100)) {
        store::begin_attempt(sql, m.id);
        store::mark_sent(sql, m.id, "handed over", desk.clock.now());
      }
    });
  }

  Desk desk;
};

TEST_F(IdocStatus, WhatIsPostedIsToldOnceWhatWaitsIsnt) {
  const auto first = push("1");
  push("2");
  EXPECT_EQ(tell(), 0);
  posted(first);
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(newest(), "1 53 ");
  EXPECT_EQ(tell(), 0);
  const json::value body = json::parse(desk.book.text("SELECT body FROM message"));
  EXPECT_EQ(body.at("client"), "100");
  EXPECT_EQ(body.at("sender"), "PRDCLNT100");
  EXPECT_EQ(body.at("at"), "2026-01-01T00:00:00.000000Z");
  EXPECT_EQ(desk.book.number("SELECT document_id FROM message"), first);
}

TEST_F(IdocStatus, AnErrorIsOfTheIDocOrOfWhatTheBookHoldsAgainstIt) {
  refused(push("1"), "customer.unknown", "customer 4711 isn't in the book");
  refused(push("2"), "idoc.order", "E1EDP02 stands where it may not");
  EXPECT_EQ(tell(), 2);
  EXPECT_EQ(newest(), "2 56 E1EDP02 stands where it may not");
  EXPECT_EQ(of_all("json_extract(body, '$.status')"), "51,56");
}

TEST_F(IdocStatus, AnErrorThatIsMendedIsToldAgain) {
  const auto id = push("1");
  refused(id, "customer.unknown", "customer 4711 isn't in the book");
  tell();
  send_all();
  desk.book.write([&](soci::session& sql) { store::mark_received_again(sql, id); });
  EXPECT_EQ(tell(), 0) << "it waits to be decoded again";
  refused(id, "customer.unknown", "customer 4711 isn't in the book");
  EXPECT_EQ(tell(), 0) << "the same was told";
  desk.book.write([&](soci::session& sql) { store::mark_received_again(sql, id); });
  posted(id);
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(newest(), "1 53 ");
  EXPECT_EQ(of_all("state"), "sent,proposed");
}

TEST_F(IdocStatus, AnErrorThatIsMendedBeforeItWentOutIsVoid) {
  const auto id = push("1");
  refused(id, "customer.unknown", "unknown");
  tell();
  posted(id);
  tell();
  EXPECT_EQ(of_all("state"), "void,proposed");
}

TEST_F(IdocStatus, WhatIsPostedButForAPartIsInError) {
  const auto id = push("1");
  posted(id);
  desk.book.write([&](soci::session& sql) {
    store::set_aside(sql, id, "sap-idoc",
                     {.statement = 2, .failure = {.message = "no such customer"}},
                     desk.clock.now());
  });
  tell();
  EXPECT_EQ(newest(), "1 51 posted but for a part: no such customer");
}

TEST_F(IdocStatus, AnswersToWhatWasSentAreNotAnswered) {
  const auto id = push("1");
  posted(id);
  desk.book.write([&](soci::session& sql) {
    PaymentStatus answer{.level = "message"};
    answer.original_message_id = "4711";
    answer.status = "53";
    store::take_answer(sql, id, answer, desk.clock.now());
  });
  EXPECT_EQ(tell(), 0);
}

TEST_F(IdocStatus, AnswersThatCameOnceArentLookedAtAgain) {
  desk.book.write([&](soci::session& sql) {
    for (int n = 0; n < 2000; ++n) {
      const std::string number = std::to_string(n);
      const auto id = store::TestBook::document(sql, "aleaud-" + number, "sap");
      store::remember_pushed(sql, {"sap", "100", "PRDCLNT100", number}, {id, number});
      PaymentStatus answer{.level = "message"};
      answer.original_message_id = number;
      answer.status = "53";
      store::take_answer(sql, id, answer, desk.clock.now());
      store::mark_posted(sql, id, {"sap-idoc", "1"}, {}, desk.clock.now());
    }
  });
  const int work = desk.book.read([](soci::session& sql) {
    return hundreds_of_steps(sql,
                             [&] { EXPECT_TRUE(store::untold_outcomes(sql, "sap", 200).empty()); });
  });
  EXPECT_LT(work, 20);
}

TEST_F(IdocStatus, OtherConnectorsIDocsAreTheirOwn) {
  posted(push("1", "other"));
  EXPECT_EQ(tell(), 0);
  EXPECT_EQ(tell("other"), 1);
}

TEST_F(IdocStatus, TwoSystemsThatCallThemselvesAlikeAreBothAnswered) {
  posted(push("1"));
  posted(desk.book.write([&](soci::session& sql) {
    const auto document = store::TestBook::document(sql, "other-1", "other");
    store::remember_pushed(sql, {"other", "100", "PRDCLNT100", "1"}, {document, "1"});
    return document;
  }));
  EXPECT_EQ(tell(), 1);
  EXPECT_EQ(tell("other"), 1);
}

}  // namespace
}  // namespace saldo::flows
