#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "model/ids.hpp"
#include "saldo/date.hpp"
#include "saldo/money.hpp"

/// Figures over facts. A fact has two times: the day it was true from, and the instant the book
/// learnt it; a report says of which day it speaks, and may be confined to what was known at an
/// instant.
namespace saldo::report {

/// Money that settles part of an item (positive for an invoice), or undoes that (opposite sign).
struct Settlement {
  Money amount;
  Date effective;  ///< posting date
  Instant recorded_at;
};

struct AgingItem {
  model::CustomerId customer{};
  Money amount;  ///< as invoiced; credits are negative
  Date posting_date, due_date;
  Instant recorded_at;
  std::vector<Settlement> settlements;
};

/// Unapplied money of a customer: positive when it came in, negative when it was used or paid back.
struct UnappliedMovement {
  model::CustomerId customer{};
  Money amount;
  Date effective;
  Instant recorded_at;
};

struct AsOf {
  Date date;
  std::optional<Instant> known_at;  ///< unset: all that is known now
};

/// Open amounts by days past due: 0 and less are current, 30 is in 1–30, 31 in 31–60 (RULES §5.1).
struct AgingRow {
  std::optional<model::CustomerId> customer;  ///< unset: the currency's total
  Currency currency;
  Money current, days_1_30, days_31_60, days_61_90, over_90;
  Money unapplied;  ///< as it counts: negative when we hold the customer's money
  Money total;      ///< Σ of the columns, unapplied included
};

struct Aging {
  std::vector<AgingRow>
      rows;  ///< by customer, then currency; none for accounts without movement left
  std::vector<AgingRow> totals;  ///< by currency
};

/// AR aging by due date. An item without a due date ages from its posting date. Throws FormatError
/// when amounts of one item differ in currency or a sum exceeds 64 bits.
Aging aging(const std::vector<AgingItem>& items, const std::vector<UnappliedMovement>& unapplied,
            const AsOf& as_of);

}  // namespace saldo::report
