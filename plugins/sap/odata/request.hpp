#pragma once

#include <string>
#include <string_view>

#include "odata/options.hpp"

/// What is asked of SAP, as targets below the origin's address.
namespace saldo::sap::odata {

struct Query {
  std::string service;  ///< API_BUSINESS_PARTNER
  std::string set;      ///< A_BusinessPartner
  std::string target;   ///< percent-encoded, without $top and $skip
  std::int64_t page_size = 0;

  /// The target of the rows from `skip` on.
  std::string at(std::int64_t skip) const;
};

/// Open items; with `since`, what was entered, changed or cleared on that day or later, cleared
/// items too.
Query open_items_query(const Options& options, Date since);
/// Business partners that are customers, with addresses, company and dunning data; with `since`,
/// those that were made or changed on that day or later.
Query customers_query(const Options& options, Date since);

/// The target that a reply's next link means: absolute, below the host, or relative to the service,
/// percent-encoded already and taken as it is. Only blanks and quotes, which no URL may hold, are
/// encoded. Empty when the link leads out of the service.
std::string follow(const Query& query, std::string_view link);

}  // namespace saldo::sap::odata
