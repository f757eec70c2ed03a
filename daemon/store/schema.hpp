#pragma once

#include <vector>

namespace saldo::store {

/// The statements of each migration. Conventions: amounts are BIGINT in minor units (`_minor`) with
/// a currency column beside them; civil dates are days since 1970 (`_day`); instants are
/// microseconds since 1970, UTC (`_at`); `_json` holds lists that are only shown.
std::vector<const char*> book_schema();
std::vector<const char*> operations_schema();
std::vector<const char*> dunning_schema();
std::vector<const char*> bank_lines_schema();
std::vector<const char*> batches_schema();
std::vector<const char*> dunning_life_schema();
std::vector<const char*> cash_application_schema();
std::vector<const char*> collection_schema();
std::vector<const char*> review_schema();
std::vector<const char*> settlement_schema();
std::vector<const char*> erp_schema();
std::vector<const char*> write_back_schema();
std::vector<const char*> mail_schema();
std::vector<const char*> mail_claims_schema();
std::vector<const char*> correspondence_schema();
std::vector<const char*> dispute_schema();
std::vector<const char*> outbox_schema();
std::vector<const char*> mail_queue_schema();
std::vector<const char*> deduction_schema();
std::vector<const char*> charge_schema();
std::vector<const char*> lookup_schema();
std::vector<const char*> notice_key_schema();

}  // namespace saldo::store
