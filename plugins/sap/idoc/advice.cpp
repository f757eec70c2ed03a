#include "idoc/messages.hpp"

/// REMADV and CREADV (PEXR2001, PEXR2002): what a payer says it pays. Amounts may stand in E1IDKU5
/// or E1IDPU5, document numbers in E1IDPU1 or E1EDP02, and all signs may be the payer's.
namespace saldo::sap {

namespace {

constexpr std::size_t kReasonMax = 256;

struct Sum {
  std::string_view qualifier;
  Money amount;
};

class Advice {
 public:
  Advice(Segments& idoc, Output& out) : idoc_(idoc), out_(out), root_(idoc.root()) {}

  void read() {
    read_header();
    const Money total = read_total();
    for (Node n = idoc_.first(root_, "E1IDPU1"); n; n = idoc_.next(n)) read_line(n);
    turn_to_our_view(total);
    require_total(total);
    out_.held.add(*record_.amount);
    out_.records.emplace_back(std::move(record_));
  }

 private:
  void read_header() {
    record_.at = idoc_.place(root_);
    record_.number = idoc_.field(idoc_.first(root_, "E1IDKU1"), {"E1IDKU1", "BGMREF"});
    if (record_.number.empty())
      record_.number = idoc_.field(reference("029"), {"E1EDK02", "BELNR"});
    // A partner AG is the payer; else the sender is, where the control record says it's a customer.
    const Node payer = idoc_.find(root_, "E1EDKA1", {"E1EDKA1", "PARVW"}, "AG");
    record_.customer = padded(idoc_.field(payer, {"E1EDKA1", "PARTN"}));
    if (record_.customer.empty() && idoc_.control().sender_type == "KU")
      record_.customer = padded(idoc_.control().sender);
    for (const std::string_view day : {"026", "012"})
      if (record_.payment_date.empty())
        record_.payment_date = idoc_.date(idoc_.find(root_, "E1EDK03", {"E1EDK03", "IDDAT"}, day),
                                          {"E1EDK03", "DATUM"});
  }
  Node reference(std::string_view qualifier) {
    return idoc_.find(root_, "E1EDK02", {"E1EDK02", "QUALF"}, qualifier);
  }

  /// 002 is the total payment; senders of one payment write 001.
  Money read_total() {
    for (const std::string_view qualifier : {"002", "001"}) {
      if (const Node n = idoc_.find(root_, "E1IDKU5", {"E1IDKU5", "MOAQUAL"}, qualifier)) {
        total_at_ = n;
        return idoc_.required_amount(n, {"E1IDKU5", "MOABETR"},
                                     idoc_.currency(n, {"E1IDKU5", "CUXWAERZ"}));
      }
      if (const Node n = idoc_.find(root_, "E1IDPU5", {"E1IDPU5", "MOAQUAL"}, qualifier)) {
        total_at_ = n;
        return amount_of(n);
      }
    }
    throw idoc_.fault("idoc.missing", "the advice has no total (E1IDKU5 or E1IDPU5 002)");
  }
  Money amount_of(Node n) {
    return idoc_.required_amount(n, {"E1IDPU5", "MOABETR"},
                                 idoc_.currency(n, {"E1IDPU5", "CUXWAERZ"}));
  }

  std::optional<Money> amount_of(Node line, std::string_view qualifier) {
    const Node n = idoc_.find(line, "E1IDPU5", {"E1IDPU5", "MOAQUAL"}, qualifier);
    return n ? std::optional(amount_of(n)) : std::nullopt;
  }

  std::string document_of(Node line) {
    std::string number(idoc_.field(line, {"E1IDPU1", "DOCNUMMR"}));
    for (const std::string_view qualifier : {"009", "010"})
      if (number.empty())
        number = idoc_.field(idoc_.find(line, "E1EDP02", {"E1EDP02", "QUALF"}, qualifier),
                             {"E1EDP02", "BELNR"});
    if (number.empty())
      throw idoc_.fault("idoc.missing", line, {"E1IDPU1", "DOCNUMMR"},
                        "neither this nor E1EDP02 009 or 010 names the document that is paid");
    return number;
  }

  /// What is paid is 001, else the invoice (004) or credit memo (009) with what changes it.
  void read_line(Node line) {
    AdviceLine out;
    out.document = document_of(line);
    const auto paid = amount_of(line, "001"), credit = amount_of(line, "009");
    auto gross = amount_of(line, "004");
    if (credit) gross = credit->minor > 0 ? -*credit : *credit;
    if (!paid && !gross)
      throw idoc_.fault("idoc.missing", line, "has no amount (E1IDPU5 001, 004 or 009)");
    const Currency currency = (paid ? *paid : *gross).currency;
    Money changes{0, currency};
    if (const auto discount = amount_of(line, "003"); discount && discount->minor != 0) {
      out.discount = discount->minor < 0 ? -*discount : *discount;
      changes -= *out.discount;
    }
    Money deducted{0, currency};
    if (const auto deduction = amount_of(line, "007"); deduction && deduction->minor != 0)
      deducted += deduction->minor < 0 ? -*deduction : *deduction;
    deducted -= adjustments(line, currency, out.deduction_reason);
    if (deducted.minor != 0) out.deduction = deducted;
    changes -= deducted;
    out.amount = paid ? *paid : *gross + changes;
    if (paid && gross && *gross + changes != *paid)
      throw idoc_
          .fault("remittance.line", line,
                 "document " + text::quoted(out.document) + " pays " + paid->to_string() +
                     " (001), but its amount " + gross->to_string() + " with discount and " +
                     "deductions gives " + (*gross + changes).to_string())
          .figures((*gross + changes).to_string(), paid->to_string());
    record_.lines.push_back(std::move(out));
  }

  /// Σ of what changes the line's amount, below zero where it is less.
  Money adjustments(Node line, Currency currency, std::string& reasons) {
    const Field amount{"E1IDPU2", "MOABETRG"}, own{"E1IDPU2", "MOAWAERS"};
    Money sum{0, currency};
    for (Node n = idoc_.first(line, "E1IDPU2"); n; n = idoc_.next(n)) {
      const Currency ccy = idoc_.field(n, own).empty() ? currency : idoc_.currency(n, own);
      if (ccy != currency)
        throw idoc_.fault("amount.currency", n, own, "is another currency than the line's");
      sum += idoc_.required_amount(n, amount, currency);
      const auto reason = idoc_.field(n, {"E1IDPU2", "AJTGRUND"});
      if (reason.empty()) continue;
      if (reasons.size() + reason.size() > kReasonMax)
        throw idoc_.fault("idoc.limit", n, "is one of too many adjustments of one document");
      reasons.append(reasons.empty() ? "" : ", ").append(reason);
    }
    return sum;
  }

  /// A payer that writes what it spends as negative means all of it so.
  void turn_to_our_view(const Money& total) {
    record_.amount = total;
    if (total.minor >= 0) return;
    for (const AdviceLine& line : record_.lines)
      if (line.amount->minor > 0) return;
    record_.amount = -total;
    for (AdviceLine& line : record_.lines) line.amount = -*line.amount;
  }

  void require_total(const Money& total) {
    if (record_.lines.empty())
      throw idoc_.fault("idoc.missing", "the advice names no document that is paid (E1IDPU1)");
    Money sum{0, record_.amount->currency};
    for (const AdviceLine& line : record_.lines) {
      if (line.amount->currency != sum.currency)
        throw idoc_.fault(
            "amount.currency", total_at_,
            "the total is in another currency than document " + text::quoted(line.document));
      sum += *line.amount;
    }
    if (sum == *record_.amount) return;
    throw idoc_
        .fault("remittance.total", total_at_,
               "the total is " + total.to_string() + " " + std::string(total.currency.code()) +
                   ", but the documents paid come to " + sum.to_string())
        .figures(sum.to_string(), record_.amount->to_string());
  }

  Segments& idoc_;
  Output& out_;
  Node root_, total_at_;
  RemittanceAdvice record_;
};

}  // namespace

void read_advice(Segments& idoc, Output& out) { Advice(idoc, out).read(); }

}  // namespace saldo::sap
