#include <array>

#include "flows/explain.hpp"
#include "model/cash_policy.hpp"

namespace saldo::flows {
namespace {

using Words = std::pair<std::string_view, std::string_view>;

constexpr Words kRules[] = {
    {"reference.creditor", "The structured reference, whose check digits hold, names the items"},
    {"reference.exact", "The text names our numbers, and what is open on them is what was paid"},
    {"reference.order", "The text names purchase orders, and what was billed under them was paid"},
    {"reference.discount", "The text names the items, and what is missing is the cash discount"},
    {"reference.over_discount", "The text names the items; more discount was taken than granted"},
    {"reference.partial", "The text names one item, which was paid in part"},
    {"reference.tolerance", "The text names the items, and the difference is small enough"},
    {"reference.overpaid", "The text names the items, and more than their sum was paid"},
    {"reference.and_others", "The text names some items, and only certain others take up the rest"},
    {"reference.corrupted", "A number in the text is one slip away from an open item's"},
    {"reference.duplicate", "What the text names was settled before, with this very amount"},
    {"reference.cleared", "What the text names was settled before"},
    {"advice.exact", "An advice of the payer lists what is paid"},
    {"advice.discount", "An advice of the payer lists what is paid, less the cash discount"},
    {"advice.deduction", "An advice of the payer lists what is paid, and what is deducted"},
    {"payer.single_item", "The payer is known, and one open item has this amount"},
    {"payer.equal_items", "The payer is known, but several open items have this amount"},
    {"payer.due_items", "The payer is known, and paid all invoices that are due"},
    {"payer.due_balance", "The payer is known, and paid the balance of what is due"},
    {"payer.due_date", "The payer is known, and paid all that is due on one day"},
    {"payer.month", "The payer is known, and paid all open invoices of one month"},
    {"payer.all_items", "The payer is known, and paid all open invoices"},
    {"payer.balance", "The payer is known, and paid the balance of the account"},
    {"payer.subset", "The payer is known, and one combination of open items has this amount"},
    {"payer.unapplied", "The payer is known, and nothing that is open fits"},
    {"payer.presumed", "Only a name or a number speaks for the customer"},
    {"payer.ambiguous", "Several customers could have paid"},
    {"payer.unknown", "Nobody knows who paid"},
    {"technical.return", "The bank gives an earlier payment back"},
    {"technical.money_out", "It is money out"},
    {"technical.no_money", "No money was moved"},
    {"technical.own_transfer", "It comes from another account of ours"},
    {"technical.bank_business", "It is the bank's own business"},
    {"technical.card_payout", "A card company pays out what many customers paid"},
    {"currency.no_rate", "The items are in another currency, and no rate is known"},
    {"currency.nothing", "In the currency of the items, the payment comes to nothing"},
    {"return.end_to_end_id", "The bank takes back a payment, which it names by its reference"},
    {"return.mandate_id", "The bank takes back a direct debit, which it names by its mandate"},
    {"review.accept", "A person accepted a proposal"},
    {"review.choose", "A person chose the items"},
    {"review.split", "A person split the payment"},
    {"review.park", "A person put it on the customer's account"},
    {"review.not_ar", "A person said that it isn't customers' money"},
    {"review.undo", "A person took the decision back"},
};

constexpr Words kEvidence[] = {
    {"creditor_reference", "the structured reference"},
    {"invoice_number", "our number"},
    {"purchase_order", "a purchase order"},
    {"end_to_end_id", "the payer's reference"},
    {"customer_reference", "the payer's reference"},
    {"corrupted_number", "a number that is nearly one of ours"},
    {"unknown_number", "a number that isn't in the book"},
    {"customer_number", "our customer number"},
    {"payer_iban", "the payer's account by master data,"},
    {"payer_learnt_iban", "the payer's account as earlier payments taught it,"},
    {"payer_name", "the payer's name"},
    {"amount", "the amount"},
    {"missing", "what is missing:"},
    {"write_off", "what is written off:"},
    {"advice", "the advice"},
    {"advice_line", "the advice's line"},
    {"deduction_reason", "the payer's reason for the deduction"},
    {"person", "the word of"},
};

template <std::size_t N>
std::string_view find(const Words (&words)[N], std::string_view key) {
  for (const auto& [name, text] : words)
    if (name == key) return text;
  return {};
}

}  // namespace

std::string words_of_rule(std::string_view rule) {
  if (const auto text = find(kRules, rule); !text.empty()) return std::string(text);
  const auto stage = model::stage_of_rule(rule);
  return "By the rule '" + std::string(rule) + "'" +
         (stage ? " (" + std::string(model::to_string(*stage)) + ")" : "");
}

std::string words_of_evidence(std::string_view kind, const std::string& value) {
  const auto text = find(kEvidence, kind);
  return std::string(text.empty() ? kind : text) + " '" + value + "'";
}

}  // namespace saldo::flows
