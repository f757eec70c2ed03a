#include "norma43/account_reader.hpp"

#include "norma43/account.hpp"
#include "norma43/entry.hpp"
#include "norma43/fields.hpp"
#include "norma43/layout.hpp"

namespace saldo::bank::norma43 {

namespace {

constexpr std::size_t kConceptsMax = 99;  // the standard allows five

void require_width(const FixedRecord& r) {
  if (!r.is_blank(kBeyond)) throw r.fault("norma43.length", kBeyond, "is beyond its 80 characters");
}

}  // namespace

void AccountReader::begin(const FixedRecord& r) {
  has_entry_ = false;
  statement_ = {};
  statement_.at = r.at;
  statement_.index = statements_.begin();
  statement_.kind = "booked";
  lines_ = {};
  debits_ = credits_ = 0;
  require_width(r);
  account_ = r.raw(kAccountCode);
  if (account_.size() != kAccountCode.end - kAccountCode.begin || !text::all_digits(account_))
    throw r.fault("account.invalid", kAccountCode, "is not a number of 18 digits");
  currency_ = currency(r, kCurrency);
  statement_.account_bank = r.raw(kBank);
  statement_.account_number = account_code(r.raw(kBank), r.raw(kOffice), r.raw(kAccount));
  statement_.account_iban = account_iban(statement_.account_number, currency_);
  statement_.account_currency = currency_.code();
  statement_.account_name = text::collapse(r.raw(kHolder));
  statement_.from = statement_.opening.date = date(r, kFrom);
  statement_.to = statement_.closing.date = date(r, kTo);
  statement_.opening.amount = signed_amount(r, kOpeningSign, kOpening, currency_);
  check_chain(r);
}

/// The balance before is that of the account's information before, if the document has it. Where
/// days lie between, what belongs there may be missing: that is worth a warning.
void AccountReader::check_chain(const FixedRecord& r) {
  const Balance* before = closed_.find(account_ + statement_.account_currency);
  if (before == nullptr || *before->amount == *statement_.opening.amount) return;
  if (before->date.empty() || statement_.from.empty()) return;
  const auto days = days_between(before->date, statement_.from);
  if (days < 1) return;  // it isn't the next one
  const auto fault =
      r.fault("statement.chain", kOpening,
              "must be " + before->amount->to_string() + ", with which the account has closed on " +
                  before->date.to_string())
          .figures(before->amount->to_string(), statement_.opening.amount->to_string());
  if (days == 1) return broken(fault);
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void AccountReader::take(const FixedRecord& r, std::string_view code) {
  require_width(r);
  if (code == "22")
    take_entry(r);
  else if (code == "23")
    take_concept(r);
  else if (code == "24")
    take_equivalent(r);
  else if (code == "33")
    end(r);
  else
    throw r.fault("norma43.record", kCode, "is none of 11, 22, 23, 24, 33, 88");
}

void AccountReader::take_entry(const FixedRecord& r) {
  emit_entry();
  entry_ = read_entry(r, currency_);
  ++(is_credit(r, kSign) ? credits_ : debits_);
  concepts_ = 0;
  has_entry_ = true;
}

void AccountReader::take_concept(const FixedRecord& r) {
  if (!has_entry_) throw r.fault("norma43.order", kCode, "stands before the first entry (22)");
  if (concepts_ == kConceptsMax)
    throw r.fault("text.limit", kConceptCode, "is the hundredth of its entry");
  if (concepts_ == concept_.size()) concept_.emplace_back();
  concept_[concepts_++] = r;
}

/// The amount has no accounting value, so a fault costs nothing but the field.
void AccountReader::take_equivalent(const FixedRecord& r) {
  if (!has_entry_) throw r.fault("norma43.order", kCode, "stands before the first entry (22)");
  try {
    const Money equivalent = amount(r, kEquivalent, currency(r, kEquivalentCurrency));
    if (equivalent.minor == 0) return;
    entry_.instructed = entry_.amount->minor < 0 ? -equivalent : equivalent;
  } catch (const Rejected& fault) {
    host_.log(SALDO_LOG_WARNING, fault.message + " (the entry is read without it)");
  }
}

void AccountReader::emit_entry() {
  if (!has_entry_) return;
  has_entry_ = false;
  read_concepts(std::span(concept_).first(concepts_), entry_);
  entry_.statement = statement_.index;
  lines_.add(entry_, statements_.held());
  if (entry_.amount->minor > 0) held_.add(*entry_.amount);
  records_.emit(entry_);
}

void AccountReader::end(const FixedRecord& r) {
  emit_entry();
  prove_account(r);
  prove_count(r, kDebits, debits_);
  prove_sum(r, kDebitSum, lines_.debit(currency_));
  prove_count(r, kCredits, credits_);
  prove_sum(r, kCreditSum, lines_.credit(currency_));
  fill_totals(statement_, lines_, currency_);
  prove_closing(r);
  statements_.accept(statement_);
  closed_.set(account_ + statement_.account_currency, statement_.closing);
}

/// Some senders write a sign that is none ("0"). Then the balance before and the entries prove
/// which it is, if only the amounts agree.
void AccountReader::prove_closing(const FixedRecord& r) {
  const Money closing = amount(r, kClosing, currency_);
  const std::string_view sign = r.raw(kClosingSign);
  if (sign != "1" && sign != "2") {
    const std::int64_t net = lines_.credit(currency_).minor - lines_.debit(currency_).minor;
    const std::int64_t computed = checked_sum(statement_.opening.amount->minor, net, r.at);
    if (computed == closing.minor || computed == -closing.minor) {
      statement_.closing.amount = {computed, currency_};
      const auto doubt =
          r.fault("", kClosingSign,
                  "is neither 1 (debit) nor 2 (credit), but " +
                      statement_.closing.amount->to_string() + " is proved by the entries");
      return host_.log(SALDO_LOG_WARNING, doubt.message);
    }
  }
  statement_.closing.amount = is_credit(r, kClosingSign) ? closing : -closing;
  try {
    prove_balances(statement_, lines_, r.at);
  } catch (const Rejected& fault) {
    broken(fault);
  }
}

void AccountReader::prove_account(const FixedRecord& r) {
  const std::string_view account = r.raw(kAccountCode);
  if (account != account_)
    broken(r.fault("statement.account", kAccountCode,
                   "is not the account of record 11, " + text::quoted(account_))
               .figures(account_, std::string(account)));
  if (r.is_blank(kClosingCurrency)) return;
  const Currency closing = currency(r, kClosingCurrency);
  if (closing != currency_)
    broken(r.fault("statement.currency", kClosingCurrency,
                   "is not the currency of record 11, " + std::string(currency_.code()))
               .figures(std::string(currency_.code()), std::string(closing.code())));
}

void AccountReader::prove_count(const FixedRecord& r, const Columns& c, std::int64_t read) {
  const std::int64_t said = count(r, c);
  if (said == read) return;
  broken(r.fault("statement.count", c,
                 "must be " + std::to_string(read) + ", as many as records 22 have that sign")
             .figures(std::to_string(read), std::to_string(said)));
}

void AccountReader::prove_sum(const FixedRecord& r, const Columns& c, const Money& read) {
  const Money said = amount(r, c, currency_);
  if (said == read) return;
  broken(r.fault("statement.total", c,
                 "must be " + read.to_string() + " " + std::string(currency_.code()) +
                     ", the sum of the records 22 that have that sign")
             .figures(read.to_string(), said.to_string()));
}

void AccountReader::broken(const Rejected& fault) {
  if (!lenient_) throw Rejected(fault);
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

}  // namespace saldo::bank::norma43
