#include "mt940/information.hpp"
#include "saldo/text.hpp"

/// "/TRTP/SEPA/IBAN/NL…/NAME/…/REMI/…/EREF/…": codes between slashes. Values may hold slashes too,
/// so the text is cut only at codes that are known.
namespace saldo::bank::mt940 {

namespace {

constexpr std::string_view kCodes[] = {
    "EREF", "PREF", "IREF", "MARF", "CSID", "CNTP", "REMI", "NAME", "IBAN", "BBAN", "BIC",  "TRTP",
    "BENM", "ORDP", "ADDR", "ISDT", "RTRN", "PURP", "ULTC", "ULTB", "ULTD", "SVCL", "OCMT", "CHGS",
    "TRCD", "ID",   "ACCW", "EXCH", "CHAR", "RREF", "PRDT", "SWKS", "IACC", "ACNO", "BAI"};

/// The code of "/CODE/" at `i`, or nothing.
std::string_view code_at(std::string_view s, std::size_t i) {
  if (s[i] != '/') return {};
  for (const auto code : kCodes)
    if (s.substr(i + 1, code.size()) == code && i + 1 + code.size() < s.size() &&
        s[i + 1 + code.size()] == '/')
      return code;
  return {};
}

std::string_view without_slashes(std::string_view s) {
  s = text::trim(s);
  while (!s.empty() && s.front() == '/') s.remove_prefix(1);
  while (!s.empty() && s.back() == '/') s.remove_suffix(1);
  return text::trim(s);
}

/// The next part of a value, up to a slash; the value goes on behind it.
std::string_view next_part(std::string_view& value) {
  const auto end = value.find('/');
  const auto part = value.substr(0, end);
  value.remove_prefix(end == value.npos ? value.size() : end + 1);
  return text::trim(part);
}

/// "USD2853,12", signed as the transaction.
std::optional<Money> read_money(std::string_view value, bool credit) {
  const auto currency = Currency::find(value.substr(0, 3));
  if (!currency) return std::nullopt;
  try {
    const Money money = Money::parse(value.substr(3), *currency, ',');
    return credit ? money : -money;
  } catch (const FormatError&) {
    return std::nullopt;  // a rate, a text: it stays remittance
  }
}

void set_id(std::string& field, std::string_view value) {
  if (field.empty() && value != "NOTPROVIDED" && value != "NONREF") field = value;
}

/// As set_id(); what stands there already stays, and what differs from it is kept as text.
void add_id(std::string& field, std::string_view value, Transaction& t) {
  set_id(field, value);
  if (field != value && value != "NOTPROVIDED" && value != "NONREF") add_remittance(value, t);
}

/// ING: account, BIC, name, city, each between slashes.
void take_counterparty(std::string_view value, Transaction& t) {
  set_account(next_part(value), {}, t);
  set_id(t.counterparty_bic, next_part(value));
  set_id(t.counterparty_name, next_part(value));
}

/// "USTD//text", "STRD/CUR/reference" or the text itself.
void take_remittance(std::string_view value, Transaction& t) {
  if (value.starts_with("USTD/")) return add_remittance(without_slashes(value.substr(5)), t);
  if (!value.starts_with("STRD/")) return add_remittance(without_slashes(value), t);
  value = without_slashes(value.substr(5));
  next_part(value);  // who issued the reference
  const auto reference = without_slashes(value);
  if (t.creditor_reference.empty())
    t.creditor_reference = reference;
  else
    add_remittance(reference, t);
}

bool take_amount(std::string_view code, std::string_view value, Transaction& t) {
  const bool credit = t.amount && t.amount->minor >= 0;
  const auto money = read_money(value, code == "OCMT" && credit);
  if (!money) return false;
  if (code == "OCMT")
    t.instructed = money;
  else
    t.charges.push_back({money});
  return true;
}

/// "/BENM/account/name/…" where no /NAME/ stands for itself.
void take_party(std::string_view value, Transaction& t) {
  constexpr std::size_t kShortestAccount = 9;
  auto rest = value;
  const auto account = next_part(rest);
  if (account.size() < kShortestAccount ||
      (!text::all_digits(account) && !looks_like_iban(account)))
    return add_remittance(value, t);
  set_account(account, {}, t);
  set_id(t.counterparty_name, text::collapse(next_part(rest)));
  add_remittance(without_slashes(rest), t);
}

/// "469/MISCELLANEOUS ACH DEBIT": a BAI2 type code and its meaning.
void take_bai(std::string_view value, Transaction& t) {
  auto rest = value;
  const auto code = next_part(rest);
  if (!text::all_digits(code)) return add_remittance(value, t);
  t.code_proprietary.append(1, '+').append(code);
  add_remittance(rest, t);
}

/// `party` is the code that says whose name follows.
void take(std::string_view code, std::string_view value, std::string_view party, Transaction& t) {
  const auto plain = without_slashes(value);
  if (code == "REMI") return take_remittance(value, t);
  if (plain.empty()) return;
  if (code == "EREF") return add_id(t.end_to_end_id, plain, t);
  if (code == "PREF") return add_id(t.customer_reference, plain, t);
  if (code == "MARF") return add_id(t.mandate_id, plain, t);
  if (code == "CSID") return add_id(t.creditor_id, plain, t);
  if (code == "CNTP") return take_counterparty(value, t);
  if (code == "BIC") return set_id(t.counterparty_bic, plain);
  if (code == "RTRN") return set_id(t.return_code, plain);
  if (code == "IBAN" || code == "BBAN" || code == "ACNO") return set_account(plain, {}, t);
  if (code == "BENM" || code == "ORDP") return take_party(plain, t);
  if (code == "BAI") return take_bai(plain, t);
  if (code == "NAME")
    return set_id(party.starts_with("ULT") ? t.ultimate_counterparty_name : t.counterparty_name,
                  text::collapse(plain));
  if ((code == "OCMT" || code == "CHGS") && take_amount(code, plain, t)) return;
  if (code == "ADDR" || code == "ISDT" || code == "SVCL" || code == "ID" || code == "TRCD") return;
  add_remittance(plain, t);
}

}  // namespace

bool read_slash_codes(std::string_view s, Transaction& t) {
  s = text::trim(s);
  if (s.empty() || code_at(s, 0).empty()) return false;
  std::string_view code, party;
  std::size_t start = 0;
  const auto finish = [&](std::size_t end) {
    if (!code.empty()) take(code, s.substr(start, end - start), party, t);
  };
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto next = code_at(s, i);
    if (next.empty()) continue;
    finish(i);
    code = next;
    if (code == "BENM" || code == "ORDP" || code.starts_with("ULT")) party = code;
    start = i + code.size() + 2;
    i = start - 2;  // the closing slash may open the next code
  }
  finish(s.size());
  return true;
}

}  // namespace saldo::bank::mt940
