#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/story.hpp"
#include "support/saldod.hpp"

namespace saldo::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

constexpr const char* kDunning =
    "jobs: [ { name: dunning, kind: dunning, procedure: standard } ]\n";
constexpr const char* kLetterhead =
    "company_codes:\n"
    "  \"1000\":\n"
    "    time_zone: UTC\n"
    "    letterhead:\n"
    "      name: Nordlicht Handel GmbH\n"
    "      address: [Hafenstraße 12, 20457 Hamburg]\n"
    "      iban: DE75512108001245126199\n";

/// A daemon with one proposed notice; the notice's number.
std::string propose(Saldod& saldod, const std::string& more) {
  saldod.configure(two_connectors() + kDunning + more);
  saldod.start();
  saldod.submit("erp", "customers.xml", debmas(two_debtors()));
  saldod.submit("erp", "invoices.xml", invoic(three_bills()));
  saldod.submit("bank", "statement.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod.settle();
  saldod.run("dunning", R"({"as_of":")" + kDay.to_string() + R"("})");
  const auto notices = saldod.get("/v1/dunning/notices").lines();
  EXPECT_THAT(notices, SizeIs(1));
  return std::to_string(number(notices.at(0), "id"));
}

TEST(Letter, SaysWhatTheNoticeSaysInEveryForm) {
  Saldod saldod;
  const std::string letter =
      "/v1/dunning/notices/" + propose(saldod, kLetterhead) + "/letter?format=";
  const std::string text = saldod.get(letter + "text").body;
  EXPECT_THAT(text, HasSubstr("\n90000002 "));
  EXPECT_THAT(text, HasSubstr("DE75 5121 0800 1245 1261 99"));
  EXPECT_THAT(text, HasSubstr("Nordlicht Handel GmbH"));
  EXPECT_THAT(saldod.get(letter + "html").body, HasSubstr(">90000002<"));
  EXPECT_THAT(saldod.get(letter + "pdf").body, StartsWith("%PDF-"));
  EXPECT_THAT(saldod.get(letter + "docx").body, StartsWith("PK\x03\x04"));
  const auto refused = saldod.ask("GET", letter + "odt");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 400);
}

TEST(Letter, EveryLanguageOfTheCustomersHasEveryLetter) {
  Saldod saldod;
  propose(saldod, kLetterhead);
  EXPECT_THAT(saldod.get("/v1/dunning/wordings/check").lines(), SizeIs(0));
}

TEST(Letter, IsntWrittenByACompanyWithoutALetterhead) {
  Saldod saldod;
  const std::string notice = propose(saldod, "");
  const auto refused = saldod.ask("GET", "/v1/dunning/notices/" + notice + "/letter?format=text");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 400);
  EXPECT_THAT(refused->body, HasSubstr("company code 1000 has no letterhead"));
}

}  // namespace
}  // namespace saldo::test
