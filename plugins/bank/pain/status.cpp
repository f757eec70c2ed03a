#include "pain/status.hpp"

namespace saldo::bank::pain {

namespace {

constexpr const char* kRemedy = "; ask the bank for a correct file";
constexpr std::size_t kLineOfText = 105;  // AddtlInf has no more, so banks cut there

bool is_root(std::string_view name) {
  return name == "CstmrPmtStsRpt" || name == "pain.002.001.02" || name == "pain.002.001.01";
}

/// A file with more kinds of statuses is none, and would take memory without end.
constexpr std::size_t kMostStatuses = 256;

}  // namespace

StatusReader::StatusReader(const Host& host, InputWindow::Read read, Records& records, bool lenient)
    : host_(host),
      records_(records),
      lenient_(lenient),
      slices_(std::move(read), {"Document", "CstmrPmtStsRpt", "pain.002.001.02", "pain.002.001.01",
                                "OrgnlPmtInfAndSts"}) {}

void StatusReader::read() {
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
                       xml::where(event.at) + "the file holds no status report (CstmrPmtStsRpt)")
            .at_place(event.at);
    }
  }
}

void StatusReader::opened(const XmlEvent& event) {
  if (is_root(event.name)) {
    in_message_ = true;
    ++messages_;
    group_ = {};
    message_scope_ = {};
    return;
  }
  if (event.name != "OrgnlPmtInfAndSts") return;
  if (!in_message_ || in_batch_)
    throw Rejected("xml.root", xml::where(event.at) +
                                   "<OrgnlPmtInfAndSts> doesn't stand directly in a CstmrPmtStsRpt")
        .at_place(event.at);
  in_batch_ = true;
  batch_emitted_ = false;
  batch_scope_ = {};
  batch_ = {};
  batch_.at = event.at;
  batch_.level = "batch";
  batch_.message_id = group_.message_id;
  batch_.original_message_id = group_.original_message_id;
  batch_.original_message_kind = group_.original_message_kind;
}

void StatusReader::subtree(const XmlEvent& event) {
  if (in_batch_) return take_batch_child(event);
  if (in_message_) {
    const Node node = fields_.parse(slices_, event);
    if (event.name == "GrpHdr") group_.message_id = fields_.text(node.child("MsgId"));
    if (event.name == "OrgnlGrpInfAndSts" || event.name == "OrgnlGrpInf") take_group(node);
    if (event.name == "TxInfAndSts") take_payment(node);
    return;
  }
  if (event.name == "AppHdr") return;
  throw Rejected("xml.root", xml::where(event.at) + text::quoted(event.name) +
                                 " is no status report (CstmrPmtStsRpt), which this decoder reads")
      .at_place(event.at)
      .figures("CstmrPmtStsRpt", std::string(event.name));
}

void StatusReader::closed(const XmlEvent& event) {
  if (event.name == "OrgnlPmtInfAndSts" && in_batch_) {
    emit_batch();
    in_batch_ = false;
    prove(batch_scope_, "batch " + text::quoted(batch_.original_batch_id));
  } else if (is_root(event.name) && in_message_) {
    in_message_ = false;
    prove(message_scope_, "the message " + text::quoted(group_.message_id));
  }
}

void StatusReader::take_group(Node group) {
  group_.at = fields_.place(group);
  group_.level = "group";
  group_.original_message_id = fields_.text(group.child("OrgnlMsgId"));
  if (group_.original_message_id.empty())
    group_.original_message_id = fields_.text(group.child("NtwkFileNm"));
  group_.original_message_kind = fields_.text(group.child("OrgnlMsgNmId"));
  for (Node child = group.child(); child; child = child.next()) {
    const std::string_view name = child.name();
    if (name == "GrpSts") group_.status = fields_.text(child);
    if (name == "StsRsnInf") take_reason(child, group_);
    if (name == "NbOfTxsPerSts") take_tally(child, message_scope_);
    if (name == "OrgnlNbOfTxs") take_count(child, group_, message_scope_);
  }
  records_.emit(group_);
}

void StatusReader::take_count(Node node, PaymentStatus& status, Scope& scope) {
  status.payments = fields_.count(node);
  scope.payments = status.payments;
  scope.payments_at = fields_.place(node);
}

void StatusReader::take_batch_child(const XmlEvent& event) {
  const Node node = fields_.parse(slices_, event);
  const std::string_view name = event.name;
  if (name == "TxInfAndSts") {
    emit_batch();
    return take_payment(node);
  }
  if (name == "NbOfTxsPerSts") return take_tally(node, batch_scope_);
  const bool known = name == "OrgnlPmtInfId" || name == "OrgnlNbOfTxs" || name == "PmtInfSts" ||
                     name == "StsRsnInf";
  if (!known) return;
  if (batch_emitted_)
    throw fields_.fault("pain.order", node,
                        "the element stands behind payments of its batch, which need it");
  if (name == "OrgnlPmtInfId") batch_.original_batch_id = fields_.text(node);
  if (name == "OrgnlNbOfTxs") take_count(node, batch_, batch_scope_);
  if (name == "PmtInfSts") batch_.status = fields_.text(node);
  if (name == "StsRsnInf") take_reason(node, batch_);
}

void StatusReader::emit_batch() {
  if (batch_emitted_) return;
  batch_emitted_ = true;
  records_.emit(batch_);
}

/// Up to version 02 the elements are called StsRsn and AddtlStsRsnInf.
void StatusReader::take_reason(Node sts_rsn_inf, PaymentStatus& status) {
  StatusReason reason;
  const Node choice = sts_rsn_inf.child("Rsn");
  reason.code = read_code(fields_, choice ? choice : sts_rsn_inf.child("StsRsn"));
  std::size_t last = 0;
  for (Node child = sts_rsn_inf.child(); child; child = child.next()) {
    const std::string_view name = child.name();
    if (name != "AddtlInf" && name != "AddtlStsRsnInf") continue;
    const std::string_view line = fields_.text(child);
    // A line that is full was cut, maybe within a word.
    if (!reason.text.empty() && last != kLineOfText) reason.text += ' ';
    reason.text += line;
    last = text::count_characters(line);
  }
  if (!reason.code.empty() || !reason.text.empty()) status.reasons.push_back(std::move(reason));
}

void StatusReader::take_tally(Node per_status, Scope& scope) {
  Tally& tally = scope.by_status[fields_.string(per_status.child("DtldSts"))];
  tally.at = fields_.place(per_status);
  tally.says_count = fields_.count(per_status.child("DtldNbOfTxs"));
  tally.says_sum = fields_.text(per_status.child("DtldCtrlSum"));
}

void StatusReader::take_payment(Node tx) {
  PaymentStatus status;
  status.at = fields_.place(tx);
  status.level = "transaction";
  status.message_id = group_.message_id;
  status.original_message_id = group_.original_message_id;
  status.original_message_kind = group_.original_message_kind;
  status.original_batch_id =
      in_batch_ ? batch_.original_batch_id : fields_.string(tx.child("OrgnlPmtInfId"));
  status.original_instruction_id = fields_.text(tx.child("OrgnlInstrId"));
  status.original_end_to_end_id = fields_.text(tx.child("OrgnlEndToEndId"));
  status.status = fields_.text(tx.child("TxSts"));
  for (Node reason = tx.child("StsRsnInf"); reason; reason = reason.next("StsRsnInf"))
    take_reason(reason, status);
  const Node original = tx.child("OrgnlTxRef");
  take_original(original, status);
  const auto amount = read_amount(fields_, original.child("Amt"));
  for (Scope* scope : {&message_scope_, &batch_scope_}) {
    if (scope->by_status.size() > kMostStatuses)
      throw fields_.fault("xml.limit", tx, "more than 256 kinds of statuses");
    Tally& tally = scope->by_status[status.status];
    ++tally.listed;
    ++scope->listed;
    if (amount) tally.sum.add(*amount, status.at);
    tally.all_have_amounts = tally.all_have_amounts && amount.has_value();
  }
  records_.emit(status);
}

/// The other side is the debtor of a direct debit and the creditor of a credit transfer. Where the
/// report doesn't say which it was, neither is ours for sure.
void StatusReader::take_original(Node original, PaymentStatus& status) {
  const Node mandate = original.child("MndtRltdInf");
  const Node direct = mandate.child("DrctDbtMndt");  // since version 11
  status.mandate_id = fields_.text((direct ? direct : mandate).child("MndtId"));
  const std::string& kind = status.original_message_kind;
  const bool debit = kind.find("pain.008") != kind.npos || (kind.empty() && mandate);
  const bool transfer = kind.find("pain.001") != kind.npos;
  if (!debit && !transfer) return;
  status.counterparty_name = read_name(fields_, original.child(debit ? "Dbtr" : "Cdtr"));
  status.counterparty_iban =
      read_account(fields_, original.child(debit ? "DbtrAcct" : "CdtrAcct")).iban;
  if (const auto amount = read_amount(fields_, original.child("Amt")))
    status.amount = debit ? *amount : -*amount;
}

/// Banks list the payments of some statuses only, such as those that were rejected. But of a status
/// they list all or none, and never more than there are.
void StatusReader::prove(const Scope& scope, const std::string& of) {
  for (const auto& [status, tally] : scope.by_status) {
    if (tally.listed == 0) continue;
    std::string what = "<NbOfTxsPerSts>: " + of;
    what += " says of status " + text::quoted(status) + " ";
    if (tally.says_count && *tally.says_count != tally.listed)
      refuse_count(tally.at, what, *tally.says_count, tally.listed);
    if (tally.says_sum.empty() || !tally.all_have_amounts || tally.sum.is(tally.says_sum)) continue;
    what += "a sum of " + text::quoted(tally.says_sum) + " but its payments sum up to " +
            tally.sum.to_string() + kRemedy;
    broken(Rejected("status.total", xml::where(tally.at) + what)
               .at_place(tally.at)
               .figures(tally.says_sum, tally.sum.to_string()));
  }
  if (scope.payments && scope.listed > *scope.payments)
    refuse_count(scope.payments_at, "<OrgnlNbOfTxs>: " + of + " says that it had ", *scope.payments,
                 scope.listed);
}

void StatusReader::refuse_count(Place at, const std::string& what, std::int64_t says,
                                std::int64_t lists) {
  std::string why = what + std::to_string(says);
  why += " payments but lists " + std::to_string(lists) + kRemedy;
  broken(Rejected("status.count", xml::where(at) + why)
             .at_place(at)
             .figures(std::to_string(says), std::to_string(lists)));
}

void StatusReader::broken(const Rejected& fault) {
  if (!lenient_) throw fault;
  host_.log(SALDO_LOG_WARNING, fault.message);
}

}  // namespace saldo::bank::pain
