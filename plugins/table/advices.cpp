#include "advices.hpp"

#include <algorithm>

#include "saldo/text.hpp"

namespace saldo::table {

namespace {

constexpr Role kAmounts[] = {Role::amount, Role::gross, Role::discount, Role::deduction,
                             Role::total};

const char* name_of(Role role) {
  switch (role) {
    case Role::amount:
      return "amount";
    case Role::gross:
      return "gross";
    case Role::discount:
      return "discount";
    case Role::deduction:
      return "deduction";
    case Role::total:
      return "total";
    case Role::payment_date:
      return "payment_date";
    default:
      return "value";
  }
}

Rejected bad_value(const char* rule, const Place& at, Role role, const std::string& why) {
  return Rejected(rule, "line " + std::to_string(at.line) + ", " + name_of(role) + ": " + why)
      .at_place(at);
}

}  // namespace

void Advices::add_label(const Row& row, const ColumnNames& names) {
  for (std::size_t i = 0; i < row.cells.size(); ++i) {
    std::string label = row.cells[i], value = row.cell(i + 1);
    if (const auto colon = label.find(':'); colon != std::string::npos) {
      if (colon + 1 < label.size()) value = text::trim(std::string_view(label).substr(colon + 1));
      label.resize(colon);
    }
    const auto role = names.role_of(label);
    if (role && !value.empty()) labels_.try_emplace(*role, value);
  }
}

void Advices::learn(const Row& row) {
  for (const Role role : kAmounts)
    if (const auto column = header_.of(role)) try {
        mark_.learn(row.cell(*column));
      } catch (const FormatError& e) {
        throw bad_value("amount.invalid", row.at, role, e.what());
      }
}

void Advices::add_row(const Row& row, const ColumnNames& names) {
  if (row.empty()) return;
  const std::string& document = row.cell(*header_.of(Role::document));
  if (document.empty() || names.role_of(document) == Role::total) return add_total(row);
  learn(row);
  rows_.push_back(row);
}

/// A row without a document is the table's total, if it has an amount at all.
void Advices::add_total(const Row& row) {
  const auto column = header_.of(Role::amount) ? header_.of(Role::amount) : header_.of(Role::gross);
  if (row.cell(*column).empty()) return;
  if (!total_row_.empty())
    throw Rejected("table.row", "line " + std::to_string(row.at.line) +
                                    ": a second row has an amount but no document; ask the "
                                    "sender which document is paid")
        .at_place(row.at);
  total_row_ = row.cell(*column);
  total_row_at_ = row.at;
}

std::string Advices::value(const Row& row, Role role) const {
  if (const auto column = header_.of(role); column && !row.cell(*column).empty())
    return row.cell(*column);
  const auto label = labels_.find(role);
  return label == labels_.end() ? std::string() : label->second;
}

std::vector<RemittanceAdvice> Advices::take() {
  std::vector<Sheet> sheets;
  std::map<std::vector<std::string>, std::size_t> by_key;
  for (const Row& row : rows_) {
    const Sheet next{.at = row.at,
                     .number = value(row, Role::number),
                     .customer = value(row, Role::customer),
                     .payment_date = value(row, Role::payment_date),
                     .currency = value(row, Role::currency),
                     .total = value(row, Role::total),
                     .total_at = row.at,
                     .rows = {}};
    const auto [at, is_new] =
        by_key.try_emplace({next.number, next.customer, next.payment_date}, sheets.size());
    if (is_new) sheets.push_back(next);
    Sheet& sheet = sheets[at->second];
    if (next.total != sheet.total || next.currency != sheet.currency)
      throw Rejected("remittance.contradiction",
                     "line " + std::to_string(row.at.line) + ": advice " +
                         text::quoted(sheet.number) +
                         " has another total or currency than on line " +
                         std::to_string(sheet.at.line) + "; ask the sender for a correct file")
          .at_place(row.at)
          .figures(sheet.total + " " + sheet.currency, next.total + " " + next.currency);
    sheet.rows.push_back(&row);
  }
  if (!total_row_.empty() && sheets.size() == 1 && sheets[0].total.empty()) {
    sheets[0].total = total_row_;
    sheets[0].total_at = total_row_at_;
  }
  std::vector<RemittanceAdvice> advices;
  advices.reserve(sheets.size());
  for (const Sheet& sheet : sheets) advices.push_back(advice_of(sheet));
  return advices;
}

Money Advices::amount(const Row& row, Role role, Currency currency) const {
  const auto column = header_.of(role);
  if (!column || row.cell(*column).empty()) return {0, currency};
  try {
    return mark_.read(row.cell(*column), currency);
  } catch (const FormatError& e) {
    throw bad_value("amount.invalid", row.at, role, e.what());
  }
}

RemittanceAdvice Advices::advice_of(const Sheet& sheet) const {
  RemittanceAdvice advice;
  advice.at = sheet.at;
  advice.number = sheet.number;
  advice.customer = sheet.customer;
  const std::string code = sheet.currency.empty() ? reading_.currency : sheet.currency;
  const auto currency = Currency::find(code);
  if (!currency)
    throw Rejected("table.currency",
                   "line " + std::to_string(sheet.at.line) + ": " +
                       (code.empty() ? "the table doesn't say in what currency it is"
                                     : text::quoted(code) + " is no currency of ISO 4217") +
                       "; set the option 'currency' or 'currency_column'")
        .at_place(sheet.at)
        .figures("a currency of ISO 4217", code);
  if (!sheet.payment_date.empty()) try {
      advice.payment_date = read_date(sheet.payment_date, reading_.month_first);
    } catch (const FormatError& e) {
      throw bad_value("date.invalid", sheet.at, Role::payment_date, e.what());
    }
  for (const Row* row : sheet.rows) {
    AdviceLine& line = advice.lines.emplace_back();
    line.document = row->cell(*header_.of(Role::document));
    const Money discount = amount(*row, Role::discount, *currency),
                deduction = amount(*row, Role::deduction, *currency);
    const auto paid = header_.of(Role::amount);
    line.amount = paid && !row->cell(*paid).empty()
                      ? amount(*row, Role::amount, *currency)
                      : amount(*row, Role::gross, *currency) - discount - deduction;
    if (discount.minor != 0) line.discount = discount;
    if (deduction.minor != 0) line.deduction = deduction;
    if (deduction.minor != 0) line.deduction_reason = value(*row, Role::reason);
  }
  prove(advice, sheet, *currency);
  return advice;
}

/// The lines come to the total as they are, or less what they deduct: then they stated what was
/// billed.
void Advices::prove(RemittanceAdvice& advice, const Sheet& sheet, Currency currency) const {
  Money sum{0, currency}, less{0, currency};
  for (const AdviceLine& line : advice.lines) {
    sum += *line.amount;
    less +=
        line.discount.value_or(Money{0, currency}) + line.deduction.value_or(Money{0, currency});
  }
  advice.amount = sum;
  if (sheet.total.empty()) return;
  try {
    advice.amount = mark_.read(sheet.total, currency);
  } catch (const FormatError& e) {
    throw bad_value("amount.invalid", sheet.total_at, Role::total, e.what());
  }
  if (*advice.amount == sum) return;
  if (*advice.amount != sum - less)
    throw Rejected("remittance.total", "line " + std::to_string(sheet.total_at.line) +
                                           ": the advice " + text::quoted(advice.number) +
                                           " pays " + advice.amount->to_string() +
                                           ", but its lines come to " + sum.to_string() +
                                           "; ask the sender for a correct file")
        .at_place(sheet.total_at)
        .figures(sum.to_string(), advice.amount->to_string());
  for (AdviceLine& line : advice.lines)
    *line.amount -=
        line.discount.value_or(Money{0, currency}) + line.deduction.value_or(Money{0, currency});
}

}  // namespace saldo::table
