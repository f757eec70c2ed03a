#include "camt/entry.hpp"

#include "statement_proof.hpp"

namespace saldo::bank::camt {

std::vector<Transaction>& EntryReader::read(Node ntry) {
  lines_.clear();
  batch_fault_.reset();
  unsplit_ = false;
  read_head(ntry);
  collect_details();
  const Split split = details_.size() > 1 ? prove_split() : Split::kNone;
  if (split == Split::kNone)
    add_single();
  else
    add_details(split);
  return lines_;
}

void EntryReader::read_head(Node ntry) {
  nodes_ = {};
  EntryNodes& n = nodes_;
  pick(ntry, {{"Amt", &n.amt},
              {"CdtDbtInd", &n.mark},
              {"RvslInd", &n.reversal},
              {"Sts", &n.status},
              {"BookgDt", &n.booking},
              {"ValDt", &n.value},
              {"AcctSvcrRef", &n.bank_reference},
              {"NtryRef", &n.own_reference},
              {"BkTxCd", &n.code},
              {"AmtDtls", &n.amounts},
              {"Chrgs", &n.charges},
              {"AddtlNtryInf", &n.info},
              {"NtryDtls", &n.details}});
  if (!n.amt) throw fields_.fault("entry.incomplete", ntry, "the entry has no <Amt>");
  const int sign = fields_.sign(n.mark);
  if (sign == 0) throw fields_.fault("entry.incomplete", ntry, "the entry has no <CdtDbtInd>");
  entry_.amount = fields_.amount(n.amt);
  if (sign < 0) entry_.amount = -entry_.amount;
  entry_.at = fields_.place(ntry);

  head_ = {};
  head_.at = entry_.at;
  head_.amount = entry_.amount;
  head_.status = status(ntry);
  entry_.booked = head_.status == "booked";
  const auto reversal = fields_.text(n.reversal);
  head_.reversal = reversal == "true" || reversal == "1";
  head_.booking_date = fields_.date(n.booking);
  head_.value_date = fields_.date(n.value);
  head_.bank_reference = reference(n.bank_reference);
  head_.customer_reference = reference(n.own_reference);
  fill_codes(head_, n.code);
  fill_instructed(head_, n.amounts, sign > 0);
}

/// Sts is a text up to version 06 and a choice of Cd and Prtry since.
std::string EntryReader::status(Node ntry) {
  const Node sts = nodes_.status;
  const Node choice = sts.child("Cd") ? sts.child("Cd") : sts.child("Prtry");
  const auto code = fields_.text(choice ? choice : sts);
  if (code == "BOOK") return "booked";
  if (code == "PDNG" || code == "FUTR") return "pending";
  if (code == "INFO") return "info";
  throw fields_.fault("entry.status", sts ? sts : ntry,
                      "status " + text::quoted(code) + " is none of BOOK, PDNG, FUTR, INFO");
}

/// Banks write these words where there is no reference.
std::string EntryReader::reference(Node node) {
  const auto value = fields_.text(node);
  if (value == "NOTPROVIDED" || value == "NONREF") return {};
  return std::string(value);
}

void EntryReader::collect_details() {
  details_.clear();
  batch_id_.clear();
  batch_says_.reset();
  for (Node dtls = nodes_.details; dtls; dtls = dtls.next_sibling("NtryDtls")) {
    const std::size_t before = details_.size();
    for (Node tx = dtls.child("TxDtls"); tx; tx = tx.next_sibling("TxDtls"))
      details_.push_back(read_detail(tx));
    if (const Node btch = dtls.child("Btch")) check_batch(btch, details_.size() - before);
  }
  if (batch_id_.empty() && details_.size() > 1)
    batch_id_ = head_.bank_reference.empty() ? head_.customer_reference : head_.bank_reference;
}

void EntryReader::check_batch(Node btch, std::size_t listed) {
  if (batch_id_.empty()) {
    const Node payment = btch.child("PmtInfId");
    batch_id_ = reference(payment ? payment : btch.child("MsgId"));
  }
  const auto says = fields_.count(btch.child("NbOfTxs"));
  if (!says) return;
  batch_says_ = checked_sum(batch_says_.value_or(0), *says, entry_.at);
  const auto lists = static_cast<std::int64_t>(listed);
  if (listed != 0 && *says != lists && !batch_fault_)
    batch_fault_ = BatchFault{btch.child("NbOfTxs"), *says, lists};
}

/// The amount stands in different elements by version, and may be in the payer's currency: the
/// first one in the entry's currency counts.
EntryReader::Detail EntryReader::read_detail(Node tx) {
  Detail detail{{}, std::nullopt, 0};
  DetailNodes& n = detail.nodes;
  n.self = tx;
  pick(tx, {{"Amt", &n.amt},
            {"CdtDbtInd", &n.mark},
            {"Refs", &n.references},
            {"BkTxCd", &n.code},
            {"RltdPties", &n.parties},
            {"RltdAgts", &n.agents},
            {"RmtInf", &n.remittance},
            {"AmtDtls", &n.amounts},
            {"Chrgs", &n.charges},
            {"RtrInf", &n.returned},
            {"AddtlTxInf", &n.info}});
  const Node amounts = n.amounts;
  const Currency currency = entry_.amount.currency;
  for (const Node amt :
       {tx.child("Amt"), amounts.child("TxAmt").child("Amt"),
        amounts.child("CntrValAmt").child("Amt"), amounts.child("InstdAmt").child("Amt")}) {
    if (!Fields::is_in(amt, currency)) continue;
    const int own = fields_.sign(n.mark);
    const int sign = own != 0 ? own : entry_.amount.minor < 0 ? -1 : 1;
    const Money amount = fields_.amount(amt);
    detail.amount = sign < 0 ? -amount : amount;
    break;
  }
  detail.charges = signed_charges(n.charges);
  return detail;
}

/// Charges in the entry's currency, signed: what has no sign costs us. Up to version 02 Chrgs
/// repeats; since then it holds Rcrd elements.
std::int64_t EntryReader::signed_charges(Node chrgs) {
  std::int64_t sum = 0;
  const auto add = [&](Node record) {
    const Node amt = record.child("Amt");
    if (!Fields::is_in(amt, entry_.amount.currency)) return;
    const Money amount = fields_.amount(amt);
    const bool credit = fields_.sign(record.child("CdtDbtInd")) > 0;
    sum = checked_sum(sum, credit ? amount.minor : -amount.minor, entry_.at);
  };
  for (; chrgs; chrgs = chrgs.next_sibling("Chrgs")) {
    if (chrgs.child("Rcrd")) {
      for (Node r = chrgs.child("Rcrd"); r; r = r.next_sibling("Rcrd")) add(r);
    } else {
      add(chrgs);
    }
  }
  return sum;
}

EntryReader::Split EntryReader::prove_split() {
  std::int64_t gross = 0, charges = 0;
  for (const Detail& d : details_) {
    if (!d.amount) return Split::kNone;
    gross = checked_sum(gross, d.amount->minor, entry_.at);
    charges = checked_sum(charges, d.charges, entry_.at);
  }
  const std::int64_t booked = entry_.amount.minor;
  if (gross == booked) return Split::kGross;
  if (checked_sum(gross, charges, entry_.at) == booked) return Split::kNet;
  const std::int64_t of_entry = signed_charges(nodes_.charges);
  if (checked_sum(gross, of_entry, entry_.at) == booked) return Split::kWithEntryCharges;
  return Split::kNone;
}

void EntryReader::add_single() {
  Transaction& line = lines_.emplace_back(head_);
  const bool credit = entry_.amount.minor >= 0;
  if (details_.size() == 1) fill_from_detail(line, details_[0].nodes, credit);
  if (details_.size() > 1) {
    unsplit_ = true;
    gather_references(line);
  }
  fill_charges(line, nodes_.charges);
  if (line.remittance.empty()) {
    auto info = fields_.string(nodes_.info);
    if (!info.empty()) line.remittance.push_back(std::move(info));
  }
  if (batch_says_ || details_.size() > 1) {
    line.batch_id = batch_id_;
    line.batch_count = batch_says_.value_or(static_cast<std::int64_t>(details_.size()));
  }
}

void EntryReader::add_details(Split split) {
  const auto count = static_cast<std::int64_t>(details_.size());
  for (const Detail& d : details_) {
    Transaction& line = lines_.emplace_back(head_);
    line.at = fields_.place(d.nodes.self);
    line.amount = d.amount;
    if (split == Split::kNet) line.amount->minor = checked_sum(d.amount->minor, d.charges, line.at);
    fill_from_detail(line, d.nodes, d.amount->minor >= 0);
    line.batch_id = batch_id_;
    line.batch_index = static_cast<std::int64_t>(lines_.size());
    line.batch_count = count;
  }
  if (split == Split::kWithEntryCharges) add_charge_line();
}

/// Charges of the whole entry belong to none of its details, so they get a line of their own.
void EntryReader::add_charge_line() {
  Transaction& line = lines_.emplace_back(head_);
  line.amount->minor = signed_charges(nodes_.charges);
  line.batch_id = batch_id_;
  fill_charges(line, nodes_.charges);
  auto info = fields_.string(nodes_.info);
  if (!info.empty()) line.remittance.push_back(std::move(info));
}

/// Without a proof nothing says how much of the entry a detail is, but what the payers wrote still
/// names the items that were paid.
void EntryReader::gather_references(Transaction& line) {
  for (const Detail& d : details_) {
    Transaction one;
    fill_remittance(one, d.nodes.remittance);
    if (!one.creditor_reference.empty()) line.remittance.push_back(one.creditor_reference);
    line.remittance.insert(line.remittance.end(), one.remittance.begin(), one.remittance.end());
    line.remitted_documents.insert(line.remitted_documents.end(), one.remitted_documents.begin(),
                                   one.remitted_documents.end());
  }
}

}  // namespace saldo::bank::camt
