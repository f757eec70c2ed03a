#include "mt940/information.hpp"
#include "mt940/statement_line.hpp"

namespace saldo::bank::mt940 {

namespace {

bool ends_with_code(std::string_view s, std::string_view code) {
  return !code.empty() && s.size() > code.size() && s.ends_with(code);
}

/// The IBAN that `text` is, whatever blanks stand in it; empty for other accounts.
std::string iban_of(std::string_view text) {
  std::string iban;
  for (const char c : text)
    if (c != ' ') iban += c;
  if (!looks_like_iban(iban)) iban.clear();
  return iban;
}

/// Takes off the currency behind an account: glued to an IBAN, or behind a blank or a slash. Other
/// numbers may end with letters of their own; trim_account() knows the statement's currency.
std::string_view without_currency(std::string_view account) {
  if (account.size() <= 3 || !Currency::find(account.substr(account.size() - 3))) return account;
  const auto before = account.substr(0, account.size() - 3);
  const auto rest = text::trim(before.substr(0, before.size() - (before.ends_with('/') ? 1 : 0)));
  const bool apart = before.ends_with(' ') && !before.ends_with("/ ");
  return apart || !iban_of(rest).empty() ? rest : account;
}

}  // namespace

void read_account(const Field& field, Statement& s) {
  auto account = text::trim(field.first_line());
  while (account.starts_with('/')) account.remove_prefix(1);
  account = without_currency(account);
  // :25P: has the bank's BIC in a second line.
  const auto first_end = field.text.find('\n');
  if (first_end != field.text.npos)
    if (const auto bic = text::trim(field.text.substr(first_end + 1)); looks_like_bic(bic))
      s.account_bank = bic;
  if (s.account_iban = iban_of(account); !s.account_iban.empty()) return;
  const auto slash = account.find('/');
  if (slash != account.npos) {
    s.account_bank = text::trim(account.substr(0, slash));
    account = text::trim(account.substr(slash + 1));
  }
  if (s.account_iban = iban_of(without_currency(account)); s.account_iban.empty())
    s.account_number = account;
}

void trim_account(Currency currency, Statement& s) {
  auto& account = s.account_number;
  if (!ends_with_code(account, currency.code())) return;
  const char before = account[account.size() - 4];
  if (before != '/' && (before < '0' || before > '9')) return;
  account.resize(account.size() - (before == '/' ? 4 : 3));
}

StatementNumber read_number(std::string_view text) {
  StatementNumber out;
  text = text::trim(text.substr(0, text.find('\n')));
  const auto slash = text.find('/');
  auto number = text::trim(text.substr(0, slash));
  while (number.starts_with('0')) number.remove_prefix(1);
  out.number = number;
  if (slash == text.npos) return out;
  const auto page = text::trim(text.substr(slash + 1));
  if (text::all_digits(page) && page.size() <= 9) out.page = Money::parse_minor(page, 0);
  return out;
}

namespace {

/// A currency's letters at `position`; throws amount.currency.
Currency read_currency(const Field& field, std::size_t position, std::string_view code) {
  if (const auto found = Currency::find(code)) return *found;
  throw field.fault("amount.currency", position,
                    "currency " + text::quoted(code) + " is not an ISO 4217 code");
}

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

EntrySum read_entry_sum(const Field& field, Currency expected) {
  const auto text = text::trim(field.first_line());
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > 15)
    throw field.fault("count.invalid", 0, text::quoted(text) + " begins with no number of entries");
  EntrySum out;
  out.count = Money::parse_minor(text.substr(0, digits), 0);
  const Currency currency = read_currency(field, digits, text.substr(digits, 3));
  if (!expected.empty() && currency != expected)
    throw field
        .fault("entry.currency", digits,
               "the sum is in " + std::string(currency.code()) + " but the statement is in " +
                   std::string(expected.code()))
        .figures(std::string(expected.code()), std::string(currency.code()));
  out.sum = read_amount(field, digits + 3, text.substr(digits + 3), currency);
  return out;
}

FloorLimit read_floor_limit(const Field& field) {
  const auto text = text::trim(field.first_line());
  FloorLimit out;
  const Currency currency = read_currency(field, 0, text.substr(0, 3));
  std::size_t at = 3;
  if (at < text.size() && text[at] == ' ') {
    ++at;  // the place of a mark that isn't there
  } else if (at < text.size() && is_letter(text[at])) {
    out.mark = text[at++];
    if (out.mark != 'C' && out.mark != 'D')
      throw field.fault("sign.invalid", 3, text::quoted(text.substr(3, 1)) + " is neither C nor D");
  }
  out.amount = read_amount(field, at, text.substr(at), currency);
  return out;
}

}  // namespace saldo::bank::mt940
