#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xml_reading.hpp"

namespace saldo {
namespace {

using xml_reading::events;
using namespace std::string_literals;

struct Case {
  std::string document;
  std::string fault;  // "rule: message"
};

TEST(XmlRefusals, NameRulePlaceAndRemedy) {
  const Case cases[] = {
      {"", "document.empty: the file has no bytes: fetch it again"},
      {" \n\t", "document.empty: the file holds nothing but white space: fetch it again"},
      {"{\"a\":1}", "xml.invalid: line 1, byte 0: the file isn't XML; it begins with '{\"a\":1}'"},
      {"\n :20:X\n:25:Y",
       "xml.invalid: line 2, byte 2: the file isn't XML; it begins with ':20:X'"},
      {"\0\0\0"s,
       "xml.encoding: line 1, byte 0: the file is UTF-16 without its byte order mark, or binary; "
       "have it delivered in UTF-8"},
      {"<?xml version='1.0' encoding='EBCDIC-CP-DE'?><D/>",
       "xml.encoding: line 1, byte 0: encoding 'EBCDIC-CP-DE' isn't read; have the file delivered "
       "in UTF-8"},
      {"<?xml version='1.0' encoding=UTF-8?><D/>",
       "xml.invalid: line 1, byte 0: the XML declaration's encoding has no quotes"},
      {"<D>\n<!DOCTYPE x>",
       "xml.doctype: line 2, byte 4: a DOCTYPE or ENTITY declaration; saldo reads no document that "
       "declares entities, and no bank or ERP system needs them"},
      {"<D>\n<A><!ENTITY x 'y'></A></D>",
       "xml.doctype: line 2, byte 7: a DOCTYPE or ENTITY declaration; saldo reads no document that "
       "declares entities, and no bank or ERP system needs them"},
      {"<D><A>&lol9;</A></D>",
       "xml.entity: line 1, byte 6: '&lol9;' is neither one of XML's own entities nor a character; "
       "'&' must be written as &amp;"},
      {"<D><A>Meier & Sohn</A></D>",
       "xml.entity: line 1, byte 12: '& Sohn</' is neither one of XML's own entities nor a "
       "character; '&' must be written as &amp;"},
      {"<D><A>&#0;</A></D>",
       "xml.entity: line 1, byte 6: '&#0;' is neither one of XML's own entities nor a character; "
       "'&' must be written as &amp;"},
      {"<D>\n<A>M\xFCller</A></D>",
       "text.encoding: line 2, byte 8: byte 0xFC isn't UTF-8, which the document is declared to "
       "be; "
       "have the sender declare the encoding that it writes"},
      {"<D><A>\x01</A></D>", "xml.invalid: line 1, byte 6: byte 0x01 is a control character"},
      {"<?xml version='1.0' encoding='latin1'?><D><A>\x02</A></D>",
       "xml.invalid: line 1, byte 45: byte 0x02 is a control character"},
      {"<D><A/></E>", "xml.invalid: line 1, byte 7: the end tag 'E' closes 'D'"},
      {"<D></D></D>", "xml.invalid: line 1, byte 7: the end tag 'D' closes nothing"},
      {"<D/>trailing",
       "xml.invalid: line 1, byte 4: behind the end of the document stands 'trailing'"},
      {"<D><1a/></D>", "xml.invalid: line 1, byte 3: '<' begins no tag: '<1a/>'"},
      {"<![CDATA[x]]>",
       "xml.invalid: line 1, byte 0: character data stands outside of the root element"},
      {"<D><A/><?xml version='1.0'?><D/>",
       "xml.invalid: line 1, byte 7: an XML declaration stands inside 'D': the document before it "
       "has no end"},
      {"<?xml version='1.0'?>\n",
       "xml.truncated: line 2, byte 22: the document ends inside its "
       "prolog; it was cut off on its way: fetch it again"},
      {"<D>\n<Ntry><A>1</A>",
       "xml.truncated: line 2, byte 18: the document ends inside 'Ntry'; it "
       "was cut off on its way: fetch it again"},
      {"<D>\n<Ntry a=\"</Ntry></D>",
       "xml.truncated: line 2, byte 24: the document ends inside 'D'; "
       "it was cut off on its way: fetch it again"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(events(c.document).back(), c.fault);
    EXPECT_EQ(events(c.document, {"Stmt"}, 1).back(), c.fault) << "byte by byte";
  }
}

TEST(XmlRefusals, RefuseAnXmlBomb) {
  std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [\n<!ENTITY lol \"lol\">\n";
  for (int i = 1; i < 10; ++i) bomb += "<!ENTITY lol" + std::to_string(i) + " \"&lol;&lol;\">\n";
  bomb += "]>\n<D>&lol9;</D>";
  EXPECT_THAT(events(bomb).back(), ::testing::StartsWith("xml.doctype: line 2, byte 22: "));
}

TEST(XmlRefusals, RefuseEveryTruncation) {
  const std::string document =
      "<?xml version=\"1.0\"?><!-- c --><n:D xmlns:n='u'><Stmt><Id>1</Id><Ntry>"
      "<![CDATA[</Ntry>]]><A b='c'/></Ntry></Stmt></n:D>";
  for (std::size_t n = 0; n < document.size(); ++n) {
    const auto last = events(document.substr(0, n)).back();
    EXPECT_THAT(last, ::testing::AnyOf(::testing::StartsWith("xml.truncated: "),
                                       ::testing::StartsWith("document.empty: ")))
        << n;
  }
  EXPECT_THAT(events(document).back(), ::testing::StartsWith("end@"));
}

/// A document that needn't exist: a head, then one byte for ever.
std::string fault_of_endless(const std::string& head, char byte, std::uint64_t size) {
  std::uint64_t given = 0;
  XmlSlices slices(
      [&](char* buffer, std::size_t capacity) -> std::size_t {
        if (given == 0) {
          given += head.size();
          return head.copy(buffer, capacity);
        }
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(capacity, size - given));
        std::memset(buffer, byte, n);
        given += n;
        return n;
      },
      {"Stmt"});
  try {
    while (slices.next().kind != XmlEvent::Kind::kEnd) continue;
  } catch (const Rejected& fault) {
    return fault.rule + " after " + std::to_string(given >> 20) + " MiB";
  }
  return "read to the end";
}

TEST(XmlRefusals, StopEarlyInAFileOfTwoGigabytes) {
  constexpr std::uint64_t kTwoGiB = std::uint64_t{2} << 30;
  EXPECT_EQ(fault_of_endless("\n", '\0', kTwoGiB), "xml.encoding after 0 MiB");
  EXPECT_EQ(fault_of_endless("<D>", '\0', std::uint64_t{64} << 20), "xml.truncated after 64 MiB");
  EXPECT_EQ(fault_of_endless("<D><Ntry>", 'a', kTwoGiB), "xml.limit after 16 MiB");
  EXPECT_EQ(fault_of_endless("<D><Ntry a=\"", '>', kTwoGiB), "xml.limit after 16 MiB");
  EXPECT_EQ(fault_of_endless("<D><!-- ", '-', kTwoGiB), "xml.limit after 16 MiB");
  EXPECT_EQ(fault_of_endless("<", 'D', kTwoGiB), "xml.limit after 16 MiB");
  EXPECT_EQ(fault_of_endless("<D>", ' ', std::uint64_t{64} << 20), "xml.truncated after 64 MiB");
}

TEST(XmlRefusals, LimitHowDeepOuterElementsStand) {
  std::string document;
  for (std::size_t i = 0; i <= XmlSlices::kMaxDepth; ++i) document += "<Stmt>";
  EXPECT_EQ(events(document).back(),
            "xml.limit: line 1, byte 384: more than 64 elements stand inside each other");
}

}  // namespace
}  // namespace saldo
