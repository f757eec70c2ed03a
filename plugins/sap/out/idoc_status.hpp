#pragma once

#include <string>
#include <string_view>

#include "out/segment_writer.hpp"
#include "saldo/date.hpp"

namespace saldo::sap {

/// What became of an IDoc that SAP sent (application/vnd.saldo.idoc-status+json).
struct IdocStatus {
  std::string key;             ///< the idempotency key
  std::string number;          ///< of the IDoc that tells it, 16 digits
  std::string client, sender;  ///< whose IDoc it was
  std::string idoc;            ///< its DOCNUM
  std::string status;          ///< 53 posted, 51 or 56 in error
  std::string why;             ///< of an error
  std::string day, time;       ///< when, UTC: YYYYMMDD, HHMMSS
  Date created;
};

/// Reads a message's body; throws Rejected (proposal.form).
IdocStatus read_idoc_status(std::string_view body);

/// As SYSTAT01: one E1STATS. A reason that its text field can't hold stands in its parameters, four
/// times 50 characters, to which the text refers; what is longer ends in "...". `code` is the
/// status as this system takes it.
std::vector<OutSegment> status_record_of(const IdocStatus& status, const std::string& code);

}  // namespace saldo::sap
