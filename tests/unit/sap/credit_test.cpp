#include <fstream>
#include <sstream>

#include "unit/sap/port_testing.hpp"

/// Changes of credit as changes of the customer (DEBMAS).
namespace saldo::sap_testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kChange =
    R"({"key":"SK0123456789abcdef01234567","number":"0000000000004715","created":"2026-03-05",
  "customer":"0000100001","area":"1000","limit_before":"30000.00 EUR","limit":"50000.00",
  "currency":"EUR","blocked":true})";

std::string golden(const std::string& name) {
  std::ifstream in(std::string(SALDO_SOURCE_DIR "/tests/unit/sap/golden/") + name);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST_F(SapPort, AChangeOfCreditIsToTheByteWhatTheSimulatorTakes) {
  open();
  ASSERT_EQ(deliver(kChange, "credit"), SALDO_OK) << error.message;
  EXPECT_EQ(written(), golden("credit_change.xml"));
}

TEST_F(SapPort, ABlockAloneLeavesTheLimitAndABlankLiftsIt) {
  open();
  ASSERT_EQ(deliver(changed("\"limit\":\"50000.00\",\n  \"currency\":\"EUR\",\"blocked\":true",
                            "\"blocked\":false", kChange),
                    "credit"),
            SALDO_OK)
      << error.message;
  EXPECT_THAT(written(), HasSubstr("<KKBER>1000</KKBER><KLIMK>/</KLIMK>"));
  EXPECT_THAT(written(), HasSubstr("<CRBLB> </CRBLB>"));
}

TEST_F(SapPort, RefusesAChangeOfCreditThatIsNone) {
  open();
  const std::pair<std::string, const char*> cases[] = {
      {changed("50000.00", "-1.00", kChange), "proposal.form"},
      {changed("\"EUR\"", "\"EURO\"", kChange), "proposal.form"},
      {changed("\"area\":\"1000\"", "\"area\":\"\"", kChange), "proposal.form"},
      {changed("\"area\":\"1000\"", "\"area\":\"10000\"", kChange), "field.length"},
      {changed("\"blocked\":true", "\"blocked\":\"yes\"", kChange), "proposal.form"},
      {changed("\"limit\":\"50000.00\",\n  \"currency\":\"EUR\",\"blocked\":true",
               "\"currency\":\"EUR\"", kChange),
       "proposal.form"},
  };
  for (const auto& [body, rule] : cases) {
    EXPECT_EQ(deliver(body, "credit"), SALDO_E_REJECTED) << body;
    EXPECT_STREQ(error.rule, rule) << error.message;
  }
  EXPECT_TRUE(host.files.empty());
}

}  // namespace
}  // namespace saldo::sap_testing
