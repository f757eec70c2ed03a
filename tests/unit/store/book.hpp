#pragma once

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/sha256.hpp"
#include "saldo/records.hpp"
#include "store/decisions.hpp"
#include "store/documents.hpp"
#include "store/receivables.hpp"
#include "store/statements.hpp"
#include "store/store.hpp"
#include "unit/check/temporary_folder.hpp"

namespace saldo::store {

inline Currency euro() { return Currency::parse("EUR"); }
inline Money eur(std::int64_t minor) { return {minor, euro()}; }
inline Date day(std::string_view iso) { return Date::parse_iso(iso); }
/// An instant of the time that all tests live in.
inline Instant at_second(std::int64_t n) {
  return Instant{std::chrono::seconds{1'767'225'600}} + std::chrono::seconds{n};  // 2026-01-01
}

/// A book in a folder of its own.
class TestBook {
 public:
  TestBook() : store_(Store::open(file()).value()) {}

  std::filesystem::path file() const { return folder_.path() / "saldo.db"; }
  const std::filesystem::path& folder() const { return folder_.path(); }
  Store& store() { return *store_; }
  /// As after a restart of the daemon.
  void reopen() {
    store_.reset();
    store_ = Store::open(file()).value();
  }

  /// Runs `work` in one transaction that is committed.
  template <class F>
  decltype(auto) write(F work) {
    WriteTransaction transaction(*store_);
    if constexpr (std::is_void_v<std::invoke_result_t<F, soci::session&>>) {
      work(transaction.sql());
      transaction.commit();
    } else {
      auto result = work(transaction.sql());
      transaction.commit();
      return result;
    }
  }
  template <class F>
  decltype(auto) read(F work) {
    Snapshot snapshot(*store_);
    return work(snapshot.sql());
  }

  std::int64_t number(const std::string& query) {
    std::int64_t value = 0;
    read([&](soci::session& sql) { sql << query, soci::into(value); });
    return value;
  }
  std::string text(const std::string& query) {
    std::string value;
    read([&](soci::session& sql) { sql << query, soci::into(value); });
    return value;
  }
  std::int64_t count(const std::string& table_and_where) {
    return number("SELECT COUNT(*) FROM " + table_and_where);
  }
  /// Changes the file behind saldo's back, where no reference is checked.
  void tamper(const std::string& statement) const {
    soci::session sql(soci::sqlite3, "db=\"" + file().string() + "\" timeout=5");
    sql << "PRAGMA foreign_keys = OFF";
    sql << statement;
  }

  /// Every row of every table as text, in order: equal books give equal dumps.
  std::string dump() {
    return read([](soci::session& sql) {
      std::vector<std::string> tables;
      {
        soci::rowset<std::string> names =
            (sql.prepare << "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
        tables.assign(names.begin(), names.end());
      }
      std::string all;
      for (const std::string& table : tables) {
        all += "== " + table + "\n";
        std::string columns;
        soci::rowset<std::string> names =
            (sql.prepare << "SELECT 'quote(' || name || ')' FROM pragma_table_info('" + table +
                                "')");
        for (const std::string& name : names) columns += (columns.empty() ? "" : "||'|'||") + name;
        soci::rowset<std::string> rows =
            (sql.prepare << "SELECT " + columns + " FROM " + table + " ORDER BY 1");
        for (const std::string& row : rows) all += row + "\n";
      }
      return all;
    });
  }

  /// Receives a document whose content is its name.
  std::int64_t document(const std::string& name, const std::string& connector = "bank") {
    return write([&](soci::session& sql) { return document(sql, name, connector); });
  }
  static std::int64_t document(soci::session& sql, const std::string& name,
                               const std::string& connector = "bank") {
    Sha256 hash;
    hash.update(name);
    return receive_document(sql,
                            {.sha256 = hash.hex_digest(),
                             .size = name.size(),
                             .name = name,
                             .media_type = {},
                             .connector = connector,
                             .actor = "unix:anna"},
                            at_second(0))
        .first.id;
  }

  /// Posts one bank document; the transactions' statements and positions are filled in.
  StatementWriter::Totals post_bank(const std::string& name, const Statement& statement,
                                    std::vector<Transaction> transactions) {
    return write([&](soci::session& sql) {
      const std::int64_t id = document(sql, name);
      StatementWriter writer(sql, id, {statement});
      std::int64_t index = 0;
      for (Transaction& t : transactions) {
        t.statement = 1;
        t.index = ++index;
        writer.add(t);
      }
      const auto totals = writer.finish();
      mark_posted(sql, id, {"camt", "1"},
                  {.statements = totals.statements,
                   .transactions = totals.transactions,
                   .duplicates = totals.duplicates},
                  at_second(1));
      return totals;
    });
  }
  /// Posts one document of master data and items.
  std::vector<Change> post_receivables(const std::string& name,
                                       const std::vector<Customer>& customers,
                                       const std::vector<Item>& items = {}) {
    return write([&](soci::session& sql) {
      const std::int64_t id = document(sql, name, "erp");
      ReceivablesWriter writer(sql, id, "erp", at_second(2));
      std::vector<Change> changes;
      for (const Customer& c : customers) changes.push_back(writer.customer(c));
      for (const Item& i : items) changes.push_back(writer.item(i));
      mark_posted(sql, id, {"sap-idoc", "1"},
                  {.customers = static_cast<std::int64_t>(customers.size()),
                   .items = static_cast<std::int64_t>(items.size())},
                  at_second(2));
      return changes;
    });
  }
  model::TransactionId transaction_id(const std::string& bank_reference) {
    return model::TransactionId{
        number("SELECT id FROM bank_transaction WHERE bank_reference = '" + bank_reference + "'")};
  }
  model::ItemId item_id(const std::string& item_number) {
    return model::ItemId{number("SELECT id FROM item WHERE number = '" + item_number + "'")};
  }
  model::CustomerId customer_id(const std::string& customer_number) {
    return model::CustomerId{
        number("SELECT id FROM customer WHERE number = '" + customer_number + "'")};
  }

 private:
  check::TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

inline Statement statement(std::int64_t opening, std::int64_t closing,
                           std::string_view closing_day = "2026-01-05") {
  Statement s;
  s.at = {3, 40};
  s.index = 1;
  s.kind = "booked";
  s.account_iban = "DE02120300000000202051";
  s.account_currency = "EUR";
  s.id = "2026/" + std::string(closing_day);
  s.opening = {eur(opening), day(closing_day).plus_days(-1)};
  s.closing = {eur(closing), day(closing_day)};
  return s;
}

inline Transaction transaction(std::int64_t minor, const std::string& bank_reference,
                               std::string_view booking_day = "2026-01-05") {
  Transaction t;
  t.at = {10, 200};
  t.booking_date = t.value_date = day(booking_day);
  t.amount = eur(minor);
  t.status = "booked";
  t.bank_reference = bank_reference;
  t.counterparty_name = "Muster GmbH";
  t.remittance = {"RE 90000001", "danke"};
  return t;
}

inline Customer customer(const std::string& number, const std::string& name = "Muster GmbH") {
  Customer c;
  c.at = {1, 0};
  c.number = number;
  c.name = name;
  c.company_code = "1000";
  return c;
}

inline Item item(const std::string& number, const std::string& customer_number,
                 std::int64_t minor) {
  Item i;
  i.at = {2, 30};
  i.kind = minor < 0 ? "credit_memo" : "invoice";
  i.number = number;
  i.customer = customer_number;
  i.company_code = "1000";
  i.document_date = i.posting_date = i.baseline_date = day("2025-12-01");
  i.due_date = day("2025-12-31");
  i.amount = eur(minor);
  return i;
}

}  // namespace saldo::store
