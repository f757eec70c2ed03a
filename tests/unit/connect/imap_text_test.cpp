#include "connect/imap_text.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace saldo::connect {
namespace {

TEST(ImapText, FolderNamesAreWrittenAsServersWantThem) {
  EXPECT_EQ(imap_folder("INBOX"), "\"INBOX\"");
  EXPECT_EQ(imap_folder("a \"b\" \\c"), "\"a \\\"b\\\" \\\\c\"");
  EXPECT_EQ(imap_folder("R&D"), "\"R&-D\"");
  // RFC 3501, 5.1.3
  EXPECT_EQ(imap_folder("~peter/mail/\u53F0\u5317/\u65E5\u672C\u8A9E"),
            "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\"");
  EXPECT_EQ(imap_folder("Entw\u00FCrfe"), "\"Entw&APw-rfe\"");
  EXPECT_EQ(imap_folder("\U0001F4E7"), "\"&2D3c5w-\"");
}

TEST(ImapText, AFolderNameCannotSmuggleACommand) {
  EXPECT_THROW(imap_folder("a\r\nS2 LOGOUT"), std::invalid_argument);
  EXPECT_THROW(imap_folder("a\xFF"), std::invalid_argument);
  EXPECT_THROW(imap_folder(""), std::invalid_argument);
}

TEST(ImapText, TargetsNameFolderAndMail) {
  const auto mail = parse_imap_target("/Bills%20%3B/x;UIDVALIDITY=7;UID=12");
  ASSERT_TRUE(mail.has_value());
  EXPECT_EQ(mail->folder, "Bills ;/x");
  EXPECT_EQ(mail->uidvalidity, 7u);
  EXPECT_EQ(mail->uid, 12u);
  EXPECT_EQ(parse_imap_target("/INBOX")->uid, 0u);
  for (const char* wrong :
       {"", "/", "INBOX", "/a;UID=", "/a;UID=1x", "/a;UID=4294967296", "/a;X=1"})
    EXPECT_FALSE(parse_imap_target(wrong).has_value()) << wrong;
}

TEST(ImapText, LiteralsAnnounceTheirSizeAtTheEndOfALine) {
  EXPECT_EQ(literal_size("* 1 FETCH (UID 2 BODY[] {310}"), 310u);
  EXPECT_EQ(literal_size("* 1 FETCH (BODY[] {12+}"), 12u);
  EXPECT_FALSE(literal_size("* OK {310} done").has_value());
  EXPECT_FALSE(literal_size("* OK {}").has_value());
  EXPECT_FALSE(literal_size("* OK {999999999999999999999999}").has_value());
}

TEST(ImapText, NumbersStandBehindTheirName) {
  EXPECT_EQ(number_behind("* OK [UIDVALIDITY 1700] UIDs valid", "UIDVALIDITY"), 1700u);
  EXPECT_EQ(number_behind("* 1 FETCH (UID 12 RFC822.SIZE 300)", "UID"), 12u);
  EXPECT_EQ(number_behind("* 1 FETCH (XUID 5 UID 12)", "UID"), 12u);
  EXPECT_EQ(number_behind("* 1 FETCH (rfc822.size 300)", "RFC822.SIZE"), 300u);
  EXPECT_FALSE(number_behind("* 1 FETCH (FLAGS ())", "UID").has_value());
}

TEST(ImapText, FlagsAreReadFromTheirList) {
  const char* line = "* 2 FETCH (UID 9 FLAGS (\\Answered \\seen) RFC822.SIZE 4)";
  EXPECT_TRUE(has_imap_flag(line, "\\Seen"));
  EXPECT_FALSE(has_imap_flag(line, "\\Deleted"));
  EXPECT_FALSE(has_imap_flag("* 2 FETCH (FLAGS ())", "\\Seen"));
  EXPECT_FALSE(has_imap_flag("* 2 FETCH (FLAGS (\\SeenNot))", "\\Seen"));
}

TEST(ImapText, AResponseToldItsKind) {
  EXPECT_EQ((ImapResponse{.line = "* 12 FETCH (UID 3)", .literals = {}}).kind(), "FETCH");
  EXPECT_EQ((ImapResponse{.line = "* 3 EXISTS", .literals = {}}).kind(), "EXISTS");
  EXPECT_EQ((ImapResponse{.line = "* OK ready", .literals = {}}).kind(), "");
  EXPECT_EQ((ImapResponse{.line = "* 12", .literals = {}}).kind(), "");
}

}  // namespace
}  // namespace saldo::connect
