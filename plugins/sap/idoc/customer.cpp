#include "idoc/segments.hpp"

/// DEBMAS: E1KNA1M with its company codes, banks, dunning data and credit limits.
namespace saldo::sap {

namespace {

/// MSGFN says what the sender did with a segment.
constexpr std::string_view kDeleted = "003";

struct Language {
  char sap;
  const char* iso;
};
/// SAP's internal letters (table T002) and ISO 639-1.
constexpr Language kLanguages[] = {
    {'0', "sr"}, {'1', "zh"}, {'2', "th"}, {'3', "ko"}, {'4', "ro"}, {'5', "sl"}, {'6', "hr"},
    {'7', "ms"}, {'8', "uk"}, {'9', "et"}, {'A', "ar"}, {'B', "he"}, {'C', "cs"}, {'D', "de"},
    {'E', "en"}, {'F', "fr"}, {'G', "el"}, {'H', "hu"}, {'I', "it"}, {'J', "ja"}, {'K', "da"},
    {'L', "pl"}, {'M', "zh"}, {'N', "nl"}, {'O', "no"}, {'P', "pt"}, {'Q', "sk"}, {'R', "ru"},
    {'S', "es"}, {'T', "tr"}, {'U', "fi"}, {'V', "sv"}, {'W', "bg"}, {'X', "lt"}, {'Y', "lv"},
    {'a', "af"}, {'b', "is"}, {'c', "ca"}, {'i', "id"}};

std::string language(std::string_view sap, std::string_view iso, std::vector<std::string>& notes) {
  const std::string_view two = iso.size() == 2 ? iso : sap;
  if (two.size() == 2) {
    std::string lower(two);
    for (char& c : lower) c = static_cast<char>(c | 0x20);
    return lower == "zf" ? "zh" : lower;  // SAP's own code for traditional Chinese
  }
  for (const Language& l : kLanguages)
    if (sap.size() == 1 && sap[0] == l.sap) return l.iso;
  if (!sap.empty()) notes.push_back("language " + text::quoted(sap) + " is not one of SAP's");
  return {};
}

void add_contact(Customer& customer, const char* kind, std::string_view value) {
  if (value.empty()) return;
  for (const Contact& c : customer.contacts)
    if (c.kind == kind && c.value == value) return;
  customer.contacts.push_back({kind, std::string(value)});
}

/// The fields that a customer has in all company codes.
Customer general_data(Segments& idoc, Node general, std::vector<std::string>& notes) {
  Customer c;
  c.at = idoc.place(general);
  c.number = padded(idoc.required(general, "KUNNR"));
  c.name = idoc.field(general, "NAME1");
  if (const auto more = idoc.field(general, "NAME2"); !more.empty())
    c.name.append(c.name.empty() ? "" : " ").append(more);
  c.country = idoc.field(general, "LAND1");
  c.language = language(idoc.field(general, "SPRAS"), idoc.field(general, "SPRAS_ISO"), notes);
  c.tax_id = idoc.field(general, "STCEG");
  for (Node bank = general.child("E1KNBKM"); bank; bank = bank.next_sibling("E1KNBKM"))
    if (const auto iban = idoc.field(bank, "IBAN");
        !iban.empty() && idoc.field(bank, "MSGFN") != kDeleted)
      c.ibans.emplace_back(iban);
  add_contact(c, "email", idoc.field(general, "SMTP_ADDR"));
  add_contact(c, "phone", idoc.field(general, "TELF1"));
  for (Node person = general.child("E1KNVKM"); person; person = person.next_sibling("E1KNVKM")) {
    add_contact(c, "email", idoc.field(person, "SMTP_ADDR"));
    add_contact(c, "phone", idoc.field(person, "TELF1"));
  }
  return c;
}

/// Dunning data of the default area, which has no name; of the only area, if it has one.
void company_dunning(Segments& idoc, Node company, Customer& c, std::vector<std::string>& notes) {
  Node chosen = idoc.find(company, "E1KNB5M", "MABER", "");
  const Node first = company.child("E1KNB5M");
  if (!chosen && !first.next_sibling("E1KNB5M")) chosen = first;
  idoc.require_few(company, "E1KNB5M");
  for (Node area = first; area; area = area.next_sibling("E1KNB5M"))
    if (area != chosen)
      notes.push_back("customer " + c.number + ": dunning area " +
                      text::quoted(idoc.field(area, "MABER")) + " is not the default one");
  if (!chosen) return;
  c.dunning_procedure = idoc.field(chosen, "MAHNA");
  c.dunning_level = idoc.number(chosen, "MAHNS");
  c.dunning_block = idoc.field(chosen, "MANSP");
}

/// The limit of the credit control area: the only one, or the one named as the company code.
void credit_limit(Segments& idoc, Node general, Customer& c, std::vector<std::string>& notes) {
  const Node central = general.child("E1KNKAM");
  const Node parent = central.child("E1KNKKM") ? central : general;
  const Node first = parent.child("E1KNKKM");
  if (!first) return;
  Node chosen = idoc.find(parent, "E1KNKKM", "KKBER", c.company_code);
  if (!chosen && !first.next_sibling("E1KNKKM")) chosen = first;
  if (!chosen) {
    notes.push_back("customer " + c.number + ": several credit control areas, none called '" +
                    c.company_code + "'");
    return;
  }
  auto currency = idoc.field(central, "WAERS");
  if (currency.empty()) currency = idoc.field(chosen, "WAERS");
  if (currency.empty() && !idoc.field(chosen, "KLIMK").empty())
    throw idoc.fault("idoc.missing", central ? central : chosen, "WAERS",
                     "the credit limit has no currency");
  c.credit_limit = idoc.amount(chosen, "KLIMK", currency);
}

}  // namespace

void read_customers(Segments& idoc, Node root, std::vector<Customer>& out,
                    std::vector<std::string>& notes) {
  const Node general = root.child("E1KNA1M");
  if (!general)
    throw idoc.fault("idoc.missing", root, "E1KNA1M", "a DEBMAS without this segment names nobody");
  if (idoc.field(general, "MSGFN") == kDeleted) {
    notes.push_back("customer " + padded(idoc.required(general, "KUNNR")) +
                    " is deleted in SAP; saldo keeps what it has");
    return;
  }
  for (const char* name : {"E1KNB1M", "E1KNBKM", "E1KNVKM", "E1KNKKM"})
    idoc.require_few(general, name);
  idoc.require_few(general.child("E1KNKAM"), "E1KNKKM");
  const Customer common = general_data(idoc, general, notes);
  std::size_t companies = 0;
  for (Node company = general.child("E1KNB1M"); company;
       company = company.next_sibling("E1KNB1M")) {
    if (idoc.field(company, "MSGFN") == kDeleted) {
      notes.push_back("customer " + common.number + " is deleted in company code " +
                      text::quoted(idoc.field(company, "BUKRS")) + "; saldo keeps what it has");
      continue;
    }
    ++companies;
    Customer& c = out.emplace_back(common);
    c.at = idoc.place(company);
    c.company_code = idoc.required(company, "BUKRS");
    c.payment_terms = idoc.field(company, "ZTERM");
    add_contact(c, "email", idoc.field(company, "INTAD"));
    company_dunning(idoc, company, c, notes);
    credit_limit(idoc, general, c, notes);
  }
  if (companies != 0 || general.child("E1KNB1M")) return;
  Customer& alone = out.emplace_back(common);
  credit_limit(idoc, general, alone, notes);
}

}  // namespace saldo::sap
