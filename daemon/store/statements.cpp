#include "store/statements.hpp"

#include <soci/soci.h>

#include <cstring>

#include "store/columns.hpp"
#include "store/transaction_insert.hpp"

namespace saldo::store {

namespace {

constexpr char kSeparator = '\x1f';

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
/// entry counts on its value date, and without that on the day that its statement closes.
Date booking_day(const Transaction& t, const Statement& s) {
  if (!t.booking_date.empty()) return t.booking_date;
  return t.value_date.empty() ? s.closing.date : t.value_date;
}

}  // namespace

struct StatementWriter::Sheet {
  std::int64_t id = 0, account = 0;
  Statement record;
  Currency currency;
  std::int64_t transactions = 0, duplicates = 0;
  Money booked, duplicate;  // what this document adds; what an earlier one had brought
};

struct StatementWriter::Day {
  using Counts = boost::unordered_flat_map<Fingerprint, std::int64_t, FingerprintHash>;
  std::int64_t next_ordinal = 0;
  Counts before;  // in the book before this document
  Counts here;    // seen in this document
};

class StatementWriter::RowInsert : public TransactionInsert {
 public:
  using TransactionInsert::TransactionInsert;
};

std::size_t StatementWriter::FingerprintHash::operator()(const Fingerprint& f) const {
  std::size_t h = 0;
  std::memcpy(&h, f.data(), sizeof h);
  return h;
}

StatementWriter::StatementWriter(soci::session& sql, std::int64_t document_id,
                                 const std::vector<Statement>& statements)
    : sql_(sql), document_id_(document_id), insert_(std::make_unique<RowInsert>(sql)) {
  for (const Statement& s : statements) {
    if (s.kind != "booked")
      refuse("statement.kind",
             "a report of kind '" + s.kind +
                 "' brings no booked entries; only booked statements (camt.053, MT940) are posted",
             s.at, "booked", s.kind);
    if (!s.opening.amount || !s.closing.amount)
      refuse("statement.balance", "the statement lacks its opening or closing balance", s.at);
    Sheet& sheet = sheets_.emplace_back();
    sheet.record = s;
    sheet.currency = Currency::parse(s.account_currency);
    if (s.opening.amount->currency != sheet.currency ||
        s.closing.amount->currency != sheet.currency)
      refuse("statement.currency", "the balances aren't in the account's currency", s.at,
             s.account_currency, std::string(s.opening.amount->currency.code()));
    sheet.booked = sheet.duplicate = {0, sheet.currency};
    sheet.account = account_id(sql, s);
    const auto position = static_cast<std::int64_t>(sheets_.size());
    const auto line = static_cast<std::int64_t>(s.at.line);
    const auto offset = static_cast<std::int64_t>(s.at.offset);
    sql << "INSERT INTO statement (document_id, position, account_id, kind, number, sequence, "
           "currency, opening_minor, opening_day, closing_minor, closing_day, from_day, to_day, "
           "transactions, booked_minor, duplicates, duplicate_minor, repeated, line, byte_offset) "
           "VALUES (:document, :position, :account, :kind, NULLIF(:number, ''), "
           "NULLIF(:sequence, ''), :currency, :opening, NULLIF(:opening_day, -2147483648), "
           ":closing, NULLIF(:closing_day, -2147483648), NULLIF(:from, -2147483648), "
           "NULLIF(:to, -2147483648), 0, 0, 0, 0, 0, :line, :offset)",
        soci::use(document_id, "document"), soci::use(position, "position"),
        soci::use(sheet.account, "account"), soci::use(s.kind, "kind"), soci::use(s.id, "number"),
        soci::use(s.sequence, "sequence"), soci::use(s.account_currency, "currency"),
        soci::use(s.opening.amount->minor, "opening"),
        soci::use(s.opening.date.days(), "opening_day"),
        soci::use(s.closing.amount->minor, "closing"),
        soci::use(s.closing.date.days(), "closing_day"), soci::use(s.from.days(), "from"),
        soci::use(s.to.days(), "to"), soci::use(line, "line"), soci::use(offset, "offset");
    sql << "SELECT id FROM statement WHERE document_id = :document AND position = :position",
        soci::use(document_id, "document"), soci::use(position, "position"), soci::into(sheet.id);
  }
}

StatementWriter::~StatementWriter() = default;

StatementWriter::Day& StatementWriter::day_of(const Sheet& sheet, Date booking_date) {
  const auto [place, is_new] = days_.try_emplace({sheet.account, booking_date.days()});
  Day& day = place->second;
  if (!is_new) return day;
  const std::int32_t day_number = booking_date.days();
  std::int64_t last = 0;
  sql_ << "SELECT COALESCE(MAX(ordinal), 0) FROM bank_transaction WHERE account_id = :account "
          "AND booking_day = :day",
      soci::use(sheet.account, "account"), soci::use(day_number, "day"), soci::into(last);
  day.next_ordinal = last + 1;
  if (last == 0) return day;
  std::string hex;
  soci::statement query =
      (sql_.prepare << "SELECT fingerprint FROM bank_transaction WHERE account_id = :account "
                       "AND booking_day = :day",
       soci::use(sheet.account, "account"), soci::use(day_number, "day"), soci::into(hex));
  query.execute();
  while (query.fetch()) ++day.before[fingerprint_from_hex(hex)];
  return day;
}

StatementWriter::Fingerprint StatementWriter::fingerprint(const Sheet& sheet, const Transaction& t,
                                                          Date booked_on) {
  content_.clear();
  const auto part = [this](std::string_view s) {
    content_.append(s);
    content_ += kSeparator;
  };
  part(sheet.record.account_iban);
  part(sheet.record.account_bank);
  part(sheet.record.account_number);
  part(t.amount->currency.code());
  part(std::to_string(t.amount->minor));
  part(std::to_string(booked_on.days()));
  part(std::to_string(t.value_date.days()));
  for (const std::string* s :
       {&t.status, &t.bank_reference, &t.customer_reference, &t.end_to_end_id, &t.mandate_id,
        &t.code_domain, &t.code_family, &t.code_sub_family, &t.code_proprietary,
        &t.counterparty_iban, &t.counterparty_account, &t.counterparty_name, &t.creditor_reference})
    part(*s);
  for (const std::string& s : t.remittance) part(s);
  hash_.update(content_);
  const Sha256::Digest digest = hash_.digest();
  Fingerprint out;
  std::memcpy(out.data(), digest.data(), out.size());
  return out;
}

void StatementWriter::add(const Transaction& t) {
  if (t.statement < 1 || t.statement > static_cast<std::int64_t>(sheets_.size()))
    refuse("transaction.statement", "a transaction belongs to no statement of the document", t.at);
  Sheet& sheet = sheets_[static_cast<std::size_t>(t.statement - 1)];
  if (!t.amount) refuse("transaction.incomplete", "a transaction lacks its amount", t.at);
  const Date booked_on = booking_day(t, sheet.record);
  if (booked_on.empty())
    refuse("transaction.incomplete",
           "neither the transaction nor its statement says on what day it was booked", t.at);
  if (t.amount->currency != sheet.currency)
    refuse("transaction.currency", "a transaction isn't in its account's currency", t.at,
           std::string(sheet.currency.code()), std::string(t.amount->currency.code()));
  ++sheet.transactions;
  const bool booked = t.status == "booked";
  Day& day = day_of(sheet, booked_on);
  const Fingerprint print = fingerprint(sheet, t, booked_on);
  const std::int64_t occurrence = day.here[print]++;
  const auto known = day.before.find(print);
  if (known != day.before.end() && occurrence < known->second) {
    ++sheet.duplicates;
    if (booked) sheet.duplicate += *t.amount;
    note_duplicate(sheet, t, booked_on, {fingerprint_hex(print), occurrence});
    return;
  }
  if (booked) sheet.booked += *t.amount;
  insert_->row({.statement = sheet.id,
                .account = sheet.account,
                .booking_day = booked_on,
                .ordinal = day.next_ordinal++,
                .occurrence = occurrence,
                .fingerprint = fingerprint_hex(print)},
               t);
}

void StatementWriter::note_duplicate(const Sheet& sheet, const Transaction& t, Date booked_on,
                                     const Twin& twin) {
  const std::int32_t day = booked_on.days();
  const auto line = static_cast<std::int64_t>(t.at.line);
  const auto offset = static_cast<std::int64_t>(t.at.offset);
  sql_ << "INSERT INTO duplicate_transaction (statement_id, twin_id, position, line, byte_offset) "
          "SELECT :statement, id, :position, :line, :offset FROM bank_transaction WHERE "
          "account_id = :account AND booking_day = :day AND fingerprint = :fingerprint "
          "AND occurrence = :occurrence",
      soci::use(sheet.id, "statement"), soci::use(t.index, "position"), soci::use(line, "line"),
      soci::use(offset, "offset"), soci::use(sheet.account, "account"), soci::use(day, "day"),
      soci::use(twin.fingerprint, "fingerprint"), soci::use(twin.occurrence, "occurrence");
}

StatementWriter::Totals StatementWriter::finish() {
  for (Sheet& sheet : sheets_) {
    const Statement& s = sheet.record;
    const Money proved = *s.opening.amount + sheet.booked + sheet.duplicate;
    if (proved != *s.closing.amount)
      refuse("statement.balance",
             "opening balance and entries come to " + proved.to_string() +
                 ", the closing balance says " + s.closing.amount->to_string(),
             s.at, s.closing.amount->to_string(), proved.to_string());
    // A statement that was sent before, in other bytes, takes no part in the chain of balances.
    int repeated = 0;
    sql_ << "SELECT CASE WHEN EXISTS (SELECT 1 FROM statement e JOIN statement n ON n.id = :id "
            "WHERE e.id < n.id AND e.account_id = n.account_id AND e.opening_minor = "
            "n.opening_minor AND e.closing_minor = n.closing_minor AND COALESCE(e.number, '') = "
            "COALESCE(n.number, '') AND COALESCE(e.sequence, '') = COALESCE(n.sequence, '') AND "
            "COALESCE(e.closing_day, 0) = COALESCE(n.closing_day, 0)) THEN 1 ELSE 0 END",
        soci::use(sheet.id, "id"), soci::into(repeated);
    if (sheet.duplicates != sheet.transactions) repeated = 0;
    sql_ << "UPDATE statement SET transactions = :transactions, booked_minor = :booked, "
            "duplicates = :duplicates, duplicate_minor = :duplicate, repeated = :repeated "
            "WHERE id = :id",
        soci::use(sheet.transactions, "transactions"), soci::use(sheet.booked.minor, "booked"),
        soci::use(sheet.duplicates, "duplicates"), soci::use(sheet.duplicate.minor, "duplicate"),
        soci::use(repeated, "repeated"), soci::use(sheet.id, "id");
    ++totals_.statements;
    totals_.transactions += sheet.transactions - sheet.duplicates;
    totals_.duplicates += sheet.duplicates;
  }
  return totals_;
}

}  // namespace saldo::store
