#include "camt/statement.hpp"

/// TxsSummry: how many entries there are, and their sums.
namespace saldo::bank::camt {

void StatementReader::take_summary(Node summary) {
  const auto count = [&](Node group, auto& figure) {
    figure.says = fields_.count(group.child("NbOfNtries"));
    figure.at = fields_.place(group.child("NbOfNtries"));
  };
  const auto sum = [&](Node node, auto& figure) {
    if (!node) return;
    figure.says = std::string(fields_.text(node));
    figure.at = fields_.place(node);
  };
  const Node total = summary.child("TtlNtries");
  const Node credits = summary.child("TtlCdtNtries"), debits = summary.child("TtlDbtNtries");
  count(total, summary_.entries);
  count(credits, summary_.credits);
  count(debits, summary_.debits);
  sum(total.child("Sum"), summary_.sum);
  sum(credits.child("Sum"), summary_.credit_sum);
  sum(debits.child("Sum"), summary_.debit_sum);
  const Node net = total.child("TtlNetNtry");  // since version 04
  sum(net ? net.child("Amt") : total.child("TtlNetNtryAmt"), summary_.net_sum);
  summary_.net_is_debit = fields_.sign((net ? net : total).child("CdtDbtInd")) < 0;
}

/// Banks sum up all entries, or those that are booked: either proves. A page may sum up the whole
/// statement, of which other pages are in other files.
void StatementReader::check_summary() {
  Place at;
  std::string expected, found;
  std::string why = summary_fault(booked_, at, expected, found);
  if (why.empty() || summary_fault(all_, at, expected, found).empty()) return;
  why = summary_fault(all_, at, expected, found);
  if (pages_ > 1 || !is_whole())
    return warnings_.warn(xml::where(at) + name_of(statement_) + ": " + why + " of this page",
                          SALDO_LOG_INFO);
  broken(Rejected("statement.summary", xml::where(at) + name_of(statement_) + ": " + why +
                                           "; ask the bank to send it again")
             .at_place(at)
             .figures(expected, found));
}

/// Empty if every figure of TxsSummry agrees with `totals`; else what doesn't.
std::string StatementReader::summary_fault(const Totals& totals, Place& at, std::string& expected,
                                           std::string& found) const {
  std::string why;
  const auto differ = [&](const char* what, std::string says, std::string is, Place place) {
    at = place;
    expected = std::move(says);
    found = std::move(is);
    why = std::string("the summary says ") + what + " " + expected + " but the entries come to " +
          found;
  };
  const auto count = [&](const char* what, const Figure<std::int64_t>& f, std::int64_t is) {
    if (f.says && *f.says != is && why.empty())
      differ(what, std::to_string(*f.says), std::to_string(is), f.at);
  };
  const auto sum = [&](const char* what, const Figure<std::string>& f, std::int64_t is) {
    if (!f.says || !why.empty()) return;
    const Money money{is, currency_};
    bool same = false;
    try {
      same = currency_.empty() ? *f.says == "0" : Money::parse(*f.says, currency_) == money;
    } catch (const FormatError&) {
      // Not a number: it can't agree.
    }
    if (!same) differ(what, text::quoted(*f.says), money.to_string(), f.at);
  };
  count("entries", summary_.entries, totals.credits + totals.debits);
  count("credit entries", summary_.credits, totals.credits);
  count("debit entries", summary_.debits, totals.debits);
  sum("a sum of", summary_.sum, checked_sum(totals.credit_sum, totals.debit_sum, summary_.sum.at));
  sum("a sum of credits of", summary_.credit_sum, totals.credit_sum);
  sum("a sum of debits of", summary_.debit_sum, totals.debit_sum);
  const std::int64_t net = totals.credit_sum - totals.debit_sum;
  sum("a net amount of", summary_.net_sum, summary_.net_is_debit ? -net : net);
  return why;
}

}  // namespace saldo::bank::camt
