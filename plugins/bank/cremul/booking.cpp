#include "cremul/booking.hpp"

#include "saldo/xml_characters.hpp"

namespace saldo::bank::cremul {

void BookingReader::begin(const Segment& lin, const std::string& message_number) {
  statement_ = {};
  statement_.at = lin.at;
  statement_.index = statements_.begin();
  statement_.kind = "notification";
  lines_ = {};
  currency_ = account_currency_ = {};
  totals_.clear();
  booking_ = {};
  payments_ = 0;
  in_payment_ = false;
  reference_of_bank_.clear();
  number_ = message_number + "/" + lin.text(1);
}

void BookingReader::take(const Segment& segment) {
  if (segment.tag() == "SEQ") {
    if (in_payment_) end_payment(/*more=*/true);
    begin_payment(segment);
  } else if (in_payment_) {
    payment_.take(segment);
  } else {
    take_own(segment);
  }
}

void BookingReader::take_own(const Segment& segment) {
  const std::string_view tag = segment.tag();
  if (tag == "MOA") {
    Amount amount = read_amount(segment, currency_);
    if (currency_.empty()) currency_ = amount.money.currency;
    totals_.push_back(std::move(amount));
  } else if (tag == "DTM") {
    if (segment.raw(1) == "202") booking_.booking_date = read_date(segment);
    if (segment.raw(1) == "209") booking_.value_date = read_date(segment);
  } else if (tag == "RFF") {
    if (segment.raw(1) == "ACK" || (segment.raw(1) == "AII" && reference_of_bank_.empty()))
      reference_of_bank_ = segment.text(1, 1);
  } else if (tag == "BUS") {
    booking_.code_proprietary = segment.text(4);
  } else if (tag == "FII" && segment.raw(1) == "BF") {
    take_account(segment);
  }
}

void BookingReader::take_account(const Segment& fii) {
  Account account = read_account(fii);
  statement_.account_iban = std::move(account.iban);
  statement_.account_number = std::move(account.number);
  statement_.account_name = std::move(account.name);
  statement_.account_bank = std::move(account.bank);
  account_currency_ = account.currency;
}

/// The booking is in the currency of its account (FII), or of what was posted, whatever currencies
/// the original amounts are in.
void BookingReader::choose_total(Place at, const char* segment) {
  statement_.id = reference_of_bank_.empty() ? number_ : reference_of_bank_;
  const Amount* best = nullptr;
  for (const char* qualifier : {"", "346", "349", "60"})
    for (const Amount& total : totals_) {
      if (!account_currency_.empty() && total.money.currency != account_currency_) continue;
      if (best == nullptr || total.qualifier == qualifier) best = &total;
    }
  if (best == nullptr)
    throw Rejected(
        "entry.incomplete",
        xml::where(at) + segment + ": the booking (LIN) has no amount (MOA)" +
            (account_currency_.empty() ? std::string()
                                       : " in " + std::string(account_currency_.code())) +
            "; ask the bank for a correct file")
        .at_place(at);
  total_ = *best;
  currency_ = total_.money.currency;
}

void BookingReader::begin_payment(const Segment& seq) {
  if (payments_ == 0) choose_total(seq.at, "SEQ");
  in_payment_ = true;
  ++payments_;
  payment_.begin(seq, currency_);
}

/// Payments are a batch when there is more than one.
void BookingReader::end_payment(bool more) {
  in_payment_ = false;
  Transaction line = payment_.finish(currency_);
  if (more || payments_ > 1) {
    line.batch_id = statement_.id;
    line.batch_index = payments_;
  }
  emit(line);
}

void BookingReader::emit(Transaction& line) {
  line.statement = statement_.index;
  if (line.booking_date.empty()) line.booking_date = booking_.booking_date;
  if (line.value_date.empty()) line.value_date = booking_.value_date;
  if (line.code_proprietary.empty()) line.code_proprietary = booking_.code_proprietary;
  if (line.bank_reference.empty()) line.bank_reference = reference_of_bank_;
  lines_.add(line, statements_.held());
  if (line.amount->minor > 0) held_.add(*line.amount);
  records_.emit(line);
}

/// A booking whose payments the bank doesn't list is one line.
void BookingReader::emit_without_details() {
  choose_total(statement_.at, "LIN");
  Transaction line = booking_;
  line.at = statement_.at;
  line.status = "booked";
  line.amount = total_.money;
  emit(line);
}

const Statement& BookingReader::finish() {
  if (in_payment_) end_payment(/*more=*/false);
  if (payments_ == 0) emit_without_details();
  if (statement_.account_iban.empty() && statement_.account_number.empty())
    throw Rejected("statement.account", xml::where(statement_.at) +
                                            "LIN: the booking names no account (FII+BF); ask the "
                                            "bank for a correct file")
        .at_place(statement_.at);
  statement_.account_currency = currency_.code();
  fill_totals(statement_, lines_, currency_);
  prove_total();
  return statement_;
}

/// Banks give the total before or after their charges, or both: one of them must hold.
void BookingReader::prove_total() {
  const Money sum{lines_.credit(currency_).minor - lines_.debit(currency_).minor, currency_};
  for (const Amount& total : totals_)
    if (total.money == sum) return;
  broken(Rejected("statement.total", xml::where(total_.at) + name_of(statement_) +
                                         ": the payments (SEQ) sum up to " + sum.to_string() + " " +
                                         std::string(currency_.code()) + " but MOA+" +
                                         total_.qualifier + " says " + total_.money.to_string() +
                                         "; ask the bank to send it again")
             .at_place(total_.at)
             .figures(total_.money.to_string(), sum.to_string()));
}

void BookingReader::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  statement_.unbalanced = true;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

}  // namespace saldo::bank::cremul
