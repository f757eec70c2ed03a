#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saldo/sdk.hpp"

namespace saldo::sap::odata {

/// What a connector says about an S/4HANA system.
struct Options {
  std::string client;
  std::vector<std::string> company_codes;  ///< none: all that the user may see
  bool customers = true, open_items = true;
  std::int64_t page_size = 1000, partner_page_size = 200;
  std::int64_t full_every_ns = 0;
  std::int64_t poll_ns = 0;
  std::int64_t absent_percent = 50;
};

/// Throws Stop(CONFIG).
Options options_of(const Host& host);

}  // namespace saldo::sap::odata
