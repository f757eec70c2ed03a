#pragma once

#include <cstdint>

#include "base/clock.hpp"
#include "saldo/records.hpp"

namespace soci {
class session;
}

namespace saldo::store {

/// Who says it, and of when.
struct ClearingSource {
  std::int64_t document = 0;
  std::int64_t extract = 0;  ///< row of erp_extract; 0: the document is no part of one
  Instant as_of{};           ///< of the ERP's book
  Instant now{};
};

/// The ERP has cleared the item: what is open here of it is settled by a fact of its own. False
/// when nothing is open, or something newer was told.
bool clear_in_erp(soci::session& sql, std::int64_t item, const Item& record,
                  const ClearingSource& source);

/// The ERP lists the item as open again: what was taken over of its clearing is taken back. False
/// when nothing was, or something newer was told.
bool reopen_in_erp(soci::session& sql, std::int64_t item, const ClearingSource& source);

}  // namespace saldo::store
