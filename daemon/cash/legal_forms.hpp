#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cash/book.hpp"

/// Names of companies as payers and banks write them.
namespace saldo::cash {

/// The name's key without the legal form at its end: "Müller & Söhne GmbH & Co. KG" →
/// "MUELLERSOEHNE". The whole key, if nothing would be left.
std::string core_of_name(std::string_view name);

/// Customers of this name. Equal names win over those that differ in their legal form; only where
/// there are neither, or where the name is as long as banks cut names (27, 35 or 70 characters),
/// do longer names count that begin with it. Of "Meyer Ltd T/A The Baker", the first name counts
/// where the whole is nobody's, then the second.
std::vector<model::CustomerId> customers_of_name(const std::string& name, const Book& book);

}  // namespace saldo::cash
