#include <random>

#include "cfonb120_files.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// A file of random statements, and the amounts that must come out of it.
class RandomFile {
 public:
  explicit RandomFile(unsigned seed) : random_(seed) {
    CfonbFile file;
    const char* ends[] = {"\n", "\r\n", ""};
    file.end = ends[pick(3)];
    for (std::size_t n = 1 + pick(3); n > 0; --n) {
      file.account = std::to_string(10'000'000'000 + static_cast<std::int64_t>(pick(1'000'000)));
      file.begin(amount());
      for (std::size_t entries = pick(20); entries > 0; --entries) {
        expected.push_back(amount());
        file.entry(expected.back());
        for (std::size_t details = pick(4); details > 0; --details)
          file.say(pick(2) == 0 ? "LIB" : "NPY", std::string(pick(70), 'A'));
      }
      file.close();
      statement_ends.push_back(file.text().size() - file.end.size());
    }
    document = file.text();
  }
  std::string document;
  std::vector<std::int64_t> expected;
  std::vector<std::size_t> statement_ends;

 private:
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::int64_t amount() {
    return std::uniform_int_distribution<std::int64_t>(-1'000'000'000, 1'000'000'000)(random_);
  }
  std::mt19937 random_;
};

std::vector<std::int64_t> amounts(const Decoded& decoded) {
  std::vector<std::int64_t> out;
  for (const auto& t : decoded.transactions()) out.push_back(t.amount->minor);
  return out;
}

TEST(Cfonb120Property, EveryAmountComesOutToTheCent) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomFile random(seed);
    const auto result = decode("cfonb120", random.document);
    ASSERT_EQ(result.status, SALDO_OK) << seed << ": " << result.error.message;
    EXPECT_EQ(amounts(result), random.expected) << seed;
    EXPECT_EQ(lines_of(decode("cfonb120", random.document, 1)), lines_of(result)) << seed;
  }
}

/// Nothing tells that a statement is missing where the file ends behind a record 07, whose blanks
/// may have been trimmed. Anywhere else the cut is found.
TEST(Cfonb120Property, AFileThatIsCutWithinAStatementIsRefused) {
  for (unsigned seed = 0; seed < 4; ++seed) {
    const RandomFile file(seed);
    for (std::size_t n = 0; n < file.document.size(); ++n) {
      bool whole = false;
      for (const std::size_t end : file.statement_ends)
        whole = whole || n == end - 16 ||
                (n >= end && file.document.find_first_not_of("\r\n", end) >= n);
      const auto result = decode("cfonb120", file.document.substr(0, n));
      if (whole)
        EXPECT_EQ(rule_of(result), "ok") << n;
      else
        EXPECT_EQ(result.status, SALDO_E_REJECTED) << n;
    }
  }
}

TEST(Cfonb120Property, AChangedByteIsFoundOrChangesNoAmount) {
  std::mt19937 random(7);
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomFile file(seed);
    for (int i = 0; i < 200; ++i) {
      std::string changed = file.document;
      changed[random() % changed.size()] = static_cast<char>(random());
      const auto result = decode("cfonb120", changed);
      if (result.status == SALDO_OK && result.refusals().empty()) {
        EXPECT_EQ(amounts(result), file.expected) << changed;
      } else if (result.status != SALDO_OK) {
        EXPECT_EQ(result.status, SALDO_E_REJECTED) << result.error.message;
      }
    }
  }
}

}  // namespace
}  // namespace saldo
