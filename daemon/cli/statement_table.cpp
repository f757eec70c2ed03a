#include "cli/statement_table.hpp"

#include <boost/json.hpp>

namespace saldo::cli {
namespace {

namespace json = boost::json;

const std::vector<std::string> kColumns = {"file",     "format",  "account", "statement", "from",
                                           "to",       "opening", "in",      "out",       "closing",
                                           "currency", "lines",   "result"};

std::string account_of(const Statement& s) {
  if (!s.account_iban.empty()) return s.account_iban;
  return s.account_bank.empty() ? s.account_number : s.account_bank + "/" + s.account_number;
}

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
  put(row, "account", account_of(s));
  put(row, "statement", s.id.empty() ? s.sequence : s.id);
  put(row, "from", (s.from.empty() ? s.opening.date : s.from).to_string());
  put(row, "to", (s.to.empty() ? s.closing.date : s.to).to_string());
  put(row, "opening", s.opening.amount);
  put(row, "closing", s.closing.amount);
  put(row, "result", result_of(s));
  return row;
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
    if (!reading.totals.is_refused(index)) add_sheet(reading, index, sheet);
  for (const Refusal& r : reading.totals.refusals()) add_refused(reading, to_failure(r));
  for (const auto& [name, count] : reading.totals.others()) {
    json::object row = head(reading);
    row["lines"] = count;
    row["result"] = name + (count == 1 ? "" : "s");
    rows_->add(row);
  }
}

void StatementTable::add_sheet(const Reading& reading, std::int64_t,
                               const DecodedTotals::Sheet& sheet) {
  // Nearly always one statement with money of one currency; never more than one of either counts.
  Turnovers turnovers = sheet.turnovers;
  const Statement* const s = sheet.statements.empty() ? nullptr : &sheet.statements.front();
  if (turnovers.empty() && s != nullptr)
    if (const auto currency = Currency::find(s->account_currency))
      turnovers[*currency] = {{0, *currency}, {0, *currency}};
  for (const auto& [currency, sums] : turnovers) {
    json::object row = head(reading);
    if (s != nullptr)
      for (auto& [column, value] : row_of(*s)) row[column] = std::move(value);
    row["in"] = sums.credit.to_string();
    row["out"] = sums.debit.to_string();
    row["currency"] = std::string(currency.code());
    row["lines"] = sheet.transactions;
    rows_->add(row);
    const Money nothing{0, currency};
    Turnover& total = totals_.try_emplace(currency, Turnover{nothing, nothing}).first->second;
    total.credit += sums.credit;
    total.debit += sums.debit;
    ++statements_[currency];
    transactions_[currency] += sheet.transactions;
  }
}

void StatementTable::add_refused(const Reading& reading, const Failure& why) {
  json::object row = head(reading);
  row["result"] = "refused: " + (why.rule.empty() ? why.message : why.rule);
  rows_->add(row);
}

void StatementTable::finish() {
  for (const auto& [currency, sums] : totals_) {
    json::object row{{"file", "total"}};
    row["in"] = sums.credit.to_string();
    row["out"] = sums.debit.to_string();
    row["currency"] = std::string(currency.code());
    row["lines"] = transactions_[currency];
    row["result"] = std::to_string(statements_[currency]) +
                    (statements_[currency] == 1 ? " statement" : " statements");
    rows_->add(row);
  }
  rows_->finish();
}

}  // namespace saldo::cli
