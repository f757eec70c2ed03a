#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/sdk.hpp"
#include "sheet.hpp"

namespace saldo::table {

/// What a column, or a label above the table, says.
enum class Role {
  document,
  amount,
  gross,
  discount,
  deduction,
  reason,
  number,
  customer,
  payment_date,
  total,
  currency,
};
inline constexpr std::size_t kRoles = 11;

/// The names by which columns are known: the usual ones, or what the connector's options say.
class ColumnNames {
 public:
  explicit ColumnNames(const Host& host);

  /// What a heading means; nothing for columns that don't matter.
  std::optional<Role> role_of(std::string_view heading) const;
  /// The column at which an option places the role ("#3" is 2); nothing if it names columns.
  std::optional<std::size_t> place_of(Role role) const { return places_[index(role)]; }

  static std::size_t index(Role role) { return static_cast<std::size_t>(role); }

 private:
  std::array<std::vector<std::string>, kRoles> names_;  // as heading_key() has them
  std::array<std::optional<std::size_t>, kRoles> places_;
};

/// Which column holds what. The first of two columns of one role counts.
struct Header {
  std::array<std::optional<std::size_t>, kRoles> columns;

  std::optional<std::size_t> of(Role role) const { return columns[ColumnNames::index(role)]; }
  /// A table of advices tells at least what is paid, and on what.
  bool complete() const { return of(Role::document) && (of(Role::amount) || of(Role::gross)); }
};

Header header_of(const Row& row, const ColumnNames& names);

/// Letters and digits of ASCII only, lower case: spelling and accents don't matter.
std::string heading_key(std::string_view heading);

}  // namespace saldo::table
