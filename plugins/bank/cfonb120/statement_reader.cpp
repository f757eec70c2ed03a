#include "cfonb120/statement_reader.hpp"

#include "cfonb120/account.hpp"
#include "cfonb120/fields.hpp"
#include "cfonb120/layout.hpp"

namespace saldo::bank::cfonb120 {

namespace {

constexpr std::size_t kDetailsMax = 999;  // of one entry; the standard sets no limit

std::string country_of(const Host& host) {
  std::string value = host.option("country").value_or("FR");
  if (value == "FR" || value == "MC") return value;
  throw Stop(SALDO_E_CONFIG, "option country is " + text::quoted(value) + "; use FR or MC");
}

void require_width(const FixedRecord& r) {
  if (!r.is_blank(kBeyond))
    throw r.fault("cfonb120.length", kBeyond, "is beyond its 120 characters");
}

}  // namespace

StatementReader::StatementReader(const Host& host, Records& records, StatementSet& statements)
    : host_(host),
      records_(records),
      statements_(statements),
      lenient_(wants_lenient(host)),
      country_(country_of(host)) {}

void StatementReader::begin(const FixedRecord& r) {
  has_entry_ = false;
  currency_ = {};
  lines_ = {};
  key_.clear();
  opening_ = r;
  statement_ = {};
  statement_.at = r.at;
  statement_.index = statements_.begin();
  statement_.kind = "booked";
  require_width(r);
  if (r.is_blank(kAccount)) throw r.fault("account.invalid", kAccount, "is blank");
  statement_.opening.date = date(r, kDate);
  settle_currency(r);
}

void StatementReader::take(const FixedRecord& r, std::string_view code) {
  require_width(r);
  check_account(r);
  if (code == "04")
    take_entry(r);
  else if (code == "05")
    take_detail(r);
  else if (code == "07")
    end(r);
  else
    throw r.fault("cfonb120.record", kCode, "is none of 01, 04, 05, 07");
}

/// Some banks leave the currency out of balances, and have it in entries only.
void StatementReader::settle_currency(const FixedRecord& r) {
  const Currency found = currency(r);
  if (found.empty() || found == currency_) return;
  if (currency_.empty()) return settle_opening(found);
  throw r
      .fault("entry.currency", kCurrency,
             "is not the currency of the statement, " + std::string(currency_.code()))
      .figures(std::string(currency_.code()), std::string(found.code()));
}

/// Where no record before has named it, it is the format's own.
void StatementReader::assume_currency(const FixedRecord& r) {
  if (!currency_.empty()) return;
  warn(r, "the statement names no currency so far; EUR is assumed");
  settle_opening(Currency::parse("EUR"));
}

void StatementReader::settle_opening(Currency currency) {
  currency_ = currency;
  const auto account = account_of(opening_.raw(kBank), opening_.raw(kBranch),
                                  opening_.raw(kAccount), currency_, country_);
  statement_.account_bank = opening_.text(kBank);
  statement_.account_number = account.number;
  statement_.account_iban = account.iban;
  statement_.account_currency = currency_.code();
  statement_.opening.amount = amount(opening_, currency_);
  key_ =
      statement_.account_bank + '/' + statement_.account_number + '/' + statement_.account_currency;
  check_chain();
}

/// The account's number is what holds a statement together. Banks of a group write another bank's
/// code into entries; in the last record it is at least strange.
void StatementReader::check_bank(const FixedRecord& r) {
  if (r.raw(kBank) == opening_.raw(kBank)) return;
  warn(r, "bank " + text::quoted(r.raw(kBank)) + " of record 07 is not the bank of record 01, " +
              text::quoted(opening_.raw(kBank)));
}

/// A statement opens with what the account's statement before, if the file has it, closes with.
/// Where days lie between the two, the file may leave out statements: that is worth a warning.
void StatementReader::check_chain() {
  const Balance* before = closed_.find(key_);
  if (before == nullptr || *before->amount == *statement_.opening.amount) return;
  const Date closed = before->date, opened = statement_.opening.date;
  if (closed.empty() || opened.empty()) return;
  const auto days = days_between(closed, opened);
  if (days < 0) return;  // it isn't the next one
  const std::string expected = before->amount->to_string();
  if (days > 0)
    return warn(opening_, "the account's statement before closes with " + expected + " on " +
                              closed.to_string() + ", this one opens with " +
                              statement_.opening.amount->to_string() + " on " + opened.to_string() +
                              "; statements in between are missing");
  broken(opening_
             .fault("statement.chain", kAmount,
                    "must be " + expected +
                        ", with which the account's statement before has closed that day")
             .figures(expected, statement_.opening.amount->to_string()));
}

void StatementReader::check_account(const FixedRecord& r) {
  if (r.raw(kAccount) != opening_.raw(kAccount))
    throw r
        .fault("statement.account", kAccount,
               "is not the account of record 01, " + text::quoted(opening_.raw(kAccount)))
        .figures(std::string(opening_.raw(kAccount)), std::string(r.raw(kAccount)));
}

void StatementReader::take_entry(const FixedRecord& r) {
  emit_entry();
  settle_currency(r);
  assume_currency(r);
  entry_.begin(r, currency_);
  has_entry_ = true;
}

void StatementReader::take_detail(const FixedRecord& r) {
  if (!has_entry_) throw r.fault("cfonb120.order", kCode, "stands before the first entry (04)");
  settle_currency(r);
  if (entry_.details() == kDetailsMax)
    throw r.fault("text.limit", kQualifier, "is the thousandth of its entry");
  entry_.add(r, notes_);
  for (const std::string& note : notes_) host_.log(SALDO_LOG_WARNING, note);
  notes_.clear();
}

void StatementReader::emit_entry() {
  if (!has_entry_) return;
  has_entry_ = false;
  Transaction& t = entry_.finish();
  t.statement = statement_.index;
  lines_.add(t, statements_.held());
  if (t.amount->minor > 0) held_.add(*t.amount);
  records_.emit(t);
}

void StatementReader::end(const FixedRecord& r) {
  emit_entry();
  check_bank(r);
  settle_currency(r);
  assume_currency(r);
  statement_.to = statement_.closing.date = date(r, kDate);
  statement_.closing.amount = amount(r, currency_);
  fill_totals(statement_, lines_, currency_);
  try {
    prove_balances(statement_, lines_, r.at);
  } catch (const Rejected& fault) {
    broken(fault);
  }
  statements_.accept(statement_);
  closed_.set(key_, statement_.closing);
}

void StatementReader::broken(const Rejected& fault) {
  if (!lenient_) throw Rejected(fault);
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void StatementReader::warn(const FixedRecord& r, const std::string& sentence) {
  host_.log(SALDO_LOG_WARNING, "line " + std::to_string(r.at.line) + ": " + sentence);
}

}  // namespace saldo::bank::cfonb120
