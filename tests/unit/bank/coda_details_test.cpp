#include "coda_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace coda_documents;

std::vector<Transaction> lines(const std::vector<Movement>& movements) {
  const Decoded result = decode("coda", statement(500000, movements));
  EXPECT_EQ(result.status, SALDO_OK) << result.error.message;
  return result.transactions();
}

Movement detail(int number, std::int64_t cents, const std::string& type, std::string text = "") {
  return {.detail = number,
          .cents = cents,
          .code = type + "0550000",
          .text1 = std::move(text),
          .reference = "DETAIL-" + std::to_string(number)};
}

TEST(CodaDetails, TakeThePlaceOfATotalThatTheySumUpTo) {
  const auto found = lines({{.cents = 100000, .code = "10550000", .customer = "COLLECTION-7"},
                            detail(1, 25000, "5", "first"),
                            detail(2, 75000, "5", "second")});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].amount->to_string(), "250.00");
  EXPECT_EQ(found[0].batch_id, "BANKREF-0001");
  EXPECT_EQ(found[0].bank_reference, "DETAIL-1");
  EXPECT_EQ(found[0].customer_reference, "COLLECTION-7");
  EXPECT_EQ(found[1].batch_index, 2);
  EXPECT_EQ(found[1].batch_count, 2);
  EXPECT_THAT(found[1].remittance, testing::ElementsAre("second"));
}

TEST(CodaDetails, OfATotalByTheBankMayHavePartsOfTheirOwn) {
  const auto found =
      lines({{.cents = 1000, .code = "20150000"},
             detail(1, 400, "6"),
             detail(2, 600, "7"),
             detail(3, 700, "9", "gross"),
             {.detail = 4, .cents = -100, .code = "90137013", .reference = "DETAIL-4"}});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[1].amount->to_string(), "6.00");
  EXPECT_THAT(found[1].remittance, testing::ElementsAre("000 7.00 EUR, gross", "013 -1.00 EUR"));
  ASSERT_EQ(found[1].charges.size(), 1u);
  EXPECT_EQ(found[1].charges[0].amount->to_string(), "-1.00");
}

TEST(CodaDetails, ThatDoNotSumUpStayInTheTextOfTheTotal) {
  TestHost host(bank_entry(), "coda");
  const auto result =
      host.decode(statement(0, {{.cents = 100000, .code = "10550000", .text1 = "collection"},
                                detail(1, 25000, "5", "first"),
                                {.detail = 2,
                                 .cents = 70000,
                                 .code = "50550000",
                                 .structured = true,
                                 .text1 = "101090933755493",
                                 .account = "BE71096123456769",
                                 .name = "JANSSENS NV"}}));
  ASSERT_EQ(result.transactions().size(), 1u);
  EXPECT_EQ(result.transactions()[0].amount->to_string(), "1000.00");
  EXPECT_THAT(result.transactions()[0].remittance,
              testing::ElementsAre("collection", "250.00 EUR, first",
                                   "700.00 EUR, JANSSENS NV, BE71096123456769, 090933755493"));
  EXPECT_EQ(host.counters["bank_unsplit_entries"], 1);
  EXPECT_THAT(host.logs, testing::ElementsAre("line 3: the details don't sum up to the movement, "
                                              "so it stays one line"));
}

TEST(CodaDetails, OfOnePaymentStayWithIt) {
  const auto found = lines({{.cents = -47904, .code = "31341000", .text1 = "INVESTERINGSKREDIET"},
                            {.detail = 1, .cents = -41992, .code = "81341066"},
                            {.detail = 2, .cents = -5912, .code = "81341002"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].amount->to_string(), "-479.04");
  EXPECT_TRUE(found[0].charges.empty());
  EXPECT_THAT(found[0].remittance,
              testing::ElementsAre("INVESTERINGSKREDIET", "066 -419.92 EUR", "002 -59.12 EUR"));
}

TEST(CodaDetails, OfAllOfAPaymentSayMoreOfIt) {
  const auto found =
      lines({{.cents = 5000, .code = "30150000"},
             {.detail = 1,
              .cents = 5000,
              .code = "80150100",
              .text1 = "gross",
              .information = {"1006" + std::string(30, ' ') + "EUR0000000000500000100"}}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].remittance, testing::ElementsAre("gross", "50.00 EUR"));
}

TEST(CodaDetails, OfCostsAloneAreNoCharges) {
  const auto found = lines({{.cents = -968, .code = "33537006"},
                            {.detail = 1, .cents = -800, .code = "83537006"},
                            {.detail = 2,
                             .cents = -168,
                             .code = "83537011",
                             .structured = true,
                             .text1 = "106000000000001680000000000008000002100000000"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].charges.empty());
  EXPECT_THAT(found[0].remittance,
              testing::ElementsAre("006 -8.00 EUR", "011 -1.68 EUR, 1.68 EUR: 21% of 8.00 EUR"));
}

TEST(CodaDetails, OfAPaymentFromAbroadGiveItsOriginalAmountAndCharges) {
  const auto found = lines({{.cents = 9000, .code = "34150000", .name = "US CUSTOMER INC"},
                            {.detail = 1,
                             .cents = 9500,
                             .code = "84150100",
                             .structured = true,
                             .text1 = "105000000000095000000000000100000000095000000USD",
                             .text2 = "090933755493"},
                            {.detail = 2, .cents = -500, .code = "84138013"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].instructed->to_string(), "100.00");
  EXPECT_EQ(found[0].instructed->currency.code(), "USD");
  ASSERT_EQ(found[0].charges.size(), 1u);
  EXPECT_EQ(found[0].charges[0].amount->to_string(), "-5.00");
}

TEST(CodaDetails, AloneFillInForTheirTotal) {
  const auto found =
      lines({{.cents = 62095, .code = "20166000", .text1 = "CENTRAL", .name = "ACME GROUP NV"},
             {.detail = 1, .cents = 62095, .code = "60166000", .reference = "POOL-1"}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].bank_reference, "POOL-1");
  EXPECT_EQ(found[0].batch_count, 1);
  EXPECT_EQ(found[0].counterparty_name, "ACME GROUP NV");
  EXPECT_THAT(found[0].remittance, testing::ElementsAre("CENTRAL"));
}

TEST(CodaDetails, MayBeOfBothSigns) {
  const auto result = decode("coda", statement(0, {{.cents = 5000, .code = "20150000"},
                                                   detail(1, 8000, "6"),
                                                   detail(2, -3000, "6")}));
  EXPECT_EQ(sums_of(result), "EUR 80.00 30.00\n");
}

TEST(CodaDetails, AreFewEnoughToNameOrSaySo) {
  std::vector<Movement> movements{{.cents = 1, .code = "20150000"}};
  for (int i = 1; i <= 203; ++i) movements.push_back(detail(i, 1, "6"));
  const auto found = lines(movements);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].remittance.size(), 201u);
  EXPECT_EQ(found[0].remittance.back(), "and 3 more");
}

}  // namespace
}  // namespace saldo
