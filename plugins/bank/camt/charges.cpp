#include "camt/entry.hpp"
#include "statement_proof.hpp"

/// Chrgs and AmtDtls: what a transaction was before charges and exchange.
namespace saldo::bank::camt {

namespace {

/// Calls `each(amount, mark)` for every charge. Up to version 02 Chrgs repeats; since then it holds
/// Rcrd elements. Where only the total stands, that is the charge.
template <class F>
void for_each_charge(Node chrgs, F each) {
  for (; chrgs; chrgs = chrgs.next("Chrgs")) {
    Node record = chrgs.child("Rcrd");
    if (const Node own = chrgs.child("Amt"); own && !record) each(own, chrgs.child("CdtDbtInd"));
    if (!record && !chrgs.child("Amt"))
      if (const Node total = chrgs.child("TtlChrgsAndTaxAmt"); total) each(total, Node{});
    for (; record; record = record.next("Rcrd"))
      if (const Node amt = record.child("Amt"); amt) each(amt, record.child("CdtDbtInd"));
  }
}

}  // namespace

/// Charges in the entry's currency, signed: what has no sign costs us.
std::int64_t EntryReader::signed_charges(Node chrgs) {
  std::int64_t sum = 0;
  for_each_charge(chrgs, [&](Node amt, Node mark) {
    const auto charge = fields_.amount_in(amt, entry_.amount.currency);
    if (!charge) return;
    sum = checked_sum(sum, fields_.sign(mark) > 0 ? charge->minor : -charge->minor, entry_.at);
  });
  return sum;
}

void EntryReader::fill_charges(Transaction& line, Node chrgs) {
  for_each_charge(chrgs, [&](Node amt, Node mark) {
    auto amount = fields_.told_amount(amt);
    if (!amount || amount->minor == 0) return;
    if (fields_.sign(mark) <= 0) amount = -*amount;
    line.charges.push_back({amount});
  });
}

/// The amount that was ordered; else the transaction's own where it differs from what was booked,
/// by exchange or by charges.
void EntryReader::fill_instructed(Transaction& line, const DetailNodes& tx, Node amt_dtls) {
  const Money& booked = *line.amount;
  const auto differs = [&](Node amt) {
    if (!amt) return false;
    const auto amount = fields_.amount_in(amt, booked.currency);
    return !amount || amount->minor != std::abs(booked.minor);
  };
  Node amt = amt_dtls.child("InstdAmt").child("Amt");
  if (!amt && differs(tx.amt)) amt = tx.amt;
  if (const Node own = amt_dtls.child("TxAmt").child("Amt"); !amt && differs(own)) amt = own;
  line.instructed = fields_.told_amount(amt);
  if (line.instructed && booked.minor < 0) line.instructed = -*line.instructed;
}

/// Takes charges that prove to be a part of the line out of it, into a line of their own.
bool EntryReader::separate_charges(Transaction& line) {
  const std::int64_t charges = checked_sum(signed_charges(details_[0].nodes.charges),
                                           signed_charges(nodes_.charges), entry_.at);
  if (charges == 0) return false;
  const std::int64_t gross = checked_sum(entry_.amount.minor, -charges, entry_.at);
  bool proved = false;
  Detail& detail = details_[0];
  for (std::size_t source = 0; source <= 4 && !proved; ++source)
    proved = take_amounts(source) && std::abs(detail.amount->minor) == std::abs(gross);
  if (!proved || (gross < 0) != (entry_.amount.minor < 0)) return false;
  line.amount->minor = gross;
  const auto listed = std::exchange(line.charges, {});
  head_ = line;  // what they have in common
  head_.remittance.clear();
  head_.remitted_documents.clear();
  head_.creditor_reference.clear();
  head_.instructed.reset();
  add_charge_line(charges);
  lines_[used_ - 1].charges = listed;
  return true;
}

}  // namespace saldo::bank::camt
