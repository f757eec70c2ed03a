#include "account_codes.hpp"
#include "norma43/entry.hpp"
#include "norma43/layout.hpp"
#include "reference_checks.hpp"

/// What records 23 say about an entry.
namespace saldo::bank::norma43 {

namespace {

using Concepts = std::span<const FixedRecord>;

/// SEPA, appendix 4 of the standard: five records 23 of fields of their own. Both kinds share the
/// remittance; the numbers are those of the EPC's rulebooks.
constexpr Columns kScheme{4, 8, "AT-20"}, kCreditorName{8, 78, "AT-03"},
    kCreditorId{4, 39, "AT-02"}, kMandate{39, 74, "AT-01"}, kPurpose{4, 8, "AT-44"},
    kCategory{8, 12, "AT-45"}, kRemittance{12, 80, "AT-05"}, kMoreRemittance{4, 76, "AT-05"},
    kCreditorReference{4, 39, "AT-10"}, kDebtorName{39, 80, "AT-14"}, kOrdererName{4, 70, "AT-02"},
    kOrdererCode{70, 80, "AT-10"}, kOrdererReference{4, 39, "AT-41"}, kOnBehalfOf{39, 80, "AT-08"};

const FixedRecord* find(Concepts concepts, std::string_view code) {
  for (const FixedRecord& c : concepts)
    if (c.raw(kConceptCode) == code) return &c;
  return nullptr;
}

/// Records of SEPA's forms are fields: up to five, each once and in their order.
bool are_fields(Concepts concepts) {
  std::string_view last;
  for (const FixedRecord& c : concepts) {
    const std::string_view code = c.raw(kConceptCode);
    if (code <= last || code > "05") return false;
    last = code;
  }
  return true;
}

void add_line(std::string_view text, Transaction& t) {
  if (auto line = text::collapse(text); !line.empty()) t.remittance.push_back(std::move(line));
}

/// End-to-end ids have a word for "none".
std::string id(std::string_view text) {
  return text == "NOTPROVIDED" || text == "NOT PROVIDED" ? std::string() : std::string(text);
}

/// Two fields of one text, which may break within a word.
void add_sepa_remittance(Concepts concepts, Transaction& t) {
  std::string text;
  if (const FixedRecord* third = find(concepts, "03")) {
    text = third->raw(kRemittance);
    if (third->characters() < kRemittance.end) text += ' ';
  }
  if (const FixedRecord* fourth = find(concepts, "04")) text += fourth->raw(kMoreRemittance);
  add_line(text, t);
}

/// A direct debit on our account, told by the scheme and a creditor's identifier whose check digits
/// hold. Of a collection of our own the creditor is ourselves, so its name is the other party's
/// only where money went out and nothing came back.
bool read_sepa_debit(Concepts concepts, Transaction& t) {
  const FixedRecord* first = find(concepts, "01");
  const FixedRecord* second = find(concepts, "02");
  if (first == nullptr || second == nullptr) return false;
  const std::string_view scheme = first->text(kScheme);
  const std::string_view creditor = second->text(kCreditorId);
  if ((scheme != "CORE" && scheme != "COR1" && scheme != "B2B") ||
      !is_creditor_identifier(creditor))
    return false;
  t.creditor_id = creditor;
  t.mandate_id = second->text(kMandate);
  if (t.amount->minor < 0 && !t.reversal)
    t.counterparty_name = text::collapse(first->raw(kCreditorName));
  else
    add_line(first->raw(kCreditorName), t);
  add_sepa_remittance(concepts, t);
  if (const FixedRecord* fifth = find(concepts, "05")) {
    t.end_to_end_id = id(fifth->text(kCreditorReference));
    add_line(fifth->raw(kDebtorName), t);
  }
  return true;
}

/// Blank, or a code of ISO 20022's lists of purposes that banks here use.
bool is_purpose(std::string_view code) {
  constexpr std::string_view kCodes =
      "BONU CASH CBFF CCRD DCRD DIVI GOVT HEDG ICCP IDCP INTC INTE LOAN OTHR PENS SALA SECU SSBE "
      "SUPP TAXS TRAD TREA VATX WHLD GDDS RENT SCVE COMC BENE";
  if (text::trim(code).empty()) return true;
  return code.size() == 4 && code.find(' ') == code.npos && kCodes.find(code) != kCodes.npos;
}

/// A transfer that came in. Nothing names this form, but its third record begins with two codes
/// that are mostly blank, where free text would begin at once.
bool read_sepa_transfer(Concepts concepts, Transaction& t) {
  const FixedRecord* first = find(concepts, "01");
  const FixedRecord* second = find(concepts, "02");
  const FixedRecord* third = find(concepts, "03");
  if (first == nullptr || second == nullptr || third == nullptr) return false;
  const std::string_view text = third->raw(kRemittance);
  if (t.amount->minor <= 0 || !t.code_proprietary.starts_with("04") ||
      first->is_blank(kOrdererName) || !is_purpose(third->raw(kPurpose)) ||
      !is_purpose(third->raw(kCategory)) || text.empty() || text.front() == ' ')
    return false;
  t.counterparty_name = text::collapse(first->raw(kOrdererName));
  t.end_to_end_id = id(second->text(kOrdererReference));
  t.ultimate_counterparty_name = text::collapse(second->raw(kOnBehalfOf));
  add_sepa_remittance(concepts, t);
  add_line(first->raw(kOrdererCode), t);
  if (const FixedRecord* fifth = find(concepts, "05")) add_line(fifth->raw(kConcepts), t);
  return true;
}

/// A field that is filled to its end goes on in the next one, perhaps within a word.
void add_free_text(Concepts concepts, Transaction& t) {
  std::string text;
  for (const FixedRecord& c : concepts)
    for (const Columns& field : {kConcept1, kConcept2}) {
      const std::string_view part = c.raw(field);
      text += part;
      const bool full = text::count_characters(part) == field.end - field.begin;
      if (full && part.back() != ' ') continue;
      add_line(text, t);
      text.clear();
    }
  add_line(text, t);
}

/// Words before the orderer's name in the first concept.
constexpr std::string_view kOrderer[] = {"NOMBRE DEL ORDENANTE", "ORDENANTE DE LA TRANSFERENCIA",
                                         "TRANSFERENC. DE", "ORDENANTE:"};
/// Words before the name of who is paid.
constexpr std::string_view kPaid[] = {"NOMBRE DEL BENEFICIARIO", "TRANSFERENC. A", "BENEFICIARIO:"};

void read_name(Concepts concepts, Transaction& t) {
  const FixedRecord* first = find(concepts, "01");
  if (first == nullptr || t.amount->minor == 0) return;
  const std::string text = text::collapse(first->raw(kConcepts));
  const bool incoming = t.amount->minor > 0;
  const std::span<const std::string_view> labels =
      incoming ? std::span<const std::string_view>(kOrderer) : kPaid;
  for (const std::string_view label : labels) {
    if (!text.starts_with(label)) continue;
    std::string_view name = std::string_view(text).substr(label.size());
    if (!label.ends_with(':') && !name.starts_with(' ') && !name.starts_with(':')) continue;
    while (!name.empty() && (name.front() == ' ' || name.front() == ':')) name.remove_prefix(1);
    t.counterparty_name = name;
    return;
  }
  // "NAME … NIF", or with the three digits that a company's identifier ends in.
  if (!incoming || !t.code_proprietary.starts_with("04")) return;
  std::string_view number = first->text(kConcept2);
  if (number.size() == 12 && text::all_digits(number.substr(9))) number = number.substr(0, 9);
  if (is_tax_number(number) && !text.starts_with("TRANSF"))
    t.counterparty_name = text::collapse(first->raw(kConcept1));
}

}  // namespace

void read_concepts(Concepts concepts, Transaction& t) {
  const bool sepa =
      are_fields(concepts) && (read_sepa_debit(concepts, t) || read_sepa_transfer(concepts, t));
  if (!sepa) {
    add_free_text(concepts, t);
    read_name(concepts, t);
  }
  for (std::size_t i = 0; t.creditor_reference.empty() && i < t.remittance.size(); ++i)
    t.creditor_reference = find_creditor_reference(t.remittance[i]);
}

}  // namespace saldo::bank::norma43
