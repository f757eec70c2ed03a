#include <random>

#include "bank_testing.hpp"
#include "camt_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

/// A statement of random entries, and what must come out of it.
struct RandomStatement {
  explicit RandomStatement(unsigned seed) : random(seed) {
    const char* currencies[] = {"EUR", "JPY", "KWD"};
    currency = Currency::parse(currencies[pick(3)]);
    std::int64_t balance_minor = amount();
    const std::string opening = text(balance_minor);
    const std::size_t count = pick(40);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t minor = add_entry();
      balance_minor += minor;
    }
    document = camt_documents::one(opening, entries, text(balance_minor), code());
  }

  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
  }
  std::int64_t amount() {
    return std::uniform_int_distribution<std::int64_t>(-1'000'000'000'000,
                                                       1'000'000'000'000)(random);
  }
  std::string code() const { return std::string(currency.code()); }
  std::string text(std::int64_t minor) const { return Money{minor, currency}.to_string(); }

  /// One entry of one to four transactions; returns what it books.
  std::int64_t add_entry() {
    const std::size_t parts = 1 + pick(4);
    std::string inner;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < parts; ++i) {
      const std::int64_t minor = amount();
      sum += minor;
      expected.push_back(minor);
      inner += element("TxDtls", signed_amount(text(minor), code()));
    }
    entries += entry(text(sum), details(inner), "BOOK", code());
    return sum;
  }

  std::mt19937 random;
  Currency currency;
  std::string entries, document;
  std::vector<std::int64_t> expected;
};

TEST(CamtProperty, EveryAmountComesOutToTheCent) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomStatement random(seed);
    const auto result = decode("camt", random.document);
    ASSERT_EQ(result.status, SALDO_OK) << seed << ": " << result.error.message;
    std::vector<std::int64_t> found;
    std::int64_t credit = 0, debit = 0;
    for (const auto& t : result.transactions()) {
      found.push_back(t.amount->minor);
      (t.amount->minor < 0 ? debit : credit) += std::abs(t.amount->minor);
      EXPECT_EQ(t.index, static_cast<std::int64_t>(found.size()));
    }
    EXPECT_EQ(found, random.expected) << seed;
    const auto statement = result.statements().at(0);
    EXPECT_EQ(statement.transactions, static_cast<std::int64_t>(found.size()));
    EXPECT_EQ(statement.total_credit->minor, credit);
    EXPECT_EQ(statement.total_debit->minor, debit);
    EXPECT_EQ(statement.opening.amount->minor + credit - debit, statement.closing.amount->minor);
  }
}

TEST(CamtProperty, AnyChangedDigitOfAnAmountIsFound) {
  const std::string document =
      one("100.00", entry("20.55", details(transaction("20.55"))) + entry("-7.31"), "113.24");
  ASSERT_EQ(rule_of(decode("camt", document)), "ok");
  for (const char* figure : {">100.00<", ">20.55<", ">7.31<", ">113.24<"}) {
    const std::size_t start = document.find(figure) + 1;
    for (std::size_t i = start; document[i] != '<'; ++i) {
      if (document[i] == '.') continue;
      std::string changed = document;
      changed[i] = changed[i] == '9' ? '8' : static_cast<char>(changed[i] + 1);
      EXPECT_EQ(rule_of(decode("camt", changed)), "statement.balance") << figure << i;
    }
  }
}

}  // namespace
}  // namespace saldo
