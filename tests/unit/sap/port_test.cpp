#include "unit/sap/port_testing.hpp"

/// The sink: what messages become, and that a file is handed over once.
namespace saldo::sap_testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kProposal =
    R"({"key":"SC0123456789abcdef01234567","number":"0000000000004711",
  "created":"2026-03-05","company_code":"1000","customer":"0000100001","currency":"EUR",
  "amount":"1747.50","payment":{"reference":"BANK1","value_date":"2026-03-04"},
  "lines":[{"item":"0090000001","date":"2026-01-07","gross":"1190.00","paid":"1166.20",
            "discount":"23.80","write_off":"0.00"},
           {"item":"0090000002","gross":"1000.00","paid":"999.90","discount":"0.00",
            "write_off":"0.10"},
           {"item":"0090000003","gross":"-418.60","paid":"-418.60","discount":"0.00",
            "write_off":"0.00"}]})";

constexpr const char* kDunning =
    R"({"key":"SD0123456789abcdef01234567","number":"0000000000004712","created":"2026-03-05",
  "customer":"0000100001","company_code":"1000","area":"M1","last":"2026-03-04","level":2})";
constexpr const char* kBlock =
    R"({"key":"SB0123456789abcdef01234567","number":"0000000000004713","created":"2026-03-05",
  "customer":"0000100001","company_code":"1000","area":"","block":"S","instead_of":""})";
constexpr const char* kStatus =
    R"({"key":"SS0123456789abcdef01234567","number":"0000000000004714","created":"2026-03-05",
  "client":"100","sender":"PRDCLNT100","idoc":"0000000000000017","status":"53","why":"",
  "at":"2026-03-05T12:34:56.000000Z"})";

/// What saldo itself reads in the advice that it writes.
void expect_the_advice(const std::string& idoc) {
  const Decoded read = decode(idoc);
  ASSERT_EQ(read.status, SALDO_OK) << read.error.message;
  const auto advices = read.of<RemittanceAdvice>();
  ASSERT_EQ(advices.size(), 1u);
  EXPECT_EQ(advices[0].number, "SC0123456789abcdef01234567");
  EXPECT_EQ(advices[0].customer, "0000100001");
  EXPECT_EQ(advices[0].payment_date.to_string(), "2026-03-04");
  EXPECT_EQ(advices[0].amount->to_string(), "1747.50");
  ASSERT_EQ(advices[0].lines.size(), 3u);
  EXPECT_EQ(advices[0].lines[0].document, "0090000001");
  EXPECT_EQ(advices[0].lines[0].discount->to_string(), "23.80");
  EXPECT_EQ(advices[0].lines[2].document, "0090000003");
}

TEST_F(SapPort, WritesAnAdviceThatReadsAsTheProposal) {
  open();
  ASSERT_EQ(deliver(kProposal), SALDO_OK) << error.message;
  EXPECT_EQ(receipt_id, "SC0123456789abcdef01234567.xml");
  expect_the_advice(host.files.at(receipt_id).bytes);
}

TEST_F(SapPort, TheFlatFormReadsAsTheSame) {
  open("flat");
  ASSERT_EQ(deliver(kProposal), SALDO_OK) << error.message;
  const std::string flat = host.files.at("SC0123456789abcdef01234567.idoc").bytes;
  EXPECT_EQ(flat.find('\n'), 524u);
  EXPECT_EQ(flat.find('\n', 525), 525u + 1063u);
  expect_the_advice(flat);
}

TEST_F(SapPort, AFileAppearsOnceWhereverAnEarlierDeliveryEnded) {
  open();
  ASSERT_EQ(deliver(kProposal), SALDO_OK);
  const std::string name = "SC0123456789abcdef01234567.xml", aside = "staged/" + name;
  const std::string note = "handed-over/SC0123456789abcdef01234567";
  EXPECT_THAT(names(), ElementsAre(name, note));
  const auto file = host.files.at(name);
  host.files = {{aside, file}};  // before the note
  EXPECT_EQ(deliver(kProposal), SALDO_OK);
  EXPECT_THAT(names(), ElementsAre(name, note));
  host.files.erase(name);
  host.files[aside] = file;  // before the file was renamed
  EXPECT_EQ(deliver(kProposal), SALDO_OK);
  EXPECT_THAT(names(), ElementsAre(name, note));
  host.files.erase(name);  // SAP has fetched it
  EXPECT_EQ(deliver(kProposal), SALDO_OK);
  EXPECT_THAT(names(), ElementsAre(note));
  EXPECT_EQ(receipt_id, name);
}

TEST_F(SapPort, WhatIsDeliveredAgainIsTheSameToTheByte) {
  open();
  ASSERT_EQ(deliver(kProposal), SALDO_OK);
  const auto first = host.files;
  host.files.clear();
  host.now_ns += 86'400'000'000'000;
  ASSERT_EQ(deliver(kProposal), SALDO_OK);
  EXPECT_EQ(host.files.at(receipt_id).bytes, first.at(receipt_id).bytes);
}

TEST_F(SapPort, RefusesWhatNoIDocCanHoldOrWhatDoesntAddUp) {
  open();
  const struct {
    std::string body;
    const char* rule;
  } cases[] = {
      {"no json", "proposal.form"},
      {changed("\"EUR\"", "\"EURO\"", kProposal), "proposal.form"},
      {changed("1747.50", "1747.51", kProposal), "proposal.sum"},
      {changed("\"paid\":\"1166.20\"", "\"paid\":\"1166.21\"", kProposal), "proposal.sum"},
      {changed("BANK1", std::string(36, 'x'), kProposal), "field.length"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(deliver(c.body), SALDO_E_REJECTED) << c.body;
    EXPECT_STREQ(error.rule, c.rule) << error.message;
  }
  EXPECT_TRUE(host.files.empty());
}

TEST_F(SapPort, AProposalThatTakesAnotherBackNamesIt) {
  open();
  std::string body = changed("\"key\"", "\"reverses\":\"SCbefore\",\"key\"", kProposal);
  ASSERT_EQ(deliver(body), SALDO_OK) << error.message;
  EXPECT_THAT(host.files.at(receipt_id).bytes,
              HasSubstr("<E1EDK02 SEGMENT=\"1\"><QUALF>011</QUALF><BELNR>SCbefore</BELNR>"));
}

TEST_F(SapPort, DunningDataAreAChangeOfTheCustomerInWhichAllElseSaysThatItStays) {
  open();
  ASSERT_EQ(deliver(kDunning, "dunning"), SALDO_OK) << error.message;
  const std::string idoc = written();
  EXPECT_THAT(idoc,
              testing::StartsWith(
                  head("DEBMAS06", "DEBMAS", "0000000000004712", "SD0123456789abcdef01234567") +
                  "<E1KNA1M SEGMENT=\"1\"><MSGFN>004</MSGFN><KUNNR>0000100001</KUNNR>"
                  "<ANRED>/</ANRED><AUFSD>/</AUFSD>"));
  EXPECT_THAT(idoc, HasSubstr("<E1KNB1M SEGMENT=\"1\"><MSGFN>004</MSGFN><BUKRS>1000</BUKRS>"));
  EXPECT_THAT(idoc, testing::EndsWith(
                        "<E1KNB5M SEGMENT=\"1\"><MSGFN>004</MSGFN><MABER>M1</MABER><MAHNA>/</MAHNA>"
                        "<MANSP>/</MANSP><MADAT>20260304</MADAT><MAHNS>2</MAHNS><KNRMA>/</KNRMA>"
                        "<GMVDT>/</GMVDT><BUSAB>/</BUSAB></E1KNB5M></E1KNB1M></E1KNA1M></IDOC>"
                        "</DEBMAS06>\n"));
  // 110, 70 and 9 fields are known, of which 3, 2 and 4 have a value.
  std::size_t unchanged = 0;
  for (auto at = idoc.find(">/<"); at != std::string::npos; at = idoc.find(">/<", at + 1))
    ++unchanged;
  EXPECT_EQ(unchanged, 108u + 68u + 5u);
  const auto read = decode(idoc).of<Customer>();
  ASSERT_EQ(read.size(), 1u);
  EXPECT_TRUE(read[0].partial);
  EXPECT_EQ(read[0].dunning_areas.at(0).level, 2);
  EXPECT_EQ(read[0].dunning_areas.at(0).last.to_string(), "2026-03-04");
  EXPECT_EQ(read[0].name + read[0].payment_terms + read[0].dunning_areas.at(0).procedure, "");
}

TEST_F(SapPort, ADunningBlockIsSetByItsKeyAndLiftedByABlank) {
  open();
  ASSERT_EQ(deliver(kBlock, "dunning"), SALDO_OK) << error.message;
  EXPECT_THAT(written(), HasSubstr("<E1KNB5M SEGMENT=\"1\"><MSGFN>004</MSGFN><MAHNA>/</MAHNA>"
                                   "<MANSP>S</MANSP><MADAT>/</MADAT><MAHNS>/</MAHNS>"));
  host.files.clear();
  ASSERT_EQ(
      deliver(changed("\"S\",\"instead_of\":\"\"", "\"\",\"instead_of\":\"S\"", kBlock), "dunning"),
      SALDO_OK);
  EXPECT_THAT(written(), HasSubstr("<MAHNA>/</MAHNA><MANSP> </MANSP><MADAT>/</MADAT>"));
}

TEST_F(SapPort, AStatusSaysThatAnIDocIsPosted) {
  open();
  ASSERT_EQ(deliver(kStatus, "idoc-status"), SALDO_OK) << error.message;
  EXPECT_EQ(written(),
            head("SYSTAT01", "STATUS", "0000000000004714", "SS0123456789abcdef01234567") +
                "<E1STATS SEGMENT=\"1\"><DOCNUM>0000000000000017</DOCNUM><LOGDAT>20260305</LOGDAT>"
                "<LOGTIM>123456</LOGTIM><STATUS>53</STATUS><STATXT>Posted by saldo</STATXT>"
                "<STATYP>S</STATYP></E1STATS></IDOC></SYSTAT01>\n");
}

TEST_F(SapPort, AReasonThatIsTooLongForItsFieldStandsInFourParameters) {
  open();
  std::string why = "line 1: IDoc '0000000000000017' of customer Müller & Söhne:\n";
  for (int n = 0; n < 40; ++n) why += " word" + std::to_string(n);
  ASSERT_EQ(deliver(changed("\"53\",\"why\":\"\"",
                            "\"51\",\"why\":\"" + changed("\n", "\\n", why) + "\"", kStatus),
                    "idoc-status"),
            SALDO_OK)
      << error.message;
  const auto answers = decode(written()).of<PaymentStatus>();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].original_message_id, "0000000000000017");
  EXPECT_EQ(answers[0].status, "51");
  const std::string read = answers[0].reasons.at(0).text;
  EXPECT_THAT(read, testing::StartsWith("line 1: IDoc '0000000000000017' of customer Müller Söhne: "
                                        "word0 word1 word2 "));
  EXPECT_THAT(read, testing::EndsWith("..."));
  EXPECT_GT(text::count_characters(read), 190u);
  EXPECT_LE(text::count_characters(read), 200u);
}

TEST_F(SapPort, AStatusInAFlatFileStandsWhereSystat01HasIt) {
  open("flat", "outbound");
  ASSERT_EQ(deliver(changed("\"53\"", "\"56\"", kStatus), "idoc-status"), SALDO_OK)
      << error.message;
  const std::string line = written().substr(525);
  EXPECT_EQ(line.substr(0, 30), "E2STATS001                    ");
  EXPECT_EQ(line.substr(76, 32), "00000000000000172026030512345617") << "17: not acknowledged";
  EXPECT_EQ(line.substr(616, 1), "E");
}

TEST_F(SapPort, RefusesWhatItCantTellSap) {
  open("flat");
  const struct {
    std::string body, kind;
    const char* rule;
  } cases[] = {
      {kDunning, "dunning", "field.place"},
      {changed("\"level\":2", "\"level\":10", kDunning), "dunning", "proposal.form"},
      {changed("\"level\":2", "\"level\":2,\"block\":\"S\"", kDunning), "dunning", "proposal.form"},
      {changed("\"S\"", "\"SS\"", kBlock), "dunning", "proposal.form"},
      {changed("PRDCLNT100", "QASCLNT100", kStatus), "idoc-status", "status.system"},
      {changed("\"client\":\"100\"", "\"client\":\"200\"", kStatus), "idoc-status",
       "status.system"},
      {changed("\"53\"", "\"12\"", kStatus), "idoc-status", "proposal.form"},
      {kStatus, "letter", "message.kind"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(deliver(c.body, c.kind), SALDO_E_REJECTED) << c.body;
    EXPECT_STREQ(error.rule, c.rule) << error.message;
  }
  EXPECT_TRUE(host.files.empty());
}

TEST(SapAnswers, TellWhatBecameOfWhatWasSent) {
  const std::string aleaud = file(
      "ALEAUD01",
      idoc("ALEAUD", "0000000000000009",
           segment("E1ADHDR", "MESTYP=REMADV",
                   segment("E1STATE",
                           "DOCNUM=0000000000004711 STATUS=53 STAMID=F2 STAMNO=055 STATXT=Created",
                           segment("E1PRTOB", "DOCNUM=0000000000000815")) +
                       segment("E1STATE", "DOCNUM=0000000000004712 STATUS=51 STATXT=Blocked"))));
  const Decoded read = decode(aleaud);
  ASSERT_EQ(read.status, SALDO_OK) << read.error.message;
  const auto answers = read.of<PaymentStatus>();
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[0].level, "message");
  EXPECT_EQ(answers[0].original_message_id, "0000000000004711");
  EXPECT_EQ(answers[0].original_instruction_id, "0000000000000815");
  EXPECT_EQ(answers[0].status, "53");
  EXPECT_EQ(answers[1].reasons.at(0).text, "Blocked");
}

TEST(SapAnswers, StatusFillsItsParametersIn) {
  const Decoded read = decode(file(
      "SYSTAT01", idoc("STATUS", "0000000000000009",
                       segment("E1STATS",
                               "DOCNUM=0000000000004711 STATUS=51 STATXT=Period_&amp;1_of_&amp;2 "
                               "STAPA1=01 STAPA2=1000 ARCKEY=SC1"))));
  ASSERT_EQ(read.status, SALDO_OK) << read.error.message;
  const auto answers = read.of<PaymentStatus>();
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].reasons.at(0).text, "Period 01 of 1000");
  EXPECT_EQ(answers[0].original_end_to_end_id, "SC1");
}

TEST(SapAnswers, AStatusThatIsNoneCostsTheIDoc) {
  const Decoded read =
      decode(file("SYSTAT01", idoc("STATUS", "9", segment("E1STATS", "DOCNUM=4711 STATUS=5"))));
  EXPECT_EQ(read.status, SALDO_E_REJECTED);
  EXPECT_STREQ(read.error.rule, "idoc.status");
}

}  // namespace
}  // namespace saldo::sap_testing
