#include <random>

#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// A file of random statements that follow each other, and what must come out of it.
class RandomFile {
 public:
  explicit RandomFile(unsigned seed) : random_(seed) {
    for (std::size_t i = 0, n = 1 + pick(4); i < n; ++i) add_statement(i + 1);
  }
  std::string document;
  std::vector<std::int64_t> expected;

 private:
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  static std::string balance(std::int64_t minor) {
    return (minor < 0 ? "D260102EUR" : "C260102EUR") + digits(minor);
  }
  static std::string digits(std::int64_t minor) {
    auto text = Money::format(std::abs(minor), 2);
    text[text.find('.')] = ',';
    return text;
  }
  void add_statement(std::size_t number) {
    const char* end = pick(2) == 0 ? "\r\n" : "\n";
    document += ":20:R" + std::string(end) + ":25:123/456" + end +
                ":28C:" + std::to_string(number) + "/1" + end + ":60F:" + balance(balance_) + end;
    for (std::size_t i = 0, n = pick(30); i < n; ++i) {
      const std::int64_t minor =
          std::uniform_int_distribution<std::int64_t>(-10'000'000'000, 10'000'000'000)(random_);
      const bool reversal = pick(5) == 0;
      const char* mark = reversal ? (minor < 0 ? "RC" : "RD") : (minor < 0 ? "D" : "C");
      document += ":61:2601020102" + std::string(mark) + (pick(2) == 0 ? "R" : "") + digits(minor) +
                  "NTRFREF//B" + end;
      if (pick(3) != 0) document += ":86:166?20EREF+E?21SVWZ+x?32N" + std::string(end);
      expected.push_back(minor);
      balance_ += minor;
    }
    document += ":62F:" + balance(balance_) + end;
    if (pick(2) == 0) document += "-" + std::string(end);
  }

  std::mt19937 random_;
  std::int64_t balance_ = 12345;
};

TEST(Mt940Property, EveryAmountComesOutToTheCent) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomFile random(seed);
    const auto result = decode("mt940", random.document);
    ASSERT_EQ(result.status, SALDO_OK) << seed << ": " << result.error.message;
    std::vector<std::int64_t> found;
    for (const auto& t : result.transactions()) found.push_back(t.amount->minor);
    EXPECT_EQ(found, random.expected) << seed;
  }
}

TEST(Mt940Property, AnyChangedDigitOfAnAmountIsFound) {
  const std::string document =
      ":20:R\n:25:1\n:28C:1\n:60F:C260101EUR100,00\n:61:260102C20,55NTRFX\n:61:260102D7,31NTRFX\n"
      ":62F:C260102EUR113,24\n";
  ASSERT_EQ(rule_of(decode("mt940", document)), "ok");
  for (const char* figure : {"R100,00", "C20,55", "D7,31", "R113,24"}) {
    const std::size_t start = document.find(figure) + 1;
    for (std::size_t i = start; i < start + std::strlen(figure) - 1; ++i) {
      if (document[i] == ',') continue;
      std::string changed = document;
      changed[i] = changed[i] == '9' ? '8' : static_cast<char>(changed[i] + 1);
      EXPECT_EQ(rule_of(decode("mt940", changed)), "statement.balance") << changed;
    }
  }
}

}  // namespace
}  // namespace saldo
