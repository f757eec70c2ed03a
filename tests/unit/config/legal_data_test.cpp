#include "config/legal_data.hpp"

#include <gmock/gmock.h>

#include "company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Date on(const char* text) { return Date::parse_iso(text); }

std::map<std::string, model::Calendar> shipped() {
  std::vector<Failure> faults;
  auto all = find_calendars(SALDO_SOURCE_DIR "/configs/calendars", faults);
  for (const Failure& f : faults) ADD_FAILURE() << f.to_string();
  return all;
}
model::LateRates shipped_rates() {
  std::vector<Failure> faults;
  auto all = read_late_rates(SALDO_SOURCE_DIR "/configs/rates", faults);
  for (const Failure& f : faults) ADD_FAILURE() << f.to_string();
  return all;
}

struct Rest {
  const char* calendar;
  std::vector<const char*> holidays, business_days;
};

class ShippedCalendar : public testing::TestWithParam<Rest> {};

TEST_P(ShippedCalendar, RestsOnItsHolidays) {
  const auto calendars = shipped();
  const auto& calendar = calendars.at(GetParam().calendar);
  for (const char* day : GetParam().holidays) EXPECT_FALSE(calendar.business_day(on(day))) << day;
  for (const char* day : GetParam().business_days)
    EXPECT_TRUE(calendar.business_day(on(day))) << day;
}

const Rest kRest[] = {
    {"TARGET", {"2025-04-18", "2025-04-21", "2025-05-01", "2025-12-26"}, {"2025-05-29"}},
    {"DE", {"2025-05-29", "2025-06-09", "2025-10-03", "2017-10-31"}, {"2018-10-31", "2025-06-19"}},
    {"AT", {"2025-06-19", "2025-10-26", "2025-12-08"}, {"2025-04-18"}},
    {"ES", {"2025-04-18", "2025-08-15", "2025-12-08"}, {"2025-04-21"}},
    {"PT", {"2025-06-19", "2025-06-10", "2012-10-05"}, {"2013-10-04", "2013-11-01"}},
    {"FR", {"2025-07-14", "2025-05-08"}, {"2025-04-18"}},
    {"IT", {"2025-06-02", "2027-10-04"}, {"2024-10-04"}},
    {"NL", {"2026-04-27"}, {"2025-05-05"}},
    {"DK", {"2023-05-05", "2025-04-17"}, {"2024-04-26"}},
    {"SE", {"2025-06-20", "2025-06-06", "2025-12-24"}, {"2025-06-09"}},
    {"GB",
     {"2021-12-28", "2022-06-02", "2022-09-19", "2023-05-08", "2020-05-08", "2025-05-26"},
     {"2020-05-04", "2022-05-30"}},
    {"US", {"2025-11-27", "2026-07-03", "2025-01-20", "2021-06-18"}, {"2025-04-18", "2020-06-19"}},
    {"PL", {"2025-12-24", "2018-11-12"}, {"2024-12-24"}},
};
INSTANTIATE_TEST_SUITE_P(Countries, ShippedCalendar, testing::ValuesIn(kRest),
                         [](const auto& rest) { return std::string(rest.param.calendar); });

TEST(ShippedCalendars, AreForNineteenCountriesAndTheEurosSettlement) {
  EXPECT_EQ(shipped().size(), 19u);
}

int thousandths(const model::LateRates& rates, const char* country, const char* regime,
                const char* day) {
  const auto* rate = rates.on(country, regime, on(day));
  return rate == nullptr ? -1 : rate->rate.thousandths();
}

TEST(ShippedRates, AreThoseThatWerePublished) {
  const auto rates = shipped_rates();
  EXPECT_EQ(thousandths(rates, "DE", "b2b", "2024-11-15"), 12'370);
  EXPECT_EQ(thousandths(rates, "DE", "b2b", "2025-01-01"), 11'270);
  EXPECT_EQ(thousandths(rates, "DE", "consumer", "2025-12-31"), 6'270);
  EXPECT_EQ(thousandths(rates, "DE", "b2b", "2015-03-01"), 8'170);
  EXPECT_EQ(thousandths(rates, "DE", "consumer", "2015-03-01"), 4'170);
  EXPECT_EQ(thousandths(rates, "ES", "b2b", "2025-06-30"), 11'150);
  EXPECT_EQ(thousandths(rates, "ES", "b2b", "2025-07-01"), 10'150);
  EXPECT_EQ(thousandths(rates, "PT", "b2b", "2013-08-01"), 8'500);
  EXPECT_EQ(thousandths(rates, "PT", "b2b", "2014-08-01"), 8'150);
  EXPECT_EQ(thousandths(rates, "PT", "commercial", "2014-08-01"), 7'150);
  EXPECT_EQ(thousandths(rates, "PT", "b2b", "2015-02-01"), 8'050);
  EXPECT_EQ(thousandths(rates, "PT", "commercial", "2019-02-01"), 7'000);
  EXPECT_EQ(thousandths(rates, "NL", "b2b", "2024-07-01"), 12'250);
  EXPECT_EQ(thousandths(rates, "AT", "b2b", "2024-07-01"), 13'080);
}

TEST(ShippedRates, OfGermanyAndSpainDifferByTwelveHundredthsInEveryHalfYear) {
  const auto rates = shipped_rates();
  for (Date day = on("2015-01-01"); day <= rates.known_until("DE", "b2b"); day = day.plus_days(1))
    ASSERT_EQ(rates.on("DE", "b2b", day)->rate.thousandths() -
                  rates.on("ES", "b2b", day)->rate.thousandths(),
              120)
        << day.to_string();
}

TEST(ShippedRates, HaveLumpSumsBySize) {
  const auto rates = shipped_rates();
  const auto sum = [&](const char* country, const char* amount, const char* currency) {
    const auto* found = rates.lump_sum(country, "b2b", on("2025-01-01"),
                                       Money::parse(amount, Currency::parse(currency)));
    return found == nullptr ? "none" : found->amount.to_string();
  };
  EXPECT_EQ(sum("DE", "1.00", "EUR"), "40.00");
  EXPECT_EQ(sum("GB", "999.99", "GBP"), "40.00");
  EXPECT_EQ(sum("GB", "1000.00", "GBP"), "70.00");
  EXPECT_EQ(sum("IE", "1000.00", "EUR"), "40.00");
  EXPECT_EQ(sum("IE", "1000.01", "EUR"), "70.00");
  EXPECT_EQ(sum("GB", "10000.00", "GBP"), "100.00");
  EXPECT_EQ(sum("DE", "1.00", "USD"), "none");
}

std::vector<std::string> calendar_faults(const std::string& yaml) {
  const Company company;
  company.write("calendars/XX.yaml", yaml);
  std::vector<Failure> faults;
  find_calendars(company.root / "calendars", faults);
  return company.texts(faults);
}

TEST(CalendarFile, IsRefusedWithPlaceAndRemedy) {
  const std::string head = "name: XX\nsummary: s\nsource: s\nholidays:\n";
  EXPECT_THAT(calendar_faults(head + "  - { name: A, date: \"02-30\" }\n"),
              ElementsAre("calendars/XX.yaml:5:22: 'date' must be a day such as \"12-25\", not "
                          "'02-30'"));
  EXPECT_THAT(calendar_faults(head + "  - { name: A, first: someday, from: \"05-25\" }\n"),
              ElementsAre(testing::StartsWith("calendars/XX.yaml:5:23: 'first' can't be")));
  EXPECT_THAT(calendar_faults(head + "  - { name: A, date: \"05-01\", years: \"2012-1990\" }\n"),
              ElementsAre("calendars/XX.yaml:5:38: 'years' must be such as \"1990-2012\", "
                          "\"2016-\" or \"-2003\", not '2012-1990'"));
  EXPECT_THAT(calendar_faults("name: XX\nsummary: s\nholidays: []\n"),
              ElementsAre(testing::HasSubstr("'source'")));
}

std::vector<std::string> rate_faults(const std::string& rows) {
  const Company company;
  company.write("rates/late_interest.csv",
                "# a remark\ncountry,regime,from,to,rate,source\n" + rows);
  std::vector<Failure> faults;
  read_late_rates(company.root / "rates", faults);
  return company.texts(faults);
}

TEST(RateFile, IsRefusedByLine) {
  const std::string good = "DE,b2b,2025-01-01,2025-06-30,11.27,\"BGB, 288\"\n";
  EXPECT_THAT(rate_faults(good), IsEmpty());
  EXPECT_THAT(rate_faults(good + "DE,b2b,2025-06-30,2025-12-31,10.27,BGB\n"),
              ElementsAre("rates/late_interest.csv:4:1: DE b2b has another rate from 2025-01-01 to "
                          "2025-06-30; no day may have two"));
  EXPECT_THAT(rate_faults("DE,b2b,2025-01-01,2025-06-30,eleven,BGB\n"),
              ElementsAre(testing::HasSubstr("csv:3:1: percentage 'eleven'")));
  EXPECT_THAT(rate_faults("DE,b2b,2025-01-01,2025-06-31,11.27,BGB\n"),
              ElementsAre(testing::HasSubstr("'2025-06-31'")));
  EXPECT_THAT(rate_faults("DE,b2b,2025-01-01,2024-06-30,11.27,BGB\n"),
              ElementsAre(testing::HasSubstr("before it begins")));
  EXPECT_THAT(rate_faults("DE,b2b,2025-01-01,2025-06-30,11.27,\n"),
              ElementsAre(testing::HasSubstr("'source' is empty")));
  EXPECT_THAT(rate_faults("DE,b2b,11.27\n"), ElementsAre(testing::HasSubstr("a row has 6 cells")));
}

}  // namespace
}  // namespace saldo::config
