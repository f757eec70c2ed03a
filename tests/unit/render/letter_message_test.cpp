#include "render/letter_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/render/letters.hpp"

namespace saldo::render {
namespace {

using testing::HasSubstr;
using testing::Not;

const MailHeader kHeader = {.from_name = "Nordlicht Handel GmbH",
                            .from_address = "ar@seller.example",
                            .to_address = "ap@buyer.example",
                            .message_id = "n17.0123456789abcdef@seller.example",
                            .date = {},
                            .attachment = "M17.pdf"};

Letter letter() { return notice_letter(shipped(), "en", "GB", "reminder", facts(), sender()); }

/// The header's lines, unfolded.
std::string header_of(const std::string& mail) {
  std::string header = mail.substr(0, mail.find("\r\n\r\n") + 2);
  for (auto at = header.find("\r\n "); at != header.npos; at = header.find("\r\n "))
    header.erase(at, 2);
  return header;
}

TEST(LetterMessage, HasTheHeaderOfAMailThatAProgramSends) {
  const std::string header = header_of(letter_message(letter(), kHeader));
  for (const char* line :
       {"From: Nordlicht Handel GmbH <ar@seller.example>\r\n", "To: ap@buyer.example\r\n",
        "Message-Id: <n17.0123456789abcdef@seller.example>\r\n",
        "Auto-Submitted: auto-generated\r\n"})
    EXPECT_THAT(header, HasSubstr(line));
}

TEST(LetterMessage, ALineEndInMasterDataBeginsNoFieldOfTheHeader) {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const std::string more = end + std::string("Bcc: thief@evil.example") + end + end + "Pay here";
    Letter lines = letter();
    lines.subject = "Reminder" + more;
    MailHeader header = kHeader;
    header.from_name += more;
    for (const bool to : {false, true}) {
      if (to) header.to_address = "ap@buyer.example" + more;
      const std::string sent = header_of(letter_message(lines, header));
      EXPECT_THAT(sent, Not(HasSubstr("\nBcc:"))) << sent;
      EXPECT_THAT(sent, Not(HasSubstr("\nPay"))) << sent;
      EXPECT_THAT(sent, HasSubstr("\r\nMIME-Version: 1.0\r\n")) << sent;
    }
  }
}

}  // namespace
}  // namespace saldo::render
