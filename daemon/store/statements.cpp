#include "store/statements.hpp"

#include <soci/soci.h>

#include "base/result.hpp"
#include "store/batch_details.hpp"
#include "store/columns.hpp"
#include "store/earlier_statements.hpp"
#include "store/provisional.hpp"
#include "store/transaction_insert.hpp"

namespace saldo::store {

namespace {

[[noreturn]] void refuse(const std::string& rule, const std::string& message, const Place& at,
                         const std::string& expected = {}, const std::string& found = {}) {
  throw FailureException({.kind = FailureKind::invalid,
                          .message = message,
                          .line = at.line,
                          .offset = at.offset,
                          .rule = rule,
                          .expected = expected,
                          .found = found});
}

std::int64_t account_id(soci::session& sql, const Statement& s) {
  const std::string owner =
      s.account_iban.empty() ? s.account_bank + "/" + s.account_number : s.account_iban;
  if (owner == "/") refuse("statement.account", "the statement names no account", s.at);
  const std::string key = owner + "/" + s.account_currency;
  std::int64_t id = 0;
  sql << "INSERT INTO bank_account (account_key, iban, number, bank, name, currency) VALUES "
         "(:key, NULLIF(:iban, ''), NULLIF(:number, ''), NULLIF(:bank, ''), NULLIF(:name, ''), "
         ":currency) ON CONFLICT (account_key) DO NOTHING",
      soci::use(key, "key"), soci::use(s.account_iban, "iban"),
      soci::use(s.account_number, "number"), soci::use(s.account_bank, "bank"),
      soci::use(s.account_name, "name"), soci::use(s.account_currency, "currency");
  sql << "SELECT id FROM bank_account WHERE account_key = :key", soci::use(key, "key"),
      soci::into(id);
  return id;
}

/// Banks may leave the booking date out (BookgDt and the entry date of :61: are optional). Then the
/// entry counts on its value date, and without that on the day that its statement closes or, where
/// it has no balances, is about.
Date booking_day(const Transaction& t, const Statement& s) {
  if (!t.booking_date.empty()) return t.booking_date;
  if (!t.value_date.empty()) return t.value_date;
  return s.closing.date.empty() && s.from == s.to ? s.to : s.closing.date;
}

void require_balances(const Statement& s, Currency currency) {
  if (!s.opening.amount || !s.closing.amount)
    refuse("statement.balance", "the statement lacks its opening or closing balance", s.at);
  if (s.opening.amount->currency != currency || s.closing.amount->currency != currency)
    refuse("statement.currency", "the balances aren't in the account's currency", s.at,
           std::string(currency.code()), std::string(s.opening.amount->currency.code()));
}

}  // namespace

bool has_account(soci::session& sql, const std::string& name, const std::string& currency) {
  const std::string key = name + "/" + currency, key_without_bank = "/" + key;
  int found = 0;
  sql << "SELECT COUNT(*) FROM bank_account WHERE account_key IN (:key, :without_bank)",
      soci::use(key, "key"), soci::use(key_without_bank, "without_bank"), soci::into(found);
  return found != 0;
}

struct StatementWriter::Sheet {
  std::int64_t id = 0, account = 0;
  Statement record;
  Currency currency;
  bool booked = true;    // not a report or a notification
  bool known = false;    // an earlier attempt at this document posted it
  bool batches = false;  // it has entries of many payments, or payments of one
  std::int64_t transactions = 0, duplicates = 0;
  Money added, duplicate;  // booked money that this document adds; that an earlier one had brought

  Date fresh_from;                      // lines booked from this day on can't have come before
  std::optional<EarlierLines> earlier;  // of the statement that this one repeats
  std::string repeats;                  // and what that is, for messages
  struct Unpaired {
    std::int64_t minor = 0, position = 0;
    bool booked = false;
    Place at;
  };
  std::vector<Unpaired> unpaired;  // lines of a repetition that are worded otherwise
  std::unique_ptr<Provisional> provisional;
};

class StatementWriter::RowInsert : public TransactionInsert {
 public:
  using TransactionInsert::TransactionInsert;
};

StatementWriter::StatementWriter(soci::session& sql, std::int64_t document_id,
                                 const std::vector<Statement>& statements)
    : sql_(sql), document_id_(document_id), days_(sql), insert_(std::make_unique<RowInsert>(sql)) {
  std::int64_t id = 0, offset = 0;
  soci::statement query =
      (sql.prepare << "SELECT id, byte_offset FROM statement WHERE document_id = :document",
       soci::use(document_id, "document"), soci::into(id), soci::into(offset));
  query.execute();
  while (query.fetch()) known_[offset] = id;
  for (const Statement& s : statements) open_sheet(s);
}

StatementWriter::~StatementWriter() = default;

void StatementWriter::open_sheet(const Statement& s) {
  if (!sheet_at_.emplace(s.index, sheets_.size()).second)
    refuse("statement.index", "two statements of the document have the same index", s.at);
  Sheet& sheet = sheets_.emplace_back();
  sheet.record = s;
  sheet.currency = Currency::parse(s.account_currency);
  sheet.booked = s.kind == "booked";
  if (!sheet.booked && s.kind != "intraday" && s.kind != "notification")
    refuse("statement.kind", "'" + s.kind + "' is no kind of statement", s.at,
           "booked | intraday | notification", s.kind);
  if (sheet.booked) require_balances(s, sheet.currency);
  sheet.added = sheet.duplicate = {0, sheet.currency};
  if (const auto known = known_.find(static_cast<std::int64_t>(s.at.offset));
      known != known_.end()) {
    sheet.known = true;
    sheet.id = known->second;
    return;
  }
  sheet.account = account_id(sql_, s);
  sheet.provisional = std::make_unique<Provisional>(sql_, sheet.account);
  if (sheet.booked) judge(sheet);
  insert_statement(sheet);
}

/// By its balances: does it repeat an earlier statement, or follow one?
void StatementWriter::judge(Sheet& sheet) {
  const auto same = same_statement(sql_, sheet.account, sheet.record);
  const auto before = predecessor(sql_, sheet.account, sheet.record);
  const bool follows = before && before->moves;
  // A balance may go up and down the same way twice a day: then numbers tell the statements apart.
  const bool repeats =
      same && (same->same_number || (same->moves && (!follows || !same->numbered)));
  if (repeats) {
    sheet.earlier.emplace(sql_, same->id);
    sql_ << "SELECT d.name FROM statement s JOIN document d ON d.id = s.document_id WHERE s.id = "
            ":id",
        soci::use(same->id, "id"), soci::into(sheet.repeats);
  } else if (follows) {
    sheet.fresh_from = before->closing_date;
  }
}

void StatementWriter::insert_statement(Sheet& sheet) {
  const Statement& s = sheet.record;
  const auto line = static_cast<std::int64_t>(s.at.line);
  const auto offset = static_cast<std::int64_t>(s.at.offset);
  const int balances = s.opening.amount && s.closing.amount ? 1 : 0;
  const std::int64_t opening = balances != 0 ? s.opening.amount->minor : 0;
  const std::int64_t closing = balances != 0 ? s.closing.amount->minor : 0;
  sql_ << "INSERT INTO statement (document_id, position, account_id, kind, number, sequence, "
          "currency, balances, opening_minor, opening_day, closing_minor, closing_day, from_day, "
          "to_day, transactions, booked_minor, duplicates, duplicate_minor, repeated, line, "
          "byte_offset) VALUES (:document, :position, :account, :kind, NULLIF(:number, ''), "
          "NULLIF(:sequence, ''), :currency, :balances, :opening, NULLIF(:opening_day, "
          "-2147483648), :closing, NULLIF(:closing_day, -2147483648), NULLIF(:from, -2147483648), "
          "NULLIF(:to, -2147483648), 0, 0, 0, 0, 0, :line, :offset)",
      soci::use(document_id_, "document"), soci::use(s.index, "position"),
      soci::use(sheet.account, "account"), soci::use(s.kind, "kind"), soci::use(s.id, "number"),
      soci::use(s.sequence, "sequence"), soci::use(s.account_currency, "currency"),
      soci::use(balances, "balances"), soci::use(opening, "opening"),
      soci::use(s.opening.date.days(), "opening_day"), soci::use(closing, "closing"),
      soci::use(s.closing.date.days(), "closing_day"), soci::use(s.from.days(), "from"),
      soci::use(s.to.days(), "to"), soci::use(line, "line"), soci::use(offset, "offset");
  sql_ << "SELECT id FROM statement WHERE document_id = :document AND position = :position",
      soci::use(document_id_, "document"), soci::use(s.index, "position"), soci::into(sheet.id);
}

StatementWriter::Sheet* StatementWriter::sheet_of(const Transaction& t) {
  if (!sheets_.empty() && sheets_.back().record.index == t.statement) return &sheets_.back();
  const auto found = sheet_at_.find(t.statement);
  return found == sheet_at_.end() ? nullptr : &sheets_[found->second];
}

void StatementWriter::add(const Transaction& t) {
  Sheet* const found = sheet_of(t);
  if (found == nullptr)
    refuse("transaction.statement", "a transaction belongs to no statement of the document", t.at);
  Sheet& sheet = *found;
  if (sheet.known) return;
  if (!t.amount) refuse("transaction.incomplete", "a transaction lacks its amount", t.at);
  const Date booked_on = booking_day(t, sheet.record);
  if (booked_on.empty())
    refuse("transaction.incomplete",
           "neither the transaction nor its statement says on what day it was booked", t.at);
  if (t.amount->currency != sheet.currency)
    refuse("transaction.currency", "a transaction isn't in its account's currency", t.at,
           std::string(sheet.currency.code()), std::string(t.amount->currency.code()));
  ++sheet.transactions;
  AccountDay& day = days_.of(sheet.account, booked_on);
  const Fingerprint print = fingerprint_.of(sheet.record, t, booked_on);
  const bool booked = t.status == "booked";
  if (sheet.earlier) {
    if (const std::int64_t twin = sheet.earlier->take(fingerprint_hex(print)); twin != 0) {
      if (booked) sheet.duplicate += *t.amount;
      return note_duplicate(sheet, twin, t.index, t.at);
    }
    sheet.unpaired.push_back({t.amount->minor, t.index, booked, t.at});
    return;
  }
  const Told told = told_by(sheet, t);
  if (const std::int64_t twin = twin_of(sheet, booked_on, day, told, print); twin != 0) {
    if (booked) sheet.duplicate += *t.amount;
    return note_duplicate(sheet, twin, t.index, t.at);
  }
  if (booked) sheet.added += *t.amount;
  insert(sheet, t, booked_on, day, print);
}

/// Money that a statement only announces isn't in the book: the booked line is no repetition of it.
Told StatementWriter::told_by(const Sheet& sheet, const Transaction& t) {
  if (!sheet.booked) return Told::beside;
  return t.status == "booked" ? Told::booked : Told::pending;
}

/// The line of an earlier document that this one repeats, or 0.
std::int64_t StatementWriter::twin_of(const Sheet& sheet, Date booked_on, AccountDay& lines,
                                      Told told, const Fingerprint& print) {
  if (!sheet.fresh_from.empty() && booked_on >= sheet.fresh_from) return 0;
  const std::int64_t occurrence = lines.lines(told).repeated(print);
  if (occurrence < 0) return 0;
  const std::int32_t day = booked_on.days();
  const int kind = static_cast<int>(told);
  const std::string hex = fingerprint_hex(print);
  std::int64_t twin = 0;
  sql_ << "SELECT id FROM bank_transaction WHERE account_id = :account AND booking_day = :day AND "
          "fingerprint = :fingerprint AND occurrence = :occurrence AND (" +
              kTold + ") = :kind",
      soci::use(sheet.account, "account"), soci::use(day, "day"), soci::use(hex, "fingerprint"),
      soci::use(occurrence, "occurrence"), soci::use(kind, "kind"), soci::into(twin);
  return twin;
}

void StatementWriter::insert(Sheet& sheet, const Transaction& t, Date booked_on, AccountDay& day,
                             const Fingerprint& print) {
  LineCounts& lines = day.lines(told_by(sheet, t));
  const std::int64_t row = insert_->row({.statement = sheet.id,
                                         .account = sheet.account,
                                         .booking_day = booked_on,
                                         .ordinal = day.next_ordinal++,
                                         .occurrence = lines.add(print),
                                         .fingerprint = fingerprint_hex(print),
                                         .provisional = !sheet.booked},
                                        t);
  sheet.batches = sheet.batches || t.batch_count || !t.batch_id.empty();
  if (sheet.booked) return sheet.provisional->supersede(row, t, booked_on);
  if (const std::int64_t booked = sheet.provisional->booked_twin(t, booked_on); booked != 0)
    sql_ << "UPDATE bank_transaction SET state = 'superseded', superseded_by = :booked WHERE id = "
            ":id",
        soci::use(booked, "booked"), soci::use(row, "id");
}

void StatementWriter::note_duplicate(Sheet& sheet, std::int64_t twin, std::int64_t position,
                                     const Place& at) {
  ++sheet.duplicates;
  const auto line = static_cast<std::int64_t>(at.line);
  const auto offset = static_cast<std::int64_t>(at.offset);
  sql_ << "INSERT INTO duplicate_transaction (statement_id, twin_id, position, line, byte_offset) "
          "VALUES (:statement, :twin, :position, :line, :offset)",
      soci::use(sheet.id, "statement"), soci::use(twin, "twin"), soci::use(position, "position"),
      soci::use(line, "line"), soci::use(offset, "offset");
}

/// A repetition in another format, or with other texts, says the same amounts.
void StatementWriter::pair_the_rest(Sheet& sheet) {
  for (const Sheet::Unpaired& u : sheet.unpaired) {
    const Money amount{u.minor, sheet.currency};
    const std::int64_t twin = sheet.earlier->take_amount(u.minor);
    if (twin == 0)
      refuse("statement.conflict",
             "the statement has the balances and the day of one that came before (in '" +
                 sheet.repeats + "'), but an entry of " + amount.to_string() +
                 " which that one doesn't have; nothing of it was posted: ask the bank which is "
                 "right",
             u.at, "an entry of " + amount.to_string() + " in '" + sheet.repeats + "'", "none");
    if (u.booked) sheet.duplicate += amount;
    note_duplicate(sheet, twin, u.position, u.at);
  }
}

StatementWriter::Totals StatementWriter::finish() {
  for (Sheet& sheet : sheets_) {
    if (sheet.earlier) pair_the_rest(sheet);
    if (!sheet.known) close(sheet);
    std::int64_t transactions = 0, duplicates = 0;
    sql_ << "SELECT transactions, duplicates FROM statement WHERE id = :id",
        soci::use(sheet.id, "id"), soci::into(transactions), soci::into(duplicates);
    ++totals_.statements;
    totals_.transactions += transactions - duplicates;
    totals_.duplicates += duplicates;
    if (!sheet.known) totals_.added += transactions - duplicates;
  }
  return totals_;
}

void StatementWriter::close(Sheet& sheet) {
  const Statement& s = sheet.record;
  if (sheet.booked) {
    const Money proved = *s.opening.amount + sheet.added + sheet.duplicate;
    if (proved != *s.closing.amount)
      refuse("statement.balance",
             "opening balance and entries come to " + proved.to_string() +
                 ", the closing balance says " + s.closing.amount->to_string(),
             s.at, s.closing.amount->to_string(), proved.to_string());
  }
  // What was sent before, in other bytes, takes no part in the chain of balances.
  const int repeated =
      sheet.earlier || (sheet.transactions > 0 && sheet.duplicates == sheet.transactions) ? 1 : 0;
  sql_ << "UPDATE statement SET transactions = :transactions, booked_minor = :booked, "
          "duplicates = :duplicates, duplicate_minor = :duplicate, repeated = :repeated "
          "WHERE id = :id",
      soci::use(sheet.transactions, "transactions"), soci::use(sheet.added.minor, "booked"),
      soci::use(sheet.duplicates, "duplicates"), soci::use(sheet.duplicate.minor, "duplicate"),
      soci::use(repeated, "repeated"), soci::use(sheet.id, "id");
  if (sheet.batches || sheet.provisional->any_waited()) itemise_batches(sql_, sheet.account);
}

}  // namespace saldo::store
