#include "norma43/account.hpp"

#include "account_codes.hpp"

namespace saldo::bank::norma43 {

namespace {

/// Modulus 11 over ten digits.
char control_digit(std::string_view ten) {
  constexpr int kWeights[] = {1, 2, 4, 8, 5, 10, 9, 7, 3, 6};
  int sum = 0;
  for (std::size_t i = 0; i < ten.size(); ++i) sum += kWeights[i] * (ten[i] - '0');
  const int digit = 11 - sum % 11;
  if (digit == 11) return '0';
  return digit == 10 ? '1' : static_cast<char>('0' + digit);
}

bool is_zero(std::string_view digits) { return digits.find_first_not_of('0') == digits.npos; }

}  // namespace

std::string account_code(std::string_view entity, std::string_view office,
                         std::string_view account) {
  std::string code(entity);
  code += office;
  const char first = control_digit("00" + code);
  code += first;
  code += control_digit(account);
  return code += account;
}

std::string account_iban(std::string_view code, Currency currency) {
  const bool abroad = currency.code() != "EUR" || code.substr(0, 4) < "0010";
  if (abroad || is_zero(code.substr(4, 4)) || is_zero(code.substr(10))) return {};
  return make_iban("ES", code);
}

}  // namespace saldo::bank::norma43
