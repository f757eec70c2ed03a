#include "idoc/messages.hpp"

/// FINSTA (FINSTA01): a bank's statement. Nothing fixes the side of a line: a sign behind the
/// amount is a convention. So the balances decide, and what they don't prove is refused.
namespace saldo::sap {

namespace {

class BankStatement {
 public:
  BankStatement(Segments& idoc, Output& out) : idoc_(idoc), out_(out), root_(idoc.root()) {}

  void read() {
    for (const SegmentType lockbox : {SegmentType("E1IDLB1"), SegmentType("E1IDLB2")})
      if (const Node n = idoc_.first(root_, lockbox))
        throw idoc_.fault("idoc.message", n,
                          "a lockbox in FINSTA01 is no statement; fetch the bank's lockbox file");
    read_header();
    for (Node n = idoc_.first(root_, "E1IDPF1"); n; n = idoc_.next(n)) read_line(n);
    prove();
    finish();
  }

 private:
  void read_header() {
    Statement& s = statement_;
    s.at = idoc_.place(root_);
    s.index = out_.index;
    s.kind = "booked";
    const Node account = idoc_.first(root_, "E1IDB02");
    if (!account) throw idoc_.fault("idoc.missing", "the statement names no account (E1IDB02)");
    s.account_bank = idoc_.field(account, {"E1IDB02", "FIIBKENN"});
    s.account_number = idoc_.required(account, {"E1IDB02", "FIIKONTO"});
    s.account_name = idoc_.field(account, {"E1IDB02", "FIIKNAME"});
    currency_ = idoc_.currency(account, {"E1IDB02", "FIIKWAER"});
    s.account_currency = currency_.code();
    const Node number = idoc_.find(root_, "E1EDK02", {"E1EDK02", "QUALF"}, "037");
    s.sequence = idoc_.field(number, {"E1EDK02", "BELNR"});
    if (s.sequence.empty())
      s.sequence = idoc_.field(idoc_.first(root_, "E1IDKU1"), {"E1IDKU1", "BGMREF"});
    day_ =
        idoc_.date(idoc_.find(root_, "E1EDK03", {"E1EDK03", "IDDAT"}, "026"), {"E1EDK03", "DATUM"});
    if (day_.empty()) day_ = idoc_.date(number, {"E1EDK02", "DATUM"});
    if (day_.empty()) throw idoc_.fault("idoc.missing", "the statement has no date (E1EDK03 026)");
  }

  Money amount_of(Node n) {
    const Field own{"E1IDPU5", "CUXWAERZ"};
    const Currency ccy = idoc_.field(n, own).empty() ? currency_ : idoc_.currency(n, own);
    if (ccy != currency_)
      throw idoc_.fault("amount.currency", n, own, "is another currency than the account's");
    return idoc_.required_amount(n, {"E1IDPU5", "MOABETR"}, ccy);
  }

  /// Balances and totals may stand in a line of their own.
  void read_line(Node line) {
    std::optional<Money> moved;
    for (Node n = idoc_.first(line, "E1IDPU5"); n; n = idoc_.next(n)) {
      const auto what = idoc_.field(n, {"E1IDPU5", "MOAQUAL"});
      if (what == "019") take(statement_.opening.amount, n, "opening balance");
      if (what == "021") take(statement_.closing.amount, n, "closing balance");
      if (what == "023") take(debits_, n, "sum of debits");
      if (what == "024") take(credits_, n, "sum of credits");
      if (what == "001") take(moved, n, "amount of the line");
    }
    if (moved) add(line, *moved);
  }
  void take(std::optional<Money>& to, Node n, const char* what) {
    if (to) throw idoc_.fault("idoc.order", n, std::string("a second ") + what);
    to = amount_of(n);
  }

  void add(Node line, const Money& amount) {
    Transaction t;
    t.at = idoc_.place(line);
    t.statement = out_.index;
    t.index = static_cast<std::int64_t>(lines_.size()) + 1;
    t.booking_date = day_;
    t.status = "booked";
    t.amount = amount;
    for (Node n = idoc_.first(line, "E1EDP02"); n; n = idoc_.next(n))
      if (const auto number = idoc_.field(n, {"E1EDP02", "BELNR"}); !number.empty())
        t.remitted_documents.push_back({.number = std::string(number)});
    for (Node n = idoc_.first(line, "E1IDT01"); n; n = idoc_.next(n)) read_text(n, t);
    if (amount.minor < 0) has_signs_ = true;
    lines_.push_back(std::move(t));
  }

  void read_text(Node n, Transaction& t) {
    static constexpr Field kTexts[] = {
        {"E1IDT01", "TXT01"}, {"E1IDT01", "TXT02"}, {"E1IDT01", "TXT03"}, {"E1IDT01", "TXT04"},
        {"E1IDT01", "TXT05"}, {"E1IDT01", "TXT06"}, {"E1IDT01", "TXT07"}, {"E1IDT01", "TXT08"},
        {"E1IDT01", "TXT09"}, {"E1IDT01", "TXT10"}, {"E1IDT01", "TXT11"}, {"E1IDT01", "TXT12"},
        {"E1IDT01", "TXT13"}, {"E1IDT01", "TXT14"}};
    for (const Field& field : kTexts)
      if (const auto text = idoc_.field(n, field); !text.empty()) t.remittance.emplace_back(text);
  }

  Money sum(bool credits) const {
    Money total{0, currency_};
    for (const Transaction& t : lines_)
      if ((t.amount->minor > 0) == credits) total += *t.amount;
    return total;
  }

  /// Opening + lines = closing, as they are signed; where no line is signed, all may be debits.
  void prove() {
    const auto& [opening, closing] =
        std::pair(statement_.opening.amount, statement_.closing.amount);
    if (!opening || !closing)
      throw idoc_.fault("idoc.missing",
                        "the statement has no opening (019) or no closing balance (021), without "
                        "which nothing tells debits from credits");
    if (!has_signs_ && *opening - sum(true) == *closing)
      for (Transaction& t : lines_) t.amount = -*t.amount;
    const Money found = *opening + sum(true) + sum(false);
    if (found != *closing)
      throw idoc_
          .fault(has_signs_ ? "statement.balance" : "statement.side",
                 "opening balance " + opening->to_string() + " and lines come to " +
                     found.to_string() + ", but the closing balance is " + closing->to_string() +
                     (has_signs_ ? ""
                                 : "; no line has a sign, so nothing tells debits from credits: "
                                   "fetch the bank's own file (MT940, camt.053)"))
          .figures(closing->to_string(), found.to_string());
    require("024, sum of credits", credits_, sum(true));
    require("023, sum of debits", debits_, -sum(false));
  }
  void require(const char* what, std::optional<Money> told, const Money& found) const {
    if (!told || *told == found || -*told == found) return;
    throw idoc_
        .fault("statement.totals", std::string("the statement says ") + told->to_string() + " (" +
                                       what + "), but its lines come to " + found.to_string())
        .figures(told->to_string(), found.to_string());
  }

  void finish() {
    statement_.opening.date = statement_.closing.date = day_;
    statement_.transactions = static_cast<std::int64_t>(lines_.size());
    statement_.total_credit = sum(true);
    statement_.total_debit = -sum(false);
    for (Transaction& t : lines_) {
      if (t.amount->minor > 0) out_.held.add(*t.amount);
      out_.records.emplace_back(std::move(t));
    }
    out_.records.emplace_back(std::move(statement_));
  }

  Segments& idoc_;
  Output& out_;
  Node root_;
  Currency currency_;
  Date day_;
  Statement statement_;
  std::vector<Transaction> lines_;
  std::optional<Money> debits_, credits_;
  bool has_signs_ = false;
};

}  // namespace

void read_statement(Segments& idoc, Output& out) { BankStatement(idoc, out).read(); }

}  // namespace saldo::sap
