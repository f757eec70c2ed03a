#include "ktl/batch.hpp"

#include "reference_checks.hpp"

namespace saldo::bank::ktl {

namespace {

const Currency kEuro = Currency::parse("EUR");

std::string without_zeros(std::string_view s) {
  s.remove_prefix(std::min(s.find_first_not_of('0'), s.size()));
  return std::string(s);
}

void require_euro(const FixedRecord& record, const Columns& c) {
  if (record.raw(c) != "1") throw record.fault("amount.currency", c, "is not 1, the euro");
}

}  // namespace

void BatchReader::Sum::add(const Money& amount, Place at) {
  ++count;
  minor = checked_sum(minor, amount.minor, at);
}

void BatchReader::begin(const FixedRecord& record) {
  Statement& s = writer_.begin("notification", record.at);
  account_.clear();
  payments_ = corrections_ = failed_ = {};
  accounts_ = 1;
  open_ = true;
  check_form(record);
  require_euro(record, kBatchCurrency);
  id_ = std::string(record.text(kService)) + "/" + std::string(record.raw(kWritten)) + "-" +
        std::string(record.raw(kTime));
  s.id = id_;
  s.account_currency = kEuro.code();
  s.to = record.date(kWritten, "YYMMDD");
}

void BatchReader::check_form(const FixedRecord& record) const {
  const char kind = record.line()[0];
  const std::size_t has = record.characters();
  const std::size_t needs = kind == '0' ? kBatchFields : kind == '9' ? kSumFields : kPaymentFields;
  const bool half = kind == '9' && has > kSumFields && has < kAllSumFields;
  const bool is_long =
      has > kWidth && !text::trim(std::string_view(record.raw({kWidth, has, ""}))).empty();
  if (has >= needs && !half && !is_long) return;
  throw record
      .fault("record.length", "the record has " + std::to_string(has) +
                                  " characters instead of 90; fetch the file again")
      .figures("90", std::to_string(has));
}

void BatchReader::take(const FixedRecord& record) {
  const char kind = record.line()[0];
  if (kind != '3' && kind != '5' && kind != '9')
    throw record.fault("record.order", {0, 1, "record type"}, "is none of 0, 3, 5, 9");
  check_form(record);
  return kind == '9' ? take_sums(record) : take_payment(record);
}

void BatchReader::take_payment(const FixedRecord& record) {
  require_euro(record, kCurrency);
  const std::string_view account = record.text(kAccount);
  if (!text::all_digits(account)) throw record.fault("number.invalid", kAccount, "is not a number");
  if (!account_.empty() && account != account_) {
    const Date written = writer_.statement().to;
    writer_.accept(kEuro);
    Statement& next = writer_.begin("notification", record.at);
    next.id = id_;
    next.to = written;
    next.account_currency = kEuro.code();
    ++accounts_;
  }
  account_ = account;
  writer_.statement().account_number = account_;
  Transaction t;
  t.at = record.at;
  t.status = "booked";
  t.amount = record.amount(kAmount, 2, kEuro);
  t.booking_date = record.date(kBooked, "YYMMDD");
  if (!without_zeros(record.text(kPaid)).empty()) t.value_date = record.date(kPaid, "YYMMDD");
  t.bank_reference = record.text(kArchive);
  t.creditor_reference = without_zeros(record.text(kReference));
  t.counterparty_name = text::collapse(record.text(kPayer));
  t.code_proprietary = record.line()[0];
  if (!t.creditor_reference.empty() && !finnish_check_holds(t.creditor_reference))
    host_.count("bank_reference_check_failed");
  const std::string_view correction = record.raw(kCorrection);
  const std::string_view feedback = record.text(kFeedback);
  if (correction != "0" && correction != "1" && correction != " ")
    throw record.fault("sign.invalid", kCorrection, "is neither 0 (payment) nor 1 (correction)");
  if (record.line()[0] == '5' && !feedback.empty() && feedback != "0") {
    failed_.add(*t.amount, record.at);
    t.status = "info";
    t.return_code = feedback;
    t.return_text = "the direct debit failed";
  } else if (correction == "1") {
    corrections_.add(*t.amount, record.at);
    t.amount = -*t.amount;
    t.reversal = true;
  } else {
    payments_.add(*t.amount, record.at);
  }
  writer_.emit(t);
}

void BatchReader::take_sums(const FixedRecord& record) {
  check(record, kCount, kSum, payments_);
  check(record, kCorrectionCount, kCorrectionSum, corrections_);
  if (!record.is_blank(kFailedCount) || !record.is_blank(kFailedSum) || failed_.count != 0)
    check(record, kFailedCount, kFailedSum, failed_);
  open_ = false;
  // Only payments name the account, and no statement is without one.
  if (!account_.empty()) return writer_.accept(kEuro);
  writer_.leave_out();
  host_.log(SALDO_LOG_INFO, "line " + std::to_string(record.at.line) + ": the batch " +
                                text::quoted(id_) + " has no payments");
}

void BatchReader::check(const FixedRecord& record, const Columns& count, const Columns& sum,
                        const Sum& is) {
  const std::int64_t says = record.number(count);
  if (says != is.count)
    writer_.broken(record
                       .fault("statement.count", count,
                              "is not what the batch has, " + std::to_string(is.count))
                       .figures(std::to_string(says), std::to_string(is.count)));
  const Money amount = record.amount(sum, 2, kEuro), found{is.minor, kEuro};
  if (amount != found)
    writer_.broken(
        record
            .fault("statement.total", sum,
                   "is " + amount.to_string() + " EUR, but the batch comes to " + found.to_string())
            .figures(amount.to_string(), found.to_string()));
}

}  // namespace saldo::bank::ktl
