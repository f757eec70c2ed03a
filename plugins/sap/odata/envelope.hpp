#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "saldo/input_window.hpp"

namespace saldo::sap::odata {

/// What stands before a reply in its document: what was asked for, and which part of an extract the
/// reply is. So the document can be understood alone, and equal replies of two days are two
/// documents: one that SAP gave today counts today.
///
///     saldo-odata/1
///     extract: open_items-20260301T120000.000Z
///     content: open_items
///     …
///     request: /API_OPLACCTGDOCITEMCUBE_SRV/A_OperationalAcctgDocItemCube?$filter=…
///
///     {"d":…
struct Envelope {
  static constexpr std::string_view kMark = "saldo-odata/1\n";

  std::string extract, content, extent, began;
  std::vector<std::string> company_codes;
  std::int64_t part = 0;
  bool last = false;
  std::int64_t absent_percent = 100;  ///< of a company code's items may be absent at most
  /// Rows have moved between the part before and this one, so that neither may have some.
  bool moved = false;
  std::string request;

  std::string to_string() const;
  /// `head` begins with the mark and ends with the empty line. Throws Rejected: odata.envelope.
  static Envelope parse(std::string_view head);
};

}  // namespace saldo::sap::odata
