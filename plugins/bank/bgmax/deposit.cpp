#include "bgmax/deposit.hpp"

#include "reference_checks.hpp"

namespace saldo::bank::bgmax {

namespace {

std::string without_zeros(std::string_view s) {
  s.remove_prefix(std::min(s.find_first_not_of('0'), s.size()));
  return std::string(s);
}

/// One reference; payers without OCR also write several into the field, or text.
bool is_single(std::string_view reference) {
  for (const char c : reference) {
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    if (!letter && c != '-' && (c < '0' || c > '9')) return false;
  }
  return !reference.empty();
}

}  // namespace

void DepositReader::begin_section(const FixedRecord& record) {
  receiver_ = without_zeros(record.text(kReceiver));
  currency_ = {};
  begin(record);
  const auto currency = Currency::find(record.text(kSectionCurrency));
  if (!currency) throw record.fault("amount.currency", kSectionCurrency, "is not an ISO 4217 code");
  if (!text::all_digits(record.raw(kReceiver)))
    throw record.fault("number.invalid", kReceiver, "is not a number");
  currency_ = *currency;
  writer_.statement().account_currency = currency_.code();
}

void DepositReader::begin(const FixedRecord& record) {
  Statement& s = writer_.begin("notification", record.at);
  s.account_number = receiver_;
  s.account_currency = currency_.code();
  waiting_.clear();
  overflowed_ = false;
}

void DepositReader::take(const FixedRecord& record) {
  const std::string_view code = record.raw(kCode);
  if (code == "20" || code == "21") return take_payment(record, code == "21");
  if (code == "22" || code == "23") return take_extra(record, code == "23");
  if (code == "15") return take_deposit(record);
  Transaction& payment = payment_of(record);
  if (code == "26") return take_name(record);
  if (code != "25") return;  // 27 to 29: addresses and company numbers have no field
  std::string text = text::collapse(record.text(kText));
  if (!text.empty()) payment.remittance.push_back(std::move(text));
}

Transaction& DepositReader::payment_of(const FixedRecord& record) {
  if (waiting_.empty())
    throw record.fault("record.order", kCode, "doesn't stand behind a payment (20 or 21)");
  return waiting_.back();
}

void DepositReader::take_payment(const FixedRecord& record, bool deduction) {
  if (waiting_.size() >= kWaitingMax) {
    if (!overflowed_)
      writer_.warn("line " + std::to_string(record.at.line) + ": the deposit has more than " +
                   std::to_string(kWaitingMax) +
                   " payments; the first of them get no booking date, only the statement has it");
    overflowed_ = true;
    emit_waiting(Date());
  }
  const Money amount = record.amount(kAmount, 2, currency_);
  Transaction& t = waiting_.emplace_back();
  t.at = record.at;
  t.status = "booked";
  t.amount = deduction ? -amount : amount;
  t.code_proprietary = std::string(record.raw(kCode)) + "-";
  t.code_proprietary.append(record.raw(kReferenceCode)).append("-").append(record.raw(kChannel));
  if (const std::string_view serial = record.text(kSerial); !without_zeros(serial).empty())
    t.bank_reference = serial;
  t.counterparty_account = without_zeros(record.text(kPayer));
  const std::string_view reference = record.text(kReference);
  // Bankgirot has found code 2 to be an OCR reference.
  if (record.raw(kReferenceCode) == "2" && !modulus10_holds(reference))
    host_.count("bank_reference_check_failed");
  if (is_single(reference))
    t.creditor_reference = reference;
  else if (!reference.empty())
    t.remittance.push_back(text::collapse(reference));
}

void DepositReader::take_extra(const FixedRecord& record, bool negative) {
  Transaction& payment = payment_of(record);
  const std::string_view serial = record.text(kSerial);
  if (serial != payment.bank_reference && !without_zeros(serial).empty())
    throw record.fault("record.sequence", kSerial, "is not that of the payment before");
  RemittedDocument& document = payment.remitted_documents.emplace_back();
  document.number = record.text(kReference);
  if (record.is_blank(kAmount)) return;
  const Money amount = record.amount(kAmount, 2, currency_);
  if (amount.minor != 0) document.amount = negative ? -amount : amount;
}

void DepositReader::take_name(const FixedRecord& record) {
  std::string name = text::collapse(record.text(kName));
  const std::string more = text::collapse(record.text(kMoreName));
  if (!more.empty()) name += (name.empty() ? "" : " ") + more;
  payment_of(record).counterparty_name = std::move(name);
}

void DepositReader::emit_waiting(Date date) {
  for (Transaction& t : waiting_) {
    t.booking_date = date;
    writer_.emit(t);
  }
  waiting_.clear();
}

void DepositReader::give_up() {
  for (const Transaction& t : waiting_) writer_.hold(t);
  waiting_.clear();
}

void DepositReader::take_deposit(const FixedRecord& record) {
  const Date date = record.date(kDate, "YYYYMMDD");
  emit_waiting(date);
  Statement& s = writer_.statement();
  s.from = s.to = date;
  s.sequence = record.text(kDepositNumber);
  const std::string account = without_zeros(record.text(kAccount));
  s.id = (account.empty() ? "" : account + "/") + date.to_string() + "/" + s.sequence;
  if (record.text(kDepositCurrency) != currency_.code())
    throw record.fault("entry.currency", kDepositCurrency,
                       "is not that of the section, " + std::string(currency_.code()));
  const std::int64_t count = record.number(kDepositCount);
  if (count != writer_.lines().count())
    writer_.broken(record
                       .fault("statement.count", kDepositCount,
                              "payments and deductions are deposited, but " +
                                  std::to_string(writer_.lines().count()) + " are listed")
                       .figures(std::to_string(count), std::to_string(writer_.lines().count())));
  const Money says = record.amount(kDeposit, 2, currency_);
  const Money is = writer_.lines().credit(currency_) - writer_.lines().debit(currency_);
  if (says != is)
    writer_.broken(record
                       .fault("statement.total", kDeposit,
                              "is deposited, " + says.to_string() + " " +
                                  std::string(currency_.code()) + ", but the payments less the " +
                                  "deductions come to " + is.to_string())
                       .figures(says.to_string(), is.to_string()));
  writer_.accept(currency_);
}

}  // namespace saldo::bank::bgmax
