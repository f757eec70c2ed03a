#include "sheet.hpp"

#include <algorithm>

namespace saldo::table {

namespace {

class Splitter {
 public:
  Splitter(std::string_view text, const Dialect& dialect) : text_(text), dialect_(dialect) {
    constexpr std::string_view kMark = "\xEF\xBB\xBF";
    if (text_.starts_with(kMark)) at_ = kMark.size();
  }

  bool next(Row& row) {
    row = {{line_, at_}, {}};
    if (at_ >= text_.size()) return false;
    std::string cell;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' && text::trim(cell).empty()) {
        quoted(cell, row.at);
        continue;
      }
      ++at_;
      if (c == '\n') {
        ++line_;
        break;
      }
      if (c == dialect_.separator)
        put(cell, row);
      else
        cell += c;
    }
    put(cell, row);
    return true;
  }

 private:
  void quoted(std::string& cell, const Place& begin) {
    cell.clear();
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
      } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += text_[++at_];
      } else {
        ++at_;
        return;
      }
    }
    throw Rejected("table.row", "line " + std::to_string(begin.line) +
                                    ": a quote is opened and never closed; ask the sender for a "
                                    "correct file")
        .at_place(begin);
  }
  void put(std::string& cell, Row& row) const {
    const std::string_view trimmed = text::trim(cell);
    row.cells.push_back(text::find_invalid_utf8(trimmed) == text::npos
                            ? std::string(trimmed)
                            : text::to_utf8(trimmed, dialect_.charset));
    cell.clear();
  }

  std::string_view text_;
  const Dialect& dialect_;
  std::uint64_t at_ = 0, line_ = 1;
};

}  // namespace

bool Row::empty() const {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& c) { return c.empty(); });
}

const std::string& Row::cell(std::size_t i) const {
  static const std::string none;
  return i < cells.size() ? cells[i] : none;
}

std::vector<Row> read_rows(std::string_view text, const Dialect& dialect, std::size_t most) {
  std::vector<Row> rows;
  Splitter splitter(text, dialect);
  for (Row row; (most == 0 || rows.size() < most) && splitter.next(row);)
    rows.push_back(std::move(row));
  return rows;
}

}  // namespace saldo::table
