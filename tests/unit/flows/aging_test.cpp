#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/export.hpp"
#include "flows/reconcile.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

namespace json = boost::json;

std::vector<json::object> aging(Desk& desk, std::optional<Date> as_of = {}) {
  std::vector<json::object> rows;
  export_view(desk.environment(), "aging", as_of, [&](json::object& row) {
    rows.push_back(row);
  }).value();
  return rows;
}

Item due(const std::string& number, const std::string& of, std::int64_t minor, const char* on) {
  Item i = item(number, of, minor);
  i.due_date = day(on);
  return i;
}

TEST(AgingExport, IsALineACustomerAndATotalThatEqualsTheLedger) {
  Desk desk;
  desk.book.post_receivables(
      "erp", {customer("200"), customer("100")},
      {due("1", "100", 1'000, "2026-01-31"), due("2", "100", 200, "2026-01-01"),
       due("3", "200", 4'000, "2025-11-01"), due("4", "200", -500, "2026-01-01")});
  const auto rows = aging(desk, day("2026-01-31"));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], json::parse(R"({"customer":"100","currency":"EUR","current":"10.00",
      "1_30":"2.00","31_60":"0.00","61_90":"0.00","over_90":"0.00","unapplied":"0.00",
      "total":"12.00"})")
                         .as_object());
  EXPECT_EQ(rows[1].at("customer"), "200");
  EXPECT_EQ(rows[1].at("over_90"), "40.00");
  EXPECT_EQ(rows[1].at("total"), "35.00");
  EXPECT_TRUE(rows[2].at("customer").is_null());
  EXPECT_EQ(rows[2].at("total"), "47.00");
  EXPECT_EQ(desk.book.number("SELECT SUM(open_minor) FROM item"), 4'700);
}

TEST(AgingExport, CurrenciesAreNeverAdded) {
  Desk desk;
  Item yen = due("2", "100", 0, "2026-01-31");
  yen.amount = Money{700, Currency::parse("JPY")};
  desk.book.post_receivables("erp", {customer("100")}, {due("1", "100", 1'000, "2026-01-31"), yen});
  std::vector<std::string> totals;
  for (const json::object& row : aging(desk, day("2026-01-31")))
    totals.push_back(std::string(row.at("currency").as_string()) + " " +
                     std::string(row.at("total").as_string()));
  EXPECT_EQ(totals, (std::vector<std::string>{"EUR 10.00", "JPY 700", "EUR 10.00", "JPY 700"}));
}

TEST(AgingExport, WithoutADayItIsToday) {
  Desk desk;
  desk.book.post_receivables("erp", {customer("100")}, {due("1", "100", 1'000, "2025-12-31")});
  desk.clock.time = at_second(0);  // 2026-01-01
  EXPECT_EQ(aging(desk).at(0).at("1_30"), "10.00");
  desk.clock.time = at_second(40 * 86'400);
  EXPECT_EQ(aging(desk).at(0).at("31_60"), "10.00");
}

TEST(AgingExport, UnappliedMoneyIsSetAgainstTheTotal) {
  Desk desk;
  Customer payer = customer("100");
  payer.ibans = {"DE75512108001245126199"};
  desk.book.post_receivables("erp", {payer}, {due("90000001", "100", 1'000, "2025-12-31")});
  Transaction t = transaction(300, "B1");
  t.counterparty_iban = payer.ibans[0];
  t.remittance = {"on account"};
  desk.book.post_bank("bank", statement(0, 300), {t});
  run_reconcile(desk.environment(), {}, {});
  const std::string state = desk.book.text("SELECT state FROM bank_transaction");
  ASSERT_TRUE(state == "unapplied" || state == "proposed") << state;
  EXPECT_EQ(aging(desk, day("2026-01-04")).at(0).at("total"), "10.00");
  EXPECT_EQ(aging(desk, day("2026-01-05")).at(0).at("unapplied"), "-3.00");
  EXPECT_EQ(aging(desk, day("2026-01-05")).at(0).at("total"), "7.00");
}

}  // namespace
}  // namespace saldo::flows
