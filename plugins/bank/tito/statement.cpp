#include "tito/statement.hpp"

#include "account_codes.hpp"
#include "reference_checks.hpp"
#include "tito/entry.hpp"

namespace saldo::bank::tito {

namespace {

/// How many characters a record needs; what is behind may be trimmed.
std::size_t needs_of(std::string_view id) {
  if (id == "T00") return kStatementFields;
  if (id == "T10" || id == "T80") return kEntryFields;
  if (id == "T11" || id == "T81") return kMoreFields;
  if (id == "T40") return kBalanceFields;
  return id == "T50" || id == "T51" ? kTurnoverFields : 6;
}

}  // namespace

void StatementReader::begin(const FixedRecord& record) {
  Statement& s = writer_.begin("booked", record.at);
  entry_ = {};
  description_.clear();
  day_ = period_ = {};
  balanced_ = day_is_over_ = has_turnover_ = false;
  check_form(record);
  const auto currency = Currency::find(record.text(kCurrency));
  if (!currency) throw record.fault("amount.currency", kCurrency, "is not an ISO 4217 code");
  currency_ = *currency;
  s.account_currency = currency_.code();
  const std::string_view both = record.text(kIbanAndBic);
  const auto blank = std::min(both.find(' '), both.size());
  if (has_iban_form(both.substr(0, blank))) {
    s.account_iban = both.substr(0, blank);
    s.account_bank = text::trim(both.substr(blank));
  }
  s.account_number = record.text(kAccount);
  s.account_name = text::collapse(record.text(kOwner));
  s.id = s.sequence = record.text(kNumber);
  s.from = optional_date(record, kFrom);
  s.to = optional_date(record, kTo);
  s.opening = {signed_amount(record, kOpeningSign, kOpening, currency_),
               optional_date(record, kOpeningDate)};
}

/// A record says its own length. Senders trim blanks off its end, but never more.
void StatementReader::check_form(const FixedRecord& record) const {
  const std::size_t has = record.characters();
  const auto says = static_cast<std::size_t>(record.number(kLength));
  const bool is_long =
      has > says && !text::trim(std::string_view(record.raw({says, has, ""}))).empty();
  if (!is_long && has >= needs_of(record.raw(kId))) return;
  throw record
      .fault("record.length", "the record has " + std::to_string(has) + " characters, but says " +
                                  std::to_string(says) + "; fetch the file again")
      .figures(std::to_string(says), std::to_string(has));
}

void StatementReader::take(const FixedRecord& record) {
  check_form(record);
  const std::string_view id = record.raw(kId);
  if (id == "T11" || id == "T81") return take_more(record);
  if (id == "T10" || id == "T80") return take_entry(record);
  finish_entry();
  if (id == "T40") return take_balance(record);
  if (id == "T50") return take_turnover(record);
  if (id == "T51") return;  // corrections, which T50 allows for
  if (id == "T60" || id == "T70") {
    host_.log(SALDO_LOG_INFO, "line " + std::to_string(record.at.line) + ": the bank's notice: " +
                                  text::quoted(record.text({9, record.characters(), ""}), 160));
    return;
  }
  throw record.fault("record.unknown", kId, "is no record of a statement that this decoder reads");
}

void StatementReader::take_entry(const FixedRecord& record) {
  const int level = read_level(record);
  Transaction entry = read_entry(record, currency_);
  if (level == 0) {
    finish_entry();
    if (day_is_over_) day_ = {};
    day_is_over_ = false;
    type_ = record.raw(kId) == "T10" ? record.raw(kType)[0] : ' ';
    day_.add(type_, *entry.amount, record.at);
    period_.add(type_, *entry.amount, record.at);
    balanced_ = balanced_ && entry.status == "info";
    entry_.begin(std::move(entry));
  } else {
    if (entry_.empty())
      throw record.fault("record.order", kLevel, "itemises an entry, but none stands before");
    describe_newest();
    type_ = ' ';
    entry_.add(std::move(entry), level);
  }
  description_ = text::collapse(record.text(kDescription));
}

void StatementReader::take_more(const FixedRecord& record) {
  if (entry_.empty())
    throw record.fault("record.order", kId, "doesn't stand behind an entry (T10)");
  Transaction& entry = entry_.newest();
  const std::int64_t payments = read_more(record, entry);
  if (payments == 0) return;
  day_.add_payments(type_, payments);
  period_.add_payments(type_, payments);
  entry.batch_id = entry.bank_reference;
  entry.batch_count = payments;
}

/// An entry that says nothing of its own shows what kind it is.
void StatementReader::describe_newest() {
  if (!entry_.empty() && entry_.newest().remittance.empty() && !description_.empty())
    entry_.newest().remittance.push_back(description_);
  description_.clear();
}

void StatementReader::finish_entry() {
  if (entry_.empty()) return;
  describe_newest();
  const Place at = entry_.entry().at;
  for (Transaction& line : entry_.take_lines()) {
    const std::string& reference = line.creditor_reference;
    if (!reference.empty() && text::all_digits(reference) && !finnish_check_holds(reference))
      host_.count("bank_reference_check_failed");
    writer_.emit(line);
  }
  if (!entry_.left_whole()) return;
  host_.count("bank_unsplit_entries");
  host_.log(SALDO_LOG_INFO, "line " + std::to_string(at.line) +
                                ": the items don't sum up to the entry, so it stays one line");
}

void StatementReader::take_balance(const FixedRecord& record) {
  writer_.statement().closing = {signed_amount(record, kBalanceSign, kBalance, currency_),
                                 optional_date(record, kBalanceDate)};
  writer_.check_balances(record.at);
  balanced_ = day_is_over_ = true;
}

void StatementReader::take_turnover(const FixedRecord& record) {
  has_turnover_ = true;
  const std::string_view period = record.raw(kPeriod);
  try {
    if (period == "1") day_.check(record, currency_);
    if (period == "2") period_.check(record, currency_);
  } catch (const Rejected& fault) {
    if (fault.rule != "statement.total") throw;
    writer_.broken(fault);
  }
}

void StatementReader::finish(Place end, const char* rule) {
  finish_entry();
  const bool has_balance = balanced_ && writer_.statement().closing.amount;
  if (!has_balance || !has_turnover_)
    throw Rejected(
        rule, "line " + std::to_string(end.line) + ": " + bank::name_of(writer_.statement()) +
                  " ends without " +
                  (has_balance ? "its turnover (T50)" : "a balance (T40) of its last entries") +
                  "; fetch the file again")
        .at_place(end)
        .figures(has_balance ? "T50" : "T40", "none");
  writer_.accept(currency_);
}

}  // namespace saldo::bank::tito
