#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "xml_reading.hpp"

namespace saldo {
namespace {

using ::testing::ElementsAre;
using xml_reading::events;

TEST(XmlSlices, ReportsOuterElementsAndCutsTheRest) {
  EXPECT_THAT(events("<?xml version=\"1.0\"?>\n<Document>\n <Stmt a='1'><Id>7</Id>\n"
                     "<Ntry><Amt>1</Amt></Ntry></Stmt>\n</Document>\n"),
              ElementsAre("+Document@2:22", "+Stmt@3:34", "Id@3:46 <Id>7</Id>",
                          "Ntry@4:57 <Ntry><Amt>1</Amt></Ntry>", "-Stmt@4:82", "-Document@5:90",
                          "end@6:102"));
}

TEST(XmlSlices, KnowsElementsByLocalName) {
  EXPECT_THAT(events("<n:D xmlns:n=\"u\"><n:Stmt><x:Ntry xmlns:x='v'/></n:Stmt></n:D>"),
              ElementsAre("+D@1:0", "+Stmt@1:17", "Ntry@1:25 <x:Ntry xmlns:x='v'/>", "-Stmt@1:46",
                          "-D@1:55", "end@1:61"));
}

TEST(XmlSlices, TakesEmptyElements) {
  EXPECT_THAT(events("<D><Stmt/><A/><B></B></D>"),
              ElementsAre("+D@1:0", "+Stmt@1:3", "-Stmt@1:10", "A@1:10 <A/>", "B@1:14 <B></B>",
                          "-D@1:21", "end@1:25"));
  EXPECT_THAT(events("<D/>"), ElementsAre("+D@1:0", "-D@1:4", "end@1:4"));
}

TEST(XmlSlices, IsNotMisledByWhatLooksLikeAnEndTag) {
  const std::string subtrees[] = {
      "<Ntry><!-- </Ntry> --><A/></Ntry>",
      "<Ntry><![CDATA[</Ntry>]]></Ntry>",
      "<Ntry><?pi </Ntry> ?></Ntry>",
      "<Ntry a='>' b=\"</x>'\"><A c='/>'></A></Ntry>",
      "<Ntry><NtryDtls></NtryDtls><NtryRef>1</NtryRef></Ntry>",
      "<Ntry><Ntry>inner</Ntry><Ntry/></Ntry >",
      "<Ntry><Ntry/></Ntry>",
      "<Ntry>Ntry /Ntry</Ntry\n>",
      "<Ntry><A><B/><!-- - -- ></A> --></A></Ntry>",
  };
  for (const auto& subtree : subtrees)
    EXPECT_THAT(events("<D>" + subtree + "</D>"),
                ElementsAre("+D@1:0", "Ntry@1:3 " + subtree, ::testing::StartsWith("-D@"),
                            ::testing::StartsWith("end@")))
        << subtree;
}

TEST(XmlSlices, PassesOverCommentsInstructionsAndTextBetweenElements) {
  EXPECT_THAT(
      events("\xEF\xBB\xBF<?xml version='1.0'?><!-- <A> --><?go <B> ?>"
             "<D>stray \xC3\xA8<!-- </D> --><![CDATA[</D>]]><?x </D>?><A/></D><!-- end -->"),
      ElementsAre("+D@1:47", "A@1:97 <A/>", "-D@1:101", "end@1:117"));
}

TEST(XmlSlices, ReadsDocumentsThatAreGluedTogether) {
  EXPECT_THAT(events("<?xml version='1.0' encoding='ISO-8859-1'?><D><A>\xE4</A></D>\n"
                     "\xEF\xBB\xBF<?xml version='1.0'?>\n<D><A>\xC3\xA4</A></D>"),
              ElementsAre("+D@1:43", "A@1:46 <A>ä</A>", "-D@1:54", "+D@3:84", "A@3:87 <A>ä</A>",
                          "-D@3:96", "end@3:100"));
}

TEST(XmlSlices, PassesOverZerosAndSubThatFillUpTheFileBehindADocument) {
  const std::string filler("\0\0\r\n\0\x1A", 6);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{4096}}) {
    EXPECT_THAT(events("<D/>" + filler, {"Stmt"}, piece),
                ElementsAre("+D@1:0", "-D@1:4", "end@2:10"));
    EXPECT_THAT(events("<D/>" + filler + "rest", {"Stmt"}, piece).back(),
                "xml.invalid: line 2, byte 10: behind the end of the document stands 'rest'");
    EXPECT_THAT(events(filler + "<D/>", {"Stmt"}, piece).back(),
                ::testing::StartsWith("xml.encoding: line 1, byte 0: "));
  }
}

TEST(XmlSlices, BringsDeclaredEncodingsToUtf8) {
  const auto text = [](const char* encoding, const char* bytes) {
    return events("<?xml version=\"1.0\" encoding=\"" + std::string(encoding) + "\"?><D><A>" +
                  bytes + "</A></D>")[1];
  };
  EXPECT_THAT(text("iso-8859-1", "M\xFCller"), ::testing::EndsWith("<A>Müller</A>"));
  EXPECT_THAT(text("Windows-1252", "\x80 5"), ::testing::EndsWith("<A>€ 5</A>"));
  EXPECT_THAT(text("utf-8", "M\xC3\xBCller"), ::testing::EndsWith("<A>Müller</A>"));
  EXPECT_THAT(text("US-ASCII", "M&#252;ller"), ::testing::EndsWith("<A>M&#252;ller</A>"));
}

TEST(XmlSlices, GivesThePlaceOfBytesWithinASubtree) {
  const std::string head = "<?xml version='1.0' encoding='ISO-8859-1'?>\n<D>\n";
  XmlSlices slices(xml_reading::from(head + "<A>\xE4\xF6\n<B/></A></D>"), {});
  slices.next();
  const XmlEvent& event = slices.next();
  ASSERT_EQ(event.xml, "<A>äö\n<B/></A>");
  EXPECT_EQ(slices.place_in(event.xml.find("<B/>")), (Place{4, head.size() + 6}));
}

TEST(XmlSlices, GivesTheSameEventsHoweverTheBytesArrive) {
  std::string document =
      "\xEF\xBB\xBF<?xml version=\"1.0\" encoding='UTF-8'?>\n<!-- head -->\n<n:D xmlns:n='u>'>";
  for (int i = 0; i < 20; ++i)
    document += "<n:Stmt>\n<Id>ä&amp;" + std::to_string(i) +
                "</Id><Ntry a=\"'>\"><!-- </Ntry> --><Ntry/>€<![CDATA[</Ntry>&]]></Ntry></n:Stmt>";
  document += "</n:D>\n<?xml version='1.0'?><D/>\n";
  const auto whole = events(document);
  ASSERT_EQ(whole.size(), 2u + 20 * 4 + 3) << whole.back();
  for (const std::size_t chunk : {1, 2, 3, 5, 7, 11, 64, 1000})
    EXPECT_EQ(events(document, {"Stmt"}, chunk), whole) << chunk;
  EXPECT_EQ(events(document, {"Stmt"}, 100'000), whole);
}

TEST(XmlSlices, GivesPlacesInAnyOrder) {
  XmlSlices slices(xml_reading::from("<D>\n<A>\n<B/>\n<C/></A></D>"), {});
  slices.next();
  slices.next();
  for (int pass = 0; pass < 2; ++pass) {
    EXPECT_EQ(slices.place_in(9), (Place{4, 13}));
    EXPECT_EQ(slices.place_in(4), (Place{3, 8}));
    EXPECT_EQ(slices.place_in(9), (Place{4, 13}));
  }
}

/// Nothing here may take time that grows with the square of the size.
TEST(XmlSlices, ReadsLargeSubtreesOfOddContentQuickly) {
  const std::size_t n = 50'000;
  const auto repeated = [&](std::string_view part) {
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += part;
    return out;
  };
  for (const std::string& inner :
       {"<A " + repeated("x='' ") + "/>", "<![CDATA[" + repeated("& ") + "]]>",
        repeated("<![CDATA[&]]>"), repeated("<!-- & -->"), repeated("Ntry"), repeated("<Ntry/>"),
        repeated("<Ntry>") + repeated("</Ntry>"), repeated("&amp;"), repeated(":")}) {
    const auto lines = events("<D><Ntry>" + inner + "</Ntry></D>");
    EXPECT_THAT(lines.back(), ::testing::StartsWith("end@"));
  }
}

TEST(XmlSlices, ReadsAnEndlessDocumentInBoundedMemory) {
  constexpr std::size_t kEntries = 200'000;
  std::size_t given = 0;
  std::string rest = "<D>";
  XmlSlices slices(
      [&](char* buffer, std::size_t capacity) {
        if (rest.empty() && given < kEntries)
          rest = ++given == kEntries ? "</D>"
                                     : "<Ntry><Amt>" + std::to_string(given) + "</Amt></Ntry>";
        const std::size_t n = rest.copy(buffer, capacity);
        rest.erase(0, n);
        return n;
      },
      {});
  std::size_t seen = 0;
  for (;;) {
    const XmlEvent& event = slices.next();
    if (event.kind == XmlEvent::Kind::kEnd) break;
    if (event.kind == XmlEvent::Kind::kSubtree) ++seen;
  }
  EXPECT_EQ(seen, kEntries - 1);
}

}  // namespace
}  // namespace saldo
