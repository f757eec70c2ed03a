#include "mt940/information.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "saldo/text.hpp"

namespace saldo::bank::mt940 {

namespace {

constexpr std::size_t kWrapWidth = 65;  // SWIFT: 6 lines of 65 characters

bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }

/// Of a text of eight or more bytes: capital letters and digits, all of them. The last word goes
/// over bytes that were looked at.
bool all_letters_or_digits(std::string_view s) {
  constexpr std::uint64_t kOnes = 0x0101010101010101, kHighs = 0x8080808080808080;
  std::uint64_t good = kHighs;  // the high bit of each byte
  const auto look = [&](const char* p) {
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    const auto between = [&](unsigned char first, unsigned char last) {
      return (word + kOnes * (0x80u - first)) & ~(word + kOnes * (0x7Fu - last));
    };
    good &= (between('A', 'Z') | between('0', '9')) & ~word;
  };
  for (std::size_t i = 0; i + sizeof good <= s.size(); i += sizeof good) look(s.data() + i);
  look(s.data() + s.size() - sizeof good);
  return good == kHighs;
}

constexpr std::size_t kHead = 6;  // "020+15"

bool may_be_plus_lines(std::string_view text) {
  return text.size() >= kHead + 2 && text[3] == '+' && text[kHead] == '+';
}

/// "020+15+", "20text+", "31account+" each on a line: the '+' ends a line, so that those within it
/// are text. As "020?15?20text?31account", or empty for other texts.
std::string plus_lines_as_subfields(std::string_view text) {
  if (text.find('?') != text.npos) return {};
  if (!text::all_digits(text.substr(0, 3)) || !text::all_digits(text.substr(4, 2))) return {};
  std::string out(text.substr(0, kHead));
  out[3] = '?';
  bool is_first = true, good = true;
  for_each_line(text, [&](std::string_view line) {
    if (std::exchange(is_first, false)) {
      good = line.size() == kHead + 1;
      return;
    }
    line = text::trim(line);
    good = good && line.size() >= 2 && text::all_digits(line.substr(0, 2));
    if (line.ends_with('+')) line.remove_suffix(1);
    out.append(1, '?').append(line);
  });
  return good ? out : std::string();
}

/// Goldman Sachs leaves out the slash before the first code.
bool lacks_slash(std::string_view text) {
  if (text.size() < 5 || text[4] != '/') return false;
  const auto code = text.substr(0, 4);
  return code == "EREF" || code == "PREF" || code == "MARF" || code == "REMI";
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

/// The text, in one of the forms that are read.
std::string_view InformationReader::in_known_form(const Field& field) {
  other_form_.clear();
  if (may_be_plus_lines(field.text)) {
    other_form_.append(plus_lines_as_subfields(field.text));
  } else if (lacks_slash(field.unwrapped)) {
    other_form_.append('/');
    other_form_.append(field.unwrapped);
  }
  return other_form_.empty() ? field.unwrapped : other_form_.view();
}

void InformationReader::read(const Field& field, Transaction& t) {
  const std::string_view unwrapped = in_known_form(field);
  if (read_subfields(unwrapped, t) || read_slash_codes(unwrapped, t)) return;
  read_free_text(field.text, t);
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
  if (!all_letters_or_digits(s)) return false;
  return s[0] > '9' && s[1] > '9' && s[2] <= '9' && s[3] <= '9';
}

bool looks_like_bic(std::string_view s) {
  if (s.size() != 8 && s.size() != 11) return false;
  return all_letters_or_digits(s) && std::all_of(s.begin(), s.begin() + 6, is_letter);
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
