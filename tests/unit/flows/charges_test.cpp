#include "flows/charges.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "flows/dun.hpp"
#include "flows/notices.hpp"
#include "store/dunning_holds.hpp"
#include "store/dunning_notices.hpp"
#include "store/exports.hpp"
#include "unit/flows/desk.hpp"

/// What becomes of fees, interest and compensation that a notice claims (RULES §6.6).
namespace saldo::flows {
namespace {

namespace json = boost::json;

class ChargeFlow : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.levels.resize(2);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 40;
    procedure.levels[1].always = true;
    for (auto& level : procedure.levels) {
      level.interest = true;
      level.fee["EUR"] = eur(500);
    }
    procedure.interest = model::InterestTerms{.country = "DE", .compensation = true};
    desk.config->procedures["standard"] = procedure;
    desk.config->late_rates =
        model::LateRates({{"DE", "b2b", day("2026-01-01"), day("2026-06-30"),
                           model::Percent::from_thousandths(10'270), "BGB § 288 (2)"}},
                         {{"DE", "b2b", day("2014-07-29"), eur(0), eur(4'000), "BGB § 288 (5)"}});
    Customer c = customer("100001");
    c.dunning_procedure = "standard";
    desk.book.post_receivables(
        "erp", {c}, {item("90000001", "100001", 30'000), item("90000002", "100001", 20'000)});
    desk.book.post_bank("bank", statement(0, 0), {});
    desk.clock.time = store::at_second(86'400 * 31);  // 2026-02-01
  }
  model::NoticeId send(const char* on) {
    RunControl control{.run = run_++};
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = day(on)}, control);
    const model::NoticeId id{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
    approve_notice(desk.environment(), id, "unix:bert");
    send_notice(desk.environment(), id, "unix:bert");
    note_sent(desk.environment(), id, "receipt", "unix:bert");
    return id;
  }
  std::string charge(model::NoticeId id, const char* what, const char* actor = "unix:anna",
                     const char* reason = "third time late") {
    return told([&] { return charge_notice(desk.environment(), id, what, reason, actor); });
  }
  std::string approve(model::NoticeId id, const char* what, const char* actor = "unix:bert") {
    return told([&] { return approve_charge(desk.environment(), id, what, actor); });
  }
  std::string withdraw(model::NoticeId id, const char* what) {
    return told(
        [&] { return withdraw_charge(desk.environment(), id, what, "goodwill", "unix:anna"); });
  }
  /// "awaiting 2.70", or why not.
  template <class Act>
  static std::string told(Act act) {
    try {
      const json::object answer = act();
      return std::string(answer.at("state").as_string()) + " " +
             std::string(answer.at("amount").as_string());
    } catch (const FailureException& e) {
      return e.failure.message;
    }
  }
  json::object shown(model::NoticeId id) {
    return desk.book.read([&](soci::session& sql) { return store::show_notice(sql, id); });
  }
  std::vector<json::object> debit_notes() {
    std::vector<json::object> all;
    desk.book.read([&](soci::session& sql) {
      return store::export_view(sql, "debit-notes", std::nullopt,
                                [&](json::object& row) { all.push_back(row); });
    });
    return all;
  }
  static std::string number(model::NoticeId id) { return std::to_string(model::raw(id)); }

  Desk desk;
  std::int64_t run_ = 7;
};

TEST_F(ChargeFlow, OneProposesAnotherApprovesThenTheErpIsAskedToPostIt) {
  const model::NoticeId id = send("2026-02-01");
  // 300.00 and 200.00 for 32 days at 10.27 %: 2.70 and 1.80, each rounded once.
  EXPECT_EQ(charge(id, "interest"), "awaiting 4.50");
  EXPECT_TRUE(debit_notes().empty()) << "not before somebody else has approved it";
  EXPECT_EQ(approve(id, "interest", "unix:anna"),
            "unix:anna proposed this; another person must approve it");
  EXPECT_EQ(approve(id, "interest"), "approved 4.50");
  ASSERT_EQ(debit_notes().size(), 1u);
  const json::object note = debit_notes()[0];
  EXPECT_EQ(note.at("amount"), "4.50");
  EXPECT_EQ(note.at("charge"), "interest");
  EXPECT_EQ(note.at("approved_by"), "unix:bert");
  EXPECT_EQ(note.at("items").at(0).at("number"), "90000001");
  EXPECT_EQ(note.at("items").at(0).at("amount_units"), 270);
  EXPECT_EQ(shown(id).at("charges").at(0).at("state"), "approved");
}

TEST_F(ChargeFlow, WhatTheErpHasPostedIsNotAskedForAgainAndNotWithdrawn) {
  const model::NoticeId id = send("2026-02-01");
  charge(id, "fee");
  approve(id, "fee");
  ASSERT_EQ(debit_notes().size(), 1u);
  Item posted = item("95000001", "100001", 500);
  posted.kind = "dunning_charge";
  posted.references = {{"assignment", std::string(debit_notes()[0].at("reference").as_string())}};
  desk.book.post_receivables("erp", {}, {posted});
  EXPECT_TRUE(debit_notes().empty());
  EXPECT_EQ(withdraw(id, "fee"), "the ERP has posted the fee of notice " + number(id) +
                                     " as 95000001; reverse it there");
}

TEST_F(ChargeFlow, LaterNoticesDoNotClaimWhatIsChargedAgain) {
  const model::NoticeId first = send("2026-02-01");
  charge(first, "interest");
  charge(first, "compensation");
  const json::object second = shown(send("2026-03-01"));
  // 28 days: 300.00 × 10.27 % × 28 ÷ 365 = 2.3635, 200.00: 1.5756.
  EXPECT_EQ(second.at("interest"), "3.94");
  EXPECT_EQ(second.at("items").at(0).at("interest_segments").at(0).at("from"), "2026-02-02");
  EXPECT_EQ(second.at("compensation"), "0.00");
  EXPECT_EQ(second.at("fee"), "5.00") << "of this notice";
}

TEST_F(ChargeFlow, AWithdrawnChargeIsClaimedAgain) {
  const model::NoticeId first = send("2026-02-01");
  EXPECT_EQ(charge(first, "compensation"), "awaiting 80.00");
  EXPECT_EQ(withdraw(first, "compensation"), "withdrawn 80.00");
  EXPECT_EQ(withdraw(first, "compensation"),
            "the compensation of notice " + number(first) + " isn't charged");
  EXPECT_EQ(shown(send("2026-03-01")).at("compensation"), "80.00");
  EXPECT_EQ(charge(first, "compensation"), "awaiting 80.00");
}

TEST_F(ChargeFlow, OfTwoNoticesThatClaimTheSameDaysOneIsCharged) {
  const model::NoticeId first = send("2026-02-01"), second = send("2026-03-01");
  EXPECT_EQ(charge(second, "interest"), "awaiting 8.44");
  EXPECT_EQ(charge(first, "interest"),
            "nothing is left to be charged of the interest of notice " + number(first) +
                ": its items are in dispute, or it is charged with another notice");
  EXPECT_EQ(charge(second, "interest"), "the interest of notice " + number(second) +
                                            " is charged already (awaiting by unix:anna)");
}

TEST_F(ChargeFlow, WhatADisputeMakesContingentIsLeftOut) {
  desk.config->procedures["standard"].dispute_mode = model::DisputeMode::undisputed_part;
  desk.book.write([&](soci::session& sql) {
    return store::add_hold(sql,
                           {.customer = "100001",
                            .item = "90000002",
                            .kind = store::HoldKind::dispute,
                            .amount = "50.00",
                            .period = {day("2026-01-10"), {}},
                            .reason = "damaged",
                            .actor = "unix:anna"},
                           store::at_second(86'400 * 10));
  });
  const model::NoticeId id = send("2026-02-01");
  const json::object answer =
      charge_notice(desk.environment(), id, "interest", "third time late", "unix:anna");
  EXPECT_EQ(answer.at("amount"), "2.70");
  EXPECT_EQ(answer.at("left"), "1.80");
  const json::object second = shown(send("2026-03-01"));
  EXPECT_EQ(second.at("items").at(0).at("interest_segments").at(0).at("from"), "2026-02-02");
  EXPECT_EQ(second.at("items").at(1).at("interest_segments").at(0).at("from"), "2026-01-01")
      << "it is claimed whole, still";
}

TEST_F(ChargeFlow, OnlyWhatASentNoticeClaimsIsChargedAndWithAReason) {
  RunControl control{.run = run_++};
  run_dunning(desk.environment(), {.procedure = "standard", .run_date = day("2026-02-01")},
              control);
  const model::NoticeId id{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
  EXPECT_EQ(charge(id, "fee"),
            "notice " + number(id) + " is proposed; only what a sent notice claims can be charged");
  EXPECT_EQ(charge(id, "fee", "unix:anna", ""), "a customer is charged with a reason; give one");
  EXPECT_EQ(charge(id, "levy"), "'charge' has to be fee, interest or compensation, not 'levy'");
  waive_charge(desk.environment(), id, "fee", "first time late", "unix:anna");
  approve_notice(desk.environment(), id, "unix:bert");
  send_notice(desk.environment(), id, "unix:bert");
  note_sent(desk.environment(), id, "receipt", "unix:bert");
  EXPECT_EQ(charge(id, "fee"), "notice " + number(id) + " claims no fee");
  EXPECT_EQ(approve(id, "fee"), "no charge of notice " + number(id) + "'s fee awaits approval");
}

}  // namespace
}  // namespace saldo::flows
