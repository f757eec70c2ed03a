#include "report/aging.hpp"

#include <map>
#include <utility>

namespace saldo::report {
namespace {

bool counts(Date effective, Instant recorded_at, const AsOf& as_of) {
  return effective <= as_of.date && (!as_of.known_at || recorded_at <= *as_of.known_at);
}

AgingRow empty_row(std::optional<model::CustomerId> customer, Currency currency) {
  const Money zero{0, currency};
  return {customer, currency, zero, zero, zero, zero, zero, zero, zero};
}

Money& bucket(AgingRow& row, std::int32_t days_past_due) {
  if (days_past_due <= 0) return row.current;
  if (days_past_due <= 30) return row.days_1_30;
  if (days_past_due <= 60) return row.days_31_60;
  return days_past_due <= 90 ? row.days_61_90 : row.over_90;
}

void add(AgingRow& sum, const AgingRow& row) {
  for (Money AgingRow::*column :
       {&AgingRow::current, &AgingRow::days_1_30, &AgingRow::days_31_60, &AgingRow::days_61_90,
        &AgingRow::over_90, &AgingRow::unapplied, &AgingRow::total})
    sum.*column += row.*column;
}

/// Nothing is open and nothing unapplied. Columns that cancel out don't make a row empty.
bool is_empty(const AgingRow& row) {
  return row.current.minor == 0 && row.days_1_30.minor == 0 && row.days_31_60.minor == 0 &&
         row.days_61_90.minor == 0 && row.over_90.minor == 0 && row.unapplied.minor == 0;
}

class Ledger {
 public:
  explicit Ledger(const AsOf& as_of) : as_of_(as_of) {}

  void add_item(const AgingItem& item) {
    if (!counts(item.posting_date, item.recorded_at, as_of_)) return;
    Money open = item.amount;
    for (const Settlement& s : item.settlements)
      if (counts(s.effective, s.recorded_at, as_of_)) open -= s.amount;
    if (open.minor == 0) return;
    const Date due = item.due_date.empty() ? item.posting_date : item.due_date;
    AgingRow& row = row_of(item.customer, open.currency);
    bucket(row, days_between(due, as_of_.date)) += open;
    row.total += open;
  }
  void add_unapplied(const UnappliedMovement& movement) {
    if (!counts(movement.effective, movement.recorded_at, as_of_)) return;
    AgingRow& row = row_of(movement.customer, movement.amount.currency);
    row.unapplied -= movement.amount;
    row.total -= movement.amount;
  }
  Aging result() const {
    Aging aging;
    std::map<Currency, AgingRow> totals;
    for (const auto& [key, row] : rows_) {
      if (is_empty(row)) continue;
      aging.rows.push_back(row);
      add(totals.try_emplace(row.currency, empty_row(std::nullopt, row.currency)).first->second,
          row);
    }
    for (const auto& [currency, total] : totals) aging.totals.push_back(total);
    return aging;
  }

 private:
  AgingRow& row_of(model::CustomerId customer, Currency currency) {
    return rows_.try_emplace({customer, currency}, empty_row(customer, currency)).first->second;
  }

  const AsOf& as_of_;
  std::map<std::pair<model::CustomerId, Currency>, AgingRow> rows_;
};

}  // namespace

Aging aging(const std::vector<AgingItem>& items, const std::vector<UnappliedMovement>& unapplied,
            const AsOf& as_of) {
  Ledger ledger(as_of);
  for (const AgingItem& item : items) ledger.add_item(item);
  for (const UnappliedMovement& movement : unapplied) ledger.add_unapplied(movement);
  return ledger.result();
}

}  // namespace saldo::report
