#include "idoc/messages.hpp"

/// ALEAUD01 and SYSTAT01: what became in SAP of an IDoc that was sent to it. The outcome is a
/// status of inbound processing (53 posted, 51 refused by the application …) or an EDI subsystem's
/// (16, 17); the text says why.
namespace saldo::sap {

namespace {

/// "&1 is blocked": SAP keeps the parameters of a text apart from it.
std::string filled_in(std::string text, const std::vector<std::string>& parameters) {
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string mark = "&" + std::to_string(i + 1);
    if (const auto at = text.find(mark); at != std::string::npos)
      text.replace(at, mark.size(), parameters[i]);
    else if (const auto plain = text.find("& "); plain != std::string::npos)
      text.replace(plain, 1, parameters[i]);
  }
  return text;
}

void require_status(const Segments& idoc, Node node, std::string_view status) {
  if (status.size() == 2 && text::all_digits(status)) return;
  throw idoc.fault("idoc.status", node,
                   "STATUS " + text::quoted(status) + " is not an IDoc status of two digits");
}

}  // namespace

void read_audit(Segments& idoc, Output& out) {
  bool any = false;
  for (Node header = idoc.first(idoc.root(), "E1ADHDR"); header; header = idoc.next(header))
    for (Node state = idoc.first(header, "E1STATE"); state; state = idoc.next(state)) {
      any = true;
      PaymentStatus answer{.at = idoc.place(state), .level = "message"};
      answer.message_id = idoc.control().number;
      answer.original_message_kind = idoc.field(header, {"E1ADHDR", "MESTYP"});
      answer.original_message_id = idoc.required(state, {"E1STATE", "DOCNUM"});
      answer.status = idoc.required(state, {"E1STATE", "STATUS"});
      require_status(idoc, state, answer.status);
      const std::string code = std::string(idoc.field(state, {"E1STATE", "STAMID"})) +
                               std::string(idoc.field(state, {"E1STATE", "STAMNO"}));
      const std::string why(idoc.field(state, {"E1STATE", "STATXT"}));
      if (!code.empty() || !why.empty()) answer.reasons.push_back({code, why});
      // Their own number of the IDoc, by which people find it in SAP.
      answer.original_instruction_id =
          idoc.field(idoc.first(state, "E1PRTOB"), {"E1PRTOB", "DOCNUM"});
      out.records.emplace_back(std::move(answer));
    }
  if (!any) throw idoc.fault("idoc.missing", "the answer names no IDoc (E1ADHDR, E1STATE)");
}

void read_status(Segments& idoc, Output& out) {
  const Node first = idoc.first(idoc.root(), "E1STATS");
  if (!first) throw idoc.fault("idoc.missing", "the answer has no status (E1STATS)");
  for (Node stats = first; stats; stats = idoc.next(stats)) {
    PaymentStatus answer{.at = idoc.place(stats), .level = "message"};
    answer.message_id = idoc.control().number;
    answer.original_message_id = idoc.required(stats, {"E1STATS", "DOCNUM"});
    answer.original_end_to_end_id = idoc.field(stats, {"E1STATS", "ARCKEY"});
    answer.status = idoc.required(stats, {"E1STATS", "STATUS"});
    require_status(idoc, stats, answer.status);
    std::vector<std::string> parameters;
    for (const Field& field : {Field{"E1STATS", "STAPA1"}, Field{"E1STATS", "STAPA2"},
                               Field{"E1STATS", "STAPA3"}, Field{"E1STATS", "STAPA4"}})
      parameters.emplace_back(idoc.field(stats, field));
    const std::string code = std::string(idoc.field(stats, {"E1STATS", "STAMID"})) +
                             std::string(idoc.field(stats, {"E1STATS", "STAMNO"}));
    const std::string why =
        filled_in(std::string(idoc.field(stats, {"E1STATS", "STATXT"})), parameters);
    if (!code.empty() || !why.empty()) answer.reasons.push_back({code, why});
    out.records.emplace_back(std::move(answer));
  }
}

}  // namespace saldo::sap
