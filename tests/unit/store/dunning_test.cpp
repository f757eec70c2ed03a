#include "store/dunning.hpp"

#include <gtest/gtest.h>

#include "store/dunning_accounts.hpp"
#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

std::vector<AccountToDun> accounts(TestBook& book, const char* as_of = "2026-02-01") {
  std::vector<AccountToDun> all;
  book.read([&](soci::session& sql) {
    for_each_account(sql, {.as_of = day(as_of)}, [&](const AccountToDun& a) { all.push_back(a); });
  });
  return all;
}

NewNotice notice(TestBook& book, const std::string& key) {
  return {.run = model::RunId{1},
          .idempotency_key = key,
          .procedure = "standard",
          .config_version = "v1",
          .company_code = "1000",
          .customer = book.customer_id("100001"),
          .run_date = day("2026-02-01"),
          .level = 1,
          .amount = eur(300),
          .fee = eur(0),
          .items = {{.item = book.item_id("1"),
                     .level = 2,
                     .days_overdue = 32,
                     .amount = eur(300),
                     .open = eur(300)}}};
}

TEST(DunningData, ItemsComeByCustomerCompanyAndCurrency) {
  TestBook book;
  Customer dunned = customer("100001");
  dunned.dunning_procedure = "standard";
  dunned.dunning_block = "A";
  Item dollars = item("3", "100001", 0), other_company = item("4", "100001", 400),
       later = item("5", "100001", 500);
  dollars.amount = Money{70, Currency::parse("USD")};
  other_company.company_code = "2000";
  later.posting_date = day("2026-02-02");
  book.post_receivables("erp", {customer("100002"), dunned},
                        {item("9", "100002", 900), item("1", "100001", 300),
                         item("2", "100001", -50), dollars, other_company, later});
  const auto all = accounts(book);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0].customer_number, "100001");
  EXPECT_EQ(all[0].company_code, "1000");
  EXPECT_EQ(all[0].currency, euro());
  EXPECT_EQ(all[0].dunning_procedure, "standard");
  EXPECT_EQ(all[0].dunning_block, "A");
  ASSERT_EQ(all[0].items.size(), 2u);
  EXPECT_EQ(all[0].items[0].open, eur(300));
  EXPECT_EQ(all[0].items[1].kind, "credit_memo");
  EXPECT_EQ(all[1].currency.code(), "USD");
  EXPECT_EQ(all[2].company_code, "2000");
  EXPECT_EQ(all[2].dunning_procedure, "") << "that company code has no terms for the customer";
  EXPECT_EQ(all[3].customer_number, "100002");
  EXPECT_EQ(accounts(book, "2026-02-02").at(0).items.size(), 3u);
}

TEST(DunningData, UnappliedMoneyOfTheCustomerIsTold) {
  TestBook book;
  book.post_receivables("erp", {customer("100001")}, {item("1", "100001", 300)});
  book.post_bank("bank", statement(0, 100), {transaction(100, "B1")});
  const NewDecision d{.transaction = book.transaction_id("B1"),
                      .state = model::TransactionState::unapplied,
                      .customer = book.customer_id("100001"),
                      .unapplied = eur(100),
                      .rule = "test",
                      .evidence_json = "[]",
                      .value_date = day("2026-01-05")};
  book.write([&](soci::session& sql) { add_decision(sql, d, at_second(1)); });
  EXPECT_EQ(accounts(book).at(0).unapplied, eur(100));
}

TEST(DunningData, ANoticeIsProposedOnce) {
  TestBook book;
  book.post_receivables("erp", {customer("100001")}, {item("1", "100001", 300)});
  const auto add = [&](const std::string& key) {
    const NewNotice n = notice(book, key);
    return book.write([&](soci::session& sql) { return NoticeWriter(sql).add(n, at_second(1)); });
  };
  EXPECT_TRUE(add("k1"));
  EXPECT_FALSE(add("k1"));
  EXPECT_TRUE(add("k2"));
  EXPECT_EQ(book.count("dunning_notice"), 2);
  EXPECT_EQ(book.count("dunning_notice_item"), 2);
}

TEST(DunningData, OnlyWhatWasSentCounts) {
  TestBook book;
  book.post_receivables("erp", {customer("100001")}, {item("1", "100001", 300)});
  const NewNotice n = notice(book, "k1");
  book.write([&](soci::session& sql) { NoticeWriter(sql).add(n, at_second(1)); });
  EXPECT_TRUE(accounts(book).at(0).last_sent_at_all().empty());
  EXPECT_EQ(accounts(book).at(0).items.at(0).sent_level, 0);
  book.tamper("UPDATE dunning_notice SET state = 'sent'");
  EXPECT_EQ(accounts(book).at(0).last_sent_at_all(), day("2026-02-01"));
  EXPECT_EQ(accounts(book).at(0).items.at(0).sent_level, 2);
}

TEST(DunningData, BankAccountsTellHowFarTheyReachAndTheirFirstGap) {
  TestBook book;
  book.post_bank("1", statement(0, 100), {transaction(100, "B1")});
  book.post_bank("3", statement(150, 150, "2026-01-07"), {});
  book.post_bank("5", statement(170, 170, "2026-01-09"), {});
  Statement other = statement(0, 0, "2026-01-06");
  other.account_iban = "DE75512108001245126199";
  book.post_bank("other", other, {});
  const auto chains = book.read([](soci::session& sql) { return bank_account_chains(sql); });
  ASSERT_EQ(chains.size(), 2u);
  EXPECT_EQ(chains[0].account, "DE02120300000000202051");
  EXPECT_EQ(chains[0].last_closing, day("2026-01-09"));
  EXPECT_TRUE(chains[0].gap);
  EXPECT_NE(chains[0].gap_detail.find("2026-01-07"), std::string::npos) << chains[0].gap_detail;
  EXPECT_FALSE(chains[1].gap);
  EXPECT_EQ(chains[1].last_closing, day("2026-01-06"));
}

}  // namespace
}  // namespace saldo::store
