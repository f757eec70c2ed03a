#pragma once

#include <vector>

#include "odata/entity.hpp"

namespace saldo::sap::odata {

/// An A_BusinessPartner or A_Customer with what was expanded below it, as customers: one for each
/// of its company codes that is among `company_codes` (all when there are none), one without a
/// company code where it has none at all. Where the dunning data weren't expanded, the customer is
/// a change that says nothing of them. Throws Rejected, named by the partner's number.
std::vector<Customer> read_customers(const Value& entity,
                                     const std::vector<std::string>& company_codes);

}  // namespace saldo::sap::odata
