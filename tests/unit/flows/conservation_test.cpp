#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "flows/reconcile.hpp"
#include "store/verify.hpp"
#include "unit/flows/desk.hpp"
#include "unit/flows/reference_model.hpp"

namespace saldo::flows {
namespace {

/// The power goes at a chosen moment: whatever asks for the time then is abandoned.
class DyingClock final : public Clock {
 public:
  Instant now() const override {
    if (left > 0 && --left == 0) throw std::runtime_error("the power is gone");
    return at_second(9);
  }
  mutable int left = 0;  ///< 0: it lives on
};

constexpr const char* kIbans[] = {"DE75512108001245126199", "DE89370400440532013000",
                                  "ES9121000418450200051332"};

/// One company's weeks, as they may come.
class History {
 public:
  explicit History(std::uint64_t seed)
      : random_(seed), config_(std::make_shared<config::Config>()) {
    config_->digest = "v1";
    std::vector<Customer> customers;
    for (int i = 0; i < 3; ++i) {
      customers.push_back(customer(number_of_customer(i), names_[i]));
      customers.back().ibans = {kIbans[i]};
    }
    book_.post_receivables("customers", customers);
  }

  void run() {
    const int steps = 12 + some_up_to(12);
    for (int i = 0; i < steps; ++i) step();
    reconcile(0);
    check();
  }

 private:
  int some_up_to(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }
  static std::string number_of_customer(int i) { return "10000" + std::to_string(i + 1); }

  void step() {
    switch (some_up_to(11)) {
      case 0:
      case 1:
      case 2:
        return post_items();
      case 3:
      case 4:
      case 5:
        return post_payments();
      case 6:
        return post_return();
      case 7:
        return send_again();
      case 8:
        return undo();
      case 9:
        reconcile(1 + some_up_to(4));
        return check();
      default:
        reconcile(0);
        return check();
    }
  }

  void post_items() {
    std::vector<Item> items;
    for (int n = some_up_to(3); n >= 0; --n) {
      const std::string number = std::to_string(90'000'001 + static_cast<int>(numbers_.size()));
      const int owner = some_up_to(2);
      const bool credit = some_up_to(6) == 0;
      const std::int64_t minor = (credit ? -1 : 1) * (100 + some_up_to(30'000));
      Item i = item(number, number_of_customer(owner), minor);
      i.due_date = day("2026-01-10").plus_days(some_up_to(40));
      items.push_back(i);
      model_.invoice(number, number_of_customer(owner), minor, i.due_date.days());
      numbers_.push_back({number, owner, minor});
    }
    const std::string name = "items " + std::to_string(++documents_);
    book_.post_receivables(name, {}, items);
    sent_items_.emplace_back(name, items);
  }

  struct Known {
    std::string number;
    int owner = 0;
    std::int64_t minor = 0;
  };

  /// Names up to three items of one customer, whole, too little, too much, or of nothing at all.
  Transaction payment(std::vector<std::string>& names) {
    std::int64_t minor = 100 + some_up_to(20'000);
    int owner = some_up_to(2);
    std::string text = "thanks";
    if (!numbers_.empty() && some_up_to(9) != 0) {
      minor = 0;
      text.clear();
      owner = numbers_[static_cast<std::size_t>(some_up_to(static_cast<int>(numbers_.size()) - 1))]
                  .owner;
      for (const Known& k : numbers_)
        if (k.owner == owner && names.size() < 3 && some_up_to(1) == 0) {
          names.push_back(k.number);
          text += k.number + ' ';
          minor += k.minor;
        }
      constexpr std::int64_t kDifferences[] = {0, 0, 0, 0, -1, 3, -500, 700};
      minor =
          std::max<std::int64_t>(1, minor + kDifferences[static_cast<std::size_t>(some_up_to(7))]);
    }
    Transaction t = transaction(minor, "P" + std::to_string(++payments_), booking_day());
    t.remittance = {text};
    t.counterparty_name = names_[owner];
    if (some_up_to(4) != 0) t.counterparty_iban = kIbans[owner];
    if (some_up_to(2) == 0) {
      t.end_to_end_id = "E" + std::to_string(payments_);
      t.mandate_id = "M" + std::to_string(owner);
      debits_.push_back(t);
    }
    return t;
  }

  void post_payments() {
    std::vector<Transaction> all;
    for (int n = some_up_to(3); n >= 0; --n) {
      std::vector<std::string> names;
      all.push_back(some_up_to(9) == 0 ? fee() : payment(names));
      model_.transaction(all.back().bank_reference, all.back().amount->minor, names);
    }
    post_bank(std::move(all));
  }
  Transaction fee() {
    return transaction(-some_up_to(900) - 1, "F" + std::to_string(++payments_), booking_day());
  }

  void post_return() {
    Transaction t = transaction(-1, "R" + std::to_string(++payments_), booking_day());
    std::string taken_back = "nothing";
    if (debits_.empty() || some_up_to(5) == 0) {
      t.amount = eur(-4'711);
      t.end_to_end_id = "NEVER-SEEN";
    } else {
      const Transaction& debit =
          debits_[static_cast<std::size_t>(some_up_to(static_cast<int>(debits_.size()) - 1))];
      const bool with_fee = some_up_to(1) == 0;
      t.amount = eur(-debit.amount->minor - (with_fee ? 350 : 0));
      if (with_fee) t.instructed = debit.amount;
      t.end_to_end_id = debit.end_to_end_id;
      t.mandate_id = debit.mandate_id;
      taken_back = debit.bank_reference;
    }
    t.return_code = "AM04";
    model_.transaction(t.bank_reference, t.amount->minor, {}, taken_back);
    post_bank({t});
  }

  std::string booking_day() const { return day("2026-01-05").plus_days(days_).to_string(); }
  void post_bank(std::vector<Transaction> all) {
    std::int64_t closing = balance_;
    for (const Transaction& t : all) closing += t.amount->minor;
    const Statement s = statement(balance_, closing, booking_day());
    const std::string name = "bank " + std::to_string(++documents_);
    book_.post_bank(name, s, all);
    sent_statements_.emplace_back(s, std::move(all));
    balance_ = closing;
    ++days_;
  }

  /// What was sent comes again: as another file with the same content.
  void send_again() {
    if (!sent_statements_.empty()) {
      const auto& [s, all] = sent_statements_[static_cast<std::size_t>(
          some_up_to(static_cast<int>(sent_statements_.size()) - 1))];
      book_.post_bank("again " + std::to_string(++documents_), s, all);
    }
    if (!sent_items_.empty()) {
      const auto& [name, items] = sent_items_[static_cast<std::size_t>(
          some_up_to(static_cast<int>(sent_items_.size()) - 1))];
      book_.post_receivables(name + " again " + std::to_string(++documents_), {}, items);
    }
  }

  /// A person takes back what was applied; the payment waits again.
  void undo() {
    const std::int64_t id =
        book_.number("SELECT COALESCE(MAX(id), 0) FROM bank_transaction WHERE state = 'applied'");
    if (id == 0) return;
    const model::TransactionId payment{id};
    const std::int64_t minor =
        book_.number("SELECT amount_minor FROM bank_transaction WHERE id = " + std::to_string(id));
    book_.write([&](soci::session& sql) {
      store::add_decision(sql,
                          {.transaction = payment,
                           .run = model::RunId{0},
                           .state = model::TransactionState::suspense,
                           .unapplied = eur(minor),
                           .rule = "person.undone",
                           .reason = "undone",
                           .evidence_json = "[]",
                           .config_version = "v1",
                           .value_date = day("2026-03-01"),
                           .reversals = store::standing_allocations(sql, payment)},
                          at_second(9));
    });
  }

  /// Runs to the end, or until the power goes; then the book is opened anew.
  void reconcile(int dies_after) {
    clock_.left = dies_after;
    ++control_.run;
    const Environment environment{.store = &book_.store(), .clock = &clock_, .config = config_};
    bool died = false;
    try {
      EXPECT_EQ(run_reconcile(environment, {}, control_).end, RunOutcome::End::done);
    } catch (const std::runtime_error&) {
      died = true;
    }
    clock_.left = 0;
    if (died || some_up_to(3) == 0) book_.reopen();
  }

  void check() {
    book_.read([&](soci::session& sql) {
      for (const store::Broken& broken : store::broken_invariants(sql, 3))
        ADD_FAILURE() << "invariant " << broken.invariant << ": " << broken.what;
      model_.compare(sql);
    });
  }

  static constexpr const char* names_[] = {"Alvarez Logistik GmbH", "Boreal Foods S.A.",
                                           "Cobalto Retail Lda."};
  std::mt19937_64 random_;
  std::shared_ptr<config::Config> config_;
  store::TestBook book_;
  DyingClock clock_;
  RunControl control_{.run = 1};
  ReferenceModel model_;
  std::vector<Known> numbers_;
  std::vector<Transaction> debits_;
  std::vector<std::pair<Statement, std::vector<Transaction>>> sent_statements_;
  std::vector<std::pair<std::string, std::vector<Item>>> sent_items_;
  std::int64_t balance_ = 0;
  int documents_ = 0, payments_ = 0, days_ = 0;
};

/// SALDO_HISTORIES says how many; the suite takes a few.
TEST(Conservation, RandomHistoriesWithKillsKeepEveryInvariantAndAgreeWithTheReferenceModel) {
  const char* wanted = std::getenv("SALDO_HISTORIES");
  const int histories = wanted == nullptr ? 20 : std::atoi(wanted);
  for (int seed = 1; seed <= histories; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    History(static_cast<std::uint64_t>(seed)).run();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace saldo::flows
