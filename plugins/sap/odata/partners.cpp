#include "odata/partners.hpp"

#include <algorithm>

#include "fi.hpp"

/// API_BUSINESS_PARTNER: A_BusinessPartner → to_Customer → to_CustomerCompany → to_CustomerDunning.
namespace saldo::sap::odata {

namespace {

/// The first that isn't empty.
std::string first_of(std::initializer_list<std::string> texts) {
  for (const std::string& t : texts)
    if (!t.empty()) return t;
  return {};
}

std::string name_of(const Entity& partner, const Entity& customer) {
  std::string joined = partner.text("OrganizationBPName1");
  if (const std::string second = partner.text("OrganizationBPName2");
      !joined.empty() && !second.empty())
    joined += " " + second;
  return first_of({joined, partner.text("BusinessPartnerFullName"), customer.text("CustomerName"),
                   customer.text("CustomerFullName")});
}

/// The default address goes first, as a dunning notice goes there.
void read_emails(const Entity& address, Customer& c) {
  const auto* mails = address.expanded_list("to_EmailAddress");
  if (mails == nullptr) return;
  for (const bool wanted : {true, false})
    for (const Value& value : *mails) {
      const Entity mail(value, address.key());
      std::string text = mail.text("EmailAddress");
      if (text.empty() || mail.flag("IsDefaultEmailAddress") != wanted) continue;
      const bool known = std::any_of(c.contacts.begin(), c.contacts.end(),
                                     [&](const Contact& k) { return k.value == text; });
      if (!known) c.contacts.push_back({"email", std::move(text)});
    }
}

void read_addresses(const Entity& partner, Customer& c) {
  const auto* addresses = partner.expanded_list("to_BusinessPartnerAddress");
  if (addresses == nullptr) return;
  for (const Value& value : *addresses) {
    const Entity address(value, partner.key());
    if (c.country.empty()) c.country = address.text("Country");
    if (c.language.empty()) c.language = address.text("Language");
    read_emails(address, c);
  }
}

void read_dunning(const Entity& company, Customer& c) {
  const auto* areas = company.expanded_list("to_CustomerDunning");
  if (areas == nullptr) {
    c.partial = true;
    return;
  }
  for (const Value& value : *areas) {
    const Entity dunning(value, company.key());
    const std::string area = dunning.text("DunningArea");
    if (area.empty()) {
      c.dunning_procedure = dunning.text("DunningProcedure");
      c.dunning_block = dunning.text("DunningBlock");
      c.dunning_level = dunning.integer("DunningLevel");
      c.dunning_last = dunning.date("LastDunnedOn");
      c.dunning_legal = dunning.date("LegDunningProcedureOn");
    } else {
      c.dunning_areas.push_back({.area = area,
                                 .procedure = dunning.text("DunningProcedure"),
                                 .block = dunning.text("DunningBlock"),
                                 .level = dunning.integer("DunningLevel"),
                                 .last = dunning.date("LastDunnedOn")});
    }
  }
}

Customer of_company(const Customer& general, const Value& value, const std::string& key) {
  Customer c = general;
  c.at = value.at;
  c.company_code = Entity(value, key).required("CompanyCode");
  const Entity company(value, key + " in company code " + c.company_code);
  c.payment_terms = company.text("PaymentTerms");
  c.payment_methods = company.text("PaymentMethodsList");
  c.payment_block = company.text("PaymentBlockingReason");
  c.alternative_payer = padded(company.text("AlternativePayerAccount"));
  read_dunning(company, c);
  return c;
}

}  // namespace

std::vector<Customer> read_customers(const Value& entity,
                                     const std::vector<std::string>& company_codes) {
  const Value* number = entity.find("Customer");
  const std::string key =
      "customer " +
      (number != nullptr && !number->text.empty() ? number->text : "without a number");
  const Entity partner(entity, key);
  const Value* expanded = partner.expanded("to_Customer");
  const Value& customer_value = expanded != nullptr ? *expanded : entity;
  const Entity customer(customer_value, key);
  Customer general;
  general.at = entity.at;
  general.number = padded(first_of({customer.text("Customer"), partner.required("Customer")}));
  general.name = name_of(partner, customer);
  if (general.name.empty())
    throw partner.fault("odata.missing", "has no name (OrganizationBPName1, CustomerName)");
  read_addresses(partner, general);
  const auto* companies = customer.expanded_list("to_CustomerCompany");
  if (companies == nullptr || companies->empty()) return {general};
  std::vector<Customer> all;
  for (const Value& value : *companies) {
    Customer c = of_company(general, value, key);
    const bool wanted = company_codes.empty() ||
                        std::find(company_codes.begin(), company_codes.end(), c.company_code) !=
                            company_codes.end();
    if (wanted) all.push_back(std::move(c));
  }
  return all;
}

}  // namespace saldo::sap::odata
