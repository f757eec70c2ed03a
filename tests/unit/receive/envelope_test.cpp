#include "receive/envelope.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/receive/pushed_idocs.hpp"

namespace saldo::receive {
namespace {

using testing::HasSubstr;

TEST(Envelope, TellsAnIDocsIdentity) {
  const auto found = find_idocs(body(idoc("0000000000000017", invoice("1"))));
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->idocs.size(), 1u);
  EXPECT_EQ(found->idocs[0].client, "100");
  EXPECT_EQ(found->idocs[0].number, "0000000000000017");
  EXPECT_EQ(found->idocs[0].sender, "PRDCLNT100");
  EXPECT_TRUE(found->idocs[0].has_identity());
}

TEST(Envelope, ContentIsTheSegmentsAndTheTypesWithoutBlanksBetweenThem) {
  const auto content = [](const std::string& b) {
    return find_idocs(b).value().idocs.front().content_sha256;
  };
  const std::string first = content(body(idoc("17", invoice("1"))));
  EXPECT_EQ(content(body(idoc("17", invoice("1"), "20260304"))), first) << "sent a day later";
  EXPECT_EQ(content("<x:INVOIC02 xmlns:x=\"u\">\n " + idoc("17", "\n  " + invoice("1") + "\n") +
                    "</x:INVOIC02>"),
            first);
  EXPECT_NE(content(body(idoc("17", invoice("2")))), first);
  std::string other_type = body(idoc("17", invoice("1")));
  other_type.replace(other_type.find("<MESTYP>INVOIC"), 14, "<MESTYP>ORDERS");
  EXPECT_NE(content(other_type), first);
}

TEST(Envelope, SeveralIDocsOfABodyAreBodiesOfTheirOwn) {
  const std::string all = body(idoc("1", invoice("1")) + "\n <!-- next --> " +
                               idoc("2", invoice("2")) + idoc("0", invoice("3")));
  const auto found = find_idocs(all);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->idocs.size(), 3u);
  EXPECT_FALSE(found->idocs[2].has_identity()) << "a number of zeros is none";
  const std::string second = alone(all, *found, found->idocs[1]);
  EXPECT_EQ(second, body(idoc("2", invoice("2"))));
  EXPECT_EQ(find_idocs(second).value().idocs.front().content_sha256,
            found->idocs[1].content_sha256);
}

TEST(Envelope, AnIDocWithoutControlRecordHasNoIdentity) {
  const auto found = find_idocs("<INVOIC02><IDOC>" + invoice("1") + "</IDOC></INVOIC02>");
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->idocs.front().has_identity());
}

TEST(Envelope, WhatIsNoIDocIsRefusedWithTheReason) {
  const std::string good = body(idoc("17", invoice("1")));
  const struct {
    std::string body;
    const char* why;
  } cases[] = {
      {"", "empty"},
      {"{\"json\": true}", "no XML"},
      {std::string("\xFF\xFE<\0", 4), "UTF-16"},
      {"EDI_DC40  100", "flat IDoc"},
      {"<html><body/></html>", "no <IDOC>"},
      {"<!DOCTYPE x [<!ENTITY e \"e\">]>" + good, "document type"},
      {good.substr(0, good.size() / 2), "<"},
      {good.substr(0, good.rfind("</INVOIC02>")), "cut off"},
      {good + good.substr(good.find("<INVOIC02>")), "second root"},
      {"<INVOIC02><IDOC></INVOIC02></IDOC>", "closes <IDOC>"},
      {"<INVOIC02><IDOC a=\"1></IDOC></INVOIC02>", "attribute"},
      {good + "text", "outside the root"},
  };
  for (const auto& c : cases) {
    const auto found = find_idocs(c.body);
    ASSERT_FALSE(found) << c.body;
    EXPECT_EQ(found.error().kind, FailureKind::invalid);
    EXPECT_THAT(found.error().message, HasSubstr(c.why)) << c.body;
  }
}

TEST(Envelope, NoBodyThatIsCutOffPasses) {
  const std::string good = body(idoc("1", invoice("1")) + idoc("2", invoice("2")));
  const std::size_t end = good.rfind('>') + 1;
  for (std::size_t size = 0; size < end; ++size)
    EXPECT_FALSE(find_idocs(good.substr(0, size))) << size;
}

TEST(Envelope, WhatIsRepeatedForEachIDocIsBounded) {
  std::string idocs;
  for (int i = 0; i < 1'000; ++i) idocs += "<IDOC/>";
  const auto around = [&](std::size_t bytes) {
    return "<!--" + std::string(bytes, ' ') + "--><INVOIC02>" + idocs + "</INVOIC02>";
  };
  EXPECT_TRUE(find_idocs(around(10)));
  const auto found = find_idocs(around(100'000));
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("1000 IDocs"));
}

TEST(Envelope, SoManyIDocsHaveRoomInABodyAndNoMore) {
  std::string idocs = "<INVOIC02>";
  for (int i = 0; i < 10'000; ++i) idocs += "<IDOC/>";
  EXPECT_TRUE(find_idocs(idocs + "</INVOIC02>"));
  const auto found = find_idocs(idocs + "<IDOC/></INVOIC02>");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("more than 10000 IDocs; send fewer at once"));
}

TEST(Envelope, NestingIsBounded) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  EXPECT_THAT(find_idocs(deep).error().message, HasSubstr("64"));
}

}  // namespace
}  // namespace saldo::receive
