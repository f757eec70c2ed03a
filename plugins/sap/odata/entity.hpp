#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "amount_form.hpp"
#include "odata/value.hpp"
#include "saldo/sdk.hpp"

namespace saldo::sap::odata {

/// The typed fields of one entity. What OData leaves out, null, and an empty text all mean that
/// SAP has nothing there. Faults name the entity's key, the field and the value.
class Entity {
 public:
  /// `key` is how people call it, e.g. "item 1000/2025/1800000456/1".
  Entity(const Value& value, std::string key) : value_(value), key_(std::move(key)) {}

  const std::string& key() const { return key_; }
  Place at() const { return value_.at; }
  bool has(std::string_view field) const { return value_.find(field) != nullptr; }

  /// Trimmed. Throws odata.field where an object or list stands.
  std::string text(std::string_view field) const;
  /// As text, but refuses nothing: odata.missing.
  std::string required(std::string_view field) const;
  /// Edm.Boolean, or SAP's "X"; false when absent. Throws odata.boolean.
  bool flag(std::string_view field) const;
  /// "/Date(ms)/" and "/Date(ms+0060)/" (offset in minutes), or an ISO date (V4). Before the year 1
  /// is SAP's initial date: none. Throws date.invalid.
  Date date(std::string_view field) const;
  Date required_date(std::string_view field) const;
  /// Digits, zeros in front and decimals that are zero allowed. Throws number.invalid.
  std::optional<std::int64_t> integer(std::string_view field) const;
  /// 0 to 100, "0" when absent. Throws number.invalid.
  std::string percent(std::string_view field) const;
  /// Throws amount.currency, odata.missing.
  Currency currency(std::string_view field) const;
  /// A decimal as text or number. Throws amount.invalid, amount.decimals, amount.range,
  /// odata.missing.
  Money amount(std::string_view field, Currency currency, const AmountForm& form) const;

  /// An entity within that was expanded ($expand); nothing when it is null, absent or deferred.
  const Value* expanded(std::string_view field) const;
  /// The entities of an expanded list; nothing as above.
  const std::vector<Value>* expanded_list(std::string_view field) const;
  /// True where only a link stands: the reply says nothing of it.
  bool is_deferred(std::string_view field) const;

  Rejected fault(const char* rule, const std::string& why) const;
  Rejected fault(const char* rule, std::string_view field, std::string_view value,
                 const std::string& why) const;

 private:
  const Value* scalar(std::string_view field) const;
  const Value& value_;
  std::string key_;
};

}  // namespace saldo::sap::odata
