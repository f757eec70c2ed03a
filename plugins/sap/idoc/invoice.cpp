#include <set>

#include "idoc/segments.hpp"

/// INVOIC: one billing document is one receivable item.
namespace saldo::sap {

namespace {

/// By E1EDK01-BSART and the billing type in E1EDK14 015. Pro forma invoices are no receivables.
std::string kind_of(Segments& idoc, Node root) {
  const Node header = root.child("E1EDK01");
  const Node organisation = idoc.find(root, "E1EDK14", "QUALF", "015");
  const auto document = idoc.field(header, "BSART");
  const auto billing = idoc.field(organisation, "ORGID");
  if (billing == "F5" || billing == "F8" || document == "PROF")
    throw idoc.fault("idoc.category", organisation ? organisation : header,
                     organisation ? "ORGID" : "BSART", "a pro forma invoice is not a receivable");
  if (document == "CRME" || billing == "G2" || billing == "RE" || billing == "S1")
    return "credit_memo";
  if (document == "DRME" || billing == "L2" || billing == "S2") return "debit_memo";
  return "invoice";
}

/// The debtor is the payer, else who gets the bill, else who ordered.
std::string payer(Segments& idoc, Node root) {
  for (const std::string_view role : {"RG", "RE", "AG"})
    if (const auto id = idoc.field(idoc.find(root, "E1EDKA1", "PARVW", role), "PARTN"); !id.empty())
      return padded(id);
  throw idoc.fault("idoc.missing", root, "E1EDKA1",
                   "no partner RG, RE or AG with a PARTN, so nobody owes the invoice");
}

/// Outbound IDocs carry the company code in PARTN or, as our number at the partner, in LIFNR.
std::string company_code(Segments& idoc, Node root) {
  const Node partner = idoc.find(root, "E1EDKA1", "PARVW", "BK");
  const auto code = idoc.field(partner, "PARTN");
  return std::string(code.empty() ? idoc.field(partner, "LIFNR") : code);
}

Date header_date(Segments& idoc, Node root, std::string_view qualifier) {
  return idoc.date(idoc.find(root, "E1EDK03", "IDDAT", qualifier), "DATUM");
}

void read_dates(Segments& idoc, Node root, Item& item) {
  const Date billing = header_date(idoc, root, "026"), document = header_date(idoc, root, "012");
  item.document_date = billing.empty() ? document : billing;
  if (item.document_date.empty())
    item.document_date = idoc.date(idoc.find(root, "E1EDK02", "QUALF", "009"), "DATUM");
  if (item.document_date.empty())
    throw idoc.fault("idoc.missing", root, "E1EDK03",
                     "neither a billing date (026) nor a document date (012)");
  item.posting_date = item.baseline_date = item.document_date;
}

/// The percentage as written, once it is a number; a field left out means 0.
std::string percent(Segments& idoc, Node tier) {
  const auto value = idoc.field(tier, "PRZNT");
  if (value.empty()) return "0";
  try {
    if (Money::parse_minor(value, 6) < 0) throw FormatError("negative");
  } catch (const FormatError&) {
    throw idoc.fault("number.invalid", tier, "PRZNT", text::quoted(value) + " is not a percentage");
  }
  return std::string(value);
}

bool is_zero(std::string_view percent) { return percent.find_first_not_of("0.") == percent.npos; }

/// Net is the tier without discount that gives most days; without one, the last tier is the limit
/// (SAP: ZBD3T, else ZBD2T, else ZBD1T). A due date of its own (028) wins.
void read_terms(Segments& idoc, Node root, Item& item) {
  std::optional<std::int64_t> net, last;
  for (Node tier = root.child("E1EDK18"); tier; tier = tier.next_sibling("E1EDK18")) {
    const auto qualifier = idoc.field(tier, "QUALF");
    if (qualifier != "001" && qualifier != "002" && qualifier != "003") continue;
    const auto days = idoc.number(tier, "TAGE");
    Term term{days.value_or(0), percent(idoc, tier)};
    if (is_zero(term.percent)) net = std::max(net.value_or(0), *term.days);
    last = std::max(last.value_or(0), *term.days);
    item.terms.push_back(std::move(term));
  }
  if (!net) net = last;
  item.due_date = header_date(idoc, root, "028");
  if (!item.due_date.empty() || !net) return;
  if (*net > 36500)
    throw idoc.fault("number.invalid", root.child("E1EDK18"), "TAGE",
                     std::to_string(*net) + " days are more than a century");
  item.due_date = item.baseline_date.plus_days(static_cast<std::int32_t>(*net));
}

/// The sign comes from the category. Some senders negate credit memos as well; an invoice below
/// zero contradicts itself.
Money read_gross(Segments& idoc, Node root, const std::string& kind,
                 std::vector<std::string>& notes) {
  const Node gross = idoc.find(root, "E1EDS01", "SUMID", "011");
  if (!gross)
    throw idoc.fault("idoc.missing", root, "E1EDS01", "no sum 011, the gross amount billed");
  auto currency = idoc.field(gross, "WAERQ");
  if (currency.empty()) currency = idoc.required(root.child("E1EDK01"), "CURCY");
  const auto amount = idoc.amount(gross, "SUMME", currency);
  if (!amount) throw idoc.fault("idoc.missing", gross, "SUMME", "the field is missing or empty");
  const bool credit = kind == "credit_memo";
  if (amount->minor >= 0) return credit ? -*amount : *amount;
  if (!credit)
    throw idoc.fault(
        "amount.sign", gross, "SUMME",
        "the document is no credit memo, but its gross amount is " + amount->to_string());
  notes.push_back("a credit memo whose amount is negative too");
  return *amount;
}

/// References in the order in which they come, each once.
class References {
 public:
  explicit References(Item& item) : item_(item) {}
  void add(const char* kind, std::string_view value) {
    if (value.empty() || !seen_.insert(std::string(kind) + " " + std::string(value)).second) return;
    item_.references.push_back({kind, std::string(value)});
  }

 private:
  Item& item_;
  std::set<std::string> seen_;
};

struct Qualifier {
  std::string_view code;
  const char* kind;
};
constexpr Qualifier kQualifiers[] = {
    {"001", "purchase_order"}, {"012", "delivery"},   {"016", "delivery"}, {"015", "billing"},
    {"011", "billing"},        {"017", "assignment"}, {"087", "reference"}};

void read_references(Segments& idoc, Node parent, const char* segment, References& to) {
  for (Node ref = parent.child(segment); ref; ref = ref.next_sibling(segment))
    for (const Qualifier& q : kQualifiers)
      if (idoc.field(ref, "QUALF") == q.code) to.add(q.kind, idoc.field(ref, "BELNR"));
}

}  // namespace

Item read_invoice(Segments& idoc, Node root, std::vector<std::string>& notes) {
  const Node header = root.child("E1EDK01");
  if (!header) throw idoc.fault("idoc.missing", root, "E1EDK01", "the header segment is missing");
  Item item;
  item.at = idoc.place(root);
  item.kind = kind_of(idoc, root);
  const auto billing = idoc.field(idoc.find(root, "E1EDK02", "QUALF", "009"), "BELNR");
  const auto own = billing.empty() ? idoc.required(header, "BELNR") : idoc.field(header, "BELNR");
  item.number = padded(billing.empty() ? own : billing);
  item.customer = payer(idoc, root);
  item.company_code = company_code(idoc, root);
  read_dates(idoc, root, item);
  item.amount = read_gross(idoc, root, item.kind, notes);
  read_terms(idoc, root, item);
  References references(item);
  if (padded(own) != item.number) references.add("billing", own);
  read_references(idoc, root, "E1EDK02", references);
  for (Node line = root.child("E1EDP01"); line; line = line.next_sibling("E1EDP01"))
    read_references(idoc, line, "E1EDP02", references);
  return item;
}

}  // namespace saldo::sap
