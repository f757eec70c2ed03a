#include "out/credit.hpp"

#include "out/body.hpp"
#include "out/customer_change.hpp"

namespace saldo::sap {

namespace {

CreditChange change_of(const boost::json::object& object) {
  CreditChange c;
  c.key = required(object, "key");
  c.number = required(object, "number");
  c.customer = required(object, "customer");
  c.area = required(object, "area");
  c.created = date_of(object, "created");
  if (object.contains("limit")) {
    c.limit =
        Money::parse(required(object, "limit"), Currency::parse(required(object, "currency")));
    if (c.limit->minor < 0)
      throw Rejected("proposal.form", "a credit limit of " + c.limit->to_string() +
                                          " is below zero; to stop all credit, block it");
  }
  if (const auto* blocked = object.if_contains("blocked")) c.blocked = blocked->as_bool();
  if (!c.limit && !c.blocked)
    throw Rejected("proposal.form", "the message has neither a limit nor a block");
  return c;
}

}  // namespace

CreditChange read_credit_change(std::string_view body) { return read_body(body, change_of); }

std::vector<OutSegment> customer_change_of(const CreditChange& c) {
  std::vector<std::pair<std::string_view, std::string>> fields = {{"KKBER", c.area}};
  if (c.limit) fields.emplace_back("KLIMK", c.limit->to_string());
  if (c.blocked) fields.emplace_back("CRBLB", *c.blocked ? "X" : kInitial);
  OutSegment central = changed("E1KNKAM", {});
  central.below.push_back(changed("E1KNKKM", fields));
  OutSegment general = changed("E1KNA1M", {{"KUNNR", c.customer}});
  general.below.push_back(std::move(central));
  return {std::move(general)};
}

}  // namespace saldo::sap
