#include "camt/statement.hpp"

namespace saldo::bank::camt {

void StatementReader::begin(std::int64_t index, std::string_view kind, Place at) {
  statement_ = {};
  statement_.index = index;
  statement_.kind = kind;
  statement_.at = at;
  lines_ = {};
  balances_ = {};
  summary_ = {};
  all_ = booked_ = {};
  currency_ = {};
}

void StatementReader::take(const XmlSlices& slices, const XmlEvent& event) {
  const std::string_view name = event.name;
  if (name == "GrpHdr") return;
  const Node node = fields_.parse(slices, event);
  if (name == "Ntry")
    take_entry(node);
  else if (name == "Bal")
    take_balance(node);
  else if (name == "Acct")
    take_account(node);
  else if (name == "TxsSummry")
    take_summary(node);
  else if (name == "FrToDt")
    take_period(node);
  else if (name == "Id")
    statement_.id = fields_.text(node);
  else if (name == "ElctrncSeqNb")
    statement_.sequence = fields_.text(node);
  else if (name == "LglSeqNb" && statement_.sequence.empty())
    statement_.sequence = fields_.text(node);
}

void StatementReader::take_entry(Node ntry) {
  std::vector<Transaction>& lines = entries_.read(ntry);
  const Entry& entry = entries_.entry();
  require_currency(entry.amount.currency, entry.at);
  all_.add(entry.amount, entry.at);
  if (entry.booked) booked_.add(entry.amount, entry.at);
  check_batch();
  if (entries_.unsplit()) {
    host_.count("camt_unsplit_batches");
    host_.log(SALDO_LOG_INFO,
              xml::where(entry.at) + "the details don't sum up to the entry, so it stays one line");
  }
  for (Transaction& line : lines) {
    line.statement = statement_.index;
    lines_.add(line, held_);
    records_.emit(line);
  }
}

void StatementReader::Totals::add(const Money& amount, Place at) {
  if (amount.minor < 0) {
    ++debits;
    debit_sum = checked_sum(debit_sum, (-amount).minor, at);
  } else {
    ++credits;
    credit_sum = checked_sum(credit_sum, amount.minor, at);
  }
}

void StatementReader::check_batch() {
  const auto& fault = entries_.batch_fault();
  if (!fault) return;
  broken(fields_
             .fault("batch.count", fault->where,
                    "the batch says " + std::to_string(fault->says) + " transactions but lists " +
                        std::to_string(fault->lists))
             .figures(std::to_string(fault->says), std::to_string(fault->lists)));
}

void StatementReader::take_account(Node acct) {
  const Node id = acct.child("Id");
  statement_.account_iban = fields_.text(id.child("IBAN"));
  for (const char* other : {"Othr", "PrtryAcct"})
    if (const Node own = id.child(other).child("Id")) statement_.account_number = fields_.text(own);
  if (const Node bban = id.child("BBAN")) statement_.account_number = fields_.text(bban);
  const Node owner = acct.child("Ownr");
  const Node party = owner.child("Pty") ? owner.child("Pty") : owner;
  statement_.account_name = fields_.text(acct.child("Nm") ? acct.child("Nm") : party.child("Nm"));
  const Node bank = acct.child("Svcr").child("FinInstnId");
  statement_.account_bank =
      fields_.text(bank.child("BICFI") ? bank.child("BICFI") : bank.child("BIC"));
  if (const Node ccy = acct.child("Ccy")) {
    const auto currency = Currency::find(fields_.text(ccy));
    if (!currency)
      throw fields_.fault(
          "amount.currency", ccy,
          "currency " + text::quoted(fields_.text(ccy)) + " is not an ISO 4217 code");
    require_currency(*currency, fields_.place(ccy));
  }
}

/// Every amount of a statement is in the account's currency, or in that of its first amount where
/// Acct doesn't name one.
void StatementReader::require_currency(Currency currency, Place at) {
  if (currency_.empty()) {
    currency_ = currency;
    statement_.account_currency = currency.code();
  }
  if (currency == currency_) return;
  throw Rejected("entry.currency", xml::where(at) + "the amount is in " +
                                       std::string(currency.code()) + " but the account is in " +
                                       std::string(currency_.code()) +
                                       "; ask the bank which is right")
      .at_place(at)
      .figures(std::string(currency_.code()), std::string(currency.code()));
}

void StatementReader::take_balance(Node bal) {
  const auto code = fields_.text(bal.child("Tp").child("CdOrPrtry").child("Cd"));
  const bool opens = code == "OPBD", before = code == "PRCD", closes = code == "CLBD";
  const bool interim = code == "ITBD";
  if (!opens && !before && !closes && !interim) return;
  const Node amt = bal.child("Amt");
  if (!amt) throw fields_.fault("balance.incomplete", bal, "the balance has no <Amt>");
  SignedAmount balance{fields_.amount(amt), fields_.date(bal.child("Dt")), fields_.place(bal)};
  require_currency(balance.amount.currency, balance.at);
  // Some banks leave the mark out of credit balances; the proof shows whether that was meant.
  if (fields_.sign(bal.child("CdtDbtInd")) < 0) balance.amount = -balance.amount;
  if (opens && !balances_.opening) balances_.opening = balance;
  if (before && !balances_.previous) balances_.previous = balance;
  if (closes) balances_.closing = balance;
  if (interim && !balances_.first_interim) balances_.first_interim = balance;
  if (interim) balances_.last_interim = balance;
}

void StatementReader::take_summary(Node summary) {
  const auto count = [&](Node group, auto& figure) {
    figure.says = fields_.count(group.child("NbOfNtries"));
    figure.at = fields_.place(group.child("NbOfNtries"));
  };
  const auto sum = [&](Node node, auto& figure) {
    if (!node) return;
    figure.says = fields_.string(node);
    figure.at = fields_.place(node);
  };
  const Node total = summary.child("TtlNtries");
  const Node credits = summary.child("TtlCdtNtries"), debits = summary.child("TtlDbtNtries");
  count(total, summary_.entries);
  count(credits, summary_.credits);
  count(debits, summary_.debits);
  sum(total.child("Sum"), summary_.sum);
  sum(credits.child("Sum"), summary_.credit_sum);
  sum(debits.child("Sum"), summary_.debit_sum);
  const Node net = total.child("TtlNetNtry");  // since version 04
  sum(net ? net.child("Amt") : total.child("TtlNetNtryAmt"), summary_.net_sum);
  summary_.net_is_debit = fields_.sign((net ? net : total).child("CdtDbtInd")) < 0;
}

void StatementReader::take_period(Node period) {
  statement_.from =
      fields_.day(period.child("FrDtTm") ? period.child("FrDtTm") : period.child("FrDt"));
  statement_.to =
      fields_.day(period.child("ToDtTm") ? period.child("ToDtTm") : period.child("ToDt"));
}

void StatementReader::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

void StatementReader::finish() {
  choose_balances();
  fill_totals(statement_, lines_, currency_);
  if (statement_.kind == "booked") check_balances();
  check_summary();
  records_.emit(statement_);
}

/// A page of a longer statement opens or closes with an interim balance (ITBD) instead; PRCD is
/// the closing balance of the statement before.
void StatementReader::choose_balances() {
  auto opening = balances_.opening ? balances_.opening : balances_.previous;
  auto closing = balances_.closing;
  if (!closing && (opening || balances_.first_interim)) closing = balances_.last_interim;
  if (!opening && closing) opening = balances_.first_interim;
  if (opening && closing && opening->at == closing->at) opening.reset();  // one ITBD, nothing else
  if (opening) statement_.opening = {opening->amount, opening->date};
  if (closing) {
    statement_.closing = {closing->amount, closing->date};
    closing_at_ = closing->at;
  }
}

void StatementReader::check_balances() {
  const bool opens = statement_.opening.amount.has_value();
  if (!opens || !statement_.closing.amount) {
    if (booked_.credits + booked_.debits == 0) return;  // nothing that a balance could prove
    broken(Rejected("statement.balance_missing",
                    xml::where(statement_.at) + name_of(statement_) + " has no booked " +
                        (opens ? "closing (CLBD)" : "opening (OPBD or PRCD)") +
                        " balance, so nothing proves its entries; have the bank add it")
               .at_place(statement_.at)
               .figures(opens ? "CLBD" : "OPBD or PRCD", "none"));
    return;
  }
  try {
    prove_balances(statement_, lines_, closing_at_);
  } catch (const Rejected& fault) {
    broken(fault);
  }
}

/// Banks sum up all entries, or those that are booked: either proves.
void StatementReader::check_summary() {
  Place at;
  std::string expected, found;
  std::string why = summary_fault(booked_, at, expected, found);
  if (why.empty() || summary_fault(all_, at, expected, found).empty()) return;
  why = summary_fault(all_, at, expected, found);
  broken(Rejected("statement.summary", xml::where(at) + name_of(statement_) + ": " + why +
                                           "; ask the bank to send it again")
             .at_place(at)
             .figures(expected, found));
}

/// Empty if every figure of TxsSummry agrees with `totals`; else what doesn't.
std::string StatementReader::summary_fault(const Totals& totals, Place& at, std::string& expected,
                                           std::string& found) const {
  std::string why;
  const auto differ = [&](const char* what, std::string says, std::string is, Place place) {
    at = place;
    expected = std::move(says);
    found = std::move(is);
    why = std::string("the summary says ") + what + " " + expected + " but the entries come to " +
          found;
  };
  const auto count = [&](const char* what, const Figure<std::int64_t>& f, std::int64_t is) {
    if (f.says && *f.says != is && why.empty())
      differ(what, std::to_string(*f.says), std::to_string(is), f.at);
  };
  const auto sum = [&](const char* what, const Figure<std::string>& f, std::int64_t is) {
    if (!f.says || !why.empty()) return;
    const Money money{is, currency_};
    bool same = false;
    try {
      same = currency_.empty() ? *f.says == "0" : Money::parse(*f.says, currency_) == money;
    } catch (const FormatError&) {
      // Not a number: it can't agree.
    }
    if (!same) differ(what, text::quoted(*f.says), money.to_string(), f.at);
  };
  count("entries", summary_.entries, totals.credits + totals.debits);
  count("credit entries", summary_.credits, totals.credits);
  count("debit entries", summary_.debits, totals.debits);
  sum("a sum of", summary_.sum, checked_sum(totals.credit_sum, totals.debit_sum, summary_.sum.at));
  sum("a sum of credits of", summary_.credit_sum, totals.credit_sum);
  sum("a sum of debits of", summary_.debit_sum, totals.debit_sum);
  const std::int64_t net = totals.credit_sum - totals.debit_sum;
  sum("a net amount of", summary_.net_sum, summary_.net_is_debit ? -net : net);
  return why;
}

}  // namespace saldo::bank::camt
