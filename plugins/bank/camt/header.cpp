#include "camt/statement.hpp"

/// What a statement says about itself and its account.
namespace saldo::bank::camt {

void StatementReader::take_account(Node acct) {
  Statement& s = head();
  const Node id = acct.child("Id");
  s.account_iban = fields_.iban(id.child("IBAN"));
  for (const char* other : {"Othr", "PrtryAcct"})
    if (const Node own = id.child(other).child("Id")) s.account_number = fields_.text(own);
  if (const Node bban = id.child("BBAN")) s.account_number = fields_.text(bban);
  const Node owner = acct.child("Ownr");
  const Node party = owner.child("Pty") ? owner.child("Pty") : owner;
  s.account_name = fields_.text(acct.child("Nm") ? acct.child("Nm") : party.child("Nm"));
  const Node bank = acct.child("Svcr").child("FinInstnId");
  const Node bic = first_of(bank, "BICFI", "BIC");
  s.account_bank = fields_.text(bic ? bic : bank.child("ClrSysMmbId").child("MmbId"));
  const Node ccy = acct.child("Ccy");
  if (!ccy) return;
  const auto currency = Currency::find(fields_.text(ccy));
  if (!currency)
    throw fields_.fault("amount.currency", ccy,
                        "currency " + text::quoted(fields_.text(ccy)) + " is not an ISO 4217 code");
  if (settled_) return require_currency(*currency, fields_.place(ccy));
  header_.currency = *currency;
  header_.currency_at = fields_.place(ccy);
}

void StatementReader::take_period(Node period) {
  head().from = fields_.day(first_of(period, "FrDtTm", "FrDt"));
  head().to = fields_.day(first_of(period, "ToDtTm", "ToDt"));
}

namespace {

Page page_of(Fields& fields, Node pagination) {
  const auto number = fields.text(pagination.child("PgNb"));
  const auto last = fields.text(pagination.child("LastPgInd"));
  Page page{std::nullopt, last != "false" && last != "0"};
  if (text::all_digits(number) && number.size() <= 9) page.number = Money::parse_minor(number, 0);
  return page;
}

}  // namespace

void StatementReader::take_page(Node pagination) { header_.page = page_of(fields_, pagination); }

Page StatementReader::read_page(const XmlSlices& slices, const XmlEvent& event,
                                std::string_view container) {
  const Node pagination = fields_.parse(slices, event).child(container);
  return pagination ? page_of(fields_, pagination) : Page{};
}

}  // namespace saldo::bank::camt
