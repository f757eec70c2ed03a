#include "store/migrations.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "unit/store/book.hpp"

namespace saldo::store {
namespace {

using check::TemporaryFolder;

std::unique_ptr<soci::session> connect(const TemporaryFolder& folder) {
  return std::make_unique<soci::session>(soci::sqlite3,
                                         "db=\"" + (folder.path() / "saldo.db").string() + "\"");
}

std::vector<std::string> texts(soci::session& sql, const std::string& query) {
  soci::rowset<std::string> rows = (sql.prepare << query);
  return {rows.begin(), rows.end()};
}

std::vector<std::string> tables(soci::session& sql) {
  return texts(sql,
               "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'schema_version' "
               "ORDER BY name");
}

/// One row into every table, with a value of its type in every column.
void fill(soci::session& sql) {
  for (const std::string& table : tables(sql)) {
    std::string columns, values;
    for (const std::string& column :
         texts(sql, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid"))
      columns += (columns.empty() ? "" : ", ") + column;
    for (const std::string& type :
         texts(sql, "SELECT type FROM pragma_table_info('" + table + "') ORDER BY cid"))
      values += std::string(values.empty() ? "" : ", ") + (type == "TEXT" ? "'text'" : "7");
    sql << "INSERT INTO " + table + " (" + columns + ") VALUES (" + values + ")";
  }
}

/// The content of these columns of every table that existed then.
std::map<std::string, std::string> content(soci::session& sql,
                                           const std::map<std::string, std::string>& columns) {
  std::map<std::string, std::string> all;
  for (const auto& [table, list] : columns)
    for (const std::string& row : texts(sql, "SELECT " + list + " FROM " + table))
      all[table] += row + "\n";
  return all;
}

std::map<std::string, std::string> columns_of_all_tables(soci::session& sql) {
  std::map<std::string, std::string> all;
  for (const std::string& table : tables(sql))
    for (const std::string& column :
         texts(sql, "SELECT name FROM pragma_table_info('" + table + "') ORDER BY cid"))
      all[table] += std::string(all[table].empty() ? "" : "||'|'||") + "quote(" + column + ")";
  return all;
}

/// The one migration that writes other values into columns that were there.
constexpr int kKeysChange = 22;

TEST(Migrations, AreNumberedFromOneWithoutGaps) {
  int expected = 0;
  for (const Migration& step : migrations()) EXPECT_EQ(step.version, ++expected);
  EXPECT_GT(expected, 0);
}

TEST(Migrations, EachVersionComesFromTheOneBeforeAndKeepsItsData) {
  const int newest = migrations().back().version;
  for (int from = 1; from < newest; ++from) {
    const TemporaryFolder folder;
    const auto sql = connect(folder);
    ASSERT_EQ(migrate(*sql, from), from);
    fill(*sql);
    auto columns = columns_of_all_tables(*sql);
    if (from + 1 == kKeysChange) columns.erase("dunning_notice");
    const auto before = content(*sql, columns);
    ASSERT_FALSE(before.empty());
    ASSERT_EQ(migrate(*sql, from + 1), from + 1);
    EXPECT_EQ(content(*sql, columns), before) << "from version " << from;
    EXPECT_GE(tables(*sql).size(), columns.size());
  }
}

TEST(Migrations, WhatReferredToATableThatIsBuiltAgainStillDoes) {
  const TemporaryFolder folder;
  const auto sql = connect(folder);
  ASSERT_EQ(migrate(*sql, 15), 15);
  fill(*sql);  // each reference is to the one row of its table
  *sql << "PRAGMA foreign_keys = ON";
  ASSERT_EQ(migrate(*sql, 16), 16);
  EXPECT_EQ(texts(*sql, "SELECT \"table\" FROM pragma_foreign_key_list('message_act')"),
            std::vector<std::string>{"message"});
  EXPECT_EQ(texts(*sql,
                  "SELECT DISTINCT \"from\" FROM pragma_foreign_key_list('message') WHERE "
                  "\"table\" = 'message' ORDER BY 1"),
            (std::vector<std::string>{"replaces_id", "reverses_id"}));
  EXPECT_THROW(*sql << "INSERT INTO message_act (message_id, act, actor, reason, acted_at) VALUES "
                       "(8, 'a', 'a', 'a', 0)",
               soci::soci_error);
  EXPECT_EQ(texts(*sql, "SELECT name FROM sqlite_master WHERE name LIKE 'new_message%'"),
            std::vector<std::string>{});
}

TEST(Migrations, DunningAreasAreTakenFromWhatTheErpToldLast) {
  const TemporaryFolder folder;
  const auto sql = connect(folder);
  ASSERT_EQ(migrate(*sql, 19), 19);
  const auto version = [&](const char* kind, int number, const char* areas) {
    *sql << std::string(
                "INSERT INTO record_version (kind, record_id, version, document_id, line, "
                "byte_offset, content_json, recorded_at) VALUES ('") +
                kind + "', 7, " + std::to_string(number) + ", 1, 1, 1, '{\"record\":\"customer\"" +
                areas + "}', 1)";
  };
  version("customer/1000", 1, R"(,"dunning_areas":[{"area":"Z9","block":"X"}])");
  version("customer/1000", 2,
          R"(,"dunning_areas":[{"area":"Z1","procedure":"0002","block":"A"},{"area":"Z2"}])");
  version("customer/2000", 1, "");
  version("item", 1, R"(,"dunning":{"area":"Z3"})");
  version("item", 2, R"(,"dunning":{"area":"Z4","level":1})");
  *sql << "INSERT INTO item (id, source_system, company_code, number, fiscal_year, number_key, "
          "customer_id, kind, due_day, amount_minor, currency, open_minor, state, version, "
          "document_id, line, byte_offset) VALUES (7, 'erp', '1000', '1', 2026, '1', 7, 'invoice', "
          "1, 1, 'EUR', 1, 'open', 2, 1, 1, 1), (8, 'erp', '1000', '2', 2026, '2', 7, 'invoice', "
          "1, 1, 'EUR', 1, 'open', 1, 1, 1, 1)";
  ASSERT_EQ(migrate(*sql, 21), 21);
  EXPECT_EQ(texts(*sql, "SELECT id || COALESCE(dunning_area, '-') FROM item ORDER BY id"),
            (std::vector<std::string>{"7Z4", "8-"}));
  EXPECT_EQ(texts(*sql,
                  "SELECT customer_id || '/' || company_code || '/' || area || '/' || "
                  "COALESCE(dunning_procedure, '-') || '/' || COALESCE(dunning_block, '-') FROM "
                  "customer_dunning_area ORDER BY area"),
            (std::vector<std::string>{"7/1000/Z1/0002/A", "7/1000/Z2/-/-"}));
}

TEST(Migrations, KeysOfNoticesGetTheNumberOfTheirCustomerInFront) {
  const TemporaryFolder folder;
  const auto sql = connect(folder);
  ASSERT_EQ(migrate(*sql, kKeysChange - 1), kKeysChange - 1);
  fill(*sql);
  *sql << "UPDATE customer SET number = '0000100002'";
  *sql << "UPDATE dunning_notice SET idempotency_key = 'ab/7', former_key = 'ab'";
  *sql << "INSERT INTO dunning_notice (run_id, idempotency_key, procedure_name, config_version, "
          "customer_id, company_code, run_day, level, amount_minor, fee_minor, currency, state, "
          "proposed_at) VALUES (7, 'cd', 'p', 'v', 7, '1000', 1, 1, 1, 0, 'EUR', 'sent', 1)";
  ASSERT_EQ(migrate(*sql, kKeysChange), kKeysChange);
  EXPECT_EQ(texts(*sql,
                  "SELECT idempotency_key || ' ' || COALESCE(former_key, 'none') FROM "
                  "dunning_notice ORDER BY id"),
            (std::vector<std::string>{"0000100002-ab/7 0000100002-ab", "0000100002-cd none"}));
}

TEST(Migrations, StepByStepGivesTheSchemaThatAllAtOnceGives) {
  const TemporaryFolder slow_folder, fast_folder;
  const auto slow = connect(slow_folder), fast = connect(fast_folder);
  for (const Migration& step : migrations()) migrate(*slow, step.version);
  migrate(*fast);
  const std::string schema = "SELECT COALESCE(sql, name) FROM sqlite_master ORDER BY name";
  EXPECT_EQ(texts(*slow, schema), texts(*fast, schema));
}

TEST(Migrations, MigratingAgainChangesNothing) {
  const TemporaryFolder folder;
  const auto sql = connect(folder);
  const int newest = migrate(*sql);
  fill(*sql);
  const auto columns = columns_of_all_tables(*sql);
  const auto before = content(*sql, columns);
  EXPECT_EQ(migrate(*sql), newest);
  EXPECT_EQ(migrate(*sql, 1), newest) << "there is no way back";
  EXPECT_EQ(content(*sql, columns), before);
}

TEST(Migrations, ABookOfANewerSaldoIsRefusedWithTheRemedy) {
  const TemporaryFolder folder;
  const auto sql = connect(folder);
  const int newest = migrate(*sql);
  *sql << "INSERT INTO schema_version (version, name) VALUES (" + std::to_string(newest + 1) +
              ", 'from the future')";
  try {
    migrate(*sql);
    FAIL() << "it was opened";
  } catch (const FailureException& e) {
    EXPECT_EQ(e.failure.kind, FailureKind::conflict);
    EXPECT_NE(e.failure.message.find("version " + std::to_string(newest + 1)), std::string::npos);
    EXPECT_NE(e.failure.message.find("up to " + std::to_string(newest)), std::string::npos);
    EXPECT_NE(e.failure.message.find("install"), std::string::npos);
  }
}

TEST(Migrations, AStepThatFailsLeavesTheVersionBefore) {
  const TemporaryFolder folder;
  const auto sql = connect(folder);
  ASSERT_EQ(migrate(*sql, 1), 1);
  // The second step's last table exists already, so that the step fails in its middle.
  *sql << "CREATE TABLE audit_entry (id INTEGER)";
  EXPECT_THROW(migrate(*sql), soci::soci_error);
  EXPECT_EQ(texts(*sql, "SELECT CAST(MAX(version) AS TEXT) FROM schema_version"),
            std::vector<std::string>{"1"});
  EXPECT_TRUE(texts(*sql, "SELECT name FROM sqlite_master WHERE name = 'job_run'").empty());
  *sql << "DROP TABLE audit_entry";
  EXPECT_EQ(migrate(*sql), migrations().back().version);
}

}  // namespace
}  // namespace saldo::store
