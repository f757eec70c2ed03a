#include <algorithm>
#include <iterator>
#include <optional>

#include "config/component.hpp"
#include "config/legal_data.hpp"
#include "config/reader.hpp"

/// Tables of what late payment costs: comma-separated, '#' begins a remark line, the first other
/// line names the columns.
namespace saldo::config {
namespace {

namespace fs = std::filesystem;

struct Row {
  std::uint64_t line = 0;
  std::vector<std::string> cells;
};

/// The cells of a line; quotes may surround a cell. Nothing when a quote isn't closed.
std::optional<std::vector<std::string>> split(std::string_view line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  if (quoted) return std::nullopt;
  return cells;
}

/// The rows under `header`; rows of another width become faults.
std::vector<Row> read_table(const std::string& text, const std::vector<std::string>& header,
                            Faults& faults) {
  std::vector<Row> rows;
  bool headed = false;
  std::uint64_t number = 0;
  for (std::size_t at = 0; at < text.size(); ++number) {
    const auto end = std::min(text.find('\n', at), text.size());
    std::string_view line(text.data() + at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || line.front() == '#') continue;
    auto cells = split(line);
    const Mark mark{number + 1, 1};
    if (!cells || cells->size() != header.size())
      faults.add(mark, "a row has " + std::to_string(header.size()) + " cells (" + join(header) +
                           "), not " + (cells ? std::to_string(cells->size()) : "an open quote"));
    else if (!headed && *cells != header)
      faults.add(mark, "the columns must be " + join(header));
    else if (headed)
      rows.push_back({mark.line, std::move(*cells)});
    headed = true;
  }
  return rows;
}

/// Reads the cells of one row; the first that is wrong makes the row a fault.
class Cells {
 public:
  Cells(const Row& row, Faults& faults) : row_(row), faults_(faults) {}
  bool ok() const { return ok_; }
  std::string text(std::size_t i, const char* column) {
    if (row_.cells[i].empty()) refuse(std::string("'") + column + "' is empty");
    return row_.cells[i];
  }
  Date date(std::size_t i) {
    return attempt(i, [](const std::string& s) { return Date::parse_iso(s); });
  }
  Currency currency(std::size_t i) {
    return attempt(i, [](const std::string& s) { return Currency::parse(s); });
  }
  Money money(std::size_t i, Currency currency) {
    return attempt(i, [&](const std::string& s) { return Money::parse(s, currency); });
  }
  model::Percent percent(std::size_t i) {
    const auto percent = model::Percent::parse(row_.cells[i]);
    if (!percent) refuse(percent.error().message);
    return percent ? *percent : model::Percent{};
  }
  void refuse(const std::string& why) {
    if (ok_) faults_.add({row_.line, 1}, why);
    ok_ = false;
  }

 private:
  template <class Parse>
  auto attempt(std::size_t i, Parse parse) -> decltype(parse(std::string())) {
    try {
      return parse(row_.cells[i]);
    } catch (const FormatError& e) {
      refuse(e.what());
      return {};
    }
  }

  const Row& row_;
  Faults& faults_;
  bool ok_ = true;
};

std::vector<model::LateRates::Rate> read_rates(const std::string& text, Faults& faults) {
  std::vector<model::LateRates::Rate> rates;
  for (const Row& row :
       read_table(text, {"country", "regime", "from", "to", "rate", "source"}, faults)) {
    Cells cells(row, faults);
    model::LateRates::Rate rate{cells.text(0, "country"),
                                cells.text(1, "regime"),
                                cells.date(2),
                                cells.date(3),
                                cells.percent(4),
                                {}};
    rate.source = cells.text(5, "source");
    if (cells.ok() && rate.to < rate.from)
      cells.refuse("the rate ends on " + rate.to.to_string() + ", before it begins on " +
                   rate.from.to_string());
    for (const auto& other : rates)
      if (other.country == rate.country && other.regime == rate.regime && rate.from <= other.to &&
          other.from <= rate.to)
        cells.refuse(rate.country + " " + rate.regime + " has another rate from " +
                     other.from.to_string() + " to " + other.to.to_string() +
                     "; no day may have two");
    if (cells.ok()) rates.push_back(std::move(rate));
  }
  return rates;
}

std::vector<model::LateRates::LumpSum> read_lump_sums(const std::string& text, Faults& faults) {
  std::vector<model::LateRates::LumpSum> sums;
  for (const Row& row : read_table(
           text, {"country", "regime", "from", "min_principal", "amount", "currency", "source"},
           faults)) {
    Cells cells(row, faults);
    const Currency currency = cells.currency(5);
    model::LateRates::LumpSum sum{
        cells.text(0, "country"), cells.text(1, "regime"),  cells.date(2),
        cells.money(3, currency), cells.money(4, currency), cells.text(6, "source")};
    if (cells.ok()) sums.push_back(std::move(sum));
  }
  return sums;
}

/// Reads a table if it is there.
template <class Read>
auto read_file_with(const fs::path& file, std::vector<Failure>& out, Read read)
    -> decltype(read(std::string(), std::declval<Faults&>())) {
  std::error_code error;
  if (!fs::exists(file, error)) return {};
  Faults faults(file.string());
  decltype(read(std::string(), faults)) rows;
  if (const auto text = read_file(file, faults)) rows = read(*text, faults);
  std::ranges::move(faults.take(), std::back_inserter(out));
  return rows;
}

}  // namespace

model::LateRates read_late_rates(const fs::path& folder, std::vector<Failure>& faults) {
  auto rates = read_file_with(folder / "late_interest.csv", faults, read_rates);
  auto sums = read_file_with(folder / "late_compensation.csv", faults, read_lump_sums);
  return {std::move(rates), std::move(sums)};
}

}  // namespace saldo::config
