#include "cli/statement_table.hpp"

#include <boost/json.hpp>

#include "flows/account_names.hpp"

namespace saldo::cli {
namespace {

namespace json = boost::json;

const std::vector<std::string> kColumns = {"file",     "format",  "account", "statement", "from",
                                           "to",       "opening", "in",      "out",       "closing",
                                           "currency", "lines",   "result"};

/// What was proved: by its balances, or why by nothing.
std::string result_of(const Statement& s) {
  if (s.unbalanced) return "does not foot";
  const bool proved = s.opening.amount && s.closing.amount;
  if (s.kind == "booked") return proved ? "foots" : "no balances";
  return s.kind == "intraday" ? "intraday, provisional" : "notification";
}

void put(json::object& row, const char* column, const std::string& text) {
  if (!text.empty()) row[column] = text;
}

void put(json::object& row, const char* column, const std::optional<Money>& amount) {
  if (amount) row[column] = amount->to_string();
}

json::object row_of(const Statement& s) {
  json::object row;
  put(row, "account", flows::account_name(s));
  put(row, "statement", s.id.empty() ? s.sequence : s.id);
  put(row, "from", (s.from.empty() ? s.opening.date : s.from).to_string());
  put(row, "to", (s.to.empty() ? s.closing.date : s.to).to_string());
  put(row, "opening", s.opening.amount);
  put(row, "closing", s.closing.amount);
  put(row, "result", result_of(s));
  return row;
}

/// Adds to what the row says in the end.
void note(json::object& row, const std::string& more) {
  const auto* result = row.if_contains("result");
  row["result"] = result == nullptr ? more : std::string(result->as_string()) + "; " + more;
}

/// What isn't booked is listed, but no part of the sums and balances.
void note_unbooked(json::object& row, std::int64_t lines) {
  if (lines == 0) return;
  note(row, std::to_string(lines) + (lines == 1 ? " line isn't booked" : " lines aren't booked"));
}

/// The same for the same statement only: all that its line shows, and what kind it is.
std::string identity_of(const Statement& s, const DecodedTotals::Sheet& sheet) {
  json::object all = row_of(s);
  all["kind"] = s.kind;
  all["sequence"] = s.sequence;
  all["lines"] = sheet.transactions;
  all["in"] = total_credit(sheet.turnovers);
  all["out"] = total_debit(sheet.turnovers);
  all["currency"] = s.account_currency;
  return json::serialize(all);
}

/// As the totals call it.
std::string kind_of(const DecodedTotals::Sheet& sheet) {
  const std::string kind = sheet.statements.empty() ? "booked" : sheet.statements.front().kind;
  return kind == "booked" ? "statement" : kind == "intraday" ? "intraday report" : kind;
}

/// Zeros in the statement's currency where nothing is booked; nothing if it names none.
Turnovers turnovers_of(const DecodedTotals::Sheet& sheet) {
  Turnovers turnovers = sheet.turnovers;
  if (!turnovers.empty()) return turnovers;
  const auto none = [&](Currency c) { turnovers[c] = {{0, c}, {0, c}}; };
  for (const auto& [currency, sums] : sheet.beside) none(currency);
  if (turnovers.empty() && !sheet.statements.empty())
    if (const auto own = Currency::find(sheet.statements.front().account_currency)) none(*own);
  return turnovers;
}

}  // namespace

StatementTable::StatementTable(Sink& sink, const std::string& folder)
    : rows_(make_rows(Format::table, sink, kColumns)), folder_(folder) {
  if (!folder_.empty() && folder_.back() != '/') folder_ += '/';
}

json::object StatementTable::head(const Reading& reading) const {
  const bool within = !folder_.empty() && reading.file.starts_with(folder_);
  json::object row{{"file", within ? reading.file.substr(folder_.size()) : reading.file}};
  put(row, "format", reading.decoder);
  return row;
}

void StatementTable::add(const Reading& reading) {
  if (!reading.outcome) return add_refused(reading, reading.outcome.error());
  for (const auto& [index, sheet] : reading.totals.sheets())
    if (!reading.totals.is_refused(index)) add_sheet(reading, sheet);
  for (const Refusal& r : reading.totals.refusals()) add_refused(reading, to_failure(r));
  for (const auto& [name, count] : reading.totals.others()) {
    json::object row = head(reading);
    row["lines"] = count;
    row["result"] = name + (count == 1 ? "" : "s");
    rows_->add(row);
  }
}

void StatementTable::add_sheet(const Reading& reading, const DecodedTotals::Sheet& sheet) {
  json::object row = head(reading);
  if (!sheet.statements.empty())
    for (auto& [column, value] : row_of(sheet.statements.front())) row[column] = std::move(value);
  row["lines"] = sheet.transactions;
  note_unbooked(row, sheet.unbooked);
  bool is_new = true;
  if (!sheet.statements.empty()) {
    const auto [first, inserted] =
        seen_.try_emplace(identity_of(sheet.statements.front(), sheet), row["file"].as_string());
    is_new = inserted;
    if (!is_new) note(row, "not counted, the same as in " + first->second);
  }
  const Turnovers turnovers = turnovers_of(sheet);
  if (turnovers.empty()) rows_->add(row);
  // Nearly always one currency.
  for (const auto& [currency, sums] : turnovers) {
    row["in"] = sums.credit.to_string();
    row["out"] = sums.debit.to_string();
    row["currency"] = std::string(currency.code());
    rows_->add(row);
    if (is_new) add_to_totals(sheet, currency, sums);
  }
}

void StatementTable::add_to_totals(const DecodedTotals::Sheet& sheet, Currency currency,
                                   const Turnover& sums) {
  const Money nothing{0, currency};
  Total& total =
      totals_.try_emplace({currency, kind_of(sheet)}, Total{{nothing, nothing}}).first->second;
  total.sums.credit += sums.credit;
  total.sums.debit += sums.debit;
  ++total.statements;
  total.transactions += sheet.transactions;
}

void StatementTable::add_refused(const Reading& reading, const Failure& why) {
  json::object row = head(reading);
  row["result"] = "refused: " + (why.rule.empty() ? why.message : why.rule);
  rows_->add(row);
}

void StatementTable::finish() {
  for (const auto& [of, total] : totals_) {
    const auto& [currency, kind] = of;
    json::object row{{"file", "total"}};
    row["in"] = total.sums.credit.to_string();
    row["out"] = total.sums.debit.to_string();
    row["currency"] = std::string(currency.code());
    row["lines"] = total.transactions;
    row["result"] =
        std::to_string(total.statements) + " " + kind + (total.statements == 1 ? "" : "s");
    rows_->add(row);
  }
  rows_->finish();
}

}  // namespace saldo::cli
