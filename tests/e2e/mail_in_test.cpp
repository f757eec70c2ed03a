#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <random>
#include <thread>

#include "e2e/story.hpp"
#include "support/dovecot.hpp"
#include "support/saldod.hpp"

/// Mails from Debian's own IMAP server, over TLS with an authority of its own.
namespace saldo::test {
namespace {

namespace json = boost::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string base64(std::string_view bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t k = 0; k < 3; ++k)
      three = three << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : kDigits[three >> (18 - 6 * k) & 63];
    if (i / 3 % 19 == 18) out += "\r\n";
  }
  return out;
}

/// A mail with one attachment.
std::string mail_with(const std::string& id, const std::string& name, const std::string& bytes) {
  return "From: Bank <statements@bank.example>\r\nTo: ar@seller.example\r\nMessage-ID: <" + id +
         "@bank.example>\r\nSubject: Statement " + id +
         "\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\nContent-Type: "
         "multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee "
         "attached\r\n--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: "
         "attachment; filename=\"" +
         name + "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64(bytes) + "\r\n--b--\r\n";
}

std::string plain(const std::string& subject, const std::string& text) {
  return "From: Eve <eve@x.example>\r\nTo: ar@seller.example\r\nMessage-ID: <" + subject +
         "@x.example>\r\nSubject: " + subject + "\r\n\r\n" + text + "\r\n";
}

class FromMailbox : public testing::Test {
 protected:
  std::string configuration(const std::string& more = "") const {
    std::ofstream(saldod.folder() / "word") << "secret word";
    return "connectors:\n  - name: inbox\n    source:\n      plugin: imap\n      server:\n"
           "        url: " +
           server.imaps_url() +
           "\n        user: ar\n        password: { file: " + (saldod.folder() / "word").string() +
           " }\n        ca: " + server.ca().string() + "\n" + more +
           "    decoders: [mail, camt, table]\n    schedule: { watch: false }\n";
  }
  void begin(const std::string& more = "") {
    saldod.configure(configuration(more));
    saldod.start();
  }
  std::vector<json::object> correspondence() const {
    std::vector<json::object> rows;
    std::istringstream lines(saldod.get("/v1/correspondence").body);
    for (std::string line; std::getline(lines, line);)
      rows.push_back(json::parse(line).as_object());
    return rows;
  }
  Dovecot server;
  Saldod saldod;
  const std::string statement = camt053({sheet_of({payment_by_reference()})});
};

TEST_F(FromMailbox, AttachmentsArePostedAndTheMailIsKeptShownAndMovedAside) {
  server.deliver(mail_with("1", "day.xml", statement));
  server.deliver(plain("Question", "Where is my parcel?"));
  begin();
  const auto run = saldod.sync("inbox");
  EXPECT_EQ(text(run, "state"), "done") << json::serialize(run) << server.log();
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  EXPECT_THAT(server.mails(), IsEmpty());
  EXPECT_THAT(server.mails("Processed"), SizeIs(2));
  const auto mails = correspondence();
  ASSERT_THAT(mails, SizeIs(2));
  EXPECT_EQ(text(mails[0], "subject"), "Question");
  EXPECT_EQ(text(mails[0], "class"), "other");
  EXPECT_EQ(text(mails[0], "thread"), "none");
  EXPECT_EQ(text(mails[0], "thread_evidence"), "no customer has the address eve@x.example");
  const auto shown =
      saldod.get("/v1/correspondence/" + std::to_string(number(mails[0], "correspondence"))).json();
  EXPECT_EQ(text(shown, "text"), "Where is my parcel?");
  EXPECT_THAT(saldod.broken(), IsEmpty());
}

TEST_F(FromMailbox, TheSameMailAgainChangesNothing) {
  begin();
  for (int time = 0; time < 2; ++time) {
    server.deliver(mail_with("1", "day.xml", statement));
    EXPECT_EQ(text(saldod.sync("inbox"), "state"), "done");
  }
  EXPECT_THAT(server.mails(), IsEmpty());
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(1));
  EXPECT_THAT(correspondence(), SizeIs(1));
}

TEST_F(FromMailbox, AMailThatIsTooLargeIsQuarantinedWithTheReasonAndPutAside) {
  server.deliver(plain("Large", std::string(2 << 20, 'x')));
  server.deliver(plain("Small", "x"));
  begin("      largest: 1\n");
  saldod.sync("inbox");
  EXPECT_THAT(server.mails(), IsEmpty());
  EXPECT_THAT(server.mails("Failed"), SizeIs(1));
  EXPECT_THAT(server.mails("Processed"), SizeIs(1));
  const std::string quarantine = saldod.get("/v1/quarantine").body;
  EXPECT_THAT(quarantine, HasSubstr("mail.size"));
  EXPECT_THAT(quarantine, HasSubstr("'largest'"));
}

TEST_F(FromMailbox, WhereMailsStayTheyAreMarkedAsReadOnceTheyAreInTheBook) {
  server.deliver(plain("Question", "Where is my parcel?"));
  begin("      after: seen\n");
  EXPECT_EQ(text(saldod.sync("inbox"), "state"), "done");
  EXPECT_TRUE(server.is_seen("Question"));
  const auto again = saldod.sync("inbox");
  EXPECT_THAT(json::serialize(again), HasSubstr("\"posted\":0"));
  EXPECT_THAT(correspondence(), SizeIs(1));
}

TEST_F(FromMailbox, KilledAtRandomMomentsNoMailIsLostAndNoneCountsTwice) {
  constexpr int kMails = 24, kKills = 8;
  std::mt19937 random(std::random_device{}());
  std::vector<Sheet> sheets;
  std::int64_t opening = 0;
  for (int i = 1; i <= kMails; ++i) {
    Transfer transfer = payment_by_reference();
    transfer.reference = "BANK" + std::to_string(10'000'000 + i);
    sheets.push_back(sheet_of({transfer}, i, opening));
    opening += transfer.cents;
    server.deliver(
        mail_with(std::to_string(i), std::to_string(i) + ".xml", camt053({sheets.back()})));
  }
  begin();
  for (int kill = 0; kill < kKills; ++kill) {
    saldod.ask("POST", "/v1/connectors/inbox/sync");
    std::this_thread::sleep_for(std::chrono::milliseconds(random() % 1500));
    saldod.kill();
    saldod.start();
  }
  saldod.settle();
  EXPECT_EQ(text(saldod.sync("inbox"), "state"), "done");
  EXPECT_THAT(server.mails(), IsEmpty());
  EXPECT_THAT(server.mails("Processed"), SizeIs(kMails));
  EXPECT_THAT(saldod.rows("transactions"), SizeIs(kMails));
  EXPECT_THAT(correspondence(), SizeIs(kMails));
  EXPECT_THAT(saldod.broken(), IsEmpty());
}

}  // namespace
}  // namespace saldo::test
