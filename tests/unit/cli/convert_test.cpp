#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

/// 100.00 + 250.50 - 10.00 = `closing`.
std::string statement(const std::string& closing) {
  return ":20:REF1\r\n:25:50880050/0194774600888\r\n:28C:1\r\n:60F:C251230EUR100,00\r\n"
         ":61:2601020102CR250,50NTRFINV-4711//BANK-1\r\n:86:Rechnung 4711\r\n"
         ":61:2601020102DR10,00NMSCNONREF\r\n:86:fee\r\n:62F:C260102EUR" +
         closing + "\r\n-\r\n";
}

/// MT942: entries of a day without booked balances.
const char* const kIntraday =
    ":20:REF1\r\n:25:50880050/0194774600888\r\n:28C:1/1\r\n:34F:EURD0,00\r\n"
    ":13D:2601021200+0100\r\n:61:2601020102CR250,50NTRFINV-4711//BANK-1\r\n:86:Rechnung 4711\r\n"
    "-\r\n";

class Convert : public testing::Test {
 protected:
  const Folder folder;
  const std::string good = folder.put("good.sta", statement("340,50"));
  const std::string bad = folder.put("bad.sta", statement("340,51"));
};

TEST_F(Convert, WritesACamt053ThatDecodesToTheSameFigures) {
  const std::string out = folder.path("good.xml");
  const Ran ran = saldo({"convert", good, "--to", "camt053", "--out", out});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(folder.get("good.xml"), HasSubstr("camt.053.001.08"));
  EXPECT_EQ(saldo({"decode", out, "--format", "count"}).out, out + "\tcamt\t1\t2\t250.50\t10.00\n");
}

TEST_F(Convert, PutsTheStatementsOfAllFilesIntoOneMessage) {
  const Ran ran = saldo({"convert", good, good, "--to", "camt053"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  folder.put("both.xml", ran.out);
  EXPECT_THAT(saldo({"decode", folder.path("both.xml"), "--format", "count"}).out,
              HasSubstr("\tcamt\t2\t4\t501.00\t20.00\n"));
}

TEST_F(Convert, SaysWhatAnIntradayReportIsAndWhichFormTakesIt) {
  const std::string file = folder.put("day.942", kIntraday);
  const Ran ran = saldo({"convert", file, "--to", "camt053", "--out", folder.path("day.xml")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr(file + ": statement 1"));
  EXPECT_THAT(ran.err, HasSubstr("is an intraday report"));
  EXPECT_THAT(ran.err, HasSubstr("--to csv, jsonl or xlsx takes it"));
  EXPECT_THAT(folder.names(), UnorderedElementsAre("good.sta", "bad.sta", "day.942"));
  EXPECT_EQ(saldo({"convert", file, "--to", "csv"}).code, 0);
}

TEST_F(Convert, LeavesOutWhatDoesNotFootAndWritesTheRest) {
  const Ran ran = saldo({"convert", bad, good, "--to", "camt053"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr(bad + ":"));
  EXPECT_THAT(ran.err, HasSubstr("340.51"));
  folder.put("rest.xml", ran.out);
  EXPECT_THAT(saldo({"decode", folder.path("rest.xml"), "--format", "count"}).out,
              HasSubstr("\tcamt\t1\t2\t"));
}

TEST_F(Convert, WritesNothingWhenNothingIsGood) {
  const Ran ran = saldo({"convert", bad, "--to", "camt053"});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("nothing is written"));
}

TEST_F(Convert, ToJsonLinesAndCsvGivesWhatDecodeShows) {
  for (const char* form : {"jsonl", "csv"}) {
    const Ran ran = saldo({"convert", good, "--to", form});
    EXPECT_EQ(ran.code, 0) << ran.err;
    EXPECT_EQ(ran.out, saldo({"decode", good, "--format", form}).out);
  }
}

TEST_F(Convert, WritesBalancesAsTheBankDidWhenItIsLenient) {
  const Ran ran = saldo({"convert", bad, "--to", "camt053", "--lenient"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(">340.51<"));
  EXPECT_THAT(ran.out, Not(HasSubstr(">340.50<")));
}

TEST_F(Convert, NeedsAFormThatExists) {
  EXPECT_EQ(saldo({"convert", good}).code, 2);
  EXPECT_EQ(saldo({"convert", good, "--to", "mt940"}).code, 2);
  EXPECT_THAT(saldo({"convert", "--help"}).out, HasSubstr("camt053"));
}

/// The files within a spreadsheet, which is a zip archive.
class Sheets {
 public:
  Sheets(const Folder& folder, const std::string& file) : folder_(folder) {
    const std::string command =
        "python3 -B -m zipfile -e '" + file + "' '" + folder.path("opened") + "'";
    EXPECT_EQ(std::system(command.c_str()), 0);
  }
  std::string part(const std::string& name) const { return folder_.get("opened/xl/" + name); }

 private:
  const Folder& folder_;
};

TEST_F(Convert, ToXlsxGivesASheetForStatementsAndOneForTransactions) {
  const std::string out = folder.path("good.xlsx");
  const Ran ran = saldo({"convert", good, "--to", "xlsx", "--out", out});
  ASSERT_EQ(ran.code, 0) << ran.err;
  const Sheets sheets(folder, out);
  EXPECT_THAT(sheets.part("workbook.xml"), HasSubstr("name=\"statements\" sheetId=\"1\""));
  EXPECT_THAT(sheets.part("workbook.xml"), HasSubstr("name=\"transactions\" sheetId=\"2\""));
  EXPECT_THAT(sheets.part("worksheets/sheet1.xml"), HasSubstr("<v>340.5</v>"));
  const std::string lines = sheets.part("worksheets/sheet2.xml");
  EXPECT_THAT(lines, HasSubstr("<v>250.5</v>"));
  EXPECT_THAT(lines, HasSubstr("<v>-10</v>"));
  EXPECT_THAT(lines, HasSubstr("Rechnung 4711"));
  EXPECT_THAT(lines, HasSubstr("<v>46024</v>")) << "2 January 2026 as a date";
}

TEST_F(Convert, ToXlsxGoesToAPipeToo) {
  const Ran ran = saldo({"convert", good, "--to", "xlsx"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("PK"));
}

}  // namespace
}  // namespace saldo::cli
