#include "cli/rows.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "cli/exit.hpp"
#include "cli/flatten.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

class Text final : public Sink {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  void finish() override {}
  std::string text;
};

std::string print(Format format, const std::vector<std::string>& lines,
                  std::vector<std::string> columns = {}) {
  Text sink;
  const auto rows = make_rows(format, sink, std::move(columns));
  for (const std::string& line : lines) rows->add_line(line);
  rows->finish();
  return sink.text;
}

TEST(Flatten, NamesNestedFieldsWithDots) {
  const Cells cells = flatten(parse_object(R"({"a":{"b":1,"c":{"d":"x"}},"e":true})"));
  EXPECT_EQ(cells, (Cells{{"a.b", "1"}, {"a.c.d", "x"}, {"e", "true"}}));
}

TEST(Flatten, LeavesOutWhatIsNull) {
  EXPECT_EQ(flatten(parse_object(R"({"a":null,"b":[],"c":""})")), (Cells{{"c", ""}}));
}

TEST(Flatten, JoinsPlainListsAndKeepsOthersAsJson) {
  const Cells cells = flatten(parse_object(R"({"t":["RE 1","2"],"terms":[{"days":14}]})"));
  EXPECT_EQ(cells, (Cells{{"t", "RE 1; 2"}, {"terms", R"([{"days":14}])"}}));
}

TEST(Flatten, NumbersListsOfOneObjectShownByItself) {
  EXPECT_EQ(flatten_deeply(parse_object(R"({"terms":[{"days":14},{"days":30}]})")),
            (Cells{{"terms.0.days", "14"}, {"terms.1.days", "30"}}));
}

TEST(JsonLines, GoThroughUntouched) {
  EXPECT_EQ(print(Format::jsonl, {R"({"b":1,"a":"1.20"})"}), R"({"b":1,"a":"1.20"})"
                                                             "\n");
}

TEST(JsonLines, RefuseNothingButCsvRefusesALineThatIsNoObject) {
  EXPECT_THROW(print(Format::csv, {"<html>"}), Stop);
  EXPECT_THROW(print(Format::csv, {"[1]"}), Stop);
}

TEST(Csv, HasEveryColumnThatAnyRowHas) {
  EXPECT_EQ(print(Format::csv, {R"({"a":"1","b":"2"})", R"({"b":"3","c":{"d":"4"}})"}),
            "a,b,c.d\n1,2,\n,3,4\n");
}

TEST(Csv, QuotesWhatWouldBreakARowApart) {
  EXPECT_EQ(print(Format::csv, {R"({"a":"x,y","b":"say \"no\"","c":"1\n2","d":" x"})"}),
            "a,b,c,d\n\"x,y\",\"say \"\"no\"\"\",\"1\n2\",\" x\"\n");
}

TEST(Csv, WhatAPayerWroteIsNoFormulaForASpreadsheet) {
  EXPECT_EQ(
      print(Format::csv, {R"j({"a":"=HYPERLINK(\"http://x\",\"pay\")","b":"@SUM(A1)"})j",
                          R"j({"a":"+49 30 123","b":"-2+3"})j", R"j({"a":"\t=1","b":"\r=1"})j"}),
      "a,b\n\"'=HYPERLINK(\"\"http://x\"\",\"\"pay\"\")\",'@SUM(A1)\n"
      "'+49 30 123,'-2+3\n'\t=1,\"'\r=1\"\n");
}

TEST(Csv, ANumberStaysANumber) {
  EXPECT_EQ(print(Format::csv, {R"({"a":"-12.30","b":-7,"c":"+5","d":"0.00","e":"a=b"})"}),
            "a,b,c,d,e\n-12.30,-7,+5,0.00,a=b\n");
}

TEST(Csv, OfNothingIsEmpty) { EXPECT_EQ(print(Format::csv, {}), ""); }

TEST(Csv, KeepsRowsInOrderWhenTheyDoNotFitIntoMemory) {
  Text sink;
  const auto rows = make_rows(Format::csv, sink);
  const std::string filler(1000, 'x');
  constexpr int kRows = 20'000;  // beyond what the spool keeps in memory
  for (int i = 0; i < kRows; ++i) rows->add({{"n", i}, {"filler", filler}});
  rows->finish();
  std::string expected = "n,filler\n";
  for (int i = 0; i < kRows; ++i) expected += std::to_string(i) + ',' + filler + '\n';
  EXPECT_TRUE(sink.text == expected);
}

TEST(Table, AlignsNumbersToTheRightAndTextsToTheLeft) {
  EXPECT_EQ(print(Format::table,
                  {R"({"name":"Müller","open":"5.00"})", R"({"name":"Al","open":"-1200.00"})"}),
            "name        open\n"
            "Müller      5.00\n"
            "Al      -1200.00\n");
}

TEST(Table, ShowsTheChosenColumnsInTheirOrder) {
  EXPECT_EQ(
      print(Format::table, {R"({"id":1,"state":"done","noise":"x"})"}, {"state", "id", "absent"}),
      "state  id\ndone    1\n");
}

TEST(Table, MarksWhereACellWasCut) {
  const std::string text = print(Format::table, {R"({"t":")" + std::string(70, 'x') + R"("})"});
  EXPECT_EQ(text, "t\n" + std::string(59, 'x') + "…\n");
}

TEST(Object, IsShownFieldByField) {
  Text sink;
  print_object(Format::table, sink, parse_object(R"({"id":7,"result":{"posted":2}})"));
  EXPECT_EQ(sink.text, "id             7\nresult.posted  2\n");
}

}  // namespace
}  // namespace saldo::cli
