#include "unit/sap/odata_testing.hpp"

namespace saldo::odata_testing {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

TEST(ODataReply, EveryShapeOfAListIsRead) {
  for (const std::string& reply :
       {page({item()}), R"({"d":[)" + item() + "]}", R"({"d":)" + item() + "}",
        R"({"@odata.context":"$metadata#X","value":[)" + item() + "]}",
        "\xEF\xBB\xBF" + page({item()}), " \n" + page({item()}) + "\n"}) {
    EXPECT_EQ(faults(decode(reply)), "") << reply;
    EXPECT_THAT(decode(reply).items(), SizeIs(1)) << reply;
  }
}

TEST(ODataReply, AnEmptyPageHoldsNothing) {
  EXPECT_EQ(faults(decode(R"({"d":{"results":[]}})")), "");
  EXPECT_THAT(decode(R"({"d":{"results":[]}})").records, SizeIs(0));
}

TEST(ODataReply, APageOfAnExtractSaysWhichPartItIs) {
  const Decoded d =
      decode(envelope("full", "no", "1000,2000") +
             page({item(), item({{"PostingDate", "null"}})}, R"(,"__count":"5","__next":"X?y=1")"));
  ASSERT_THAT(d.of<Extract>(), SizeIs(1));
  EXPECT_EQ(FieldLines::of(d.of<Extract>()[0]),
            "id=open_items-1\ncontent=open_items\nextent=full\nbegan=2026-03-01T12:00:00.000Z\n"
            "company_codes=1000\ncompany_codes=2000\npart=1\nrows=2\ntotal=5\n"
            "refused.company_code=1000\nrefused.number=1800000456\nrefused.fiscal_year=2025\n"
            "absent_percent=50\n");
}

/// Its count would say that nothing is missing.
TEST(ODataReply, APageThatRowsMovedAtHasNoTotal) {
  std::string head = envelope();
  head.insert(head.find("request: "), "moved: yes\n");
  const Decoded d = decode(head + page({item()}, R"(,"__count":"1")"));
  ASSERT_THAT(d.of<Extract>(), SizeIs(1)) << faults(d);
  EXPECT_EQ(d.of<Extract>()[0].total, std::nullopt);
  EXPECT_EQ(d.of<Extract>()[0].rows, 1);
}

TEST(ODataReply, APlaceIsThatOfTheRowInItsDocument) {
  const std::string document = envelope() + "\n" + page({item(), item({{"Customer", "null"}})});
  const Decoded d = decode(document);
  ASSERT_THAT(d.items(), SizeIs(1));
  EXPECT_EQ(d.items()[0].at.offset, document.find("{\"Acc"));
  EXPECT_EQ(d.items()[0].at.line, 13u);
  EXPECT_EQ(d.refusals().at(0).at.offset, document.rfind("{\"Acc"));
}

TEST(ODataReply, HowItArrivesChangesNothing) {
  const std::string document =
      envelope() + page({item(), item({{"DebitCreditCode", "1"}})}, R"(,"__count":"2")");
  const auto lines = [&](std::size_t chunk) {
    const Decoded d = decode(document, chunk);
    std::string all = faults(d);
    for (const Item& i : d.items()) all += FieldLines::of(i) + std::to_string(i.at.offset);
    for (const Extract& e : d.of<Extract>()) all += FieldLines::of(e);
    return all;
  };
  const std::string whole = lines(SIZE_MAX);
  for (const std::size_t chunk : {1u, 2u, 7u, 64u, 1000u}) EXPECT_EQ(lines(chunk), whole) << chunk;
}

/// Replies that cost the document, each with its exact message.
struct Broken {
  const char* name;
  std::string reply;
  const char* fault;
};

class ODataBroken : public testing::TestWithParam<Broken> {};

TEST_P(ODataBroken, IsRefusedByName) {
  EXPECT_EQ(faults(decode(GetParam().reply)), GetParam().fault);
}

const Broken kBroken[] = {
    {"CutOff", page({item()}).substr(0, 300),
     "json.truncated: the JSON is cut off; the reply didn't arrive as a whole"},
    {"Empty", "", "json.truncated: the JSON is cut off; the reply didn't arrive as a whole"},
    {"SomethingBehind", page({}) + "{}", "json.invalid: something follows the end of the JSON"},
    {"NoObject", "[]", "json.shape: the reply is no JSON object"},
    {"NothingKnown", R"({"rows":[]})",
     "json.shape: the reply has neither \"d\" nor \"value\" nor \"error\""},
    {"ListOfTexts", R"({"d":{"results":["a"]}})",
     "json.shape: a list of entities holds something else than objects"},
    {"TextForD", R"({"d":"x"})", "json.shape: \"d\" holds neither an entity nor a list"},
    {"ErrorV2",
     R"({"error":{"code":"SY/530","message":{"lang":"en","value":"Resource not found."},)"
     R"("innererror":{"errordetails":[{"code":"R11/124","message":"Partner 9 does not exist"}]}}})",
     "odata.error: SAP answered with an error: SY/530: Resource not found. (R11/124: Partner 9 "
     "does "
     "not exist)"},
    {"ErrorV4",
     R"({"error":{"code":"FDT/123","message":"Period is not open","details":[{"code":"F5/201",)"
     R"("message":"Not for account type D"}]}})",
     "odata.error: SAP answered with an error: FDT/123: Period is not open (F5/201: Not for "
     "account "
     "type D)"},
    {"ErrorXml",
     "<?xml version=\"1.0\"?><error xmlns=\"http://schemas.microsoft.com/ado/2007/08/dataservices/"
     "metadata\"><code>0050</code><message xml:lang=\"en\">Invalid query option</message></error>",
     "odata.error: SAP answered with an error: 0050: Invalid query option"},
    {"OtherEntities",
     R"({"d":{"results":[{"__metadata":{"type":"X.A_Supplier"},"Supplier":"1"}]}})",
     "odata.entity: the reply has entities (X.A_Supplier) that are neither open items "
     "(A_OperationalAcctgDocItemCube) nor business partners (A_BusinessPartner, A_Customer) as "
     "asked for"},
    {"LastButMoreFollows", envelope() + page({item()}, R"(,"__count":"1","__next":"X")"),
     "odata.scope: the reply says that more follows, its envelope that it is the last: nothing can "
     "be concluded from what isn't there"},
    {"CountThatIsNone", envelope() + page({item()}, R"(,"__count":"many")"),
     "odata.scope: the number of all rows is 'many'"},
    {"EnvelopeWithoutEnd", "saldo-odata/1\nextract: x\n",
     "odata.envelope: the lines before the reply have no end"},
    {"EnvelopeWithoutPart", "saldo-odata/1\nextract: x\n\n{}",
     "odata.envelope: the lines before the reply are damaged: the extract or part is missing"},
};

INSTANTIATE_TEST_SUITE_P(Replies, ODataBroken, testing::ValuesIn(kBroken),
                         [](const auto& one) { return one.param.name; });

TEST(ODataReply, NoJsonIsRefusedWhereItStopsBeingOne) {
  const Decoded d = decode(R"({"d":{"results":[{"a":tru}]}})");
  EXPECT_STREQ(d.error.rule, "json.invalid");
  EXPECT_GE(d.error.place.offset, 21u);
  EXPECT_STREQ(decode("{\"d\":{\"results\":[{\"a\":\"\xC3\"}]}}").error.rule, "json.invalid");
}

TEST(ODataReply, AnEntityWithoutEndIsRefusedBeforeItFillsTheMemory) {
  const std::string text(3u << 20, 'x');
  EXPECT_STREQ(decode(page({R"({"AccountingDocument":")" + text + "\"}"})).error.rule,
               "json.limit");
  std::string deep = R"({"d":{"results":[{"a":)" + std::string(100, '[');
  EXPECT_STREQ(decode(deep).error.rule, "json.invalid");
}

TEST(ODataReply, IsRecognisedByItsMark) {
  TestHost host(sap_entry(), "sap-odata-reply");
  EXPECT_EQ(host.identify(envelope() + "{}"), 100);
  EXPECT_GE(host.identify(R"({"d":{"results":[{"__metadata":{}}]}})"), 95);
  EXPECT_GE(host.identify(R"({ "d" : { "results": [] } })"), 80);
  EXPECT_GE(host.identify(R"({"@odata.context":"$metadata#X","value":[]})"), 95);
  EXPECT_GT(host.identify(R"({"error":{"code":"1"}})"), 0);
  EXPECT_EQ(host.identify(R"({"data":1})"), 0);
  EXPECT_EQ(host.identify("EDI_DC40  "), 0);
  EXPECT_EQ(host.identify("<?xml version='1.0'?><Document/>"), 0);
}

std::string partner() {
  return R"({"BusinessPartner":"100001","Customer":"100001","OrganizationBPName1":"Musterfirma",)"
         R"("OrganizationBPName2":"Nord GmbH","to_BusinessPartnerAddress":{"results":[{"Country":)"
         R"("DE","Language":"DE","to_EmailAddress":{"results":[{"EmailAddress":"b@x.example",)"
         R"("IsDefaultEmailAddress":false},{"EmailAddress":"a@x.example","IsDefaultEmailAddress":)"
         R"(true}]}}]},"to_Customer":{"Customer":"","to_CustomerCompany":{"results":[{"Customer":)"
         R"("","CompanyCode":"1000","PaymentTerms":"ZB30","PaymentMethodsList":"EU",)"
         R"("AlternativePayerAccount":"200099","to_CustomerDunning":{"results":[{"Customer":"",)"
         R"("DunningArea":"","DunningBlock":"A","DunningLevel":"2","DunningProcedure":"0001",)"
         R"("LastDunnedOn":"/Date(1735689600000)/","LegDunningProcedureOn":null},{"DunningArea":)"
         R"("Z1","DunningBlock":"","DunningLevel":"0","DunningProcedure":"0002"}]}},)"
         R"({"CompanyCode":"2000","to_CustomerDunning":{"__deferred":{"uri":"x"}}}]}}})";
}

TEST(ODataPartner, IsACustomerForEachOfItsCompanyCodes) {
  const Decoded d = decode(page({partner()}));
  EXPECT_EQ(faults(d), "");
  ASSERT_THAT(d.customers(), SizeIs(2));
  EXPECT_EQ(
      FieldLines::of(d.customers()[0]),
      "number=0000100001\nname=Musterfirma Nord GmbH\ncompany_code=1000\ncountry=DE\n"
      "language=DE\npayment_terms=ZB30\ndunning.procedure=0001\ndunning.level=2\n"
      "dunning.block=A\ncontacts.kind=email\ncontacts.value=a@x.example\ncontacts.kind=email\n"
      "contacts.value=b@x.example\nalternative_payer=0000200099\npayment_methods=EU\n"
      "dunning.last=2025-01-01\ndunning_areas.area=Z1\ndunning_areas.procedure=0002\n"
      "dunning_areas.level=0\n");
  // What wasn't expanded isn't known: it says nothing of the dunning data.
  EXPECT_EQ(d.customers()[1].company_code, "2000");
  EXPECT_TRUE(d.customers()[1].partial);
}

TEST(ODataPartner, WithoutANameIsSetAside) {
  EXPECT_EQ(faults(decode(page({R"({"BusinessPartner":"7","Customer":"7"})"}))),
            "odata.missing: customer 7 has no name (OrganizationBPName1, CustomerName); correct it "
            "in SAP, the other rows go on\n");
}

}  // namespace
}  // namespace saldo::odata_testing
