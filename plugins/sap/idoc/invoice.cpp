#include <set>

#include "idoc/messages.hpp"

/// INVOIC: one billing document is one receivable item.
namespace saldo::sap {

namespace {

constexpr std::size_t kReferencesMax = 1000;

/// By E1EDK01-BSART and the billing type in E1EDK14 015. Pro forma invoices are no receivables.
std::string kind_of(Segments& idoc, Node header) {
  const Node billing_type = idoc.find(idoc.root(), "E1EDK14", {"E1EDK14", "QUALF"}, "015");
  const Field type{"E1EDK14", "ORGID"}, category{"E1EDK01", "BSART"};
  const auto document = idoc.field(header, category);
  const auto billing = idoc.field(billing_type, type);
  constexpr const char* kProForma = "a pro forma invoice is not a receivable";
  if (billing == "F5" || billing == "F8")
    throw idoc.fault("idoc.category", billing_type, type, kProForma);
  if (document == "PROF") throw idoc.fault("idoc.category", header, category, kProForma);
  if (document == "CRME" || billing == "G2" || billing == "RE" || billing == "S1")
    return "credit_memo";
  if (document == "DRME" || billing == "L2" || billing == "S2") return "debit_memo";
  return "invoice";
}

/// The debtor is the payer, else who gets the bill, else who ordered.
std::string payer(Segments& idoc) {
  for (const std::string_view role : {"RG", "RE", "AG"}) {
    const Node partner = idoc.find(idoc.root(), "E1EDKA1", {"E1EDKA1", "PARVW"}, role);
    if (const auto id = idoc.field(partner, {"E1EDKA1", "PARTN"}); !id.empty()) return padded(id);
  }
  throw idoc.fault("idoc.missing",
                   "no partner (E1EDKA1) RG, RE or AG with a PARTN, so nobody owes the invoice");
}

/// Outbound IDocs carry the company code in PARTN or, as our number at the partner, in LIFNR.
std::string company_code(Segments& idoc) {
  const Node partner = idoc.find(idoc.root(), "E1EDKA1", {"E1EDKA1", "PARVW"}, "BK");
  const auto code = idoc.field(partner, {"E1EDKA1", "PARTN"});
  return std::string(code.empty() ? idoc.field(partner, {"E1EDKA1", "LIFNR"}) : code);
}

Date header_date(Segments& idoc, std::string_view qualifier) {
  return idoc.date(idoc.find(idoc.root(), "E1EDK03", {"E1EDK03", "IDDAT"}, qualifier),
                   {"E1EDK03", "DATUM"});
}

void read_dates(Segments& idoc, Node number, Item& item) {
  item.document_date = header_date(idoc, "026");
  if (item.document_date.empty()) item.document_date = header_date(idoc, "012");
  if (item.document_date.empty()) item.document_date = idoc.date(number, {"E1EDK02", "DATUM"});
  if (item.document_date.empty())
    throw idoc.fault("idoc.missing",
                     "neither a billing date (E1EDK03 026) nor a document date (012)");
  item.posting_date = item.baseline_date = item.document_date;
}

bool is_zero(std::string_view percent) { return percent.find_first_not_of("0.") == percent.npos; }

/// Net is the tier without discount that gives most days; without one, the last tier is the limit
/// (SAP: ZBD3T, else ZBD2T, else ZBD1T). A due date of its own (028) wins.
void read_terms(Segments& idoc, Item& item) {
  constexpr std::int64_t kDaysMax = 36'500;
  constexpr std::size_t kTermsMax = 100;
  const Field days{"E1EDK18", "TAGE"};
  std::optional<std::int64_t> net, last;
  idoc.require_few(idoc.root(), "E1EDK18", kTermsMax);
  for (Node tier = idoc.first(idoc.root(), "E1EDK18"); tier; tier = idoc.next(tier)) {
    const auto qualifier = idoc.field(tier, {"E1EDK18", "QUALF"});
    if (qualifier != "001" && qualifier != "002" && qualifier != "003") continue;
    Term term{idoc.number(tier, days).value_or(0), idoc.percent(tier, {"E1EDK18", "PRZNT"})};
    if (*term.days > kDaysMax)
      throw idoc.fault("number.invalid", tier, days, "is more than a century");
    if (is_zero(term.percent)) net = std::max(net.value_or(0), *term.days);
    last = std::max(last.value_or(0), *term.days);
    item.terms.push_back(std::move(term));
  }
  // Beside others, a tier of no days and no discount is one that the terms don't use.
  if (net == 0 && last > 0) {
    std::erase_if(item.terms, [](const Term& t) { return t.days == 0 && is_zero(t.percent); });
    net = last;
  }
  if (!net) net = last;
  item.due_date = header_date(idoc, "028");
  if (item.due_date.empty() && net)
    item.due_date = item.baseline_date.plus_days(static_cast<std::int32_t>(*net));
}

/// The sums of the document by E1EDS01-SUMID.
class Sums {
 public:
  Sums(Segments& idoc, Node header) : idoc_(idoc), header_(header) {}

  Node find(std::string_view sum) {
    return idoc_.find(idoc_.root(), "E1EDS01", {"E1EDS01", "SUMID"}, sum);
  }
  Money of(Node node) {
    const Field own{"E1EDS01", "WAERQ"};
    const Currency currency = idoc_.field(node, own).empty()
                                  ? idoc_.currency(header_, {"E1EDK01", "CURCY"})
                                  : idoc_.currency(node, own);
    return idoc_.required_amount(node, {"E1EDS01", "SUMME"}, currency);
  }
  /// All of one kind, as taxes may be several; nothing where there is none.
  std::optional<Money> all(std::string_view sum) {
    std::optional<Money> total;
    for (Node s = idoc_.first(idoc_.root(), "E1EDS01"); s; s = idoc_.next(s))
      if (idoc_.field(s, {"E1EDS01", "SUMID"}) == sum) total = total ? *total + of(s) : of(s);
    return total;
  }

 private:
  Segments& idoc_;
  Node header_;
};

/// Net (010) and tax (005), where both are told, come to the gross amount (011).
void require_totals(Segments& idoc, Sums& sums, Node gross_node, const Money& gross) {
  const auto net = sums.all("010"), tax = sums.all("005");
  if (!net || !tax) return;
  const Money sum = *net + *tax;
  if (sum == gross) return;
  throw idoc
      .fault("idoc.totals", gross_node, {"E1EDS01", "SUMME"},
             "is the gross amount (011), but net (010) " + net->to_string() + " and tax (005) " +
                 tax->to_string() + " come to " + sum.to_string())
      .figures(sum.to_string(), gross.to_string());
}

/// The sign comes from the category. Some senders negate credit memos as well; an invoice below
/// zero contradicts itself.
Money read_gross(Segments& idoc, Node header, const std::string& kind, Output& out) {
  Sums sums(idoc, header);
  const Node node = sums.find("011");
  if (!node) throw idoc.fault("idoc.missing", "no sum E1EDS01 011, the gross amount billed");
  const Money gross = sums.of(node);
  const bool credit = kind == "credit_memo";
  const Money signed_gross = credit && gross.minor > 0 ? -gross : gross;
  out.held.add(signed_gross);
  if (gross.minor < 0 && !credit)
    throw idoc.fault("amount.sign", node, {"E1EDS01", "SUMME"},
                     "is below zero although the document is no credit memo");
  if (gross.minor < 0) out.notes.emplace_back("a credit memo whose amount is negative too");
  require_totals(idoc, sums, node, gross);
  return signed_gross;
}

/// References in the order in which they come, each once.
class References {
 public:
  References(Segments& idoc, Item& item) : idoc_(idoc), item_(item) {}
  void add(const char* kind, std::string_view value) {
    if (value.empty() || !seen_.insert(std::string(kind) + " " + std::string(value)).second) return;
    if (item_.references.size() == kReferencesMax)
      throw idoc_.fault("idoc.limit", "the document has more than a thousand references");
    item_.references.push_back({kind, std::string(value)});
  }

 private:
  Segments& idoc_;
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

void read_references(Segments& idoc, Node parent, SegmentType segment, const Field& qualifier,
                     const Field& number, References& to) {
  for (Node ref = idoc.first(parent, segment); ref; ref = idoc.next(ref)) {
    const auto code = idoc.field(ref, qualifier);
    for (const Qualifier& q : kQualifiers)
      if (code == q.code) to.add(q.kind, idoc.field(ref, number));
  }
}

}  // namespace

void read_invoice(Segments& idoc, Output& out) {
  const Node root = idoc.root(), header = idoc.first(root, "E1EDK01");
  if (!header) throw idoc.fault("idoc.missing", "the header segment E1EDK01 is missing");
  Item item;
  item.at = idoc.place(root);
  item.kind = kind_of(idoc, header);
  item.amount = read_gross(idoc, header, item.kind, out);
  const Node number = idoc.find(root, "E1EDK02", {"E1EDK02", "QUALF"}, "009");
  const auto billing = idoc.field(number, {"E1EDK02", "BELNR"});
  const Field own_number{"E1EDK01", "BELNR"};
  const auto own =
      billing.empty() ? idoc.required(header, own_number) : idoc.field(header, own_number);
  item.number = padded(billing.empty() ? own : billing);
  item.customer = payer(idoc);
  item.company_code = company_code(idoc);
  read_dates(idoc, number, item);
  read_terms(idoc, item);
  References references(idoc, item);
  if (padded(own) != item.number) references.add("billing", own);
  read_references(idoc, root, "E1EDK02", {"E1EDK02", "QUALF"}, {"E1EDK02", "BELNR"}, references);
  for (Node line = idoc.first(root, "E1EDP01"); line; line = idoc.next(line))
    read_references(idoc, line, "E1EDP02", {"E1EDP02", "QUALF"}, {"E1EDP02", "BELNR"}, references);
  out.records.emplace_back(std::move(item));
}

}  // namespace saldo::sap
