#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "saldo/date.hpp"

/// Synthetic documents: IDocs and bank statements as an ERP and a bank would write them. Money is
/// in cents of EUR.
namespace saldo::test {

struct Debtor {
  std::string number;  ///< ten digits
  std::string name;
  std::string iban;  ///< empty: the ERP doesn't know it
};

struct Bill {
  std::string number;  ///< ten digits
  std::string customer;
  Date date;
  int net_days = 30;
  std::int64_t cents = 0;
};

struct Transfer {
  std::int64_t cents = 0;  ///< money in is positive
  std::string reference;   ///< the bank's own; empty: it gives none
  std::string text;
  std::string creditor_reference;
  std::string name, iban;  ///< of the payer
};

/// One statement of one account: a day's transfers between two balances.
struct Sheet {
  std::string account;  ///< IBAN
  int number = 1;
  Date day;
  std::int64_t opening = 0;
  std::vector<Transfer> transfers;

  std::int64_t closing() const;
};

/// The IBAN with this national part, check digits computed (ISO 13616).
std::string iban(const std::string& country, const std::string& national);
/// The creditor reference with this body, check digits computed (ISO 11649).
std::string creditor_reference(const std::string& body);
/// "123.45"
std::string decimal(std::int64_t cents, char point = '.');

std::string debmas(const std::vector<Debtor>& debtors);
std::string invoic(const std::vector<Bill>& bills);
/// camt.053.001.08. `indent` changes the bytes and not what they say.
std::string camt053(const std::vector<Sheet>& sheets, const std::string& indent = "");
std::string mt940(const std::vector<Sheet>& sheets);

}  // namespace saldo::test
