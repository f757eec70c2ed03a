#pragma once

#include <string>

#include "idoc/flat_records.hpp"
#include "idoc/segments.hpp"

namespace saldo::sap {

/// What the connector says about a sender.
struct Options {
  std::string client;  ///< empty: any
  CodePage code_page;
  Conventions conventions;
};

/// Throws Stop(CONFIG).
Options options_of(const Host& host);

}  // namespace saldo::sap
