#include <deque>

#include "unit/sap/odata_testing.hpp"

/// Dunning data over OData: read, judged, then written with what was read in If-Match.
namespace saldo::odata_testing {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct Asked {
  std::string method, target, headers, body;
};
struct Answer {
  unsigned status = 200;
  std::string body, headers;
};

/// A server that gives prepared answers and remembers what was asked.
class FakeSap {
 public:
  static FakeSap& instance() {
    static FakeSap sap;
    return sap;
  }
  static const saldo_transfer_service* table() {
    static constexpr saldo_transfer_service kTable = {
        sizeof kTable, 0,
        [](const saldo_host*, const saldo_transfer_request* r, saldo_transfer_reply* reply,
           saldo_error* error) {
          return instance().answer(
              {std::string(from_abi(r->method)), std::string(from_abi(r->target)),
               std::string(from_abi(r->headers)), std::string(from_abi(r->body))},
              *reply, *error);
        },
        [](const saldo_host*, char* buffer, std::uint64_t capacity, std::uint64_t* got,
           saldo_error*) -> std::uint32_t {
          FakeSap& sap = instance();
          *got = sap.now_.body.copy(buffer, static_cast<std::size_t>(capacity), sap.read_);
          sap.read_ += static_cast<std::size_t>(*got);
          return SALDO_OK;
        }};
    return &kTable;
  }
  std::deque<Answer> answers;
  std::vector<Asked> asked;

 private:
  std::uint32_t answer(Asked what, saldo_transfer_reply& reply, saldo_error& error) {
    asked.push_back(std::move(what));
    if (answers.empty()) {
      impl::fill(&error, Stop(SALDO_E_RETRY, "nobody answers"));
      return SALDO_E_RETRY;
    }
    now_ = answers.front();
    answers.pop_front();
    read_ = 0;
    reply.status = now_.status;
    reply.headers = to_abi(std::string_view(now_.headers));
    reply.size = now_.body.size();
    return SALDO_OK;
  }
  Answer now_;
  std::size_t read_ = 0;
};

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
