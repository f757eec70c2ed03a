#pragma once

#include <string>

#include "flows/environment.hpp"
#include "saldo/date.hpp"

namespace saldo::flows {

/// What today is for a company code; for none, or one without a time zone, in the zone that all
/// others share, and in UTC where they differ.
Date business_day(const Environment& environment, const std::string& company_code);

}  // namespace saldo::flows
