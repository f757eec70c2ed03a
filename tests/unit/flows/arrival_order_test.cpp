#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <random>

#include "flows/reconcile.hpp"
#include "store/exports.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {
namespace {

/// A day's items and payments: named, short, doubled, of equal amounts, of strangers.
struct Day {
  std::vector<Customer> customers;
  std::vector<Item> items;
  std::vector<Transaction> payments;
};

Day some_day(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  const auto some_up_to = [&](int most) {
    return std::uniform_int_distribution<int>(0, most)(random);
  };
  constexpr const char* kIbans[] = {"DE75512108001245126199", "DE89370400440532013000",
                                    "ES9121000418450200051332"};
  Day d;
  for (int c = 0; c < 3; ++c) {
    d.customers.push_back(customer("10000" + std::to_string(c), "Kunde " + std::to_string(c)));
    d.customers.back().ibans = {kIbans[c]};
  }
  for (int i = 0; i < 24; ++i)
    d.items.push_back(item(std::to_string(90'000'001 + i), "10000" + std::to_string(i % 3),
                           i % 4 == 0 ? 5'000 : 1'000 + some_up_to(9'000)));
  for (int i = 0; i < 40; ++i) {
    const Item& paid = d.items[static_cast<std::size_t>(some_up_to(23))];
    constexpr std::int64_t kDifferences[] = {0, 0, 0, -20, 250};
    Transaction t =
        transaction(paid.amount->minor + kDifferences[static_cast<std::size_t>(some_up_to(4))],
                    "B" + std::to_string(i));
    t.remittance = {some_up_to(3) == 0 ? "with thanks" : "Invoice " + paid.number};
    t.counterparty_iban = kIbans[(std::stoi(paid.number) - 90'000'001) % 3];
    t.counterparty_name = "Kunde";
    d.payments.push_back(t);
  }
  return d;
}

/// Everything that a user sees of the decisions, after one statement with the payments in this
/// order.
std::string decided(const Day& d, const std::vector<Transaction>& payments) {
  Desk desk;
  desk.book.post_receivables("erp", d.customers, d.items);
  std::int64_t sum = 0;
  for (const Transaction& t : payments) sum += t.amount->minor;
  desk.book.post_bank("bank", statement(0, sum), payments);
  RunControl control{.run = 7};
  EXPECT_EQ(run_reconcile(desk.environment(), {}, control).end, RunOutcome::End::done);
  return desk.book.read([](soci::session& sql) {
    std::string all;
    for (const char* view : {"cash-application", "allocations", "items"})
      store::export_view(sql, view, std::nullopt, [&](boost::json::object& row) {
        row.erase("at");
        all += boost::json::serialize(row) + '\n';
      }).value();
    return all;
  });
}

TEST(ArrivalOrder, TheSameBookDecidesTheSameByteForByteHoweverADaysPaymentsArrive) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const Day d = some_day(seed);
    std::vector<Transaction> payments = d.payments;
    const std::string first = decided(d, payments);
    EXPECT_NE(first.find("\"applied\""), std::string::npos);
    std::mt19937_64 random(seed);
    for (int shuffle = 0; shuffle < 3; ++shuffle) {
      std::shuffle(payments.begin(), payments.end(), random);
      EXPECT_EQ(decided(d, payments), first) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace saldo::flows
