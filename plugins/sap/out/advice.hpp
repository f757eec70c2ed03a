#pragma once

#include "out/proposal.hpp"
#include "out/segment_writer.hpp"

namespace saldo::sap {

/// A clearing proposal as a payment advice (PEXR2002, message type REMADV): the customer and our
/// company code, the bank's reference of the payment, and for each document what is settled, with
/// cash discount and deduction. SAP's clearing takes it in place of a remittance advice of the
/// payer. A proposal that takes back another names that one's advice (E1EDK02 011) and has the
/// opposite signs.
std::vector<OutSegment> advice_of(const ClearingProposal& proposal);

}  // namespace saldo::sap
