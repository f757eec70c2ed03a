#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "saldo/date.hpp"
#include "saldo/money.hpp"

namespace saldo::sap {

/// What a payment clears, as saldo proposes it (application/vnd.saldo.clearing+json).
struct ClearingLine {
  std::string item;     ///< the document's number
  int fiscal_year = 0;  ///< of the document; 0: not told
  Date date;            ///< of the document; empty where unknown
  Money gross;          ///< what is settled of it; credit memos are negative
  Money paid, discount, write_off;
};
struct ClearingProposal {
  std::string key;       ///< the idempotency key
  std::string number;    ///< of the IDoc, 16 digits
  std::string reverses;  ///< the key of the proposal that this one takes back; else empty
  std::string company_code, customer;
  Date created, booking_date, value_date;
  std::string payment_reference;  ///< the bank's
  std::string bank_account;       ///< of ours, that was paid into: its IBAN or number
  Money amount;                   ///< what is paid for the lines, together
  std::vector<ClearingLine> lines;
};

/// Reads a message's body; throws Rejected (proposal.form, proposal.sum) for what isn't a proposal
/// or doesn't add up.
ClearingProposal read_proposal(std::string_view body);

}  // namespace saldo::sap
