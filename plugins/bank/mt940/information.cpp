#include "mt940/information.hpp"

#include <array>

#include "saldo/text.hpp"

namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kWrapWidth = 65;  // SWIFT: 6 lines of 65 characters

constexpr auto kUpperOrDigit = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = true;
  return table;
}();
bool is_upper_or_digit(char c) { return kUpperOrDigit[static_cast<unsigned char>(c)]; }

template <class F>
void for_each_line(std::string_view text, F f) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    f(text.substr(0, end));
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
  }
}

/// "REK: account/NAAM: name" (Knab).
bool read_counterparty_line(std::string_view line, Transaction& t) {
  constexpr std::string_view kAccount = "REK: ", kName = "/NAAM: ";
  const auto name = line.find(kName);
  if (!line.starts_with(kAccount) || name == line.npos) return false;
  set_account(text::trim(line.substr(kAccount.size(), name - kAccount.size())), {}, t);
  if (t.counterparty_name.empty())
    t.counterparty_name = text::collapse(line.substr(name + kName.size()));
  return true;
}

/// "NL91… name" behind ":61:…NTRFNL91…": the other account, which stands as the owner's
/// reference, too, and whose it is (ASN, RegioBank, SNS).
bool read_account_line(std::string_view line, Transaction& t) {
  const auto account = line.substr(0, line.find(' '));
  if (account != t.customer_reference || !looks_like_iban(account)) return false;
  set_account(account, {}, t);
  if (t.counterparty_name.empty())
    t.counterparty_name = text::collapse(line.substr(account.size()));
  t.customer_reference.clear();
  return true;
}

/// A full line goes on in the next one, perhaps within a word.
void read_free_text(std::string_view text, Transaction& t) {
  std::string part;
  for_each_line(text, [&](std::string_view line) {
    if (part.empty() && (read_counterparty_line(line, t) || read_account_line(line, t))) return;
    part += line;
    if (line.size() >= kWrapWidth && text::count_characters(line) == kWrapWidth) return;
    add_remittance(part, t);
    part.clear();
  });
  add_remittance(part, t);
}

}  // namespace

void InformationReader::read(std::string_view text, Transaction& t) {
  unwrapped_.clear();
  for_each_line(text, [&](std::string_view line) { unwrapped_ += line; });
  static constexpr std::string_view kCodes[] = {"EREF/", "PREF/", "MARF/", "REMI/"};
  for (const auto code : kCodes)
    if (unwrapped_.starts_with(code)) unwrapped_.insert(0, 1, '/');  // Goldman Sachs leaves it out
  if (read_subfields(text, t) || read_slash_codes(unwrapped_, t)) return;
  read_free_text(text, t);
}

void read_supplementary(std::string_view text, Transaction& t) {
  text = text::trim(text);
  if (text.empty() || text::collapse(text) == t.counterparty_name) return;
  if (looks_like_iban(text)) return set_account(text, {}, t);
  if (text.find('\n') == text.npos && read_slash_codes(text, t)) return;
  read_free_text(text, t);
}

void read_numbered_lines(std::string_view text, Transaction& t) {
  std::string bank, account;
  for_each_line(text, [&](std::string_view line) {
    const auto number = line.substr(0, 2);
    if (number.size() < 2 || !text::all_digits(number)) return add_remittance(line, t);
    const auto value = text::trim(line.substr(2));
    if (number <= "14")
      add_remittance(value, t);
    else if (number == "15" || number == "16")
      t.counterparty_name += value;
    else if (number == "33")
      bank = value;
    else if (number == "34")
      account = value;
  });
  set_account(account, bank, t);
}

bool looks_like_iban(std::string_view s) {
  if (s.size() < 15 || s.size() > 34) return false;
  for (const char c : s)
    if (!is_upper_or_digit(c)) return false;
  return s[0] > '9' && s[1] > '9' && s[2] <= '9' && s[3] <= '9';
}

bool looks_like_bic(std::string_view s) {
  if (s.size() != 8 && s.size() != 11) return false;
  for (std::size_t i = 0; i < s.size(); ++i)
    if (!is_upper_or_digit(s[i]) || (i < 6 && s[i] <= '9')) return false;
  return true;
}

void set_account(std::string_view account, std::string_view bank, Transaction& t) {
  if (looks_like_bic(bank)) {
    if (t.counterparty_bic.empty()) t.counterparty_bic = bank;
    bank = {};
  }
  if (account.empty() || !t.counterparty_iban.empty()) return;
  if (looks_like_iban(account)) {
    t.counterparty_iban = account;
    t.counterparty_account.clear();
  } else if (t.counterparty_account.empty()) {
    t.counterparty_account = bank;
    if (!bank.empty()) t.counterparty_account += '/';
    t.counterparty_account += account;
  }
}

void add_remittance(std::string_view text, Transaction& t) {
  auto line = text::collapse(text);
  if (!line.empty()) t.remittance.push_back(std::move(line));
}

}  // namespace saldo::bank::mt940
