#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <iostream>
#include <random>
#include <thread>

#include "support/saldod.hpp"
#include "support/sap_system.hpp"

/// S/4HANA by OData, from the first load to the balance check. SALDO_SAP_FULL=1 runs the loads with
/// 2,000 customers and 50,000 items instead of a tenth.
namespace saldo::test {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::SizeIs;

bool full_size() { return std::getenv("SALDO_SAP_FULL") != nullptr; }

std::string configuration(const SapSystem& sap, const std::string& more = "",
                          const std::string& gate = "") {
  return "connectors:\n"
         "  - name: s4\n"
         "    source:\n"
         "      plugin: sap-odata\n"
         "      service: { url: \"" +
         sap.url() +
         "\" }\n"
         "      full_every: 0s\n" +
         more +
         "    decoders: [sap-odata-reply]\n"
         "jobs:\n"
         "  - { name: balance, kind: balance_check }\n"
         "  - { name: dunning, kind: dunning, procedure: gated }\n"
         "dunning:\n"
         "  procedures:\n"
         "    gated:\n"
         "      interval_days: 14\n"
         "      bank_data: { require_no_gap: false }\n" +
         gate + "      levels: [ { days: 5 } ]\n";
}

/// "company/year/number minor currency", sorted: the open items of either book.
std::vector<std::string> open_in_sap(const SapSystem& sap) {
  std::vector<std::string> rows;
  const json::object book = sap.book();
  for (const json::value& v : book.at("open").as_array()) {
    const json::array& r = v.as_array();
    const auto part = [&](std::size_t i) { return std::string(r.at(i).as_string()); };
    const std::string line = part(3) == "1" ? "" : "/00" + part(3);
    rows.push_back(part(0) + " " + part(1) + " " + part(2) + line + " 0000" + part(4) + " " +
                   std::to_string(r.at(5).as_int64()) + " " + part(6));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}
std::vector<std::string> open_here(const Saldod& saldod) {
  std::vector<std::string> rows;
  for (const auto& r : saldod.rows("items")) {
    if (text(r, "state") == "cleared") continue;
    std::string minor = text(r, "open_amount");
    std::erase(minor, '.');
    rows.push_back(text(r, "company_code") + " " + std::to_string(number(r, "fiscal_year")) + " " +
                   text(r, "number") + " " + text(r, "customer") + " " +
                   std::to_string(std::stoll(minor)) + " " + text(r, "currency"));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::int64_t differences(const Saldod& saldod) {
  const auto run = saldod.run("balance");
  EXPECT_EQ(text(run, "state"), "done") << json::serialize(run);
  return run.at("result").at("differences").as_int64();
}

json::array keys_of(const SapSystem& sap, std::size_t from, std::size_t count) {
  json::array keys;
  const json::object book = sap.book();
  const json::array& open = book.at("open").as_array();
  for (std::size_t i = from; i < from + count; ++i) {
    const json::array& r = open.at(i).as_array();
    keys.push_back(json::array{r.at(0), r.at(1), r.at(2), r.at(3)});
  }
  return keys;
}

/// A sync to its end, however long the load takes.
void sync(const Saldod& saldod) {
  const auto queued = saldod.post("/v1/connectors/s4/sync").json();
  const std::string target = "/v1/runs/" + std::to_string(number(queued, "run"));
  for (;;) {
    const auto run = saldod.get(target + "?wait_ms=5000").json();
    const std::string state = text(run, "state");
    if (state == "queued" || state == "running") continue;
    ASSERT_EQ(state, "done") << json::serialize(run);
    return;
  }
}

TEST(SapOData, TheFirstLoadIsSapsBookAlthoughSapIsBusyAndConnectionsDrop) {
  const bool full = full_size();
  const SapSystem sap({"--customers", full ? "2000" : "200", "--items", full ? "50000" : "2000",
                       "--busy", "3", "--drop", "1", "--server-page", full ? "400" : "40"});
  Saldod saldod;
  saldod.configure(configuration(sap, full ? ""
                                           : "      page_size: 100\n"
                                             "      partner_page_size: 25\n"));
  saldod.start();
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  std::cout
      << "first load: "
      << std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin).count()
      << " ms, served " << json::serialize(sap.book().at("served")) << "\n";
  EXPECT_EQ(open_here(saldod), open_in_sap(sap));
  EXPECT_EQ(saldod.broken(), "");
  EXPECT_EQ(differences(saldod), 0);
  EXPECT_THAT(saldod.rows("balance-check"), SizeIs(0));
}

TEST(SapOData, WhatSapNoLongerListsIsClearedWithItsProofAndOpenAgainWhenItDoes) {
  const SapSystem sap({"--customers", "10", "--items", "60"});
  Saldod saldod;
  saldod.configure(configuration(sap));
  saldod.start();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  const json::array gone = keys_of(sap, 5, 10);
  sap.control({{"do", "clear"}, {"keys", gone}});
  sap.control({{"do", "post"}, {"count", 3}});
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  EXPECT_EQ(open_here(saldod), open_in_sap(sap));
  const auto clearings = saldod.rows("erp-clearings");
  ASSERT_THAT(clearings, SizeIs(10));
  EXPECT_EQ(text(clearings[0], "cause"), "absence");
  EXPECT_THAT(text(clearings[0], "extract"), HasSubstr("open_items-"));
  const auto page = saldod.get("/v1/documents/" + text(clearings[0], "document") + "/raw");
  EXPECT_THAT(page.body, HasSubstr("\nextract: " + text(clearings[0], "extract") + "\n"));
  EXPECT_THAT(saldod.rows("items"), SizeIs(63)) << "nothing is deleted";
  EXPECT_EQ(differences(saldod), 0);

  sap.control({{"do", "reset"}, {"keys", json::array{gone.at(0)}}});
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  EXPECT_EQ(open_here(saldod), open_in_sap(sap));
  EXPECT_EQ(text(saldod.rows("erp-clearings").back(), "cause"), "listed");
  EXPECT_EQ(saldod.broken(), "");
}

TEST(SapOData, ChangesTellWhoClearedWhat) {
  const SapSystem sap({"--customers", "5", "--items", "30"});
  Saldod saldod;
  auto with_changes = configuration(sap);
  with_changes.replace(with_changes.find("full_every: 0s"), 14, "full_every: 1d");
  saldod.configure(with_changes);
  saldod.start();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  const json::array gone = keys_of(sap, 0, 2);
  const auto document = sap.control({{"do", "clear"}, {"keys", gone}});
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  const auto clearings = saldod.rows("erp-clearings");
  ASSERT_THAT(clearings, SizeIs(2));
  EXPECT_EQ(text(clearings[0], "cause"), "erp");
  EXPECT_EQ(text(clearings[0], "cleared_by"), std::string(document.at("document").as_string()));
  EXPECT_EQ(open_here(saldod), open_in_sap(sap));
}

TEST(SapOData, ACompanyCodeThatIsHiddenClearsNothing) {
  const SapSystem sap({"--customers", "40", "--items", "200"});
  Saldod saldod;
  saldod.configure(configuration(sap));
  saldod.start();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  const auto before = open_here(saldod);
  sap.control({{"do", "hide_company"}, {"company", "1000"}});
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  EXPECT_EQ(open_here(saldod), before);
  EXPECT_THAT(saldod.rows("erp-clearings"), SizeIs(0));
  const auto last = saldod.rows("extracts").back();
  EXPECT_EQ(text(last, "state"), "doubtful");
  EXPECT_THAT(text(last, "reason"), HasSubstr("open items of company code 1000 are absent"));
}

TEST(SapOData, ARowThatIsRefusedClearsNothingAndTheOthersGoOn) {
  const SapSystem sap({"--customers", "5", "--items", "30"});
  Saldod saldod;
  saldod.configure(configuration(sap));
  saldod.start();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  const json::array bad = keys_of(sap, 0, 1);
  sap.control({{"do", "set"}, {"key", bad.at(0)}, {"to", {{"customer", "999999"}}}});
  const json::array gone = keys_of(sap, 1, 1);
  sap.control({{"do", "clear"}, {"keys", gone}});
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  const auto held = saldod.get("/v1/quarantine").lines();
  ASSERT_THAT(held, SizeIs(1));
  EXPECT_EQ(text(held[0], "rule"), "customer.unknown");
  EXPECT_THAT(text(held[0], "message"), HasSubstr("0000999999"));
  EXPECT_THAT(saldod.rows("erp-clearings"), SizeIs(1))
      << "the row that is absent, not the refused one";
  EXPECT_EQ(differences(saldod), 1);
  const auto found = saldod.rows("balance-check");
  EXPECT_EQ(text(found.back(), "cause"), "missing_here");
  EXPECT_EQ(saldod.broken(), "");
}

TEST(SapOData, NobodyIsDunnedWhereTheBookDiffersFromSaps) {
  const SapSystem sap({"--customers", "5", "--items", "30"});
  Saldod saldod;
  saldod.configure(configuration(sap, "", "      balance_check: { max_age_days: 2 }\n"));
  saldod.start();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  auto run = saldod.run("dunning");
  EXPECT_THAT(text(run, "error"), HasSubstr("RUN_REFUSED BALANCE_STALE"));
  EXPECT_EQ(differences(saldod), 0);
  run = saldod.run("dunning");
  EXPECT_EQ(text(run, "state"), "done") << json::serialize(run);
  sap.control({{"do", "set"}, {"key", keys_of(sap, 0, 1).at(0)}, {"to", {{"customer", "999999"}}}});
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  EXPECT_EQ(differences(saldod), 1);
  run = saldod.run("dunning");
  EXPECT_THAT(text(run, "error"), HasSubstr("RUN_REFUSED BALANCE_DIFFERS"));
}

TEST(SapOData, KillsAtRandomMomentsOfTheLoadCostOnePageEach) {
  const bool full = full_size();
  const char* given = std::getenv("SALDO_SEED");
  const auto seed = given != nullptr ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10))
                                     : std::random_device{}();
  std::cout << "SALDO_SEED=" << seed << "\n";
  std::mt19937 chance(seed);
  const SapSystem sap({"--customers", full ? "2000" : "200", "--items", full ? "50000" : "2000",
                       "--busy", "3", "--drop", "1", "--server-page", full ? "400" : "40"});
  Saldod saldod;
  saldod.configure(configuration(sap, full ? ""
                                           : "      page_size: 100\n"
                                             "      partner_page_size: 25\n"));
  const int kKills = full ? 50 : 10;
  for (int kill = 0; kill < kKills; ++kill) {
    saldod.start();
    saldod.ask("POST", "/v1/connectors/s4/sync");
    std::this_thread::sleep_for(milliseconds(chance() % (full ? 3000 : 1500)));
    saldod.kill();
  }
  saldod.start();
  ASSERT_NO_FATAL_FAILURE(sync(saldod));
  EXPECT_EQ(open_here(saldod), open_in_sap(sap)) << "SALDO_SEED=" << seed;
  EXPECT_THAT(saldod.rows("erp-clearings"), SizeIs(0));
  EXPECT_EQ(saldod.broken(), "") << "SALDO_SEED=" << seed;
  EXPECT_EQ(differences(saldod), 0);
}

}  // namespace
}  // namespace saldo::test
