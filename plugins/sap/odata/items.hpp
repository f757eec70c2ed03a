#pragma once

#include <optional>

#include "odata/entity.hpp"

namespace saldo::sap::odata {

/// How a system writes what SAP's documentation leaves open.
struct Conventions {
  bool unsigned_amounts = false;  ///< the sign is DebitCreditCode's alone
  AmountForm amounts{};
};

/// The key of an open item as far as the entity has one; what is missing is empty.
ExtractKey item_key(const Value& entity);

/// An A_OperationalAcctgDocItemCube as an item: one customer line of a journal entry. Nothing for a
/// special G/L line that is no open item. Throws Rejected, named by the line's key: odata.missing,
/// odata.account_type, amount.*, date.invalid, number.invalid, fi.side, amount.sign.
std::optional<Item> read_item(const Value& entity, const Conventions& conventions);

}  // namespace saldo::sap::odata
