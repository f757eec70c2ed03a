#include "cfonb120/entry.hpp"

#include "account_codes.hpp"
#include "cfonb120/fields.hpp"
#include "cfonb120/layout.hpp"
#include "reference_checks.hpp"

namespace saldo::bank::cfonb120 {

namespace {

/// A reference; none where zeros or a word for it fill the field.
std::string reference(std::string_view text) {
  const std::string_view value = text::trim(text);
  if (value == "NOTPROVIDED" || value == "NOT PROVIDED" ||
      value.find_first_not_of('0') == value.npos)
    return {};
  return std::string(value);
}

/// "AM04": a reason of ISO 20022.
bool is_iso_reason(std::string_view s) {
  const auto letter = [](char c) { return c >= 'A' && c <= 'Z'; };
  return s.size() == 4 && letter(s[0]) && letter(s[1]) && text::all_digits(s.substr(2));
}

}  // namespace

void Entry::begin(const FixedRecord& r, Currency currency) {
  t_ = {};
  payer_ = payee_ = {};
  payee_bank_.clear();
  reference_.clear();
  half_at_ = details_ = 0;
  t_.at = r.at;
  t_.booking_date = date(r, kDate);
  t_.value_date = date(r, kValue);
  if (t_.booking_date.empty() && t_.value_date.empty())
    throw r.fault("date.invalid", kDate, "is not a day of the form DDMMYY");
  t_.amount = amount(r, currency);
  t_.status = "booked";
  t_.code_proprietary = r.text(kOperation);
  if (const auto internal = r.text(kInternal); !internal.empty())
    t_.code_proprietary.append("/").append(internal);
  t_.return_code = reference(r.raw(kRejected));
  t_.reversal = !t_.return_code.empty();
  t_.bank_reference = reference(r.raw(kNumber));
  t_.customer_reference = text::collapse(reference(r.raw(kReference)));
  add_line(r.raw(kLabel));
}

void Entry::add(const FixedRecord& r, std::vector<std::string>& notes) {
  ++details_;
  const std::string_view what = r.raw(kQualifier);
  const std::string_view info = r.raw(kInfo);
  if (what == "NPY")
    set(payer_.name, info);
  else if (what == "NBE")
    set(payee_.name, info);
  else if (what == "NPO")
    set(payer_.ultimate, info);
  else if (what == "NBU")
    set(payee_.ultimate, info);
  else if (what == "CPY")
    set_account(payer_, r);
  else if (what == "CBE")
    set_account(payee_, r);
  else if (what == "BDB")
    set(payee_bank_, info);
  else if (what == "REF")
    set(reference_, reference(info));
  else if (what == "RUM")
    set(t_.mandate_id, r.raw(kInfo1));
  else if (what == "MMO" || what == "FEE")
    add_amount(r, notes);
  else if (what == "RET")
    add_return(info);
  else if (what == "LCC")
    add_first_half(info);
  else if (what == "LC2")
    add_second_half(info);
  else if (what == "RCN") {
    set(t_.end_to_end_id, reference(r.raw(kInfo1)));
    add_line(r.raw(kInfo2));
  } else if (what == "IBE" && is_creditor_identifier(r.text(kInfo1)))
    set(t_.creditor_id, r.text(kInfo1));
  else
    add_line(info);
}

/// A field that has its value keeps it: what comes again is text.
void Entry::set(std::string& field, std::string_view value) {
  if (!field.empty()) return add_line(value);
  field = text::collapse(value);
}

void Entry::add_line(std::string_view text) {
  if (auto line = text::collapse(text); !line.empty()) t_.remittance.push_back(std::move(line));
}

/// A text of 140 characters in two records, which may break within a word.
void Entry::add_first_half(std::string_view text) {
  half_ = text;
  half_.append(kInfo.end - kInfo.begin - text::count_characters(text), ' ');
  add_line(text);
  half_at_ = t_.remittance.size();
}
void Entry::add_second_half(std::string_view text) {
  const bool follows = half_at_ != 0 && half_at_ == t_.remittance.size();
  if (!follows || text::trim(half_).empty()) return add_line(text);
  t_.remittance.pop_back();
  add_line(half_.append(text));
  half_at_ = 0;
}

void Entry::set_account(Party& party, const FixedRecord& r) {
  std::string account(r.raw(kInfo1));
  std::erase(account, ' ');
  set(party.account, account);
  add_line(r.raw(kInfo2));
}

/// The amount of the order, or a fee that the bank has kept. Neither has accounting value.
void Entry::add_amount(const FixedRecord& r, std::vector<std::string>& notes) {
  const auto found = amount_in_detail(r);
  if (!found) {
    notes.push_back(r.fault("", kInfo, "is not an amount and is kept as text").message);
    return add_line(r.raw(kInfo));
  }
  if (found->minor == 0) return;
  if (r.raw(kQualifier) == "FEE")
    t_.charges.push_back({-*found});
  else
    t_.instructed = t_.amount->minor < 0 ? -*found : *found;
}

/// Reason by ISO 20022, reason by the French clearing, words.
void Entry::add_return(std::string_view text) {
  std::string words = text::collapse(text);
  const std::string_view first = std::string_view(words).substr(0, words.find(' '));
  if (is_iso_reason(first)) {
    t_.return_code = first;
    words.erase(0, first.size());
  }
  set(t_.return_text, words);
  t_.reversal = true;
}

/// The other party pays what comes in and is paid what goes out. Banks that name only the payer of
/// what went out mean the other one, too: a returned collection's debtor, or whom a debit was for.
/// Who is paid by what came in is ourselves, unless a payment of ours came back.
void Entry::settle_counterparty() {
  const bool incoming = t_.amount->minor > 0;
  const bool payee = incoming ? t_.reversal && payer_.name.empty() : !payee_.name.empty();
  Party& other = payee ? payee_ : payer_;
  Party& own = payee ? payer_ : payee_;
  t_.counterparty_name = std::move(other.name);
  t_.ultimate_counterparty_name = std::move(other.ultimate);
  if (is_iban(other.account))
    t_.counterparty_iban = std::move(other.account);
  else
    t_.counterparty_account = std::move(other.account);
  if (payee && is_bic(payee_bank_)) t_.counterparty_bic = std::move(payee_bank_);
  for (const std::string* text : {&own.name, &own.ultimate, &own.account}) add_line(*text);
}

Transaction& Entry::finish() {
  settle_counterparty();
  if (!reference_.empty()) t_.bank_reference = reference_;
  for (const std::string& line : t_.remittance)
    if (t_.creditor_reference.empty()) t_.creditor_reference = find_creditor_reference(line);
  if (t_.creditor_reference.empty())
    t_.creditor_reference = find_creditor_reference(t_.customer_reference);
  return t_;
}

}  // namespace saldo::bank::cfonb120
