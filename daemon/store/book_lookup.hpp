#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace soci {
class session;
}

/// What cash application asks of the book, by keys (model/keys.hpp). Statements are prepared once.
namespace saldo::store {

struct ItemRow {
  model::ItemId id{};
  std::string number;
  model::CustomerId customer{};
  std::string company_code, kind;
  Money amount, open;
  Date due_date, baseline_date, posting_date;
  std::string terms_json;
};

struct AdviceRow {
  std::int64_t id = 0;
  std::string number, customer_number;
  Date payment_date;
  Money amount;
  std::string lines_json;
};

/// Lives inside one transaction or snapshot; one thread.
class BookLookup {
 public:
  explicit BookLookup(soci::session& sql);
  ~BookLookup();

  std::vector<ItemRow> items_by_number(const std::string& number_key);
  std::vector<ItemRow> items_by_reference(const std::string& kind, const std::string& value_key);
  std::vector<ItemRow> item(model::ItemId id);
  std::vector<ItemRow> open_items(model::CustomerId customer);
  /// Whether a bank account of ours has this IBAN.
  bool is_own_account(const std::string& iban);
  /// By what master data says, or by what earlier payments taught.
  std::vector<model::CustomerId> customers_by_iban(const std::string& iban);
  std::vector<model::CustomerId> customers_by_learnt_iban(const std::string& iban);
  /// By a name that a person has confirmed.
  std::vector<model::CustomerId> customers_by_alias(const std::string& name_key);
  /// Advices whose payment isn't found yet.
  std::vector<AdviceRow> advices_by_number(const std::string& number_key);
  std::vector<AdviceRow> advices_by_total(Money total);
  /// Equal keys, or keys that begin with this one when `prefix` is set.
  std::vector<model::CustomerId> customers_by_name(const std::string& name_key, bool prefix);
  std::vector<model::CustomerId> customers_by_number(const std::string& number_key);
  bool is_reference(const std::string& kind, const std::string& value_key);
  /// Calls `each` with the number key of every item.
  void for_each_number(const std::function<void(std::string_view)>& each);
  std::string customer_number(model::CustomerId customer);
  std::string customer_name(model::CustomerId customer);
  std::string customer_country(model::CustomerId customer);
  /// What is open on an item, in minor units, and whose company code it belongs to.
  std::pair<std::int64_t, std::string> open_of(model::ItemId item);

 private:
  struct Statements;
  std::unique_ptr<Statements> statements_;
  soci::session& sql_;
};

}  // namespace saldo::store
