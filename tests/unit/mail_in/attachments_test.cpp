#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/mail_in/reading.hpp"

namespace saldo::mail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string with_parts(const std::vector<std::string>& parts) {
  std::string body = "--b\nContent-Type: text/plain\n\nsee attached\n";
  for (const std::string& part : parts) body += "--b\n" + part;
  return mail_of("Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n",
                 body + "--b--\n");
}
std::string attached(const std::string& type, const std::string& name, const std::string& base64) {
  return "Content-Type: " + type + "\nContent-Disposition: attachment; filename=\"" + name +
         "\"\nContent-Transfer-Encoding: base64\n\n" + base64 + "\n";
}

TEST(Attachments, GoOnAsDocumentsWithTheirBytes) {
  const Reading reading(with_parts(
      {attached("application/octet-stream", "../a/Avis.CSV", "UGF5bWVudDtBbW91bnQNCjE7Mg0K")}));
  ASSERT_THAT(reading.result().documents, SizeIs(1));
  EXPECT_EQ(reading.result().documents[0].name, "Avis.CSV");
  EXPECT_EQ(reading.result().documents[0].bytes, "Payment;Amount\r\n1;2\r\n");
  EXPECT_TRUE(reading.result().documents[0].finished);
  const Correspondence mail = reading.record();
  ASSERT_THAT(mail.attachments, SizeIs(1));
  EXPECT_EQ(mail.attachments[0].content, "text");
  EXPECT_TRUE(mail.attachments[0].handed_on);
  EXPECT_EQ(mail.attachments[0].size, 21);
  EXPECT_EQ(mail.text, "see attached");
}

TEST(Attachments, WhatNobodyReadsIsNamedAndOpenedByNobody) {
  const struct {
    const char *type, *name, *base64, *content;
  } kCases[] = {
      {"application/pdf", "Payment_Advice.pdf.exe", "TVoAAAAAAAA=", "program"},
      {"application/pdf", "letter.pdf", "JVBERi0xLjQK", "pdf"},
      {"image/png", "logo.png", "iVBORw0KGgo=", "image"},
      {"application/ms-tnef", "winmail.dat", "eJ8+IgAA", "tnef"},
      {"text/csv", "really.csv", "f0VMRgI=", "program"},
      {"application/vnd.ms-excel", "macros.xls", "0M8R4KGxGuE=", "office"},
  };
  for (const auto& c : kCases) {
    SCOPED_TRACE(c.name);
    const Reading reading(with_parts({attached(c.type, c.name, c.base64)}));
    EXPECT_THAT(reading.result().documents, IsEmpty());
    ASSERT_THAT(reading.record().attachments, SizeIs(1));
    EXPECT_EQ(reading.record().attachments[0].content, c.content);
    EXPECT_EQ(reading.record().attachments[0].name, c.name);
    EXPECT_FALSE(reading.record().attachments[0].handed_on);
  }
}

TEST(Attachments, AMailWithinTheMailIsADocumentOfItsOwn) {
  const std::string inner = "From: ap@buyer.example\nSubject: Remittance\n\nPAY-99\n";
  const Reading reading(with_parts({"Content-Type: message/rfc822\n\n" + inner}));
  ASSERT_THAT(reading.result().documents, SizeIs(1));
  EXPECT_EQ(reading.result().documents[0].name, "attachment 1.eml");
  EXPECT_EQ(Reading(reading.result().documents[0].bytes).record().from_address, "ap@buyer.example");
}

TEST(Attachments, ATextThatIsNotTheMailsOwnIsADocumentWithoutANameToo) {
  const Reading mixed(with_parts({"Content-Type: text/csv\n\nInvoice;Amount\n1;2\n"}));
  ASSERT_THAT(mixed.result().documents, SizeIs(1));
  EXPECT_EQ(mixed.result().documents[0].name, "attachment 1");
  EXPECT_EQ(mixed.record().text, "see attached");
  const Reading alone(mail_of("MIME-Version: 1.0\nContent-Type: text/xml\n", "<Document/>\n"));
  ASSERT_THAT(alone.result().documents, SizeIs(1));
  EXPECT_EQ(alone.result().documents[0].bytes, "<Document/>\n");
  // Another form of what the mail says.
  const Reading enriched(mail_of(
      "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n",
      "--b\nContent-Type: text/plain\n\nWe pay\n--b\nContent-Type: text/enriched\n\nx\n--b--\n"));
  EXPECT_THAT(enriched.result().documents, IsEmpty());
  EXPECT_EQ(enriched.record().text, "We pay");
}

TEST(Attachments, NamesAreReadHoweverTheyAreEncoded) {
  const Reading reading(
      with_parts({"Content-Type: text/plain\nContent-Disposition: attachment;\n "
                  "filename*0*=utf-8''Zahlung%C3%BC;\n"
                  " filename*1*=%20bersicht.txt\n\nx\n",
                  "Content-Type: text/plain; name=\"=?iso-8859-1?Q?gr=FCn=2Etxt?=\"\n\ny\n"}));
  ASSERT_THAT(reading.record().attachments, SizeIs(2));
  EXPECT_EQ(reading.record().attachments[0].name, "Zahlung\u00FC bersicht.txt");
  EXPECT_EQ(reading.record().attachments[1].name, "gr\u00FCn.txt");
}

TEST(Attachments, PicturesWithinHtmlAndSignaturesAreNoDocuments) {
  const Reading reading(
      with_parts({"Content-Type: application/x-data\nContent-ID: <a@b>\n\nabc\n",
                  attached("application/pgp-signature", "signature.asc", "LS0tLS1CRUdJTg==")}));
  EXPECT_THAT(reading.result().documents, IsEmpty());
  EXPECT_THAT(reading.record().attachments, SizeIs(2));
}

TEST(Attachments, TooManyPartsAreRefusedAsAWhole) {
  std::vector<std::string> parts(1100, "Content-Type: text/plain; name=a.txt\n\nx\n");
  EXPECT_EQ(Reading(with_parts(parts)).rule(), "mail.parts");
  std::string deep = "\nx";
  for (int i = 0; i < 60; ++i)
    deep = "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" +
           std::to_string(i) + "\n" + deep;
  EXPECT_EQ(
      Reading(mail_of(deep.substr(0, deep.find("\n\n") + 1), deep.substr(deep.find("\n\n") + 2)))
          .rule(),
      "mail.parts");
}

TEST(Attachments, AMailThatIsTooLargeIsRefusedWithBothFigures) {
  TestHost host(mail_entry(), "mail", {{"largest", "1"}});
  const Decoded result = host.decode(mail_of("Subject: x\n", std::string(2 << 20, 'x')));
  EXPECT_STREQ(result.error.rule, "mail.size");
  EXPECT_STREQ(result.error.expected, "1048576 bytes");
  EXPECT_THAT(result.error.message, HasSubstr("largest"));
}

TEST(Attachments, WhatASourceLeftOnItsServerIsRefusedAndSaysWhy) {
  const Reading reading("X-Saldo-Too-Large: 52428800 26214400\r\nFrom: a@b.example\r\n\r\n");
  EXPECT_EQ(reading.rule(), "mail.size");
  EXPECT_STREQ(reading.result().error.found, "52428800");
  EXPECT_STREQ(reading.result().error.expected, "26214400");
  // A source writes it before all else; in the midst of a header a sender has.
  EXPECT_EQ(Reading(mail_of("X-Saldo-Too-Large: 2 1\n")).rule(), "");
}

TEST(Attachments, WhatIsNoMailIsRefused) {
  EXPECT_EQ(Reading("").rule(), "mail.header");
  EXPECT_EQ(Reading("\n\nbody").rule(), "mail.header");
  EXPECT_EQ(Reading("A: " + std::string(300 << 10, 'x') + "\n\n").rule(), "mail.header");
}

}  // namespace
}  // namespace saldo::mail
