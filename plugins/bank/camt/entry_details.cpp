#include "camt/entry.hpp"

/// What TxDtls says about one line: parties, references, remittance, charges, returns.
namespace saldo::bank::camt {

void EntryReader::fill_from_detail(Transaction& line, const DetailNodes& tx, bool credit) {
  fill_references(line, tx.references);
  if (tx.code) fill_codes(line, tx.code);
  fill_parties(line, tx, credit);
  fill_remittance(line, tx.remittance);
  fill_instructed(line, tx.amounts, credit);
  fill_charges(line, tx.charges);
  fill_return(line, tx.returned);
  if (line.remittance.empty()) {
    auto info = fields_.string(tx.info);
    if (!info.empty()) line.remittance.push_back(std::move(info));
  }
}

void EntryReader::fill_references(Transaction& line, Node refs) {
  const auto prefer = [&](std::string& field, Node node) {
    auto value = reference(node);
    if (!value.empty()) field = std::move(value);
  };
  prefer(line.bank_reference, refs.child("AcctSvcrRef"));
  prefer(line.customer_reference, refs.child("InstrId"));
  prefer(line.end_to_end_id, refs.child("EndToEndId"));
  prefer(line.mandate_id, refs.child("MndtId"));
}

void EntryReader::fill_codes(Transaction& line, Node bk_tx_cd) {
  const Node domain = bk_tx_cd.child("Domn");
  const Node family = domain.child("Fmly");
  if (domain) {
    line.code_domain = fields_.text(domain.child("Cd"));
    line.code_family = fields_.text(family.child("Cd"));
    line.code_sub_family = fields_.text(family.child("SubFmlyCd"));
  }
  if (const Node own = bk_tx_cd.child("Prtry"))
    line.code_proprietary = fields_.text(own.child("Cd"));
}

namespace {

/// Since version 08 a party is a choice of Pty and Agt; before, it is the party itself.
Node name_of_party(Node party) {
  if (const Node pty = party.child("Pty")) return pty.child("Nm");
  if (const Node agent = party.child("Agt")) return agent.child("FinInstnId").child("Nm");
  return party.child("Nm");
}

/// Creditor identifier of a direct debit scheme: PrvtId/Othr/Id (OrgId in some banks' files).
Node scheme_id_of_party(Node party) {
  const Node pty = party.child("Pty") ? party.child("Pty") : party;
  const Node id = pty.child("Id");
  const Node own = id.child("PrvtId") ? id.child("PrvtId") : id.child("OrgId");
  const Node other = own.child("Othr");
  const Node scheme = other.child("SchmeNm");
  const std::string_view name = scheme.child("Prtry") ? scheme.child("Prtry").child_value()
                                                      : scheme.child("Cd").child_value();
  return name == "SEPA" ? other.child("Id") : Node{};
}

}  // namespace

void EntryReader::fill_parties(Transaction& line, const DetailNodes& tx, bool credit) {
  const Node parties = tx.parties;
  const Node account = parties.child(credit ? "DbtrAcct" : "CdtrAcct").child("Id");
  line.counterparty_name = fields_.text(name_of_party(parties.child(credit ? "Dbtr" : "Cdtr")));
  line.counterparty_iban = fields_.text(account.child("IBAN"));
  if (line.counterparty_iban.empty()) {
    const Node own = account.child("Othr") ? account.child("Othr") : account.child("PrtryAcct");
    line.counterparty_account = fields_.text(own.child("Id"));
  }
  const Node agent = tx.agents.child(credit ? "DbtrAgt" : "CdtrAgt").child("FinInstnId");
  line.counterparty_bic =
      fields_.text(agent.child("BICFI") ? agent.child("BICFI") : agent.child("BIC"));
  line.ultimate_counterparty_name =
      fields_.text(name_of_party(parties.child(credit ? "UltmtDbtr" : "UltmtCdtr")));
  line.creditor_id = fields_.text(scheme_id_of_party(parties.child("Cdtr")));
}

void EntryReader::fill_remittance(Transaction& line, Node rmt_inf) {
  for (const Node part : rmt_inf.children()) {
    const std::string_view name = part.name();
    if (name == "Strd") fill_structured(line, part);
    if (name != "Ustrd") continue;
    auto text = fields_.string(part);
    if (!text.empty()) line.remittance.push_back(std::move(text));
  }
}

void EntryReader::fill_structured(Transaction& line, Node strd) {
  const Node info = strd.child("CdtrRefInf");
  auto value = reference(info.child("Ref") ? info.child("Ref") : info.child("CdtrRef"));
  if (line.creditor_reference.empty())
    line.creditor_reference = std::move(value);
  else if (!value.empty())
    line.remittance.push_back(std::move(value));
  fill_documents(line, strd);
  for (Node more = strd.child("AddtlRmtInf"); more; more = more.next_sibling("AddtlRmtInf")) {
    auto text = fields_.string(more);
    if (!text.empty()) line.remittance.push_back(std::move(text));
  }
}

/// The amount belongs to the document only if there is one document. A credit note lessens what is
/// paid, so it is negative.
void EntryReader::fill_documents(Transaction& line, Node strd) {
  const Node first = strd.child("RfrdDocInf");
  for (Node doc = first; doc; doc = doc.next_sibling("RfrdDocInf")) {
    RemittedDocument& out = line.remitted_documents.emplace_back();
    out.number = fields_.text(doc.child("Nb"));
    const Node date = doc.child("RltdDt");
    out.date = date.child("Dt") || date.child("DtTm") ? fields_.date(date) : fields_.day(date);
    if (first.next_sibling("RfrdDocInf")) continue;
    const Node amounts = strd.child("RfrdDocAmt");
    const Node credit_note = amounts.child("CdtNoteAmt");
    for (const char* name : {"RmtdAmt", "DuePyblAmt"})
      if (const Node amt = amounts.child(name); amt && !out.amount)
        out.amount = fields_.amount(amt);
    if (!out.amount && credit_note) out.amount = -fields_.amount(credit_note);
  }
}

void EntryReader::fill_charges(Transaction& line, Node chrgs) {
  const auto add = [&](Node record) {
    const Node amt = record.child("Amt");
    if (!amt) return;
    Money amount = fields_.amount(amt);
    if (fields_.sign(record.child("CdtDbtInd")) <= 0) amount = -amount;
    if (amount.minor != 0) line.charges.push_back({amount});
  };
  for (; chrgs; chrgs = chrgs.next_sibling("Chrgs")) {
    if (!chrgs.child("Rcrd")) add(chrgs);
    for (Node r = chrgs.child("Rcrd"); r; r = r.next_sibling("Rcrd")) add(r);
  }
}

void EntryReader::fill_instructed(Transaction& line, Node amt_dtls, bool credit) {
  const Node amt = amt_dtls.child("InstdAmt").child("Amt");
  if (!amt) return;
  const Money amount = fields_.amount(amt);
  line.instructed = credit ? amount : -amount;
}

void EntryReader::fill_return(Transaction& line, Node rtr_inf) {
  if (!rtr_inf) return;
  const Node reason = rtr_inf.child("Rsn") ? rtr_inf.child("Rsn") : rtr_inf.child("RtrRsn");
  line.return_code = fields_.text(reason.child("Cd") ? reason.child("Cd") : reason.child("Prtry"));
  for (Node info = rtr_inf.child("AddtlInf"); info; info = info.next_sibling("AddtlInf")) {
    if (!line.return_text.empty()) line.return_text += ' ';
    line.return_text += fields_.text(info);
  }
}

}  // namespace saldo::bank::camt
