#include <gtest/gtest.h>

#include "message/body_text.hpp"
#include "message/charset.hpp"
#include "message/html_text.hpp"
#include "unit/mail_in/reading.hpp"

namespace saldo::mail {
namespace {

std::string text_of(const std::string& header, const std::string& body) {
  return Reading(mail_of("Subject: x\nMIME-Version: 1.0\n" + header, body)).record().text;
}

TEST(MailText, EveryCharsetBecomesUtf8) {
  const struct {
    const char *charset, *bytes, *utf8;
  } kCases[] = {
      {"utf-8", "gr\xC3\xBC\xC3\x9F", "gr\u00FC\u00DF"},
      {"iso-8859-1", "gr\xFC\xDF", "gr\u00FC\u00DF"},
      {"windows-1252", "\x80 5", "\u20AC 5"},
      {"iso-8859-2", "za\xBF\xF3\xB3\xE6", "za\u017C\u00F3\u0142\u0107"},
      {"koi8-r", "\xF0\xD2\xC9", "\u041F\u0440\u0438"},
      {"Shift_JIS", "\x82\xA0", "\u3042"},
      {"iso-2022-jp", "\x1B$B$\"\x1B(B", "\u3042"},
      {"euc-kr", "\xC7\xD1", "\uD55C"},
      {"gb2312", "\xD6\xD0", "\u4E2D"},
      {"no-such-charset", "gr\xFC\xDF", "gr\u00FC\u00DF"},
      {"us-ascii", "gr\xFC\xDF", "gr\u00FC\u00DF"},
  };
  for (const auto& c : kCases)
    EXPECT_EQ(
        text_of("Content-Type: text/plain; charset=" + std::string(c.charset) + "\n", c.bytes),
        c.utf8)
        << c.charset;
}

TEST(MailText, ControlCharactersAreLeftOut) {
  EXPECT_EQ(clean("a\x01\x1B[31mb\r\nc\rd\x7F\te"), "a[31mb\nc\nd\te");
  EXPECT_EQ(clean("a\xC2\x85z"), "az");
  EXPECT_EQ(header_text("a\r\n b\x07"), "a b");
}

TEST(MailText, EncodedWordsOfOneCharsetMayShareACharacter) {
  EXPECT_EQ(header_text("=?utf-8?b?w7w=?= =?utf-8?q?=C3?= =?utf-8?q?=9F?= x"), "\u00FC\u00DF x");
  EXPECT_EQ(header_text("=?utf-8?x?abc?= =?utf-8?q?unfinished"),
            "=?utf-8?x?abc?= =?utf-8?q?unfinished");
}

TEST(MailText, QuotesAreLeftOutSoThatNobodyReadsOurOwnNumbersBack) {
  EXPECT_EQ(text_of("", "We pay on the 28th.\n\n> 90001234  1.190,00 EUR\n> 90001240\n"),
            "We pay on the 28th.");
}

TEST(MailText, FoldedLinesArePutTogether) {
  EXPECT_EQ(text_of("Content-Type: text/plain; format=flowed; delsp=yes\n",
                    "We paid 9000 \n1234, and\n> quoted \n> more\nend\n"),
            "We paid 90001234, and\nend");
  EXPECT_EQ(text_of("Content-Type: text/plain; format=flowed\n", "one \ntwo\n-- \nname\n"),
            "one two\n-- \nname");
}

TEST(MailText, HtmlIsReadAsAPersonSeesIt) {
  EXPECT_EQ(
      html_text("<html><head><title>x</title></head><body><p>Pay&nbsp;<b>5&#46;00&euro;</b>"
                "<br>now</p><!-- <p>hidden --><script>alert('x')</script><table><tr><td>a<td>b"
                "</tr><tr><td>c</td></tr></table>&unknown; &#0; 1 &lt; 2"),
      "Pay 5.00\u20AC\nnow\na\tb\nc\n&unknown; 1 < 2");
  EXPECT_EQ(html_text("<<<>>&#x110000;&#xD800;<p"), ">");
  EXPECT_EQ(html_text("<style>" + std::string(100, '<')), "");
}

TEST(MailText, HtmlOfNothingButStylesIsReadToItsEnd) {
  std::string html;
  for (int i = 0; i < 500'000; ++i) html += i % 2 == 0 ? "<style>a</style>" : "<Script></SCRIPT>";
  EXPECT_EQ(html_text(html + "<p>We pay</p><style>never closed"), "We pay");
}

TEST(MailText, ASubjectOfBeginningsOfEncodedWordsIsReadToItsEnd) {
  for (const std::string piece : {"=?a?Q? ", "=?a?X? "}) {
    std::string subject;
    for (int i = 0; i < 300'000; ++i) subject += piece;
    EXPECT_EQ(header_text(subject + "end"), subject + "end");
    EXPECT_EQ(header_text(subject + "?=").empty(), false);
  }
}

TEST(MailText, OfPartsThatSayTheSameThePlainOneIsTaken) {
  const std::string parts =
      "--b\nContent-Type: text/html\n\n<p>html</p>\n--b\nContent-Type: "
      "text/plain\n\nplain\n--b--\n";
  EXPECT_EQ(text_of("Content-Type: multipart/alternative; boundary=b\n", parts), "plain");
  EXPECT_EQ(text_of("Content-Type: multipart/mixed; boundary=b\n", parts), "html\nplain");
}

TEST(MailText, AnEmptyPlainPartHidesNoHtml) {
  const std::string alternative = "Content-Type: multipart/alternative; boundary=b\n";
  for (const char* plain : {"", "\n", " \r\n\r\n"})
    EXPECT_EQ(text_of(alternative, "--b\nContent-Type: text/plain\n\n" + std::string(plain) +
                                       "\n--b\nContent-Type: text/html\n\n<p>We pay</p>\n--b--\n"),
              "We pay");
}

TEST(MailText, AHeadWithoutItsEndHidesNoBody) {
  EXPECT_EQ(html_text("<html><head><style>p{}</style><meta x><body><p>We pay</body></html>"),
            "We pay");
  EXPECT_EQ(html_text("<head><title>x</title></head><p>We pay"), "We pay");
}

TEST(MailText, ALongTextIsCutBetweenCharactersAndSaysSo) {
  std::string longer;
  while (longer.size() < kTextBytesMax + 10) longer += "\u20AC";
  const Correspondence mail =
      Reading(mail_of("Content-Type: text/plain; charset=utf-8\n", longer)).record();
  EXPECT_TRUE(mail.cut);
  EXPECT_LE(mail.text.size(), kTextBytesMax);
  EXPECT_GT(mail.text.size(), kTextBytesMax - 4);
  EXPECT_TRUE(mail.text.ends_with("\u20AC"));
}

}  // namespace
}  // namespace saldo::mail
