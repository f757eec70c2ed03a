#include <random>

#include "bank_testing.hpp"
#include "mt940/information.hpp"
#include "saldo/text.hpp"

namespace saldo {
namespace {

using bank::mt940::InformationReader;
using bank::mt940::Scratch;

void read_information(std::string_view text, Transaction& t) {
  Scratch unwrapped;
  bank::mt940::for_each_line(text, [&](std::string_view line) { unwrapped.append(line); });
  InformationReader().read({.text = text, .unwrapped = unwrapped.view()}, t);
}

/// What a :86: text gives, as "path=value" lines.
std::string fields(std::string_view text, std::int64_t amount = 100) {
  Transaction t;
  t.amount = Money{amount, Currency::parse("EUR")};
  read_information(text, t);
  auto lines = FieldLines::of(t);
  for (const std::string_view common :
       {"statement=0\n", "index=0\n", "amount=1.00 EUR\n", "amount=-1.00 EUR\n"})
    if (const auto at = lines.find(common); at != lines.npos) lines.erase(at, common.size());
  return lines;
}

TEST(Mt940Information, ReadsSepaKeywordsOfSubfields) {
  EXPECT_EQ(fields("166?00GUTSCHRIFT?109310?20EREF+E2E-12345?21KREF+K-9?22MREF+M-1?23CRED+DE98ZZZ0"
                   "9999999999\n?24SVWZ+Rechnung 4711?25vom 1.1.?26ABWA+Enkel GmbH?30BYLADEM1001?31"
                   "DE02120300000000202051?32Muster?33 GmbH?34000"),
            "customer_reference=K-9\nend_to_end_id=E2E-12345\nmandate_id=M-1\n"
            "creditor_id=DE98ZZZ09999999999\ncode.proprietary=+166\ncounterparty.name=Muster GmbH\n"
            "counterparty.iban=DE02120300000000202051\ncounterparty.bic=BYLADEM1001\n"
            "ultimate_counterparty.name=Enkel GmbH\nremittance=Rechnung 4711 vom 1.1.\n");
}

TEST(Mt940Information, JoinsFullSubfieldsWithoutABlank) {
  EXPECT_EQ(
      fields(
          "106?20EREF+000000000193592204ABEF?21CD-5?22SVWZ+2019-02-15T20.10 Debit?23k.4 2019-12"),
      "end_to_end_id=000000000193592204ABEFCD-5\ncode.proprietary=+106\n"
      "remittance=2019-02-15T20.10 Debitk.4 2019-12\n");
}

TEST(Mt940Information, EndsAnIdWithItsSubfieldUnlessThatIsFull) {
  EXPECT_EQ(fields("105?20EREF+E-1?21and text?22MREF+M-1"),
            "end_to_end_id=E-1\nmandate_id=M-1\ncode.proprietary=+105\nremittance=and text\n");
  // Subfields go on in the next number only: behind 29 stands 60, not behind 20.
  EXPECT_EQ(fields("105?20EREF+123/123/12345-----L110?6000000000012345?61ABWA+Enkel"),
            "end_to_end_id=123/123/12345-----L110\ncode.proprietary=+105\n"
            "ultimate_counterparty.name=Enkel\nremittance=00000000012345\n");
  EXPECT_EQ(fields("105?28SVWZ+?29a text of 27 characters, in?60 full"),
            "code.proprietary=+105\nremittance=a text of 27 characters, in full\n");
}

TEST(Mt940Information, ReadsSubfieldsWithoutKeywordsAndOtherDelimiters) {
  EXPECT_EQ(fields("051?00UEBERWEISUNG?20Miete?21November?3050060400?310847564700?32MUELLER"),
            "code.proprietary=+051\ncounterparty.name=MUELLER\n"
            "counterparty.account=50060400/0847564700\nremittance=Miete November\n");
  EXPECT_EQ(fields("000>100555555555\n>20NAME\n>310666666666"),
            "code.proprietary=+000\ncounterparty.account=0666666666\nremittance=NAME\n");
  EXPECT_EQ(fields(">20fee >31>32BANK"), "counterparty.name=BANK\nremittance=fee\n");
  EXPECT_EQ(fields(" 020?00Wyplata?20ZAPLATA ZA FAKTURE?32HUTA"),
            "code.proprietary=+020\ncounterparty.name=HUTA\nremittance=ZAPLATA ZA FAKTURE\n")
      << "a blank before the code";
  EXPECT_EQ(fields("000+20Plata           +30302410000+31RO09BCYP0000001234567890\n+32PRESS SRL\n"
                   "+23RF+70 of +99"),
            "code.proprietary=+000\ncounterparty.name=PRESS SRL\n"
            "counterparty.iban=RO09BCYP0000001234567890\nremittance=Plata RF+70 of +99\n")
      << "'+' begins a subfield only before a number that is in use";
}

TEST(Mt940Information, ReadsSubfieldsOfPolishBanks) {
  const std::string fields_there =
      "code.proprietary=+641\ncounterparty.name=MUSTER ANNA\n"
      "counterparty.iban=PL61109010140000071219812874\nremittance=umowa 12/3\n";
  for (const char delimiter : {'^', '~', '|'}) {
    std::string text =
        "641^00PRZELEW ELIXIR^34000\n^3010901014^38PL61109010140000071219812874\n"
        "^20umowa^21 12/3\n^32MUSTER ANNA";
    for (char& c : text)
      if (c == '^') c = delimiter;
    EXPECT_EQ(fields(text), fields_there);
  }
  EXPECT_EQ(fields("641|of no subfield|20"), "remittance=641|of no subfield|20\n");
}

TEST(Mt940Information, ReadsSubfieldsOfBulgarianBanks) {
  EXPECT_EQ(fields("TBB+00PREVOD F 1460/26.07 +21F 1460/26.07 +30BFTBBGSF+31BG80BNBG96611020345678"
                   "+32FIRMA EOOD "),
            "code.proprietary=+TBB\ncounterparty.name=FIRMA EOOD\n"
            "counterparty.iban=BG80BNBG96611020345678\ncounterparty.bic=BFTBBGSF\n"
            "remittance=F 1460/26.07\n")
      << "a code of letters";
  EXPECT_EQ(fields("020+15+\n20F 1098+10+20 of +\n21today+\n28+\n30BFTBBGSF+\n"
                   "31BG80BNBG96611020345678+\n32FIRMA EOOD+\n33"),
            "code.proprietary=+020\ncounterparty.name=FIRMA EOOD\n"
            "counterparty.iban=BG80BNBG96611020345678\ncounterparty.bic=BFTBBGSF\n"
            "remittance=F 1098+10+20 of today\n")
      << "a subfield a line: '+' within it is text";
  EXPECT_EQ(fields("ABC+20 is a text"), "remittance=ABC+20 is a text\n");
  EXPECT_EQ(fields("020+"), "remittance=020+\n");
  EXPECT_EQ(fields("020+15+\ntext"), "remittance=020+15+\nremittance=text\n");
}

TEST(Mt940Information, KeepsUnknownSubfieldsAndUsesThePostingTextWithoutPurpose) {
  EXPECT_EQ(fields("805?00ENTGELTABSCHLUSS?106666"),
            "code.proprietary=+805\nremittance=ENTGELTABSCHLUSS\n");
  EXPECT_EQ(fields("166?20a?71kept"), "code.proprietary=+166\nremittance=a\nremittance=kept\n");
  EXPECT_EQ(fields("166?20what? 5?21OAMT+12,34"),
            "code.proprietary=+166\nremittance=what? 5\nremittance=OAMT+12,34\n");
}

TEST(Mt940Information, UnwrapsASubfieldCodeThatALineEndCuts) {
  EXPECT_EQ(fields("166?00X?20abc?2\n1def"), "code.proprietary=+166\nremittance=abc def\n");
}

TEST(Mt940Information, ReadsSlashCodes) {
  EXPECT_EQ(fields("/TRTP/SEPA OVERBOEKING/IBAN/NL44RABO0123456789/BIC/RABONL2U/NAME/J. Jans"
                   "\nsen/REMI/Factuur 4711/12/EREF/NOTPROVIDED"),
            "counterparty.name=J. Janssen\ncounterparty.iban=NL44RABO0123456789\n"
            "counterparty.bic=RABONL2U\nremittance=SEPA OVERBOEKING\nremittance=Factuur 4711/12\n");
  EXPECT_EQ(
      fields("/EREF/E-1//MARF/M-1//CSID/NL32ZZZ999999991234//CNTP/NL32INGB0000012345/INGBNL2A/"
             "Bank N.V./AMSTERDAM//REMI/USTD//some text/"),
      "end_to_end_id=E-1\nmandate_id=M-1\ncreditor_id=NL32ZZZ999999991234\n"
      "counterparty.name=Bank N.V.\ncounterparty.iban=NL32INGB0000012345\n"
      "counterparty.bic=INGBNL2A\nremittance=some text\n");
  EXPECT_EQ(fields("/RTRN/MS03//REMI/STRD/CUR/9001123412341234/"),
            "creditor_reference=9001123412341234\nreturn_reason.code=MS03\n");
  EXPECT_EQ(fields("/ORDP//NAME/Payer/ULTD//NAME/Behind/REMI/x"),
            "counterparty.name=Payer\nultimate_counterparty.name=Behind\nremittance=x\n");
}

TEST(Mt940Information, ReadsSlashCodesWhoseFirstSlashIsMissing) {
  EXPECT_EQ(fields("EREF/E-1/PREF/RP/GS/FILE0002"),
            "customer_reference=RP/GS/FILE0002\nend_to_end_id=E-1\n");
  EXPECT_EQ(fields("NAME/of no code"), "remittance=NAME/of no code\n");
}

TEST(Mt940Information, KeepsAReferenceThatDiffersFromTheOneBefore) {
  EXPECT_EQ(fields("/EREF/E-1/EREF/E-2/EREF/E-1/MARF/NOTPROVIDED"),
            "end_to_end_id=E-1\nremittance=E-2\n");
}

TEST(Mt940Information, ReadsPartiesWithoutANameCode) {
  EXPECT_EQ(fields("/BENM/300000003998473\n/TELEKOM AD - SKOPJE\n/5,6m//0264151\n/usluga"),
            "counterparty.name=TELEKOM AD - SKOPJE\ncounterparty.account=300000003998473\n"
            "remittance=5,6m//0264151/usluga\n");
  EXPECT_EQ(fields("/BAI/399/MISCELLANEOUS CREDIT\n/ORDP/wording\n/ACNO/12-3011-0334122-37"),
            "code.proprietary=+399\ncounterparty.account=12-3011-0334122-37\n"
            "remittance=MISCELLANEOUS CREDIT\nremittance=wording\n");
  EXPECT_EQ(fields("FACTUUR 201403110\nREK: NL65INGB0123456789/NAAM: PICQER"),
            "counterparty.name=PICQER\ncounterparty.iban=NL65INGB0123456789\n"
            "remittance=FACTUUR 201403110\n");
}

TEST(Mt940Information, ReadsOriginalAmountsAndCharges) {
  EXPECT_EQ(fields("/OCMT/USD2853,12//CHGS/EUR4,50/"),
            "instructed.amount=2853.12 USD\ncharges.amount=-4.50 EUR\n");
  EXPECT_EQ(fields("/OCMT/USD5,/", -100), "instructed.amount=-5.00 USD\n");
  EXPECT_EQ(fields("/OCMT/about 5/"), "remittance=about 5\n");
}

TEST(Mt940Information, KeepsFreeTextByLinesButJoinsFullOnes) {
  const std::string full(65, 'x');
  EXPECT_EQ(fields("GIRO 428428 KPN\n  5314606715   BETREFT\n"),
            "remittance=GIRO 428428 KPN\nremittance=5314606715 BETREFT\n");
  EXPECT_EQ(fields(full + "yz\nnext"), "remittance=" + full + "yz\nremittance=next\n");
  EXPECT_EQ(fields(full + "\nyz"), "remittance=" + full + "yz\n");
  EXPECT_EQ(fields("/UNKNOWN/text"), "remittance=/UNKNOWN/text\n");
  EXPECT_EQ(fields(""), "");
}

TEST(Mt940Information, MakesEachRunOfBlanksOneHoweverLongTheTextIs) {
  std::mt19937 random(86);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 600, ' ');
    for (char& c : text) c = "ab\t cd  ef  gh  "[random() % 16];
    std::string expected = text::collapse(text);
    if (!expected.empty()) expected = "remittance=" + expected + "\n";
    ASSERT_EQ(fields("166?20" + text), "code.proprietary=+166\n" + expected) << text;
  }
  EXPECT_EQ(fields("166?20one?21 two?22?23three "),
            "code.proprietary=+166\nremittance=one two three\n");
}

TEST(Mt940Information, ReadsLinesWhateverTheyEndWith) {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    EXPECT_EQ(fields("166?20EREF+E?2" + end + "1SVWZ+a" + end + "b?32Mu" + end + "ster"),
              "end_to_end_id=E\ncode.proprietary=+166\ncounterparty.name=Muster\n"
              "remittance=ab\n");
    EXPECT_EQ(fields("one" + end + "two"), "remittance=one\nremittance=two\n");
    EXPECT_EQ(fields("020+15+" + end + "20text+" + end + "31account+"),
              "code.proprietary=+020\ncounterparty.account=account\nremittance=text\n");
  }
}

TEST(Mt940Information, ReadsNumberedLinesAndTheSecondLineOfAnEntry) {
  Transaction t;
  bank::mt940::read_numbered_lines(
      "01Verwendung\n02Zweck\n15Emp\n16fänger\n17Buchung\n3310918001\n3440", t);
  EXPECT_EQ(t.remittance, (std::vector<std::string>{"Verwendung", "Zweck"}));
  EXPECT_EQ(t.counterparty_name, "Empfänger");
  EXPECT_EQ(t.counterparty_account, "10918001/40");

  Transaction second;
  bank::mt940::read_supplementary("NL44RABO0123456789", second);
  EXPECT_EQ(second.counterparty_iban, "NL44RABO0123456789");
  EXPECT_TRUE(second.remittance.empty());
}

}  // namespace
}  // namespace saldo
