#include "store/rows.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

namespace json = boost::json;

std::vector<std::string> rows(const std::string& query, const Parameters& parameters = {}) {
  TestBook book;
  std::vector<std::string> out;
  book.read([&](soci::session& sql) {
    for_each_object(sql, query, parameters,
                    [&](json::object& row) { out.push_back(json::serialize(row)); });
  });
  return out;
}

std::string row(const std::string& query, const Parameters& parameters = {}) {
  const auto all = rows(query, parameters);
  return all.size() == 1 ? all.front() : std::to_string(all.size()) + " rows";
}

TEST(Rows, AColumnsNameSaysWhatItIs) {
  EXPECT_EQ(row("SELECT 7 AS plain, 'x' AS text, 0 AS first_day, 1 AS on_flag, 0 AS off_flag, "
                "'a,b' AS names_list, '{\"k\":[1]}' AS more_json, 0 AS seen_at"),
            R"({"plain":7,"text":"x","first":"1970-01-01","on":true,"off":false,)"
            R"("names":["a","b"],"more":{"k":[1]},"seen_at":"1970-01-01T00:00:00.000000Z"})");
}

TEST(Rows, AnAmountHasTheDecimalsOfTheRowsCurrency) {
  EXPECT_EQ(row("SELECT -1230 AS open_minor, 'EUR' AS currency"),
            R"({"open":"-12.30","currency":"EUR"})");
  EXPECT_EQ(row("SELECT 'JPY' AS currency, 5000 AS open_minor"),
            R"({"currency":"JPY","open":"5000"})");
  EXPECT_EQ(row("SELECT 'BHD' AS currency, 5 AS open_minor"),
            R"({"currency":"BHD","open":"0.005"})");
  EXPECT_EQ(rows("SELECT 1 AS a_minor, 'EUR' AS currency UNION ALL SELECT 1, 'JPY'"),
            (std::vector<std::string>{R"({"a":"0.01","currency":"EUR"})",
                                      R"({"a":"1","currency":"JPY"})"}));
}

TEST(Rows, TheLargestAmountsAreExact) {
  EXPECT_EQ(row("SELECT 9223372036854775807 AS a_minor, -9223372036854775807 - 1 AS b_minor, 'EUR' "
                "AS currency"),
            R"({"a":"92233720368547758.07","b":"-92233720368547758.08","currency":"EUR"})");
}

TEST(Rows, NullIsAbsent) {
  EXPECT_EQ(row("SELECT NULL AS a_minor, NULL AS b_day, NULL AS c_at, NULL AS d_json, NULL AS "
                "e_list, NULL AS f_flag, NULL AS \"g.h\", NULL AS currency, 1 AS n"),
            R"({"n":1})");
}

TEST(Rows, ADotMakesAnObjectWithin) {
  EXPECT_EQ(row("SELECT 'a' AS \"counterparty.name\", 'b' AS \"counterparty.iban\", 3 AS "
                "\"at.line\", 200 AS \"x.y.z_minor\", 'EUR' AS currency"),
            R"({"counterparty":{"name":"a","iban":"b"},"at":{"line":3},"x":{"y":{"z":"2.00"}},)"
            R"("currency":"EUR"})");
}

TEST(Rows, AListMayBeEmptyOrHaveEmptyParts) {
  EXPECT_EQ(row("SELECT '' AS a_list, 'x' AS b_list, 'x,,y' AS c_list"),
            R"({"a":[],"b":["x"],"c":["x","","y"]})");
}

TEST(Rows, ParametersAreBoundByName) {
  EXPECT_EQ(
      row("SELECT :n AS n, :s AS s, :n + 1 AS next", {{"n", std::int64_t{41}}, {"s", "it's"}}),
      R"({"n":41,"s":"it's","next":42})");
  EXPECT_EQ(row("SELECT 1 AS one", {{"unused", std::int64_t{1}}}), R"({"one":1})");
}

TEST(Rows, TextIsNeverTakenForSql) {
  EXPECT_EQ(row("SELECT :s AS s", {{"s", "'; DROP TABLE item; --"}}),
            R"({"s":"'; DROP TABLE item; --"})");
}

TEST(Rows, AWrongQueryIsAFailureWithSqlitesWords) {
  try {
    rows("SELECT * FROM no_such_table");
    FAIL() << "it ran";
  } catch (const FailureException& e) {
    EXPECT_NE(e.failure.message.find("no_such_table"), std::string::npos);
  }
}

TEST(Rows, WhatTheCallerThrowsEndsTheWalk) {
  TestBook book;
  int seen = 0;
  book.read([&](soci::session& sql) {
    EXPECT_THROW(for_each_object(sql, "SELECT 1 AS n UNION ALL SELECT 2", {},
                                 [&](json::object&) {
                                   ++seen;
                                   throw std::runtime_error("the client went away");
                                 }),
                 std::runtime_error);
  });
  EXPECT_EQ(seen, 1);
}

TEST(Rows, InstantsAreUtcToTheMicrosecond) {
  EXPECT_EQ(instant_text(1'767'225'599'999'999), "2025-12-31T23:59:59.999999Z");
  EXPECT_EQ(instant_text(1'767'225'600'000'001), "2026-01-01T00:00:00.000001Z");
  EXPECT_EQ(instant_text(-1), "1969-12-31T23:59:59.999999Z");
}

}  // namespace
}  // namespace saldo::store
