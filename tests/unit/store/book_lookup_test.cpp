#include "store/book_lookup.hpp"

#include <gtest/gtest.h>

#include <set>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

class Lookup : public testing::Test {
 protected:
  void SetUp() override {
    Customer one = customer("0000100001", "Muster GmbH"),
             two = customer("100002", "Muster GmbH & Co");
    one.ibans = two.ibans = {"DE02120300000000202051"};
    two.ibans.emplace_back("DE75512108001245126199");
    Item first = item("0090000001", "0000100001", 12'300);
    first.references = {{"purchase_order", "45-17"}, {"creditor_reference", "RF18539007547034"}};
    first.terms = {{14, "2.000"}};
    Item second = item("90000001", "100002", 500), cleared = item("7", "0000100001", 0);
    second.due_date = day("2025-12-15");
    second.customer = "0000100001";
    book.post_receivables("erp", {one, two}, {first, second, cleared});
  }
  template <class F>
  auto look(F f) {
    return book.read([&](soci::session& sql) {
      BookLookup lookup(sql);
      return f(lookup);
    });
  }
  static std::string numbers(const std::vector<ItemRow>& rows) {
    std::string out;
    for (const ItemRow& row : rows) out += (out.empty() ? "" : " ") + row.number;
    return out;
  }
  TestBook book;
};

TEST_F(Lookup, FindsItemsByTheirNumberHoweverItIsWritten) {
  const auto rows = look([](BookLookup& l) { return l.items_by_number("90000001"); });
  EXPECT_EQ(numbers(rows), "0090000001 90000001");
  EXPECT_EQ(rows[0].amount, eur(12'300));
  EXPECT_EQ(rows[0].open, eur(12'300));
  EXPECT_EQ(rows[0].due_date, day("2025-12-31"));
  EXPECT_EQ(rows[0].baseline_date, day("2025-12-01"));
  EXPECT_EQ(rows[0].company_code, "1000");
  EXPECT_EQ(rows[0].kind, "invoice");
  EXPECT_EQ(rows[0].terms_json, R"([{"days":14,"percent":"2.000"}])");
  EXPECT_EQ(rows[1].terms_json, "");
}

TEST_F(Lookup, FindsItemsByReferenceOfTheKindAskedFor) {
  EXPECT_EQ(numbers(look([](BookLookup& l) {
              return l.items_by_reference("creditor_reference", "RF18539007547034");
            })),
            "0090000001");
  EXPECT_EQ(numbers(look([](BookLookup& l) {
              return l.items_by_reference("purchase_order", "RF18539007547034");
            })),
            "");
  EXPECT_TRUE(look([](BookLookup& l) { return l.is_reference("purchase_order", "4517"); }));
  EXPECT_FALSE(look([](BookLookup& l) { return l.is_reference("delivery", "4517"); }));
}

TEST_F(Lookup, OpenItemsComeByDueDateWithoutTheCleared) {
  const auto id = book.customer_id("0000100001");
  EXPECT_EQ(numbers(look([&](BookLookup& l) { return l.open_items(id); })), "90000001 0090000001");
}

TEST_F(Lookup, FindsCustomersByIbanNumberAndName) {
  const auto one = book.customer_id("0000100001"), two = book.customer_id("100002");
  using Ids = std::vector<model::CustomerId>;
  EXPECT_EQ(look([](BookLookup& l) { return l.customers_by_iban("DE02120300000000202051"); }),
            (Ids{one, two}));
  EXPECT_EQ(look([](BookLookup& l) { return l.customers_by_iban("DE75512108001245126199"); }),
            Ids{two});
  EXPECT_EQ(look([](BookLookup& l) { return l.customers_by_number("100001"); }), Ids{one});
  EXPECT_EQ(look([](BookLookup& l) { return l.customers_by_name("MUSTERGMBH", false); }), Ids{one});
  EXPECT_EQ(look([](BookLookup& l) { return l.customers_by_name("MUSTERGMBH", true); }),
            (Ids{one, two}));
  EXPECT_EQ(look([](BookLookup& l) { return l.customers_by_name("MUSTERGMBHX", true); }), Ids{});
  EXPECT_EQ(look([&](BookLookup& l) { return l.customer_number(two); }), "100002");
}

TEST_F(Lookup, AnswersAreNotMixedUpWhenAskedAgain) {
  look([](BookLookup& l) {
    EXPECT_EQ(l.items_by_number("90000001").size(), 2u);
    EXPECT_EQ(l.items_by_number("nothing").size(), 0u);
    EXPECT_EQ(l.items_by_number("7").size(), 1u);
    EXPECT_EQ(l.items_by_number("90000001").size(), 2u);
    return 0;
  });
}

TEST_F(Lookup, WalksOverTheNumbersOfAllItems) {
  std::multiset<std::string> all;
  look([&](BookLookup& l) {
    l.for_each_number([&](std::string_view key) { all.emplace(key); });
    return 0;
  });
  EXPECT_EQ(all, (std::multiset<std::string>{"7", "90000001", "90000001"}));
}

}  // namespace
}  // namespace saldo::store
