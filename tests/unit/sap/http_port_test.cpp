#include "unit/sap/fake_sap.hpp"
#include "unit/sap/port_testing.hpp"

/// The sink with an XML-HTTP port: what SAP's answers mean for the IDoc.
namespace saldo::odata_testing {
namespace {

using testing::HasSubstr;

constexpr const char* kProposal =
    R"({"key":"SC1","number":"0000000000004711","created":"2026-03-05","company_code":"1000",
  "customer":"0000100001","currency":"EUR","amount":"10.00",
  "payment":{"reference":"BANK1","value_date":"2026-03-04"},
  "lines":[{"item":"0090000001","gross":"10.00","paid":"10.00","discount":"0.00",
            "write_off":"0.00"}]})";

class SapHttpPort : public sap_testing::SapPort {
 protected:
  void SetUp() override {
    host.transfers = FakeSap::table();
    more_options["server"] = "https://sap";
    open();
  }
};

TEST_F(SapHttpPort, TellsARefusalFromALockAndFromWhatMayHaveArrived) {
  const struct {
    unsigned status;
    std::uint32_t outcome;
    const char *rule, *message;
  } cases[] = {
      {200, SALDO_OK, "", ""},
      {400, SALDO_E_REJECTED, "message.refused", "SAP refuses the IDoc (400): said"},
      {422, SALDO_E_REJECTED, "message.refused", "SAP refuses the IDoc (422): said"},
      {409, SALDO_E_REJECTED, "message.in_doubt", "it has the IDoc already (409): said"},
      {423, SALDO_E_RETRY, "", "locked for IDoc 0000000000004711 (423): said; it is tried again"},
      {503, SALDO_E_RETRY, "", "answers 503; it is tried again"},
      {403, SALDO_E_AUTH, "", "check the user"},
  };
  for (const auto& c : cases) {
    FakeSap::instance().answers = {{c.status, "said", {}}};
    EXPECT_EQ(deliver(kProposal), c.outcome) << c.status << error.message;
    EXPECT_STREQ(error.rule, c.rule) << c.status;
    EXPECT_THAT(error.message, HasSubstr(c.message)) << c.status;
    EXPECT_EQ(receipt_id, c.outcome == SALDO_OK ? "IDoc 0000000000004711" : "");
  }
}

}  // namespace
}  // namespace saldo::odata_testing
