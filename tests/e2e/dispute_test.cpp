#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/story.hpp"
#include "support/process.hpp"
#include "support/saldod.hpp"

/// A dispute as its owner works on it: with the client, beside dunning, over a crash.
namespace saldo::test {
namespace {

using testing::HasSubstr;

class DisputeStory : public testing::Test {
 protected:
  void SetUp() override {
    saldod_.configure(two_connectors() +
                      "jobs:\n"
                      "  - { name: cash-application, kind: reconcile }\n"
                      "  - { name: disputes, kind: disputes, after: [cash-application] }\n"
                      "  - { name: dunning, kind: dunning, procedure: standard }\n"
                      "disputes: { sla: [{ reason: price, days: 3 }] }\n");
    saldod_.start();
    saldod_.submit("erp", "customers.xml", debmas(two_debtors()));
    saldod_.submit("erp", "invoices.xml", invoic(three_bills()));
    saldod_.settle();
  }
  struct Ran {
    int code = -1;
    std::string text;
  };
  /// The client's exit code and all that it prints.
  Ran saldo(std::vector<std::string> words) {
    words.insert(words.begin(), SALDO_BUILD_DIR "/bin/saldo");
    words.insert(words.end(), {"--socket", (saldod_.folder() / "saldo.sock").string()});
    const auto log = saldod_.folder() / ("client" + std::to_string(++ran_) + ".log");
    Process process(words, log);
    const auto code = process.wait(std::chrono::seconds{60});
    return {code.value_or(-1), read_file(log)};
  }
  std::string dunned() {
    saldod_.run("dunning");
    std::string items;
    for (const auto& notice : saldod_.get("/v1/dunning/notices?state=proposed").lines()) {
      const auto shown =
          saldod_.get("/v1/dunning/notices/" + std::to_string(number(notice, "id"))).json();
      for (const auto& item : shown.at("items").as_array())
        items += text(item.as_object(), "number") + " ";
    }
    return items;
  }

  Saldod saldod_;
  int ran_ = 0;
};

TEST_F(DisputeStory, FromOpeningToItsEndWithTheClient) {
  EXPECT_THAT(dunned(), HasSubstr("90000002"));
  const Ran opened = saldo({"dispute", "open", "100001", "--item", "90000002", "--reason", "price",
                            "--their-reason", "PR1", "--format", "jsonl"});
  ASSERT_EQ(opened.code, 0) << opened.text;
  EXPECT_THAT(opened.text, HasSubstr(R"("disputed":"2380.00")"));
  EXPECT_THAT(opened.text, HasSubstr(R"("recalled":1)")) << "the notice that waited for it";
  EXPECT_THAT(dunned(), testing::Not(HasSubstr("90000002")));
  EXPECT_EQ(saldo({"dispute", "resolve", "1", "--as", "credit", "--reason", "x"}).code, 1)
      << "nobody has taken it on";
  EXPECT_EQ(saldo({"dispute", "assign", "1", "bert"}).code, 0);
  EXPECT_EQ(saldo({"dispute", "wait", "1", "--for", "customer"}).code, 0);
  EXPECT_EQ(saldo({"dispute", "resume", "1"}).code, 0);
  EXPECT_EQ(saldo({"dispute", "resolve", "1", "--as", "credit", "--reason", "list of May"}).code,
            0);
  const Ran own = saldo({"dispute", "approve", "1"});
  EXPECT_EQ(own.code, 4) << "who opened it can't approve its credit, whoever it is";
  EXPECT_THAT(own.text, HasSubstr("opened this dispute"));
  saldod_.kill();
  saldod_.start();
  const Ran listed = saldo({"dispute", "list", "--state", "open", "--format", "csv"});
  EXPECT_THAT(listed.text, HasSubstr("resolved"));
  EXPECT_EQ(saldo({"dispute", "reject", "1", "--reason", "list of June"}).code, 0);
  EXPECT_EQ(
      saldo({"dispute", "resolve", "1", "--as", "customer_pays", "--reason", "list of June"}).code,
      0);
  EXPECT_THAT(saldo({"dispute", "show", "1", "--format", "jsonl"}).text,
              HasSubstr(R"("released":"2380.00")"));
  EXPECT_THAT(dunned(), testing::Not(HasSubstr("90000002"))) << "one interval from the closing";
  EXPECT_EQ(saldod_.broken(), "");
  EXPECT_THAT(saldod_.get("/v1/export/audit").body, HasSubstr("dispute.reject"));
}

TEST_F(DisputeStory, EndsByItselfWhenTheCustomerPaysAfterAll) {
  ASSERT_EQ(saldo({"dispute", "open", "100001", "--item", "90000001", "--reason", "damage"}).code,
            0);
  saldod_.submit("bank", "statement.xml", camt053({sheet_of({payment_by_reference()})}));
  saldod_.settle();
  saldod_.run("cash-application");
  saldod_.settle();
  const auto dispute = saldod_.get("/v1/disputes/1").json();
  EXPECT_EQ(text(dispute, "state"), "closed") << "the job that comes after cash application";
  EXPECT_EQ(text(dispute, "paid"), "1190.00");
  EXPECT_EQ(saldod_.broken(), "");
}

}  // namespace
}  // namespace saldo::test
