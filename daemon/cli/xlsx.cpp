#include "cli/xlsx.hpp"

#include <fcntl.h>
#include <stdlib.h>

#include <algorithm>

#include "base/file.hpp"
#include "cli/exit.hpp"
#include "cli/places.hpp"
#include "cli/terminal.hpp"
#include "saldo/text.hpp"

namespace saldo::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using render::Workbook;

constexpr std::size_t kWidthMin = 6, kWidthMax = 60;

std::string_view last_part(std::string_view column) { return column.substr(column.rfind('.') + 1); }

/// What a column holds goes by its name: an account number may look like an amount.
bool holds_amounts(std::string_view column) {
  static constexpr std::string_view kNames[] = {"amount",        "open_amount",
                                                "total_credit",  "total_debit",
                                                "discount",      "write_off",
                                                "paid",          "fee",
                                                "opening",       "closing",
                                                "credit_limit",  "unapplied",
                                                "current",       "1_30",
                                                "31_60",         "61_90",
                                                "over_90",       "total",
                                                "balance",       "open",
                                                "gross",         "disputed",
                                                "promised",      "waived",
                                                "interest_memo", "compensation_memo"};
  return std::ranges::find(kNames, last_part(column)) != std::ranges::end(kNames);
}
bool holds_dates(std::string_view column) {
  const auto name = last_part(column);
  return name == "date" || name == "from" || name == "to" || name.ends_with("_date");
}

bool is_decimal(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  return text::all_digits(whole) &&
         (point == text.npos || text::all_digits(text.substr(point + 1)));
}

std::optional<Date> day_of(const std::string& text) {
  constexpr std::size_t kDay = 10;
  if (text.size() != kDay) return std::nullopt;
  try {
    return Date::parse_iso(text);
  } catch (const FormatError&) {
    return std::nullopt;
  }
}

std::size_t bytes_of(std::string_view text, std::size_t characters) {
  std::size_t i = 0;
  for (std::size_t n = 0; i < text.size(); ++i)
    if (!text::impl::is_continuation(static_cast<unsigned char>(text[i])) && n++ == characters)
      break;
  return i;
}

class XlsxRows final : public SpooledRows {
 public:
  XlsxRows(Sink& sink, Workbook& book, std::string name)
      : SpooledRows(sink), book_(book), name_(std::move(name)) {}

 private:
  void saw(std::size_t column, const std::string& text) override {
    if (column >= widths_.size()) widths_.resize(column + 1, kWidthMin);
    if (text.size() > widths_[column])
      widths_[column] = std::min(kWidthMax, text::count_characters(text) + 1);
  }
  void begin(const std::vector<std::string>& columns) override {
    for (const std::string& column : columns) {
      columns_.push_back({column, std::max(widths_[columns_.size()], column.size() + 1)});
      kinds_.push_back(holds_amounts(column) ? Kind::amount
                       : holds_dates(column) ? Kind::date
                                             : Kind::text);
    }
    next_sheet();
  }
  void write_row(const std::vector<std::string>& texts) override {
    if (++row_ == Workbook::kRowsMax) next_sheet();
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (!texts[i].empty()) cell(i, texts[i]);
  }

  enum class Kind { amount, date, text };

  void next_sheet() {
    sheet_ =
        book_.add_sheet(sheets_ == 0 ? name_ : name_ + " " + std::to_string(sheets_ + 1), columns_);
    ++sheets_;
    row_ = sheets_ == 1 ? 0 : 1;
  }
  void cell(std::size_t column, const std::string& text) {
    if (kinds_[column] == Kind::amount && is_decimal(text) && Workbook::is_exact(text))
      return book_.number(sheet_, row_, column, text);
    if (kinds_[column] == Kind::date)
      if (const auto day = day_of(text); day && Workbook::is_possible(*day))
        return book_.date(sheet_, row_, column, *day);
    if (text.size() <= Workbook::kTextMax) return book_.text(sheet_, row_, column, text);
    const std::size_t n = bytes_of(text, Workbook::kTextMax);
    if (n != text.size())
      tell("saldo: sheet " + name_ + ", row " + std::to_string(row_ + 1) + ": " +
           columns_[column].title + " is longer than the 32767 characters of a cell and is cut; " +
           "--format csv has it whole");
    book_.text(sheet_, row_, column, text.substr(0, n));
  }

  Workbook& book_;
  std::string name_;
  std::vector<std::size_t> widths_;
  std::vector<Workbook::Column> columns_;
  std::vector<Kind> kinds_;
  std::size_t sheet_ = 0, sheets_ = 0, row_ = 0;
};

/// A workbook of one sheet.
class OneSheet final : public Rows {
 public:
  explicit OneSheet(Sink& sink) : book_(sink), rows_(book_.sheet("rows")) {}
  void add(const json::object& row) override { rows_->add(row); }
  void add_line(std::string_view line) override { rows_->add_line(line); }
  void finish() override {
    rows_->finish();
    book_.finish();
  }

 private:
  XlsxBook book_;
  std::unique_ptr<Rows> rows_;
};

fs::path own_folder() {
  std::string name = (scratch_folder() / "saldo-xlsx-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    throw Stop(kFailed, name + ": no folder for the spreadsheet can be made there");
  return name;
}

}  // namespace

XlsxBook::XlsxBook(Sink& sink)
    : sink_(sink),
      folder_(own_folder()),
      book_(std::make_unique<Workbook>(folder_ / "book.xlsx", folder_)) {}

XlsxBook::~XlsxBook() {
  book_.reset();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::unique_ptr<Rows> XlsxBook::sheet(const std::string& name) {
  return std::make_unique<XlsxRows>(sink_, *book_, name);
}

void XlsxBook::finish() {
  if (const auto closed = book_->close(); !closed) throw Stop(kFailed, closed.error().message);
  const fs::path path = folder_ / "book.xlsx";
  const FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC), path);
  std::string buffer(64u << 10, '\0');
  for (;;) {
    const ssize_t n = file ? ::read(file.get(), buffer.data(), buffer.size()) : -1;
    if (n < 0) throw Stop(kFailed, path.string() + ": can't be read back");
    if (n == 0) return;
    sink_.write({buffer.data(), static_cast<std::size_t>(n)});
  }
}

std::unique_ptr<Rows> make_xlsx(Sink& sink) { return std::make_unique<OneSheet>(sink); }

XlsxRecords::XlsxRecords(Sink& sink) : book_(sink) {}

void XlsxRecords::add(const json::object& record) {
  sheet_of(std::string(record.at("record").as_string())).add(record);
}

Rows& XlsxRecords::sheet_of(const std::string& kind) {
  auto& rows = sheets_[kind];
  if (!rows) {
    rows = book_.sheet(kind + "s");
    order_.push_back(kind);
  }
  return *rows;
}

void XlsxRecords::finish() {
  for (const std::string& kind : order_) sheets_[kind]->finish();
  book_.finish();
}

void require_out_for_xlsx(const std::string& out) {
  if (out.empty() && stdout_is_terminal())
    throw Stop(kUsage, "a spreadsheet can't be shown on a terminal; name a file with --out");
}

}  // namespace saldo::cli
