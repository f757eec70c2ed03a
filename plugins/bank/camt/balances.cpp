#include "camt/statement.hpp"

namespace saldo::bank::camt {

void StatementReader::take_balance(Node bal) {
  const Node type = bal.child("Tp");
  const Node choice = first_of(type, "CdOrPrtry");
  const auto code = fields_.text(first_of(choice ? choice : type, "Cd", "Prtry"));
  const bool opens = code == "OPBD", before = code == "PRCD", closes = code == "CLBD";
  const bool interim = code == "ITBD";
  if (!opens && !before && !closes && !interim) return;
  const Node amt = bal.child("Amt");
  if (!amt) throw fields_.fault("balance.incomplete", bal, "the balance has no <Amt>");
  SignedAmount balance{fields_.amount(amt), fields_.date(bal.child("Dt")), fields_.place(bal)};
  require_currency(balance.amount.currency, balance.at);
  const int sign = fields_.sign(bal.child("CdtDbtInd"));
  if (sign < 0) balance.amount = -balance.amount;
  if (sign == 0 && balance.amount.minor != 0) {
    if (conventions_.refuse_unmarked)
      throw fields_.fault("balance.incomplete", bal, "the balance has no <CdtDbtInd>");
    // The proof shows whether a credit was meant.
    warnings_.warn(xml::where(balance.at) + "the balance " + std::string(code) +
                   " has no <CdtDbtInd> and is taken for a credit");
  }
  if (opens && (!balances_.opening || balance.date < balances_.opening->date))
    balances_.opening = balance;
  if (before && !balances_.previous) balances_.previous = balance;
  if (closes && (!balances_.closing || balance.date >= balances_.closing->date))
    balances_.closing = balance;
  if (interim && !balances_.first_interim) balances_.first_interim = balance;
  if (interim) balances_.last_interim = balance;
}

/// A page of a longer statement opens or closes with an interim balance (ITBD) instead; PRCD is
/// the closing balance of the statement before.
void StatementReader::choose_balances() {
  auto opening = balances_.opening ? balances_.opening : balances_.previous;
  auto closing = balances_.closing;
  if (!closing && (opening || balances_.first_interim)) closing = balances_.last_interim;
  if (!opening && closing) opening = balances_.first_interim;
  if (opening && closing && opening->at == closing->at) opening.reset();  // one ITBD, nothing else
  if (opening) statement_.opening = {opening->amount, opening->date};
  if (closing) {
    statement_.closing = {closing->amount, closing->date};
    closing_at_ = closing->at;
  }
}

void StatementReader::check_balances() {
  const bool opens = statement_.opening.amount.has_value();
  if (!opens || !statement_.closing.amount) {
    if (booked_.credits + booked_.debits == 0) return;  // nothing that a balance could prove
    broken(Rejected("statement.balance_missing",
                    xml::where(statement_.at) + name_of(statement_) + " has no booked " +
                        (opens ? "closing (CLBD)" : "opening (OPBD or PRCD)") +
                        " balance, so nothing proves its entries" +
                        (!is_whole() ? ": its other pages aren't in this file" : "") +
                        "; have the bank add it")
               .at_place(statement_.at)
               .figures(opens ? "CLBD" : "OPBD or PRCD", "none"));
    return;
  }
  try {
    prove_balances(statement_, lines_, closing_at_);
  } catch (Rejected& fault) {
    fault.message += hint();
    broken(fault);
  }
}

/// What would explain the difference: a bank's way that an option names.
std::string StatementReader::hint() const {
  auto hint = reversals_hint(reversals_.minor, conventions_, statement_, lines_);
  if (hint.empty() && would_foot_without(future_.minor, statement_, lines_))
    hint =
        ". It would foot without the entries whose value date is behind it: option future_entries "
        "pending, if the bank books them later";
  return hint;
}

}  // namespace saldo::bank::camt
