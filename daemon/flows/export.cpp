#include "flows/export.hpp"

#include <boost/json.hpp>
#include <map>

#include "report/aging.hpp"
#include "store/exports.hpp"

namespace saldo::flows {

namespace json = boost::json;

namespace {

json::object to_json(const report::AgingRow& row, const std::vector<std::string>& numbers) {
  json::object out;
  if (row.customer)
    out["customer"] = numbers[static_cast<std::size_t>(model::raw(*row.customer))];
  else
    out["customer"] = nullptr;
  out["currency"] = row.currency.code();
  const std::pair<const char*, const Money&> columns[] = {
      {"current", row.current},  {"1_30", row.days_1_30},  {"31_60", row.days_31_60},
      {"61_90", row.days_61_90}, {"over_90", row.over_90}, {"unapplied", row.unapplied},
      {"total", row.total}};
  for (const auto& [name, amount] : columns) out[name] = json::string(amount.to_string());
  return out;
}

void export_aging(soci::session& sql, Date as_of, const std::function<void(json::object&)>& each) {
  // Rows come out by customer number: ids are given in that order.
  std::map<std::string, std::vector<store::OpenFact>> facts;
  store::for_each_open_fact(sql, as_of,
                            [&](const store::OpenFact& f) { facts[f.customer].push_back(f); });
  std::vector<std::string> numbers;
  std::vector<report::AgingItem> items;
  std::vector<report::UnappliedMovement> unapplied;
  for (const auto& [number, list] : facts) {
    const model::CustomerId customer{static_cast<std::int64_t>(numbers.size())};
    numbers.push_back(number);
    for (const store::OpenFact& f : list) {
      const Money amount{f.minor, Currency::parse(f.currency)};
      if (f.due_date.empty())
        unapplied.push_back({customer, amount, as_of, {}});
      else
        items.push_back({.customer = customer,
                         .amount = amount,
                         .posting_date = as_of,
                         .due_date = f.due_date,
                         .recorded_at = {},
                         .settlements = {}});
    }
  }
  const report::Aging aging = report::aging(items, unapplied, {.date = as_of});
  for (const auto& rows : {aging.rows, aging.totals})
    for (const report::AgingRow& row : rows) {
      json::object line = to_json(row, numbers);
      each(line);
    }
}

}  // namespace

Result<void> export_view(const Environment& environment, std::string_view name,
                         std::optional<Date> as_of,
                         const std::function<void(json::object&)>& each) {
  store::Snapshot snapshot(*environment.store);
  if (name != "aging") return store::export_view(snapshot.sql(), name, as_of, each);
  const auto today = std::chrono::floor<std::chrono::days>(environment.clock->now());
  const Date day =
      as_of.value_or(Date::from_days(static_cast<std::int32_t>(today.time_since_epoch().count())));
  export_aging(snapshot.sql(), day, each);
  return {};
}

}  // namespace saldo::flows
