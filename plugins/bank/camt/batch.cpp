#include "camt/entry.hpp"
#include "statement_proof.hpp"

/// The transactions of one entry, and what proves that they are all of it.
namespace saldo::bank::camt {

namespace {

constexpr Slot<DetailNodes> kDetailSlots[] = {
    {"Refs", &DetailNodes::references},   {"Amt", &DetailNodes::amt},
    {"CdtDbtInd", &DetailNodes::mark},    {"AmtDtls", &DetailNodes::amounts},
    {"BkTxCd", &DetailNodes::code},       {"Chrgs", &DetailNodes::charges},
    {"RltdPties", &DetailNodes::parties}, {"RltdAgts", &DetailNodes::agents},
    {"RmtInf", &DetailNodes::remittance}, {"RtrInf", &DetailNodes::returned},
    {"AddtlTxInf", &DetailNodes::info}};

/// Where a detail's amount stands: in different elements by version and bank,
/// and perhaps in the payer's currency or including charges. Which one is meant
/// the sum shows.
Node amount_at(const DetailNodes& tx, std::size_t source) {
  switch (source) {
    case 0:
      return tx.amt;
    case 1:
      return tx.amounts.child("TxAmt").child("Amt");
    case 2:
      return tx.amounts.child("CntrValAmt").child("Amt");
    case 3:
      return tx.amounts.child("InstdAmt").child("Amt");
    default:
      return {};
  }
}
constexpr std::size_t kSources = 4;

/// Of what the payers of one line wrote: a record holds 1 MiB at most.
constexpr std::size_t kGatheredMax = 512u << 10;

/// What a payment's references take in a record, about.
std::size_t size_of(const Transaction& t) {
  constexpr std::size_t kField = 16, kDocument = 80;
  std::size_t bytes = t.creditor_reference.size() + t.end_to_end_id.size() + 2 * kField;
  for (const std::string& text : t.remittance) bytes += kField + text.size();
  for (const RemittedDocument& d : t.remitted_documents) bytes += kDocument + d.number.size();
  return bytes;
}

}  // namespace

void EntryReader::collect_details() {
  details_.clear();
  batches_.clear();
  batch_says_.reset();
  for (Node dtls = nodes_.details; dtls; dtls = dtls.next("NtryDtls")) {
    const std::size_t first = details_.size();
    for (Node tx = dtls.child("TxDtls"); tx; tx = tx.next("TxDtls")) {
      details_.push_back(read_detail(tx));
      details_.back().batch = batches_.size();
    }
    const Node btch = dtls.child("Btch");
    batches_.push_back({fields_.reference(first_of(btch, "PmtInfId", "MsgId"))});
    if (btch) check_batch(btch, first);
  }
}

EntryReader::Detail EntryReader::read_detail(Node tx) const {
  Detail detail;
  DetailNodes& n = detail.nodes;
  n.self = tx;
  pick(tx, kDetailSlots, n);
  return detail;
}

/// One detail of a batch of many says what they have in common, unless it has
/// an amount of its own.
void EntryReader::check_batch(Node btch, std::size_t first) {
  const auto says = fields_.count(btch.child("NbOfTxs"));
  if (!says) return;
  batch_says_ = checked_sum(batch_says_.value_or(0), *says, entry_.at);
  const auto lists = static_cast<std::int64_t>(details_.size() - first);
  if (lists == 0 || *says == lists || batch_fault_) return;
  if (lists == 1) {
    const Detail& common = details_[first];
    bool own = false;
    for (std::size_t source = 0; source < kSources; ++source)
      if (const Node amt = amount_at(common.nodes, source); amt) {
        const auto amount = fields_.amount_in(amt, entry_.amount.currency);
        own = own || !amount || amount->minor != std::abs(entry_.amount.minor);
      }
    if (!own) return;
  }
  batch_fault_ = BatchFault{btch.child("NbOfTxs"), *says, lists};
}

std::optional<Money> EntryReader::amount_of(const Detail& detail, Node amt) {
  const int sign = detail.mark != 0 ? detail.mark : entry_.amount.minor < 0 ? -1 : 1;
  const auto amount = fields_.amount_in(amt, entry_.amount.currency);
  return amount && sign < 0 ? -*amount : amount;
}

/// Gives all details the amount from the one source, or each from the first
/// that it has. False if one has none in the entry's currency.
bool EntryReader::take_amounts(std::size_t source) {
  for (Detail& d : details_) {
    d.amount = amount_of(d, amount_at(d.nodes, source));
    for (std::size_t i = 0; source == kSources && i < kSources && !d.amount; ++i)
      d.amount = amount_of(d, amount_at(d.nodes, i));
    if (!d.amount) return false;
  }
  return true;
}

EntryReader::Split EntryReader::prove_split() {
  for (Detail& d : details_) {
    d.mark = fields_.sign(d.nodes.mark);
    d.charges = signed_charges(d.nodes.charges);
  }
  for (const std::size_t source : {kSources, std::size_t{1}, std::size_t{2}, std::size_t{3}}) {
    if (!take_amounts(source)) continue;
    if (const Split split = prove_amounts(); split != Split::kNone) return split;
    // The marks of a reversal's details may be those of what it reverses.
    bool all_opposite = true;
    for (const Detail& d : details_)
      all_opposite = all_opposite && (d.amount->minor < 0) != (entry_.amount.minor < 0);
    if (!all_opposite) continue;
    for (Detail& d : details_) d.amount = -*d.amount;
    if (const Split split = prove_amounts(); split != Split::kNone) return split;
  }
  return Split::kNone;
}

EntryReader::Split EntryReader::prove_amounts() {
  std::int64_t gross = 0, charges = 0;
  for (const Detail& d : details_) {
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

Transaction& EntryReader::add_line(const Transaction& from) {
  if (used_ == lines_.size()) lines_.emplace_back();
  return lines_[used_++] = from;
}

void EntryReader::add_entry_info(Transaction& line) {
  if (line.remittance.empty() && line.creditor_reference.empty() && line.remitted_documents.empty())
    fields_.add_text(line.remittance, nodes_.info);
}

void EntryReader::add_single() {
  used_ = 1;
  Transaction& line = lines_[0];
  fill_instructed(line, {}, nodes_.amounts);
  if (details_.size() == 1) fill_from_detail(line, details_[0].nodes);
  if (details_.size() > 1) {
    unsplit_ = true;
    gather_references(line);
  }
  fill_charges(line, nodes_.charges);
  if (line.remittance.empty()) fields_.add_text(line.remittance, nodes_.info);
  if (batch_says_ || details_.size() > 1) {
    if (!batches_.empty()) line.batch_id = batches_[0].id;
    line.batch_count = batch_says_.value_or(static_cast<std::int64_t>(details_.size()));
  }
  if (conventions_.separate_charges && details_.size() == 1) separate_charges(line);
}

void EntryReader::add_details(Split split) {
  head_ = lines_[0];
  const auto count = static_cast<std::int64_t>(details_.size());
  for (std::size_t i = 0; i < details_.size(); ++i) {
    const Detail& d = details_[i];
    Transaction& line = add_line(head_);
    line.at = fields_.place(d.nodes.self);
    line.amount = d.amount;
    const bool net = split == Split::kNet && !conventions_.separate_charges;
    if (net) line.amount->minor = checked_sum(d.amount->minor, d.charges, line.at);
    fill_from_detail(line, d.nodes);
    add_entry_info(line);
    line.batch_id = batches_[d.batch].id;
    if (line.batch_id.empty())
      line.batch_id = fields_.reference(d.nodes.references.child("PmtInfId"));
    if (line.batch_id.empty()) line.batch_id = head_.bank_reference;
    line.batch_index = static_cast<std::int64_t>(i) + 1;
    line.batch_count = count;
    if (split == Split::kNet && !net && d.charges != 0) add_charge_line(d.charges);
  }
  if (split != Split::kWithEntryCharges) return;
  // Charges of the whole entry belong to none of its details, so they get a
  // line of their own.
  add_charge_line(signed_charges(nodes_.charges));
  fill_charges(lines_[used_ - 1], nodes_.charges);
  fields_.add_text(lines_[used_ - 1].remittance, nodes_.info);
}

void EntryReader::add_charge_line(std::int64_t charges) {
  Transaction& line = add_line(head_);
  line.amount = Money{charges, entry_.amount.currency};
  line.batch_id = lines_[used_ - 2].batch_id;
}

/// Without a proof nothing says how much of the entry a detail is, but what the
/// payers wrote still names the items that were paid. What all details say is
/// the entry's.
void EntryReader::gather_references(Transaction& line) {
  const auto common = [this](std::string Transaction::*field) {
    Transaction first, other;
    for (const Detail& d : details_) {
      Transaction& t = &d == details_.data() ? first : other;
      clear_record(t);
      t.amount = entry_.amount;
      fill_parties(t, d.nodes);
      fill_references(t, d.nodes.references);
      if (t.*field != first.*field) return std::string();
    }
    return first.*field;
  };
  line.counterparty_name = common(&Transaction::counterparty_name);
  line.end_to_end_id = common(&Transaction::end_to_end_id);
  Transaction one;
  std::size_t bytes = 0;
  for (const Detail& d : details_) {
    if (bytes > kGatheredMax) {
      const std::size_t left = details_.size() - static_cast<std::size_t>(&d - details_.data());
      line.remittance.push_back("and " + std::to_string(left) +
                                " more payments that the document lists");
      break;
    }
    clear_record(one);
    fill_references(one, d.nodes.references);
    fill_remittance(one, d.nodes.remittance);
    if (one.remittance.empty()) fields_.add_text(one.remittance, d.nodes.info);
    if (!one.creditor_reference.empty()) line.remittance.push_back(one.creditor_reference);
    if (!one.end_to_end_id.empty() && line.end_to_end_id.empty())
      line.remittance.push_back(one.end_to_end_id);
    line.remittance.insert(line.remittance.end(), one.remittance.begin(), one.remittance.end());
    line.remitted_documents.insert(line.remitted_documents.end(), one.remitted_documents.begin(),
                                   one.remitted_documents.end());
    bytes += size_of(one);
  }
}

}  // namespace saldo::bank::camt
