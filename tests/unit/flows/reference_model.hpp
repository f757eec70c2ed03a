#pragma once

#include <gtest/gtest.h>
#include <soci/soci.h>

#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace saldo::flows {

/// The book once more, as simply as it can be said: what was invoiced, what came in and went out,
/// and every posting in its order. It knows nothing of documents, runs or rules. Amounts are minor
/// units of one currency.
class ReferenceModel {
 public:
  void invoice(const std::string& number, const std::string& customer, std::int64_t minor,
               std::int32_t due_day) {
    items_.emplace(number, Item{customer, minor, due_day});
  }
  /// A payment that names these items, or a return of `takes_back`.
  void transaction(const std::string& reference, std::int64_t minor,
                   std::vector<std::string> names = {}, const std::string& takes_back = {}) {
    transactions_.emplace(reference, Transaction{minor, std::move(names), takes_back});
  }
  bool knows_payment(const std::string& reference) const {
    return transactions_.contains(reference);
  }

  /// Posts what the engine's book has beyond what was posted here, then compares everything.
  void compare(soci::session& sql) {
    post_news(sql);
    compare_items(sql);
    compare_transactions(sql);
    expect_what_is_plain();
  }

 private:
  struct Item {
    std::string customer;
    std::int64_t amount = 0;
    std::int32_t due_day = 0;
    std::int64_t settled = 0;
    std::int64_t open() const { return amount - settled; }
  };
  struct Transaction {
    std::int64_t amount = 0;
    std::vector<std::string> names;
    std::string takes_back;
    std::int64_t paid = 0;
    std::string state;
  };
  struct Posting {
    std::string transaction, item;
    std::int64_t paid = 0, discount = 0, write_off = 0;
    bool undone = false;
  };

  void post_news(soci::session& sql) {
    std::int64_t id = 0, paid = 0, discount = 0, write_off = 0, reverses = 0;
    std::string transaction, item;
    soci::statement query =
        (sql.prepare << "SELECT a.id, t.bank_reference, i.number, a.paid_minor, a.discount_minor, "
                        "a.write_off_minor, COALESCE(a.reverses_id, 0) FROM allocation a JOIN "
                        "bank_transaction t ON t.id = a.transaction_id JOIN item i ON i.id = "
                        "a.item_id WHERE a.id > :last ORDER BY a.id",
         soci::use(last_), soci::into(id), soci::into(transaction), soci::into(item),
         soci::into(paid), soci::into(discount), soci::into(write_off), soci::into(reverses));
    query.execute();
    std::int64_t last = last_;
    while (query.fetch()) {
      post(id, {transaction, item, paid, discount, write_off}, reverses);
      last = id;
    }
    last_ = last;
  }

  void post(std::int64_t id, const Posting& p, std::int64_t reverses) {
    ASSERT_TRUE(items_.contains(p.item)) << p.item;
    ASSERT_TRUE(transactions_.contains(p.transaction)) << p.transaction;
    Item& item = items_.at(p.item);
    const std::int64_t settles = p.paid + p.discount + p.write_off;
    if (reverses != 0) {
      ASSERT_TRUE(postings_.contains(reverses)) << "a counter-posting of nothing";
      Posting& original = postings_.at(reverses);
      EXPECT_FALSE(original.undone) << "undone twice: " << p.item;
      EXPECT_EQ(original.item, p.item);
      EXPECT_EQ(original.paid, -p.paid);
      EXPECT_EQ(original.discount, -p.discount);
      EXPECT_EQ(original.write_off, -p.write_off);
      original.undone = true;
    } else {
      EXPECT_NE(settles, 0);
      EXPECT_EQ(settles > 0, item.amount > 0) << p.item << " is settled the wrong way";
    }
    item.settled += settles;
    EXPECT_LE(std::abs(item.open()), std::abs(item.amount)) << p.item;
    EXPECT_TRUE(item.open() == 0 || (item.open() > 0) == (item.amount > 0))
        << p.item << " is settled beyond zero";
    transactions_.at(p.transaction).paid += p.paid;
    // A counter-posting doesn't stand either: nothing may undo it.
    postings_.emplace(id, p).first->second.undone = reverses != 0;
  }

  void compare_items(soci::session& sql) {
    std::set<std::string> seen;
    std::string number, customer, state;
    std::int64_t open = 0;
    int due = 0;
    soci::statement query =
        (sql.prepare << "SELECT i.number, c.number, i.open_minor, i.due_day, i.state FROM item i "
                        "JOIN customer c ON c.id = i.customer_id",
         soci::into(number), soci::into(customer), soci::into(open), soci::into(due),
         soci::into(state));
    query.execute();
    while (query.fetch()) {
      ASSERT_TRUE(items_.contains(number)) << number;
      const Item& item = items_.at(number);
      EXPECT_EQ(open, item.open()) << number;
      EXPECT_EQ(due, item.due_day) << number << " lost its due date";
      EXPECT_EQ(customer, item.customer);
      EXPECT_EQ(state, item.open() == 0             ? "cleared"
                       : item.open() == item.amount ? "open"
                                                    : "partly_paid")
          << number;
      EXPECT_TRUE(seen.insert(number).second) << number << " stands twice";
    }
    EXPECT_EQ(seen.size(), items_.size());
  }

  void compare_transactions(soci::session& sql) {
    std::set<std::string> seen;
    std::string reference, state;
    std::int64_t amount = 0, unapplied = 0;
    soci::statement query =
        (sql.prepare << "SELECT bank_reference, amount_minor, unapplied_minor, state FROM "
                        "bank_transaction",
         soci::into(reference), soci::into(amount), soci::into(unapplied), soci::into(state));
    query.execute();
    while (query.fetch()) {
      ASSERT_TRUE(transactions_.contains(reference)) << reference;
      Transaction& t = transactions_.at(reference);
      EXPECT_EQ(amount, t.amount) << reference;
      if (state != "not_ar") {
        EXPECT_EQ(unapplied, t.amount - t.paid) << reference;
      }
      EXPECT_TRUE(seen.insert(reference).second) << reference << " stands twice";
      t.state = state;
    }
    EXPECT_EQ(seen.size(), transactions_.size());
  }

  /// What can't be otherwise, whatever the rules are: nothing in is ever "not ours", money out is
  /// unless it takes something back, and a payment that was taken back settles nothing any more.
  void expect_what_is_plain() {
    std::map<std::string, std::int64_t> standing;
    for (const auto& [id, p] : postings_)
      if (!p.undone && p.paid > 0) standing[p.transaction] += p.paid;
    for (const auto& [reference, t] : transactions_) {
      if (t.amount > 0) {
        EXPECT_NE(t.state, "not_ar") << reference;
      } else if (t.takes_back.empty()) {
        EXPECT_TRUE(t.state == "not_ar" || t.state == "new") << reference << " is " << t.state;
      }
      if (t.amount < 0 && t.state == "returned") {
        ASSERT_TRUE(transactions_.contains(t.takes_back)) << reference << " took back nothing";
        EXPECT_EQ(transactions_.at(t.takes_back).state, "returned") << reference;
        EXPECT_EQ(standing[t.takes_back], 0) << t.takes_back << " still settles something";
      }
      for (const auto& [id, p] : postings_)
        if (p.transaction == reference && t.amount > 0 && !t.names.empty()) {
          EXPECT_TRUE(names_customer_of(t, p.item)) << reference << " settled " << p.item;
        }
    }
  }
  bool names_customer_of(const Transaction& t, const std::string& item) const {
    for (const std::string& name : t.names)
      if (items_.contains(name) && items_.at(name).customer == items_.at(item).customer)
        return true;
    return false;
  }

  std::map<std::string, Item> items_;
  std::map<std::string, Transaction> transactions_;
  std::map<std::int64_t, Posting> postings_;
  std::int64_t last_ = 0;
};

}  // namespace saldo::flows
