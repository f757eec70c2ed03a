#include <deque>
#include <stdexcept>

#include "unit/sap/odata_testing.hpp"

namespace saldo::odata_testing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

struct Answer {
  unsigned status = 200;
  std::string body;
  std::string headers;
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
          return instance().answer(from_abi(r->target), from_abi(r->headers), *reply, *error);
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
  std::vector<std::string> targets;
  std::string headers;

 private:
  std::uint32_t answer(std::string_view target, std::string_view asked, saldo_transfer_reply& reply,
                       saldo_error& error) {
    targets.emplace_back(target);
    headers = asked;
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

/// Where documents go; one that wasn't finished is lost.
class FakeArchive {
 public:
  static std::vector<HandedOver>& documents() {
    static std::vector<HandedOver> all;
    return all;
  }
  static const saldo_documents_service* table() {
    static constexpr saldo_documents_service kTable = {
        sizeof kTable, 0,
        [](const saldo_host*, const saldo_document* d, saldo_error*) -> std::uint32_t {
          documents().push_back({std::string(from_abi(d->key)), {}, {}, false});
          return SALDO_OK;
        },
        [](const saldo_host*, saldo_str bytes, saldo_error*) -> std::uint32_t {
          documents().back().bytes += from_abi(bytes);
          return SALDO_OK;
        },
        [](const saldo_host*, saldo_error*) -> std::uint32_t {
          documents().back().finished = true;
          return SALDO_OK;
        }};
    return &kTable;
  }
};

constexpr std::int64_t kNoon = 1'772'366'400'000'000'000;  // 2026-03-01T12:00:00Z
constexpr std::int64_t kHour = 3'600'000'000'000;

class ODataSource : public testing::Test {
 protected:
  ODataSource() {
    sap.answers.clear();
    sap.targets.clear();
    documents.clear();
  }
  /// A pull by a process of its own, as after a kill.
  std::uint32_t pull(std::int64_t now_ns = kNoon) {
    TestHost host(sap_entry(), "sap-odata", options);
    host.offer(SALDO_SERVICE_TRANSFER, FakeSap::table());
    host.offer(SALDO_SERVICE_DOCUMENTS, FakeArchive::table());
    host.now_ns = now_ns;
    error = impl::empty_error();
    const auto* source = host.extension<saldo_source>(SALDO_EXT_SOURCE);
    const std::uint32_t status = source->pull(host.instance(), to_abi(cursor), &error);
    if (!host.cursors.empty()) cursor = host.cursors.back();
    logs = host.logs;
    return status;
  }
  void answer(std::string body, unsigned status = 200, std::string headers = {}) {
    sap.answers.push_back({status, std::move(body), std::move(headers)});
  }
  /// The line of this name before the reply of a document.
  std::string line(std::size_t document, const std::string& name) const {
    const std::string& bytes = documents.at(document).bytes;
    const auto at = bytes.find("\n" + name + ": ");
    const auto begin = at + name.size() + 3;
    return bytes.substr(begin, bytes.find('\n', begin) - begin);
  }

  FakeSap& sap = FakeSap::instance();
  std::vector<HandedOver>& documents = FakeArchive::documents();
  TestHost::Options options = {{"service", "https://sap.example.com/sap/opu/odata/sap"},
                               {"load", "open_items"},
                               {"page_size", "2"}};
  std::string cursor;
  std::vector<std::string> logs;
  saldo_error error = impl::empty_error();
};

const std::string kBase =
    "/API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$filter=FinancialAccountType%20eq"
    "%20'D'%20and%20IsCleared%20eq%20false&$select=";

TEST_F(ODataSource, AsksForAllOpenItemsByPagesAndKeepsEachReplyAsItIs) {
  const std::string first = page({item(), item()}, R"(,"__count":"3")");
  answer(first);
  answer(page({item()}, R"(,"__count":"3")"));
  answer(page({item(), item()}, R"(,"__count":"3")"));
  ASSERT_EQ(pull(), SALDO_OK) << error.message;
  ASSERT_THAT(sap.targets, SizeIs(3));
  EXPECT_THAT(sap.targets[0], StartsWith(kBase));
  EXPECT_THAT(sap.targets[0], testing::EndsWith("&$format=json&$inlinecount=allpages&$top=2"));
  EXPECT_EQ(sap.targets[1], sap.targets[0] + "&$skip=2");
  EXPECT_THAT(sap.headers, HasSubstr("Accept: application/json\n"));
  ASSERT_THAT(documents, SizeIs(2));
  EXPECT_EQ(documents[0].key, "open_items-20260301T120000.000Z-1.json");
  EXPECT_THAT(documents[0].bytes, testing::EndsWith("\n\n" + first));
  EXPECT_EQ(line(0, "request"), sap.targets[0]);
  EXPECT_EQ(line(0, "last") + line(1, "last"), "noyes");
  EXPECT_EQ(line(0, "part") + line(1, "part"), "12");
  EXPECT_EQ(line(1, "extent"), "full");
}

TEST_F(ODataSource, AWindowThatIsExactlyFullIsTheLastWhenSapCountsNoMore) {
  answer(page({item(), item()}, R"(,"__count":"2")"));
  ASSERT_EQ(pull(), SALDO_OK);
  EXPECT_EQ(line(0, "last"), "yes");
}

TEST_F(ODataSource, WhereSapDoesNotCountAFullWindowIsFollowedByAnother) {
  answer(page({item(), item()}));
  answer(page({}));
  ASSERT_EQ(pull(), SALDO_OK);
  EXPECT_EQ(line(0, "last") + line(1, "last"), "noyes");
}

/// Links to the next page as systems write them, and the target that each means.
TEST_F(ODataSource, FollowsALinkAsItStandsThere) {
  const std::string set = "/API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube";
  const std::pair<const char*, std::string> links[] = {
      {"A_OperationalAcctgDocItemCube?$filter=a%20eq%20'D'&$skiptoken=2%20",
       set + "?$filter=a%20eq%20'D'&$skiptoken=2%20"},
      {"https://sap.example.com/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV/"
       "A_OperationalAcctgDocItemCube?$skiptoken=2",
       set + "?$skiptoken=2"},
      {"http://internal:8000/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV/"
       "A_OperationalAcctgDocItemCube?$skiptoken=%2520",
       set + "?$skiptoken=%2520"},
      {"/sap/opu/odata/sap/API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$skiptoken=2",
       set + "?$skiptoken=2"},
      {"API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$skiptoken=2",
       set + "?$skiptoken=2"},
      {"?$skiptoken=2", set + "?$skiptoken=2"},
      {"A_OperationalAcctgDocItemCube?$filter=a eq 'D'&x=\\\"y\\\"",
       set + "?$filter=a%20eq%20'D'&x=%22y%22"}};
  for (const auto& [link, target] : links) {
    cursor.clear();
    sap.targets.clear();
    answer(page({item()}, R"(,"__count":"2","__next":")" + std::string(link) + "\""));
    answer(page({item()}, R"(,"__count":"2")"));
    answer(page({item(), item()}, R"(,"__count":"2")"));
    ASSERT_EQ(pull(), SALDO_OK) << link << ": " << error.message;
    EXPECT_EQ(sap.targets.at(1), target);
  }
}

TEST_F(ODataSource, ALinkThatLeadsElsewhereIsRefused) {
  for (const char* link : {"https://evil.example/steal", "../../other", "/sap/bc/ping"}) {
    cursor.clear();
    answer(page({item()}, R"(,"__next":")" + std::string(link) + "\""));
    EXPECT_EQ(pull(), SALDO_E_CONFIG);
    EXPECT_THAT(error.message, HasSubstr("lies outside of the service")) << link;
  }
}

TEST_F(ODataSource, GoesOnWithThePageAtWhichItWasInterrupted) {
  answer(page({item(), item()}, R"(,"__count":"5")"));
  answer(page({item()}, R"(,"__count":"5","__next":"A_OperationalAcctgDocItemCube?$skiptoken=3")"));
  const std::string cut = page({item(), item()}, R"(,"__count":"5")");
  answer(cut);
  EXPECT_EQ(pull(), SALDO_E_RETRY);
  for (int i = 0; i < 2; ++i) {
    answer(page({item()}, R"(,"__count":"5")"));
    answer(cut);
  }
  ASSERT_EQ(pull(kNoon + kHour), SALDO_OK) << error.message;
  ASSERT_THAT(documents, SizeIs(4));
  EXPECT_THAT(sap.targets.at(4), testing::EndsWith("$skiptoken=3"));
  EXPECT_THAT(sap.targets.at(6), testing::EndsWith("&$skip=4"));
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(line(i, "part"), std::to_string(i + 1));
    EXPECT_EQ(line(i, "began"), "2026-03-01T12:00:00.000Z");
  }
}

/// 1 is cleared after the first page and 5 is posted: the counts agree, and 3 is on neither page.
TEST_F(ODataSource, ARowThatSlipsPastACutIsFoundByTheRowsAtTheCut) {
  const auto row = [](int n) {
    return item({{"AccountingDocument", "\"180000000" + std::to_string(n) + "\""}});
  };
  const std::string count = R"(,"__count":"4")";
  const struct {
    std::vector<int> second, cut;
    const char* moved;
  } cases[] = {{{3, 4}, {2, 3}, "no"},  // nothing has moved
               {{4, 5}, {3, 4}, "yes"},
               {{2, 3}, {1, 2}, "yes"},  // something came in front: 2 is told twice
               {{3, 4}, {3, 4}, "yes"},  // moved while they were asked for
               {{3, 4}, {2}, "yes"}};
  for (const auto& c : cases) {
    cursor.clear();
    documents.clear();
    sap.targets.clear();
    std::vector<std::string> cut;
    for (const int n : c.cut) cut.push_back(row(n));
    answer(page({row(1), row(2)}, count));
    answer(page({row(c.second[0]), row(c.second[1])}, count));
    answer(page(cut, count));
    ASSERT_EQ(pull(), SALDO_OK) << error.message;
    ASSERT_THAT(documents, SizeIs(2));
    EXPECT_EQ(sap.targets.at(2),
              sap.targets.at(0).substr(0, sap.targets.at(0).find("&$top")) + "&$top=2&$skip=1");
    EXPECT_EQ(documents[1].bytes.find("\nmoved: yes\n") == std::string::npos ? "no" : "yes",
              std::string(c.moved));
    EXPECT_EQ(!logs.empty(), c.moved == std::string("yes"));
    EXPECT_EQ(line(1, "last"), "yes") << "what it lists counts all the same";
  }
}

TEST_F(ODataSource, AnEmptyPageInFrontOfOthersProvesNothing) {
  answer(page({}, R"(,"__count":"1","__next":"A_OperationalAcctgDocItemCube?$skiptoken=1")"));
  answer(page({item()}, R"(,"__count":"1")"));
  ASSERT_EQ(pull(), SALDO_OK) << error.message;
  EXPECT_EQ(line(1, "moved"), "yes");
}

TEST_F(ODataSource, WhereTheCutCantBeLookedAtNothingIsConcluded) {
  answer(page({item(), item()}, R"(,"__count":"3")"));
  answer(page({item()}, R"(,"__count":"3")"));
  answer(R"({"error":{"code":"SY/530","message":{"value":"no $skip"}}})", 400);
  ASSERT_EQ(pull(), SALDO_OK) << error.message;
  EXPECT_EQ(line(1, "moved"), "yes");
}

TEST_F(ODataSource, ChangesAreNotComparedAndNeedNoProof) {
  answer(page({item()}, R"(,"__count":"1")"));
  pull();
  answer(page({item(), item()}, R"(,"__count":"3")"));
  answer(page({item()}, R"(,"__count":"3")"));
  ASSERT_EQ(pull(kNoon + kHour), SALDO_OK) << error.message;
  EXPECT_THAT(sap.targets, SizeIs(3));
}

TEST_F(ODataSource, BeginsAnewWhenSapHasForgottenThePage) {
  answer(page({item()}, R"(,"__count":"2","__next":"A_OperationalAcctgDocItemCube?$skiptoken=1")"));
  EXPECT_EQ(pull(), SALDO_E_RETRY);
  answer(R"({"error":{"code":"X","message":{"value":"Skiptoken expired"}}})", 410);
  answer(page({item()}, R"(,"__count":"1")"));
  ASSERT_EQ(pull(kNoon + kHour), SALDO_OK) << error.message;
  EXPECT_EQ(line(1, "part"), "1");
  EXPECT_EQ(line(1, "began"), "2026-03-01T13:00:00.000Z");
}

TEST_F(ODataSource, AnotherConfigurationBeginsAnotherExtract) {
  answer(page({item(), item()}, R"(,"__count":"3")"));
  EXPECT_EQ(pull(), SALDO_E_RETRY);
  options["company_codes"] = "1000, 2000";
  answer(page({item()}, R"(,"__count":"1")"));
  ASSERT_EQ(pull(kNoon + kHour), SALDO_OK) << error.message;
  EXPECT_EQ(line(1, "part"), "1");
  EXPECT_EQ(line(1, "company-codes"), "1000,2000");
  EXPECT_THAT(sap.targets.back(),
              HasSubstr("%20and%20(CompanyCode%20eq%20'1000'%20or%20CompanyCode%20eq%20'2000')"));
}

TEST_F(ODataSource, FetchesChangesUntilAFullComparisonIsDue) {
  for (int i = 0; i < 3; ++i) answer(page({item()}, R"(,"__count":"1")"));
  pull();
  pull(kNoon + 2 * kHour);
  EXPECT_EQ(line(1, "extent"), "changes");
  EXPECT_THAT(sap.targets.at(1),
              HasSubstr("(AccountingDocumentCreationDate%20ge%20datetime'2026-02-28T00:00:00'%20or"
                        "%20LastChangeDate%20ge%20datetime'2026-02-28T00:00:00'%20or%20"
                        "ClearingCreationDate%20ge%20datetime'2026-02-28T00:00:00')"));
  EXPECT_THAT(sap.targets.at(1), testing::Not(HasSubstr("IsCleared%20eq")));
  pull(kNoon + 25 * kHour);
  EXPECT_EQ(line(2, "extent"), "full");
}

TEST_F(ODataSource, CustomersComeBeforeTheirItems) {
  options["load"] = "both";
  options["client"] = "100";
  answer(page({}, R"(,"__count":"0")"));
  answer(page({}, R"(,"__count":"0")"));
  ASSERT_EQ(pull(), SALDO_OK) << error.message;
  EXPECT_THAT(sap.targets.at(0), StartsWith("/API_BUSINESS_PARTNER/A_BusinessPartner?$filter="
                                            "Customer%20ne%20''&$expand="));
  EXPECT_THAT(sap.targets.at(1), StartsWith("/API_OPLACCTGDOCITEMCUBE_SRV/"));
  EXPECT_THAT(sap.targets.at(1), HasSubstr("&sap-client=100"));
}

TEST_F(ODataSource, WhatItDoesNotUnderstandIsKeptAndAskedForAgain) {
  answer(page({item()}).substr(0, 40));
  EXPECT_EQ(pull(), SALDO_E_RETRY);
  EXPECT_STREQ(error.message,
               "page 1 of open_items-20260301T120000.000Z isn't understood: the JSON is cut off; "
               "the reply didn't arrive as a whole; it is asked for again");
  ASSERT_THAT(documents, SizeIs(1));
  EXPECT_EQ(line(0, "last"), "no");
}

/// Answers that are no page: what saldo does about them, and what it tells.
TEST_F(ODataSource, AnErrorSaysWhatSapSays) {
  const struct {
    unsigned status;
    const char* body;
    const char* headers;
    std::uint32_t outcome;
    const char* message;
    std::uint64_t retry_after_ms;
  } cases[] = {
      {401, "Logon failed", "", SALDO_E_AUTH,
       "SAP answers 401: 'Logon failed'; check the user and its rights", 0},
      {403, R"({"error":{"code":"/IWFND/MED/170","message":{"value":"No service found"}}})", "",
       SALDO_E_AUTH,
       "SAP answers 403: /IWFND/MED/170: No service found; check the user and its rights", 0},
      {404, R"({"error":{"code":"SY/530","message":{"value":"Not there"}}})", "", SALDO_E_CONFIG,
       "SAP answers 404: SY/530: Not there; check the service's address and version", 0},
      {400, R"({"error":{"code":"A/1","message":"Bad option"}})", "", SALDO_E_CONFIG,
       "SAP answers 400: A/1: Bad option; check the service's address and version", 0},
      {503, "busy", "retry-after: 120\n", SALDO_E_RETRY,
       "SAP answers 503: 'busy'; it is tried again", 120'000},
      {429, "slow down", "", SALDO_E_RETRY, "SAP answers 429: 'slow down'; it is tried again", 0},
      {500, "<html>oops</html>", "", SALDO_E_RETRY,
       "SAP answers 500: '<html>oops</html>'; it is tried again", 0}};
  for (const auto& c : cases) {
    cursor.clear();
    answer(c.body, c.status, c.headers);
    EXPECT_EQ(pull(), c.outcome) << c.status;
    EXPECT_STREQ(error.message, c.message);
    EXPECT_EQ(error.retry_after_ms, c.retry_after_ms);
  }
  EXPECT_THAT(documents, SizeIs(0));
}

TEST_F(ODataSource, ACursorThatIsNoneOfItsOwnCostsTimeOnly) {
  for (const char* odd : {"yesterday", "{\"version\":1}", "{\"version\":2}", "[1"}) {
    cursor = odd;
    answer(page({item()}, R"(,"__count":"1")"));
    ASSERT_EQ(pull(), SALDO_OK) << odd;
    EXPECT_THAT(logs, testing::Contains(HasSubstr("all begins anew")));
  }
}

TEST_F(ODataSource, OptionsThatCantBeAreRefusedByName) {
  const std::pair<TestHost::Options, const char*> cases[] = {
      {{{"company_codes", "1000,"}}, ""},
      {{{"company_codes", "1000,10 0"}},
       "option company_codes is '1000,10 0'; use company codes with commas between them, such as "
       "1000,2000"},
      {{{"client", "1"}}, "option client is '1'; use the three digits of an SAP client"},
      {{{"load", "all"}}, "option load is 'all'; use both, customers or open_items"},
      {{{"page_size", "0"}}, "option page_size is '0'; use a whole number from 1 to 5000"},
      {{{"full_every", "1"}},
       "option full_every is '1'; use a duration of up to a year such as 30s, 15m, 6h or 1d"},
      {{{"poll", "0s"}}, "option poll is '0'; use a duration of at least 1s"},
      {{{"absent_percent", "101"}},
       "option absent_percent is '101'; use a whole number from 0 to 100"}};
  for (const auto& [set, message] : cases) {
    std::string refusal;
    try {
      TestHost(sap_entry(), "sap-odata", set);
    } catch (const std::runtime_error& e) {
      refusal = e.what();
    }
    EXPECT_EQ(refusal, message);
  }
}

}  // namespace
}  // namespace saldo::odata_testing
