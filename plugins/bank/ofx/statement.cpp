#include "ofx/statement.hpp"

#include "account_codes.hpp"
#include "saldo/text.hpp"
#include "saldo/xml_characters.hpp"

namespace saldo::bank::ofx {

namespace {

/// Banks write zeros where there is no check.
std::string number_of_check(const std::string& number) {
  return number.find_first_not_of('0') == number.npos ? std::string() : number;
}

void fill_references(Transaction& line, const Aggregate& t) {
  line.bank_reference = t.text("FITID");
  line.code_proprietary = t.text("TRNTYPE");
  line.customer_reference = number_of_check(t.text("CHECKNUM"));
  auto reference = t.text("REFNUM");
  if (line.customer_reference.empty())
    line.customer_reference = std::move(reference);
  else if (!reference.empty() && reference != line.customer_reference)
    line.remittance.push_back(std::move(reference));
}

/// NAME is the payee or a description of the transaction, whatever the bank has; PAYEE is surely
/// the payee.
void fill_texts(Transaction& line, const Aggregate& t) {
  const auto name = t.text("NAME");
  line.counterparty_name = t.text("EXTDNAME");
  if (line.counterparty_name.empty()) line.counterparty_name = name;
  if (line.counterparty_name.empty()) line.counterparty_name = t.text("PAYEE/NAME");
  for (auto& memo : t.texts("MEMO")) line.remittance.push_back(std::move(memo));
  if (line.remittance.empty() && !name.empty() && !t.has("PAYEE")) line.remittance.push_back(name);
}

void fill_counterparty(Transaction& line, const Aggregate& t) {
  for (const char* account : {"BANKACCTTO", "CCACCTTO"}) {
    auto number = t.text(std::string(account) + "/ACCTID");
    if (number.empty()) continue;
    // OFX has no element for an IBAN: banks put it where the number stands.
    (is_iban(number) ? line.counterparty_iban : line.counterparty_account) = std::move(number);
    if (auto bank = t.text(std::string(account) + "/BANKID"); is_bic(bank))
      line.counterparty_bic = std::move(bank);
  }
}

Date earlier(Date a, Date b) { return a.empty() || (!b.empty() && b < a) ? b : a; }
Date later(Date a, Date b) { return a.empty() || (!b.empty() && a < b) ? b : a; }

}  // namespace

void StatementReader::begin(Place at, bool investment) {
  statement_ = {};
  statement_.at = at;
  statement_.index = statements_.begin();
  statement_.kind = "notification";
  lines_ = {};
  currency_ = {};
  investment_ = investment;
  securities_ = 0;
}

void StatementReader::take_account_currency(Currency currency) {
  if (currency.empty()) return;
  currency_ = currency;
  statement_.account_currency = currency.code();
}

void StatementReader::take_account(const Aggregate& account) {
  auto number = account.text("ACCTID");
  if (is_iban(number))
    statement_.account_iban = std::move(number);
  else
    statement_.account_number = std::move(number);
  statement_.account_bank = account.text(investment_ ? "BROKERID" : "BANKID");
  if (const auto branch = account.text("BRANCHID"); !branch.empty())
    statement_.account_bank += "/" + branch;
}

void StatementReader::take_from(Date date) { statement_.from = earlier(statement_.from, date); }
void StatementReader::take_to(Date date) { statement_.to = later(statement_.to, date); }

/// The currency of TRNAMT: CURRENCY says it where it isn't the account's. (ORIGCURRENCY says only
/// what it was before the bank converted it.)
Currency StatementReader::currency_of(const Aggregate& t) const {
  const Currency own = t.currency("CURRENCY/CURSYM");
  if (own.empty() && currency_.empty())
    throw t.fault("amount.currency", "TRNAMT",
                  "neither the statement (CURDEF) nor the transaction (CURRENCY) names a currency");
  if (own.empty() || currency_.empty() || own == currency_) return own.empty() ? currency_ : own;
  throw t
      .fault("entry.currency", "CURRENCY/CURSYM",
             "the amount is in " + std::string(own.code()) + " but the account is in " +
                 std::string(currency_.code()) + ", so what was booked isn't said")
      .figures(std::string(currency_.code()), std::string(own.code()));
}

void StatementReader::take_transaction(const Aggregate& t, bool pending) {
  Transaction line;
  line.at = t.at();
  line.statement = statement_.index;
  line.status = pending ? "pending" : "booked";
  if (t.has("CORRECTFITID"))
    throw t.fault("ofx.correction", "CORRECTFITID",
                  "the transaction corrects transaction " + text::quoted(t.text("CORRECTFITID")) +
                      ", which may be booked already");
  const Currency currency = currency_of(t);
  line.amount = t.amount("TRNAMT", currency);
  if (!line.amount)
    throw t.fault("entry.incomplete", "TRNAMT", "the transaction has no amount (TRNAMT)");
  if (t.repeats("TRNAMT"))
    throw t.fault("ofx.structure", "TRNAMT", "the transaction has more than one amount");
  if (currency_.empty()) take_account_currency(currency);
  line.booking_date = t.date("DTPOSTED");
  if (line.booking_date.empty() && !pending)
    throw t.fault("entry.incomplete", "DTPOSTED", "the transaction has no date (DTPOSTED)");
  line.value_date = t.date("DTAVAIL");
  if (line.value_date.empty()) line.value_date = t.date(pending ? "DTTRAN" : "VALUEDATE");
  fill_references(line, t);
  fill_texts(line, t);
  fill_counterparty(line, t);
  check_sign(t, line);
  lines_.add(line, statements_.held());
  if (!pending && line.amount->minor > 0) held_.add(*line.amount);
  records_.emit(line);
}

/// TRNAMT is signed. Banks that leave the sign out would have us book a payment as a receipt; the
/// two plain types show it.
void StatementReader::check_sign(const Aggregate& t, Transaction& line) {
  const bool debit = line.code_proprietary == "DEBIT", credit = line.code_proprietary == "CREDIT";
  const std::int64_t minor = line.amount->minor;
  if (!(debit && minor > 0) && !(credit && minor < 0)) return;
  Rejected fault = t.fault("entry.sign", "TRNAMT",
                           "the amount " + line.amount->to_string() + " contradicts TRNTYPE " +
                               line.code_proprietary)
                       .figures((-*line.amount).to_string(), line.amount->to_string());
  if (!lenient_) throw fault;
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void StatementReader::take_ledger_balance(const Aggregate& balance) {
  if (balance.text("BALAMT").empty()) {
    host_.log(SALDO_LOG_INFO, xml::where(balance.at()) + "LEDGERBAL has no amount");
    return;
  }
  if (currency_.empty())
    throw balance.fault("amount.currency", "BALAMT", "the statement names no currency (CURDEF)");
  statement_.closing.amount = balance.amount("BALAMT", currency_);
  statement_.closing.date = balance.date("DTASOF");
}

Statement& StatementReader::finish(Place end) {
  if (investment_ && lines_.count() == 0)
    throw Rejected(
        "ofx.investment",
        xml::where(statement_.at) +
            "the statement is of an investment account and holds no bank transaction "
            "(INVBANKTRAN); saldo reads bank money only, so take it out of the connector")
        .at_place(statement_.at);
  if (statement_.account_iban.empty() && statement_.account_number.empty())
    throw Rejected("statement.account",
                   xml::where(end) +
                       "the statement names no account (ACCTID); ask the bank for a "
                       "correct file")
        .at_place(end);
  if (currency_.empty())
    throw Rejected("amount.currency",
                   xml::where(end) +
                       "the statement names no currency (CURDEF); ask the bank for a "
                       "correct file")
        .at_place(end);
  if (securities_ != 0) {
    host_.count("ofx_securities_skipped", securities_);
    host_.log(SALDO_LOG_WARNING, xml::where(statement_.at) +
                                     "transactions with securities, which are no bank money, were "
                                     "left out: " +
                                     std::to_string(securities_));
  }
  fill_totals(statement_, lines_, currency_);
  return statement_;
}

}  // namespace saldo::bank::ofx
