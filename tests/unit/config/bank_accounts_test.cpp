#include <gmock/gmock.h>

#include "company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(BankAccounts, HaveOtherNamesThatStandForTheirIban) {
  const Company company;
  const Config c =
      company.good(kGood +
                   "bank_accounts:\n"
                   "  - { iban: DE02 1203 0000 0000 2020 51, also: [12030000/202051, 5402-9681] }\n"
                   "  - { iban: DE75512108001245126199, also: [1245126199] }\n");
  EXPECT_THAT(c.account_names, ElementsAre(Pair("12030000/202051", "DE02120300000000202051"),
                                           Pair("1245126199", "DE75512108001245126199"),
                                           Pair("5402-9681", "DE02120300000000202051")));
  EXPECT_EQ(company.good(c.masked_yaml).account_names, c.account_names);
}

TEST(BankAccounts, OneNameStandsForOneAccount) {
  const Company company;
  const std::string start = kGood + "bank_accounts:\n";
  EXPECT_THAT(company.faults(start + "  - { iban: DE02120300000000202051, also: [\"1\"] }\n"
                                     "  - { iban: DE75512108001245126199, also: [\"1\"] }\n"),
              ElementsAre(testing::HasSubstr(
                  "'1' is said to be DE02120300000000202051 already; one name stands for one")));
  EXPECT_THAT(company.faults(start + "  - { iban: DE02120300000000202052, also: [\"1\"] }\n"),
              ElementsAre(testing::HasSubstr("'iban': ")));
  EXPECT_THAT(company.faults(start + "  - { iban: DE02120300000000202051 }\n"),
              ElementsAre(testing::HasSubstr("has no 'also', which it needs")));
}

}  // namespace
}  // namespace saldo::config
