#include "ocr_giro/assignment.hpp"

#include "reference_checks.hpp"

namespace saldo::bank::ocr_giro {

namespace {

bool is_zeros(std::string_view s) { return s.find_first_not_of('0') == s.npos; }

std::string unless_zeros(std::string_view s) { return is_zeros(s) ? "" : std::string(s); }

/// Reversals of payments: with KID (18), with text (20).
bool is_reversal(std::string_view type) { return type == "18" || type == "20"; }

}  // namespace

void AssignmentReader::begin(const FixedRecord& record, std::string_view transmission) {
  totals_ = {};
  totals_.records = 1;
  open_ = true;
  complete_ = false;
  payment_.reset();
  request_.reset();
  number_ = 0;
  service_ = record.text(kService);
  kind_ = record.text(kKind);
  account_ = record.text(kAccount);
  transmission_ = transmission;
  assignment_ = record.text(kAssignment);
  subject_ = kind_ != "00"      ? Subject::kOther
             : service_ == "09" ? Subject::kPayments
             : service_ == "21" ? Subject::kRequests
                                : Subject::kOther;
  if (subject_ == Subject::kRequests) return;
  Statement& s = writer_.begin("notification", record.at);
  if (subject_ == Subject::kOther) throw not_read(record);
  s.account_number = account_;
  s.account_currency = kKrone.code();
  s.id = transmission_ + "/" + assignment_;
  s.sequence = assignment_;
}

Rejected AssignmentReader::not_read(const FixedRecord& record) const {
  const bool avtalegiro = service_ == "21";
  const std::string what =
      avtalegiro && kind_ == "24"   ? "AvtaleGiro agreements, the payers' mandates"
      : avtalegiro && kind_ == "36" ? "cancellations of AvtaleGiro payment requests"
                                    : "records that are neither OCR giro nor AvtaleGiro";
  return record
      .fault("assignment.subject", "the assignment brings " + what + " (service " +
                                       text::quoted(service_) + ", type " + text::quoted(kind_) +
                                       "), which are no payments, so it isn't read")
      .figures("service 09 or 21, type 00", "service " + service_ + ", type " + kind_);
}

void AssignmentReader::skip(const FixedRecord& record) {
  if (record.raw(kRecord) != "88") return;
  open_ = false;
  stated_ = Totals::stated(record);
  if (!complete_) totals_ = stated_;
}

void AssignmentReader::take(const FixedRecord& record) {
  const std::string_view type = record.raw(kRecord);
  if (record.raw(kService) != service_)
    throw record.fault("record.order", kService, "is not that of the assignment, " + service_);
  if (type == "30") return take_amount(record);
  if (type == "31") {
    ++totals_.records;
    return take_second(record);
  }
  if (type == "88") return end(record);
  const bool text_follows = type == "32" || type == "49";
  if (!text_follows) throw record.fault("record.order", kRecord, "can't stand in an assignment");
  ++totals_.records;
  require_same(record);
  std::string text = text::collapse(record.text(type == "32" ? kText : kSpecification));
  if (text.empty()) return;
  (payment_ ? payment_->remittance : request_->remittance).push_back(std::move(text));
}

void AssignmentReader::take_amount(const FixedRecord& record) {
  finish_transaction();
  ++totals_.records;
  type_ = record.raw(kKind);
  const std::int64_t number = record.number(kNumber);
  if (number <= number_)
    throw record.fault("record.sequence", kNumber,
                       "doesn't follow the transaction before, " + std::to_string(number_));
  number_ = number;
  has_second_ = false;
  Money amount = record.amount(kAmount, 2, kKrone);
  const Date date = is_zeros(record.text(kDate)) ? Date() : record.date(kDate, "DDMMYY");
  if (subject_ == Subject::kRequests) {
    totals_.add(amount, record.at);
    PaymentInstruction& p = request_.emplace();
    p.at = record.at;
    p.kind = "direct_debit";
    p.message_id = transmission_;
    p.batch_id = assignment_;
    p.instruction_id = record.text(kNumber);
    p.execution_date = date;
    p.scheme = "AvtaleGiro";
    p.amount = amount;
    p.own_account = account_;
    p.creditor_reference = record.text(kKid);
    return;
  }
  const std::string_view sign = record.raw(kSign);
  const bool minus = sign == "-";
  if ((!minus && sign != "0" && sign != " ") || (minus && !is_reversal(type_)))
    throw record.fault("sign.invalid", kSign,
                       "is not the sign of a transaction of type " + text::quoted(type_));
  if (is_reversal(type_)) amount = -amount;
  totals_.add(amount, record.at);
  Transaction& t = payment_.emplace();
  t.at = record.at;
  t.status = "booked";
  t.booking_date = date;
  t.amount = amount;
  t.reversal = is_reversal(type_);
  t.code_proprietary = type_;
  t.creditor_reference = record.text(kKid);
  const std::string_view kid = t.creditor_reference;
  if (!kid.empty() && !modulus10_holds(kid) && !modulus11_holds(kid))
    host_.count("bank_reference_check_failed");
}

void AssignmentReader::require_same(const FixedRecord& record) const {
  if (!payment_ && !request_)
    throw record.fault("record.order", kRecord, "doesn't stand behind an amount item 1 (30)");
  if (record.number(kNumber) == number_ && record.raw(kKind) == type_) return;
  throw record.fault("record.sequence", {kKind.begin, kNumber.end, "transaction"},
                     "is not that of the amount item 1 before");
}

void AssignmentReader::take_second(const FixedRecord& record) {
  require_same(record);
  if (has_second_)
    throw record.fault("record.order", kRecord, "stands twice behind one amount item 1 (30)");
  has_second_ = true;
  if (request_) {
    request_->counterparty_name = text::collapse(record.text(kPayer));
    request_->end_to_end_id = record.text(kExternal);
    return;
  }
  payment_->bank_reference = unless_zeros(record.text(kArchive));
  payment_->bank_reference += unless_zeros(record.text(kArchiveMore));
  payment_->customer_reference = unless_zeros(record.text(kForm));
  payment_->counterparty_account = unless_zeros(record.text(kDebitAccount));
}

void AssignmentReader::finish_transaction() {
  if (!payment_ && !request_) return;
  const Place at = payment_ ? payment_->at : request_->at;
  if (!has_second_)
    throw Rejected("record.sequence", "line " + std::to_string(at.line) +
                                          ": no amount item 2 (31) stands behind this amount item "
                                          "1; fetch the file again")
        .at_place(at);
  if (payment_) writer_.emit(*payment_);
  if (request_) {
    records_.emit(*request_);
    ++instructions_;
  }
  payment_.reset();
  request_.reset();
}

void AssignmentReader::end(const FixedRecord& record) {
  finish_transaction();
  ++totals_.records;
  stated_ = totals_;
  open_ = false;
  complete_ = true;
  if (record.raw(kKind) != kind_)
    throw record.fault("record.order", kKind, "is not that of the assignment, " + kind_);
  try {
    totals_.check(record, "assignment");
  } catch (const Rejected& fault) {
    if (subject_ == Subject::kRequests) throw;
    writer_.broken(fault);
  }
  if (subject_ == Subject::kPayments) writer_.accept(kKrone);
}

}  // namespace saldo::bank::ocr_giro
