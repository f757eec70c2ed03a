#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>

#include "flows/dun.hpp"
#include "store/dunning_notices.hpp"
#include "unit/flows/desk.hpp"

namespace saldo::flows {

/// 100001 owes 300.00, due on 31 December, and 200.00, due on 20 January; on 1 February it gets a
/// notice of level 2 with a fee, by mail.
class LateCustomer : public testing::Test {
 protected:
  void SetUp() override {
    model::DunningProcedure procedure;
    procedure.name = "standard";
    procedure.version = "1";
    procedure.progressive = false;
    procedure.levels.resize(2);
    procedure.levels[0].days = 5;
    procedure.levels[1].days = 30;
    procedure.levels[1].fee["EUR"] = eur(500);
    for (model::DunningLevel& level : procedure.levels) level.channels = {"email", "letter"};
    desk.config->procedures["standard"] = procedure;
    Customer c = customer("100001");
    c.dunning_procedure = "standard";
    c.contacts = {{"email", "ap@kunde.example"}};
    Item late = item("90000002", "100001", 20'000);
    late.due_date = day("2026-01-20");
    desk.book.post_receivables("erp", {c}, {item("90000001", "100001", 30'000), late});
    desk.book.post_bank("bank", statement(0, 0), {});
    run("2026-02-01");
    first = newest();
    desk.clock.time = desk.clock.now() + std::chrono::minutes(10);
  }
  void run(const char* on) {
    const Instant midnight = store::at_second(86'400LL * days_between(day("2026-01-01"), day(on)));
    desk.clock.time = std::max(desk.clock.now(), midnight);
    run_dunning(desk.environment(), {.procedure = "standard", .run_date = day(on)},
                RunControl{.run = run_++});
  }
  model::NoticeId newest() {
    return model::NoticeId{desk.book.number("SELECT MAX(id) FROM dunning_notice")};
  }
  boost::json::object shown(model::NoticeId id) {
    return desk.book.read([&](soci::session& sql) { return store::show_notice(sql, id); });
  }
  static std::string name(model::NoticeId id) { return "notice " + std::to_string(model::raw(id)); }

  Desk desk;
  model::NoticeId first{};  ///< of 1 February
  std::int64_t run_ = 7;
};

}  // namespace saldo::flows
