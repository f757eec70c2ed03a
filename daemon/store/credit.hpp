#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "saldo/money.hpp"

namespace soci {
class session;
}

namespace saldo::store {

/// A customer's credit as the ERP told it last.
struct CustomerCredit {
  std::int64_t customer = 0;
  std::optional<Money> limit;  ///< nothing where the ERP told none
};
/// Throws FailureException: not_found, or conflict where several systems have the number.
CustomerCredit credit_of(soci::session& sql, const std::string& customer);

}  // namespace saldo::store
