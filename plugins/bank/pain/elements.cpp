#include "pain/elements.hpp"

#include "statement_proof.hpp"

namespace saldo::bank::pain {

namespace {

/// Written where there is no reference.
std::string reference(Fields& fields, Node node) {
  auto value = fields.string(node);
  return value == "NOTPROVIDED" ? std::string() : value;
}

}  // namespace

std::string read_name(Fields& fields, Node party) {
  const Node pty = party.child("Pty");
  return fields.string((pty ? pty : party).child("Nm"));
}

Account read_account(Fields& fields, Node account) {
  const Node id = account.child("Id");
  Account out{fields.string(id.child("IBAN")), {}};
  for (const char* other : {"Othr", "PrtryAcct"})
    if (const Node own = id.child(other).child("Id")) out.number = fields.text(own);
  for (const char* other : {"BBAN", "UPIC"})
    if (const Node own = id.child(other)) out.number = fields.text(own);
  return out;
}

std::string read_bic(Fields& fields, Node agent) {
  const Node bank = agent.child("FinInstnId");
  for (const char* name : {"BICFI", "BIC"})
    if (auto bic = fields.string(bank.child(name)); !bic.empty()) return bic;
  return fields.string(bank.child("CmbndId").child("BIC"));
}

std::string read_code(Fields& fields, Node choice) {
  return fields.string(choice.child("Cd") ? choice.child("Cd") : choice.child("Prtry"));
}

std::string read_scheme_id(Fields& fields, Node creditor_scheme) {
  const Node id = creditor_scheme.child("Id");
  const Node own = id.child("PrvtId") ? id.child("PrvtId") : id.child("OrgId");
  if (const Node other = own.child("OthrId")) return fields.string(other.child("Id"));
  return fields.string(own.child("Othr").child("Id"));
}

Date read_date(Fields& fields, Node node) {
  return node.child("Dt") || node.child("DtTm") ? fields.date(node) : fields.day(node);
}

void read_remittance(Fields& fields, Node rmt_inf, std::string& creditor_reference,
                     std::vector<std::string>& remittance) {
  const auto add = [&](Node node) {
    if (auto text = fields.string(node); !text.empty()) remittance.push_back(std::move(text));
  };
  for (Node part = rmt_inf.child(); part; part = part.next()) {
    const std::string_view name = part.name();
    if (name == "Ustrd") add(part);
    if (name != "Strd") continue;
    for (Node doc = part.child("RfrdDocInf"); doc; doc = doc.next("RfrdDocInf"))
      add(doc.child("Nb") ? doc.child("Nb") : doc.child("RfrdDocNb"));
    const Node info = part.child("CdtrRefInf");
    const Node ref = info.child("Ref") ? info.child("Ref") : info.child("CdtrRef");
    if (creditor_reference.empty())
      creditor_reference = reference(fields, ref);
    else
      add(ref);
    for (Node more = part.child("AddtlRmtInf"); more; more = more.next("AddtlRmtInf")) add(more);
  }
}

std::optional<Money> read_amount(Fields& fields, Node amt) {
  if (const Node instructed = amt.child("InstdAmt")) return fields.amount(instructed);
  if (const Node equivalent = amt.child("EqvtAmt").child("Amt")) return fields.amount(equivalent);
  return std::nullopt;
}

void ControlSum::add(const Money& amount, Place at) {
  std::int64_t scaled = amount.minor;
  for (int i = amount.currency.decimals(); i < kDecimals; ++i)
    if (__builtin_mul_overflow(scaled, std::int64_t{10}, &scaled))
      scaled = checked_sum(INT64_MAX, INT64_MAX, at);  // throws
  sum_ = checked_sum(sum_, scaled, at);
}

bool ControlSum::is(std::string_view text) const {
  try {
    return Money::parse_minor(text, kDecimals) == sum_;
  } catch (const FormatError&) {
    return false;
  }
}

std::string ControlSum::to_string() const {
  std::string text = Money::format(sum_, kDecimals);
  for (int i = kDecimals; i > 2 && text.back() == '0'; --i) text.pop_back();
  return text;
}

}  // namespace saldo::bank::pain
