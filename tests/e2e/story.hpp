#pragma once

#include "support/documents.hpp"

/// The small book that the stories tell of: two customers, three invoices, one account.
namespace saldo::test {

inline const Date kDay = Date::from_ymd(2026, 3, 2).value();

inline std::vector<Debtor> two_debtors() {
  return {{.number = "0000100001",
           .name = "Alvarez Alimentación S.L.",
           .iban = iban("DE", "370400440000000001")},
          {.number = "0000100002", .name = "Bergström Handel AB", .iban = ""}};
}

inline std::vector<Bill> three_bills() {
  return {{.number = "0090000001",
           .customer = "0000100001",
           .date = kDay.plus_days(-40),
           .cents = 119'000},
          {.number = "0090000002",
           .customer = "0000100001",
           .date = kDay.plus_days(-60),
           .cents = 238'000},
          {.number = "0090000003",
           .customer = "0000100002",
           .date = kDay.plus_days(-5),
           .cents = 50'000}};
}

inline Transfer payment_by_reference() {
  return {.cents = 119'000,
          .reference = "BANK00000001",
          .text = "",
          .creditor_reference = creditor_reference("90000001"),
          .name = "ALVAREZ ALIMENTACION",
          .iban = iban("DE", "370400440000000001")};
}

inline Sheet sheet_of(std::vector<Transfer> transfers, int number = 1, std::int64_t opening = 0) {
  return {.account = iban("DE", "500105170000000001"),
          .number = number,
          .day = kDay.plus_days(number - 1),
          .opening = opening,
          .transfers = std::move(transfers)};
}

}  // namespace saldo::test
