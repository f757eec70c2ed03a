#include "idoc/messages.hpp"

/// DEBMAS: E1KNA1M with its company codes, banks, dunning data and credit limits.
namespace saldo::sap {

namespace {

/// MSGFN says what the sender did with a segment.
constexpr std::string_view kDeleted = "003", kChanged = "004";

constexpr std::size_t kMostSegments = 1000;

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
  c.number = padded(idoc.required(general, {"E1KNA1M", "KUNNR"}));
  c.name = idoc.field(general, {"E1KNA1M", "NAME1"});
  if (const auto more = idoc.field(general, {"E1KNA1M", "NAME2"}); !more.empty())
    c.name.append(c.name.empty() ? "" : " ").append(more);
  c.country = idoc.field(general, {"E1KNA1M", "LAND1"});
  c.language = language(idoc.field(general, {"E1KNA1M", "SPRAS"}),
                        idoc.field(general, {"E1KNA1M", "SPRAS_ISO"}), notes);
  c.tax_id = idoc.field(general, {"E1KNA1M", "STCEG"});
  c.alternative_payer = padded(idoc.field(general, {"E1KNA1M", "KNRZA"}));
  c.partial = idoc.field(general, {"E1KNA1M", "MSGFN"}) == kChanged;
  for (Node bank = idoc.first(general, "E1KNBKM"); bank; bank = idoc.next(bank))
    if (const auto iban = idoc.field(bank, {"E1KNBKM", "IBAN"});
        !iban.empty() && idoc.field(bank, {"E1KNBKM", "MSGFN"}) != kDeleted)
      c.ibans.emplace_back(iban);
  add_contact(c, "email", idoc.field(general, {"E1KNA1M", "SMTP_ADDR"}));
  add_contact(c, "phone", idoc.field(general, {"E1KNA1M", "TELF1"}));
  add_contact(c, "street", idoc.field(general, {"E1KNA1M", "STRAS"}));
  add_contact(c, "postal_code", idoc.field(general, {"E1KNA1M", "PSTLZ"}));
  add_contact(c, "town", idoc.field(general, {"E1KNA1M", "ORT01"}));
  for (Node person = idoc.first(general, "E1KNVKM"); person; person = idoc.next(person)) {
    if (idoc.field(person, {"E1KNVKM", "MSGFN"}) == kDeleted) continue;
    add_contact(c, "email", idoc.field(person, {"E1KNVKM", "SMTP_ADDR"}));
    add_contact(c, "phone", idoc.field(person, {"E1KNVKM", "TELF1"}));
  }
  return c;
}

DunningArea dunning_area(Segments& idoc, Node node) {
  return {.area = std::string(idoc.field(node, {"E1KNB5M", "MABER"})),
          .procedure = std::string(idoc.field(node, {"E1KNB5M", "MAHNA"})),
          .block = std::string(idoc.field(node, {"E1KNB5M", "MANSP"})),
          .level = idoc.number(node, {"E1KNB5M", "MAHNS"}),
          .last = idoc.date(node, {"E1KNB5M", "MADAT"})};
}

/// Dunning data of the default area, which has no name; of the only area, if it has one.
void company_dunning(Segments& idoc, Node company, Customer& c) {
  idoc.require_few(company, "E1KNB5M", kMostSegments);
  std::vector<Node> areas;
  Node chosen;
  for (Node n = idoc.first(company, "E1KNB5M"); n; n = idoc.next(n)) {
    if (idoc.field(n, {"E1KNB5M", "MSGFN"}) == kDeleted) continue;
    areas.push_back(n);
    if (!chosen && idoc.field(n, {"E1KNB5M", "MABER"}).empty()) chosen = n;
  }
  if (!chosen && areas.size() == 1) chosen = areas[0];
  if (chosen) {
    const DunningArea own = dunning_area(idoc, chosen);
    c.dunning_procedure = own.procedure;
    c.dunning_level = own.level;
    c.dunning_block = own.block;
    c.dunning_last = own.last;
    c.dunning_legal = idoc.date(chosen, {"E1KNB5M", "GMVDT"});
  }
  for (const Node n : areas) {
    DunningArea area = dunning_area(idoc, n);
    if (!area.area.empty()) c.dunning_areas.push_back(std::move(area));
  }
}

/// The limit of the credit control area: the only one, or the one named as the company code.
void credit_limit(Segments& idoc, Node general, Customer& c, std::vector<std::string>& notes) {
  const Node central = idoc.first(general, "E1KNKAM");
  const Node parent = idoc.first(central, "E1KNKKM") ? central : general;
  const Node first = idoc.first(parent, "E1KNKKM");
  if (!first) return;
  Node chosen = idoc.find(parent, "E1KNKKM", {"E1KNKKM", "KKBER"}, c.company_code);
  if (!chosen && !idoc.next(first)) chosen = first;
  if (!chosen) {
    notes.push_back("customer " + c.number + ": several credit control areas, none called '" +
                    c.company_code + "'");
    return;
  }
  c.risk_class = idoc.field(chosen, {"E1KNKKM", "CTLPC"});
  c.credit_blocked = idoc.field(chosen, {"E1KNKKM", "CRBLB"}) == "X";
  if (idoc.field(chosen, {"E1KNKKM", "KLIMK"}).empty()) return;
  const Field own{"E1KNKKM", "WAERS"}, shared{"E1KNKAM", "WAERS"};
  const bool in_own = idoc.field(central, shared).empty();
  if (in_own && idoc.field(chosen, own).empty())
    throw idoc.fault("idoc.missing", central ? central : chosen, central ? shared : own,
                     "the credit limit has no currency");
  const Currency currency = in_own ? idoc.currency(chosen, own) : idoc.currency(central, shared);
  c.credit_limit = idoc.amount(chosen, {"E1KNKKM", "KLIMK"}, currency);
}

/// Credit insurance of the company code. Its amount is in the company code's own currency, which
/// the message doesn't tell.
void insurance(Segments& idoc, Node company, Customer& c, std::vector<std::string>& notes) {
  c.insurer = idoc.field(company, {"E1KNB1M", "VRBKZ"});
  c.insurance_policy = idoc.field(company, {"E1KNB1M", "VRSNR"});
  c.insured_until = idoc.date(company, {"E1KNB1M", "VERDT"});
  if (!idoc.field(company, {"E1KNB1M", "VRSPR"}).empty())
    c.insurance_own_share = idoc.percent(company, {"E1KNB1M", "VRSPR"});
  const Field amount{"E1KNB1M", "VLIBB"};
  const auto value = idoc.field(company, amount);
  if (value.find_first_of("123456789") == value.npos) return;
  if (const auto local = idoc.conventions().local)
    c.insured = idoc.amount(company, amount, *local);
  else
    notes.push_back("customer " + c.number + ": the insured amount " + text::quoted(value) +
                    " has no currency; option local_currency tells it");
}

void company_data(Segments& idoc, Node company, Customer& c, std::vector<std::string>& notes) {
  c.at = idoc.place(company);
  c.company_code = idoc.required(company, {"E1KNB1M", "BUKRS"});
  c.payment_terms = idoc.field(company, {"E1KNB1M", "ZTERM"});
  c.payment_block = idoc.field(company, {"E1KNB1M", "ZAHLS"});
  c.payment_methods = idoc.field(company, {"E1KNB1M", "ZWELS"});
  if (const auto payer = idoc.field(company, {"E1KNB1M", "KNRZB"}); !payer.empty())
    c.alternative_payer = padded(payer);
  c.partial = c.partial || idoc.field(company, {"E1KNB1M", "MSGFN"}) == kChanged;
  add_contact(c, "email", idoc.field(company, {"E1KNB1M", "INTAD"}));
  company_dunning(idoc, company, c);
  insurance(idoc, company, c, notes);
}

void read_customer(Segments& idoc, Node general, Output& out) {
  const auto number = idoc.required(general, {"E1KNA1M", "KUNNR"});
  if (idoc.field(general, {"E1KNA1M", "MSGFN"}) == kDeleted) {
    out.notes.push_back("customer " + padded(number) +
                        " is deleted in SAP; saldo keeps what it has");
    return;
  }
  for (const SegmentType type : {SegmentType("E1KNB1M"), SegmentType("E1KNBKM"),
                                 SegmentType("E1KNVKM"), SegmentType("E1KNKKM")})
    idoc.require_few(general, type, kMostSegments);
  idoc.require_few(idoc.first(general, "E1KNKAM"), "E1KNKKM", kMostSegments);
  const Customer common = general_data(idoc, general, out.notes);
  for (Node company = idoc.first(general, "E1KNB1M"); company; company = idoc.next(company)) {
    if (idoc.field(company, {"E1KNB1M", "MSGFN"}) == kDeleted) {
      out.notes.push_back("customer " + common.number + " is deleted in company code " +
                          text::quoted(idoc.field(company, {"E1KNB1M", "BUKRS"})) +
                          "; saldo keeps what it has");
      continue;
    }
    Customer c = common;
    company_data(idoc, company, c, out.notes);
    credit_limit(idoc, general, c, out.notes);
    out.records.emplace_back(std::move(c));
  }
  if (idoc.first(general, "E1KNB1M")) return;
  Customer alone = common;
  credit_limit(idoc, general, alone, out.notes);
  out.records.emplace_back(std::move(alone));
}

}  // namespace

void read_customers(Segments& idoc, Output& out) {
  Node general = idoc.first(idoc.root(), "E1KNA1M");
  if (!general)
    throw idoc.fault("idoc.missing", "a DEBMAS without the segment E1KNA1M names nobody");
  idoc.require_few(idoc.root(), "E1KNA1M", kMostSegments);
  for (; general; general = idoc.next(general)) read_customer(idoc, general, out);
}

}  // namespace saldo::sap
