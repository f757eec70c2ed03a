#include "render/camt053.hpp"

#include "base/assert.hpp"
#include "render/camt053_statement.hpp"
#include "render/iso_time.hpp"
#include "saldo/text.hpp"

namespace saldo::render {

namespace {

using namespace camt053;

/// Elements within more than these stand in one line: an entry is a line.
constexpr std::size_t kLines = 3;

std::string what_it_is(const std::string& kind) {
  if (kind == "intraday") return "an intraday report (as camt.052 and MT942 are)";
  if (kind == "notification") return "a notification of payments (as camt.054 is)";
  return "of the kind " + text::quoted(kind);
}

}  // namespace

Camt053Plan::Camt053Plan()
    : batches_([this](std::span<const Transaction> lines) { count(lines); }) {}

void Camt053Plan::fault(const char* rule, const std::string& why) {
  if (!fault_) fault_ = Failure{.message = name_ + " " + why, .rule = rule};
}

void Camt053Plan::require_amount(const std::optional<Money>& amount, const std::string& whose) {
  if (!amount) return;
  if (!fits_amount(*amount))
    fault("camt053.amount", "has " + whose + " of " + amount->to_string() +
                                ", which has more than the 18 digits of ISO 20022");
  if (currency_.empty()) currency_ = amount->currency;
  if (amount->currency != currency_)
    fault("camt053.currency", "has " + whose + " in " + std::string(amount->currency.code()) +
                                  " but is in " + std::string(currency_.code()) +
                                  "; a camt.053 statement has one currency");
}

void Camt053Plan::end_statement() {
  if (fault_ || statements_.empty()) return;
  batches_.finish();
  if (lacks_date_ && statements_.back().first_day.empty())
    fault("camt053.date", "names no day at all, and a balance of camt.053 wants one");
}

void Camt053Plan::add(const Statement& s) {
  end_statement();
  statements_.emplace_back();
  index_ = s.index;
  name_ = name_of(s);
  currency_ = Currency::find(s.account_currency).value_or(Currency());
  const bool balances = s.opening.amount || s.closing.amount;
  // OFX lists payments and tells what the account holds; that makes a statement with one balance.
  if (s.kind != "booked" && !(s.kind == "notification" && balances))
    fault("camt053.kind", "is " + what_it_is(s.kind) + "; camt.053 is for booked statements");
  if (!balances)
    fault("camt053.balance",
          "has neither an opening nor a closing balance, and camt.053 wants one");
  lacks_date_ = s.opening.date.empty() && s.closing.date.empty() && s.from.empty() && s.to.empty();
  require_amount(s.opening.amount, "an opening balance");
  require_amount(s.closing.amount, "a closing balance");
}

void Camt053Plan::add(const Transaction& t) {
  if (statements_.empty() || t.statement != index_) {
    name_ = "transaction " + std::to_string(t.index);
    return fault("camt053.statement", "belongs to no statement");
  }
  const std::string whose = "transaction " + std::to_string(t.index);
  if (!t.amount) return fault("camt053.amount", "has " + whose + " without an amount");
  require_amount(t.amount, whose);
  Date& first = statements_.back().first_day;
  for (const Date day : {t.booking_date, t.value_date})
    if (!day.empty() && (first.empty() || day < first)) first = day;
  batches_.add(t);
}

void Camt053Plan::count(std::span<const Transaction> lines) {
  Camt053Entries& entries = statements_.back();
  const Money sum = sum_of(lines);
  const bool debit = sum.minor < 0;
  ++(debit ? entries.debits : entries.credits);
  std::int64_t& total = debit ? entries.debit_minor : entries.credit_minor;
  entries.has_sums = entries.has_sums &&
                     !__builtin_add_overflow(total, debit ? -sum.minor : sum.minor, &total) &&
                     fits_amount({total, sum.currency});
}

Result<void> Camt053Plan::finish() {
  end_statement();
  if (statements_.empty() && !fault_)
    fault_ = Failure{.message = "it holds no statement; camt.053 is for booked statements",
                     .rule = "camt053.statement"};
  if (fault_) return *fault_;
  return {};
}

Camt053Writer::Camt053Writer(const Camt053Header& header, Write write, Warn warn)
    : write_(std::move(write)),
      warn_(std::move(warn)),
      xml_(kLines),
      entries_(xml_, warn_),
      batches_([this](std::span<const Transaction> lines) {
        entries_.write(lines);
        pass_on();
      }) {
  SALDO_ASSERT(!header.message_id.empty() && header.message_id.size() <= 35);
  xml_.open("Document", "xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"");
  xml_.open("BkToCstmrStmt");
  xml_.open("GrpHdr");
  xml_.element("MsgId", header.message_id);
  xml_.element("CreDtTm", to_iso(header.created));
  xml_.close();
}

void Camt053Writer::add(const Statement& statement, const Camt053Entries& entries) {
  end_statement();
  open_ = true;
  xml_.open("Stmt");
  information_ = write_statement_head(xml_, statement, entries, ++statements_, warn_);
  pass_on();
}

void Camt053Writer::add(const Transaction& transaction) {
  SALDO_ASSERT(open_);
  batches_.add(transaction);
}

void Camt053Writer::end_statement() {
  if (!std::exchange(open_, false)) return;
  batches_.finish();
  if (!information_.empty()) xml_.element("AddtlStmtInf", information_);
  xml_.close();
}

void Camt053Writer::finish() {
  SALDO_ASSERT(statements_ > 0);
  end_statement();
  xml_.close();
  xml_.close();
  write_(xml_.finish());
}

void Camt053Writer::pass_on() {
  constexpr std::size_t kEnough = 64u << 10;
  if (xml_.size() >= kEnough) write_(xml_.take());
}

}  // namespace saldo::render
