#include <random>

#include "norma43_files.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// A file of random accounts, and the amounts that must come out of it.
class RandomFile {
 public:
  explicit RandomFile(unsigned seed) : random_(seed) {
    Norma43File file;
    file.end = pick(2) == 0 ? "\r\n" : "\n";
    for (std::size_t accounts = 1 + pick(3); accounts > 0; --accounts) {
      file.account = "21000418" + digits(static_cast<std::int64_t>(1 + pick(1'000'000)), 10);
      file.begin(amount());
      for (std::size_t entries = pick(20); entries > 0; --entries) add_entry(file);
      file.close();
    }
    document = file.finish();
  }
  std::string document;
  std::vector<std::int64_t> expected;

 private:
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::int64_t amount() {
    return std::uniform_int_distribution<std::int64_t>(-1'000'000'000, 1'000'000'000)(random_);
  }
  void add_entry(Norma43File& file) {
    expected.push_back(amount());
    file.entry(expected.back());
    for (std::size_t n = pick(6); n > 0; --n)
      file.say("0" + std::to_string(1 + pick(5)), std::string(pick(77), 'A'));
    if (pick(4) == 0) file.record("240184000000000050000");
  }
  std::mt19937 random_;
};

std::vector<std::int64_t> amounts(const Decoded& decoded) {
  std::vector<std::int64_t> out;
  for (const auto& t : decoded.transactions()) out.push_back(t.amount->minor);
  return out;
}

TEST(Norma43Property, EveryAmountComesOutToTheCent) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomFile random(seed);
    const auto result = decode("norma43", random.document);
    ASSERT_EQ(result.status, SALDO_OK) << seed << ": " << result.error.message;
    EXPECT_EQ(amounts(result), random.expected) << seed;
    EXPECT_EQ(lines_of(decode("norma43", random.document, 1)), lines_of(result)) << seed;
  }
}

TEST(Norma43Property, AFileThatIsCutAnywhereIsRefused) {
  for (const unsigned seed : {1u, 2u, 3u}) {
    const std::string document = RandomFile(seed).document;
    const std::size_t end = document.find_last_not_of("\r\n") + 1;
    for (std::size_t n = 0; n < end; ++n) {
      const auto result = decode("norma43", document.substr(0, n));
      ASSERT_EQ(result.status, SALDO_E_REJECTED) << n;
      EXPECT_STRNE(result.error.rule, "");
    }
    for (std::size_t n = end; n <= document.size(); ++n)
      EXPECT_EQ(rule_of(decode("norma43", document.substr(0, n))), "ok");
  }
}

TEST(Norma43Property, AChangedByteIsFoundOrChangesNoAmount) {
  std::mt19937 random(7);
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomFile file(seed);
    for (int i = 0; i < 200; ++i) {
      std::string changed = file.document;
      changed[random() % changed.size()] = static_cast<char>(random());
      const auto result = decode("norma43", changed);
      if (result.status == SALDO_OK && result.refusals().empty()) {
        EXPECT_EQ(amounts(result), file.expected) << changed;
      } else if (result.status != SALDO_OK) {
        EXPECT_EQ(result.status, SALDO_E_REJECTED) << result.error.message;
      }
    }
  }
}

TEST(Norma43Property, MemoryDoesNotGrowWithTheFile) {
  Norma43File file;
  file.begin(0);
  for (int i = 0; i < 20'000; ++i) file.entry(100).say("01", "TEXTO");
  const std::string document = file.close().finish();
  TestHost host(bank_entry(), "norma43");
  std::size_t seen = 0;
  host.on_record = [&](const saldo_record&) -> std::uint32_t { return ++seen, SALDO_OK; };
  std::size_t given = 0, largest = 0;
  const auto result = host.decode_stream(
      [&](char* to, std::size_t capacity) {
        largest = std::max(largest, capacity);
        const std::size_t n = document.copy(to, std::min<std::size_t>(capacity, 4096), given);
        given += n;
        return n;
      },
      document.size());
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(seen, 20'001u);
  EXPECT_LE(largest, std::size_t{256} << 10);
}

}  // namespace
}  // namespace saldo
