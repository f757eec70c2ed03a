#include "flows/account_names.hpp"

#include "base/result.hpp"
#include "store/statements.hpp"

namespace saldo::flows {

std::string account_name(const Statement& s) {
  if (!s.account_iban.empty()) return s.account_iban;
  return s.account_bank.empty() ? s.account_number : s.account_bank + "/" + s.account_number;
}

void name_accounts(std::vector<Statement>& statements,
                   const std::map<std::string, std::string>& ibans, soci::session& sql) {
  for (Statement& s : statements) {
    if (const auto known = ibans.find(account_name(s)); known != ibans.end()) {
      s.account_iban = known->second;
      s.account_bank.clear();
      s.account_number.clear();
    }
    for (const auto& [name, iban] : ibans)
      if (iban == s.account_iban && store::has_account(sql, name, s.account_currency))
        throw FailureException(
            {.kind = FailureKind::invalid,
             .message = "the book has statements of account " + name +
                        " from before 'bank_accounts' said that it is " + iban +
                        "; both together would count money twice. Take the name out of "
                        "'bank_accounts' and go on with one kind of file",
             .line = s.at.line,
             .offset = s.at.offset,
             .rule = "statement.account",
             .expected = iban,
             .found = name});
  }
}

}  // namespace saldo::flows
