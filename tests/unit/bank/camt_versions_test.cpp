#include "bank_testing.hpp"
#include "camt_documents.hpp"

/// The same statement, as the versions of the schema write it.
namespace saldo {
namespace {

using namespace bank_testing;
using namespace camt_documents;

std::string with_root(const std::string& root, const std::string& statement, const std::string& ns,
                      const std::string& content) {
  return "<Document xmlns='" + ns + "'>" +
         element(root, element("GrpHdr", "") + element(statement, content)) + "</Document>";
}

std::string balances() { return account() + balance("OPBD", "0.00") + balance("CLBD", "10.00"); }

std::string status(const std::string& content) { return element("Sts", content); }

struct Version {
  const char* number;
  std::string details;  // of the one transaction
  std::string sts;
};

const std::string kParty = "<Nm>Payer</Nm>";
const std::string kAccount =
    element("DbtrAcct", element("Id", element("IBAN", "AT611904300234573201")));

std::string agent(const char* bic_name) {
  return element("RltdAgts",
                 element("DbtrAgt", element("FinInstnId", element(bic_name, "BKAUATWW"))));
}

std::vector<Version> versions() {
  const auto parties = [](const std::string& debtor) {
    return element("RltdPties", element("Dbtr", debtor) + kAccount);
  };
  const std::string in_amount_details = element("AmtDtls", element("TxAmt", amt("10.00")));
  const std::string own_amount = signed_amount("10.00");
  std::vector<Version> out;
  for (const char* n : {"01", "02"})
    out.push_back({n, in_amount_details + parties(kParty) + agent("BIC"), status("BOOK")});
  for (const char* n : {"03", "04", "05", "06"})
    out.push_back({n, own_amount + parties(kParty) + agent("BICFI"), status("BOOK")});
  out.push_back({"07", own_amount + parties(kParty) + agent("BICFI"), status("<Cd>BOOK</Cd>")});
  for (const char* n : {"08", "09", "10", "11", "12", "13"})
    out.push_back({n, own_amount + parties(element("Pty", kParty)) + agent("BICFI"),
                   status("<Cd>BOOK</Cd>")});
  return out;
}

TEST(CamtVersions, GiveTheSameTransaction) {
  for (const Version& v : versions()) {
    const std::string ntry =
        element("Ntry", signed_amount("10.00") + v.sts + details(element("TxDtls", v.details)));
    const std::string suffix = std::string(v.number) == "01" ? "V01" : "";
    const auto result = decode(
        "camt", with_root("BkToCstmrStmt" + suffix, "Stmt",
                          std::string("urn:iso:std:iso:20022:tech:xsd:camt.053.001.") + v.number,
                          balances() + ntry));
    ASSERT_EQ(result.status, SALDO_OK) << v.number << ": " << result.error.message;
    ASSERT_EQ(result.transactions().size(), 1u) << v.number;
    const auto t = result.transactions()[0];
    EXPECT_EQ(t.amount->to_string(), "10.00") << v.number;
    EXPECT_EQ(t.status, "booked") << v.number;
    EXPECT_EQ(t.counterparty_name, "Payer") << v.number;
    EXPECT_EQ(t.counterparty_bic, "BKAUATWW") << v.number;
    EXPECT_EQ(t.counterparty_iban, "AT611904300234573201") << v.number;
  }
}

TEST(CamtVersions, ReadReportsAndNotificationsWithoutBalances) {
  const auto kind_of = [](const std::string& root, const std::string& statement) {
    const auto result = decode("camt", with_root(root, statement, "x", account() + entry("10.00")));
    return result.status == SALDO_OK ? result.statements().at(0).kind
                                     : std::string(result.error.message);
  };
  EXPECT_EQ(kind_of("BkToCstmrAcctRpt", "Rpt"), "intraday");
  EXPECT_EQ(kind_of("BkToCstmrAcctRptV01", "Rpt"), "intraday");
  EXPECT_EQ(kind_of("BkToCstmrDbtCdtNtfctn", "Ntfctn"), "notification");
}

TEST(CamtVersions, ReadPrefixesNoNamespaceAndWrappers) {
  const std::string plain = with_root("BkToCstmrStmt", "Stmt", "x", balances() + entry("10.00"));
  std::string prefixed = plain;
  for (std::size_t i = 0; (i = prefixed.find('<', i)) != std::string::npos;) {
    i += prefixed[i + 1] == '/' ? 2 : 1;
    prefixed.insert(i, "ns2:");
  }
  std::string bare = plain;
  bare.erase(bare.find(" xmlns='x'"), 10);
  const std::string wrapped = "<message><AppHdr><Fr/></AppHdr>" + plain + "</message>";
  for (const auto& document : {plain, prefixed, bare, wrapped}) {
    const auto result = decode("camt", document);
    ASSERT_EQ(result.status, SALDO_OK) << document << result.error.message;
    EXPECT_EQ(result.transactions().at(0).amount->minor, 1000);
    EXPECT_EQ(result.statements().at(0).account_iban, "DE02120300000000202051");
  }
}

TEST(CamtVersions, ReadMessagesGluedTogether) {
  const std::string one_file = one("0.00", entry("1.00"), "1.00");
  const auto result = decode("camt", one_file + one_file);
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  ASSERT_EQ(result.statements().size(), 2u);
  EXPECT_EQ(result.statements()[1].index, 2);
}

TEST(CamtVersions, ReadSchemeIdentificationOfTheCreditor) {
  const std::string creditor =
      element("Cdtr", element("Pty",
                              "<Nm>We</Nm><Id><PrvtId><Othr><Id>DE98ZZZ09999999999</Id><SchmeNm>"
                              "<Prtry>SEPA</Prtry></SchmeNm></Othr></PrvtId></Id>"));
  const auto result = decode(
      "camt",
      one("0.00", entry("1.00", details(transaction("1.00", element("RltdPties", creditor)))),
          "1.00"));
  ASSERT_EQ(result.status, SALDO_OK) << result.error.message;
  EXPECT_EQ(result.transactions()[0].creditor_id, "DE98ZZZ09999999999");
}

}  // namespace
}  // namespace saldo
