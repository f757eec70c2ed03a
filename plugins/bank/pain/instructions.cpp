#include "pain/instructions.hpp"

#include "statement_proof.hpp"

namespace saldo::bank::pain {

namespace {

constexpr const char* kRemedy = "have the program that wrote it write it again";

}  // namespace

const Initiation kCreditTransfers = {.kind = "credit_transfer",
                                     .roots = {"CstmrCdtTrfInitn", "pain.001.001.02"},
                                     .own = "Dbtr",
                                     .own_account = "DbtrAcct",
                                     .own_agent = "DbtrAgt",
                                     .other = "Cdtr",
                                     .other_account = "CdtrAcct",
                                     .other_agent = "CdtrAgt",
                                     .ultimate = "UltmtCdtr",
                                     .transaction = "CdtTrfTxInf",
                                     .date = "ReqdExctnDt",
                                     .debit = false};
const Initiation kDirectDebits = {.kind = "direct_debit",
                                  .roots = {"CstmrDrctDbtInitn", "pain.008.001.01"},
                                  .own = "Cdtr",
                                  .own_account = "CdtrAcct",
                                  .own_agent = "CdtrAgt",
                                  .other = "Dbtr",
                                  .other_account = "DbtrAcct",
                                  .other_agent = "DbtrAgt",
                                  .ultimate = "UltmtDbtr",
                                  .transaction = "DrctDbtTxInf",
                                  .date = "ReqdColltnDt",
                                  .debit = true};

InstructionReader::InstructionReader(const Host& host, InputWindow::Read read, Records& records,
                                     const Initiation& initiation, bool lenient)
    : host_(host),
      records_(records),
      names_(initiation),
      lenient_(lenient),
      slices_(std::move(read), {"Document", initiation.roots[0], initiation.roots[1], "PmtInf"}),
      fields_(kRemedy) {}

void InstructionReader::read() {
  for (;;) {
    const XmlEvent& event = fields_.next(slices_);
    switch (event.kind) {
      case XmlEvent::Kind::kOpened:
        opened(event);
        break;
      case XmlEvent::Kind::kSubtree:
        subtree(event);
        break;
      case XmlEvent::Kind::kClosed:
        closed(event);
        break;
      case XmlEvent::Kind::kEnd:
        if (messages_ != 0) return;
        throw Rejected("document.empty",
                       xml::where(event.at) + "the file holds no message " + names_.roots[0])
            .at_place(event.at);
    }
  }
}

bool InstructionReader::is_root(std::string_view name) const {
  return name == names_.roots[0] || name == names_.roots[1];
}

void InstructionReader::opened(const XmlEvent& event) {
  if (is_root(event.name)) {
    in_message_ = true;
    ++messages_;
    message_ = {};
    message_id_.clear();
    return;
  }
  if (event.name != "PmtInf") return;
  if (!in_message_ || in_batch_)
    throw Rejected("xml.root",
                   xml::where(event.at) + "<PmtInf> doesn't stand directly in a " + names_.roots[0])
        .at_place(event.at);
  in_batch_ = true;
  batch_ = {};
  head_ = {};
  head_.kind = names_.kind;
  head_.message_id = message_id_;
}

void InstructionReader::subtree(const XmlEvent& event) {
  if (in_batch_) return take_batch_child(event);
  if (in_message_) {
    if (event.name == "GrpHdr") take_header(fields_.parse(slices_, event));
    return;
  }
  if (event.name == "AppHdr") return;
  throw Rejected("xml.root", xml::where(event.at) + text::quoted(event.name) + " is no message " +
                                 names_.roots[0] + ", which this decoder reads")
      .at_place(event.at)
      .figures(names_.roots[0], std::string(event.name));
}

void InstructionReader::closed(const XmlEvent& event) {
  if (event.name == "PmtInf" && in_batch_) {
    in_batch_ = false;
    prove(batch_, "batch.count", "batch.total", "batch " + text::quoted(head_.batch_id));
  } else if (is_root(event.name) && in_message_) {
    end_message(event.at);
  }
}

void InstructionReader::take_header(Node header) {
  message_id_ = fields_.text(header.child("MsgId"));
  read_control(header.child("NbOfTxs"), message_);
  read_control(header.child("CtrlSum"), message_);
}

void InstructionReader::read_control(Node child, Control& control) {
  if (!child) return;
  if (std::string_view(child.name()) == "NbOfTxs") {
    control.says_count = fields_.count(child);
    control.count_at = fields_.place(child);
  } else {
    control.says_sum = fields_.text(child);
    control.sum_at = fields_.place(child);
  }
}

void InstructionReader::take_batch_child(const XmlEvent& event) {
  const Node node = fields_.parse(slices_, event);
  const std::string_view name = event.name;
  if (name == names_.transaction) return take_payment(node);
  const std::int64_t before = batch_.count;
  bool known = true;
  if (name == "PmtInfId") {
    head_.batch_id = fields_.text(node);
  } else if (name == "NbOfTxs" || name == "CtrlSum") {
    read_control(node, batch_);
    return;
  } else if (name == "PmtTpInf") {
    take_type(node, head_);
  } else if (name == names_.date) {
    head_.execution_date = read_date(fields_, node);
  } else if (name == names_.own) {
    head_.own_name = read_name(fields_, node);
  } else if (name == names_.own_account) {
    Account account = read_account(fields_, node);
    head_.own_iban = std::move(account.iban);
    head_.own_account = std::move(account.number);
  } else if (name == names_.own_agent) {
    head_.own_bic = read_bic(fields_, node);
  } else if (name == "CdtrSchmeId") {
    head_.creditor_id = read_scheme_id(fields_, node);
  } else {
    known = false;
  }
  if (known && before != 0)
    throw fields_.fault("pain.order", node,
                        "the element stands behind payments of its batch, which need it");
}

void InstructionReader::take_type(Node pmt_tp_inf, PaymentInstruction& payment) {
  if (auto scheme = read_code(fields_, pmt_tp_inf.child("LclInstrm")); !scheme.empty())
    payment.scheme = std::move(scheme);
  if (auto sequence = fields_.string(pmt_tp_inf.child("SeqTp")); !sequence.empty())
    payment.sequence = std::move(sequence);
}

std::optional<Money> InstructionReader::amount_of(Node tx) {
  if (!names_.debit) return read_amount(fields_, tx.child("Amt"));
  if (const Node amount = tx.child("InstdAmt")) return fields_.amount(amount);
  return std::nullopt;
}

void InstructionReader::take_payment(Node tx) {
  PaymentInstruction payment = head_;
  payment.at = fields_.place(tx);
  const auto amount = amount_of(tx);
  if (!amount) throw fields_.fault("entry.incomplete", tx, "the payment has no <InstdAmt>");
  payment.amount = names_.debit ? *amount : -*amount;
  const Node ids = tx.child("PmtId");
  payment.instruction_id = fields_.text(ids.child("InstrId"));
  payment.end_to_end_id = fields_.text(ids.child("EndToEndId"));
  take_type(tx.child("PmtTpInf"), payment);
  payment.counterparty_name = read_name(fields_, tx.child(names_.other));
  Account account = read_account(fields_, tx.child(names_.other_account));
  payment.counterparty_iban = std::move(account.iban);
  payment.counterparty_account = std::move(account.number);
  payment.counterparty_bic = read_bic(fields_, tx.child(names_.other_agent));
  payment.ultimate_counterparty_name = read_name(fields_, tx.child(names_.ultimate));
  const Node debit = tx.child("DrctDbtTx");
  if (const Node scheme = debit.child("CdtrSchmeId"))
    payment.creditor_id = read_scheme_id(fields_, scheme);
  const Node mandate = debit.child("MndtRltdInf");
  payment.mandate_id = fields_.text(mandate.child("MndtId"));
  payment.mandate_date = fields_.day(mandate.child("DtOfSgntr"));
  read_remittance(fields_, tx.child("RmtInf"), payment.creditor_reference, payment.remittance);
  for (Control* control : {&batch_, &message_}) {
    ++control->count;
    control->sum.add(*amount, payment.at);
  }
  if (names_.debit) held_.add(*amount);
  records_.emit(payment);
}

void InstructionReader::prove(const Control& control, const char* rule_of_count,
                              const char* rule_of_sum, const std::string& of) {
  if (control.says_count && *control.says_count != control.count) {
    const std::string says = std::to_string(*control.says_count);
    const std::string lists = std::to_string(control.count);
    broken(Rejected(rule_of_count, xml::where(control.count_at) + "<NbOfTxs>: " + of + " says " +
                                       says + " payments but lists " + lists + "; " + kRemedy)
               .at_place(control.count_at)
               .figures(says, lists));
  }
  if (control.says_sum.empty() || control.sum.is(control.says_sum)) return;
  broken(Rejected(rule_of_sum, xml::where(control.sum_at) + "<CtrlSum>: " + of + " says " +
                                   text::quoted(control.says_sum) + " but its payments sum up to " +
                                   control.sum.to_string() + "; " + kRemedy)
             .at_place(control.sum_at)
             .figures(control.says_sum, control.sum.to_string()));
}

void InstructionReader::end_message(Place at) {
  in_message_ = false;
  const std::string of = "the message " + text::quoted(message_id_);
  if (!message_.says_count)
    broken(Rejected("file.count", xml::where(at) + of + " has no <NbOfTxs> in its <GrpHdr>, so " +
                                      "nothing proves its payments; " + kRemedy)
               .at_place(at)
               .figures("NbOfTxs", "none"));
  prove(message_, "file.count", "file.total", of);
  if (message_.count == 0)
    throw Rejected("document.empty", xml::where(at) + of + " holds no payment").at_place(at);
}

void InstructionReader::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

}  // namespace saldo::bank::pain
