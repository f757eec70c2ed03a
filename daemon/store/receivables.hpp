#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "saldo/records.hpp"
#include "store/extracts.hpp"

namespace soci {
class session;
}

/// Customers, items and remittance advices into the book.
namespace saldo::store {

enum class Change { none, created, changed };

/// The fiscal year that belongs to an item's key: the record's own, or that of its posting date;
/// none where it has neither.
std::optional<std::int64_t> fiscal_year_of(const Item& record);

/// Posts the master data and items of one document inside the caller's transaction. A record with
/// the content that is there already changes nothing; other content is a new version; content that
/// contradicts what has been allocated throws FailureException (kind conflict). Of a document that
/// was posted before, only what was refused then is posted: newer documents have spoken since.
class ReceivablesWriter {
 public:
  ReceivablesWriter(soci::session& sql, std::int64_t document_id, std::string source_system,
                    Instant now);

  Change customer(const Customer& record);
  /// Of when the records are told; without it they are told of now.
  void set_told_at(const ToldAt& told) { told_ = told; }
  /// An item that the ERP has cleared is settled here, too; one that a part of an extract lists as
  /// open again is open again. Throws FailureException with rule "customer.unknown" when the
  /// customer isn't in the book.
  Change item(const Item& record);
  void advice(const RemittanceAdvice& record);

 private:
  std::int64_t customer_id(const std::string& number);
  Customer completed(const Customer& change, std::int64_t known);
  bool has_advice(const RemittanceAdvice& record);
  [[noreturn]] void refuse_settled_elsewhere(const Item& record);
  void add_version(const char* kind, std::int64_t id, std::int64_t version, const Place& at,
                   const std::string& content);
  std::string latest_content(const char* kind, std::int64_t id);
  bool was_taken(const char* kind, std::int64_t id, const Place& at, const std::string& content);
  void company(std::int64_t customer, const Customer& record);
  void dunning_areas(std::int64_t customer, const Customer& c);
  /// What the book holds of an item; id 0: nothing.
  struct ItemState {
    std::int64_t id = 0, open_minor = 0, amount_minor = 0, version = 0;
    std::string currency;
  };
  ItemState item_state(const Item& record, int year);
  void check_change(const Item& record, const ItemState& before, std::int64_t allocated_minor);
  void put_item(const Item& record, std::int64_t customer, int year, std::int64_t allocated_minor);
  void put_references(const Item& record, std::int64_t id);
  bool follow_erp(const Item& record, std::int64_t id, bool cleared);

  soci::session& sql_;
  std::int64_t document_id_;
  std::string source_system_;
  Instant now_;
  std::int64_t recorded_at_;
  bool again_ = false;  // the document was posted before: it is read for what was refused of it
  std::optional<ToldAt> told_;
};

}  // namespace saldo::store
