#include "unit/sap/port_testing.hpp"

/// Clearings as FI documents (FIDCCP02).
namespace saldo::sap_testing {
namespace {

using ::testing::HasSubstr;

constexpr const char* kPayment =
    R"({"key":"SC0123456789abcdef01234567","number":"0000000000004711",
  "created":"2026-03-05","company_code":"1000","customer":"0000100001","currency":"EUR",
  "amount":"1747.50","payment":{"reference":"BANK1","account":"DE19999000200000710001",
  "booking_date":"2026-03-05","value_date":"2026-03-04"},
  "lines":[{"item":"1800000456","fiscal_year":2026,"gross":"1190.00","paid":"1166.20",
            "discount":"23.80","write_off":"0.00"},
           {"item":"1800000457/002","fiscal_year":2025,"gross":"1000.00","paid":"999.90",
            "discount":"0.00","write_off":"0.10"},
           {"item":"1600000077","fiscal_year":2026,"gross":"-418.60","paid":"-418.60",
            "discount":"0.00","write_off":"0.00"}]})";

const std::map<std::string, std::string> kAsDocument = {
    {"clearing_as", "fidccp02"},
    {"document_type", "DZ"},
    {"local_currency", "EUR"},
    {"bank_accounts", "DE19999000200000710001=113100, DE02500105170137075030=113200"},
    {"discount_account", "884000"},
    {"write_off_account", "889000"},
    {"clearing_reference", "document"}};

/// A line of the general ledger, up to what not all have.
std::string ledger(const std::string& number, const std::string& amount) {
  return "<E1FISEG SEGMENT=\"1\"><BUZEI>" + number +
         "</BUZEI><BSCHL>40</BSCHL><KOART>S</KOART><SHKZG>S</SHKZG><DMBTR>" + amount +
         "</DMBTR><WRBTR>" + amount + "</WRBTR>";
}
std::string of_customer(const std::string& number, const std::string& key, const std::string& side,
                        const std::string& amount, const std::string& item,
                        const std::string& terms) {
  return "<E1FISEG SEGMENT=\"1\"><BUZEI>" + number + "</BUZEI><BSCHL>" + key +
         "</BSCHL><KOART>D</KOART><SHKZG>" + side + "</SHKZG><DMBTR>" + amount + "</DMBTR><WRBTR>" +
         amount + "</WRBTR><ZUONR>" + item +
         "</ZUONR><E1FINBU SEGMENT=\"1\"><KUNNR>0000100001</KUNNR>" + terms +
         "</E1FINBU></E1FISEG>";
}

TEST_F(SapPort, AClearingIsAnFiDocumentWhereThatIsConfigured) {
  more_options = kAsDocument;
  open();
  ASSERT_EQ(deliver(kPayment), SALDO_OK) << error.message;
  EXPECT_EQ(written(),
            head("FIDCCP02", "FIDCC2", "0000000000004711", "SC0123456789abcdef01234567") +
                "<E1FIKPF SEGMENT=\"1\"><BUKRS>1000</BUKRS><BLART>DZ</BLART><BLDAT>20260304</BLDAT>"
                "<BUDAT>20260305</BUDAT><XBLNR>0000000000004711</XBLNR><WAERS>EUR</WAERS>"
                "<HWAER>EUR</HWAER>" +
                ledger("001", "1747.50") +
                "<VALUT>20260304</VALUT><SGTXT>BANK1</SGTXT><HKONT>0000113100</HKONT></E1FISEG>" +
                of_customer("002", "15", "H", "1190.00", "1800000456",
                            "<WSKTO>23.80</WSKTO><REBZG>1800000456</REBZG><REBZJ>2026</REBZJ>"
                            "<REBZZ>001</REBZZ>") +
                ledger("003", "23.80") + "<HKONT>0000884000</HKONT></E1FISEG>" +
                of_customer("004", "15", "H", "1000.00", "1800000457/002",
                            "<REBZG>1800000457</REBZG><REBZJ>2025</REBZJ><REBZZ>002</REBZZ>") +
                ledger("005", "0.10") + "<HKONT>0000889000</HKONT></E1FISEG>" +
                of_customer("006", "05", "S", "418.60", "1600000077",
                            "<REBZG>1600000077</REBZG><REBZJ>2026</REBZJ><REBZZ>001</REBZZ>") +
                "</E1FIKPF></IDOC></FIDCCP02>\n");
}

TEST_F(SapPort, ItemsThatAreNoFiDocumentsAreNamedByTheirAssignmentAlone) {
  more_options = kAsDocument;
  more_options["clearing_reference"] = "assignment";
  open();
  ASSERT_EQ(deliver(kPayment), SALDO_OK) << error.message;
  EXPECT_THAT(written(), HasSubstr("<ZUONR>1600000077</ZUONR>"));
  EXPECT_EQ(written().find("REBZG"), std::string::npos);
}

TEST_F(SapPort, ANettingOfInvoicesWithCreditMemosHasNoLineOfTheBank) {
  more_options = kAsDocument;
  open();
  const std::string netted = changed(
      "\"1747.50\"", "\"0.00\"",
      changed("\"-418.60\",\"paid\":\"-418.60\"", "\"-2166.10\",\"paid\":\"-2166.10\"", kPayment));
  ASSERT_EQ(deliver(netted), SALDO_OK) << error.message;
  EXPECT_THAT(written(), HasSubstr("<HWAER>EUR</HWAER><E1FISEG SEGMENT=\"1\"><BUZEI>001</BUZEI>"
                                   "<BSCHL>15</BSCHL>"));
  EXPECT_EQ(written().find("113100"), std::string::npos);
}

TEST_F(SapPort, RefusesWhatAnFiDocumentCantSayWithoutGuessing) {
  const struct {
    std::string option, value, body;
    const char* rule;
  } cases[] = {
      {"local_currency", "CHF", kPayment, "proposal.currency"},
      {"bank_accounts", "DE02500105170137075030=113200", kPayment, "proposal.account"},
      {"discount_account", "", kPayment, "proposal.account"},
      {"write_off_account", "", kPayment, "proposal.account"},
      {"document_type", "DZ", changed("\"key\"", "\"reverses\":\"SCx\",\"key\"", kPayment),
       "proposal.reversal"},
      {"document_type", "DZ", changed("1800000456", "RE-2026-0000456", kPayment),
       "proposal.document"},
      {"clearing_reference", "assignment", changed("1800000456", "RE-2026-000000000456", kPayment),
       "field.length"},
      {"document_type", "DZ", changed("\"booking_date\":\"2026-03-05\",", "", kPayment),
       "proposal.form"},
  };
  for (const auto& c : cases) {
    more_options = kAsDocument;
    if (c.value.empty())
      more_options.erase(c.option);
    else
      more_options[c.option] = c.value;
    open();
    EXPECT_EQ(deliver(c.body), SALDO_E_REJECTED) << c.option << " " << c.rule;
    EXPECT_STREQ(error.rule, c.rule) << error.message;
    plugin->destroy(instance);
    instance = nullptr;
  }
  EXPECT_TRUE(host.files.empty());
}

TEST_F(SapPort, SettingsThatCantMakeAnFiDocumentAreFaultsOfTheConfig) {
  const std::pair<const char*, const char*> cases[] = {
      {"clearing_as", "fidccp01"},  {"clearing_reference", "number"},
      {"bank_accounts", "113100"},  {"bank_accounts", "DE1=1,DE1=2"},
      {"local_currency", "EURO"},   {"discount_account", "12345678901"},
      {"document_type", "PAYMENT"}, {"form", "flat"}};
  for (const auto& [option, value] : cases) {
    more_options = kAsDocument;
    if (std::string_view(option) != "form") more_options[option] = value;
    open(std::string_view(option) == "form" ? value : "xml");
    EXPECT_EQ(deliver(kPayment), SALDO_E_CONFIG) << option << ": " << value;
    plugin->destroy(instance);
    instance = nullptr;
  }
}

}  // namespace
}  // namespace saldo::sap_testing
