#pragma once

#include <string>
#include <string_view>

#include "saldo/money.hpp"

/// Spanish account numbers (Código Cuenta Cliente): entity, office, two control digits, account.
namespace saldo::bank::norma43 {

/// The 20 digits. `entity` and `office` have four digits, `account` ten.
std::string account_code(std::string_view entity, std::string_view office,
                         std::string_view account);

/// The account's IBAN, or nothing where it can't be told.
///
/// The format defines its three fields as the parts of a Spanish account number, of which control
/// digits and IBAN follow by arithmetic. But banks abroad write it too, with numbers of their own,
/// and then a Spanish IBAN would be a wrong one. So it is told only for an account in euros, in an
/// office that exists, of an entity from 0010 (those below are Andorra's).
std::string account_iban(std::string_view code, Currency currency);

}  // namespace saldo::bank::norma43
