#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/json.hpp>
#include <thread>

#include "program.hpp"

namespace saldo::cli {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

/// One account's day: 100.00 + 250.50 − 10.00 = `closing`.
std::string statement(const std::string& currency, const std::string& closing) {
  return ":20:REF1\r\n:25:50880050/0194774600888\r\n:28C:00001/001\r\n:60F:C251230" + currency +
         "100,00\r\n:61:2601020102CR250,50NTRFINV-4711//BANK-1\r\n:86:Rechnung 4711\r\n"
         ":61:2601020102DR10,00NMSCNONREF\r\n:86:fee\r\n:62F:C260102" +
         currency + closing + "\r\n-\r\n";
}

std::vector<std::string> kinds_of(const std::string& lines) {
  std::vector<std::string> kinds;
  for (std::size_t at = 0; at < lines.size();) {
    const auto end = lines.find('\n', at);
    kinds.emplace_back(boost::json::parse(lines.substr(at, end - at)).at("record").as_string());
    at = end + 1;
  }
  return kinds;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

class Decode : public testing::Test {
 protected:
  const Folder folder;
  const std::string good = folder.put("good.sta", statement("EUR", "340,50"));
  const std::string bad = folder.put("bad.sta", statement("EUR", "340,51"));
};

TEST_F(Decode, PrintsEachStatementBeforeItsTransactions) {
  const std::string two =
      folder.put("two.sta", statement("EUR", "340,50") + statement("USD", "340,50"));
  const Ran ran = saldo({"decode", two});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(kinds_of(ran.out), ElementsAre("statement", "transaction", "transaction", "statement",
                                             "transaction", "transaction"));
}

TEST_F(Decode, PrintsAmountsAsTextAndThePlaceOfEachRecord) {
  const Ran ran = saldo({"decode", good, "--as", "mt940"});
  EXPECT_THAT(ran.out, HasSubstr(R"("opening":{"amount":"100.00","date":"2025-12-30"})"));
  EXPECT_THAT(ran.out, HasSubstr(R"("amount":"-10.00","currency":"EUR")"));
  EXPECT_THAT(ran.out, HasSubstr(R"("at":{"line":5,"offset":)"));
  EXPECT_THAT(ran.out, HasSubstr(R"("remittance":["Rechnung 4711"])"));
}

TEST_F(Decode, PrintsNothingOfAFileThatFailsAndGoesOnWithTheOthers) {
  const Ran ran = saldo({"decode", bad, folder.path("missing.sta"), good});
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.out, saldo({"decode", good}).out);
  EXPECT_THAT(ran.err, HasSubstr(bad + ":"));
  EXPECT_THAT(ran.err, HasSubstr("340.51"));
  EXPECT_THAT(ran.err, HasSubstr("340.50"));
  EXPECT_THAT(ran.err, HasSubstr("missing.sta: can't be read"));
}

TEST_F(Decode, PrintsLenientlyWhatDoesNotFoot) {
  const Ran ran = saldo({"decode", bad, "--lenient"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"("unbalanced":true)"));
}

TEST_F(Decode, CountsAFileALine) {
  const Ran ran = saldo({"decode", good, bad, "--format", "count"});
  EXPECT_EQ(ran.code, 1);
  const auto second = ran.out.find('\n') + 1;
  EXPECT_EQ(ran.out.substr(0, second), good + "\tmt940\t1\t2\t250.50\t10.00\n");
  EXPECT_THAT(ran.out.substr(second), StartsWith(bad + "\terror\t"));
  EXPECT_THAT(ran.out.substr(second), HasSubstr("340.51"));
}

TEST_F(Decode, AFileIsOneLineOfCountsWhateverItsNameHolds) {
  const std::string odd = folder.put("a\tb\nc\x1B[31m.sta", statement("EUR", "340,50"));
  EXPECT_THAT(saldo({"decode", odd, "--format", "count"}).out,
              EndsWith("/a b c [31m.sta\tmt940\t1\t2\t250.50\t10.00\n"));
}

TEST_F(Decode, CountsEachCurrencyByItself) {
  const std::string two =
      folder.put("two.sta", statement("EUR", "340,50") + statement("USD", "340,50"));
  EXPECT_THAT(saldo({"decode", two, "--format", "count"}).out,
              HasSubstr("\t2\t4\t250.50 EUR + 250.50 USD\t10.00 EUR + 10.00 USD\n"));
}

TEST_F(Decode, GivesOneTableOfAllRecordsAsCsv) {
  const Ran ran = saldo({"decode", good, "--format", "csv"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.out, StartsWith("record,"));
  EXPECT_THAT(ran.out.substr(0, ran.out.find('\n')), HasSubstr(",opening.amount,"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 4);
}

TEST_F(Decode, RefusesAFileThatNoDecoderRecognises) {
  const Ran ran = saldo({"decode", folder.put("noise.bin", "no bank wrote this")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.out, IsEmpty());
  EXPECT_THAT(ran.err, HasSubstr("document.unrecognised"));
}

TEST_F(Decode, APipeIsEmptyOnlyIfNothingComesOutOfIt) {
  const std::string pipe = folder.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << "no bank wrote this"; });
  const Ran ran = saldo({"decode", pipe});
  writer.join();
  EXPECT_THAT(ran.err, HasSubstr("document.unrecognised"));
  EXPECT_THAT(ran.err, HasSubstr("found another format"));
}

TEST_F(Decode, RefusesAnEmptyFile) {
  EXPECT_THAT(saldo({"decode", folder.put("empty", "")}).err, HasSubstr("document.empty"));
}

TEST_F(Decode, MakesOneTableOfAFolderWithTotalsOfEachCurrency) {
  folder.put("more/usd.sta", statement("USD", "340,50"));
  folder.put("more/noise.bin", "no bank wrote this");
  const Ran ran = saldo({"decode", folder.path("")});
  EXPECT_EQ(ran.code, 1);
  const auto lines = lines_of(ran.out);
  ASSERT_EQ(lines.size(), 7u) << ran.out;
  EXPECT_THAT(lines[0], MatchesRegex("file +format +account +statement +from +to +opening +in +out "
                                     "+closing +currency +lines +result"));
  EXPECT_THAT(lines[1], MatchesRegex("bad.sta +mt940 +refused: statement.balance"));
  EXPECT_THAT(lines[2], MatchesRegex("good.sta +mt940 .* 250.50 +10.00 +340.50 +EUR +2 +foots"));
  EXPECT_THAT(lines[3], MatchesRegex("more/noise.bin +refused: document.unrecognised"));
  EXPECT_THAT(lines[5], MatchesRegex("total +250.50 +10.00 +EUR +2 +1 statement"));
  EXPECT_THAT(lines[6], MatchesRegex("total +250.50 +10.00 +USD +2 +1 statement"));
}

TEST_F(Decode, TableCountsBookedMoneyOnlySoThatItsBalancesTieOut) {
  folder.put("reports/day.xml",
             R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id>
</Acct><Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">100.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">130.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-02</Dt></Dt></Bal>
<Ntry><Amt Ccy="EUR">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts></Ntry>
<Ntry><Amt Ccy="EUR">20.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>PDNG</Cd></Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>)");
  const auto lines = lines_of(saldo({"decode", folder.path("reports")}).out);
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[1], MatchesRegex("day.xml .* 100.00 +30.00 +0.00 +130.00 +EUR +2 +"
                                     "foots; 1 line isn't booked"));
  EXPECT_THAT(lines[2], MatchesRegex("total +30.00 +0.00 +EUR +2 +1 statement"));
}

TEST_F(Decode, TableCountsAStatementOnceThatStandsInTwoFiles) {
  folder.put("day/1.sta", statement("EUR", "340,50"));
  folder.put("day/2.sta", statement("EUR", "340,50"));
  std::string next = statement("EUR", "340,50");
  next.replace(next.find("REF1"), 4, "REF2");
  folder.put("day/3.sta", next);
  const auto lines = lines_of(saldo({"decode", folder.path("day")}).out);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[1], EndsWith("2  foots"));
  EXPECT_THAT(lines[2], EndsWith("2  foots; not counted, the same as in 1.sta"));
  EXPECT_THAT(lines[3], EndsWith("2  foots"));
  EXPECT_THAT(lines[4], MatchesRegex("total +501.00 +20.00 +EUR +4 +2 statements"));
}

TEST_F(Decode, TableSumsUpReportsApartBecauseStatementsHaveTheirMoneyToo) {
  folder.put("day/1.sta", statement("EUR", "340,50"));
  folder.put("day/2.sta",
             ":20:R\r\n:25:50880050/0194774600888\r\n:28C:1\r\n:34F:EURD0,\r\n"
             ":13D:2601021200+0100\r\n:61:2601020102CR250,50NTRFINV-4711//BANK-1\r\n-\r\n");
  const auto lines = lines_of(saldo({"decode", folder.path("day")}).out);
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_THAT(lines[3], MatchesRegex("total +250.50 +0.00 +EUR +1 +1 intraday report"));
  EXPECT_THAT(lines[4], MatchesRegex("total +250.50 +10.00 +EUR +2 +1 statement"));
}

TEST_F(Decode, TableShowsAReportThatNamesNoCurrencyBecauseNothingHappened) {
  folder.put("reports/day.xml",
             R"(<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.052.001.08"><BkToCstmrAcctRpt>
<GrpHdr><MsgId>M</MsgId></GrpHdr><Rpt><Id>R</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id>
</Acct></Rpt></BkToCstmrAcctRpt></Document>)");
  const auto lines = lines_of(saldo({"decode", folder.path("reports")}).out);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_THAT(lines[1], MatchesRegex("day.xml +camt +DE89370400440532013000 +R .* 0 +intraday, "
                                     "provisional"));
}

TEST_F(Decode, AFolderWithinThatCantBeReadIsToldAndTheOthersAreStillRead) {
  for (const char* file : {"in/a/1.sta", "in/b/2.sta", "in/c/3.sta"})
    folder.put(file, statement("EUR", "340,50"));
  const std::string closed = folder.path("in/b");
  std::filesystem::permissions(closed, std::filesystem::perms::none);
  const Ran ran = saldo({"decode", folder.path("in"), "--format", "count"});
  std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(lines_of(ran.out).size(), 2u) << ran.out;
  EXPECT_THAT(ran.err, HasSubstr(closed + ": can't be read: Permission denied"));
}

TEST_F(Decode, ALinkToAFolderIsNotFollowedAndThatIsTold) {
  folder.put("archive/1.sta", statement("EUR", "340,50"));
  folder.put("in/2.sta", statement("EUR", "340,50"));
  std::filesystem::create_directory_symlink(folder.path("archive"), folder.path("in/old"));
  const Ran ran = saldo({"decode", folder.path("in"), "--format", "count"});
  EXPECT_EQ(lines_of(ran.out).size(), 1u) << ran.out;
  EXPECT_THAT(ran.err, HasSubstr("in/old: a link to a folder isn't followed"));
}

TEST_F(Decode, ALinkInAFolderThatLeadsNowhereIsTold) {
  folder.put("in/1.sta", statement("EUR", "340,50"));
  std::filesystem::create_symlink(folder.path("gone.sta"), folder.path("in/2.sta"));
  const Ran ran = saldo({"decode", folder.path("in")});
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("in/2.sta: can't be read"));
}

TEST_F(Decode, ReadsWhatIsPacked) {
  const std::string gz = folder.path("good.sta.gz");
  ASSERT_EQ(std::system(("gzip -k " + good).c_str()), 0);
  const Ran ran = saldo({"decode", gz, "--format", "count"});
  EXPECT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("good.sta.gz/good.sta\tmt940\t1\t2\t250.50\t10.00\n"));
}

TEST_F(Decode, AnArchiveMayHoldMoreDocumentsThanFilesMayBeOpen) {
  for (int i = 0; i < 200; ++i)
    folder.put("many/" + std::to_string(i) + ".sta", statement("EUR", "340,50"));
  const std::string tar = folder.path("many.tar");
  ASSERT_EQ(std::system(("tar -cf " + tar + " -C " + folder.path("many") + " .").c_str()), 0);
  rlimit usual{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
  const rlimit few{100, usual.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  const Ran ran = saldo({"decode", tar, "--format", "count"});
  ::setrlimit(RLIMIT_NOFILE, &usual);
  EXPECT_EQ(ran.code, 0) << ran.err.substr(0, 500);
  EXPECT_EQ(lines_of(ran.out).size(), 200u);
}

TEST_F(Decode, NamesTheDecoderThatWasProbablyMeant) {
  const Ran ran = saldo({"decode", good, "--as", "mt490"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'mt940'?"));
}

TEST_F(Decode, FindsTheBankProfileUnderWhichAFileFootsAndSaysWhereNothingProvesOne) {
  const Ran plain = saldo({"decode", good, "--profile", "auto", "--format", "count"});
  EXPECT_EQ(plain.code, 0);
  EXPECT_THAT(plain.err, HasSubstr("good.sta: foots without a bank profile"));

  std::string reversal = statement("EUR", "360,50");
  reversal.replace(reversal.find("DR10,00"), 7, "RC10,00");
  const std::string flipped = folder.put("flipped.sta", reversal);
  EXPECT_EQ(saldo({"decode", flipped}).code, 1);
  const Ran found = saldo({"decode", flipped, "--profile", "auto", "--format", "count"});
  EXPECT_EQ(found.code, 0) << found.err;
  EXPECT_THAT(found.err, HasSubstr("flipped.sta: foots under the bank profile reversals-flipped"));

  const Ran none = saldo({"decode", bad, "--profile", "auto", "--format", "count"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.err, HasSubstr("bad.sta: foots under no bank profile"));

  const std::string report =
      folder.put("report.sta",
                 ":20:R\r\n:25:50880050/0194774600888\r\n:28C:1\r\n:34F:EURD0,\r\n"
                 ":61:2601020102CR250,50NTRFINV-4711//BANK-1\r\n-\r\n");
  const Ran unproved = saldo({"decode", report, "--profile", "auto", "--format", "count"});
  EXPECT_EQ(unproved.code, 0) << unproved.err;
  EXPECT_THAT(unproved.err,
              HasSubstr("report.sta: has no balances, which would prove a bank profile"));
}

TEST_F(Decode, NamesTheBankProfileThatWasProbablyMeant) {
  const Ran ran = saldo({"decode", good, "--profile", "strict-mark"});
  EXPECT_EQ(ran.code, 2);
  EXPECT_THAT(ran.err, HasSubstr("did you mean 'strict-marks'?"));
}

TEST_F(Decode, TakesPluginsFromTheFoldersOfTheEnvironment) {
  const std::string none = folder.path("none");
  std::filesystem::create_directory(none);
  const Ran without = saldo({"decode", good}, {{"SALDO_PLUGIN_PATH", none}});
  EXPECT_EQ(without.code, 2);
  EXPECT_THAT(without.err, HasSubstr("--plugin-dir"));
  const std::string both = none + ":" SALDO_BUILD_DIR "/lib/saldo/plugins";
  EXPECT_EQ(saldo({"decode", good}, {{"SALDO_PLUGIN_PATH", both}}).code, 0);
  EXPECT_EQ(saldo({"decode", good, "--plugin-dir", none}, {{"SALDO_PLUGIN_PATH", both}}).code, 2);
}

TEST_F(Decode, AFaultyPluginIsToldAndTheOthersStillWork) {
  folder.put("plugins/broken/plugin.yaml", "id: 5\n");
  const Ran ran = saldo({"decode", good, "--plugin-dir", folder.path("plugins"), "--plugin-dir",
                         SALDO_BUILD_DIR "/lib/saldo/plugins"});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.err, HasSubstr("broken/plugin.yaml:"));
  EXPECT_THAT(ran.out, Not(IsEmpty()));
}

}  // namespace
}  // namespace saldo::cli
