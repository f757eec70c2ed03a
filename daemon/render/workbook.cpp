#include "render/workbook.hpp"

#include <xlsxwriter.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "base/assert.hpp"
#include "saldo/text.hpp"

namespace saldo::render {

namespace {

std::size_t digits_of(std::string_view decimal) {
  return static_cast<std::size_t>(
      std::ranges::count_if(decimal, [](char c) { return c >= '0' && c <= '9'; }));
}

std::size_t decimals_of(std::string_view decimal) {
  const auto point = decimal.find('.');
  return point == decimal.npos ? 0 : decimal.size() - point - 1;
}

/// XML forbids U+FFFE and U+FFFF, and spreadsheets read "_x0041_" as the character of that number,
/// unless its first mark is written as a number, too, for which there has to be room in the cell.
std::string cell_text(const std::string& text) {
  constexpr std::size_t kCode = 7;  // "_x0041_"
  std::size_t room =
      Workbook::kTextMax - std::min(Workbook::kTextMax, text::count_characters(text));
  const auto is_code = [](std::string_view s) {
    return s.size() == kCode && s.starts_with("_x") && s.back() == '_' &&
           std::ranges::all_of(s.substr(2, 4), [](char c) {
             return std::isxdigit(static_cast<unsigned char>(c)) != 0;
           });
  };
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto rest = std::string_view(text).substr(i);
    const bool forbidden = rest.starts_with("\uFFFE") || rest.starts_with("\uFFFF");
    if (forbidden) {
      out += "\uFFFD";
      i += 2;
    } else if (rest[0] == '_' && room >= kCode - 1 && is_code(rest.substr(0, kCode))) {
      out += "_x005F_";
      room -= kCode - 1;
    } else {
      out += rest[0];
    }
  }
  return out;
}

}  // namespace

struct Workbook::Impl {
  std::string file, scratch;
  lxw_workbook* book = nullptr;
  lxw_format* bold = nullptr;
  lxw_format* day = nullptr;
  std::map<std::size_t, lxw_format*> numbers;  // by decimals
  std::vector<lxw_worksheet*> sheets;
  lxw_error first_error = LXW_NO_ERROR;

  void note(lxw_error error) {
    if (first_error == LXW_NO_ERROR) first_error = error;
  }
  lxw_format* number_format(std::size_t decimals) {
    lxw_format*& format = numbers[decimals];
    if (format == nullptr) {
      format = workbook_add_format(book);
      const std::string pattern = decimals == 0 ? "0" : "0." + std::string(decimals, '0');
      format_set_num_format(format, pattern.c_str());
    }
    return format;
  }
};

Workbook::Workbook(const std::filesystem::path& file, const std::filesystem::path& scratch)
    : impl_(std::make_unique<Impl>()) {
  impl_->file = file.string();
  impl_->scratch = scratch.string();
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = impl_->scratch.data();
  impl_->book = workbook_new_opt(impl_->file.c_str(), &options);
  SALDO_ASSERT(impl_->book != nullptr);
  impl_->bold = workbook_add_format(impl_->book);
  format_set_bold(impl_->bold);
  impl_->day = workbook_add_format(impl_->book);
  format_set_num_format(impl_->day, "yyyy-mm-dd");
}

Workbook::~Workbook() {
  if (impl_->book != nullptr) lxw_workbook_free(impl_->book);
}

std::size_t Workbook::add_sheet(const std::string& name, const std::vector<Column>& columns) {
  lxw_worksheet* sheet = workbook_add_worksheet(impl_->book, name.c_str());
  SALDO_ASSERT(sheet != nullptr);
  impl_->sheets.push_back(sheet);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto at = static_cast<lxw_col_t>(i);
    impl_->note(
        worksheet_set_column(sheet, at, at, static_cast<double>(columns[i].width), nullptr));
    impl_->note(worksheet_write_string(sheet, 0, at, columns[i].title.c_str(), impl_->bold));
  }
  worksheet_freeze_panes(sheet, 1, 0);
  // Numbers of accounts are texts, and that is no mistake.
  constexpr lxw_row_t kLastRow = kRowsMax - 1;
  const auto last = static_cast<lxw_col_t>(std::max<std::size_t>(columns.size(), 1) - 1);
  const std::string range = "A1:" + [&] {
    char cell[LXW_MAX_CELL_NAME_LENGTH];
    lxw_rowcol_to_cell(cell, kLastRow, last);
    return std::string(cell);
  }();
  worksheet_ignore_errors(sheet, LXW_IGNORE_NUMBER_STORED_AS_TEXT, range.c_str());
  return impl_->sheets.size() - 1;
}

void Workbook::text(std::size_t sheet, std::size_t row, std::size_t column,
                    const std::string& text) {
  impl_->note(worksheet_write_string(impl_->sheets.at(sheet), static_cast<lxw_row_t>(row),
                                     static_cast<lxw_col_t>(column), cell_text(text).c_str(),
                                     nullptr));
}

void Workbook::date(std::size_t sheet, std::size_t row, std::size_t column, Date day) {
  lxw_datetime when{};
  const auto ymd = day.ymd();
  when.year = static_cast<int>(ymd.year());
  when.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  when.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  impl_->note(worksheet_write_datetime(impl_->sheets.at(sheet), static_cast<lxw_row_t>(row),
                                       static_cast<lxw_col_t>(column), &when, impl_->day));
}

void Workbook::number(std::size_t sheet, std::size_t row, std::size_t column,
                      const std::string& decimal) {
  SALDO_ASSERT(is_exact(decimal));
  double value = 0;  // the only form of numbers that spreadsheets have
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  impl_->note(worksheet_write_number(impl_->sheets.at(sheet), static_cast<lxw_row_t>(row),
                                     static_cast<lxw_col_t>(column), value,
                                     impl_->number_format(decimals_of(decimal))));
}

bool Workbook::is_exact(std::string_view decimal) {
  constexpr std::size_t kDigitsOfADouble = 15;
  const std::size_t digits = digits_of(decimal);
  return digits > 0 && digits <= kDigitsOfADouble;
}

bool Workbook::is_possible(Date day) { return !day.empty() && day >= *Date::from_ymd(1900, 3, 1); }

Result<void> Workbook::close() {
  lxw_workbook* book = std::exchange(impl_->book, nullptr);
  impl_->note(workbook_close(book));
  if (impl_->first_error == LXW_NO_ERROR) return {};
  return Failure{.kind = FailureKind::unavailable,
                 .message = impl_->file + ": the spreadsheet can't be written: " +
                            lxw_strerror(impl_->first_error)};
}

}  // namespace saldo::render
