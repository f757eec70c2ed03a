#include "camt/entry.hpp"
#include "statement_proof.hpp"

/// RmtInf: what is paid, as the payer says.
namespace saldo::bank::camt {

namespace {

constexpr std::size_t kLongest = 140;  // of one Ustrd

/// Swiss banks add these where their check of the reference found nothing wrong.
bool says_nothing(std::string_view text) {
  for (const std::string_view flag : {"?REJECT?", "?ERROR?"})
    if (text.starts_with(flag)) return text.substr(flag.size()).find_first_not_of('0') == text.npos;
  return text.empty();
}

/// "RF18 5390 0754 7034" and digits in groups are the same reference without their blanks.
std::string plain_reference(std::string_view value) {
  std::string plain;
  bool digits = true;
  for (const char c : value) {
    if (c == ' ') continue;
    digits = digits && c >= '0' && c <= '9';
    plain += c;
  }
  return digits || plain.starts_with("RF") ? plain : std::string(value);
}

}  // namespace

/// A Ustrd of full length goes on in the next one.
void EntryReader::fill_remittance(Transaction& line, Node rmt_inf) {
  bool full = false;
  for (Node part = rmt_inf.child(); part; part = part.next()) {
    if (part.name() == "Strd") {
      fill_structured(line, part);
      full = false;
    }
    if (part.name() != "Ustrd") continue;
    const auto value = fields_.text(part);
    if (value.empty()) continue;
    if (full)
      line.remittance.back() += value;
    else
      line.remittance.emplace_back(value);
    full = value.size() >= kLongest && text::count_characters(value) == kLongest;
  }
}

void EntryReader::fill_structured(Transaction& line, Node strd) {
  const Node info = strd.child("CdtrRefInf");
  const auto value = fields_.reference(first_of(info, "Ref", "CdtrRef"));
  if (!value.empty()) {
    auto plain = plain_reference(value);
    if (line.creditor_reference.empty())
      line.creditor_reference = std::move(plain);
    else
      line.remittance.push_back(std::move(plain));
  }
  fill_documents(line, strd);
  for (Node more = strd.child("AddtlRmtInf"); more; more = more.next("AddtlRmtInf"))
    if (!says_nothing(fields_.text(more))) fields_.add_text(line.remittance, more);
}

/// The amount belongs to the document only if there is one document. A credit note lessens what is
/// paid, so it is negative.
void EntryReader::fill_documents(Transaction& line, Node strd) {
  const Node first = strd.child("RfrdDocInf");
  const bool alone = first && !first.next("RfrdDocInf");
  for (Node doc = first; doc; doc = doc.next("RfrdDocInf")) {
    const auto number = fields_.text(doc.child("Nb"));
    if (number.empty() && !alone) continue;
    RemittedDocument& out = line.remitted_documents.emplace_back();
    out.number = number;
    const Node date = doc.child("RltdDt");
    out.date = first_of(date, "Dt", "DtTm") ? fields_.date(date) : fields_.day(date);
    if (!alone) continue;
    const auto kind = fields_.text(first_of(first_of(doc.child("Tp"), "CdOrPrtry"), "Cd", "Prtry"));
    out.amount = paid_for(strd.child("RfrdDocAmt"), kind == "CREN");
    if (out.number.empty() && !out.amount) line.remitted_documents.pop_back();
  }
}

/// What is paid for a document: as it says, or what was due without the discount taken. Up to
/// version 02 DscntApldAmt is the amount itself.
std::optional<Money> EntryReader::paid_for(Node amounts, bool credit_note) {
  auto paid = fields_.told_amount(amounts.child("RmtdAmt"));
  if (const auto due = fields_.told_amount(amounts.child("DuePyblAmt")); !paid && due) {
    paid = due;
    for (Node n = amounts.child("DscntApldAmt"); n; n = n.next("DscntApldAmt")) {
      const auto discount = fields_.told_amount(n.child("Amt") ? n.child("Amt") : n);
      if (discount && discount->currency == paid->currency)
        paid->minor = checked_sum(paid->minor, -discount->minor, fields_.place(n));
    }
  }
  const auto note = fields_.told_amount(amounts.child("CdtNoteAmt"));
  if (!paid && note) return -*note;
  return paid && credit_note ? std::optional(-*paid) : paid;
}

}  // namespace saldo::bank::camt
