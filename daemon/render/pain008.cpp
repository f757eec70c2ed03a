#include "render/pain008.hpp"

#include "model/creditor_reference.hpp"
#include "model/iban.hpp"
#include "render/iso_time.hpp"
#include "render/xml_writer.hpp"

namespace saldo::render {

namespace {

struct Totals {
  std::size_t count = 0;
  Money sum;

  void add(const CollectionBatch& batch) {
    for (const Debit& debit : batch.debits) {
      sum = count == 0 ? debit.amount : sum + debit.amount;
      ++count;
    }
  }
};

class Message {
 public:
  Message(const CollectionRun& run, Pain008Version version)
      : run_(run), bic_(version == Pain008Version::v02 ? "BIC" : "BICFI") {
    const std::string number = version == Pain008Version::v02 ? "02" : "08";
    xml_.open("Document", "xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.008.001." + number + "\"");
    xml_.open("CstmrDrctDbtInitn");
    header();
    for (const CollectionBatch& b : run.batches) batch(b);
    xml_.close();
    xml_.close();
  }
  std::string finish() { return xml_.finish(); }

 private:
  void header() {
    Totals totals;
    for (const CollectionBatch& b : run_.batches) totals.add(b);
    xml_.open("GrpHdr");
    xml_.element("MsgId", run_.message_id);
    xml_.element("CreDtTm", to_iso(run_.created));
    control(totals);
    xml_.path({"InitgPty", "Nm"}, run_.creditor_name);
    xml_.close();
  }

  void control(const Totals& totals) {
    xml_.element("NbOfTxs", std::to_string(totals.count));
    xml_.element("CtrlSum", totals.sum.to_string());
  }

  void batch(const CollectionBatch& b) {
    Totals totals;
    totals.add(b);
    xml_.open("PmtInf");
    xml_.element("PmtInfId", b.id);
    xml_.element("PmtMtd", "DD");
    control(totals);
    xml_.open("PmtTpInf");
    xml_.path({"SvcLvl", "Cd"}, "SEPA");
    xml_.path({"LclInstrm", "Cd"}, to_string(b.scheme));
    xml_.element("SeqTp", to_string(b.sequence));
    xml_.close();
    xml_.element("ReqdColltnDt", b.collection_date.to_string());
    xml_.path({"Cdtr", "Nm"}, run_.creditor_name);
    account("CdtrAcct", run_.creditor_iban);
    agent("CdtrAgt", run_.creditor_bic);
    xml_.element("ChrgBr", "SLEV");
    creditor_id();
    for (const Debit& d : b.debits) debit(d);
    xml_.close();
  }

  void creditor_id() {
    for (const char* name : {"CdtrSchmeId", "Id", "PrvtId", "Othr"}) xml_.open(name);
    xml_.element("Id", run_.creditor_id);
    xml_.path({"SchmeNm", "Prtry"}, "SEPA");
    for (int i = 0; i < 4; ++i) xml_.close();
  }

  void debit(const Debit& d) {
    xml_.open("DrctDbtTxInf");
    xml_.open("PmtId");
    if (!d.instruction_id.empty()) xml_.element("InstrId", d.instruction_id);
    xml_.element("EndToEndId", d.end_to_end_id);
    xml_.close();
    xml_.element("InstdAmt", d.amount.to_string(), "Ccy=\"EUR\"");
    xml_.open("DrctDbtTx");
    xml_.open("MndtRltdInf");
    xml_.element("MndtId", d.mandate_id);
    xml_.element("DtOfSgntr", d.mandate_date.to_string());
    xml_.close();
    xml_.close();
    agent("DbtrAgt", d.debtor_bic);
    xml_.path({"Dbtr", "Nm"}, d.debtor_name);
    account("DbtrAcct", d.debtor_iban);
    if (!d.ultimate_debtor_name.empty()) xml_.path({"UltmtDbtr", "Nm"}, d.ultimate_debtor_name);
    remittance(d);
    xml_.close();
  }

  void remittance(const Debit& d) {
    if (!d.remittance.empty()) return xml_.path({"RmtInf", "Ustrd"}, d.remittance);
    if (d.creditor_reference.empty()) return;
    for (const char* name : {"RmtInf", "Strd", "CdtrRefInf", "Tp"}) xml_.open(name);
    xml_.path({"CdOrPrtry", "Cd"}, "SCOR");
    xml_.element("Issr", "ISO");
    xml_.close();
    xml_.element("Ref", model::CreditorReference::parse(d.creditor_reference).value().text());
    for (int i = 0; i < 3; ++i) xml_.close();
  }

  void account(const char* name, const std::string& iban) {
    xml_.path({name, "Id", "IBAN"}, model::Iban::parse(iban).value().text());
  }

  /// Without a BIC the bank finds it by the IBAN.
  void agent(const char* name, const std::string& bic) {
    if (bic.empty())
      xml_.path({name, "FinInstnId", "Othr", "Id"}, "NOTPROVIDED");
    else
      xml_.path({name, "FinInstnId", bic_}, bic);
  }

  const CollectionRun& run_;
  const char* bic_;
  XmlWriter xml_;
};

}  // namespace

Result<std::string> write_pain008(const CollectionRun& run, Pain008Version version) {
  std::vector<Failure> faults = find_faults(run);
  if (faults.empty()) return Message(run, version).finish();
  Failure first = std::move(faults[0]);
  if (faults.size() > 1)
    first.message += " (and " + std::to_string(faults.size() - 1) + " more faults)";
  return first;
}

}  // namespace saldo::render
