#pragma once

#include <string>

#include "model/creditor_reference.hpp"
#include "unit/cash/memory_book.hpp"

namespace saldo::cash {

inline const Currency kEur = Currency::parse("EUR");
inline Money cents(std::int64_t minor) { return {minor, kEur}; }
inline Date on(const char* text) { return Date::parse_iso(text); }

inline const char* const kIbanOfA = "DE89370400440532013000";
inline const char* const kIbanOfB = "ES9121000418450200051332";
inline const char* const kIbanOfNobody = "BE68539007547034";

/// A small book: two customers with accounts that are known, and one without.
class Desk {
 public:
  MemoryBook book;
  model::CustomerId a = book.add_customer({"0000104711", "Bäckerei Alvarez GmbH", {kIbanOfA}});
  model::CustomerId b = book.add_customer({"0000105822", "Boreal Foods S.A.", {kIbanOfB}});
  model::CustomerId c = book.add_customer({"0000106933", "Cobalto Retail Lda.", {}});

  /// An invoice, or a credit memo if `minor` is negative, of 1 May 2026 and due on 31 May.
  OpenItem add(model::CustomerId customer, const char* number, std::int64_t minor) {
    OpenItem i;
    i.number = number;
    i.customer = customer;
    i.kind = minor < 0 ? model::ItemKind::credit_memo : model::ItemKind::invoice;
    i.amount = i.open = cents(minor);
    i.baseline_date = on("2026-05-01");
    i.due_date = on("2026-05-31");
    return book.add_item(i);
  }
  OpenItem add_cleared(model::CustomerId customer, const char* number, std::int64_t minor) {
    OpenItem i = make(customer, number, minor);
    i.open = cents(0);
    return book.add_item(i);
  }
  static OpenItem make(model::CustomerId customer, const char* number, std::int64_t minor) {
    OpenItem i;
    i.number = number;
    i.customer = customer;
    i.amount = i.open = cents(minor);
    i.due_date = on("2026-05-31");
    return i;
  }

  static Payment payment(std::int64_t minor, const std::string& text,
                         const char* iban = kIbanOfNobody) {
    Payment p;
    p.amount = cents(minor);
    p.booking_date = p.value_date = on("2026-06-02");
    if (!text.empty()) p.remittance = {text};
    p.counterparty_iban = iban;
    p.counterparty_name = "TREUHAND 24";
    return p;
  }

  Decision pay(std::int64_t minor, const std::string& text,
               const char* iban = kIbanOfNobody) const {
    return decide(payment(minor, text, iban), book);
  }
};

/// "applied reference.exact 0090000001=12.00 0090000002=3.00 rest 0.00"
inline std::string told(const Decision& d) {
  std::string s = std::string(to_string(d.status)) + ' ' + d.rule;
  for (const Allocation& a : d.allocations) {
    s += ' ' + a.number + '=' + a.paid.to_string();
    if (a.discount.minor != 0) s += '+' + a.discount.to_string();
  }
  return s + " rest " + d.unapplied.to_string();
}
inline std::string told(const Proposal& p) {
  std::string s = p.rule;
  for (const Allocation& a : p.allocations) {
    s += ' ' + a.number + '=' + a.paid.to_string();
    if (a.discount.minor != 0) s += '+' + a.discount.to_string();
  }
  return s + " rest " + p.unapplied.to_string();
}

}  // namespace saldo::cash
