#include "table.hpp"

#include "advices.hpp"
#include "columns.hpp"
#include "saldo/document_reader.hpp"
#include "saldo/text.hpp"
#include "saldo/utf16.hpp"
#include "sheet.hpp"

namespace saldo::table {

namespace {

constexpr std::size_t kBytesMax = 64 << 20;  // an advice of a million lines
constexpr std::size_t kRowsAbove = 40;       // before the header
constexpr int kSure = 60;                    // any table with such headings could be one

struct NamedSeparator {
  std::string_view name;
  char separator;
};
constexpr NamedSeparator kSeparators[] = {
    {"semicolon", ';'}, {"comma", ','}, {"tab", '\t'}, {"pipe", '|'}};

struct NamedCharset {
  std::string_view name;
  text::Charset charset;
};
constexpr NamedCharset kCharsets[] = {
    {"cp1252", text::Charset::kCp1252},        {"cp1250", text::Charset::kCp1250},
    {"cp437", text::Charset::kCp437},          {"cp850", text::Charset::kCp850},
    {"cp852", text::Charset::kCp852},          {"iso-8859-1", text::Charset::kIso8859_1},
    {"iso-8859-2", text::Charset::kIso8859_2}, {"iso-8859-15", text::Charset::kIso8859_15},
};

std::string option(const Host& host, const char* name, const char* otherwise) {
  return host.option(name).value_or(otherwise);
}

[[noreturn]] void refuse(const char* name, const std::string& value) {
  throw Stop(SALDO_E_CONFIG, "option " + std::string(name) + ": " + text::quoted(value) +
                                 " is none of those that the manifest lists");
}

text::Charset charset_of(const Host& host) {
  const std::string value = option(host, "charset", "cp1252");
  for (const NamedCharset& each : kCharsets)
    if (each.name == value) return each.charset;
  refuse("charset", value);
}

/// The separators to try: the one that is set, or all.
std::string separators_of(const Host& host) {
  const std::string value = option(host, "separator", "auto");
  std::string all;
  for (const NamedSeparator& each : kSeparators) {
    if (each.name == value) return {each.separator};
    all += each.separator;
  }
  if (value != "auto") refuse("separator", value);
  return all;
}

Reading reading_of(const Host& host) {
  Reading reading;
  reading.decimal = option(host, "decimal", "auto");
  reading.currency = option(host, "currency", "");
  const std::string dates = option(host, "dates", "day-first");
  if (dates != "day-first" && dates != "month-first") refuse("dates", dates);
  reading.month_first = dates == "month-first";
  return reading;
}

/// Where a table begins in a text.
struct Found {
  Dialect dialect;
  Header header;
  std::size_t row = 0;      // of the header, or of the first line where there is none
  bool has_heading = true;  // the row names columns
};

std::optional<Found> find_header_in(const std::vector<Row>& rows, const Dialect& dialect,
                                    const ColumnNames& names) {
  const bool placed = names.place_of(Role::document).has_value();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Header header = header_of(rows[i], names);
    if (!header.complete()) continue;
    const std::size_t document = *header.of(Role::document);
    if (rows[i].cells.size() <= document) continue;
    // Columns that are placed need no heading; a row with a digit in the number is a line.
    const bool line =
        placed && rows[i].cells[document].find_first_of("0123456789") != std::string::npos;
    return Found{dialect, header, i, !line};
  }
  return std::nullopt;
}

/// By the first separator that divides a row into such columns. What another one takes for a quote
/// that is never closed may be an inch within a text.
std::optional<Found> find_header(std::string_view text, const Host& host,
                                 const ColumnNames& names) {
  Dialect dialect{.charset = charset_of(host)};
  std::optional<Rejected> unclosed;
  for (const char separator : separators_of(host)) {
    dialect.separator = separator;
    try {
      const auto rows = read_rows(text, dialect, kRowsAbove);
      if (auto found = find_header_in(rows, dialect, names)) return found;
    } catch (const Rejected& quote) {
      if (!unclosed) unclosed = quote;
    }
  }
  if (unclosed) throw Rejected(*unclosed);
  return std::nullopt;
}

std::string read_all(const Host& host, Input& input) {
  const auto read = reader_of(host, input);
  std::string text;
  std::vector<char> buffer(InputWindow::kChunk);
  for (std::size_t n = read(buffer.data(), buffer.size()); n != 0;
       n = read(buffer.data(), buffer.size())) {
    text.append(buffer.data(), n);
    if (text.size() > kBytesMax)
      throw Rejected("table.rows", "the table has more than 64 MiB; split it")
          .at_place({1, kBytesMax});
  }
  return text;
}

}  // namespace

void Table::check() {
  ColumnNames names(host);
  separators_of(host);
  charset_of(host);
  DecimalMark mark(reading_of(host).decimal);
  const std::string currency = option(host, "currency", "");
  if (!currency.empty() && !Currency::find(currency)) refuse("currency", currency);
}

int Table::identify(std::string_view head, std::string_view) const {
  std::string buffer;
  const std::string_view text = text::utf8_head(head, buffer);
  if (text.find('\0') != std::string_view::npos || text::trim(text).starts_with('<')) return 0;
  try {
    return find_header(text, host, ColumnNames(host)) ? kSure : 0;
  } catch (const Rejected&) {
    return 0;  // the head may end within quotes
  }
}

void Table::decode(Input& input, Records& records) {
  const ColumnNames names(host);
  const std::string text = read_all(host, input);
  const auto found = find_header(text, host, names);
  if (!found)
    throw Rejected("table.header",
                   "no row names a column of documents and one of amounts; set the options "
                   "'document' and 'amount'")
        .at_place({1, 0});
  const auto rows = read_rows(text, found->dialect);
  Advices advices(found->header, reading_of(host));
  for (std::size_t i = 0; i < found->row; ++i) advices.add_label(rows[i], names);
  for (std::size_t i = found->row + (found->has_heading ? 1 : 0); i < rows.size(); ++i)
    advices.add_row(rows[i], names);
  for (const RemittanceAdvice& advice : advices.take()) records.emit(advice);
}

}  // namespace saldo::table
