#include <algorithm>

#include "render/camt053_entry.hpp"
#include "render/camt053_text.hpp"
#include "saldo/text.hpp"

/// TxDtls: what is said of one transaction.
namespace saldo::render::camt053 {

namespace {

constexpr std::size_t kReference = 35, kName = 140, kAccount = 34, kInfo = 500, kReason = 105;

}  // namespace

void EntryWriter::detail(const Transaction& t, const Detail& of, Margin& margin) {
  xml_.open("TxDtls");
  references(t, of.own_bank_reference, margin);
  if (of.own_amount) {
    amount("Amt", *t.amount);
    mark(*t.amount);
    instructed(t, margin);
  }
  if (of.own_codes) codes(t, margin);
  charges(t, margin);
  parties(t, margin);
  remittance(t, margin);
  xml_.close();
}

void EntryWriter::references(const Transaction& t, bool own_bank_reference, Margin& margin) {
  const std::string bank =
      own_bank_reference ? margin.fit("bank_reference", t.bank_reference, kReference) : "";
  const std::string order = margin.fit("customer_reference", t.customer_reference, kReference);
  const std::string end_to_end = margin.fit("end_to_end_id", t.end_to_end_id, kReference);
  const std::string mandate = margin.fit("mandate_id", t.mandate_id, kReference);
  if ((bank + order + end_to_end + mandate).empty()) return;
  xml_.open("Refs");
  text("AcctSvcrRef", bank);
  text("InstrId", order);
  text("EndToEndId", end_to_end);
  text("MndtId", mandate);
  xml_.close();
}

/// Money that comes in is from the debtor, and we are the creditor, of whom only the scheme's
/// identifier is told; money that goes out is the other way round.
void EntryWriter::parties(const Transaction& t, Margin& margin) {
  const bool incoming = t.amount->minor >= 0;
  const std::string name = margin.fit("counterparty.name", t.counterparty_name, kName);
  const std::string ultimate =
      margin.fit("ultimate_counterparty.name", t.ultimate_counterparty_name, kName);
  const std::string scheme_id = margin.fit("creditor_id", t.creditor_id, kReference);
  const bool has_account = !t.counterparty_iban.empty() || !t.counterparty_account.empty();
  if (!(name + ultimate + scheme_id).empty() || has_account) {
    xml_.open("RltdPties");
    if (incoming) party("Dbtr", name);
    if (incoming && has_account) account("DbtrAcct", t, margin);
    if (incoming) party("UltmtDbtr", ultimate);
    creditor(incoming ? std::string() : name, scheme_id);
    if (!incoming && has_account) account("CdtrAcct", t, margin);
    if (!incoming) party("UltmtCdtr", ultimate);
    xml_.close();
  }
  if (t.counterparty_bic.empty()) return;
  xml_.open("RltdAgts");
  xml_.open(incoming ? "DbtrAgt" : "CdtrAgt");
  write_bank(xml_, t.counterparty_bic, "counterparty.bic", margin);
  xml_.close();
  xml_.close();
}

void EntryWriter::party(const char* element, const std::string& name) {
  if (!name.empty()) xml_.path({element, "Pty", "Nm"}, name);
}

void EntryWriter::creditor(const std::string& name, const std::string& scheme_id) {
  if (scheme_id.empty()) return party("Cdtr", name);
  xml_.open("Cdtr");
  xml_.open("Pty");
  text("Nm", name);
  for (const char* element : {"Id", "PrvtId", "Othr"}) xml_.open(element);
  xml_.element("Id", scheme_id);
  xml_.path({"SchmeNm", "Prtry"}, "SEPA");
  for (int i = 0; i < 5; ++i) xml_.close();
}

void EntryWriter::account(const char* element, const Transaction& t, Margin& margin) {
  const bool iban = is_iban(t.counterparty_iban);
  const std::string& number =
      t.counterparty_iban.empty() || iban ? t.counterparty_account : t.counterparty_iban;
  if (!t.counterparty_iban.empty() && !t.counterparty_account.empty())
    margin.keep("counterparty.account", t.counterparty_account, "has no element beside the IBAN");
  if (!iban && !t.counterparty_iban.empty())
    margin.tell("counterparty.iban " + text::quoted(t.counterparty_iban) +
                " isn't formed as an IBAN and is written as a number of another kind");
  xml_.open(element);
  write_account_id(xml_, iban ? t.counterparty_iban : std::string(),
                   iban ? std::string() : margin.fit("counterparty.account", number, kAccount));
  xml_.close();
}

void EntryWriter::remittance(const Transaction& t, Margin& margin) {
  Remittance layout = lay_out(t.remittance);
  if (!layout.exact)
    margin.tell(
        "remittance can't be divided into elements without changing a blank, a character "
        "or where a text ends");
  const std::string reference = margin.fit("creditor_reference", t.creditor_reference, kReference);
  std::vector<RemittedDocument> documents;
  for (const RemittedDocument& d : t.remitted_documents) {
    documents.push_back(d);
    documents.back().number = margin.fit("remitted_documents.number", d.number, kReference);
  }
  std::vector<std::string> reasons;
  // Everything that has to be kept is known before the first text is written.
  const std::string code = margin.fit("return_reason.code", t.return_code, kReference);
  if (!cut_at_blanks(margin.fit("return_reason.text", t.return_text, std::string::npos), kReason,
                     reasons))
    margin.tell("return_reason.text can't be divided at blanks");
  if (std::string kept = margin.kept_as_one(); !kept.empty()) {
    if (layout.info.empty() && text::count_characters(kept) <= kInfo)
      layout.info = std::move(kept);
    else
      for (const std::string& note : margin.kept())
        cut_at_blanks(note, Remittance::kLongest, layout.unstructured);
  }
  const bool structured = !reference.empty() || !documents.empty() || !layout.additional.empty();
  if (!layout.unstructured.empty() || structured) {
    xml_.open("RmtInf");
    for (const std::string& text : layout.unstructured) xml_.element("Ustrd", text);
    for (const RemittedDocument& d : documents) document(d, margin);
    if (!reference.empty()) creditor_reference(reference);
    constexpr std::size_t kPerElement = 3;
    for (std::size_t i = 0; i < layout.additional.size(); ++i) {
      if (i % kPerElement == 0) xml_.open("Strd");
      xml_.element("AddtlRmtInf", layout.additional[i]);
      if (i % kPerElement + 1 == kPerElement || i + 1 == layout.additional.size()) xml_.close();
    }
    xml_.close();
  }
  if (!code.empty() || !reasons.empty()) returned(code, reasons);
  text("AddtlTxInf", layout.info);
}

void EntryWriter::creditor_reference(const std::string& reference) {
  xml_.open("Strd");
  xml_.open("CdtrRefInf");
  if (reference.starts_with("RF")) {
    xml_.open("Tp");
    xml_.path({"CdOrPrtry", "Cd"}, "SCOR");
    xml_.element("Issr", "ISO");
    xml_.close();
  }
  xml_.element("Ref", reference);
  xml_.close();
  xml_.close();
}

/// A credit note lessens what is paid.
void EntryWriter::document(const RemittedDocument& d, Margin& margin) {
  const bool note = d.amount && d.amount->minor < 0;
  xml_.open("Strd");
  xml_.open("RfrdDocInf");
  if (note) {
    xml_.open("Tp");
    xml_.path({"CdOrPrtry", "Cd"}, "CREN");
    xml_.close();
  }
  text("Nb", d.number);
  if (!d.date.empty()) xml_.element("RltdDt", d.date.to_string());
  xml_.close();
  if (d.amount && !fits_amount(*d.amount))
    margin.tell("the amount " + d.amount->to_string() + " of document " + text::quoted(d.number) +
                " has more than 18 digits and isn't written");
  if (d.amount && fits_amount(*d.amount)) {
    xml_.open("RfrdDocAmt");
    amount(note ? "CdtNoteAmt" : "RmtdAmt", *d.amount);
    xml_.close();
  }
  xml_.close();
}

void EntryWriter::returned(const std::string& code, const std::vector<std::string>& reasons) {
  constexpr std::size_t kIsoCode = 4;
  xml_.open("RtrInf");
  if (!code.empty())
    xml_.path({"Rsn", text::count_characters(code) <= kIsoCode ? "Cd" : "Prtry"}, code);
  for (const std::string& reason : reasons) xml_.element("AddtlInf", reason);
  xml_.close();
}

void write_bank(XmlWriter& xml, std::string_view bank, std::string_view field, Margin& margin) {
  xml.open("FinInstnId");
  if (is_bic(bank))
    xml.element("BICFI", bank);
  else if (const auto member = margin.fit(field, bank, kReference); !member.empty())
    xml.path({"ClrSysMmbId", "MmbId"}, member);
  xml.close();
}

void write_account_id(XmlWriter& xml, const std::string& iban, const std::string& number) {
  if (!iban.empty())
    xml.path({"Id", "IBAN"}, iban);
  else
    xml.path({"Id", "Othr", "Id"}, number);
}

}  // namespace saldo::render::camt053
