#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/config/company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;

constexpr const char* kPlain = "{ time_zone: Europe/Madrid }";
const std::string kLetterhead =
    "{ time_zone: Europe/Madrid, letterhead: { name: Nordlicht GmbH, address: [Kai 1, Hamburg], "
    "iban: DE75 5121 0800 1245 1261 99, bic: SOGEDEFF } }";

TEST(Letterhead, IsReadWithItsAccountInElectronicForm) {
  const Company company;
  const Loaded loaded = company.load(with(kPlain, kLetterhead));
  ASSERT_TRUE(loaded.config);
  const Letterhead& head = loaded.config->letterheads.at("1000");
  EXPECT_EQ(head.name, "Nordlicht GmbH");
  EXPECT_THAT(head.address, ElementsAre("Kai 1", "Hamburg"));
  EXPECT_EQ(head.iban, "DE75512108001245126199");
  EXPECT_EQ(loaded.config->letters.pay_within_days, 10);
}

TEST(Letterhead, IsRefusedWithAWrongAccountOrMoreLinesThanALetterHas) {
  const Company company;
  const auto faults = [&](const std::string& head) {
    return company.faults(with(kPlain, "{ letterhead: { " + head + " }, time_zone: UTC }"));
  };
  EXPECT_THAT(
      faults("name: N, iban: DE75512108001245126198"),
      ElementsAre("saldo.yaml:26:51: 'iban': IBAN 'DE75512108001245126198' has wrong check digits; "
                  "a character is mistyped"));
  EXPECT_THAT(faults("name: N"),
              ElementsAre("saldo.yaml:26:40: letterhead has no 'iban', which it needs"));
  EXPECT_THAT(faults("name: N, iban: DE75512108001245126199, address: [a, b, c, d, e]"),
              ElementsAre("saldo.yaml:26:90: 'address' has 5 lines; a letter has room for 4"));
  EXPECT_THAT(faults("name: N, iban: DE75512108001245126199, bic: SOGE"),
              ElementsAre("saldo.yaml:26:81: 'bic' has 8 or 11 characters, not 'SOGE'"));
}

TEST(Letters, OfAFolderThatIsntThereAreRefused) {
  const Company company;
  EXPECT_THAT(company.faults(with("log: {", "letters: { path: nowhere }\nlog: {")),
              ElementsAre("saldo.yaml:27:12: 'path': there is no folder ROOT/nowhere"));
}

}  // namespace
}  // namespace saldo::config
