#include "cash/technical_stage.hpp"

#include <algorithm>

#include "cash/return_stage.hpp"
#include "model/iban.hpp"

namespace saldo::cash {
namespace {

/// Domains of ISO 20022 bank transaction codes in which no customer pays: the account's own
/// management, cash sweeps, currency, securities, loans, metals, derivatives.
constexpr std::string_view kBankBusiness[] = {"ACMT/", "CAMT/", "FORX/", "SECU/",
                                              "LDAS/", "PMET/", "DERV/"};
/// Merchant card transactions: what an acquirer pays out.
constexpr std::string_view kCardPayouts = "PMNT/MCRD/";

Decision not_customers(const Payment& payment, std::string rule, std::string reason) {
  Decision d;
  d.status = Status::not_ar;
  d.rule = std::move(rule);
  d.reason = std::move(reason);
  d.unapplied = {0, payment.amount.currency};
  return d;
}

}  // namespace

std::optional<Decision> decide_by_kind(const Payment& payment, const Book& book,
                                       const Policy& policy) {
  if (payment.returned) return decide_return(payment, book, policy);
  if (payment.amount.minor > 0) return std::nullopt;
  return payment.amount.minor < 0
             ? not_customers(payment, "technical.money_out",
                             "Money out, and not a return: we paid it.")
             : not_customers(payment, "technical.no_money", "No money was moved.");
}

std::optional<Decision> route(const Case& c) {
  const Payment& payment = c.payment;
  if (c.found.names_items() || !c.found.by_order.empty()) return std::nullopt;
  if (const auto iban = model::Iban::parse(payment.counterparty_iban);
      iban && c.book.is_own_account(iban->text())) {
    Decision d =
        not_customers(payment, "technical.own_transfer", "It comes from another account of ours.");
    d.evidence.push_back({"own_account", iban->text(), 0, 0});
    return d;
  }
  const auto of_domain = [&](std::string_view domain) { return payment.code.starts_with(domain); };
  if (std::any_of(std::begin(kBankBusiness), std::end(kBankBusiness), of_domain)) {
    Decision d = not_customers(payment, "technical.bank_business",
                               "The bank books it as its own business, not as a payment.");
    d.evidence.push_back({"bank_transaction_code", payment.code, 0, 0});
    return d;
  }
  if (!of_domain(kCardPayouts) || c.payer.known()) return std::nullopt;
  Decision d = undecided(c);
  d.rule = "technical.card_payout";
  d.evidence.push_back({"bank_transaction_code", payment.code, 0, 0});
  d.reason =
      "A card acquirer pays out what several customers paid; its settlement report says "
      "which.";
  return d;
}

}  // namespace saldo::cash
