#include "camt/entry.hpp"

/// What TxDtls says about one line: references, codes, returns.
namespace saldo::bank::camt {

namespace {

/// The children of a Refs that are read.
struct References {
  Node bank, payment, order, end_to_end, unique, mandate, cheque;
};
constexpr Slot<References> kReferenceSlots[] = {
    {"AcctSvcrRef", &References::bank}, {"PmtInfId", &References::payment},
    {"InstrId", &References::order},    {"EndToEndId", &References::end_to_end},
    {"UETR", &References::unique},      {"MndtId", &References::mandate},
    {"ChqNb", &References::cheque}};

}  // namespace

void EntryReader::fill_from_detail(Transaction& line, const DetailNodes& tx) {
  fill_references(line, tx.references);
  if (tx.code) fill_codes(line, tx.code);
  fill_parties(line, tx);
  fill_remittance(line, tx.remittance);
  if (tx.amt || tx.amounts) fill_instructed(line, tx, tx.amounts);
  fill_charges(line, tx.charges);
  fill_return(line, tx.returned);
  if (line.remittance.empty()) fields_.add_text(line.remittance, tx.info);
}

void EntryReader::fill_references(Transaction& line, Node refs) {
  References found;
  pick(refs, kReferenceSlots, found);
  const auto prefer = [&](std::string& field, auto... nodes) {
    for (const Node node : {nodes...})
      if (const auto value = fields_.reference(node); !value.empty()) {
        field = value;
        return;
      }
  };
  prefer(line.bank_reference, found.bank);
  prefer(line.customer_reference, found.order, found.cheque, found.payment);
  prefer(line.end_to_end_id, found.end_to_end, found.unique);
  prefer(line.mandate_id, found.mandate);
}

void EntryReader::fill_codes(Transaction& line, Node bk_tx_cd) {
  const Node domain = bk_tx_cd.child("Domn");
  if (domain) {
    const Node family = domain.child("Fmly");
    line.code_domain = fields_.text(domain.child("Cd"));
    line.code_family = fields_.text(family.child("Cd"));
    line.code_sub_family = fields_.text(family.child("SubFmlyCd"));
  }
  if (const Node own = bk_tx_cd.child("Prtry"))
    line.code_proprietary = fields_.text(own.child("Cd"));
}

void EntryReader::fill_return(Transaction& line, Node rtr_inf) {
  if (!rtr_inf) return;
  line.return_code = fields_.text(first_of(first_of(rtr_inf, "Rsn", "RtrRsn"), "Cd", "Prtry"));
  for (Node info = rtr_inf.child("AddtlInf"); info; info = info.next("AddtlInf")) {
    if (!line.return_text.empty()) line.return_text += ' ';
    line.return_text += fields_.text(info);
  }
}

}  // namespace saldo::bank::camt
