#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "flows/reconcile.hpp"
#include "unit/api/service.hpp"

namespace saldo::api {
namespace {

using flows::customer;
using flows::eur;
using flows::item;
using flows::statement;
using flows::transaction;
using testing::HasSubstr;

class ReviewRoutes : public testing::Test {
 protected:
  void SetUp() override {
    service.desk.clock.time = store::at_second(100);
    service.desk.book.post_receivables(
        "erp", {customer("100001")},
        {item("90000001", "100001", 12'300), item("90000002", "100001", 5'000)});
    Transaction named = transaction(12'300, "NAMED"), silent = transaction(5'000, "SILENT");
    silent.remittance = {"thank you"};
    service.desk.book.post_bank("bank", statement(0, 17'300), {named, silent});
    const flows::RunControl control{.run = 7};
    flows::run_reconcile(service.desk.environment(), {}, control);
  }
  std::string version(const std::string& transaction) {
    return std::to_string(service.get({"review", transaction}).object().at("version").as_int64());
  }
  Service service;
};

TEST_F(ReviewRoutes, ListNumberedProposalsAndAcceptOneOfTheVersionThatWasSeen) {
  const auto waiting = service.get({"review"}).lines();
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].at("proposals").at(0).at("proposal"), 1);
  EXPECT_EQ(waiting[0].at("amount"), "50.00");
  const std::string seen = version("SILENT");
  const Spoken done =
      service.post({"review", "SILENT", "accept"}, R"({"proposal":1,"version":)" + seen + "}");
  EXPECT_EQ(done.status, 200) << done.text;
  EXPECT_THAT(service.audit(), HasSubstr("unix:anna review.accept transaction "));
  const Spoken late =
      service.post({"review", "SILENT", "accept"}, R"({"proposal":1,"version":)" + seen + "}");
  EXPECT_EQ(late.status, 409);
  EXPECT_THAT(late.error(), HasSubstr("decided on anew"));
  EXPECT_TRUE(service.get({"review"}).lines().empty());
}

TEST_F(ReviewRoutes, RefuseWhatTheyDoNotKnow) {
  const auto refused = [&](const std::string& verb, const std::string& body) {
    return service.post({"review", "SILENT", verb}, body);
  };
  EXPECT_EQ(refused("accept", R"({"proposal":1})").status, 400) << "no version";
  EXPECT_EQ(refused("accept", R"({"version":1,"proposel":1})").status, 400);
  EXPECT_EQ(refused("settle", R"({"version":2,"items":"90000002","reason":"x"})").status, 400);
  EXPECT_EQ(refused("settle", R"({"version":2,"items":[{"number":"1"}],"reason":"x"})").status,
            400);
  EXPECT_EQ(service.post({"review", "NONE", "undo"}, R"({"version":1,"reason":"x"})").status, 404);
  EXPECT_EQ(service.get({"review"}, {{"limit", "0"}}).status, 400);
  EXPECT_EQ(service.desk.book.count("decision WHERE actor IS NOT NULL"), 0);
}

TEST_F(ReviewRoutes, TeachAndForget) {
  service.desk.book.tamper(
      "UPDATE bank_transaction SET counterparty_name = 'Muster Einkauf' WHERE bank_reference = "
      "'SILENT'");
  const Spoken split = service.post(
      {"review", "SILENT", "settle"},
      R"({"items":[{"item":"90000002","amount":"30.00"}],"on_account":"100001","learn":true,)"
      R"("reason":"by phone","version":)" +
          version("SILENT") + "}");
  ASSERT_EQ(split.status, 200) << split.text;
  EXPECT_EQ(split.object().at("unapplied"), "20.00");
  EXPECT_EQ(split.object().at("learnt").at("alias"), "Muster Einkauf");
  const auto learnt = service.get({"export", "learnt"}).lines();
  ASSERT_EQ(learnt.size(), 1u);
  EXPECT_EQ(learnt[0].at("learnt_by"), "unix:anna");
  const std::string id = std::to_string(learnt[0].at("learnt").as_int64());
  EXPECT_EQ(service.post({"learnt", id, "withdraw"}).status, 400) << "no reason";
  EXPECT_EQ(service.post({"learnt", id, "withdraw"}, R"({"reason":"mistaken"})").status, 200);
  EXPECT_EQ(service.post({"learnt", id, "withdraw"}, R"({"reason":"again"})").status, 409);
  EXPECT_EQ(service.get({"export", "learnt"}).lines().at(0).at("state"), "withdrawn");
}

TEST_F(ReviewRoutes, Explain) {
  EXPECT_GT(service.get({"explain", "NAMED"}).lines().size(), 5u);
  EXPECT_EQ(service.get({"explain", "nothing"}).status, 404);
}

TEST_F(ReviewRoutes, Backtest) {
  const std::map<std::string, std::string> period = {{"from", "2026-01-01"}, {"to", "2026-12-31"}};
  const Spoken same = service.post({"policy", "backtest"}, "defaults: {}\n", period);
  ASSERT_EQ(same.status, 200) << same.text;
  EXPECT_EQ(same.lines().back().at("otherwise"), 0);
  const Spoken none =
      service.post({"policy", "backtest"},
                   "defaults: { stages: { invoice_number: { post: false } } }\n", period);
  EXPECT_EQ(none.lines().back().at("otherwise"), 1);
  EXPECT_EQ(service.post({"policy", "backtest"}, "default: {}\n", period).status, 400);
  EXPECT_EQ(service.post({"policy", "backtest"}, "defaults: {}\n").status, 400) << "no period";
}

}  // namespace
}  // namespace saldo::api
