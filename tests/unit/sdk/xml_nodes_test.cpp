#include "saldo/xml_nodes.hpp"

#include <gtest/gtest.h>

#include <random>

#include "saldo/xml_tree.hpp"
#include "xml_reading.hpp"

namespace saldo {
namespace {

/// Parses the first subtree of "<r>…</r>".
class Parsed {
 public:
  explicit Parsed(const std::string& subtree, const std::string& before = "<r>")
      : document_(before + subtree + "</r>"),
        slices_(
            [this, at = std::size_t{0}](char* to, std::size_t n) mutable {
              n = std::min(n, document_.size() - at);
              document_.copy(to, n, at);
              at += n;
              return n;
            },
            {}) {
    slices_.next();
    event_ = &slices_.next();
    root = nodes.parse(slices_, *event_);
  }
  const XmlSlices& slices() const { return slices_; }
  const XmlEvent& event() const { return *event_; }

  XmlNodes nodes;
  XmlNode root;

 private:
  std::string document_;
  XmlSlices slices_;
  const XmlEvent* event_ = nullptr;
};

TEST(XmlNodes, FindChildrenAndSiblingsByLocalName) {
  Parsed p("<a><b>1</b><x:c>2</x:c><b>3</b><d><b>4</b></d></a>");
  EXPECT_EQ(p.root.name(), "a");
  EXPECT_EQ(p.nodes.text(p.root.child("b")), "1");
  EXPECT_EQ(p.nodes.text(p.root.child("c")), "2");
  EXPECT_EQ(p.nodes.text(p.root.child("b").next("b")), "3");
  EXPECT_EQ(p.nodes.text(p.root.child("d").child("b")), "4");
  EXPECT_FALSE(p.root.child("e"));
  EXPECT_FALSE(p.root.child("d").next());
  EXPECT_FALSE(p.root.child("e").child("f").next("g"));
  EXPECT_EQ(p.nodes.text(p.root.child("e")), "");
  EXPECT_EQ(XmlNode{}.name(), "");
  EXPECT_EQ(XmlNode{}.attribute("a"), "");
}

TEST(XmlNodes, TrimTextAndResolveWhatStandsForOtherText) {
  const auto text = [](const std::string& content) {
    Parsed p("<a>" + content + "</a>");
    return std::string(p.nodes.text(p.root));
  };
  EXPECT_EQ(text(" x y \n"), "x y");
  EXPECT_EQ(text("a &amp; b &lt;&gt;&quot;&apos;"), "a & b <>\"'");
  EXPECT_EQ(text("&#65;&#x20AC;"), "A€");
  EXPECT_EQ(text("a\r\nb\rc"), "a\nb\nc");
  EXPECT_EQ(text("a<!-- no -->b<![CDATA[ <c> & ]]>d<?p i?>"), "ab <c> & d");
  EXPECT_EQ(text("a<b k='>'>no<c/></b>&#99;"), "ac") << "not that of children";
  EXPECT_EQ(text(""), "");
}

TEST(XmlNodes, GiveAttributesAsWritten) {
  Parsed p("<a><Amt Ccy=\"EUR\">1</Amt><b x='1' Ccy = 'a\"b' y=\"2\"/><c/></a>");
  EXPECT_EQ(p.root.child("Amt").attribute("Ccy"), "EUR");
  EXPECT_EQ(p.root.child("b").attribute("Ccy"), "a\"b");
  EXPECT_EQ(p.root.child("b").attribute("y"), "2");
  EXPECT_EQ(p.root.child("b").attribute("z"), "");
  EXPECT_EQ(p.root.child("c").attribute("Ccy"), "");
}

TEST(XmlNodes, KnowWhereElementsStand) {
  Parsed p("<a>\n<x:b/>\n <c/></a>", "<r>\n");
  EXPECT_EQ(p.nodes.place(p.root), (Place{2, 4}));
  EXPECT_EQ(p.nodes.place(p.root.child("b")), (Place{3, 8}));
  EXPECT_EQ(p.nodes.place(p.root.child("c")), (Place{4, 16}));
  EXPECT_EQ(p.nodes.place({}), (Place{2, 4}));
}

TEST(XmlNodes, RefuseTagsThatDontMatch) {
  struct Case {
    const char *xml, *why;
  };
  for (const Case c : {Case{"<a><b></a>", "'b' is closed by another tag"},
                       Case{"<a><b></c></a>", "'b' is closed by another tag"},
                       Case{"<a><b></b x></a>", "'b' is closed by another tag"},
                       Case{"<a><bc></b></a>", "'bc' is closed by another tag"},
                       Case{"<a>< b/></a>", "'a' holds a '<' that begins no tag"},
                       Case{"<a><b <c/></b></a>", "'a' holds a tag without an end"}}) {
    try {
      const Parsed p(c.xml);
      FAIL() << c.xml;
    } catch (const Rejected& fault) {
      EXPECT_EQ(fault.rule, "xml.invalid") << c.xml;
      EXPECT_NE(fault.message.find(std::string("the XML is broken: ") + c.why), std::string::npos)
          << fault.message;
      EXPECT_GT(fault.at.offset, 0u);
    }
  }
}

TEST(XmlNodes, BoundTheDepth) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<d>";
  for (int i = 0; i < 300; ++i) deep += "</d>";
  try {
    Parsed p("<a>" + deep + "</a>");
    FAIL();
  } catch (const Rejected& fault) {
    EXPECT_EQ(fault.rule, "xml.limit");
  }
}

/// A random subtree, well formed.
std::string random_xml(std::mt19937& random, int depth) {
  const auto pick = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  const char* names[] = {"a", "bc", "x:d", "Amt"};
  const std::string name = names[pick(4)];
  std::string content;
  for (int i = pick(4); i > 0; --i) {
    // Not white space alone, which pugixml passes over.
    const char* texts[] = {"text",  " x ",        "&amp;",           "&#252;",
                           "\r\ny", "<!-- c -->", "<![CDATA[<x>]]>", ""};
    content += texts[pick(8)];
    if (depth < 4) content += random_xml(random, depth + 1);
  }
  if (content.empty() && pick(2) == 0) return "<" + name + " k='v'/>";
  return "<" + name + (pick(2) == 0 ? " Ccy=\"E>R\"" : "") + ">" + content + "</" + name + " >";
}

void expect_same(XmlNodes& nodes, XmlNode ours, XmlTree& tree, pugi::xml_node theirs) {
  ASSERT_TRUE(ours);
  EXPECT_EQ(ours.name(), theirs.name());
  EXPECT_EQ(nodes.place(ours), tree.place(theirs));
  EXPECT_EQ(ours.attribute("Ccy"), theirs.attribute("Ccy").value());
  XmlNode child = ours.child();
  std::string own_text;
  for (const auto part : theirs.children()) {
    if (part.type() != pugi::node_element) {
      own_text += part.value();
      continue;
    }
    expect_same(nodes, child, tree, part);
    child = child.next();
  }
  EXPECT_FALSE(child);
  EXPECT_EQ(nodes.text(ours), text::trim(own_text));
}

TEST(XmlNodes, AgreeWithPugixml) {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    const std::string xml = "<a>" + random_xml(random, 0) + "</a>";
    SCOPED_TRACE(xml);
    Parsed p(xml);
    XmlTree tree;
    const auto theirs = tree.parse(p.slices(), p.event());
    expect_same(p.nodes, p.root, tree, theirs);
  }
}

}  // namespace
}  // namespace saldo
