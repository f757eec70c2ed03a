#pragma once

#include <map>
#include <string>
#include <vector>

#include "saldo/records.hpp"

namespace soci {
class session;
}

/// Formats name one bank account in several ways: camt has its IBAN where MT940 has a bank code and
/// a number, and notifications a giro number. The book knows it by one.
namespace saldo::flows {

/// The account as the document names it: IBAN, "bank code/number" or "number".
std::string account_name(const Statement& statement);

/// Gives statements whose account bears one of the names in `ibans` the IBAN instead. Throws
/// FailureException where the book has statements of such an account under one of the names: what
/// comes under the IBAN would bring their money again.
void name_accounts(std::vector<Statement>& statements,
                   const std::map<std::string, std::string>& ibans, soci::session& sql);

}  // namespace saldo::flows
