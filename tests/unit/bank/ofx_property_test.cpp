#include <random>

#include "bank_testing.hpp"
#include "ofx_documents.hpp"

namespace saldo {
namespace {

using namespace bank_testing;
using namespace ofx_documents;

/// A file of random statements, in the styles of both versions, and what must come out of it.
class RandomFile {
 public:
  explicit RandomFile(unsigned seed) : random_(seed) {
    std::string responses;
    for (std::size_t i = 0, n = 1 + pick(4); i < n; ++i) {
      std::string lines;
      for (std::size_t k = 0, m = pick(20); k < m; ++k) lines += line();
      responses += response(list(lines));
    }
    document = file_of(responses);
  }
  std::string document;
  std::vector<std::int64_t> expected;

 private:
  std::size_t pick(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::string element(const std::string& name, const std::string& value) {
    const char* end = pick(3) == 0 ? "\r\n" : "";
    return "<" + name + ">" + value + (pick(2) == 0 ? "</" + name + ">" : "") + end;
  }
  std::string line() {
    const std::int64_t minor =
        std::uniform_int_distribution<std::int64_t>(-10'000'000'000, 10'000'000'000)(random_);
    expected.push_back(minor);
    std::string amount = Money::format(minor, 2);
    if (pick(3) == 0) amount[amount.find('.')] = ',';
    if (minor > 0 && pick(3) == 0) amount.insert(0, "+");
    std::string out = "<STMTTRN>" + element("TRNTYPE", minor < 0 ? "DEBIT" : "CREDIT") +
                      element("DTPOSTED", "20260115") + element("TRNAMT", amount) +
                      element("FITID", "x");
    if (pick(2) == 0) out += element("CHECKNUM", "");
    if (pick(2) == 0) out += element("NAME", "A & B");
    if (pick(3) == 0) out += element("MEMO", "<![CDATA[</STMTTRN>]]>");
    return out + "</STMTTRN>" + (pick(2) == 0 ? "\n" : "");
  }
  std::mt19937 random_;
};

std::vector<std::int64_t> amounts_of(const Decoded& result) {
  std::vector<std::int64_t> found;
  for (const auto& t : result.transactions()) found.push_back(t.amount->minor);
  return found;
}

TEST(OfxProperty, EveryAmountComesOutToTheCent) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const RandomFile random(seed);
    const auto result = decode("ofx", random.document);
    ASSERT_EQ(result.status, SALDO_OK) << seed << ": " << result.error.message;
    EXPECT_EQ(amounts_of(result), random.expected) << seed;
  }
}

TEST(OfxProperty, OneByteAtATimeGivesTheSame) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const RandomFile random(seed);
    EXPECT_EQ(lines_of(decode("ofx", random.document, 1)),
              lines_of(decode("ofx", random.document)));
  }
}

TEST(OfxProperty, ACutAtEveryByteIsRefused) {
  const std::string document =
      file_of(response(list(transaction("5.00", "<NAME>A &amp; B<!-- c --><MEMO>m"))) +
              response(list(transaction("-7.00", "<MEMO><![CDATA[x]]></MEMO>")) +
                       "<LEDGERBAL><BALAMT>1.00<DTASOF>20260131</LEDGERBAL>"));
  ASSERT_EQ(rule_of(decode("ofx", document)), "ok");
  for (std::size_t n = 0; n + 1 < document.size(); ++n) {
    const auto result = decode("ofx", document.substr(0, n));
    EXPECT_EQ(result.status, SALDO_E_REJECTED) << n;
    EXPECT_STRNE(result.error.message, "");
  }
}

TEST(OfxProperty, AChangedByteIsRefusedOrChangesNothingButTheValueItStandsIn) {
  const std::string document = file_of(
      response(list(transaction("5.00", "<NAME>Ada") + transaction("-7.00", "<MEMO>x</MEMO>"))));
  const auto good = decode("ofx", document);
  ASSERT_EQ(good.status, SALDO_OK);
  const std::size_t first = document.find("<OFX>");
  for (std::size_t i = first; i < document.size(); ++i)
    for (const char c : {'<', '>', '/', '&', 'X', '0', ' ', '\n', '\0', '\xE9'}) {
      std::string changed = document;
      if (changed[i] == c) continue;
      changed[i] = c;
      const auto result = decode("ofx", changed);
      if (result.status != SALDO_OK) {
        EXPECT_EQ(result.status, SALDO_E_REJECTED);
        continue;
      }
      if (!result.refusals().empty()) continue;  // an answer of the bank was damaged
      EXPECT_EQ(result.transactions().size(), 2u) << changed;
      const bool in_amount = document.rfind("<TRNAMT>", i) + 8 <= i &&
                             i < document.find('<', document.rfind("<TRNAMT>", i) + 8);
      if (in_amount) continue;
      EXPECT_EQ(amounts_of(result), amounts_of(good)) << changed;
    }
}

}  // namespace
}  // namespace saldo
