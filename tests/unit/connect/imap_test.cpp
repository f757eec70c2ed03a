#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

#include "connect/transfer.hpp"
#include "saldo/plugin.h"
#include "support/dovecot.hpp"

namespace saldo::connect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string mail(const std::string& subject, const std::string& text = "text\r\n") {
  return "From: a@buyer.example\r\nSubject: " + subject + "\r\n\r\n" + text;
}

/// Requests to Debian's own IMAP server.
class ImapTest : public testing::Test {
 protected:
  static Origin origin(const test::Dovecot& server) {
    return {.option = "server",
            .url = server.imaps_url(),
            .user = "ar",
            .password = "secret word",
            .ca = server.ca(),
            .timeout = std::chrono::seconds(60)};
  }
  static std::unique_ptr<Transfers> open(Origin origin) {
    return make_curl_transfers({std::move(origin)}, [](std::chrono::milliseconds) { return true; });
  }
  static Transfers::Reply ask(Transfers& all, std::string_view method, std::string_view target,
                              std::string_view body = {}) {
    return all.request(
        {.origin = "server", .method = method, .target = target, .headers = {}, .body = body});
  }
  /// The target of a mail of the inbox.
  static std::string of(const Transfers::Reply& list, int uid) {
    const auto begin = list.headers.find("uidvalidity: ") + 13;
    return "/INBOX;UIDVALIDITY=" +
           list.headers.substr(begin, list.headers.find('\n', begin) - begin) +
           ";UID=" + std::to_string(uid);
  }
};

TEST_F(ImapTest, ListsReadsMovesAndMarks) {
  test::Dovecot server;
  const std::string first = mail("one"), second = mail("two");
  server.deliver(first);
  server.deliver(second);
  auto all = open(origin(server));
  const auto list = ask(*all, "LIST", "/INBOX");
  ASSERT_EQ(list.outcome, SALDO_OK) << list.message << server.log();
  EXPECT_EQ(list.status, 200u);
  EXPECT_EQ(all->read(1000),
            "1 " + std::to_string(first.size()) + "\n2 " + std::to_string(second.size()) + "\n");
  EXPECT_EQ(ask(*all, "GET", of(list, 1)).status, 200u);
  EXPECT_EQ(all->read(1000), first);
  EXPECT_EQ(ask(*all, "HEAD", of(list, 2)).status, 200u);
  EXPECT_EQ(all->read(1000), second.substr(0, second.find("text")));
  EXPECT_FALSE(server.is_seen("one")) << "reading marks nothing";
  EXPECT_EQ(ask(*all, "STORE", of(list, 2), "\\Seen").status, 200u);
  EXPECT_TRUE(server.is_seen("two"));
  EXPECT_EQ(ask(*all, "MOVE", of(list, 1), "/Entw%C3%BCrfe").status, 200u);
  EXPECT_THAT(server.mails(), ElementsAre(second));
  EXPECT_THAT(server.mails("Entw&APw-rfe"), ElementsAre(first));
  EXPECT_EQ(ask(*all, "MOVE", of(list, 1), "/Entw%C3%BCrfe").status, 200u) << "again is harmless";
  EXPECT_EQ(ask(*all, "GET", of(list, 1)).status, 404u);
}

TEST_F(ImapTest, AMailCannotPassForTheServer) {
  test::Dovecot server;
  std::string text;
  for (int i = 1; i < 20; ++i)
    text += "S" + std::to_string(i) + " OK done\r\n* BYE\r\n)\r\nA00" + std::to_string(i) +
            " OK FETCH completed\r\n{5}\r\n";
  const std::string hostile = mail("{12}", text);
  server.deliver(hostile);
  server.deliver(mail("next"));
  auto all = open(origin(server));
  const auto list = ask(*all, "LIST", "/INBOX");
  EXPECT_EQ(ask(*all, "GET", of(list, 1)).status, 200u);
  EXPECT_EQ(all->read(100'000), hostile);
  EXPECT_EQ(ask(*all, "GET", of(list, 2)).status, 200u);
  EXPECT_EQ(all->read(1000), mail("next"));
}

TEST_F(ImapTest, WithoutMoveAMailIsCopiedAndThenDeleted) {
  test::Dovecot server("imap_capability = IMAP4rev1 UIDPLUS\n");
  server.deliver(mail("one"));
  server.deliver(mail("two"));
  auto all = open(origin(server));
  const auto list = ask(*all, "LIST", "/INBOX");
  EXPECT_EQ(ask(*all, "MOVE", of(list, 1), "/Processed").status, 200u);
  EXPECT_THAT(server.mails(), ElementsAre(mail("two")));
  EXPECT_THAT(server.mails("Processed"), ElementsAre(mail("one")));
}

TEST_F(ImapTest, StartTlsIsUsedWhereThePortBeginsPlain) {
  test::Dovecot server;
  server.deliver(mail("one"));
  Origin starttls = origin(server);
  starttls.url = server.imap_url();
  auto all = open(starttls);
  const auto list = ask(*all, "LIST", "/INBOX");
  EXPECT_EQ(list.outcome, SALDO_OK) << list.message << server.log();
  for (int i = 0; i < 100 && server.log().find("TLS") == std::string::npos; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // it logs beside the session
  EXPECT_THAT(server.log(), HasSubstr("TLS"));
}

TEST_F(ImapTest, TrustsOnlyTheConfiguredAuthorityAndTellsARefusedUser) {
  test::Dovecot server, other;
  Origin wrong_ca = origin(server);
  wrong_ca.ca = other.ca();
  EXPECT_EQ(ask(*open(wrong_ca), "LIST", "/INBOX").outcome, SALDO_E_AUTH);
  Origin stranger = origin(server);
  stranger.password = "guess";
  const auto refused = ask(*open(stranger), "LIST", "/INBOX");
  EXPECT_EQ(refused.outcome, SALDO_E_AUTH) << refused.message;
  EXPECT_THAT(refused.message, ::testing::Not(HasSubstr("guess")));
}

TEST_F(ImapTest, AFolderThatIsNumberedAnewIsTold) {
  test::Dovecot server;
  server.deliver(mail("one"));
  auto all = open(origin(server));
  const auto before = ask(*all, "LIST", "/INBOX");
  server.renumber();
  const auto after = ask(*all, "LIST", "/INBOX");
  ASSERT_EQ(after.status, 200u) << after.message << after.headers << server.log();
  EXPECT_NE(of(before, 1), of(after, 1));
  for (const char* method : {"GET", "MOVE", "STORE"})
    EXPECT_EQ(ask(*all, method, of(before, 1), method[0] == 'M' ? "/x" : "\\Seen").status, 409u)
        << method;
  EXPECT_THAT(server.mails(), SizeIs(1));
}

TEST_F(ImapTest, SaysWhatIsNotThereAndDoesNothingElse) {
  test::Dovecot server;
  server.deliver(mail("one"));
  auto all = open(origin(server));
  EXPECT_EQ(ask(*all, "LIST", "/Nowhere").status, 404u);
  const auto list = ask(*all, "LIST", "/INBOX");
  EXPECT_EQ(ask(*all, "GET", of(list, 99)).status, 404u);
  EXPECT_EQ(ask(*all, "DELETE", of(list, 1)).outcome, SALDO_E_UNSUPPORTED);
  EXPECT_EQ(ask(*all, "STORE", of(list, 1), "\\Deleted").outcome, SALDO_E_BUG);
  EXPECT_EQ(ask(*all, "MOVE", of(list, 1), "/../x").outcome, SALDO_E_BUG);
  EXPECT_EQ(ask(*all, "GET", "/INBOX").outcome, SALDO_E_BUG);
  EXPECT_THAT(server.mails(), SizeIs(1));
}

TEST_F(ImapTest, AMailBeyondTheLimitIsToldAsSuch) {
  test::Dovecot server;
  server.deliver(mail("large", std::string(2'000'000, 'x') + "\r\n"));
  Origin small = origin(server);
  small.largest_bytes = 1'000'000;
  auto all = open(small);
  const auto list = ask(*all, "LIST", "/INBOX");
  EXPECT_EQ(ask(*all, "GET", of(list, 1)).outcome, SALDO_E_LIMIT);
  EXPECT_EQ(ask(*all, "HEAD", of(list, 1)).status, 200u) << "the session goes on";
}

TEST_F(ImapTest, AnAnswerWithoutEndIsNotKept) {
  test::Dovecot server;
  for (int i = 0; i < 1'500; ++i) server.deliver(mail(std::to_string(i)));
  Origin small = origin(server);
  small.largest_bytes = 1'000;
  auto all = open(small);
  const auto list = ask(*all, "LIST", "/INBOX");
  EXPECT_EQ(list.outcome, SALDO_E_LIMIT);
  EXPECT_THAT(list.message, HasSubstr("largest_mib"));
  auto others = open(origin(server));
  EXPECT_EQ(ask(*others, "LIST", "/INBOX").status, 200u);
}

TEST_F(ImapTest, AServerThatWentAwayIsFoundAgain) {
  test::Dovecot server;
  server.deliver(mail("one"));
  auto all = open(origin(server));
  EXPECT_EQ(ask(*all, "LIST", "/INBOX").status, 200u);
  server.restart();
  EXPECT_EQ(ask(*all, "LIST", "/INBOX").status, 200u);
}

}  // namespace
}  // namespace saldo::connect
