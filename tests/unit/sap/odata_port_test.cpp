#include "unit/sap/fake_sap.hpp"
#include "unit/sap/odata_testing.hpp"

/// Dunning data over OData: read, judged, then written with what was read in If-Match.
namespace saldo::odata_testing {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr const char* kNotice =
    R"({"key":"SD1","number":"4712","created":"2026-03-05","customer":"0000100001",
  "company_code":"1000","area":"","last":"2026-03-04","level":2})";
constexpr const char* kBlock =
    R"({"key":"SB1","number":"4713","created":"2026-03-05","customer":"0000100001",
  "company_code":"1000","area":"M 1","block":"S","instead_of":""})";
constexpr const char* kLift =
    R"({"key":"SB2","number":"4714","created":"2026-03-05","customer":"0000100001",
  "company_code":"1000","area":"M 1","block":"","instead_of":"S"})";
/// 2026-03-04, one day before and one behind.
constexpr const char *kDay = "1772582400000", *kBefore = "1772496000000",
                     *kBehind = "1772668800000";

class SapODataPort : public testing::Test {
 protected:
  SapODataPort() {
    sap.answers.clear();
    sap.asked.clear();
  }
  /// SAP has this; `last` in milliseconds, "" for none.
  void has(const std::string& level, const std::string& last, const std::string& block = "",
           const std::string& etag = "W/\"'1'\"") {
    sap.answers.push_back(
        {200,
         R"({"d":{"__metadata":{"uri":"…"},"Customer":"100001","DunningLevel":")" + level +
             R"(","LastDunnedOn":)" + (last.empty() ? "null" : "\"/Date(" + last + ")/\"") +
             R"(,"DunningBlock":")" + block + "\"}}",
         (etag.empty() ? "" : "etag: " + etag + "\n") +
             "x-csrf-token: T1\nset-cookie: SAP_SESSIONID=abc; path=/; HttpOnly\nset-cookie: "
             "sap-usercontext=sap-client=100; path=/\n"});
  }
  void answer(unsigned status, std::string body = {}, std::string headers = {}) {
    sap.answers.push_back({status, std::move(body), std::move(headers)});
  }
  std::uint32_t deliver(const std::string& body) {
    TestHost host(sap_entry(), "sap-odata-port", {{"client", "100"}, {"service", "https://sap"}});
    host.offer(SALDO_SERVICE_TRANSFER, FakeSap::table());
    const auto* sink = host.extension<saldo_sink>(SALDO_EXT_SINK);
    const saldo_message message{
        sizeof message, 0, to_abi("key"), to_abi("n"), to_abi("application/vnd.saldo.dunning+json"),
        to_abi(body)};
    error = impl::empty_error();
    saldo_receipt receipt{sizeof receipt, 0, {}};
    const auto status = sink->deliver(host.instance(), &message, &receipt, &error);
    receipt_id = receipt.id;
    return status;
  }
  std::vector<std::string> methods() const {
    std::vector<std::string> all;
    for (const Asked& a : sap.asked) all.push_back(a.method);
    return all;
  }

  FakeSap& sap = FakeSap::instance();
  saldo_error error = impl::empty_error();
  std::string receipt_id;
};

TEST_F(SapODataPort, WritesTheLastNoticeOverTheStateThatItRead) {
  has("1", kBefore);
  answer(204);
  ASSERT_EQ(deliver(kNotice), SALDO_OK) << error.message;
  EXPECT_EQ(receipt_id, "confirmed: customer 0000100001/1000: level 2 of 2026-03-04");
  ASSERT_THAT(methods(), ElementsAre("GET", "PATCH"));
  EXPECT_EQ(sap.asked[0].target,
            "/API_BUSINESS_PARTNER/A_CustomerDunning(Customer='100001',CompanyCode='1000',"
            "DunningArea='')?sap-client=100");
  EXPECT_THAT(sap.asked[0].headers, HasSubstr("x-csrf-token: Fetch\n"));
  EXPECT_EQ(sap.asked[1].target, sap.asked[0].target);
  EXPECT_THAT(sap.asked[1].headers,
              AllOf(HasSubstr("If-Match: W/\"'1'\"\n"), HasSubstr("x-csrf-token: T1\n"),
                    HasSubstr("Cookie: SAP_SESSIONID=abc; sap-usercontext=sap-client=100\n"),
                    HasSubstr("Content-Type: application/json\n")));
  EXPECT_EQ(sap.asked[1].body, R"({"DunningLevel":"2","LastDunnedOn":"/Date(1772582400000)/"})");
}

TEST_F(SapODataPort, WhatIsThereAlreadyIsntWrittenAgain) {
  has("2", kDay);
  EXPECT_EQ(deliver(kNotice), SALDO_OK) << "its answer was lost the first time";
  EXPECT_THAT(methods(), ElementsAre("GET"));
  has("0", "", "S");
  EXPECT_EQ(deliver(kBlock), SALDO_OK);
  EXPECT_THAT(methods(), ElementsAre("GET", "GET"));
}

TEST_F(SapODataPort, NeverOverwritesWhatSapHasNewerOrOtherwise) {
  const struct {
    const char *level, *last, *block, *body, *rule;
  } cases[] = {{"1", kBehind, "", kNotice, "dunning.newer"},
               {"3", kDay, "", kNotice, "dunning.level"},
               {"0", "", "A", kBlock, "dunning.block"},
               {"0", "", "A", kLift, "dunning.block"}};
  for (const auto& c : cases) {
    has(c.level, c.last, c.block);
    EXPECT_EQ(deliver(c.body), SALDO_E_REJECTED) << c.rule;
    EXPECT_STREQ(error.rule, c.rule) << error.message;
    EXPECT_THAT(error.message, HasSubstr("left as it is"));
  }
  EXPECT_THAT(methods(), ElementsAre("GET", "GET", "GET", "GET"));
}

TEST_F(SapODataPort, WhatOthersChangeInBetweenIsReadAndJudgedAgain) {
  has("1", kBefore);
  answer(412, R"({"error":{"code":"412","message":{"value":"Precondition failed"}}})");
  has("1", kBefore, "A", "W/\"'2'\"");
  answer(204);
  ASSERT_EQ(deliver(kNotice), SALDO_OK) << error.message;
  EXPECT_THAT(methods(), ElementsAre("GET", "PATCH", "GET", "PATCH"));
  EXPECT_THAT(sap.asked[3].headers, HasSubstr("If-Match: W/\"'2'\"\n"));
  sap.asked.clear();
  has("1", kBefore);
  answer(412);
  has("4", kBehind, "", "W/\"'2'\"");
  EXPECT_EQ(deliver(kNotice), SALDO_E_REJECTED) << "somebody dunned in SAP meanwhile";
  EXPECT_STREQ(error.rule, "dunning.newer");
  EXPECT_THAT(methods(), ElementsAre("GET", "PATCH", "GET"));
}

TEST_F(SapODataPort, WhoeverChangesItAllTheTimeIsLeftAloneForAWhile) {
  for (int n = 0; n < 3; ++n) {
    has("1", kBefore);
    answer(412);
  }
  EXPECT_EQ(deliver(kNotice), SALDO_E_RETRY);
  EXPECT_THAT(error.message, HasSubstr("others change it"));
}

TEST_F(SapODataPort, ATokenThatHasRunOutIsFetchedAnew) {
  has("1", kBefore);
  answer(403, "CSRF token validation failed", "x-csrf-token: Required\n");
  has("1", kBefore);
  answer(204);
  EXPECT_EQ(deliver(kNotice), SALDO_OK) << error.message;
}

TEST_F(SapODataPort, AnswersSayWhatIsToBeDone) {
  const struct {
    unsigned status;
    const char* headers;
    std::uint32_t outcome;
    const char* message;
  } cases[] = {
      {428, "", SALDO_E_REJECTED, "SAP answers 428: SY/530: no"},
      {400, "", SALDO_E_REJECTED, "SAP answers 400: SY/530: no"},
      {409, "", SALDO_E_RETRY, "SAP answers 409: SY/530: no; others work on it"},
      {423, "", SALDO_E_RETRY, "SAP answers 423: SY/530: no; others work on it"},
      {425, "", SALDO_E_RETRY, "tried again"},
      {401, "", SALDO_E_AUTH, "check the user"},
      {403, "", SALDO_E_AUTH, "check the user"},
      {429, "retry-after: 7\n", SALDO_E_RETRY, "tried again"},
      {503, "retry-after: 7\n", SALDO_E_RETRY, "tried again"},
  };
  for (const auto& c : cases) {
    has("1", kBefore);
    answer(c.status, R"({"error":{"code":"SY/530","message":{"value":"no"}}})", c.headers);
    EXPECT_EQ(deliver(kNotice), c.outcome) << c.status;
    EXPECT_THAT(error.message, HasSubstr(c.message)) << c.status;
    EXPECT_EQ(error.retry_after_ms, *c.headers == '\0' ? 0u : 7000u);
  }
}

TEST_F(SapODataPort, WhereSapHasNoDunningDataNothingIsMade) {
  answer(404, R"({"error":{"code":"R11/124","message":{"value":"does not exist"}}})");
  EXPECT_EQ(deliver(kNotice), SALDO_E_REJECTED);
  EXPECT_STREQ(error.rule, "dunning.unknown");
  EXPECT_THAT(error.message, AllOf(HasSubstr("does not exist"), HasSubstr("dunning procedure")));
}

TEST_F(SapODataPort, WithoutAnETagNothingIsWritten) {
  has("1", kBefore, "", "");
  EXPECT_EQ(deliver(kNotice), SALDO_E_CONFIG);
  EXPECT_THAT(methods(), ElementsAre("GET"));
}

TEST_F(SapODataPort, ABlockIsSetAndLiftedByItself) {
  has("2", kDay, "");
  answer(204);
  ASSERT_EQ(deliver(kBlock), SALDO_OK) << error.message;
  EXPECT_EQ(sap.asked[1].body, R"({"DunningBlock":"S"})");
  EXPECT_THAT(sap.asked[1].target, HasSubstr("DunningArea='M%201'"));
  has("2", kDay, "S");
  answer(204);
  ASSERT_EQ(deliver(kLift), SALDO_OK) << error.message;
  EXPECT_EQ(sap.asked[3].body, R"({"DunningBlock":""})");
  EXPECT_EQ(receipt_id, "confirmed: customer 0000100001/1000/M 1: no block");
}

}  // namespace
}  // namespace saldo::odata_testing
