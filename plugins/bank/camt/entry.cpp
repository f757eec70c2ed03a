#include "camt/entry.hpp"

namespace saldo::bank::camt {

namespace {

constexpr Slot<EntryNodes> kEntrySlots[] = {{"NtryRef", &EntryNodes::own_reference},
                                            {"Amt", &EntryNodes::amt},
                                            {"CdtDbtInd", &EntryNodes::mark},
                                            {"RvslInd", &EntryNodes::reversal},
                                            {"Sts", &EntryNodes::status},
                                            {"BookgDt", &EntryNodes::booking},
                                            {"ValDt", &EntryNodes::value},
                                            {"AcctSvcrRef", &EntryNodes::bank_reference},
                                            {"BkTxCd", &EntryNodes::code},
                                            {"AmtDtls", &EntryNodes::amounts},
                                            {"Chrgs", &EntryNodes::charges},
                                            {"NtryDtls", &EntryNodes::details},
                                            {"AddtlNtryInf", &EntryNodes::info}};

}  // namespace

std::span<Transaction> EntryReader::read(Node ntry) {
  used_ = 0;
  batch_fault_.reset();
  unsplit_ = false;
  read_head(ntry);
  collect_details();
  const Split split = details_.size() > 1 ? prove_split() : Split::kNone;
  if (split == Split::kNone)
    add_single();
  else
    add_details(split);
  return {lines_.data(), used_};
}

void EntryReader::read_head(Node ntry) {
  nodes_ = {};
  EntryNodes& n = nodes_;
  pick(ntry, kEntrySlots, n);
  if (!n.amt) throw fields_.fault("entry.incomplete", ntry, "the entry has no <Amt>");
  int sign = fields_.sign(n.mark);
  if (sign == 0) throw fields_.fault("entry.incomplete", ntry, "the entry has no <CdtDbtInd>");
  const auto reversal = fields_.text(n.reversal);
  entry_.reversal = reversal == "true" || reversal == "1";
  // CdtDbtInd is the effect on the account, of a reversal too (ISO 20022). Banks differ.
  if (entry_.reversal && conventions_.flip_reversals) sign = -sign;
  entry_.amount = fields_.amount(n.amt);
  if (sign < 0) entry_.amount = -entry_.amount;
  entry_.at = fields_.place(ntry);

  Transaction& head = lines_[0];
  clear_record(head);
  head.at = entry_.at;
  head.amount = entry_.amount;
  head.status = status(ntry);
  entry_.booked = head.status == "booked";
  head.reversal = entry_.reversal;
  head.booking_date = fields_.date(n.booking);
  head.value_date = entry_.value_date = fields_.date(n.value);
  head.bank_reference = fields_.reference(n.bank_reference);
  if (head.bank_reference.empty()) head.bank_reference = fields_.reference(n.own_reference);
  fill_codes(head, n.code);
}

/// Sts is a text up to version 06 and a choice of Cd and Prtry since.
std::string_view EntryReader::status(Node ntry) {
  const Node sts = nodes_.status;
  const Node choice = first_of(sts, "Cd", "Prtry");
  const auto code = fields_.text(choice ? choice : sts);
  if (code == "BOOK") return "booked";
  if (code == "PDNG" || code == "FUTR") return "pending";
  if (code == "INFO") return "info";
  throw fields_.fault("entry.status", sts ? sts : ntry,
                      "status " + text::quoted(code) + " is none of BOOK, PDNG, FUTR, INFO");
}

}  // namespace saldo::bank::camt
