#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "in/imap.hpp"
#include "saldo/testing.hpp"

extern "C" const saldo_plugin* mail_entry();

namespace saldo::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// A mailbox as the daemon's IMAP gives it to a plugin. One at a time.
class Mailbox {
 public:
  struct Mail {
    std::string bytes, flags;
  };
  std::map<int, Mail> inbox;
  std::uint32_t uidvalidity = 7;
  std::vector<std::string> asked;  ///< method and target
  std::string refusal;             ///< of moves, if any

  Mailbox() { current_ = this; }
  static const saldo_transfer_service* service() {
    static constexpr saldo_transfer_service kService = {sizeof kService, 0, &Mailbox::request,
                                                        &Mailbox::read};
    return &kService;
  }

 private:
  static std::uint32_t request(const saldo_host*, const saldo_transfer_request* r,
                               saldo_transfer_reply* reply, saldo_error*) {
    Mailbox& box = *current_;
    reply->status = box.answer(from_abi(r->method), std::string(from_abi(r->target)),
                               std::string(from_abi(r->body)));
    reply->headers = to_abi(std::string_view(box.headers_));
    reply->size = box.body_.size();
    return SALDO_OK;
  }
  static std::uint32_t read(const saldo_host*, char* to, std::uint64_t n, std::uint64_t* got,
                            saldo_error*) {
    *got = current_->body_.copy(to, static_cast<std::size_t>(n));
    current_->body_.erase(0, static_cast<std::size_t>(*got));
    return SALDO_OK;
  }
  unsigned answer(std::string_view method, const std::string& target, const std::string& body) {
    asked.push_back(std::string(method) + " " + target + (body.empty() ? "" : " " + body));
    body_.clear();
    headers_.clear();
    if (!target.starts_with("/INBOX")) return 404;
    if (method == "LIST") {
      headers_ = "uidvalidity: " + std::to_string(uidvalidity) + "\n";
      for (const auto& [uid, mail] : inbox)
        body_ += std::to_string(uid) + " " + std::to_string(mail.bytes.size()) +
                 (mail.flags.empty() ? "" : " " + mail.flags) + "\n";
      return 200;
    }
    const std::string named = "/INBOX;UIDVALIDITY=" + std::to_string(uidvalidity) + ";UID=";
    if (!target.starts_with(named)) return 409;
    const auto found = inbox.find(std::atoi(target.c_str() + named.size()));
    if (found == inbox.end()) return method == "MOVE" ? 200 : 404;
    if (method == "GET") body_ = found->second.bytes;
    if (method == "HEAD") body_ = found->second.bytes.substr(0, 5);
    if (method == "STORE") found->second.flags = "\\Seen";
    if (method == "MOVE" && !refusal.empty()) {
      headers_ = "reply: " + refusal + "\n";
      return 409;
    }
    if (method == "MOVE") inbox.erase(found);
    return 200;
  }
  static inline Mailbox* current_ = nullptr;
  std::string headers_, body_;
};

/// What a source has handed over.
std::vector<std::string> taken, keys;

constexpr saldo_documents_service kDocuments = {
    sizeof kDocuments, 0,
    [](const saldo_host*, const saldo_document* d, saldo_error*) -> std::uint32_t {
      keys.emplace_back(from_abi(d->key));
      taken.emplace_back();
      return SALDO_OK;
    },
    [](const saldo_host*, saldo_str bytes, saldo_error*) -> std::uint32_t {
      taken.back() += from_abi(bytes);
      return SALDO_OK;
    },
    [](const saldo_host*, saldo_error*) -> std::uint32_t { return SALDO_OK; }};

class ImapSource : public testing::Test {
 protected:
  /// Pulls as a new instance does, and returns the bytes of what came, in order.
  std::vector<std::string> pull(const TestHost::Options& options = {}) {
    host_ = std::make_unique<TestHost>(mail_entry(), "imap", options);
    host_->offer(SALDO_SERVICE_TRANSFER, Mailbox::service());
    host_->offer(SALDO_SERVICE_DOCUMENTS, &kDocuments);
    taken.clear();
    keys.clear();
    saldo_error error = impl::empty_error();
    status = source().pull(host_->instance(), to_abi(std::string_view(cursor)), &error);
    message = error.message;
    if (!host_->cursors.empty()) cursor = host_->cursors.back();
    return taken;
  }
  std::uint32_t acknowledge(const std::string& key, std::uint32_t outcome = SALDO_ACK_POSTED) {
    saldo_error error = impl::empty_error();
    status =
        source().acknowledge(host_->instance(), to_abi(std::string_view(key)), outcome, &error);
    message = error.message;
    return status;
  }
  const saldo_source& source() { return *host_->extension<saldo_source>(SALDO_EXT_SOURCE); }

  Mailbox box;
  std::string cursor, message;
  std::uint32_t status = 0;
  std::unique_ptr<TestHost> host_;
};

TEST_F(ImapSource, AMailIsMovedOnlyWhenSaldoHasSaidWhatBecameOfIt) {
  box.inbox = {{3, {"one", ""}}, {5, {"two", "\\Seen"}}};
  EXPECT_THAT(pull(), ElementsAre("one", "two"));
  EXPECT_THAT(box.inbox, SizeIs(2)) << "nothing is touched before";
  EXPECT_THAT(keys, ElementsAre("/INBOX;UIDVALIDITY=7;UID=3", "/INBOX;UIDVALIDITY=7;UID=5"));
  EXPECT_THAT(pull(), ElementsAre("one", "two")) << "it comes again until it is acknowledged";
  EXPECT_EQ(acknowledge(keys[0]), SALDO_OK);
  EXPECT_EQ(box.asked.back(), "MOVE /INBOX;UIDVALIDITY=7;UID=3 /Processed");
  EXPECT_EQ(acknowledge(keys[1], SALDO_ACK_QUARANTINED), SALDO_OK);
  EXPECT_EQ(box.asked.back(), "MOVE /INBOX;UIDVALIDITY=7;UID=5 /Failed");
  EXPECT_EQ(acknowledge(keys[1]), SALDO_OK) << "again is harmless";
  EXPECT_THAT(pull(), IsEmpty());
}

TEST_F(ImapSource, WhereMailsStayTheCursorKnowsWhichWereTaken) {
  const TestHost::Options seen = {{"after", "seen"}};
  box.inbox = {{3, {"one", ""}}, {5, {"two", "\\Seen"}}};
  EXPECT_THAT(pull(seen), ElementsAre("one", "two")) << "one that a person has read is taken, too";
  EXPECT_EQ(cursor, "7 5 INBOX\n");
  EXPECT_THAT(pull(seen), ElementsAre("one")) << "saldo ended before it could mark it";
  EXPECT_EQ(acknowledge(keys[0]), SALDO_OK);
  EXPECT_EQ(box.asked.back(), "STORE /INBOX;UIDVALIDITY=7;UID=3 \\Seen");
  EXPECT_THAT(pull(seen), IsEmpty());
  box.inbox[9] = {"three", ""};
  EXPECT_THAT(pull(seen), ElementsAre("three"));
  EXPECT_EQ(acknowledge(keys[0], SALDO_ACK_QUARANTINED), SALDO_OK);
  EXPECT_EQ(box.asked.back(), "STORE /INBOX;UIDVALIDITY=7;UID=9 \\Seen \\Flagged");
}

TEST_F(ImapSource, AFolderThatIsNumberedAnewIsLookedAtFromItsBeginning) {
  const TestHost::Options seen = {{"after", "seen"}};
  box.inbox = {{3, {"one", "\\Seen"}}};
  pull(seen);
  const std::string old = keys[0];
  box.uidvalidity = 8;
  EXPECT_THAT(pull(seen), ElementsAre("one"));
  EXPECT_THAT(host_->logs, ElementsAre(HasSubstr("anew")));
  EXPECT_EQ(cursor, "8 3 INBOX\n");
  EXPECT_EQ(acknowledge(old), SALDO_OK) << "what the old number named isn't touched";
}

TEST_F(ImapSource, AMailThatIsTooLargeIsHandedOverAsItsHeaderWithAMark) {
  box.inbox = {{1, {"From:" + std::string(2 << 20, 'x'), ""}}, {2, {"next", ""}}};
  EXPECT_THAT(pull({{"largest", "1"}}),
              ElementsAre("X-Saldo-Too-Large: 2097157 1048576\r\nFrom:", "next"));
}

TEST_F(ImapSource, AMoveThatTheServerRefusesIsTold) {
  box.inbox = {{1, {"one", ""}}};
  pull();
  box.refusal = "NO [OVERQUOTA] full";
  EXPECT_EQ(acknowledge(keys[0]), SALDO_E_CONFIG);
  EXPECT_THAT(message, HasSubstr("OVERQUOTA"));
}

TEST_F(ImapSource, AFolderThatIsNotThereIsAFaultOfTheConfiguration) {
  EXPECT_THAT(pull({{"folders", "INBOX, Nowhere"}}), IsEmpty());
  EXPECT_EQ(status, SALDO_E_CONFIG);
  EXPECT_THAT(message, HasSubstr("'Nowhere'"));
}

TEST_F(ImapSource, WaitingTellsOfEachMailOnce) {
  pull({{"poll", "1s"}});
  const auto wait = [&] {
    std::uint32_t changed = 0;
    saldo_error error = impl::empty_error();
    EXPECT_EQ(source().wait(host_->instance(), 0, &changed, &error), SALDO_OK) << error.message;
    return changed != 0;
  };
  EXPECT_FALSE(wait());
  box.inbox = {{1, {"one", ""}}};
  EXPECT_TRUE(wait());
  EXPECT_FALSE(wait());
  box.inbox[2] = {"two", ""};
  EXPECT_TRUE(wait());
}

TEST_F(ImapSource, OptionsThatMakeNoSenseAreRefusedByName) {
  const std::vector<std::pair<TestHost::Options, const char*>> kWrong = {
      {{{"after", "delete"}}, "after"},
      {{{"folders", "INBOX,,x"}}, "folders"},
      {{{"folders", ""}}, "folders"},
      {{{"done", "Failed"}}, "failed"},
      {{{"folders", "Processed"}}, "folders"},
      {{{"largest", "0"}}, "largest"},
      {{{"poll", "0s"}}, "poll"},
      {{{"poll", "5"}}, "poll"},
  };
  for (const auto& [options, named] : kWrong) {
    try {
      TestHost host(mail_entry(), "imap", options);
      host.offer(SALDO_SERVICE_TRANSFER, Mailbox::service());
      ADD_FAILURE() << named;
    } catch (const std::runtime_error& e) {
      EXPECT_THAT(e.what(), HasSubstr(std::string("option ") + named));
    }
  }
}

TEST(ImapCursor, ReadsWhatItWritesAndPassesOverTheRest) {
  ImapCursor cursor;
  cursor.folders["INBOX"] = {7, 12};
  cursor.folders["Bills of x"] = {9, 0};
  EXPECT_EQ(ImapCursor::parse(cursor.to_text()).to_text(), cursor.to_text());
  EXPECT_THAT(ImapCursor::parse("junk\n7 x INBOX\n\n1 2\n").folders, IsEmpty());
}

}  // namespace
}  // namespace saldo::mail
