#include "cli/xlsx.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class Text final : public Sink {
 public:
  void write(std::string_view bytes) override { text += bytes; }
  void finish() override {}
  std::string text;
};

/// The parts of a workbook, opened again.
class Opened {
 public:
  explicit Opened(const std::vector<std::string>& lines) {
    Text sink;
    const auto rows = make_rows(Format::xlsx, sink);
    for (const std::string& line : lines) rows->add_line(line);
    rows->finish();
    const std::string command = "python3 -B -m zipfile -e '" + folder_.put("a.xlsx", sink.text) +
                                "' '" + folder_.path("opened") + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  std::string sheet(int n = 1) const {
    return folder_.get("opened/xl/worksheets/sheet" + std::to_string(n) + ".xml");
  }
  std::string styles() const { return folder_.get("opened/xl/styles.xml"); }
  /// What stands in a cell: "<c r="B2" …>…</c>".
  std::string cell(const std::string& name) const {
    const std::string xml = sheet();
    const auto at = xml.find("<c r=\"" + name + "\"");
    return at == xml.npos ? std::string() : xml.substr(at, xml.find("</c>", at) - at);
  }

 private:
  Folder folder_;
};

TEST(Xlsx, HasAmountsAsNumbersWithTheDecimalsOfTheirCurrency) {
  const Opened book({R"({"amount":"-1234.50","open_amount":"7","total":"1.234"})"});
  EXPECT_THAT(book.cell("A2"), HasSubstr("<v>-1234.5</v>"));
  EXPECT_THAT(book.cell("B2"), HasSubstr("<v>7</v>"));
  EXPECT_THAT(book.cell("C2"), HasSubstr("<v>1.234</v>"));
  EXPECT_THAT(book.styles(), HasSubstr("\"0.000\""));
  EXPECT_THAT(book.cell("A2"), Not(HasSubstr("inlineStr")));
}

TEST(Xlsx, HasBalancesAndOpenAmountsOfAStatementAsNumbersThatCanBeSummed) {
  const Opened book(
      {R"({"record":"open_item","amount":"833.00","open":"333.00","balance":"-5.10"})"});
  EXPECT_THAT(book.cell("B2"), HasSubstr("<v>833</v>"));
  EXPECT_THAT(book.cell("C2"), HasSubstr("<v>333</v>"));
  EXPECT_THAT(book.cell("D2"), HasSubstr("<v>-5.1</v>"));
}

TEST(Xlsx, KeepsAnAmountThatANumberDoesNotHoldExactlyAsText) {
  const Opened book({R"({"amount":"9999999999999.99"})", R"({"amount":"99999999999999.99"})"});
  EXPECT_THAT(book.cell("A2"), HasSubstr("<v>9999999999999.99</v>"));
  EXPECT_THAT(book.cell("A3"), HasSubstr("<t>99999999999999.99</t>"));
}

TEST(Xlsx, HasDatesAsDatesAndAllElseAsText) {
  const Opened book({R"({"booking_date":"2026-01-02","account":"0012345678","number":"17",)"
                     R"("note":"2026-01-02","from":"1800-01-01","formula":"=1+1"})"});
  EXPECT_THAT(book.cell("A2"), HasSubstr("<v>46024</v>"));
  EXPECT_THAT(book.cell("B2"), HasSubstr("<t>0012345678</t>"));
  EXPECT_THAT(book.cell("C2"), HasSubstr("<t>17</t>"));
  EXPECT_THAT(book.cell("D2"), HasSubstr("<t>2026-01-02</t>"));
  EXPECT_THAT(book.cell("E2"), HasSubstr("<t>1800-01-01</t>")) << "spreadsheets begin in 1900";
  EXPECT_THAT(book.cell("F2"), HasSubstr("<t>=1+1</t>")) << "a bank's text is no formula";
}

TEST(Xlsx, HoldsAnyTextAsItIs) {
  const Opened book({"{\"a\":\"x\uFFFEy\uFFFF\",\"b\":\"_x0041_ _x00\",\"c\":\"\\u0001\"}"});
  EXPECT_THAT(book.cell("A2"), HasSubstr("<t>x\uFFFDy\uFFFD</t>")) << "XML forbids both";
  EXPECT_THAT(book.cell("B2"), HasSubstr("<t>_x005F_x0041_ _x00</t>")) << "else it is shown as A";
  EXPECT_THAT(book.cell("C2"), HasSubstr("<t>_x0001_</t>"));
}

TEST(Xlsx, HasTitlesInBoldThatStayInSight) {
  const Opened book({R"({"a":{"b":"x"}})"});
  EXPECT_THAT(book.cell("A1"), HasSubstr("<t>a.b</t>"));
  EXPECT_THAT(book.cell("A1"), HasSubstr("s=\"1\""));
  EXPECT_THAT(book.styles(), HasSubstr("<b/>"));
  EXPECT_THAT(book.sheet(), HasSubstr("state=\"frozen\""));
}

TEST(Xlsx, CutsATextThatNoCellHoldsAndAWorkbookWithoutRowsOpensToo) {
  const Opened book({R"({"note":")" + std::string(40'000, 'x') + R"("})"});
  EXPECT_THAT(book.cell("A2"), HasSubstr("<t>" + std::string(32'767, 'x') + "</t>"));
  EXPECT_THAT(Opened({}).sheet(), HasSubstr("<sheetData"));
}

}  // namespace
}  // namespace saldo::cli
