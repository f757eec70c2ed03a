#include "saldo/xml_tree.hpp"

#include <gtest/gtest.h>

#include "xml_reading.hpp"

namespace saldo {
namespace {

/// A tree over the first subtree of a document.
struct Parsed {
  explicit Parsed(const std::string& document) : slices(xml_reading::from(document), {}) {
    slices.next();
    root = tree.parse(slices, slices.next());
  }
  XmlSlices slices;
  XmlTree tree;
  pugi::xml_node root;
};

TEST(XmlTree, FindsElementsByLocalNameWhateverTheirPrefix) {
  Parsed p(
      "<n:D xmlns:n='u'><n:A><n:Amt Ccy=\"EUR\">1:2</n:Amt><x:B><n:C>t</n:C></x:B></n:A></n:D>");
  EXPECT_EQ(p.tree.text(p.root.child("Amt")), "1:2");
  EXPECT_STREQ(p.root.child("Amt").attribute("Ccy").value(), "EUR");
  EXPECT_EQ(p.tree.text(p.root.child("B").child("C")), "t");
}

TEST(XmlTree, JoinsTextThatCdataOrCommentsInterrupt) {
  Parsed p("<D><A><B> Meier <![CDATA[& ]]>S&#246;hne<!-- x -->! </B><C/></A></D>");
  EXPECT_EQ(p.tree.text(p.root.child("B")), "Meier & Söhne!");
  EXPECT_EQ(p.tree.text(p.root.child("C")), "");
  EXPECT_EQ(p.tree.text(p.root.child("Missing")), "");
}

TEST(XmlTree, KnowsWhereAnElementStands) {
  Parsed p("<n:D>\n<n:A>\n <n:B/>\n  <n:C>1</n:C></n:A></n:D>");
  EXPECT_EQ(p.tree.place(p.root), (Place{2, 6}));
  EXPECT_EQ(p.tree.place(p.root.child("B")), (Place{3, 13}));
  EXPECT_EQ(p.tree.place(p.root.child("C")), (Place{4, 22}));
  EXPECT_EQ(p.tree.place(p.root.child("Missing")), (Place{2, 6}));
}

TEST(XmlTree, RefusesTagsThatDontMatchNamingThePlace) {
  try {
    Parsed p("<D>\n<A>\n<B></C></A></D>");
    FAIL() << "accepted";
  } catch (const Rejected& fault) {
    EXPECT_EQ(fault.rule, "xml.invalid");
    EXPECT_EQ(fault.at.line, 3u);
    EXPECT_EQ(fault.message,
              "line 3, byte 13: inside 'A' the XML is broken: Start-end tags mismatch");
  }
}

}  // namespace
}  // namespace saldo
