#include "bank_testing.hpp"

/// Where a bank departs from SWIFT, as options say.
namespace saldo {
namespace {

using namespace bank_testing;

std::string statement(const std::string& lines, const std::string& closing) {
  return ":20:A\n:25:123\n:28C:1\n:60F:C260101EUR10,\n" + lines + ":62F:" + closing + "\n";
}

Decoded decode_with(const TestHost::Options& options, const std::string& document) {
  return TestHost(bank_entry(), "mt940", options).decode(document);
}

TEST(Mt940Options, FlipReversalsOfBanksThatMarkThemSo) {
  const std::string lines = ":61:260102RC3,NTRFA\n:61:260102RD1,NTRFB\n:61:260102C5,NTRFC\n";
  const auto standard = decode_with({}, statement(lines, "C260102EUR13,"));
  ASSERT_EQ(standard.status, SALDO_OK) << standard.error.message;
  EXPECT_EQ(standard.transactions()[0].amount->to_string(), "-3.00");
  EXPECT_EQ(standard.transactions()[1].amount->to_string(), "1.00");

  const auto flipped = decode_with({{"reversals", "flipped"}}, statement(lines, "C260102EUR17,"));
  ASSERT_EQ(flipped.status, SALDO_OK) << flipped.error.message;
  EXPECT_EQ(flipped.transactions()[0].amount->to_string(), "3.00");
  EXPECT_EQ(flipped.transactions()[1].amount->to_string(), "-1.00");
  EXPECT_TRUE(flipped.transactions()[1].reversal);
  EXPECT_EQ(flipped.transactions()[2].amount->to_string(), "5.00");

  const auto refused = decode_with({{"reversals", "flipped"}}, statement(lines, "C260102EUR13,"));
  EXPECT_EQ(rule_of(refused), "statement.balance") << "the option is no way around the balances";
  EXPECT_THAT(refused.error.message, ::testing::EndsWith("with option reversals as-marked"));
  EXPECT_THAT(decode_with({}, statement(lines, "C260102EUR17,")).error.message,
              ::testing::EndsWith("they reverse: option reversals flipped"));
  EXPECT_THAT(decode_with({}, statement(lines, "C260102EUR18,")).error.message,
              ::testing::EndsWith("send it again"));
}

TEST(Mt940Options, SeparateChargesThatProveToBeAPartOfTheEntry) {
  const std::string lines =
      ":61:260102C990,NTRFA\n/OCMT/EUR1000,//CHGS/EUR10,/\n:86:Rechnung 1\n"
      ":61:260102D12,35NTRFB\n/OCMT/EUR11,85//CHGS/EUR0,50/\n"
      ":61:260102C5,NTRFC\n/OCMT/USD6,//CHGS/EUR1,/\n"
      ":61:260102C5,NTRFD\n/OCMT/EUR7,//CHGS/EUR1,/\n"
      ":61:260102C5,NTRFE\n";
  const std::string document = statement(lines, "C260102EUR1002,65");
  EXPECT_EQ(decode_with({}, document).transactions().size(), 5u);
  const auto result = decode_with({{"charges", "separate"}}, document);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  const auto t = result.transactions();
  ASSERT_EQ(t.size(), 7u);
  EXPECT_EQ(t[0].amount->to_string(), "1000.00");
  EXPECT_EQ(t[0].remittance, std::vector<std::string>{"Rechnung 1"});
  EXPECT_TRUE(t[0].charges.empty());
  EXPECT_EQ(t[1].amount->to_string(), "-10.00");
  EXPECT_EQ(t[1].customer_reference, "A");
  EXPECT_EQ(t[1].charges.at(0).amount->to_string(), "-10.00");
  EXPECT_EQ(t[2].amount->to_string(), "-11.85");
  EXPECT_EQ(t[3].amount->to_string(), "-0.50");
  EXPECT_EQ(t[4].amount->to_string(), "5.00") << "another currency proves nothing";
  EXPECT_EQ(t[5].amount->to_string(), "5.00") << "7.00 - 1.00 is something else";
  EXPECT_EQ(t[6].index, 7);
}

TEST(Mt940Options, ReadTextInTheCharsetNamed) {
  const auto text = [](const std::string& charset, const std::string& bytes) {
    TestHost::Options options;
    if (!charset.empty()) options["charset"] = charset;
    const auto result =
        decode_with(options, statement(":61:260102C1,NTRFA\n:86:" + bytes + "\n", "C260102EUR11,"));
    return result.status == SALDO_OK ? result.transactions().at(0).remittance.at(0)
                                     : std::string(result.error.message);
  };
  EXPECT_EQ(text("cp852", "za\xBE\xA2\x88\x86 g\xA9\x98l\xA5"), "zażółć gęślą");
  EXPECT_EQ(text("cp850", "M\x81ller"), "Müller");
  EXPECT_EQ(text("iso-8859-15", "10 \xA4"), "10 €");
  EXPECT_EQ(text("cp852", "M\xC3\xBCller"), "Müller") << "UTF-8 proves itself";
  EXPECT_EQ(text("", "M\x81ller"), "Müller") << "a letter in DOS charsets only";
  EXPECT_EQ(text("", "M\xFCller"), "Müller");
  EXPECT_EQ(text("auto",
                 "l\x92"
                 "argent, 5\x80"),
            "l’argent, 5€");
}

TEST(Mt940Options, KeepToTheDosCharsetThatAnEarlierFieldTold) {
  const auto result = decode_with(
      {}, statement(":61:260102C1,NTRFA\n:86:utanv\x82t\n:61:260102C1,NTRFB\n:86:\xA0tutal\xA0s\n",
                    "C260102EUR12,"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions()[0].remittance.at(0), "utanvét");
  EXPECT_EQ(result.transactions()[1].remittance.at(0), "átutalás");
}

TEST(Mt940Options, AreRefusedWithTheValuesThatThereAre) {
  const auto refused = decode_with({{"reversals", "yes"}}, statement("", "C260101EUR10,"));
  EXPECT_EQ(refused.status, SALDO_E_CONFIG);
  EXPECT_STREQ(refused.error.message, "option reversals is 'yes'; use as-marked or flipped");
  EXPECT_EQ(decode_with({{"charset", "utf-7"}}, statement("", "C260101EUR10,")).status,
            SALDO_E_CONFIG);
  TestHost host(bank_entry(), "mt940", {{"charges", "no"}});
  saldo_error error{};
  error.struct_size = sizeof error;
  EXPECT_EQ(host.extension<saldo_check>(SALDO_EXT_CHECK)->check(host.instance(), &error),
            SALDO_E_CONFIG);
  EXPECT_STREQ(error.message, "option charges is 'no'; use included or separate");
}

}  // namespace
}  // namespace saldo
