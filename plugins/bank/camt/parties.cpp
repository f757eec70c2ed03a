#include "camt/entry.hpp"

/// RltdPties and RltdAgts: who the other one is.
namespace saldo::bank::camt {

namespace {

/// Since version 08 a party is a choice of Pty and Agt; before, it is the party itself.
Node name_of_party(Node party) {
  if (const Node pty = party.child("Pty")) return pty.child("Nm");
  if (const Node agent = party.child("Agt")) return agent.child("FinInstnId").child("Nm");
  return party.child("Nm");
}

Node number_of(Node id) {
  const Node other = first_of(id, "Othr", "PrtryAcct");
  return other ? other.child("Id") : first_of(id, "BBAN", "UPIC");
}

}  // namespace

bool EntryReader::is_us(Node name, Node account) {
  const Node id = account.child("Id");
  const auto iban = fields_.iban(id.child("IBAN"));
  const auto number = fields_.text(number_of(id));
  if (!iban.empty() && !owner_.iban.empty()) return iban == owner_.iban;
  if (!number.empty() && !owner_.number.empty()) return number == owner_.number;
  if (!iban.empty() || !number.empty()) return false;
  return !owner_.name.empty() && fields_.text(name) == owner_.name;
}

EntryReader::Party EntryReader::party(const DetailNodes& tx, bool debtor) {
  const Node account = tx.parties.child(debtor ? "DbtrAcct" : "CdtrAcct");
  Party p;
  p.name = name_of_party(tx.parties.child(debtor ? "Dbtr" : "Cdtr"));
  p.is_us = is_us(p.name, account);
  p.ultimate = name_of_party(tx.parties.child(debtor ? "UltmtDbtr" : "UltmtCdtr"));
  p.account = account;
  p.agent = tx.agents.child(debtor ? "DbtrAgt" : "CdtrAgt").child("FinInstnId");
  return p;
}

/// Creditor identifier of a direct debit scheme: PrvtId/Othr/Id (OrgId in some banks' files).
Node EntryReader::scheme_id(Node creditor) {
  const Node pty = creditor.child("Pty");
  const Node id = (pty ? pty : creditor).child("Id");
  const Node other = first_of(id, "PrvtId", "OrgId").child("Othr");
  const Node scheme = first_of(other.child("SchmeNm"), "Prtry", "Cd");
  return fields_.text(scheme) == "SEPA" ? other.child("Id") : Node{};
}

/// Money that comes in is from the debtor. Returns keep the parts of what they return with some
/// banks and not with others, so whoever we are, it is the other one.
void EntryReader::fill_parties(Transaction& line, const DetailNodes& tx) {
  if (!tx.parties && !tx.agents) return;
  const bool from_debtor = line.amount->minor >= 0;
  Party other = party(tx, from_debtor);
  const bool known = other.name || other.account || other.ultimate;
  if (other.is_us || !known)
    if (const Party second = party(tx, !from_debtor);
        (second.name || second.account) && !second.is_us)
      other = second;
  line.counterparty_name = fields_.text(other.name);
  if (line.counterparty_name.empty() && !other.is_us)
    line.counterparty_name = fields_.text(other.account.child("Nm"));
  const Node id = other.account.child("Id");
  line.counterparty_iban = fields_.iban(id.child("IBAN"));
  if (line.counterparty_iban.empty()) line.counterparty_account = fields_.text(number_of(id));
  line.counterparty_bic = fields_.text(first_of(other.agent, "BICFI", "BIC"));
  line.ultimate_counterparty_name = fields_.text(other.ultimate);
  line.creditor_id = fields_.text(scheme_id(tx.parties.child("Cdtr")));
}

}  // namespace saldo::bank::camt
