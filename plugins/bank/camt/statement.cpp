#include "camt/statement.hpp"

namespace saldo::bank::camt {

namespace {

bool future_is_pending(const Host& host) {
  return choice_of(host, "future_entries", {"booked", "pending"}) == 1;
}

}  // namespace

void StatementReader::check_options(const Host& host) {
  conventions_of(host);
  future_is_pending(host);
}

StatementReader::StatementReader(const Host& host, Records& records)
    : host_(host),
      records_(records),
      conventions_(conventions_of(host)),
      future_is_pending_(future_is_pending(host)),
      set_(records),
      warnings_(host) {}

void StatementReader::begin(std::string_view kind, Place at, const Page& page) {
  clear_record(header_.statement);
  header_.statement.kind = kind;
  header_.statement.at = at;
  header_.page = page;
  header_.currency = {};
  settled_ = false;
  ++begun_;
}

void StatementReader::take(const XmlSlices& slices, const XmlEvent& event) {
  const Node node = fields_.parse(slices, event);
  if (settled_ && fault_) return hold_only(node);
  try {
    dispatch(event.name, node);
  } catch (const Rejected& fault) {
    fail(fault);
  }
}

void StatementReader::dispatch(std::string_view name, Node node) {
  const bool of_header = name != "Ntry" && name != "Bal" && name != "TxsSummry";
  if (!of_header && !settled_) settle();
  if (settled_ && fault_) return hold_only(node);
  if (name == "Ntry")
    take_entry(node);
  else if (name == "Bal")
    take_balance(node);
  else if (name == "TxsSummry")
    take_summary(node);
  else if (name == "Acct")
    take_account(node);
  else if (name == "FrToDt")
    take_period(node);
  else if (name == "StmtPgntn" || name == "RptPgntn" || name == "NtfctnPgntn")
    take_page(node);
  else if (name == "Id")
    head().id = fields_.text(node);
  else if (name == "ElctrncSeqNb" || (name == "LglSeqNb" && head().sequence.empty()))
    head().sequence = fields_.text(node);
  else if (name == "RptgSeq" && node.child("EQSeq"))
    head().sequence = fields_.text(node.child("EQSeq"));  // one that isn't a number: "7/2"
}

/// What a refused statement brings is void, but people must know how much money it holds up.
void StatementReader::hold_only(Node ntry) {
  if (ntry.name() != "Ntry") return;
  try {
    entries_.read(ntry);
    const Entry& entry = entries_.entry();
    if (entry.booked && entry.amount.minor > 0) set_.held().add(entry.amount);
  } catch (const Rejected&) {
    // It stays what it is: refused.
  }
}

/// The header is complete: the element goes on with the statement at hand, or begins another.
void StatementReader::settle() {
  if (continues()) {
    page_ = header_.page;
    ++pages_;
    host_.count("camt_pages");
  } else {
    open_statement();
  }
  settled_ = true;
  if (fault_) return;
  entries_.set_owner({statement_.account_iban, statement_.account_number, statement_.account_name});
  if (!header_.currency.empty()) require_currency(header_.currency, header_.currency_at);
}

/// True if the element is the next page of the statement at hand. A page that is missing or stands
/// twice costs the statement.
bool StatementReader::continues() {
  const Statement& head = header_.statement;
  if (!open_ || head.kind != statement_.kind || head.account_iban != statement_.account_iban ||
      head.account_number != statement_.account_number)
    return false;
  const bool same_id = !head.id.empty() && head.id == statement_.id;
  if (!same_id && (head.sequence.empty() || head.sequence != statement_.sequence)) return false;
  const auto before = page_.number, here = header_.page.number;
  if (!before || !here) return false;
  if (*here == *before + 1 || fault_) return true;
  fault_ = Rejected("statement.page",
                    xml::where(head.at) + name_of(statement_) + " goes on with page " +
                        std::to_string(*here) + " behind page " + std::to_string(*before) +
                        "; a page is missing or stands twice; ask the bank to send it again")
               .at_place(head.at)
               .figures("page " + std::to_string(*before + 1), "page " + std::to_string(*here));
  return true;
}

void StatementReader::open_statement() {
  close_statement();
  std::swap(statement_, header_.statement);
  statement_.index = set_.begin();
  fault_.reset();
  page_ = header_.page;
  from_first_ = page_.number.value_or(1) == 1;
  pages_ = 1;
  lines_ = {};
  balances_ = {};
  summary_ = {};
  all_ = booked_ = {};
  currency_ = {};
  open_ = true;
}

void StatementReader::fail(const Rejected& fault) {
  if (!settled_) {
    open_statement();
    settled_ = true;
  }
  if (!fault_) fault_ = fault;
}

void StatementReader::broken(const Rejected& fault) {
  if (!conventions_.lenient) throw fault;
  statement_.unbalanced = true;
  warnings_.warn(fault.message);
}

void StatementReader::end() {
  if (!settled_) {
    try {
      settle();
    } catch (const Rejected& fault) {
      fail(fault);
    }
  }
  if (page_.last) close_statement();
}

void StatementReader::close_statement() {
  if (!open_) return;
  open_ = false;
  if (const auto sum = set_.held().sum()) document_held_.add(*sum);
  if (!fault_) {
    try {
      prove();
    } catch (const Rejected& fault) {
      fault_ = fault;
    }
  }
  if (fault_) {
    chain_.forget(statement_);
    return set_.refuse(*fault_);
  }
  if (const auto gap = chain_.follow(statement_)) warnings_.warn(xml::where(statement_.at) + *gap);
  set_.accept(statement_);
}

void StatementReader::prove() {
  choose_balances();
  fill_totals(statement_, lines_, currency_);
  if (statement_.kind == "booked") check_balances();
  check_summary();
}

void StatementReader::finish() {
  close_statement();
  warnings_.finish();
  set_.finish();
}

std::optional<Money> StatementReader::held() {
  if (open_)
    if (const auto sum = set_.held().sum()) document_held_.add(*sum);
  open_ = false;
  return document_held_.sum();
}

/// True for a booked entry that takes effect behind the day on which the statement closes.
bool StatementReader::is_future(const Entry& entry) const {
  const auto& closing = balances_.closing;
  return entry.booked && closing && !closing->date.empty() && !entry.value_date.empty() &&
         entry.value_date > closing->date;
}

void StatementReader::take_entry(Node ntry) {
  const auto lines = entries_.read(ntry);
  const Entry& entry = entries_.entry();
  require_currency(entry.amount.currency, entry.at);
  all_.add(entry.amount, entry.at);
  const bool future = is_future(entry);
  if (entry.booked && !(future && future_is_pending_)) {
    booked_.add(entry.amount, entry.at);
    if (entry.reversal)
      reversals_.minor = checked_sum(reversals_.minor, entry.amount.minor, entry.at);
    if (future) future_.minor = checked_sum(future_.minor, entry.amount.minor, entry.at);
  }
  check_batch();
  if (entries_.unsplit()) {
    host_.count("camt_unsplit_batches");
    warnings_.warn(
        xml::where(entry.at) + "the details don't sum up to the entry, so it stays one line",
        SALDO_LOG_INFO);
  }
  for (Transaction& line : lines) {
    line.statement = statement_.index;
    if (future && future_is_pending_) line.status = "pending";
    lines_.add(line, set_.held());
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

/// Every amount of a statement is in the account's currency, or in that of its first amount where
/// Acct doesn't name one.
void StatementReader::require_currency(Currency currency, Place at) {
  if (currency_.empty()) {
    currency_ = currency;
    statement_.account_currency = currency.code();
    reversals_ = future_ = {0, currency};
  }
  if (currency == currency_) return;
  throw Rejected("entry.currency", xml::where(at) + "the amount is in " +
                                       std::string(currency.code()) + " but the account is in " +
                                       std::string(currency_.code()) +
                                       "; ask the bank which is right")
      .at_place(at)
      .figures(std::string(currency_.code()), std::string(currency.code()));
}

}  // namespace saldo::bank::camt
