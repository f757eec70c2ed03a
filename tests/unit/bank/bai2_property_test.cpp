#include <random>

#include "bai2_documents.hpp"
#include "bank_testing.hpp"

namespace saldo {
namespace {

using namespace bank_testing;

/// A file of random groups, and what must come out of it.
class RandomBai2 {
 public:
  explicit RandomBai2(unsigned seed) : random_(seed) {
    std::string groups;
    std::int64_t sum = 0;
    const std::size_t n = 1 + pick(3);
    for (std::size_t i = 0; i < n; ++i) {
      std::vector<Bai2Account> accounts(1 + pick(4));
      for (auto& account : accounts) {
        account = random_account();
        sum += account.sum;
      }
      groups += bai2_group(accounts);
    }
    document = kBai2File + groups + "99," + std::to_string(sum) + "," + std::to_string(n) + "," +
               std::to_string(lines_in(groups) + 2) + "/\n";
  }
  std::string document;
  std::vector<std::int64_t> expected;

 private:
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::string one_of(std::initializer_list<const char*> choices) {
    return choices.begin()[pick(choices.size())];
  }
  Bai2Account random_account() {
    Bai2Account account;
    std::string details;
    std::int64_t balance = 12'345, sum = 0;
    for (std::size_t i = 0, n = pick(20); i < n; ++i) {
      const auto minor = std::uniform_int_distribution<std::int64_t>(1, 10'000'000'000)(random_);
      const bool credit = pick(2) == 0;
      details += "16," + one_of(credit ? std::initializer_list<const char*>{"115", "142", "399"}
                                       : std::initializer_list<const char*>{"451", "475", "699"});
      details += one_of({",", ",+", ",000", "/\n88,"}) + std::to_string(minor);
      details +=
          one_of({",Z,", ",,", ",0,", ",S,1,2,3,", ",V,260107,,", ",D,1,0,7,", "/\n88,Z/\n88,"});
      details += one_of({"BREF,CREF,TEXT, 1/2", ",,/", "B/\n88,C/\n88,TEXT/", ",,\n88,16,5\n88,X"});
      details += "\n";
      expected.push_back(credit ? minor : -minor);
      balance += expected.back();
      sum += minor;
    }
    account.lines = "03,1,USD,010,12345,,,015," + std::to_string(balance) + ",,/\n" + details;
    account.sum = 12'345 + balance + sum;
    return account;
  }

  std::mt19937 random_;
};

std::vector<std::int64_t> amounts_of(const Decoded& d) {
  std::vector<std::int64_t> amounts;
  for (const auto& t : d.transactions()) amounts.push_back(t.amount->minor);
  return amounts;
}

TEST(Bai2Property, EveryAmountComesOutToTheCent) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RandomBai2 random(seed);
    const auto result = decode("bai2", random.document);
    ASSERT_EQ(result.status, SALDO_OK) << seed << ": " << result.error.message << random.document;
    EXPECT_EQ(amounts_of(result), random.expected) << seed;
    EXPECT_TRUE(result.refusals().empty());
    for (const auto& s : result.statements()) EXPECT_EQ(s.kind, "booked");
  }
}

TEST(Bai2Property, PiecesOfAnySizeGiveTheSame) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomBai2 random(seed);
    const auto whole = lines_of(decode("bai2", random.document));
    for (const std::size_t chunk : {1, 2, 7, 64, 1000})
      EXPECT_EQ(lines_of(decode("bai2", random.document, chunk)), whole) << seed;
  }
}

TEST(Bai2Property, LinesLongerThanAChunkOfTheInputAreRead) {
  std::string lines = "03,1,,/\n";
  std::int64_t n = 0;
  // More than the window, so that lines are cut by its chunks at many places.
  while (lines.size() < 600'000) {
    ++n;
    lines += "16,165," + std::to_string(n) + ",Z,B" + std::to_string(n) + ",,TEXT " +
             std::string(static_cast<std::size_t>(n) % 97, 'x') + "\r\n";
  }
  const auto result = decode("bai2", bai2_document({{lines, n * (n + 1) / 2}}));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto transactions = result.transactions();
  ASSERT_EQ(static_cast<std::int64_t>(transactions.size()), n);
  for (std::int64_t i = 0; i < n; ++i)
    EXPECT_EQ(transactions[static_cast<std::size_t>(i)].bank_reference,
              "B" + std::to_string(i + 1));
}

TEST(Bai2Property, ACutAtAnyByteIsAnError) {
  for (unsigned seed = 0; seed < 5; ++seed) {
    const std::string document = RandomBai2(seed).document;
    // Without the slash and the line end all figures are still there.
    for (std::size_t n = 0; n < document.size() - 2; ++n) {
      const auto result = decode("bai2", document.substr(0, n));
      EXPECT_EQ(result.status, SALDO_E_REJECTED) << seed << " " << n;
      EXPECT_STRNE(result.error.rule, "");
    }
  }
}

TEST(Bai2Property, AChangedByteNeverGivesOtherSumsInSilence) {
  std::mt19937 random(1);
  for (unsigned seed = 0; seed < 60; ++seed) {
    const RandomBai2 original(seed);
    for (int i = 0; i < 60; ++i) {
      std::string changed = original.document;
      const auto at = std::uniform_int_distribution<std::size_t>(0, changed.size() - 1)(random);
      changed[at] = static_cast<char>(std::uniform_int_distribution<int>(0, 255)(random));
      const auto result = decode("bai2", changed);
      if (result.status != SALDO_OK) {
        EXPECT_EQ(result.status, SALDO_E_REJECTED);
        continue;
      }
      if (!result.refusals().empty()) continue;
      std::size_t booked = 0;
      for (const auto& s : result.statements()) booked += s.kind == "booked" ? 1 : 0;
      if (booked != result.statements().size()) continue;  // says that it proves less
      EXPECT_EQ(amounts_of(result), original.expected) << changed[at] << " at " << at;
    }
  }
}

}  // namespace
}  // namespace saldo
