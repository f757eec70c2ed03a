#include "cash/reading.hpp"

#include <algorithm>
#include <set>

#include "cash/near_numbers.hpp"
#include "cash/proposals.hpp"
#include "model/keys.hpp"

namespace saldo::cash {
namespace {

constexpr std::size_t kFullText = 138;  // SEPA carries 140 characters

/// A slip of the pen may name another customer's item of the same amount. Only who pays can tell,
/// so a payment from nowhere known is held where such a neighbour is open.
const OpenItem* neighbour_of(const Finding& finding, std::vector<OpenItem>& near,
                             const Book& book) {
  near = items_with_near_number(model::number_key(finding.item.number), finding.item.open, book);
  const auto other = std::find_if(near.begin(), near.end(), [&](const OpenItem& i) {
    return i.customer != finding.item.customer;
  });
  return other == near.end() ? nullptr : &*other;
}

bool is_of_payer(const Evidence& evidence) {
  return evidence.kind == "end_to_end_id" || evidence.kind == "customer_reference";
}

void doubt_unconfirmed(const Reading& reading, const Book& book, std::vector<std::string>& doubts) {
  for (const Finding& f : reading.findings) {
    // Check digits rule slips out, and a collection's number is our own.
    if (f.evidence.kind == "creditor_reference" || f.evidence.kind == "collection_id") continue;
    if (f.weak)
      doubts.push_back("'" + f.evidence.value + "' may be a " +
                       (is_of_payer(f.evidence) ? "number of the payer's" : "date") +
                       ", and nothing else names the payer.");
    std::vector<OpenItem> near;
    if (const OpenItem* other = neighbour_of(f, near, book))
      doubts.push_back("The payer's account is unknown, and item " + other->number +
                       " of another customer has nearly the same number and the same amount.");
  }
}

/// The payer bears another customer's name, and that customer owes the same amount: the number may
/// be mistyped by more than one slip.
void doubt_rivals(const Case& c, std::vector<std::string>& doubts) {
  for (const model::CustomerId namesake : c.payer.by_name)
    for (const OpenItem& item : account_of(namesake, c))
      if (item.open == c.payment.amount) {
        doubts.push_back("The payer's name is another customer's, whose item " + item.number +
                         " has the same amount.");
        return;
      }
}

/// RULES §2.2, the contradiction rule. A text that names the customer says for whom it was paid.
void doubt_contradictions(model::CustomerId customer, const Case& c,
                          std::vector<std::string>& doubts) {
  if (c.payer.account_of_others(customer) && !text_names(c.scanned, customer, c.book))
    doubts.push_back("It was paid from an account that is known for another customer only.");
  if (c.payer.number_of_others(customer))
    doubts.push_back("The text gives another customer's number.");
}

}  // namespace

std::vector<OpenItem> Reading::items() const {
  std::vector<OpenItem> all;
  for (const Finding& f : findings) all.push_back(f.item);
  return all;
}

std::vector<OpenItem> Reading::items_of(model::CustomerId customer) const {
  std::vector<OpenItem> some = items();
  std::erase_if(some, [&](const OpenItem& i) { return i.customer != customer; });
  return some;
}

std::vector<model::CustomerId> Reading::customers() const {
  std::vector<model::CustomerId> all;
  for (const Finding& f : findings)
    if (std::find(all.begin(), all.end(), f.item.customer) == all.end())
      all.push_back(f.item.customer);
  return all;
}

bool Reading::exact(const Payment& payment) const {
  Money sum{0, payment.amount.currency};
  for (const Finding& f : findings) {
    if (f.item.open.currency != sum.currency) return false;
    sum += f.item.open;
  }
  return !findings.empty() && sum == payment.amount;
}

bool Reading::all_cleared() const {
  return std::all_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.item.cleared(); });
}

Reading read_together(std::initializer_list<const std::vector<Finding>*> lists) {
  Reading reading;
  std::set<model::ItemId> seen;
  for (const auto* list : lists)
    for (const Finding& f : *list)
      if (seen.insert(f.item.id).second) reading.findings.push_back(f);
  return reading;
}

bool Reading::all_open(const Payment& payment) const {
  return !findings.empty() && std::none_of(findings.begin(), findings.end(), [&](const Finding& f) {
    return f.item.cleared() || f.item.open.currency != payment.amount.currency;
  });
}

std::vector<std::string> doubts_about(const Reading& reading, const Case& c) {
  std::vector<std::string> doubts;
  if (reading.customers().size() > 1)
    doubts.push_back("The items that are named belong to different customers.");
  const model::CompanyCode& company = c.payment.company_code.empty()
                                          ? reading.findings.front().item.company_code
                                          : c.payment.company_code;
  for (const Finding& f : reading.findings) {
    if (f.item.company_code != company)
      doubts.push_back("Item " + f.item.number + " is of company code " +
                       f.item.company_code.text() + ", not of " + company.text() + ".");
    if (f.item.cleared())
      doubts.push_back("Item " + f.item.number + " is named too, but nothing is open on it.");
  }
  for (const Evidence& e : c.found.ambiguous)
    doubts.push_back("Several open items have the number " + e.value + ".");
  const model::CustomerId customer = reading.findings.front().item.customer;
  doubt_contradictions(customer, c, doubts);
  if (!c.payer.confirms(customer)) {
    if (!c.payer.paid_before(customer)) doubt_unconfirmed(reading, c.book, doubts);
    doubt_rivals(c, doubts);
  }
  return doubts;
}

std::vector<std::string> doubts_about_difference(const Reading& reading, const Case& c) {
  std::vector<std::string> doubts;
  const model::CustomerId customer = reading.findings.front().item.customer;
  if (!c.payer.confirms(customer) && !text_names(c.scanned, customer, c.book))
    doubts.push_back("Neither the payer's account nor its name is this customer's.");
  if (c.payer.by_iban.empty() && c.payer.name_of_others(customer) &&
      !text_names(c.scanned, customer, c.book))
    doubts.push_back("The payer bears another customer's name.");
  for (const Finding& f : reading.findings)
    if (f.weak) doubts.push_back("'" + f.evidence.value + "' may be a date.");
  for (const UnknownNumber& u : c.found.unknown)
    doubts.push_back("The text also gives '" + u.evidence.value + "', which isn't in the book.");
  if (c.found.says_advice)
    doubts.push_back("The text refers to an advice that lists what is paid.");
  if (c.scanned.text.size() >= kFullText)
    doubts.push_back("The text fills its field: more numbers may have been cut off.");
  std::set<model::ItemId> named;
  for (const Finding& f : reading.findings) named.insert(f.item.id);
  for (const OpenItem& other : account_of(customer, c)) {
    if (other.open == c.payment.amount && !named.contains(other.id))
      doubts.push_back("Item " + other.number +
                       ", which isn't named, has exactly the amount that was paid.");
  }
  return doubts;
}

}  // namespace saldo::cash
