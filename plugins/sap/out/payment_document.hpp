#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "out/proposal.hpp"
#include "out/segment_writer.hpp"

namespace saldo::sap {

/// What a clearing needs to become an FI document and no proposal says.
struct Posting {
  std::string document_type;                              ///< BLART
  std::string local_currency;                             ///< of the company codes
  std::map<std::string, std::string, std::less<>> banks;  ///< our account, its G/L account
  std::string discounts, write_offs;                      ///< G/L accounts; empty: none
  bool names_documents = false;  ///< items have the numbers of FI documents
};

/// "DE19…=113100, DE20…=113200"; throws Stop (config) for what isn't such a list.
std::map<std::string, std::string, std::less<>> read_bank_accounts(std::string_view list);

/// A clearing proposal as an FI document (FIDCCP02): the bank's line, lines of discounts and
/// deductions, and for each item a line of the customer that names it by its assignment (ZUONR)
/// and, where items are FI documents, by the reference to the invoice (REBZG, REBZJ, REBZZ).
/// Debits and credits come to the same. Throws Rejected (proposal.currency, .account, .document,
/// .reversal, .lines) for what can't be said without guessing.
std::vector<OutSegment> payment_document_of(const ClearingProposal& proposal,
                                            const Posting& posting);

}  // namespace saldo::sap
