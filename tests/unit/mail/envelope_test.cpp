#include "out/envelope.hpp"

#include <gtest/gtest.h>

#include "saldo/sdk.hpp"

namespace saldo::mail {
namespace {

constexpr const char* kToken = "n17.0123456789abcdef";

std::string message(const std::string& to, const std::string& id = kToken) {
  return "From: =?utf-8?q?Verk=C3=A4ufer?= <ar@seller.test>\r\nMessage-ID:\r\n <" + id +
         "@seller.test>\r\nTO: " + to + "\r\nSubject: x\r\n\r\nTo: not@this.test\r\n";
}

/// The rule that is broken, or both addresses.
std::string envelope(const std::string& mail, const std::string& return_path = {}) {
  try {
    const Envelope e = envelope_of(mail, kToken, return_path);
    return e.return_path + " " + e.recipient;
  } catch (const Stop& stop) {
    return stop.rule;
  }
}

TEST(Envelope, HasTheRecipientOfTheHeaderAndAReturnPathThatNamesTheMail) {
  EXPECT_EQ(envelope(message("ap@buyer.test")),
            "ar+n17.0123456789abcdef@seller.test ap@buyer.test");
  EXPECT_EQ(envelope(message("\"Buyer, AP\" <ap@buyer.test>"), "bounces@seller.test"),
            "bounces+n17.0123456789abcdef@seller.test ap@buyer.test");
}

TEST(Envelope, OneThatCannotBeWrittenToIsTheRecipientsFault) {
  for (const char* to : {"", "nobody", "a@b@c", "a@x.test, b@x.test", "a b@x.test", "@x.test", "a@",
                         ".a@x.test", "a..b@x.test", "ä@x.test", "a@x.test <", "<a@x.test> x"})
    EXPECT_EQ(envelope(message(to)), "mail.recipient") << to;
  EXPECT_EQ(envelope(message(std::string(65, 'a') + "@x.test")), "mail.recipient");
}

TEST(Envelope, AMailThatDoesNotCarryItsTokenIsRefused) {
  EXPECT_EQ(envelope(message("ap@buyer.test", "n18.0123456789abcdef")), "mail.message");
  EXPECT_EQ(envelope("To: ap@buyer.test\r\n\r\nMessage-ID: <n17.0123456789abcdef@x>\r\n"),
            "mail.message");
}

TEST(Envelope, AReturnPathThatIsTooLongWithTheTokenIsTheConfigurations) {
  const std::string longest = std::string(50, 'b') + "@seller.test";
  try {
    envelope_of(message("ap@buyer.test"), kToken, longest);
    FAIL() << "it was taken";
  } catch (const Stop& stop) {
    EXPECT_EQ(stop.status, SALDO_E_CONFIG);
  }
}

TEST(LineEnds, OfCrAndLfTogetherAreFine) {
  for (const char* mail : {"", "a", "\r\n", "a\r\n", "a: b\r\n\r\nc\r\n\r\n", "a\r\nb"})
    EXPECT_FALSE(has_stray_line_end(mail)) << mail;
}

TEST(LineEnds, OneThatStandsAloneIsFoundWhereverItIs) {
  for (const char* mail : {"\r", "\n", "a\nb\r\n", "a\rb\r\n", "a\r\n\n", "a\r\n\r", "a\r\r\n",
                           "a\r\n.\n", "\n\r", "a\r\nb\n"})
    EXPECT_TRUE(has_stray_line_end(mail)) << mail;
}

}  // namespace
}  // namespace saldo::mail
