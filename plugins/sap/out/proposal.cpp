#include "out/proposal.hpp"

#include "out/body.hpp"

namespace saldo::sap {

namespace json = boost::json;

namespace {

Money money_of(const json::object& object, const char* key, Currency currency) {
  return Money::parse(required(object, key), currency);
}

ClearingLine line_of(const json::object& object, Currency currency) {
  ClearingLine line;
  line.item = required(object, "item");
  line.date = date_of(object, "date");
  if (const auto* year = object.if_contains("fiscal_year"))
    line.fiscal_year = year->to_number<int>();
  line.gross = money_of(object, "gross", currency);
  line.paid = money_of(object, "paid", currency);
  line.discount = money_of(object, "discount", currency);
  line.write_off = money_of(object, "write_off", currency);
  if (line.paid + line.discount + line.write_off != line.gross)
    throw Rejected("proposal.sum", "item " + line.item + ": paid, discount and write-off aren't " +
                                       line.gross.to_string() + " together");
  return line;
}

ClearingProposal proposal_of(const json::object& object) {
  ClearingProposal p;
  p.key = required(object, "key");
  p.number = required(object, "number");
  p.reverses = text_of(object, "reverses");
  p.company_code = required(object, "company_code");
  p.customer = required(object, "customer");
  p.created = date_of(object, "created");
  const Currency currency = Currency::parse(required(object, "currency"));
  p.amount = money_of(object, "amount", currency);
  const json::object& payment = object.at("payment").as_object();
  p.payment_reference = text_of(payment, "reference");
  p.bank_account = text_of(payment, "account");
  p.booking_date = date_of(payment, "booking_date");
  p.value_date = date_of(payment, "value_date");
  Money sum = Money{0, currency};
  for (const json::value& line : object.at("lines").as_array()) {
    p.lines.push_back(line_of(line.as_object(), currency));
    sum = sum + p.lines.back().paid;
  }
  if (p.lines.empty() || sum != p.amount)
    throw Rejected("proposal.sum", "the lines of proposal " + p.key + " come to " +
                                       sum.to_string() + ", not to " + p.amount.to_string());
  return p;
}

}  // namespace

ClearingProposal read_proposal(std::string_view body) { return read_body(body, proposal_of); }

}  // namespace saldo::sap
