#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/company_code.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::cash {

/// A bank transaction as cash application sees it. Empty texts and dates: the bank doesn't say.
struct Payment {
  model::TransactionId id{};
  Money amount;                     ///< money in is positive
  bool returned = false;            ///< it undoes an earlier one (R-transaction, reversal)
  model::CompanyCode company_code;  ///< whose bank account it is on
  Date booking_date, value_date;
  std::vector<std::string> remittance;
  std::string creditor_reference;  ///< structured (ISO 20022 CdtrRefInf/Ref)
  std::string end_to_end_id, mandate_id;
  std::string instruction_id;       ///< of who ordered it; ours, as the bank gives it back
  std::optional<Money> instructed;  ///< what the payer ordered, often in another currency
  std::string code;                 ///< the bank's transaction code, "PMNT/RCDT/ESCT"
  std::vector<Money> charges;       ///< what banks kept of it
  std::string counterparty_iban, counterparty_name;
  std::vector<std::string> remitted_documents;  ///< numbers (ISO 20022 RfrdDocInf/Nb)
};

/// The remittance lines joined by one blank. Evidence points into this text, in bytes.
std::string remittance_text(const Payment& payment);

}  // namespace saldo::cash
