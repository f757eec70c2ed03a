#include <gmock/gmock.h>

#include "company.hpp"

namespace saldo::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string disputes(const std::string& section) { return kGood + "disputes:\n" + section; }

TEST(DisputesSection, ReadsWhatTheCompanyAllows) {
  const Company company;
  const auto policy = company
                          .good(disputes("  reopen_within_days: 14\n"
                                         "  third_person_beyond: 10000.00 EUR\n"
                                         "  sla:\n"
                                         "    - { reason: price, beyond: { EUR: 5000 }, days: 3, "
                                         "step_days: 2 }\n"
                                         "    - { queue: partner, days: 4 }\n"
                                         "    - { days: 8 }\n"))
                          .disputes;
  EXPECT_EQ(policy.reopen_within_days, 14);
  EXPECT_EQ(policy.third_person_beyond.at("EUR").to_string(), "10000.00");
  ASSERT_EQ(policy.slas.size(), 3u);
  EXPECT_EQ(policy.slas[0].reason, model::DisputeReason::price);
  EXPECT_EQ(policy.slas[0].beyond.at("EUR").to_string(), "5000.00");
  EXPECT_EQ(policy.slas[0].step_days, 2);
  EXPECT_EQ(policy.slas[1].queue, "partner");
  EXPECT_EQ(policy.slas[1].step_days, 5);
  EXPECT_EQ(policy.slas[2].days, 8);
}

TEST(DisputesSection, MayBeMissingAndIsShownWithItsDefaults) {
  const Company company;
  const Config config = company.good(kGood);
  EXPECT_EQ(config.disputes.reopen_within_days, 30);
  EXPECT_THAT(config.masked_yaml, HasSubstr("disputes:\n  reopen_within_days: 30"));
}

TEST(DisputesSection, ShownIsReadAsTheSame) {
  const Company company;
  const Config config = company.good(
      disputes("  third_person_beyond: 10.00 EUR\n  sla: [{ reason: tax, queue: q, days: 2 }]\n"));
  EXPECT_EQ(company.good(config.masked_yaml).digest, config.digest);
}

TEST(DisputesSection, RefusesWhatCanNotBeMeant) {
  const Company company;
  EXPECT_THAT(company.faults(disputes("  sla: [{ days: 5 }, { reason: tax, days: 2 }]\n")),
              ElementsAre(HasSubstr("nothing reaches this entry of 'sla'")));
  EXPECT_THAT(company.faults(disputes("  sla: [{ reason: prize, days: 2 }]\n")),
              ElementsAre(HasSubstr("reason of a dispute 'prize'")));
  EXPECT_THAT(company.faults(disputes("  sla: [{ reason: tax }]\n")),
              ElementsAre(HasSubstr("'days'")));
  EXPECT_THAT(company.faults(disputes("  calendar: XX\n")),
              ElementsAre(HasSubstr("there is no calendar 'XX'")));
  EXPECT_THAT(company.faults(disputes("  reopen_within: 3\n")),
              ElementsAre(HasSubstr("reopen_within_days")));
}

std::string deductions(const std::string& section) { return kGood + "deductions:\n" + section; }

TEST(DeductionsSection, SaysHowLongEachCustomersCanBeContestedAndWhatShowsThem) {
  const Company company;
  const Config config =
      company.good(deductions("  window_days: 90\n  windows: [{ customer: \"0000100001\", days: "
                              "30 }]\n  evidence: [{ reason: shortage, kinds: [proof_of_delivery, "
                              "contract] }]\n"));
  const model::DeductionPolicy& policy = config.deductions;
  const Date paid = Date::from_ymd(2026, 1, 31).value();
  EXPECT_EQ(policy.contest_by("100001", paid).to_string(), "2026-03-02");
  EXPECT_EQ(policy.contest_by("100002", paid).to_string(), "2026-05-01");
  using enum model::EvidenceKind;
  EXPECT_TRUE(policy.is_shown(model::DisputeReason::shortage, {correspondence, contract}));
  EXPECT_FALSE(policy.is_shown(model::DisputeReason::shortage, {correspondence}));
  EXPECT_TRUE(policy.is_shown(model::DisputeReason::price, {correspondence}));
  EXPECT_FALSE(policy.is_shown(model::DisputeReason::price, {}));
  EXPECT_EQ(policy.needed(model::DisputeReason::shortage), "proof_of_delivery or contract");
  EXPECT_EQ(company.good(config.masked_yaml).digest, config.digest) << config.masked_yaml;
}

TEST(DeductionsSection, WithoutAWindowThereIsNoLastDay) {
  EXPECT_TRUE(
      model::DeductionPolicy().contest_by("1", Date::from_ymd(2026, 1, 31).value()).empty());
}

TEST(DeductionsSection, RefusesWhatCanNotBeMeant) {
  const Company company;
  EXPECT_THAT(company.faults(deductions("  window_days: 0\n")),
              ElementsAre(HasSubstr("window_days")));
  EXPECT_THAT(company.faults(deductions("  windows: [{ customer: \"1\", days: 3 }, { customer: "
                                        "\"001\", days: 4 }]\n")),
              ElementsAre(HasSubstr("customer '001' has a window already")));
  EXPECT_THAT(company.faults(deductions("  evidence: [{ reason: tax, kinds: [hearsay] }]\n")),
              testing::Contains(HasSubstr("kind of evidence 'hearsay'")));
  EXPECT_THAT(company.faults(deductions("  evidence: [{ reason: tax, kinds: [] }]\n")),
              ElementsAre(HasSubstr("nothing could ever show a deduction for tax")));
}

}  // namespace
}  // namespace saldo::config
