#pragma once

#include "cremul/payment.hpp"
#include "statement_proof.hpp"
#include "statement_set.hpp"

namespace saldo::bank::cremul {

/// One LIN group: an amount that is booked on our account, and the payments that it consists of.
/// Emits the payments as they come, then proves that they sum up to the booking.
class BookingReader {
 public:
  BookingReader(const Host& host, Records& records, StatementSet& statements, bool lenient)
      : host_(host), records_(records), statements_(statements), lenient_(lenient) {}

  void begin(const Segment& lin, const std::string& message_number);
  void take(const Segment& segment);
  /// Throws Rejected: statement.account, statement.total, entry.incomplete.
  const Statement& finish();

  /// Incoming money of all bookings so far.
  const HeldMoney& held() const { return held_; }

 private:
  void take_own(const Segment& segment);
  void take_account(const Segment& fii);
  void choose_total(Place at, const char* segment);
  void begin_payment(const Segment& seq);
  void end_payment(bool more);
  void emit(Transaction& line);
  void emit_without_details();
  void prove_total();
  void broken(const Rejected& fault);

  Host host_;
  Records& records_;
  StatementSet& statements_;
  bool lenient_;
  HeldMoney held_;
  Statement statement_;
  StatementLines lines_;
  Currency currency_, account_currency_;
  std::vector<Amount> totals_;
  Amount total_;         // the one in the account's currency
  Transaction booking_;  // what the payments share
  PaymentReader payment_;
  std::int64_t payments_ = 0;
  bool in_payment_ = false;
  std::string reference_of_bank_, number_;
};

}  // namespace saldo::bank::cremul
