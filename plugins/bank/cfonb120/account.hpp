#pragma once

#include <string>
#include <string_view>

#include "saldo/money.hpp"

/// French account numbers (relevé d'identité bancaire): bank, branch, account, key.
namespace saldo::bank::cfonb120 {

struct Account {
  std::string number, iban;
};

/// The account as a RIB of 23 characters and an IBAN, of which key and check digits follow by
/// arithmetic; where that can't be told, branch and account as they stand.
///
/// Banks outside France write the format too (Morocco, Tunisia, the CFA countries), whose keys go
/// by other rules. So the RIB is told only for an account in euros or Pacific francs with a bank
/// and a branch that can be. Monaco's accounts have French RIBs, but `country` MC.
Account account_of(std::string_view bank, std::string_view branch, std::string_view account,
                   Currency currency, std::string_view country);

/// "06" for 20041, 01005, 0500013M026.
std::string rib_key(std::string_view bank, std::string_view branch, std::string_view account);

}  // namespace saldo::bank::cfonb120
