#include <gtest/gtest.h>

#include "saldo/testing.hpp"

namespace saldo {
namespace {

/// Emits each line of its document as a transaction's remittance.
class Lines : public Decoder {
 public:
  using Decoder::Decoder;
  int identify(std::string_view head, std::string_view) const override {
    return head.starts_with("lines") ? 80 : 0;
  }
  void decode(Input& input, Records& records) override {
    std::string all;
    char buffer[16];
    while (const std::size_t n = input.read(buffer, sizeof buffer)) all.append(buffer, n);
    host.log(SALDO_LOG_INFO, host.option("greeting").value_or("none"));
    host.count("lines", 2);
    host.stop_if_asked();
    Transaction t;
    t.remittance = {all};
    t.amount = Money{-1230, Currency::parse("EUR")};
    records.emit(t);
    if (all.ends_with("!"))
      throw Rejected("end.mark", "it ends in '!'")
          .at_place({1, 7})
          .figures(".", "!")
          .holds(Money{5, Currency::parse("EUR")});
  }
};

SALDO_PLUGIN("test.lines", "1", SALDO_COMPONENT("lines", Lines))

TEST(TestHost, CollectsRecordsAndLogs) {
  TestHost host(SALDO_ENTRY_NAME(), "lines", {{"greeting", "hello"}});
  EXPECT_EQ(host.identify("lines: a"), 80);
  EXPECT_EQ(host.identify("other"), 0);
  const auto result = host.decode("some text", 1);
  EXPECT_EQ(result.status, SALDO_OK);
  ASSERT_EQ(result.transactions().size(), 1u);
  EXPECT_EQ(FieldLines::of(result.transactions()[0]),
            "statement=0\nindex=0\namount=-12.30 EUR\nremittance=some text\n");
  EXPECT_EQ(host.logs, std::vector<std::string>{"hello"});
  EXPECT_EQ(host.counters["lines"], 2);
}

TEST(TestHost, GivesTheErrorAsAStruct) {
  TestHost host(SALDO_ENTRY_NAME(), "lines");
  const auto result = host.decode("oh!");
  EXPECT_EQ(result.status, SALDO_E_REJECTED);
  EXPECT_STREQ(result.error.rule, "end.mark");
  EXPECT_STREQ(result.error.expected, ".");
  EXPECT_STREQ(result.error.found, "!");
  EXPECT_EQ(result.error.place.offset, 7u);
  EXPECT_EQ(result.error.held.units, 5);
}

TEST(TestHost, CancelsAndRefusesRecordsOnDemand) {
  TestHost host(SALDO_ENTRY_NAME(), "lines");
  host.stop = true;
  EXPECT_EQ(host.decode("x").status, SALDO_E_CANCELLED);
  host.stop = false;
  host.on_record = [](const saldo_record&) { return SALDO_E_RETRY; };
  const auto result = host.decode("x");
  EXPECT_EQ(result.status, SALDO_E_RETRY);
  EXPECT_TRUE(result.records.empty());
}

TEST(TestHost, NamesAComponentThatIsMissing) {
  EXPECT_THROW(TestHost(SALDO_ENTRY_NAME(), "other"), std::runtime_error);
}

}  // namespace
}  // namespace saldo
