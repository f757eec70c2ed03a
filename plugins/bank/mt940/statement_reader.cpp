#include "mt940/statement_reader.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::bank::mt940 {

namespace {

constexpr std::string_view kPending = "pending";

[[noreturn]] void refuse_order(const Field& field, const char* why) {
  throw field.fault("mt940.order", 0, why);
}

}  // namespace

StatementReader::StatementReader(const Host& host, Records& records, const Conventions& conventions)
    : host_(host), records_(records), conventions_(conventions), set_(records), warnings_(host) {
  line_options_.flip_reversals = conventions.flip_reversals;
}

void StatementReader::take(const Field& field) {
  if (field.tag == Tag::kReference) return begin_message(field);
  if (!in_message_) refuse_order(field, "the field stands outside a statement");
  if (skipping_) return;
  try {
    read(field);
  } catch (const Rejected& fault) {
    fail(fault);
  }
}

void StatementReader::read(const Field& field) {
  switch (field.tag) {
    case Tag::kAccount:
      return read_account(field, header_.statement);
    case Tag::kNumber:
      return take_number(field);
    case Tag::kOpening:
    case Tag::kIntermediateOpening:
      return take_opening(field);
    case Tag::kLine:
      return take_line(field);
    case Tag::kInformation:
      return take_information(field);
    case Tag::kNonSwift:
      return take_numbered_lines(field);
    case Tag::kClosing:
    case Tag::kIntermediateClosing:
      return take_closing(field);
    case Tag::kFloorLimit:
      return take_floor_limit(field);
    case Tag::kCreated:
      return take_created(field);
    case Tag::kCredits:
    case Tag::kDebits:
      return take_entry_sum(field);
    default:
      return;
  }
}

void StatementReader::take_number(const Field& field) {
  header_.statement.sequence = text::collapse(field.first_line());
  header_.number = read_number(field.text);
}

void StatementReader::begin_message(const Field& field) {
  end_message();
  clear_record(header_.statement);
  header_.statement.at = field.at;
  header_.statement.id = text::collapse(field.first_line());
  header_.number = {};
  in_message_ = true;
  attached_ = skipping_ = false;
}

void StatementReader::end_message() {
  if (!in_message_) return;
  in_message_ = false;
  if (skipping_) return;
  try {
    complete_message();
  } catch (const Rejected& fault) {
    fail(fault);
  }
}

void StatementReader::complete_message() {
  emit_pending();
  const Statement& named = attached_ ? statement_ : header_.statement;
  if (!attached_)
    throw Rejected("statement.balance_missing",
                   xml::where(named.at) + "the message " + text::quoted(named.id) +
                       " has neither an opening balance (:60F:) nor a floor limit (:34F:); ask the "
                       "bank for a correct file")
        .at_place(named.at)
        .figures(":60F:", "none");
  prove_side(debits_, credits_, "debit");
  prove_side(credits_, debits_, "credit");
  if (!page_.closing && statement_.kind == "booked")
    throw Rejected("statement.balance_missing",
                   xml::where(named.at) + name_of(named) +
                       " has no closing balance (:62F:), so nothing proves its entries; ask the "
                       "bank for a correct file")
        .at_place(named.at)
        .figures(":62F:", "none");
}

/// The message at hand begins a statement.
void StatementReader::open_statement() {
  close_statement();
  std::swap(statement_, header_.statement);
  statement_.index = set_.begin();
  statement_.kind = "booked";
  lines_ = {};
  fault_.reset();
  page_ = {header_.number, {}, {}, false};
  credits_ = debits_ = {};
  reversals_ = 0;
  odd_entries_ = false;
  line_options_.currency = {};
  line_options_.interim = false;
  open_ = attached_ = true;
}

void StatementReader::close_statement() {
  if (!open_) return;
  open_ = false;
  if (const auto sum = set_.held().sum()) document_held_.add(*sum);
  if (fault_) {
    chain_.forget(statement_);
    set_.refuse(*fault_);
    return;
  }
  fill_totals(statement_, lines_, line_options_.currency);
  if (const auto gap = chain_.follow(statement_)) warnings_.warn(xml::where(statement_.at) + *gap);
  set_.accept(statement_);
}

void StatementReader::fail(const Rejected& fault) {
  if (!attached_) open_statement();
  if (!fault_) fault_ = fault;
  has_pending_ = false;
  notes_.clear();
  skipping_ = true;
}

void StatementReader::broken(const Rejected& fault) {
  if (!conventions_.lenient) throw fault;
  statement_.unbalanced = true;
  warnings_.warn(fault.message);
}

void StatementReader::finish() {
  end_message();
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

void StatementReader::use_currency(Currency currency) {
  line_options_.currency = currency;
  trim_account(currency, statement_);
  statement_.account_currency = currency.code();
}

void StatementReader::take_line(const Field& field) {
  if (line_options_.currency.empty() || !attached_)
    refuse_order(field, "the statement has no opening balance (:60F:) before");
  emit_pending();
  clear_record(pending_);
  read_statement_line(field, line_options_, last_dates_, pending_, supplementary_, notes_);
  has_pending_ = true;
}

void StatementReader::take_information(const Field& field) {
  if (has_pending_) return information_.read(field, pending_);
  if (attached_ && page_.closing) prove_bank_summary(field);
}

void StatementReader::take_numbered_lines(const Field& field) {
  if (has_pending_) return read_numbered_lines(field.text, pending_);
  Statement& statement = attached_ ? statement_ : header_.statement;
  if (field.text.starts_with("22") && statement.account_name.empty())
    statement.account_name = text::trim(field.first_line().substr(2));
}

void StatementReader::emit_pending() {
  if (!has_pending_) return;
  has_pending_ = false;
  if (!supplementary_.empty()) read_supplementary(supplementary_, pending_);
  if (!notes_.empty()) tell_notes();
  count_entry(pending_);
  if (conventions_.separate_charges) return emit_without_charges();
  emit(pending_);
}

void StatementReader::tell_notes() {
  for (const auto& note : notes_) warnings_.warn(xml::where(pending_.at) + note);
  notes_.clear();
}

void StatementReader::count_entry(const Transaction& entry) {
  const std::int64_t minor = entry.amount->minor;
  Side& side = minor < 0 ? debits_ : credits_;
  const std::int64_t size = minor < 0 ? -minor : minor;
  ++side.listed;
  side.sum = checked_sum(side.sum, size, entry.at);
  if (entry.status == kPending) {
    ++side.expected;
    side.expected_sum = checked_sum(side.expected_sum, size, entry.at);
  }
  odd_entries_ = odd_entries_ || entry.reversal || minor == 0;
  if (entry.reversal) reversals_ = checked_sum(reversals_, minor, entry.at);
}

/// Charges that prove to be a part of the entry become a line of their own, so that the other one
/// shows what was paid.
void StatementReader::emit_without_charges() {
  const Money& amount = *pending_.amount;
  Money charges{0, amount.currency};
  bool known = !pending_.charges.empty() && pending_.instructed &&
               pending_.instructed->currency == amount.currency;
  for (const Charge& charge : pending_.charges) {
    known = known && charge.amount->currency == amount.currency;
    if (known) charges.minor = checked_sum(charges.minor, charge.amount->minor, pending_.at);
  }
  if (!known || charges.minor == 0 ||
      checked_sum(pending_.instructed->minor, charges.minor, pending_.at) != amount.minor)
    return emit(pending_);
  Transaction charge_line = pending_;
  charge_line.amount = charges;
  charge_line.remittance.clear();
  pending_.amount = pending_.instructed;
  pending_.charges.clear();
  emit(pending_);
  emit(charge_line);
}

void StatementReader::emit(Transaction& t) {
  t.statement = statement_.index;
  lines_.add(t, set_.held());
  records_.emit(t);
}

}  // namespace saldo::bank::mt940
